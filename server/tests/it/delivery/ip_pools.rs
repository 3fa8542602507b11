//! Where mail leaves from: the address of a pool, its name, and what happens when it is not there.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use postal::ingest::Recipient;
use postal::ip_pools::{IpAddressForm, IpPoolForm, IpPoolRuleForm};
use postal::model::{Extras, IpAddress, IpPool, MessageId, MessageOptions, MessageScope, MessageStatus, RuleOwner};
use postal::store::{Engine, ip_addresses};
use postal::tenancy::ServerChange;

use super::{CONTENT, Post};
use crate::support::FakeMx;

/// With `postal.use_ip_pools`.
async fn with_pools() -> Post {
    Post::with(|config| config.postal.use_ip_pools = true).await
}

/// A pool that the organization may use, with these addresses; their names are `ip` and the last octet.
async fn pool(post: &Post, name: &str, addresses: &[&str]) -> (IpPool, Vec<IpAddress>) {
    let pools = &post.app.ip_pools;
    let pool = pools.create(&IpPoolForm { name: name.to_owned(), is_default: false }).await.unwrap();
    let mut uuids: Vec<String> = vec![pool.uuid.clone()];
    let assigned = pools.of_organization(post.app.organization.id).await.unwrap();
    uuids.extend(assigned.into_iter().map(|found| found.pool.uuid));
    pools.assign(post.app.organization.id, &uuids).await.unwrap();
    let mut made = Vec::new();
    for address in addresses {
        made.push(add(post, &pool, address, None).await);
    }
    (pool, made)
}

async fn add(post: &Post, pool: &IpPool, ipv4: &str, ipv6: Option<&str>) -> IpAddress {
    let hostname = format!("ip{}.pool.example", ipv4.rsplit('.').next().unwrap());
    let form = IpAddressForm { ipv4: ipv4.to_owned(), ipv6: ipv6.map(str::to_owned), hostname, priority: None };
    post.app.ip_pools.create_address(pool, &form).await.unwrap()
}

/// The mail server sends by this pool.
async fn use_pool(post: &Post, pool: &IpPool) {
    let change = ServerChange { ip_pool: Some(Some(pool.uuid.clone())), ..ServerChange::default() };
    post.app.tenancy.update_server(&post.app.server, &change, true).await.unwrap();
    post.app.sources.forget();
}

