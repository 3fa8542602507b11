//! clamd's protocol.

use postal::scanners::{FailureKind, Inspection, Scanners};

use super::{FakeScanner, MAIL, Play, closed_port, config, incoming, kinds};

async fn inspect(port: u16, content: &[u8]) -> Inspection {
    let mut config = config();
    (config.clamav.enabled, config.clamav.port) = (true, port);
    Scanners::new(&config).inspect(&incoming(), content).await
}

fn said(found: &Inspection) -> (bool, &str, Vec<FailureKind>) {
    assert!(found.checks.is_empty());
    (found.is_threat, found.threat_details.as_deref().unwrap(), kinds(found))
}

#[tokio::test]
async fn clean_and_infected_mail() {
    let clean = FakeScanner::tcp(Play::answer("stream: OK\0")).await;
    assert_eq!(said(&inspect(clean.port, MAIL).await), (false, "No threats found", vec![]));
    let infected = FakeScanner::tcp(Play::answer("stream: Eicar-Test-Signature FOUND\0")).await;
    assert_eq!(said(&inspect(infected.port, MAIL).await), (true, "Eicar-Test-Signature", vec![]));
}

#[tokio::test]
async fn the_mail_is_sent_in_chunks_of_64_kib() {
    let clamd = FakeScanner::tcp(Play::answer("stream: OK\0")).await;
    let mail = vec![b'x'; 64 * 1024 * 2 + 5];
    inspect(clamd.port, &mail).await;
    let request = &clamd.requests()[0];
    let mut expected = b"zINSTREAM\0".to_vec();
    for chunk in mail.chunks(65_536) {
        expected.extend_from_slice(&u32::try_from(chunk.len()).unwrap().to_be_bytes());
        expected.extend_from_slice(chunk);
    }
    expected.extend_from_slice(&[0; 4]);
    assert!(*request == expected, "{} octets", request.len());
}

#[tokio::test]
async fn a_unix_socket_works_as_well() {
    let clamd = FakeScanner::unix(Play::answer("stream: Evil FOUND\0")).await;
    let mut config = config();
    (config.clamav.enabled, config.clamav.port) = (true, closed_port().await);
    config.clamav.socket = Some(clamd.socket().to_owned());
    let found = Scanners::new(&config).inspect(&incoming(), MAIL).await;
    assert_eq!(said(&found), (true, "Evil", vec![]));
}

#[tokio::test]
async fn what_fails_is_no_threat_and_has_the_text_of_3_3() {
    use FailureKind::{BadAnswer, TimedOut, Unreachable};
    for (play, text, kind) in [
        (Play::answer("garbage"), "Could not scan message", BadAnswer),
        (Play::answer("stream: Can't allocate memory ERROR\0"), "Could not scan message", BadAnswer),
        (Play::answer("strea"), "Could not scan message", BadAnswer),
        (Play::answer(""), "Could not scan message", BadAnswer),
        (Play::Flood(vec![b'x'; 8192]), "Could not scan message", BadAnswer),
        (Play::Silence, "Timed out scanning for threats", TimedOut),
    ] {
        let clamd = FakeScanner::tcp(play.clone()).await;
        assert_eq!(said(&inspect(clamd.port, MAIL).await), (false, text, vec![kind]), "{play:?}");
    }
    let found = inspect(closed_port().await, MAIL).await;
    assert_eq!(said(&found), (false, "Error when scanning for threats", vec![Unreachable]));
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_not_sent() {
    let clamd = FakeScanner::tcp(Play::answer("stream: OK\0")).await;
    let mut config = config();
    (config.clamav.enabled, config.clamav.port, config.clamav.max_size) = (true, clamd.port, 1);
    let found = Scanners::new(&config).inspect(&incoming(), &vec![b'x'; 1024 * 1024 + 1]).await;
    let text = "Could not scan message: the message is too large (1048577 bytes, at most 1048576)";
    assert_eq!(said(&found), (false, text, vec![FailureKind::TooLarge]));
    assert!(clamd.requests().is_empty());
}

#[tokio::test]
async fn clamds_own_limit_is_told_apart_from_a_broken_connection() {
    let clamd = FakeScanner::tcp(Play::Interrupt(b"INSTREAM size limit exceeded. ERROR\0".to_vec())).await;
    let found = inspect(clamd.port, MAIL).await;
    let text = format!("Could not scan message: the message is too large ({} bytes)", MAIL.len());
    assert_eq!(said(&found), (false, text.as_str(), vec![FailureKind::TooLarge]));
}
