//! Listeners and the end of the server.

use std::time::Duration;

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::SmtpPeer;

#[tokio::test]
async fn a_stopping_server_tells_idle_sessions_and_lets_a_message_finish() {
    let mut tenant = Tenant::new().await;
    let mut idle = tenant.app.smtp_peer().await.ehlo().await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut busy = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    busy.sends("From: a@example.com\r\n").await;
    let talk = async {
        assert_eq!(idle.reply().await, "421 4.3.2 postal.example.com Service shutting down");
        idle.is_closed().await;
        busy.finishes("\r\nbody\r\n", "250 2.0.0 OK queued as").await;
        assert_eq!(busy.reply().await, "421 4.3.2 postal.example.com Service shutting down");
        busy.is_closed().await;
    };
    tokio::join!(talk, tenant.app.stop_smtp(Duration::from_secs(10)));
    assert_eq!(tenant.app.messages().await.len(), 1);
}

#[tokio::test]
async fn a_message_that_does_not_finish_in_time_is_cut_off() {
    let mut tenant = Tenant::new().await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let mut busy = smtp.mail_from("a@example.com").await.rcpt_to("b@c.example").await.data().await;
    busy.sends(MESSAGE).await;
    tenant.app.stop_smtp(Duration::from_millis(50)).await;
    busy.is_closed().await;
    assert_eq!(tenant.app.messages().await, []);
}

#[tokio::test]
async fn the_unspecified_ipv6_address_means_ipv4_too() {
    let app =
        SmtpApp::new().config(|config| config.smtp_server.default_bind_address = "::".parse().unwrap()).start().await;
    let port = app.smtp_address().port();
    let mut smtp = SmtpPeer::connect(([127, 0, 0, 1], port).into()).await;
    smtp.says("EHLO x", "250").await;
}

#[tokio::test]
async fn an_address_in_use_stops_the_start() {
    let app = SmtpApp::new().start().await;
    let mut config = (*app.config).clone();
    config.smtp_server.default_port = app.smtp_address().port();
    let error = app.start_another(&config).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot listen on {}", app.smtp_address()));
}

#[tokio::test]
async fn missing_tls_files_stop_the_start() {
    let app = SmtpApp::new().start().await;
    let mut config = (*app.config).clone();
    config.smtp_server.tls_enabled = true;
    config.smtp_server.tls_certificate_path = "/nonexistent/smtp.cert".into();
    let error = app.start_another(&config).await.unwrap_err();
    assert_eq!(error.to_string(), "cannot read the TLS certificate /nonexistent/smtp.cert");
}
