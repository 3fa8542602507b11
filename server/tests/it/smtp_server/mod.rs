//! Dialogues with the SMTP server, as on the wire.

mod auth;
mod bdat;
mod data;
mod extensions;
mod from_header;
mod hello;
mod instructions;
mod limits;
mod logging;
mod pipelining;
mod proxy;
mod random;
mod received;
mod receiving;
mod recipients;
mod sessions;
mod smuggling;
mod tls;
mod verification;

use postal::model::{CredentialKind, ServerId};

use crate::support::routes::NewRoute;
use crate::support::smtp_app::{SmtpApp, SmtpAppBuilder};
use crate::support::smtp_peer::SmtpPeer;

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

    /// A route of the mail server for `name@example.com`, not stored yet.
    pub fn route<'a>(&self, name: &'a str) -> NewRoute<'a> {
        NewRoute::accepting(self.server, name, (self.domain, "example.com"))
    }

    /// A client that nobody knows, behind MAIL FROM.
    pub async fn stranger(&self) -> SmtpPeer {
        self.app.smtp_peer().await.ehlo().await.mail_from("sender@client.example").await
    }

    /// The local part of the mail server's return paths.
    pub async fn token(&self) -> String {
        let mut conn = self.app.store.read().await.unwrap();
        let sql = "SELECT token FROM servers WHERE id = ?";
        conn.fetch_one(sql, &[self.server.into()]).await.unwrap().get(0).unwrap()
    }
}

/// A small message from `example.com`.
pub const MESSAGE: &str = "Subject: Test\r\nFrom: test@example.com\r\nTo: test2@example.com\r\n\r\nThis is a test\r\n";
