use postal::model::MessageScope;

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::SmtpPeer;

const RECEIVED: &str = "Received: from test.example.com (localhost [127.0.0.1]) by postal.example.com with SMTP; \
                        Sun, 22 Nov 2026 14:35:46 -0000\r\n";

async fn ready(tenant: &Tenant) -> SmtpPeer {
    let smtp = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    smtp.mail_from("test@example.com").await.rcpt_to("test@internal.example").await
}

#[tokio::test]
async fn data_comes_behind_helo_mail_and_rcpt() {
    let tenant = Tenant::new().await;
    const REFUSED: &str = "503 HELO/EHLO, MAIL FROM and RCPT TO before sending data";
    let mut smtp = tenant.app.smtp_peer().await;
    smtp.hears("DATA", REFUSED).await;
    smtp.says("HELO x", "250").await;
    smtp.hears("DATA", REFUSED).await;
    smtp.hears("MAIL FROM:<a@example.com>", "250 OK").await;
    smtp.hears("DATA", REFUSED).await;
    smtp.says("DATA now", "501").await;
}

#[tokio::test]
async fn an_authenticated_message_is_stored_and_queued_for_each_recipient() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await;
    smtp.hears("RCPT TO:<Other@Second.Example>", "250 OK").await;
    smtp.hears("DATA", "354 Go ahead").await;
    assert_eq!(smtp.finishes(MESSAGE, "250").await, "250 OK");
    let messages = tenant.app.messages().await;
    assert_eq!(messages.len(), 2);
    let first = &messages[0];
    assert_eq!(first.scope, MessageScope::Outgoing);
    assert_eq!((first.rcpt_to.as_str(), first.destination.as_str()), ("test@internal.example", "internal.example"));
    assert_eq!(first.mail_from.as_deref(), Some("test@example.com"));
    assert_eq!(first.subject.as_deref(), Some("Test"));
    assert_eq!((first.credential_id, first.domain_id), (Some(tenant.credential), Some(tenant.domain)));
    assert_eq!((first.route_id, first.received_with_tls), (None, None));
    assert_eq!(first.size_bytes as usize, RECEIVED.len() + MESSAGE.len());
    assert_eq!(
        (messages[1].rcpt_to.as_str(), messages[1].destination.as_str()),
        ("Other@Second.Example", "second.example")
    );
    assert_eq!(messages[1].content_id, first.content_id);
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{MESSAGE}"));
    smtp.hears("MAIL FROM:<>", "250 OK").await;
}

#[tokio::test]
async fn ehlo_sessions_hear_the_tokens_of_the_stored_messages() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("").await;
    smtp.says("RCPT TO:<a@b.example>", "250 2.1.5 OK").await;
    smtp.says("RCPT TO:<a@b.example>", "250 2.1.5 OK").await;
    smtp.says("DATA", "354 Go ahead").await;
    let reply = smtp.finishes(MESSAGE, "250 2.0.0 OK queued as ").await;
    let tokens: Vec<&str> = reply.rsplit(' ').next().unwrap().split(',').collect();
    assert_eq!(tokens.iter().map(|token| token.len()).collect::<Vec<_>>(), [16, 16]);
    assert_eq!(tenant.app.messages().await[0].mail_from, None);
}

#[tokio::test]
async fn a_mail_server_in_privacy_mode_does_not_tell_the_client() {
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE servers SET privacy_mode = TRUE").await;
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let expected = "Received: by postal.example.com with SMTP; Sun, 22 Nov 2026 14:35:46 -0000\r\nSubject";
    assert!(tenant.app.first_content().await.starts_with(expected));
}

#[tokio::test]
async fn a_message_that_begins_with_a_blank_does_not_extend_our_field() {
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE servers SET allow_sender = TRUE").await;
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(" folded?\r\nFrom: test@example.com\r\n\r\nx\r\n", "530").await;
    assert_eq!(tenant.app.messages().await, []);
}

#[tokio::test]
async fn a_message_of_exactly_the_limit_passes_and_one_octet_more_does_not() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.max_message_size = 1)).await;
    let body = "x".repeat((1 << 20) - MESSAGE.len() - 2);
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(&format!("{MESSAGE}{body}\r\n"), "250 OK").await;
    let mut smtp = ready(&tenant).await.data().await;
    let reply = smtp.finishes(&format!("{MESSAGE}{body}x\r\n"), "552").await;
    assert_eq!(reply, "552 Message too large (maximum size 1MB)");
    smtp.hears("MAIL FROM:<test@example.com>", "250 OK").await;
    assert_eq!(tenant.app.messages().await.len(), 1);
}

#[tokio::test]
async fn an_oversize_message_is_read_to_its_end_and_refused() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.max_message_size = 1)).await;
    let mut smtp = ready(&tenant).await.data().await;
    let line = format!("{}\r\n", "a".repeat(10 << 20));
    assert_eq!(smtp.finishes(&line, "552").await, "552 Message too large (maximum size 1MB)");
    smtp.hears("NOOP", "250 OK").await;
}

#[tokio::test]
async fn a_header_section_over_1_mib_is_refused() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await.data().await;
    let field = format!("X-Long: {}\r\n", "a".repeat(1 << 20));
    smtp.finishes(&format!("{field}{MESSAGE}"), "552 Message header too large").await;
}

#[tokio::test]
async fn nul_in_the_header_section_is_refused() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(&format!("X-Nul: \0\r\n{MESSAGE}"), "550").await;
}

#[tokio::test]
async fn three_earlier_hops_through_us_pass_and_four_are_a_loop() {
    let tenant = Tenant::new().await;
    let hop = "Received: from x by Postal.Example.COM\r\n";
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(&format!("{}{MESSAGE}", hop.repeat(3)), "250 OK").await;
    let mut smtp = ready(&tenant).await.data().await;
    // Before the From check.
    let foreign = "From: invalid@krystal.uk\r\n\r\nx\r\n";
    assert_eq!(smtp.finishes(&format!("{}{foreign}", hop.repeat(4)), "550").await, "550 Loop detected");
    let mut smtp = ready(&tenant).await.data().await;
    let similar = "Received: from x by postalxexample.com\r\n";
    smtp.finishes(&format!("{}{MESSAGE}", similar.repeat(4)), "250 OK").await;
    let mut smtp = ready(&tenant).await.data().await;
    smtp.finishes(&format!("{}{MESSAGE}", similar.repeat(51)), "550 Loop detected").await;
}

#[tokio::test]
async fn a_message_that_cannot_be_stored_is_put_off_as_a_whole() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    smtp.says("RCPT TO:<a@b.example>", "250").await;
    smtp.says("RCPT TO:<b@b.example>", "250").await;
    smtp.says("DATA", "354").await;
    tenant.app.execute("ALTER TABLE queued_messages RENAME TO queued_messages_gone").await;
    assert_eq!(smtp.finishes(MESSAGE, "451").await, "451 4.3.0 Temporary server error");
    tenant.app.execute("ALTER TABLE queued_messages_gone RENAME TO queued_messages").await;
    let mut conn = tenant.app.store.read().await.unwrap();
    let stored: i64 = conn.fetch_one("SELECT COUNT(*) FROM messages", &[]).await.unwrap().get(0).unwrap();
    assert_eq!(stored, 0);
    smtp.says("NOOP", "250").await;
}

#[tokio::test]
async fn a_connection_that_ends_before_the_final_dot_stores_nothing() {
    let mut tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await.data().await;
    smtp.sends(MESSAGE).await;
    drop(smtp);
    tenant.app.stop_smtp(std::time::Duration::from_secs(5)).await;
    assert_eq!(tenant.app.messages().await, []);
}
