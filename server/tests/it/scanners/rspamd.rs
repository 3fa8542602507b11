//! rspamd's protocol.

use postal::config::Secret;
use postal::scanners::{Envelope, FailureKind, Inspection, SCORE_ADJUSTMENT, Scanners};

use super::{FakeScanner, MAIL, Play, closed_port, config, has_score, incoming, outgoing};

const ANSWER: &str = r#"{"is_skipped":false,"score":7.5,"required_score":15.0,"action":"add header","symbols":{
    "MID_BARE_IP":{"name":"MID_BARE_IP","score":2.0,"description":"Message-ID is bare"},
    "R_SPF_ALLOW":{"name":"R_SPF_ALLOW","score":-0.5,"metric_score":-0.5},
    "BAYES":{"name":"BAYES","score":6.0,"description":" "}},"messages":{}}"#;

fn scanners(port: u16) -> Scanners {
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port) = (true, port);
    Scanners::new(&config)
}

fn failure(found: &Inspection) -> (&str, &str, FailureKind) {
    assert_eq!((found.score, found.checks.len(), found.failures.len()), (0.0, 1, 1), "{found:?}");
    let check = &found.checks[0];
    (&check.code, check.description.as_deref().unwrap(), found.failures[0].kind)
}

fn fields(request: &str) -> Vec<&str> {
    request.split("\r\n\r\n").next().unwrap().lines().skip(1).collect()
}

#[tokio::test]
async fn its_own_score_counts_and_all_symbols_are_kept() {
    let rspamd = FakeScanner::tcp(Play::http(200, ANSWER)).await;
    let found = scanners(rspamd.port).inspect(&incoming(), MAIL).await;
    let checks: Vec<_> =
        found.checks.iter().map(|it| (it.code.as_str(), it.score, it.description.as_deref())).collect();
    assert_eq!(
        checks,
        [("MID_BARE_IP", 2.0, Some("Message-ID is bare")), ("R_SPF_ALLOW", -0.5, None), ("BAYES", 6.0, None)]
    );
    let verdict = found.verdict.unwrap();
    assert_eq!((found.score, verdict.action.as_str(), verdict.required_score), (7.5, "add header", Some(15.0)));
    assert_eq!(found.failures, []);
}

#[tokio::test]
async fn a_difference_between_score_and_symbols_becomes_a_check() {
    let answer = r#"{"score":5.0,"symbols":{"A":{"score":9.0,"description":"x"}}}"#;
    let rspamd = FakeScanner::tcp(Play::http(200, answer)).await;
    let found = scanners(rspamd.port).inspect(&incoming(), MAIL).await;
    assert_eq!((found.score, found.checks[1].code.as_str(), found.checks[1].score), (5.0, SCORE_ADJUSTMENT, -4.0));
}

