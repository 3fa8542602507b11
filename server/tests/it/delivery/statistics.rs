//! What deliveries count, and what the suppression list makes of them.

use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::MessageStatus::{Bounced, Held, Sent};
use postal::model::{Extras, ProcessId, ServerId, SuppressionKind, Timestamp};
use postal::queue::Retried;
use postal::statistics::{self, Dimension, NamedCounter, NamedTotals, Totals, Width};
use postal::store::results::{self, DeliveryResult, NewDelivery};
use postal::store::suppressions;
use postal::suppression::{self, Keeper, SuppressionForm, manage};

use super::Post;

async fn totals(post: &Post) -> Totals {
    let (server, now) = (post.app.server.id, post.app.clock.now());
    let mut sum = Totals::default();
    for bucket in statistics::series(&post.app.store, server, Width::Hour, 24, now).await.unwrap() {
        sum += bucket.totals;
    }
    sum
}

async fn names(post: &Post, dimension: Dimension) -> Vec<(String, NamedTotals)> {
    let now = post.app.clock.now();
    let days = (now - Duration::from_secs(86400), now + Duration::from_secs(86400));
    let (store, server) = (&post.app.store, post.app.server.id);
    statistics::names(store, server, dimension, days, NamedCounter::Outgoing, 10).await.unwrap()
}

async fn suppress(post: &Post, address: &str) {
    let form = SuppressionForm { address: address.to_owned(), reason: Some("asked".to_owned()), ..Default::default() };
    manage::add(&post.app.store, &Keeper::of_server(post.app.server.clone()), &form, post.app.clock.now())
        .await
        .unwrap();
}

/// Kinds of the events about the suppression list.
async fn events(post: &Post) -> Vec<(String, Option<i64>)> {
    let mut conn = post.app.store.read().await.unwrap();
    let sql = "SELECT kind, message_id FROM events WHERE kind LIKE 'suppression.%' ORDER BY id";
    let rows = conn.fetch_all(sql, &[]).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
}

#[tokio::test]
async fn each_result_is_counted_for_the_server_the_domain_and_the_tag() {
    let post = Post::start().await;
    let content = "From: a@acme.example\r\nSubject: x\r\nX-Postal-Tag: news\r\n\r\nbody\r\n";
    let sent = post.send_content("b@example.net", content, |_| {}).await;
    assert_eq!(post.record(sent.id).await.status, Sent);
    let tagged =
        post.send_content("c@example.net", super::CONTENT, |recipient| recipient.tag = Some("bill".into())).await;
    post.record(tagged.id).await;
    post.mx.reply_to("RCPT", "550 5.1.1 no such user");
    let failed = post.send("d@example.net").await;
    post.record(failed.id).await;
    let totals = totals(&post).await;
    assert_eq!((totals.outgoing, totals.sent, totals.failed, totals.bounces), (3, 2, 1, 1));
    let domains = names(&post, Dimension::Domain).await;
    assert_eq!(domains.len(), 1);
    let (domain, counted) = &domains[0];
    assert_eq!((domain.as_str(), counted.outgoing, counted.sent, counted.failed), ("example.net", 3, 2, 1));
    assert_eq!(counted.took_10_s, 2);
    let mut tags = names(&post, Dimension::Tag).await;
    tags.sort_by(|one, other| one.0.cmp(&other.0));
    // The tag of the first stands in its header, which is read when it is sent.
    let tags: Vec<_> = tags.iter().map(|(tag, totals)| (tag.as_str(), totals.outgoing, totals.sent)).collect();
    assert_eq!(tags, [("bill", 1, 1), ("news", 1, 1)]);
}

