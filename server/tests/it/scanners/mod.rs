//! `postal::scanners` against fakes that answer well, badly, slowly or not at all.

mod clamd;
mod rspamd;
mod spamd;

use std::time::Duration;

use postal::config::Config;
use postal::model::MessageScope;
use postal::scanners::{Envelope, FailureKind, Inspection, Scanners};

use crate::support::fake_scanner::{FakeScanner, Play};

const MAIL: &[u8] = b"Received: from x by y with SMTP; now\r\nSubject: test\r\n\r\nA body.\r\n";

fn incoming() -> Envelope<'static> {
    Envelope {
        direction: MessageScope::Incoming,
        mail_from: Some("sender@client.example"),
        rcpt_to: "rcpt@shop.example",
        token: "AbCdEf",
        client_ip: Some("192.0.2.7".parse().unwrap()),
        helo: Some("mx.client.example"),
        user: None,
    }
}

fn outgoing() -> Envelope<'static> {
    Envelope { direction: MessageScope::Outgoing, client_ip: None, helo: None, ..incoming() }
}

/// Short deadlines, so that those who do not answer do not hold up the tests.
fn config() -> Config {
    let mut config = Config::default();
    let deadline = Duration::from_millis(400);
    (config.rspamd.timeout, config.spamd.timeout, config.clamav.timeout) = (deadline, deadline, deadline);
    config
}

fn kinds(inspection: &Inspection) -> Vec<FailureKind> {
    inspection.failures.iter().map(|failure| failure.kind).collect()
}

fn has_score(inspection: &Inspection, score: f64) -> bool {
    (inspection.score - score).abs() < 1e-9
}

/// A port where nobody listens.
async fn closed_port() -> u16 {
    tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn without_scanners_nothing_is_found_and_nothing_fails() {
    let scanners = Scanners::new(&Config::default());
    assert!(!scanners.is_configured());
    assert_eq!(scanners.inspect(&incoming(), MAIL).await, Inspection::default());
}

#[tokio::test]
async fn rspamd_wins_over_spamassassin_and_clamd_is_asked_besides() {
    let rspamd = FakeScanner::tcp(Play::http(200, r#"{"score":1.0,"symbols":{"A":{"score":1.0}}}"#)).await;
    let spamd = FakeScanner::tcp(Play::Silence).await;
    let clamd = FakeScanner::tcp(Play::answer("stream: Evil FOUND\0")).await;
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port) = (true, rspamd.port);
    (config.spamd.enabled, config.spamd.port) = (true, spamd.port);
    (config.clamav.enabled, config.clamav.port) = (true, clamd.port);
    let scanners = Scanners::new(&config);
    assert!(scanners.is_configured());
    let found = scanners.inspect(&incoming(), MAIL).await;
    assert_eq!((found.score, found.is_threat, found.failures.len()), (1.0, true, 0));
    assert!(spamd.requests().is_empty());
}

#[tokio::test]
async fn all_that_fails_is_reported_and_what_works_counts() {
    let clamd = FakeScanner::tcp(Play::answer("stream: OK\0")).await;
    let mut config = config();
    (config.spamd.enabled, config.spamd.port) = (true, closed_port().await);
    (config.clamav.enabled, config.clamav.port) = (true, clamd.port);
    let found = Scanners::new(&config).inspect(&incoming(), MAIL).await;
    assert_eq!(kinds(&found), [FailureKind::Unreachable]);
    assert_eq!(found.threat_details.as_deref(), Some("No threats found"));
    let text = found.failures[0].to_string();
    assert!(text.starts_with("SpamAssassin could not inspect the message: no connection to 127.0.0.1:"), "{text}");
}