#[tokio::test]
async fn the_request_tells_where_an_incoming_mail_comes_from() {
    let rspamd = FakeScanner::tcp(Play::http(200, ANSWER)).await;
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port) = (true, rspamd.port);
    config.rspamd.password = Some(Secret::new("s3cret"));
    config.rspamd.flags = Some("pass_all".to_owned());
    Scanners::new(&config).inspect(&incoming(), MAIL).await;
    let request = rspamd.request();
    assert!(request.starts_with("POST /checkv2 HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(&format!("\r\n\r\n{}", String::from_utf8_lossy(MAIL))), "{request}");
    let mut expected = [
        format!("Host: 127.0.0.1:{}", rspamd.port),
        format!("Content-Length: {}", MAIL.len()),
        "User-Agent: Postal".to_owned(),
        "Deliver-To: rcpt@shop.example".to_owned(),
        "From: sender@client.example".to_owned(),
        "Rcpt: rcpt@shop.example".to_owned(),
        "Queue-Id: AbCdEf".to_owned(),
        "Ip: 192.0.2.7".to_owned(),
        "Helo: mx.client.example".to_owned(),
        "Password: s3cret".to_owned(),
        "Flags: pass_all".to_owned(),
    ];
    let mut found = fields(&request);
    expected.sort();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn outgoing_mail_has_no_client_and_is_marked_as_submitted() {
    let rspamd = FakeScanner::tcp(Play::http(200, ANSWER)).await;
    let mail = Envelope { client_ip: incoming().client_ip, mail_from: None, ..outgoing() };
    scanners(rspamd.port).inspect(&mail, MAIL).await;
    let request = rspamd.request();
    let found = fields(&request);
    for field in ["User: ", "Ip: ", "From: "] {
        assert!(found.contains(&field), "{field} in {found:?}");
    }
    assert!(!found.iter().any(|field| field.starts_with("Helo") || field.starts_with("Password")));
}

#[tokio::test]
async fn what_a_client_says_cannot_add_fields() {
    let rspamd = FakeScanner::tcp(Play::http(200, ANSWER)).await;
    let mail = Envelope {
        helo: Some("evil\r\nUser: admin"),
        mail_from: Some("\"a\nb\"@j\u{f6}rg.example\r\n\r\nbody"),
        ..incoming()
    };
    assert!(has_score(&scanners(rspamd.port).inspect(&mail, MAIL).await, 7.5));
    let request = rspamd.request();
    let found = fields(&request);
    assert!(found.contains(&"Helo: evilUser: admin"), "{found:?}");
    assert!(found.contains(&"From: \"ab\"@j\u{f6}rg.examplebody"), "{found:?}");
}

#[tokio::test]
async fn a_unix_socket_works_as_well() {
    let rspamd = FakeScanner::unix(Play::http(200, ANSWER)).await;
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port) = (true, closed_port().await);
    config.rspamd.socket = Some(rspamd.socket().to_owned());
    assert!(has_score(&Scanners::new(&config).inspect(&incoming(), MAIL).await, 7.5));
    assert!(rspamd.request().contains("\r\nHost: localhost\r\n"));
}

#[tokio::test]
async fn every_failure_has_the_text_of_3_3() {
    use FailureKind::{BadAnswer, TimedOut};
    for (play, detail, kind) in [
        (Play::http(403, "{}"), "got 403", BadAnswer),
        (Play::http(500, r#"{"error":"x"}"#), "got 500", BadAnswer),
        (Play::http(200, "{\"score\":"), "JSON::ParserError", BadAnswer),
        (Play::http(200, "{}"), "JSON::ParserError", BadAnswer),
        (Play::answer("garbage\r\n\r\n"), "Net::HTTPBadResponse", BadAnswer),
        (Play::answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"score\":1"), "EOFError", BadAnswer),
        (Play::answer(""), "EOFError", BadAnswer),
        (Play::Silence, "Net::ReadTimeout", TimedOut),
    ] {
        let rspamd = FakeScanner::tcp(play.clone()).await;
        let found = scanners(rspamd.port).inspect(&incoming(), MAIL).await;
        let text = format!("Error when scanning with rspamd ({detail})");
        assert_eq!(failure(&found), ("ERROR", text.as_str(), kind), "{play:?}: {found:?}");
    }
    let found = scanners(closed_port().await).inspect(&incoming(), MAIL).await;
    let text = "Error when scanning with rspamd (Errno::ECONNREFUSED)";
    assert_eq!(failure(&found), ("ERROR", text, FailureKind::Unreachable));
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let mut play = b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n".to_vec();
    play.resize(5 * 1024 * 1024, b' ');
    let rspamd = FakeScanner::tcp(Play::Answer(play)).await;
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port) = (true, rspamd.port);
    config.rspamd.timeout = std::time::Duration::from_secs(20);
    let found = Scanners::new(&config).inspect(&incoming(), MAIL).await;
    assert_eq!(failure(&found).2, FailureKind::BadAnswer);
    assert!(found.failures[0].reason.contains("limit"), "{:?}", found.failures);
}

#[tokio::test]
async fn a_mail_that_is_too_large_is_not_sent() {
    let rspamd = FakeScanner::tcp(Play::http(200, ANSWER)).await;
    let mut config = config();
    (config.rspamd.enabled, config.rspamd.port, config.rspamd.max_size) = (true, rspamd.port, 1);
    let found = Scanners::new(&config).inspect(&incoming(), &vec![b'x'; 1024 * 1024 + 1]).await;
    let (code, text, kind) = failure(&found);
    assert_eq!((code, kind), ("TOO_LARGE", FailureKind::TooLarge));
    assert_eq!(text, "Not scanned with rspamd: the message is too large (1048577 bytes, at most 1048576)");
    assert!(rspamd.requests().is_empty());
}

#[tokio::test]
async fn https_is_spoken_and_the_certificate_is_verified() {
    // Nobody vouches for this one.
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(certified.signing_key.serialize_der()).unwrap();
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut config = config();
    config.rspamd.enabled = true;
    config.rspamd.ssl = true;
    config.rspamd.host = "localhost".to_owned();
    config.rspamd.port = listener.local_addr().unwrap().port();
    let scanners = Scanners::new(&config);
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(tls));
    let accept = async {
        let (stream, _) = listener.accept().await.unwrap();
        acceptor.accept(stream).await.err().map(|error| error.to_string())
    };
    let mail = incoming();
    let (found, refused) = tokio::join!(scanners.inspect(&mail, MAIL), accept);
    assert_eq!(
        failure(&found),
        ("ERROR", "Error when scanning with rspamd (OpenSSL::SSL::SSLError)", FailureKind::Unreachable)
    );
    assert!(refused.is_some_and(|text| text.contains("UnknownCA")));
}
