//! Closed sites, the mail that waits for them, and how much one attempt may take.

use std::time::Duration;

use postal::model::MessageStatus::{HardFail, Held, Sent, SoftFail};

use super::Post;
use crate::support::app::START;

const DEAD: &str = "No SMTP servers were available for dead.example. Tried mx.dead.example.";
const MINUTE: Duration = Duration::from_secs(61);

async fn with_a_dead_site() -> Post {
    let post = Post::start().await;
    post.dns.mx("dead.example", 5, "mx.dead.example").a("mx.dead.example", "127.0.0.9");
    post
}

#[tokio::test]
async fn after_421_others_wait_without_an_attempt_and_a_probe_opens_the_site() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "421 4.3.2 shutting down");
    let first = post.send("a@example.net").await.id;
    assert_eq!(post.record(first).await.status, SoftFail);
    assert_eq!(post.queued(first).await.unwrap().attempts, 0);

    let second = post.send("b@example.net").await.id;
    let row = post.is_free(second).await;
    assert_eq!((row.attempts, row.due_at), (0, START + Duration::from_secs(60)));
    assert!(post.records(second, 0).await.is_empty());
    post.app.clock.advance(MINUTE);
    assert_eq!(post.record(second).await.status, Sent);
    assert_eq!(post.record(post.send("c@example.net").await.id).await.status, Sent);
}

#[tokio::test]
async fn mail_for_a_closed_site_is_held_when_it_has_to_be() {
    let post = with_a_dead_site().await;
    post.ends_as("a@dead.example", SoftFail, DEAD).await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    post.ends_as("b@dead.example", Held, "Server is in development mode.").await;
    post.sql("UPDATE servers SET suspended_at = 1").await;
    let id = post.send("c@dead.example").await.id;
    let record = post.record(id).await;
    assert!(record.details.starts_with("Mail server has been suspended."), "{}", record.details);
    assert!(post.queued(id).await.is_none());
}

#[tokio::test]
async fn a_message_that_first_had_to_wait_counts_for_the_send_limit_once_it_is_attempted() {
    let post = with_a_dead_site().await;
    post.sql("UPDATE servers SET send_limit = 2").await;
    post.ends_as("a@dead.example", SoftFail, DEAD).await;
    let waiting = post.ends_as("b@dead.example", SoftFail, DEAD).await;
    assert_eq!(post.queued(waiting).await.unwrap().attempts, 0);
    post.app.clock.advance(MINUTE);
    post.records(waiting, 2).await;
    let text = "Message held because send limit (2) has been reached.";
    post.ends_as("c@example.net", Held, text).await;
    // Each was counted once: the limit is free again after an hour, and a retry does not need it.
    post.app.clock.advance(Duration::from_secs(3700));
    assert_eq!(post.record(post.send("d@example.net").await.id).await.status, Sent);
}

#[tokio::test]
async fn what_has_waited_too_long_for_a_dead_site_fails_for_good() {
    let post = with_a_dead_site().await;
    post.ends_as("a@dead.example", SoftFail, DEAD).await;
    let waiting = post.ends_as("b@dead.example", SoftFail, DEAD).await;
    post.app.clock.advance(Duration::from_secs(5 * 86400 + 1));
    let records = post.records_while_time_passes(waiting, 2, Duration::from_secs(1)).await;
    assert_eq!(records[1].status, HardFail);
    assert_eq!(records[1].details, "The message could not be delivered within 5 days.");
}

#[tokio::test]
async fn one_attempt_tries_eight_addresses() {
    let post = Post::start().await;
    post.dns.mx("many.example", 5, "mx.many.example");
    for number in 20..40 {
        post.dns.a("mx.many.example", &format!("127.0.0.{number}"));
    }
    let record = post.record(post.send("b@many.example").await.id).await;
    let dialogue = record.dialogue.unwrap();
    assert_eq!(dialogue.matches("Connection refused").count(), 8, "{dialogue}");
}

#[tokio::test]
async fn an_attempt_ends_when_two_hosts_have_refused_to_talk() {
    let post = Post::start().await;
    post.mx.reply_to("BANNER", "554 5.7.1 not you");
    for number in 1..=4 {
        let host = format!("mx{number}.many.example");
        post.dns.mx("many.example", number, &host).a(&host, "127.0.0.1");
    }
    let record = post.record(post.send("b@many.example").await.id).await;
    assert_eq!(
        record.details,
        "No SMTP servers were available for many.example. Tried mx1.many.example and mx2.many.example."
    );
    assert_eq!(post.mx.connections(), 2);
}

#[tokio::test]
async fn an_idle_session_to_any_of_the_best_hosts_is_used_before_another_is_opened() {
    let post = Post::start().await;
    for number in 1..=4 {
        let host = format!("mx{number}.equal.example");
        post.dns.mx("equal.example", 5, &host).a(&host, "127.0.0.1");
    }
    for _ in 0..8 {
        assert_eq!(post.record(post.send("b@equal.example").await.id).await.status, Sent);
    }
    assert_eq!(post.mx.connections(), 1);
}

#[tokio::test]
async fn a_broken_session_to_a_host_that_is_down_is_replaced_by_none() {
    let post = Post::start().await;
    assert_eq!(post.record(post.send("a@example.net").await.id).await.status, Sent);
    post.mx.close_at("MAIL").reply_to("BANNER", "554 5.3.2 going down");
    let text = "No SMTP servers were available for example.net. Tried mx.example.net.";
    post.ends_as("b@example.net", SoftFail, text).await;
    // The site is closed: others need not find out.
    let waiting = post.ends_as("c@example.net", SoftFail, text).await;
    assert_eq!(post.queued(waiting).await.unwrap().attempts, 0);
}
