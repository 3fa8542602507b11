use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;

const OUT_OF_SYNC: &str = "554 5.5.0 SMTP protocol synchronization";

#[tokio::test]
async fn pipelined_commands_are_answered_in_order() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.sends(
        "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@c.example>\r\nRCPT TO:<bad\r\nRCPT TO:<d@c.example>\r\nDATA\r\n",
    )
    .await;
    for expected in ["250 2.1.0 OK", "250 2.1.5 OK", "501 5.1.3 Invalid RCPT TO", "250 2.1.5 OK", "354 Go ahead"] {
        assert_eq!(smtp.reply().await, expected);
    }
    smtp.sends(&format!("{MESSAGE}.\r\nRSET\r\nQUIT\r\n")).await;
    assert!(smtp.reply().await.starts_with("250 2.0.0 OK queued as"));
    assert_eq!(smtp.reply().await, "250 2.0.0 OK");
    assert_eq!(smtp.reply().await, "221 2.0.0 Closing Connection");
    assert_eq!(tenant.app.messages().await.len(), 2);
}

#[tokio::test]
async fn what_is_pipelined_behind_data_is_content() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.sends(&format!("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@c.example>\r\nDATA\r\n{MESSAGE}.\r\n")).await;
    for expected in ["250", "250", "354", "250 2.0.0 OK queued as"] {
        assert!(smtp.reply().await.starts_with(expected));
    }
}

#[tokio::test]
async fn content_behind_a_refused_data_is_never_read_as_commands() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.sends("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@c.example>\r\nDATA\r\nRSET\r\nNOOP\r\n").await;
    for expected in ["250 2.1.0 OK", "530 5.7.0 Authentication required", "554 5.5.1 No valid recipients", OUT_OF_SYNC]
    {
        assert_eq!(smtp.reply().await, expected);
    }
    smtp.is_closed().await;
}

#[tokio::test]
async fn input_behind_ehlo_ends_the_session() {
    let app = SmtpApp::new().start().await;
    for hello in ["EHLO x", "HELO x"] {
        let mut smtp = app.smtp_peer().await;
        smtp.sends(&format!("{hello}\r\nMAIL FROM:<a@b.example>\r\n")).await;
        assert_eq!(smtp.reply().await, OUT_OF_SYNC);
        smtp.is_closed().await;
    }
}

#[tokio::test]
async fn input_behind_ehlo_can_be_tolerated() {
    let app = SmtpApp::new().config(|config| config.smtp_server.forbid_unauth_pipelining = false).start().await;
    let mut smtp = app.smtp_peer().await;
    smtp.sends("HELO x\r\nMAIL FROM:<a@b.example>\r\n").await;
    assert_eq!(smtp.reply().await, "250 postal.example.com");
    assert_eq!(smtp.reply().await, "250 OK");
}

#[tokio::test]
async fn helo_sessions_may_pipeline_as_in_3_3() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    smtp.sends("MAIL FROM:<a@example.com>\r\nRCPT TO:<b@c.example>\r\nNOOP\r\n").await;
    for _ in 0..3 {
        assert_eq!(smtp.reply().await, "250 OK");
    }
}
