use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::MessageStatus::{HardFail, Held, Sent, SoftFail};

use super::Post;

#[tokio::test]
async fn a_null_mx_refuses_at_once() {
    let post = Post::start().await;
    post.dns.mx("quiet.example", 0, ".");
    let record = post.record(post.send("b@quiet.example").await.id).await;
    assert_eq!((record.status, record.enhanced_code.as_deref()), (HardFail, Some("5.1.10")));
}

#[tokio::test]
async fn a_failing_name_server_is_temporary_and_never_means_no_mx() {
    let post = Post::start().await;
    post.dns.serv_fail("broken.example").a("broken.example", "127.0.0.1");
    let record = post.record(post.send("b@broken.example").await.id).await;
    assert_eq!((record.status, record.enhanced_code.as_deref()), (SoftFail, Some("4.4.3")));
    assert_eq!(post.mx.connections(), 0);
}

#[tokio::test]
async fn without_mx_the_address_of_the_domain_counts() {
    let post = Post::start().await;
    post.dns.a("plain.example", "127.0.0.1");
    assert_eq!(post.record(post.send("b@plain.example").await.id).await.status, Sent);
}

#[tokio::test]
async fn the_second_server_is_used_when_the_first_refuses() {
    let post = Post::start().await;
    post.dns.mx("two.example", 5, "dead.example").a("dead.example", "127.0.0.9");
    post.dns.mx("two.example", 10, "mx.example.net");
    let record = post.record(post.send("b@two.example").await.id).await;
    assert_eq!(record.status, Sent);
    assert_eq!(record.mx_host.as_deref(), Some("mx.example.net"));
}

#[tokio::test]
async fn a_dead_site_says_which_hosts_were_tried_and_those_who_wait_use_no_attempt() {
    let post = Post::start().await;
    post.dns.mx("dead.example", 5, "one.dead.example").a("one.dead.example", "127.0.0.9");
    post.dns.mx("dead.example", 9, "two.dead.example").a("two.dead.example", "127.0.0.8");
    let text = "No SMTP servers were available for dead.example. Tried one.dead.example and two.dead.example.";
    let first = post.ends_as("a@dead.example", SoftFail, text).await;
    assert_eq!(post.queued(first).await.unwrap().attempts, 1);
    let second = post.ends_as("b@dead.example", SoftFail, text).await;
    let row = post.queued(second).await.unwrap();
    assert_eq!(row.attempts, 0);
    assert_eq!(row.due_at, crate::support::app::START + Duration::from_secs(60));
}

#[tokio::test]
async fn private_addresses_are_refused_unless_allowed() {
    let post = Post::with(|config| config.smtp_client.allowed_destinations.clear()).await;
    let record = post.record(post.send("b@example.net").await.id).await;
    assert_eq!(record.status, SoftFail);
    assert!(record.output.unwrap().contains("not a public address"));
    assert_eq!(post.mx.connections(), 0);
}

#[tokio::test]
async fn a_domain_that_does_not_exist_is_given_up_when_it_is_still_missing_after_ten_minutes() {
    let post = Post::start().await;
    let id = post.send("b@missing.example").await.id;
    let first = post.record(id).await;
    assert_eq!(first.status, SoftFail);
    assert_eq!(first.details, "No SMTP servers were available for missing.example. No hosts to try.");
    assert!(first.output.unwrap().starts_with("The name does not exist in the DNS."));

    // The second attempt comes too early to be sure, the third does not.
    for (count, status) in [(2, SoftFail), (3, HardFail)] {
        let due = post.queued(id).await.unwrap().due_at;
        post.app.clock.advance(due.since(post.app.clock.now()));
        assert_eq!(post.records(id, count).await.remove(count - 1).status, status);
    }
    let last = post.records(id, 3).await.remove(2);
    assert_eq!(
        last.details,
        "No SMTP servers were available for missing.example. The domain does not exist. Recipient added to suppression \
         list (invalid domain)"
    );
    assert_eq!(last.enhanced_code.as_deref(), Some("5.1.2"));
    assert_eq!(last.reason.as_deref(), Some("bad_domain"));
    assert!(post.queued(id).await.is_none());
}

