//! One request to an HTTP endpoint, and what its answer means.

use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use postal::delivery::{Outcome, Report, http_endpoint};
use postal::http_client::Signer;
use postal::model::{HttpEncoding, HttpEndpoint, MessageStatus};
use postal::queue::ready::{Failure, Health};
use serde_json::json;

use super::http_payload::{endpoint, message};
use crate::http_client::{allowing, client, name_server};
use crate::support::app::signing_key;
use crate::support::http_sink::HOST;
use crate::support::{FakeDns, HttpSink};

const RAW: &[u8] = b"From: a@client.example\r\nSubject: hello\r\n\r\nbody\r\n";

/// A receiver and the name server that knows it.
struct Receiver {
    sink: HttpSink,
    dns: FakeDns,
}

impl Receiver {
    async fn start() -> Self {
        Self { sink: HttpSink::start().await, dns: name_server().await }
    }

    fn endpoint(&self) -> HttpEndpoint {
        HttpEndpoint { url: self.sink.url(HOST, "/in"), ..endpoint() }
    }

    async fn attempt(&self) -> Report {
        self.attempt_at(&self.endpoint()).await
    }

    async fn attempt_at(&self, endpoint: &HttpEndpoint) -> Report {
        let signer = Signer::new(signing_key());
        http_endpoint::attempt(&client(&self.dns), &signer, endpoint, &message(), Bytes::from_static(RAW))
            .await
            .unwrap()
    }
}

fn soft(wait: Option<u64>, counts: bool) -> Outcome {
    Outcome::SoftFail { reply: None, wait: wait.map(Duration::from_secs), counts }
}

#[tokio::test]
async fn a_message_is_handed_over_signed_and_with_a_key_that_stays_the_same() {
    let receiver = Receiver::start().await;
    receiver.sink.answer_once(202, "  Taken \n");
    let report = receiver.attempt().await;
    assert_eq!(report.outcome, Outcome::Sent { reply: None });
    assert_eq!((report.code(), report.health.clone()), (Some(202), Health::Up));
    assert_eq!(report.details, format!("Received a 202 from {}", receiver.sink.url(HOST, "/in")));
    assert_eq!(report.output.as_deref(), Some("Taken"));
    assert_eq!((report.trace.mx_host.as_deref(), report.trace.mx_address.as_deref()), (Some(HOST), Some("127.0.0.1")));
    assert_eq!(report.trace.tls, None);

    receiver.attempt().await;
    let requests = receiver.sink.wait_for(2).await;
    for request in &requests {
        assert_eq!(request.field("content-type"), Some("application/json"));
        assert_eq!(request.field("idempotency-key"), Some("Zt5aBcDeFgHiJkLm"));
        assert_eq!(request.json()["id"], json!(7));
        let signature = STANDARD.decode(request.field("x-postal-signature-256").unwrap()).unwrap();
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signing_key().public_key_pkcs1_der());
        key.verify(&request.body, &signature).unwrap();
        assert_eq!(request.field("x-postal-signature-kid"), Some(signing_key().key_id().as_str()));
        assert_eq!(STANDARD.decode(request.field("x-postal-signature").unwrap()).unwrap().len(), 256);
    }
}

