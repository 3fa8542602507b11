//! Faults of our own: a database that refuses, content that is gone, a name server that does not answer.

use std::time::Duration;

use postal::model::MessageStatus::{Error, HardFail, Sent, SoftFail};

use super::Post;
use crate::support::FakeDns;

const RETRY: Duration = Duration::from_secs(301);

/// A message that waits for its second attempt.
async fn after_one_attempt(post: &Post) -> postal::model::MessageId {
    post.mx.reply_once("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    id
}

#[tokio::test]
async fn a_message_that_cannot_be_read_is_recorded_and_tried_again_later() {
    let post = Post::start().await;
    let id = after_one_attempt(&post).await;
    post.sql("UPDATE messages SET status = 'Strange'").await;
    post.app.clock.advance(RETRY);
    let record = post.records(id, 2).await.remove(1);
    assert_eq!(record.status, Error);
    assert_eq!(
        record.details,
        "An internal error occurred while sending this message. This message will be retried automatically."
    );
    assert!(record.output.unwrap().starts_with("StoreError: "));
    assert_eq!(post.queued(id).await.unwrap().attempts, 2);
    post.app.clock.advance(Duration::from_secs(400));
    assert_eq!(post.records(id, 3).await[2].status, Sent);
}

#[tokio::test]
async fn a_result_that_the_database_refuses_does_not_send_the_message_again_and_again() {
    let post = Post::start().await;
    post.mx.wait_at(".");
    let id = post.send("b@example.net").await.id;
    post.mx.reached(".").await;
    post.sql("DELETE FROM messages").await;
    post.mx.go_on();
    post.until(async || post.queued(id).await.is_none()).await;
    assert_eq!(post.record(post.send("c@example.net").await.id).await.status, Sent);
    assert_eq!(post.mx.wait_for(2).await.len(), 2);
}

#[tokio::test]
async fn content_that_is_gone_ends_the_message() {
    let post = Post::start().await;
    let id = after_one_attempt(&post).await;
    post.sql("DELETE FROM contents").await;
    post.app.clock.advance(RETRY);
    let record = post.records(id, 2).await.remove(1);
    assert_eq!(record.status, HardFail);
    assert_eq!(record.details, "Raw message has been removed. Cannot send message.");
}

#[tokio::test]
async fn without_a_name_server_no_attempt_is_used_and_no_message_is_given_up() {
    let nobody = "127.0.0.1:1".parse().unwrap();
    let post = Post::with_name_server(FakeDns::start().await, nobody, |_| {}).await;
    let id = post.send("b@example.net").await.id;
    for count in 1..=2 {
        let record = post.records(id, count).await.remove(count - 1);
        assert_eq!((record.status, record.enhanced_code.as_deref()), (SoftFail, Some("4.3.5")));
        assert_eq!(post.queued(id).await.unwrap().attempts, 0);
        post.app.clock.advance(Duration::from_secs(6 * 86400));
    }
}

#[tokio::test]
async fn a_message_that_was_tried_is_given_up_after_five_days() {
    let post = Post::start().await;
    let id = after_one_attempt(&post).await;
    post.app.clock.advance(Duration::from_secs(5 * 86400 + 1));
    let record = post.records(id, 2).await.remove(1);
    assert_eq!((record.status, record.enhanced_code.as_deref()), (HardFail, Some("4.4.7")));
    assert_eq!(record.details, "The message could not be delivered within 5 days.");
    assert!(post.queued(id).await.is_none());
    assert_eq!(post.is_suppressed("b@example.net").await, None);
}