#[tokio::test]
async fn the_second_hard_failure_within_a_day_suppresses_and_success_ends_it() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", "550 no thanks");
    let first = post.record(post.send("b@example.net").await.id).await;
    assert!(!first.details.contains("suppression"));
    assert_eq!(post.is_suppressed("b@example.net").await, None);
    let second = post.record(post.send("b@example.net").await.id).await;
    assert!(second.details.ends_with(". Recipient added to suppression list (too many hard fails)"));
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("too many hard fails"));

    post.mx.recover("RCPT");
    let held = post.send("b@example.net").await.id;
    assert_eq!(post.record(held).await.status, Held);
    post.app.queue.retry(post.app.server.id, held).await.unwrap();
    let sent = post.records(held, 2).await.remove(1);
    assert!(sent.details.ends_with(". Recipient removed from suppression list"), "{}", sent.details);
    assert_eq!(post.is_suppressed("b@example.net").await, None);
}

#[tokio::test]
async fn an_address_that_does_not_exist_is_suppressed_at_once() {
    for (reply, class, reason) in [
        ("550 5.1.1 No such user", "invalid_recipient", "invalid recipient"),
        ("550 no such user here", "invalid_recipient", "invalid recipient"),
        ("550 5.2.1 Mailbox disabled", "inactive_mailbox", "inactive mailbox"),
    ] {
        let post = Post::start().await;
        post.mx.reply_to("RCPT", reply);
        let record = post.record(post.send("b@example.net").await.id).await;
        assert_eq!(record.reason.as_deref(), Some(class), "{reply}");
        let sentence = format!(". Recipient added to suppression list ({reason})");
        assert!(record.details.ends_with(&sentence), "{}", record.details);
        assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some(reason));
    }
}

#[tokio::test]
async fn refusals_because_of_the_sender_or_the_content_suppress_nobody() {
    for (reply, class) in [
        ("550 5.7.1 Message rejected as spam", "policy"),
        ("550 5.7.26 Unauthenticated email is not accepted (DMARC)", "authentication"),
        ("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "block"),
    ] {
        let post = Post::start().await;
        post.mx.reply_to("RCPT", reply);
        for _ in 0..3 {
            let record = post.record(post.send("b@example.net").await.id).await;
            assert_eq!((record.status, record.reason.as_deref()), (HardFail, Some(class)), "{reply}");
        }
        assert_eq!(post.is_suppressed("b@example.net").await, None, "{reply}");
    }
}

#[tokio::test]
async fn a_mailbox_that_is_full_three_times_in_a_week_is_suppressed() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", "552 5.2.2 Mailbox full");
    for _ in 0..2 {
        post.record(post.send("b@example.net").await.id).await;
        post.app.clock.advance(Duration::from_secs(2 * 24 * 3600));
        assert_eq!(post.is_suppressed("b@example.net").await, None);
    }
    post.record(post.send("b@example.net").await.id).await;
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("full mailbox"));
}

#[tokio::test]
async fn the_last_attempt_is_followed_by_a_hard_failure_and_a_suppression() {
    let post = Post::with(|config| config.postal.default_maximum_delivery_attempts = 1).await;
    post.mx.reply_to("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    post.app.clock.advance(Duration::from_secs(301));
    let last = post.records(id, 2).await.remove(1);
    assert_eq!(last.status, HardFail);
    assert_eq!(
        last.details,
        "Maximum number of delivery attempts (1) has been reached. Added b@example.net to suppression list because \
         delivery has failed 1 times."
    );
    assert_eq!(post.is_suppressed("b@example.net").await.as_deref(), Some("too many soft fails"));
    assert!(post.queued(id).await.is_none());
}