#[tokio::test]
async fn forms_are_signed_as_they_are_encoded() {
    let receiver = Receiver::start().await;
    receiver.attempt_at(&HttpEndpoint { encoding: HttpEncoding::FormData, ..receiver.endpoint() }).await;
    let request = receiver.sink.requests().remove(0);
    assert_eq!(request.field("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(request.text().starts_with("id=7&rcpt_to=help%40example.com&"), "{}", request.text());
    let signature = STANDARD.decode(request.field("x-postal-signature-256").unwrap()).unwrap();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signing_key().public_key_pkcs1_der());
    key.verify(&request.body, &signature).unwrap();
}

#[tokio::test]
async fn the_status_decides_what_becomes_of_the_message() {
    let receiver = Receiver::start().await;
    for (status, retry_after, outcome, health) in [
        (200, None, Outcome::Sent { reply: None }, Health::Up),
        (204, None, Outcome::Sent { reply: None }, Health::Up),
        (299, None, Outcome::Sent { reply: None }, Health::Up),
        (301, None, Outcome::hard(), Health::Up),
        (400, None, Outcome::hard(), Health::Up),
        (404, Some("600"), Outcome::hard(), Health::Up),
        (408, None, soft(None, true), Health::Up),
        (410, None, Outcome::hard(), Health::Up),
        (425, Some("5"), soft(Some(60), true), Health::Up),
        (429, None, soft(None, false), Health::Busy),
        (429, Some("600"), soft(Some(600), false), Health::Busy),
        (429, Some("86400"), soft(Some(3600), false), Health::Busy),
        (429, Some("Sun, 22 Nov 2026 14:40:46 GMT"), soft(Some(300), false), Health::Busy),
        (500, None, soft(None, true), Health::Up),
        (500, Some("600"), soft(None, true), Health::Up),
        (503, None, soft(None, true), Health::Up),
        (503, Some("600"), soft(Some(600), false), Health::Busy),
        (599, None, soft(None, true), Health::Up),
        (600, None, Outcome::hard(), Health::Up),
    ] {
        let fields: Vec<(&str, &str)> = retry_after.map(|asked| ("Retry-After", asked)).into_iter().collect();
        receiver.sink.answer_with(status, &fields, b"");
        let report = receiver.attempt().await;
        assert_eq!((&report.outcome, &report.health), (&outcome, &health), "{status} {retry_after:?}");
        assert_eq!(report.code(), Some(status));
        assert_eq!(report.details, format!("Received a {status} from {}", receiver.sink.url(HOST, "/in")));
        assert_eq!(report.output.as_deref(), Some(""));
    }
}

#[tokio::test]
async fn of_the_body_500_characters_are_kept() {
    let receiver = Receiver::start().await;
    receiver.sink.answer(500, &"\u{e4}".repeat(70_000));
    assert_eq!(receiver.attempt().await.output.unwrap(), "\u{e4}".repeat(500));
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_reached_is_closed_for_a_while() {
    let receiver = Receiver::start().await;
    receiver.sink.say_and_close(b"");
    let report = receiver.attempt().await;
    let url = receiver.sink.url(HOST, "/in");
    assert_eq!((report.outcome.status(), report.code()), (MessageStatus::SoftFail, None));
    assert_eq!(report.outcome, soft(None, true));
    assert_eq!(report.details, format!("Received a -2 from {url}"));
    let output = report.output.unwrap();
    assert!(output.contains("connection closed before message completed"), "{output}");
    assert_eq!(report.health, Health::Down(Failure { tried: format!(" Tried {HOST}."), output }));

    receiver.sink.hang();
    let report = receiver.attempt_at(&HttpEndpoint { timeout_seconds: 1, ..receiver.endpoint() }).await;
    assert_eq!(report.details, format!("Received a -1 from {url}"));
    assert_eq!(report.output.as_deref(), Some("Timed out after 1s"));
    assert!(matches!(report.health, Health::Down(_)));
}

#[tokio::test]
async fn an_endpoint_whose_certificate_is_bad_is_closed_and_the_reason_is_kept() {
    let receiver = Receiver { sink: HttpSink::start_tls().await, dns: name_server().await };
    let report = receiver.attempt().await;
    assert_eq!(report.details, format!("Received a -3 from {}", receiver.sink.url(HOST, "/in")));
    assert_eq!(report.output.as_deref(), Some("Invalid SSL certificate"));
    assert_eq!(report.trace.dialogue.as_deref(), Some("invalid peer certificate: UnknownIssuer"));
    assert_eq!(report.outcome, soft(None, true));
    assert!(matches!(report.health, Health::Down(_)));
    assert!(report.trace.tls.is_some(), "3.3 reports the scheme of the URL");
    assert_eq!(receiver.sink.requests(), []);
}

#[tokio::test]
async fn a_destination_that_is_not_permitted_is_tried_again_and_the_operator_is_told() {
    let receiver = Receiver::start().await;
    let client = allowing(&receiver.dns, &[]);
    let signer = Signer::new(signing_key());
    let report = http_endpoint::attempt(&client, &signer, &receiver.endpoint(), &message(), Bytes::from_static(RAW))
        .await
        .unwrap();
    assert_eq!(report.details, format!("Received a -4 from {}", receiver.sink.url(HOST, "/in")));
    assert_eq!(report.output.unwrap(), format!("Destination '{HOST}' (127.0.0.1) is not permitted"));
    assert_eq!((report.outcome, report.health), (soft(None, true), Health::Unknown));
    assert_eq!(receiver.sink.connections(), 0);
}

#[tokio::test]
async fn user_name_and_password_are_sent_and_not_recorded() {
    let receiver = Receiver::start().await;
    let url = receiver.sink.url(&format!("hook:s%40cret@{HOST}"), "/in?to=a@b");
    let report = receiver.attempt_at(&HttpEndpoint { url, ..receiver.endpoint() }).await;
    assert_eq!(report.details, format!("Received a 200 from {}", receiver.sink.url(HOST, "/in?to=a@b")));
    let request = receiver.sink.requests().remove(0);
    assert_eq!(request.field("authorization"), Some("Basic aG9vazpzQGNyZXQ="));
}

#[tokio::test]
async fn a_url_that_is_none_is_a_failure_that_says_so() {
    let receiver = Receiver::start().await;
    let report = receiver.attempt_at(&HttpEndpoint { url: "example.com/in".to_owned(), ..receiver.endpoint() }).await;
    assert_eq!(report.details, "Received a -2 from example.com/in");
    assert_eq!(report.output.as_deref(), Some("The URL cannot be used: relative URL without a base"));
    assert_eq!(report.trace.mx_host, None);
}