async fn rule(post: &Post, owner: RuleOwner, pool: &IpPool, from: Option<&str>, to: Option<&str>) {
    let form = IpPoolRuleForm {
        ip_pool: pool.uuid.clone(),
        from_text: from.map(str::to_owned),
        to_text: to.map(str::to_owned),
    };
    post.app.ip_pools.create_rule(post.app.organization.id, owner, &form).await.unwrap();
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Sends, and answers where the mail came from and how the client called itself.
async fn arrives_from(post: &Post, rcpt_to: &str) -> (String, String) {
    let count = post.mx.messages().len() + 1;
    let id = post.send(rcpt_to).await.id;
    assert_eq!(post.record(id).await.status, MessageStatus::Sent);
    let mail = post.mx.wait_for(count).await.pop().unwrap();
    (mail.peer.to_string(), mail.helo)
}

fn is(address: &str, name: &str) -> (String, String) {
    (address.to_owned(), name.to_owned())
}

#[tokio::test]
async fn mail_leaves_from_the_address_of_the_server_s_pool_under_its_name() {
    let post = with_pools().await;
    let (pool, addresses) = pool(&post, "bulk", &["127.0.0.2"]).await;
    assert_eq!(arrives_from(&post, "a@example.net").await.0, "127.0.0.1", "no pool yet");
    use_pool(&post, &pool).await;
    let id = post.send("b@example.net").await.id;
    let record = post.record(id).await;
    let mail = post.mx.wait_for(2).await.pop().unwrap();
    assert_eq!((mail.peer, mail.helo.as_str()), (address("127.0.0.2"), "ip2.pool.example"));
    assert_eq!(mail.connection, 2, "the idle session has another source");
    let port = post.mx.port();
    let expected = format!("Message for b@example.net accepted by 127.0.0.1:{port} (mx.example.net) (from 127.0.0.2)");
    assert_eq!(record.details, expected);
    let dialogue = record.dialogue.unwrap();
    assert!(dialogue.contains("from 127.0.0.2") && dialogue.contains("EHLO ip2.pool.example"), "{dialogue}");
    // A session of the same source is used again.
    assert_eq!(arrives_from(&post, "c@example.net").await, is("127.0.0.2", "ip2.pool.example"));
    assert_eq!(post.mx.connections(), 2);
    assert_eq!(addresses[0].priority, 100);
}

#[tokio::test]
async fn without_the_option_pools_are_not_used() {
    let post = Post::start().await;
    let (pool, _) = pool(&post, "bulk", &["127.0.0.2"]).await;
    use_pool(&post, &pool).await;
    let (peer, helo) = arrives_from(&post, "a@example.net").await;
    assert_eq!((peer.as_str(), helo.as_str()), ("127.0.0.1", post.app.config.postal.smtp_hostname.as_str()));
}

#[tokio::test]
async fn rules_of_the_server_come_before_those_of_the_organization_and_the_newest_first() {
    let post = with_pools().await;
    let mut pools = Vec::new();
    for last in 2..=5 {
        pools.push(pool(&post, &format!("p{last}"), &[&format!("127.0.0.{last}")]).await.0);
    }
    let (of_server, of_organization) =
        (RuleOwner::Server(post.app.server.id), RuleOwner::Organization(post.app.organization.id));
    use_pool(&post, &pools[0]).await;
    rule(&post, of_server, &pools[1], None, Some("old@example.net\nboth@example.net")).await;
    rule(&post, of_server, &pools[2], None, Some("BOTH@Example.net")).await;
    rule(&post, of_organization, &pools[3], None, Some("both@example.net\norg@example.net")).await;
    for (rcpt_to, last) in [("x", 2), ("old", 3), ("old+tag", 3), ("both", 4), ("org", 5)] {
        let (peer, helo) = arrives_from(&post, &format!("{rcpt_to}@example.net")).await;
        assert_eq!((peer, helo), is(&format!("127.0.0.{last}"), &format!("ip{last}.pool.example")), "{rcpt_to}");
    }
}

#[tokio::test]
async fn rules_look_at_every_author_of_the_header_field() {
    let post = with_pools().await;
    let (pool, _) = pool(&post, "bulk", &["127.0.0.2"]).await;
    rule(&post, RuleOwner::Organization(post.app.organization.id), &pool, Some("news@acme.example"), None).await;
    let contents = [
        ("From: a@acme.example\r\n", "127.0.0.1"),
        ("From: a@acme.example,\r\n \"News, daily\" <News+7@acme.example>\r\nSender: a@acme.example\r\n", "127.0.0.2"),
        ("From: \"news@acme.example\" <a@acme.example>\r\n", "127.0.0.1"),
    ];
    for (n, (from, peer)) in contents.into_iter().enumerate() {
        let content = format!("{from}Subject: x\r\n\r\nbody\r\n");
        post.send_content(&format!("b{n}@example.net"), &content, |_| {}).await;
        let mail = post.mx.wait_for(n + 1).await.pop().unwrap();
        assert_eq!(mail.peer, address(peer), "{from}");
    }
}

#[tokio::test]
async fn an_application_chooses_a_pool_for_one_message() {
    let post = with_pools().await;
    let (main, _) = pool(&post, "main", &["127.0.0.2"]).await;
    let (bulk, _) = pool(&post, "bulk", &["127.0.0.3"]).await;
    use_pool(&post, &main).await;
    rule(&post, RuleOwner::Server(post.app.server.id), &main, None, Some("example.net")).await;
    let mut submission = post.submission("b@example.net", CONTENT, |_| {});
    let options = MessageOptions { ip_pool: Some(bulk.uuid), ..MessageOptions::default() };
    submission.extras = Some(Arc::new(Extras { options, ..Extras::default() }));
    post.app.ingest.accept(submission).await.unwrap();
    assert_eq!(post.mx.wait_for(1).await[0].peer, address("127.0.0.3"));
}

#[tokio::test]
async fn the_address_is_chosen_when_the_message_is_queued_and_kept() {
    let post = with_pools().await;
    let (pool, addresses) = pool(&post, "bulk", &["127.0.0.2", "127.0.0.3"]).await;
    use_pool(&post, &pool).await;
    post.mx.reply_to("RCPT", "451 4.3.0 later");
    let mut chosen = Vec::new();
    for n in 0..8 {
        let id = post.send(&format!("b{n}@example.net")).await.id;
        post.record(id).await;
        chosen.push((id, post.is_free(id).await.ip_address_id.unwrap()));
    }
    let used: BTreeSet<_> = chosen.iter().map(|(_, id)| *id).collect();
    assert_eq!(used, addresses.iter().map(|address| address.id).collect(), "both come up");
    post.mx.recover("RCPT");
    for (id, address_id) in chosen {
        let records = post.records_while_time_passes(id, 2, Duration::from_secs(60)).await;
        let address = addresses.iter().find(|address| address.id == address_id).unwrap();
        let from = format!("(from {})", address.ipv4);
        assert!(records[1].details.ends_with(&from), "{} {from}", records[1].details);
    }
}

#[tokio::test]
async fn a_message_whose_address_is_gone_gets_another_one() {
    let post = with_pools().await;
    let (pool, addresses) = pool(&post, "bulk", &["127.0.0.2"]).await;
    use_pool(&post, &pool).await;
    post.mx.reply_once("RCPT", "451 4.3.0 later");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    assert_eq!(post.is_free(id).await.ip_address_id, Some(addresses[0].id));
    post.app.ip_pools.delete_address(&addresses[0]).await.unwrap();
    let new = add(&post, &pool, "127.0.0.4", None).await;
    let records = post.records_while_time_passes(id, 2, Duration::from_secs(60)).await;
    assert!(records[1].details.ends_with("(from 127.0.0.4)"), "{}", records[1].details);
    // Without any address left the system chooses.
    post.mx.reply_once("RCPT", "451 4.3.0 later");
    let id = post.send("c@example.net").await.id;
    post.record(id).await;
    post.app.ip_pools.delete_address(&new).await.unwrap();
    let records = post.records_while_time_passes(id, 2, Duration::from_secs(60)).await;
    assert!(records[1].details.ends_with("(mx.example.net)"), "{}", records[1].details);
    assert_eq!(post.mx.messages().pop().unwrap().peer, address("127.0.0.1"));
}

#[tokio::test]
async fn what_a_person_puts_back_into_the_queue_leaves_by_the_pool() {
    let post = with_pools().await;
    let (pool, _) = pool(&post, "bulk", &["127.0.0.2"]).await;
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    use_pool(&post, &pool).await;
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    let mail = post.mx.wait_for(2).await.pop().unwrap();
    assert_eq!((mail.peer, mail.helo.as_str()), (address("127.0.0.2"), "ip2.pool.example"));
}

/// Documentation addresses are on no machine.
const NOWHERE: &str = "192.0.2.77";

#[tokio::test]
async fn an_address_that_is_not_on_the_machine_is_named_and_the_site_is_not_to_blame() {
    let post = with_pools().await;
    let (missing, addresses) = pool(&post, "missing", &[NOWHERE]).await;
    use_pool(&post, &missing).await;
    let id = post.send("b@example.net").await.id;
    let record = post.record(id).await;
    assert_eq!(record.status, MessageStatus::SoftFail);
    let expected = "The message is to leave from 192.0.2.77, and that address is not on this machine. Give the machine the \
                    address, or remove it from its IP pool.";
    assert_eq!(record.details, expected);
    assert_eq!(record.enhanced_code.as_deref(), Some("4.3.5"));
    assert!(record.output.unwrap().starts_with("The source address 192.0.2.77 is not on this machine"));
    let row = post.is_free(id).await;
    assert_eq!((row.attempts, row.ip_address_id), (0, Some(addresses[0].id)), "the message is not to blame either");
    // The same site takes mail from elsewhere at once.
    let (good, _) = pool(&post, "good", &["127.0.0.2"]).await;
    use_pool(&post, &good).await;
    assert_eq!(arrives_from(&post, "c@example.net").await.0, "127.0.0.2");
    // Once the address is out of the pool, the message goes on.
    post.app.ip_pools.delete_address(&addresses[0]).await.unwrap();
    let records = post.records_while_time_passes(id, 2, Duration::from_secs(60)).await;
    assert!(records[1].details.ends_with("(from 127.0.0.2)"), "{}", records[1].details);
}

#[tokio::test]
async fn a_host_that_lets_one_address_in_and_not_the_other_is_two_sites() {
    let post = with_pools().await;
    let (bad, _) = pool(&post, "bad", &["127.0.0.2"]).await;
    let (good, _) = pool(&post, "good", &["127.0.0.3"]).await;
    use_pool(&post, &bad).await;
    post.mx.reply_once("BANNER", "554 5.7.1 127.0.0.2 is on a block list");
    let refused = post.send("a@example.net").await.id;
    assert_eq!(post.record(refused).await.status, MessageStatus::SoftFail);
    // From the same address it waits for the probe, from another one it goes through.
    let waiting = post.send("b@example.net").await.id;
    post.is_free(waiting).await;
    use_pool(&post, &good).await;
    assert_eq!(arrives_from(&post, "c@example.net").await.0, "127.0.0.3");
    assert_eq!(post.queued(waiting).await.unwrap().attempts, 0);
    let records = post.records_while_time_passes(waiting, 2, Duration::from_secs(60)).await;
    assert!(records[1].details.ends_with("(from 127.0.0.2)"), "{}", records[1].details);
}

#[tokio::test]
async fn over_ipv6_the_ipv6_address_is_used_and_without_one_the_host_is_passed_over() {
    let post = Post::with(|config| {
        config.postal.use_ip_pools = true;
        config.smtp_client.allowed_destinations.push("::1/128".parse().unwrap());
    })
    .await;
    let six = FakeMx::start_at(&format!("[::1]:{}", post.mx.port())).await;
    post.dns.mx("six.example", 10, "mx.six.example").aaaa("mx.six.example", "::1");
    let (four, _) = pool(&post, "four", &["127.0.0.2"]).await;
    use_pool(&post, &four).await;
    let id = post.send("a@six.example").await.id;
    let record = post.record(id).await;
    assert_eq!(record.details, "No SMTP servers were available for six.example. No hosts to try.");
    let output = "::1 (mx.six.example) is an IPv6 address, and 127.0.0.2 has none beside it to send from";
    assert_eq!(record.output.as_deref(), Some(output));
    let (both, _) = pool(&post, "both", &[]).await;
    add(&post, &both, "127.0.0.3", Some("::1")).await;
    use_pool(&post, &both).await;
    // The other site is closed for the address without IPv6 only.
    let id = post.send("b@six.example").await.id;
    let record = post.record(id).await;
    assert!(record.details.ends_with("(from ::1)"), "{}", record.details);
    let mail = six.wait_for(1).await.pop().unwrap();
    assert_eq!((mail.peer, mail.helo.as_str()), (address("::1"), "ip3.pool.example"));
    assert_eq!(arrives_from(&post, "c@example.net").await.0, "127.0.0.3");
}

#[tokio::test]
async fn incoming_mail_has_no_pool() {
    let post = with_pools().await;
    let (pool, addresses) = pool(&post, "bulk", &["127.0.0.2"]).await;
    use_pool(&post, &pool).await;
    // What is accepted now waits.
    post.stop_worker().await;
    let outgoing = post.send("b@example.net").await.id;
    let incoming = |recipient: &mut Recipient| {
        recipient.scope = MessageScope::Incoming;
        recipient.destination = ":route".to_owned();
    };
    let incoming = post.send_content("b@example.net", CONTENT, incoming).await.id;
    assert_eq!(post.queued(outgoing).await.unwrap().ip_address_id, Some(addresses[0].id));
    assert_eq!(post.queued(incoming).await.unwrap().ip_address_id, None);
}

/// What a worker on another machine has noted.
async fn is_on_another_machine(post: &Post, address: &IpAddress) {
    use postal::store::processes::{self, NewProcess};
    let mut tx = post.app.store.begin().await.unwrap();
    let new = NewProcess { host: "far.example".into(), pid: 1, roles: "worker".into(), version: "4".into() };
    let process = processes::insert(&mut tx, &new).await.unwrap();
    ip_addresses::set_present(&mut tx, process, &[address.id]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn look_around(post: &Post) {
    let mut noted = postal::ip_pools::presence::Noted::default();
    postal::ip_pools::presence::look(&post.app.sources, post.app.queue.process(), &mut noted).await.unwrap();
}

#[tokio::test]
async fn mail_that_leaves_from_another_machine_is_left_to_the_worker_there() {
    let post = with_pools().await;
    let (pool, addresses) = pool(&post, "far", &[NOWHERE]).await;
    use_pool(&post, &pool).await;
    is_on_another_machine(&post, &addresses[0]).await;
    look_around(&post).await;
    let far = post.send("a@example.net").await.id;
    assert_eq!(post.queued(far).await.unwrap().owner, postal::store::queue::FREE);
    // A message of our own address that is claimed later shows that the queue was gone through.
    let near = add(&post, &pool, "127.0.0.2", None).await;
    post.app.ip_pools.delete_address(&addresses[0]).await.unwrap();
    look_around(&post).await;
    let records = post.records_while_time_passes(far, 1, Duration::from_secs(2)).await;
    assert!(records[0].details.ends_with("(from 127.0.0.2)"), "{}", records[0].details);
    let machines = post.app.ip_pools.machines().await.unwrap();
    assert_eq!(machines[&near.id], ["test.example"]);
}

#[tokio::test]
async fn each_of_two_workers_takes_what_leaves_from_its_machine() {
    let post = with_pools().await;
    // One process per file.
    if post.app.store.engine() == Engine::Sqlite {
        return;
    }
    let (pool, addresses) = pool(&post, "far", &[NOWHERE, "127.0.0.2"]).await;
    use_pool(&post, &pool).await;
    is_on_another_machine(&post, &addresses[0]).await;
    look_around(&post).await;
    let ids: Vec<MessageId> = {
        let mut ids = Vec::new();
        for n in 0..10 {
            ids.push(post.send(&format!("b{n}@example.net")).await.id);
        }
        ids
    };
    let mut near = 0;
    for id in ids {
        match post.queued(id).await.and_then(|row| row.ip_address_id) {
            Some(address) if address == addresses[0].id => {}
            _ => near += 1,
        }
    }
    assert!((1..10).contains(&near), "{near}");
    let received = post.mx.wait_for(near).await;
    assert!(received.iter().all(|mail| mail.peer == address("127.0.0.2")));
}
