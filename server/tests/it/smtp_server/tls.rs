use std::time::Duration;

use postal::config::{Listener, ListenerTls};

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::{SmtpPeer, plain};

#[tokio::test]
async fn starttls_without_tls_is_refused() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.helo().await;
    smtp.hears("STARTTLS", "502 TLS not available").await;
}

#[tokio::test]
async fn everything_said_before_starttls_is_forgotten() {
    let tenant = Tenant::start(SmtpApp::new().tls()).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.mail_from("a@example.com").await;
    smtp.says("STARTTLS now", "501 5.5.4").await;
    smtp.starttls().await;
    smtp.hears("RCPT TO:<b@c.example>", "503 EHLO/HELO and MAIL FROM first please").await;
    smtp.hears("MAIL FROM:<a@example.com>", "503 EHLO/HELO first please").await;
    let reply = smtp.says("EHLO x", "250").await;
    assert!(!reply.contains("STARTTLS") && reply.ends_with("250 AUTH CRAM-MD5 PLAIN LOGIN"), "{reply}");
    smtp.hears("STARTTLS", "503 5.5.1 TLS already active").await;
}

#[tokio::test]
async fn mail_over_tls_is_stored_as_such() {
    let tenant = Tenant::start(SmtpApp::new().tls()).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.starttls().await;
    let smtp = smtp.ehlo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.finishes(MESSAGE, "250 2.0.0").await;
    assert_eq!(tenant.app.messages().await[0].received_with_tls, Some(true));
}

#[tokio::test]
async fn input_injected_behind_starttls_is_discarded_with_the_session() {
    let tenant = Tenant::start(SmtpApp::new().tls()).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.sends("STARTTLS\r\nNOOP\r\n").await;
    assert_eq!(smtp.reply().await, "220 2.0.0 Ready to start TLS");
    smtp.is_closed().await;
}

#[tokio::test]
async fn starttls_is_refused_after_auth() {
    let tenant = Tenant::start(SmtpApp::new().tls()).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.says("STARTTLS", "503 5.5.1").await;
}

#[tokio::test]
async fn half_a_handshake_is_given_up_and_others_are_served() {
    let builder = SmtpApp::new().tls().config(|config| config.smtp_server.tls_timeout = Duration::from_millis(50));
    let app = builder.start().await;
    let mut half = app.smtp_peer().await.ehlo().await;
    half.says("STARTTLS", "220").await;
    // The first octets of a ClientHello.
    half.sends_octets(b"\x16\x03\x01\x02\x00\x01").await;
    let _ = app.smtp_peer().await.ehlo().await;
    half.is_closed().await;
    let mut garbage = app.smtp_peer().await.ehlo().await;
    garbage.says("STARTTLS", "220").await;
    garbage.tries_to_send(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\n").await;
    drop(garbage);
    let mut fine = app.smtp_peer().await.ehlo().await;
    fine.starttls().await;
    fine.says("EHLO x", "250").await;
}

#[tokio::test]
async fn a_replaced_certificate_is_used_for_the_next_handshake() {
    let app = SmtpApp::new().tls().start().await;
    let mut before = app.smtp_peer().await.ehlo().await;
    let first = before.starttls().await;
    app.replace_certificate();
    let second = app.smtp_peer().await.ehlo().await.starttls().await;
    assert_ne!(first, second);
    before.says("EHLO x", "250").await;
    // Rubbish does not stop the server.
    std::fs::write(&app.config.smtp_server.tls_certificate_path, "rubbish").unwrap();
    assert_eq!(app.smtp_peer().await.ehlo().await.starttls().await, second);
}

#[tokio::test]
async fn a_listener_can_speak_tls_from_the_first_octet() {
    let builder = SmtpApp::new().tls().config(|config| {
        config.smtp_server.tls_enabled = false;
        config.smtp_server.listeners = vec![Listener {
            address: "127.0.0.1:0".parse().unwrap(),
            tls: Some(ListenerTls::Implicit),
            proxy: None,
            auth_requires_tls: Some(true),
            submission: None,
        }];
    });
    let tenant = Tenant::start(builder).await;
    let mut smtp = SmtpPeer::connect_silently(tenant.app.smtp_addresses()[1]).await;
    smtp.handshake().await;
    assert!(smtp.reply().await.starts_with("220 postal.example.com ESMTP"));
    let reply = smtp.says("EHLO x", "250").await;
    assert!(!reply.contains("STARTTLS"), "{reply}");
    smtp.says("STARTTLS", "503 5.5.1").await;
    smtp.says(&format!("AUTH PLAIN {}", plain(KEY)), "235").await;
    smtp.says("QUIT", "221").await;
}
