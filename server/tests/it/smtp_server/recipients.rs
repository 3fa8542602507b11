use std::time::Duration;

use postal::model::CredentialKind;

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::plain;

#[tokio::test]
async fn mail_comes_behind_helo_and_a_second_one_resets_the_first() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await;
    smtp.hears("MAIL FROM: test@example.com", "503 EHLO/HELO first please").await;
    smtp.says("HELO x", "250").await;
    smtp.hears("RCPT TO: no-route-here@internal.com", "503 EHLO/HELO and MAIL FROM first please").await;
    smtp.hears("MAIL FROM: test@example.com", "250 OK").await;
    smtp.hears("MAIL FROM: other@example.com", "250 OK").await;
}

#[tokio::test]
async fn a_second_mail_behind_a_recipient_needs_rset() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.auth(KEY).await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO:<a@b.example>", "250 OK").await;
    smtp.hears("MAIL FROM:<a@example.com>", "503 EHLO/HELO first please").await;
    smtp.hears("RSET", "250 OK").await;
    smtp.hears("MAIL FROM:<a@example.com>", "250 OK").await;
}

#[tokio::test]
async fn wrong_recipients_are_refused_with_their_texts() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.helo().await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO: blah", "501 Invalid RCPT TO").await;
    smtp.hears("RCPT TO: ", "501 RCPT TO should not be empty").await;
    smtp.hears("RCPT TO:<>", "501 RCPT TO should not be empty").await;
    // 3.3 took no mail for it at all (RFC 5321 §4.5.1).
    smtp.hears("RCPT TO:<postmaster>", "550 Unknown recipient").await;
    smtp.says("RCPT TO:<a@b.example> NOTIFY=NEVER", "555").await;
    let mut smtp = app.smtp_peer().await.ehlo().await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO: blah", "501 5.1.3 Invalid RCPT TO").await;
    smtp.says("RCPT TO:<jörg@b.example>", "553 5.6.7").await;
}

#[tokio::test]
async fn senders_are_read_as_3_3_clients_write_them_and_nonsense_is_refused() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    for sender in
        ["MAIL FROM:<>", "MAIL FROM : a@b.example", "mail from:Foo <a@b.example>", "MAIL FROM:<a@b.example> AUTH=<>"]
    {
        smtp.says(sender, "250 2.1.0").await;
    }
    smtp.says(&format!("MAIL FROM:<{}@b.example>", "a".repeat(65)), "501 5.1.7").await;
    smtp.says("MAIL FROM:<a@b.example> SIZE=1 SIZE=1", "501 5.5.4").await;
    smtp.says("MAIL FROM:<a@b.example> BODY=BINARYMIME", "501 5.5.4").await;
    smtp.says("MAIL FROM:<a@b.example> BODY=8BITMIME", "250 2.1.0").await;
    smtp.says("MAIL FROM:<a@b.example> SMTPUTF8", "555 5.5.4").await;
    smtp.says("MAIL FROM:<jörg@b.example>", "553 5.6.7").await;
}

#[tokio::test]
async fn a_declared_size_over_the_limit_is_refused_at_once() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.ehlo().await;
    smtp.says("MAIL FROM:<a@b.example> SIZE=14680064", "250").await;
    smtp.hears("MAIL FROM:<a@b.example> SIZE=14680065", "552 5.3.4 Message too large (maximum size 14MB)").await;
    smtp.says("MAIL FROM:<a@b.example> SIZE=99999999999999999999", "552 5.3.4").await;
    smtp.says("MAIL FROM:<a@b.example> SIZE=x", "501 5.5.4").await;
}

#[tokio::test]
async fn strangers_are_asked_to_authenticate() {
    let app = SmtpApp::new().start().await;
    let mut smtp = app.smtp_peer().await.helo().await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO: nothing@nothing.com", "530 Authentication required").await;
    smtp.hears("DATA", "554 No valid recipients").await;
    smtp.hears("MAIL FROM:<a@b.example>", "250 OK").await;
    assert_eq!(app.messages().await, []);
}

