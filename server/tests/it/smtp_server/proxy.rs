//! Behind a proxy that names its clients.

use postal::model::CredentialKind;

use super::Tenant;
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::SmtpPeer;

async fn behind_proxy() -> Tenant {
    Tenant::start(SmtpApp::new().config(|config| config.smtp_server.proxy_protocol = true)).await
}

#[tokio::test]
async fn the_client_is_the_one_that_the_proxy_names() {
    let tenant = behind_proxy().await;
    tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "1.1.1.1").await;
    for (client, expected) in [("1.1.1.1", "250"), ("1.1.1.2", "530")] {
        let mut smtp = SmtpPeer::connect_silently(tenant.app.smtp_address()).await;
        smtp.sends(&format!("PROXY TCP4 {client} 2.2.2.2 1111 2222\r\n")).await;
        let greeting = smtp.reply().await;
        assert!(greeting.starts_with("220 postal.example.com ESMTP Postal/"), "{greeting}");
        let mut smtp = smtp.helo().await.mail_from("a@example.com").await;
        smtp.says("RCPT TO:<b@c.example>", expected).await;
    }
}

#[tokio::test]
async fn without_a_valid_header_nobody_is_served() {
    let tenant = behind_proxy().await;
    for line in ["PROXY TCP4", "EHLO x", "proxy TCP4 1.1.1.1 2.2.2.2 1 2"] {
        let mut smtp = SmtpPeer::connect_silently(tenant.app.smtp_address()).await;
        smtp.sends(&format!("{line}\r\n")).await;
        assert_eq!(smtp.reply().await, "502 Proxy Error", "{line}");
        smtp.is_closed().await;
    }
}

#[tokio::test]
async fn strangers_cannot_name_a_client() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| {
        config.smtp_server.proxy_protocol = true;
        config.smtp_server.proxy_networks = vec!["10.0.0.0/8".parse().unwrap()];
    }))
    .await;
    let mut smtp = SmtpPeer::connect_silently(tenant.app.smtp_address()).await;
    smtp.sends("PROXY TCP4 1.1.1.1 2.2.2.2 1111 2222\r\n").await;
    assert_eq!(smtp.reply().await, "502 Proxy Error");
    smtp.is_closed().await;
}
