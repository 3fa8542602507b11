//! What an application asks for one message: later, over TLS only, not for ever, not at all.

use std::sync::Arc;
use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::{Extras, MessageId, MessageOptions, MessageStatus};

use super::{CONTENT, Post};

async fn send(post: &Post, extras: Extras) -> MessageId {
    let mut submission = post.submission("b@example.net", CONTENT, |_| {});
    submission.extras = Some(Arc::new(extras));
    post.app.ingest.accept(submission).await.unwrap().remove(0).id
}

fn options(change: impl FnOnce(&mut MessageOptions)) -> Extras {
    let mut extras = Extras::default();
    change(&mut extras.options);
    extras
}

#[tokio::test]
async fn a_scheduled_message_is_sent_when_its_time_has_come() {
    let post = Post::start().await;
    let later = post.app.clock.now() + Duration::from_secs(3600);
    let id = send(&post, Extras { scheduled_at: Some(later), ..Extras::default() }).await;
    // What comes later and is due goes first.
    let other = post.send("c@example.net").await.id;
    post.record(other).await;
    assert_eq!(post.message(id).await.status, MessageStatus::Scheduled);
    post.records_while_time_passes(id, 1, Duration::from_secs(600)).await;
    assert_eq!(post.message(id).await.status, MessageStatus::Sent);
    assert!(post.app.clock.now() >= later);
}

#[tokio::test]
async fn a_trial_goes_through_everything_and_is_not_sent() {
    let post = Post::start().await;
    let id = send(&post, options(|options| options.sandbox = true)).await;
    let record = post.record(id).await;
    assert_eq!(
        (record.status, record.details.as_str()),
        (MessageStatus::Sent, "Sandbox: the message was accepted and not sent.")
    );
    assert!(!record.sent_with_tls);
    assert!(post.mx.messages().is_empty());
}

#[tokio::test]
async fn without_tls_a_message_that_needs_it_waits() {
    let post = Post::start().await;
    let id = send(&post, options(|options| options.require_tls = true)).await;
    let record = post.record(id).await;
    assert_eq!(record.status, MessageStatus::SoftFail);
    assert_eq!(record.enhanced_code.as_deref(), Some("4.7.10"));
    assert!(record.details.contains("over TLS only"), "{}", record.details);
    assert!(post.mx.messages().is_empty());
}

#[tokio::test]
async fn a_message_is_given_up_when_it_is_worthless() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", "451 4.3.0 Later");
    let id = send(&post, options(|options| options.expire_after_seconds = Some(120))).await;
    post.record(id).await;
    let row = post.is_free(id).await;
    assert_eq!(row.due_at, row.created_at + Duration::from_secs(120));
    let records = post.records_while_time_passes(id, 2, Duration::from_secs(30)).await;
    let last = records.last().unwrap();
    assert_eq!((last.status, last.enhanced_code.as_deref()), (MessageStatus::HardFail, Some("4.4.7")));
}