#[tokio::test]
async fn a_suspended_mail_server_may_log_in_but_not_send() {
    let tenant = Tenant::new().await;
    tenant.app.execute("UPDATE servers SET suspended_at = 1").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await;
    smtp.hears("MAIL FROM: test@example.com", "250 OK").await;
    smtp.hears(&format!("AUTH PLAIN {}", plain(KEY)), "235 Granted for org/server").await;
    smtp.hears("RCPT TO: outgoing@example.com", "535 Mail server has been suspended").await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO: outgoing@example.com", "535 5.7.13 Mail server has been suspended").await;
}

#[tokio::test]
async fn suspension_deletion_and_removed_keys_reach_open_sessions_within_5_seconds() {
    for (change, reply) in [
        ("UPDATE organizations SET suspended_at = 1", "535 5.7.13 Mail server has been suspended"),
        ("UPDATE servers SET deleted_at = 1", "530 5.7.0 Authentication required"),
        ("DELETE FROM credentials", "530 5.7.0 Authentication required"),
    ] {
        let tenant = Tenant::new().await;
        let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
        smtp.says("RCPT TO:<a@b.example>", "250").await;
        tenant.app.execute(change).await;
        tenant.app.clock.advance(Duration::from_secs(5));
        smtp.hears("RCPT TO:<a@b.example>", reply).await;
        smtp.says("DATA", "354").await;
        smtp.finishes(MESSAGE, reply).await;
        assert_eq!(tenant.app.messages().await, []);
    }
}

#[tokio::test]
async fn a_client_in_the_network_of_a_credential_needs_no_auth() {
    let tenant = Tenant::new().await;
    let credential = tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "127.0.0.0/8").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO: test@example.com", "250 OK").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250 OK").await;
    assert_eq!(tenant.app.messages().await[0].credential_id, Some(credential));
}

#[tokio::test]
async fn the_narrowest_network_decides_and_broken_ones_are_skipped() {
    let tenant = Tenant::new().await;
    tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "rubbish").await;
    let other = tenant.app.mail_server("org", "other").await;
    tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "127.0.0.0/8").await;
    let narrow = tenant.app.credential(other, CredentialKind::SmtpIp, "127.0.0.1").await;
    tenant.app.domain_for_any(other, "other.example").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO: test@example.com", "250 OK").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250 OK").await;
    assert_eq!(tenant.app.messages().await[0].credential_id, Some(narrow));
}

#[tokio::test]
async fn a_new_network_is_noticed_within_5_seconds() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO: test@foreign.example", "530 Authentication required").await;
    tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "127.0.0.1").await;
    tenant.app.clock.advance(Duration::from_secs(5));
    smtp.hears("RCPT TO: test@foreign.example", "250 OK").await;
}

#[tokio::test]
async fn recipients_over_the_limit_are_put_off_and_the_others_get_the_message() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.max_recipients = 1000)).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    for group in 0..100 {
        let lines: String = (0..100).map(|n| format!("RCPT TO:<r{group}-{n}@b.example>\r\n")).collect();
        smtp.sends(&lines).await;
        for _ in 0..100 {
            let expected = if group < 10 { "250 2.1.5 OK" } else { "452 4.5.3 Too many recipients" };
            assert_eq!(smtp.reply().await, expected);
        }
    }
    smtp.says("DATA", "354").await;
    let reply = smtp.finishes(MESSAGE, "250 2.0.0 OK queued as ").await;
    assert_eq!(reply.split(',').count(), 1000);
    assert_eq!(tenant.app.messages().await.len(), 1000);
}

#[tokio::test]
async fn after_a_refused_recipient_another_transaction_may_begin() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO:<b@c.example>", "530 Authentication required").await;
    smtp.hears("MAIL FROM:<c@example.com>", "250 OK").await;
}

#[tokio::test]
async fn a_second_mail_from_replaces_the_first() {
    let tenant = Tenant::new().await;
    let smtp = tenant.app.smtp_peer().await.helo().await.auth(KEY).await;
    let smtp = smtp.mail_from("first@example.com").await.mail_from("second@example.com").await;
    let mut smtp = smtp.rcpt_to("b@c.example").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let messages = tenant.app.messages().await;
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].mail_from.as_deref(), Some("second@example.com"));
}
