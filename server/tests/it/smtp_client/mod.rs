//! `postal::smtp_client` against a receiver of our own.

mod faults;
mod opening;
mod pool;
mod transaction;

use std::time::Duration;

use postal::smtp_client::{Attempt, Connector, Envelope, Parameters, Session, Settings, Target, TlsMode};
use rustls::RootCertStore;

use crate::support::FakeMx;

const CONTENT: &[&[u8]] = &[b"Subject: x\r\n\r\n", b"Hello\r\n"];

/// Deadlines that are short, where a test waits for them, and else long.
fn settings() -> Settings {
    Settings {
        open_timeout: Duration::from_secs(20),
        read_timeout: Duration::from_secs(20),
        ..Settings::new("client.example.com")
    }
}

fn impatient() -> Settings {
    let short = Duration::from_millis(200);
    Settings { open_timeout: short, read_timeout: short, final_dot_timeout: short, ..settings() }
}

fn connector(settings: Settings) -> Connector {
    Connector::with_roots(settings, RootCertStore::empty()).unwrap()
}

fn trusting(mx: &FakeMx) -> Connector {
    let mut roots = RootCertStore::empty();
    roots.add(mx.certificate()).unwrap();
    Connector::with_roots(settings(), roots).unwrap()
}

fn target(mx: &FakeMx) -> Target {
    Target {
        host: "mx.example.com".to_owned(),
        address: mx.address().ip(),
        port: mx.port(),
        tls: TlsMode::Auto,
        auth: None,
        source: None,
        helo_name: None,
    }
}

async fn connect(mx: &FakeMx) -> Session {
    connector(settings()).connect(&target(mx)).await.unwrap()
}

fn envelope<'a>() -> Envelope<'a> {
    Envelope { mail_from: "a@client.example", rcpt_to: "b@example.com", parameters: Parameters::default() }
}

async fn deliver(session: &mut Session) -> Attempt {
    session.deliver(envelope(), CONTENT).await
}
