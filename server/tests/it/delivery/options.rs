//! What an application asks for one message: later, over TLS only, not for ever, not at all.

use std::sync::Arc;
use std::time::Duration;

use postal::clock::Clock as _;
use postal::model::{Extras, MessageId, MessageOptions, MessageStatus, Priority};
use postal::queue::QueueError;

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

async fn count(post: &Post, table: &str) -> i64 {
    let mut conn = post.app.store.read().await.unwrap();
    conn.fetch_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().get(0).unwrap()
}

/// Contents of the mail server as they are counted.
async fn counted(post: &Post) -> i64 {
    let mut conn = post.app.store.read().await.unwrap();
    let rows = conn.fetch_all("SELECT contents FROM content_sizes", &[]).await.unwrap();
    rows.iter().map(|row| row.get::<i64>(0).unwrap()).sum()
}

fn not_kept() -> Extras {
    options(|options| options.discard_content = true)
}

#[tokio::test]
async fn content_that_is_not_to_be_stored_goes_with_the_delivery() {
    let post = Post::start().await;
    let id = send(&post, not_kept()).await;
    assert_eq!(post.record(id).await.status, MessageStatus::Sent);
    let message = post.message(id).await;
    assert_eq!(
        (message.content_id, message.prepended_headers, message.subject.as_deref()),
        (None, None, Some("hello"))
    );
    assert_eq!((count(&post, "contents").await, count(&post, "content_chunks").await, counted(&post).await), (0, 0, 0));
    assert_eq!(post.mx.messages().len(), 1);
    let retried = post.app.queue.retry(post.app.server.id, id).await;
    assert!(matches!(retried, Err(QueueError::ContentNotStored)), "{retried:?}");
}

#[tokio::test]
async fn content_stays_until_the_last_recipient_has_come_to_an_end() {
    let post = Post::start().await;
    // One of the two, whichever comes first.
    post.mx.reply_once("RCPT", "451 4.3.0 Later");
    let mut submission = post.submission("b@example.net", CONTENT, |_| {});
    submission.recipients.extend(post.submission("c@example.net", CONTENT, |_| {}).recipients);
    submission.extras = Some(Arc::new(not_kept()));
    let accepted = post.app.ingest.accept(submission).await.unwrap();
    let mut ids = [accepted[0].id, accepted[1].id];
    let statuses = [post.record(ids[0]).await.status, post.record(ids[1]).await.status];
    assert!(statuses.contains(&MessageStatus::Sent) && statuses.contains(&MessageStatus::SoftFail), "{statuses:?}");
    if statuses[0] == MessageStatus::SoftFail {
        ids.reverse();
    }
    let [now, later] = ids;
    assert_eq!(post.message(now).await.content_id, None);
    assert!(post.message(later).await.content_id.is_some());
    assert_eq!((count(&post, "contents").await, counted(&post).await), (1, 1));
    // What is taken off the queue is not sent either.
    post.is_free(later).await;
    post.app.queue.remove_from_queue(post.app.server.id, later).await.unwrap();
    assert_eq!(post.message(later).await.content_id, None);
    assert_eq!((count(&post, "contents").await, counted(&post).await), (0, 0));
}

#[tokio::test]
async fn content_goes_with_a_failure_for_good_and_not_with_a_hold() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", "550 5.1.1 Nobody");
    let id = send(&post, not_kept()).await;
    assert_eq!(post.record(id).await.status, MessageStatus::HardFail);
    assert_eq!((post.message(id).await.content_id, count(&post, "contents").await), (None, 0));

    let sql = "UPDATE servers SET mode = 'Development'";
    post.app.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    let mut submission = post.submission("held@example.net", CONTENT, |_| {});
    submission.extras = Some(Arc::new(not_kept()));
    let held = post.app.ingest.accept(submission).await.unwrap().remove(0).id;
    assert_eq!(post.record(held).await.status, MessageStatus::Held);
    assert!(post.message(held).await.content_id.is_some());
    post.app.queue.cancel_hold(post.app.server.id, held).await.unwrap();
    assert_eq!((post.message(held).await.content_id, count(&post, "contents").await), (None, 0));
}

#[tokio::test]
async fn of_what_waits_for_a_host_the_urgent_is_sent_first() {
    let post = Post::start().await;
    // The host is gone for a while, so that everything waits for it.
    post.mx.reply_to("BANNER", "421 4.3.2 Later");
    let mut ids = Vec::new();
    for priority in [Priority::Bulk, Priority::Normal, Priority::High] {
        ids.push(send(&post, options(|options| options.priority = priority)).await);
    }
    let queued = async |id: MessageId| {
        let mut conn = post.app.store.read().await.unwrap();
        postal::store::queue::find(&mut conn, post.app.server.id, id).await.unwrap().unwrap().priority
    };
    for (id, priority) in ids.iter().zip([Priority::Bulk, Priority::Normal, Priority::High]) {
        post.record(*id).await;
        assert_eq!(queued(*id).await, priority);
    }
    // It keeps its priority over tries, and when a person sends it again.
    post.mx.recover("BANNER");
    post.is_free(ids[2]).await;
    post.app.queue.retry(post.app.server.id, ids[2]).await.unwrap();
    post.until(async || post.message(ids[2]).await.status == MessageStatus::Sent).await;
    post.mx.reply_to("RCPT", "451 4.3.0 Later");
    post.app.queue.retry(post.app.server.id, ids[2]).await.unwrap();
    post.until(async || post.message(ids[2]).await.status == MessageStatus::SoftFail).await;
    assert_eq!(queued(ids[2]).await, Priority::High);
}
