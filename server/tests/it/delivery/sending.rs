use std::time::Duration;

use postal::bounces::return_path;
use postal::model::MessageStatus;
use postal::queue::Retried;

use super::{CONTENT, Post};

#[tokio::test]
async fn accepted_mail_is_signed_delivered_and_recorded() {
    let post = Post::start().await;
    let sent = post.send("b@example.net").await;
    let record = post.record(sent.id).await;
    assert_eq!(record.status, MessageStatus::Sent);
    let port = post.mx.port();
    assert_eq!(record.details, format!("Message for b@example.net accepted by 127.0.0.1:{port} (mx.example.net)"));
    assert_eq!(record.code, Some(250));
    assert_eq!(record.mx_host.as_deref(), Some("mx.example.net"));
    assert!(record.dialogue.unwrap().contains("RCPT TO:<b@example.net>"));
    assert_eq!(record.log_id.map(|id| id.len()), Some(8));

    let mail = post.mx.wait_for(1).await.remove(0);
    let token = &post.app.server.token;
    let local = return_path::local_part(&post.app.keys.secret, token, post.app.server.id, sent.id);
    assert_eq!(mail.mail_from, format!("{local}@rp.postal.example.com"));
    assert!(local.starts_with(&format!("{token}+")));
    let text = String::from_utf8(mail.content).unwrap();
    let first = format!("Resent-Sender: {token}@rp.postal.example.com\r\nDKIM-Signature: v=1; a=rsa-sha256;");
    assert!(text.starts_with(&first), "{text}");
    assert!(text.contains("\td=rp.postal.example.com;\r\n\ts=postal; t=1795358146;"), "{text}");
    assert!(text.contains(&format!("\r\nX-Postal-MsgID: {}\r\nFrom: a@acme.example\r\n", sent.token)), "{text}");

    assert!(post.queued(sent.id).await.is_none());
    assert_eq!(post.message(sent.id).await.status, MessageStatus::Sent);
}

#[tokio::test]
async fn a_bounce_goes_out_with_the_null_sender_and_without_resent_sender() {
    let post = Post::start().await;
    let sent = post.send_content("b@example.net", CONTENT, |recipient| recipient.is_bounce = true).await;
    post.record(sent.id).await;
    let mail = post.mx.wait_for(1).await.remove(0);
    assert_eq!(mail.mail_from, "");
    assert!(mail.content.starts_with(b"DKIM-Signature:"));
}

#[tokio::test]
async fn checked_domains_sign_and_receive_bounces_themselves() {
    let post = Post::start().await;
    post.sql("UPDATE domains SET dkim_status = 'OK', return_path_status = 'OK'").await;
    let sent = post.send("b@example.net").await.id;
    post.record(sent).await;
    let mail = post.mx.wait_for(1).await.remove(0);
    let local = return_path::local_part(&post.app.keys.secret, &post.app.server.token, post.app.server.id, sent);
    assert_eq!(mail.mail_from, format!("{local}@psrp.acme.example"));
    let text = String::from_utf8(mail.content).unwrap();
    let selector = format!("\td=acme.example;\r\n\ts=postal-{};", post.app.domain.dkim_identifier);
    assert!(text.contains(&selector), "{text}");
}

#[tokio::test]
async fn a_clients_msgid_is_replaced_and_its_tag_is_read_and_kept() {
    let post = Post::start().await;
    let content = "X-Postal-MsgID: stolen\r\nX-Postal-Tag: invoices\r\nFrom: a@acme.example\r\n\r\nbody\r\n";
    let sent = post.send_content("b@example.net", content, |_| {}).await;
    post.record(sent.id).await;
    let text = String::from_utf8(post.mx.wait_for(1).await.remove(0).content).unwrap();
    assert!(!text.contains("stolen"));
    assert!(text.contains("X-Postal-Tag: invoices\r\n"));
    assert_eq!(post.message(sent.id).await.tag.as_deref(), Some("invoices"));
}

#[tokio::test]
async fn messages_to_one_site_share_a_connection() {
    let post = Post::start().await;
    for _ in 0..3 {
        post.record(post.send("b@example.net").await.id).await;
    }
    assert_eq!(post.mx.connections(), 1);
}

#[tokio::test]
async fn a_retry_sends_the_same_bytes_after_300_seconds() {
    let post = Post::start().await;
    post.mx.reply_once(".", "451 4.3.0 not now");
    let sent = post.send("b@example.net").await;
    let record = post.record(sent.id).await;
    let port = post.mx.port();
    assert_eq!(record.status, MessageStatus::SoftFail);
    assert_eq!(
        record.details,
        format!("Temporary SMTP delivery error when sending to 127.0.0.1:{port} (mx.example.net)")
    );
    assert_eq!(record.output.as_deref(), Some("451 4.3.0 not now"));
    let row = post.queued(sent.id).await.unwrap();
    assert_eq!((row.attempts, row.due_at), (1, crate::support::app::START + Duration::from_secs(300)));
    let headers = post.message(sent.id).await.prepended_headers.unwrap();
    post.app.clock.advance(Duration::from_secs(301));
    assert_eq!(post.records(sent.id, 2).await[1].status, MessageStatus::Sent);
    let content = post.mx.wait_for(1).await.pop().unwrap().content;
    assert!(String::from_utf8(content).unwrap().contains(&headers));
}

#[tokio::test]
async fn a_person_can_hurry_a_message_that_waits() {
    let post = Post::start().await;
    post.mx.reply_once("RCPT", "450 try again in 30 minutes");
    let sent = post.send("b@example.net").await;
    post.record(sent.id).await;
    let row = post.queued(sent.id).await.unwrap();
    assert_eq!(row.due_at, crate::support::app::START + Duration::from_secs(1810));
    assert_eq!(post.app.queue.retry(post.app.server.id, sent.id).await.unwrap(), Retried::Hurried);
    assert_eq!(post.records(sent.id, 2).await[1].status, MessageStatus::Sent);
}
