//! Who owns a queue row, and that every row is looked after by somebody.

use std::time::Duration;

use postal::model::MessageStatus::Sent;
use postal::queue::process::{self, Heartbeat};
use postal::queue::{Cancelled, Retried};
use postal::store::queue::FREE;

use super::{CONTENT, Post};

#[tokio::test]
async fn a_process_that_others_took_for_dead_takes_no_rows_and_goes_on_under_a_new_id() {
    let post = Post::start().await;
    let old = post.app.queue.process();
    post.sql("DELETE FROM processes").await;
    let id = post.send("b@example.net").await.id;
    assert_eq!(post.queued(id).await.unwrap().owner, FREE);

    process::beat(&post.app.queue, post.app.hand_over.as_ref(), &post.app.this_process()).await.unwrap();
    assert_ne!(post.app.queue.process(), old);
    assert_eq!(process::heartbeat(&post.app.store, old).await.unwrap(), Heartbeat::Lost);
    assert_eq!(post.record(id).await.status, Sent);
    assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
}

#[tokio::test]
async fn what_the_old_id_still_owns_is_due_again_under_the_new_one() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    post.own(id, post.app.queue.process().0).await;
    post.sql("UPDATE queued_messages SET due_at = 0").await;
    post.sql("DELETE FROM processes").await;
    process::beat(&post.app.queue, post.app.hand_over.as_ref(), &post.app.this_process()).await.unwrap();
    assert_eq!(post.records(id, 2).await[1].status, Sent);
}

#[tokio::test]
async fn a_client_that_goes_away_during_the_commit_leaves_its_message_to_the_worker() {
    let post = Post::start().await;
    let mut accept = Box::pin(post.app.ingest.accept(post.submission("b@example.net", CONTENT, |_| {})));
    assert!(futures::poll!(&mut accept).is_pending());
    drop(accept);
    assert_eq!(post.mx.wait_for(1).await.len(), 1);
}

#[tokio::test]
async fn a_row_that_is_owned_and_not_in_memory_is_found_by_the_audit() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    post.own(id, post.app.queue.process().0).await;
    let records = post.records_while_time_passes(id, 2, Duration::from_secs(61)).await;
    assert_eq!(records[1].status, Sent);
}

#[tokio::test]
async fn what_another_process_holds_in_memory_can_be_hurried_and_taken_off_the_queue() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    post.own(id, 999).await;
    let server = post.app.server.id;
    assert_eq!(post.app.queue.retry(server, id).await.unwrap(), Retried::Hurried);
    assert_eq!(post.app.queue.remove_from_queue(server, id).await.unwrap(), Cancelled::Done);
    assert!(post.queued(id).await.is_none());
}
