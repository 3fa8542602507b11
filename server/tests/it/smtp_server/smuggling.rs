//! Only CRLF `.` CRLF ends a message (RFC 5321 §4.1.1.4), however line ends are spelled before it.

use postal::config::BareNewline;

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;

const FALSE_ENDS: [&str; 8] =
    ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r.\r\n", "\r\n.\r", "\r\n.\0\r\n", "\r\n.\r\r\n"];
const SMUGGLED: &str =
    "MAIL FROM:<ceo@victim.example>\r\nRCPT TO:<b@c.example>\r\nDATA\r\nFrom: ceo@victim.example\r\n";

async fn normalizing() -> Tenant {
    Tenant::start(SmtpApp::new().config(|config| config.smtp_server.bare_newline = BareNewline::Normalize)).await
}

#[tokio::test]
async fn what_follows_a_false_end_of_data_stays_content() {
    let tenant = normalizing().await;
    for (count, end) in FALSE_ENDS.iter().enumerate() {
        let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
        let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
        let reply = smtp.finishes(&format!("{MESSAGE}x{end}{SMUGGLED}"), "250").await;
        assert_eq!(reply.split(',').count(), 1, "{end:?}");
        smtp.hears("NOOP", "250 2.0.0 OK").await;
        let messages = tenant.app.messages().await;
        assert_eq!(messages.len(), count + 1, "{end:?}");
        assert_eq!(messages.last().unwrap().mail_from.as_deref(), Some("a@example.com"));
    }
}

#[tokio::test]
async fn bare_line_ends_become_crlf_and_dots_are_unstuffed() {
    let tenant = normalizing().await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.finishes("From: a@example.com\n\na\n.\r\n..b\r\n.c\rd\r\n", "250").await;
    let content = tenant.app.first_content().await;
    assert!(content.ends_with("\r\nFrom: a@example.com\r\n\r\na\r\n.\r\n.b\r\n.c\r\nd\r\n"), "{content:?}");
}

#[tokio::test]
async fn bare_line_ends_can_be_rejected() {
    let tenant =
        Tenant::start(SmtpApp::new().config(|config| config.smtp_server.bare_newline = BareNewline::Reject)).await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut smtp = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    smtp.finishes(&format!("{MESSAGE}x\n.\n{SMUGGLED}"), "550 5.5.2 Bare LF received").await;
    assert_eq!(tenant.app.messages().await, []);
    smtp.sends("NOOP\n").await;
    assert_eq!(smtp.reply().await, "500 5.5.2 Bare LF received");
    smtp.says("NOOP", "250").await;
}

#[tokio::test]
async fn command_lines_may_end_with_a_bare_lf() {
    let tenant = normalizing().await;
    let mut smtp = tenant.app.smtp_peer().await;
    smtp.sends("HELO x\n").await;
    assert_eq!(smtp.reply().await, "250 postal.example.com");
}
