//! SpamAssassin's protocol.

use std::time::{Duration, Instant};

use postal::scanners::{FailureKind, Inspection, Scanners};

use super::{FakeScanner, MAIL, Play, closed_port, config, has_score, incoming, outgoing};

const TABLE: &str = "Content preview: x\n\n pts rule name              description\n\
    ---- ---------------------- --------------------------------------------------\n \
    1.5 MISSING_DATE           Missing Date: header\n \
    2.0 SPF_FAIL               SPF: sender does not match SPF record (fail)\n                            [SPF failed: x]\n \
    4.0 RDNS_DYNAMIC           Delivered by dynamic-looking rDNS\n\
    -0.1 T_DKIM_VALID           Message has at least one valid DKIM signature\n";

fn report(table: &str) -> Play {
    Play::answer(format!(
        "SPAMD/1.1 0 EX_OK\r\nContent-length: {}\r\nSpam: True ; 7.4 / 5.0\r\n\r\n{table}",
        table.len()
    ))
}

fn scanners(port: u16) -> Scanners {
    let mut config = config();
    (config.spamd.enabled, config.spamd.port) = (true, port);
    Scanners::new(&config)
}

fn codes(found: &Inspection) -> Vec<&str> {
    found.checks.iter().map(|check| check.code.as_str()).collect()
}

/// The one check that a failure leaves.
fn failure(found: &Inspection) -> (&str, &str, FailureKind) {
    assert_eq!((found.score, found.checks.len(), found.failures.len()), (0.0, 1, 1), "{found:?}");
    let check = &found.checks[0];
    assert!(check.score.abs() < 1e-9);
    (&check.code, check.description.as_deref().unwrap(), found.failures[0].kind)
}

#[tokio::test]
async fn the_request_is_that_of_3_3_with_the_sender_in_front_for_incoming_mail() {
    let spamd = FakeScanner::tcp(report(TABLE)).await;
    let found = scanners(spamd.port).inspect(&incoming(), MAIL).await;
    assert_eq!(codes(&found), ["MISSING_DATE", "SPF_FAIL", "RDNS_DYNAMIC", "T_DKIM_VALID"]);
    assert!(has_score(&found, 7.4), "{found:?}");
    assert_eq!(
        found.checks[1].description.as_deref(),
        Some("SPF: sender does not match SPF record (fail) [SPF failed: x]")
    );
    let mail = format!("Return-Path: <sender@client.example>\r\n{}", String::from_utf8_lossy(MAIL));
    assert_eq!(spamd.request(), format!("REPORT SPAMC/1.2\r\nContent-length: {}\r\n\r\n{mail}", mail.len()));
}

#[tokio::test]
async fn rules_about_the_way_to_us_are_left_out_for_outgoing_mail() {
    let spamd = FakeScanner::tcp(report(TABLE)).await;
    let found = scanners(spamd.port).inspect(&outgoing(), MAIL).await;
    assert_eq!((codes(&found), found.score), (vec!["MISSING_DATE"], 1.5));
    let mail = String::from_utf8_lossy(MAIL);
    assert_eq!(spamd.request(), format!("REPORT SPAMC/1.2\r\nContent-length: {}\r\n\r\n{mail}", mail.len()));
}

#[tokio::test]
async fn a_unix_socket_wins_over_host_and_port() {
    let spamd = FakeScanner::unix(report(TABLE)).await;
    let mut config = config();
    config.spamd.enabled = true;
    config.spamd.port = closed_port().await;
    config.spamd.socket = Some(spamd.socket().to_owned());
    assert!(has_score(&Scanners::new(&config).inspect(&incoming(), MAIL).await, 7.4));
    config.spamd.socket = Some("/nonexistent/spamd.sock".into());
    let found = Scanners::new(&config).inspect(&incoming(), MAIL).await;
    assert_eq!(failure(&found), ("ERROR", "Error when scanning for spam", FailureKind::Unreachable));
}

#[tokio::test]
async fn a_slow_answer_is_a_time_out() {
    let spamd = FakeScanner::tcp(Play::Silence).await;
    let start = Instant::now();
    let found = scanners(spamd.port).inspect(&incoming(), MAIL).await;
    assert_eq!(failure(&found), ("TIMEOUT", "Timed out when scanning for spam", FailureKind::TimedOut));
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_broken_answer_is_an_error() {
    let cut = format!("SPAMD/1.1 0 EX_OK\r\nContent-length: {}\r\n\r\n{TABLE}", TABLE.len() + 1);
    for (play, reason) in [
        (Play::answer(""), "without an answer"),
        (Play::answer("\0\u{1}garbage\r\n"), "garbage"),
        (Play::answer(cut), "ends in its middle"),
        (Play::answer("SPAMD/1.1 0 EX_OK\r\n\r\nno table"), "no table of rules"),
        (Play::answer("SPAMD/1.0 69 EX_UNAVAILABLE\r\n\r\n"), "EX_UNAVAILABLE"),
        (Play::Flood(vec![b'x'; 100_000]), "longer than"),
    ] {
        let spamd = FakeScanner::tcp(play).await;
        let found = scanners(spamd.port).inspect(&incoming(), MAIL).await;
        assert_eq!(failure(&found), ("ERROR", "Error when scanning for spam", FailureKind::BadAnswer));
        assert!(found.failures[0].reason.contains(reason), "{:?}", found.failures);
    }
    let found = scanners(closed_port().await).inspect(&incoming(), MAIL).await;
    assert_eq!(failure(&found), ("ERROR", "Error when scanning for spam", FailureKind::Unreachable));
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_not_sent() {
    let spamd = FakeScanner::tcp(report(TABLE)).await;
    let mut config = config();
    (config.spamd.enabled, config.spamd.port, config.spamd.max_size) = (true, spamd.port, 1);
    let found = Scanners::new(&config).inspect(&incoming(), &vec![b'x'; 1024 * 1024 + 1]).await;
    let (code, text, kind) = failure(&found);
    assert_eq!((code, kind), ("TOO_LARGE", FailureKind::TooLarge));
    assert_eq!(text, "Not scanned for spam: the message is too large (1048577 bytes, at most 1048576)");
    assert!(spamd.requests().is_empty());
}

#[tokio::test]
async fn no_more_connections_are_open_than_allowed_and_nobody_is_lost() {
    let spamd = FakeScanner::tcp(report(TABLE)).await;
    let mut config = config();
    (config.spamd.enabled, config.spamd.port, config.spamd.max_connections) = (true, spamd.port, 2);
    config.spamd.timeout = Duration::from_secs(20);
    let scanners = Scanners::new(&config);
    let mail = incoming();
    let all = futures::future::join_all((0..20).map(|_| scanners.inspect(&mail, MAIL))).await;
    assert!(all.iter().all(|found| has_score(found, 7.4)), "{all:?}");
    assert_eq!(spamd.requests().len(), 20);
    assert!(spamd.most_open() <= 3, "{}", spamd.most_open());
}
