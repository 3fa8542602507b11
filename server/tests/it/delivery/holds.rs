use std::time::Duration;

use postal::model::CredentialKind;
use postal::model::MessageStatus::{self, Cancelled, HardFail, Held, HoldCancelled, Sent};
use postal::queue::{self, QueueError, Retried};

use super::{CONTENT, Post};

#[tokio::test]
async fn a_server_in_development_mode_holds_until_a_person_releases() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    let id = post.ends_as("b@example.net", Held, "Server is in development mode.").await;
    let message = post.message(id).await;
    assert!(message.is_held);
    assert_eq!(message.hold_expires_at, Some(crate::support::app::START + Duration::from_secs(7 * 86400)));
    assert!(post.queued(id).await.is_none());
    assert_eq!(post.app.queue.retry(post.app.server.id, id).await.unwrap(), Retried::Released);
    assert_eq!(post.records(id, 2).await[1].status, Sent);
}

#[tokio::test]
async fn a_suspended_server_holds_even_what_a_person_releases() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET suspended_at = 1").await;
    let text =
        "Mail server has been suspended. No e-mails can be processed at present. Contact support for assistance.";
    let id = post.ends_as("b@example.net", Held, text).await;
    post.app.queue.retry(post.app.server.id, id).await.unwrap();
    assert_eq!(post.records(id, 2).await[1].details, text);
}

#[tokio::test]
async fn a_credential_can_hold_all_its_messages() {
    let post = Post::start().await;
    let (credential, _) = post.app.credential(CredentialKind::Smtp).await;
    post.sql("UPDATE credentials SET hold = TRUE").await;
    let sent = post.send_content("b@example.net", CONTENT, |r| r.credential_id = Some(credential.id)).await;
    let record = post.record(sent.id).await;
    assert_eq!(record.details, "Credential is configured to hold all messages authenticated by it.");
}

#[tokio::test]
async fn the_send_limit_holds_what_exceeds_it() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET send_limit = 2").await;
    for _ in 0..2 {
        assert_eq!(post.record(post.send("b@example.net").await.id).await.status, Sent);
    }
    let text = "Message held because send limit (2) has been reached.";
    post.ends_as("b@example.net", Held, text).await;
    let mut conn = post.app.store.read().await.unwrap();
    let row = conn.fetch_one("SELECT send_limit_exceeded_at FROM servers", &[]).await.unwrap();
    assert!(row.get::<Option<i64>>(0).unwrap().is_some());
}

#[tokio::test]
async fn a_message_that_is_sent_again_by_a_person_counts_again() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET send_limit = 2").await;
    let id = post.send("b@example.net").await.id;
    assert_eq!(post.record(id).await.status, Sent);
    assert_eq!(post.app.queue.retry(post.app.server.id, id).await.unwrap(), Retried::Redelivered);
    assert_eq!(post.records(id, 2).await[1].status, Sent);
    post.ends_as("c@example.net", Held, "Message held because send limit (2) has been reached.").await;
}

#[tokio::test]
async fn an_attempt_in_progress_refuses_what_a_person_wants() {
    let post = Post::start().await;
    post.mx.wait_at(".");
    let id = post.send("b@example.net").await.id;
    post.mx.reached(".").await;
    let (queue, server) = (&post.app.queue, post.app.server.id);
    assert!(matches!(queue.retry(server, id).await, Err(QueueError::InProgress)));
    assert!(matches!(queue.remove_from_queue(server, id).await, Err(QueueError::InProgress)));
    post.mx.go_on();
    assert_eq!(post.record(id).await.status, Sent);
}

#[tokio::test]
async fn a_message_without_its_domain_or_its_content_fails_for_good() {
    let post = Post::start().await;
    let sent = post.send_content("b@example.net", CONTENT, |r| r.domain_id = None).await;
    let record = post.record(sent.id).await;
    assert_eq!((record.status, record.details.as_str()), (HardFail, "Message's domain no longer exist"));

    post.sql("UPDATE messages SET content_id = NULL").await;
    let retried = post.app.queue.retry(post.app.server.id, sent.id).await;
    assert!(matches!(retried, Err(QueueError::ContentRemoved)));
}

#[tokio::test]
async fn a_hold_can_be_cancelled_and_ends_by_itself_after_a_week() {
    let post = Post::start().await;
    post.sql("UPDATE servers SET mode = 'Development'").await;
    let (server, text) = (post.app.server.id, "The hold on this message has been removed without action.");
    let first = post.ends_as("a@example.net", Held, "Server is in development mode.").await;
    let second = post.ends_as("b@example.net", Held, "Server is in development mode.").await;
    assert_eq!(post.app.queue.cancel_hold(server, first).await.unwrap(), queue::Cancelled::Done);
    assert_eq!(post.app.queue.cancel_hold(server, first).await.unwrap(), queue::Cancelled::Nothing);
    assert_eq!(post.app.queue.expire_holds().await.unwrap(), 0);
    post.app.clock.advance(Duration::from_secs(7 * 86400 + 1));
    assert_eq!(post.app.queue.expire_holds().await.unwrap(), 1);
    for id in [first, second] {
        let last = post.records(id, 2).await.remove(1);
        assert_eq!((last.status, last.details.as_str()), (HoldCancelled, text));
        assert!(!post.message(id).await.is_held);
    }
}

#[tokio::test]
async fn a_waiting_message_can_be_taken_off_the_queue() {
    let post = Post::start().await;
    post.mx.reply_to("RCPT", "450 not now");
    let id = post.send("b@example.net").await.id;
    post.record(id).await;
    assert_eq!(post.app.queue.remove_from_queue(post.app.server.id, id).await.unwrap(), queue::Cancelled::Done);
    assert!(post.queued(id).await.is_none());
    assert_eq!(post.message(id).await.status, Cancelled);
    let nothing = post.app.queue.remove_from_queue(post.app.server.id, id).await.unwrap();
    assert_eq!(nothing, queue::Cancelled::Nothing);
}

#[tokio::test]
async fn a_sent_message_can_be_sent_again_but_never_waits_twice() {
    let post = Post::start().await;
    let id = post.send("b@example.net").await.id;
    assert_eq!(post.record(id).await.status, MessageStatus::Sent);
    assert_eq!(post.app.queue.retry(post.app.server.id, id).await.unwrap(), Retried::Redelivered);
    post.records(id, 2).await;
    assert_eq!(post.mx.wait_for(2).await.len(), 2);
}