#[tokio::test]
async fn each_answer_is_counted_for_the_provider_of_the_host_that_gave_it() {
    let post = Post::start().await;
    for (domain, host) in [("one.example", "mx1.mail.big.example"), ("two.example", "mx2.mail.big.example")] {
        post.dns.mx(domain, 10, host).a(host, "127.0.0.1");
    }
    let sent = post.send("a@one.example").await.id;
    assert_eq!(post.record(sent).await.status, Sent);
    post.mx.reply_once("RCPT", "450 not now");
    post.record(post.send("b@two.example").await.id).await;
    post.mx.reply_once("RCPT", "550 5.1.1 no such user");
    post.record(post.send("c@two.example").await.id).await;
    assert_eq!(post.record(post.send("d@example.net").await.id).await.status, Sent);
    // Held by us: no provider has said anything.
    suppress(&post, "e@one.example").await;
    post.record(post.send("e@one.example").await.id).await;
    let providers = names(&post, Dimension::Provider).await;
    let counted: Vec<_> = providers
        .iter()
        .map(|(name, it)| (name.as_str(), it.outgoing, it.sent, it.deferred, it.failed, it.bounces, it.held))
        .collect();
    assert_eq!(counted, [("big.example", 2, 1, 1, 1, 1, 0), ("example.net", 1, 1, 0, 0, 0, 0)]);
    assert_eq!(providers[0].1.took_10_s, 1);
    // What is reported later counts for the provider that had taken the message, whoever reports it.
    let mut delivery = NewDelivery::new(Bounced, "reported");
    delivery.mx_host = Some("reporter.else.example".to_owned());
    let result = DeliveryResult::note(post.app.server.id, sent, post.app.clock.now(), delivery);
    let mut tx = post.app.store.begin().await.unwrap();
    results::write_one(&mut tx, &result, ProcessId(1)).await.unwrap();
    tx.commit().await.unwrap();
    let providers = names(&post, Dimension::Provider).await;
    assert_eq!((providers.len(), providers[0].1.bounces), (2, 2));
}

#[tokio::test]
async fn the_time_of_scheduled_mail_runs_from_when_it_was_to_be_sent() {
    let post = Post::start().await;
    let mut submission = post.submission("b@example.net", super::CONTENT, |_| {});
    let send_at = post.app.clock.now() + Duration::from_secs(3600);
    submission.extras = Some(Extras { scheduled_at: Some(send_at), ..Extras::default() }.into());
    let id = post.app.ingest.accept(submission).await.unwrap().remove(0).id;
    post.app.clock.advance(Duration::from_secs(3602));
    assert_eq!(post.record(id).await.status, Sent);
    let domains = names(&post, Dimension::Domain).await;
    assert_eq!((domains[0].1.sent, domains[0].1.took_10_s), (1, 1));
    assert!(domains[0].1.took_ms < 10_000, "{}", domains[0].1.took_ms);
}

#[tokio::test]
async fn an_entry_for_a_domain_holds_all_its_mail_and_stays_when_a_person_releases_one() {
    let post = Post::start().await;
    suppress(&post, "@Example.NET").await;
    let text = "Recipient (b@example.net) is on the suppression list (reason: asked)";
    let id = post.ends_as("b@example.net", Held, text).await;
    assert_eq!(totals(&post).await.held, 1);
    assert_eq!(post.app.queue.retry(post.app.server.id, id).await.unwrap(), Retried::Released);
    let record = post.records(id, 2).await.remove(1);
    assert_eq!(record.status, Sent);
    assert!(!record.details.contains("suppression list"), "{}", record.details);
    assert_eq!(post.is_suppressed("@example.net").await.as_deref(), Some("asked"));
    assert_eq!(events(&post).await, [("suppression.added".to_owned(), None)]);
}

#[tokio::test]
async fn what_a_delivery_adds_and_removes_is_told_and_names_the_message() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "550 5.1.1 no such user");
    let failed = post.send("b@example.net").await;
    post.record(failed.id).await;
    let entry = suppression::get(&post.app.store, post.app.server.id, "b@example.net").await.unwrap().unwrap();
    assert_eq!((entry.kind, entry.message_id), (SuppressionKind::Bounce, Some(failed.id)));
    let held = post.send("b@example.net").await;
    assert_eq!(post.record(held.id).await.status, Held);
    post.app.queue.retry(post.app.server.id, held.id).await.unwrap();
    let record = post.records(held.id, 2).await.remove(1);
    assert!(record.details.contains("Recipient removed from suppression list"), "{}", record.details);
    assert_eq!(
        events(&post).await,
        [("suppression.added".to_owned(), Some(failed.id.0)), ("suppression.removed".to_owned(), Some(held.id.0))]
    );
}

#[tokio::test]
async fn a_wish_of_a_person_outlives_a_delivery() {
    let post = Post::start().await;
    let (server, now): (ServerId, Timestamp) = (post.app.server.id, post.app.clock.now());
    let entry = suppression::complaint_entry(server, "b@example.net", now);
    suppressions::upsert(&mut post.app.store.write().await.unwrap(), &entry).await.unwrap();
    let held = post.send("b@example.net").await;
    assert_eq!(post.record(held.id).await.status, Held);
    post.app.queue.retry(server, held.id).await.unwrap();
    assert_eq!(post.records(held.id, 2).await.remove(1).status, Sent);
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("complaint"));
}
