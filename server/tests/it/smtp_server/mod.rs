//! Dialogues with the SMTP server, as on the wire.

mod auth;
mod data;
mod from_header;
mod hello;
mod limits;
mod logging;
mod pipelining;
mod proxy;
mod recipients;
mod sessions;
mod smuggling;
mod tls;

use postal::model::{CredentialKind, ServerId};

use crate::support::smtp_app::{SmtpApp, SmtpAppBuilder};

pub const KEY: &str = "abcdefghijklmnopqrstuvwx";

/// A mail server `org/server` with the SMTP key [`KEY`] and the verified domain `example.com`.
pub struct Tenant {
    pub app: SmtpApp,
    pub server: ServerId,
    pub credential: i64,
    pub domain: i64,
}

impl Tenant {
    pub async fn start(builder: SmtpAppBuilder) -> Self {
        let app = builder.start().await;
        let server = app.mail_server("org", "server").await;
        let credential = app.credential(server, CredentialKind::Smtp, KEY).await;
        let domain = app.domain(server, "example.com").await;
        Self { app, server, credential, domain }
    }

    pub async fn new() -> Self {
        Self::start(SmtpApp::new()).await
    }
}

/// A small message from `example.com`.
pub const MESSAGE: &str = "Subject: Test\r\nFrom: test@example.com\r\nTo: test2@example.com\r\n\r\nThis is a test\r\n";
