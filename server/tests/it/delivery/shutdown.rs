//! A stop while deliveries are in progress.

use std::time::Duration;

use postal::model::MessageStatus::{Pending, SoftFail};
use postal::queue::process;
use postal::store::queue::FREE;

use super::Post;

async fn impatient() -> Post {
    Post::with(|config| config.postal.shutdown_timeout = Duration::from_millis(10)).await
}

#[tokio::test]
async fn before_the_final_dot_the_row_goes_back_untouched() {
    let post = impatient().await;
    post.mx.hang_at("RCPT");
    let id = post.send("b@example.net").await.id;
    post.mx.reached("RCPT").await;
    post.stop_worker().await;
    process::leave(&post.app.store, post.app.queue.process()).await.unwrap();
    let row = post.queued(id).await.unwrap();
    assert_eq!((row.owner, row.attempts, row.due_at), (FREE, 0, row.created_at));
    assert!(post.records(id, 0).await.is_empty());
    assert_eq!(post.message(id).await.status, Pending);
}

#[tokio::test]
async fn after_the_final_dot_the_record_tells_of_a_possible_duplicate() {
    let post = impatient().await;
    post.mx.hang_at(".");
    let id = post.send("b@example.net").await.id;
    post.mx.reached(".").await;
    post.stop_worker().await;
    let record = post.record(id).await;
    let port = post.mx.port();
    assert_eq!(record.status, SoftFail);
    assert_eq!(
        record.details,
        format!(
            "Stopped while sending to 127.0.0.1:{port} (mx.example.net). The message will be sent again: possible \
             duplicate."
        )
    );
    assert_eq!(post.queued(id).await.unwrap().owner, FREE);
}
