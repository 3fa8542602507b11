//! Requests as receivers see them.

use std::time::Duration;

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use postal::model::{EventKind, WebhookFormat};
use postal::webhooks::signature;
use serde_json::json;

use super::{Hooks, MINUTE, form};
use crate::support::HttpSink;
use crate::support::app::signing_key;
use crate::support::http_sink::{HOST, ReceivedRequest};

fn is_signed_by_installation(request: &ReceivedRequest) -> bool {
    let signature = STANDARD.decode(request.field("x-postal-signature-256").unwrap()).unwrap();
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, signing_key().public_key_pkcs1_der());
    key.verify(&request.body, &signature).is_ok()
}

fn standard_signature(request: &ReceivedRequest, secret: &str) -> String {
    let seconds: i64 = request.field("webhook-timestamp").unwrap().parse().unwrap();
    let id = request.field("webhook-id").unwrap();
    let now = postal::model::Timestamp::from_seconds(seconds);
    signature::header_fields(&[secret.to_owned()], id, now, &request.body).remove(2).1
}

#[tokio::test]
async fn a_delivered_message_is_told_and_both_signatures_are_right() {
    let hooks = Hooks::start().await;
    let mut form = form(hooks.sink.url(&format!("hook:s%40cret@{HOST}"), "/in?a=b"), WebhookFormat::Legacy);
    form.headers = vec![("X-Tenant".to_owned(), "7".to_owned())];
    let (webhook, secret) = hooks.app.webhooks.create(&hooks.app.server, &form).await.unwrap();
    let id = hooks.send("b@example.net").await.id;
    hooks.record(id).await;
    let request = hooks.requests(1).await.remove(0);
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/in?a=b"));
    let body = request.json();
    assert_eq!((&body["event"], &body["payload"]["message"]["id"]), (&json!("MessageSent"), &json!(id.0)));
    assert_eq!(body["timestamp"], json!(1_795_358_146.0));
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["event", "timestamp", "payload", "uuid"]);
    assert_eq!(request.field("webhook-id"), body["uuid"].as_str());
    assert_eq!(request.field("content-type"), Some("application/json"));
    assert!(request.field("user-agent").unwrap().starts_with("Postal/"));
    assert_eq!(request.field("authorization"), Some("Basic aG9vazpzQGNyZXQ="));
    assert_eq!(request.field("x-tenant"), Some("7"));
    assert_eq!(request.field("x-postal-signature-kid"), Some(signing_key().key_id().as_str()));
    assert_eq!(STANDARD.decode(request.field("x-postal-signature").unwrap()).unwrap().len(), 256);
    assert!(is_signed_by_installation(&request));
    assert_eq!(request.field("webhook-signature"), Some(standard_signature(&request, &secret).as_str()));

    let attempts = hooks.recorded(1).await;
    let attempt = &attempts[0];
    assert_eq!((attempt.status_code, attempt.body.as_str(), attempt.attempt), (200, "OK", 1));
    assert_eq!(attempt.url, hooks.sink.url(&format!("hook:***@{HOST}"), "/in?a=b"));
    assert!(attempt.is_success && !attempt.will_retry);
    assert_eq!(hooks.waiting().await, 0);
    assert_eq!(hooks.find(&webhook).await.last_used_at, Some(hooks.now()));
}

#[tokio::test]
async fn v2_requests_tell_a_message_s_events_in_order_and_without_sha1() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::V2).await;
    let id = hooks.send("b@example.net").await.id;
    hooks.record(id).await;
    let requests = hooks.requests(2).await;
    let kinds: Vec<String> = requests.iter().map(|one| one.json()["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["message.queued", "message.sent"]);
    for request in &requests {
        assert_eq!(request.field("x-postal-signature"), None);
        assert!(is_signed_by_installation(request));
        assert_eq!(request.json()["timestamp"], "2026-11-22T14:35:46.000000Z");
    }
    assert_eq!(webhook.events, []);
}

#[tokio::test]
async fn for_a_day_the_replaced_secret_signs_too() {
    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::V2).await;
    let old = hooks.app.webhooks.reveal(&webhook).unwrap().secret;
    let new = hooks.app.webhooks.rotate_secret(&webhook).await.unwrap();
    assert_eq!(new.previous.as_ref().map(|(secret, _)| secret), Some(&old));
    hooks.happens().await;
    let request = hooks.requests(1).await.remove(0);
    let both = format!("{} {}", standard_signature(&request, &new.secret), standard_signature(&request, &old));
    assert_eq!(request.field("webhook-signature"), Some(both.as_str()));
    hooks.app.clock.advance(Duration::from_secs(86_400));
    hooks.happens().await;
    let request = hooks.requests(2).await.remove(1);
    assert_eq!(request.field("webhook-signature"), Some(standard_signature(&request, &new.secret).as_str()));
}

#[tokio::test]
async fn a_receiver_that_hangs_delays_no_other_one() {
    let hooks = Hooks::with(|config| {
        config.worker.max_webhook_requests = 20;
        config.worker.max_requests_per_webhook = 10;
    })
    .await;
    let slow = HttpSink::start().await;
    slow.hang();
    // Fifteen seconds to wait: more than the rest takes.
    hooks.create(form(slow.url(HOST, "/"), WebhookFormat::V2)).await;
    hooks.webhook(WebhookFormat::Legacy).await;
    for _ in 0..30 {
        hooks.happens().await;
    }
    assert_eq!(hooks.requests(30).await.len(), 30);
    assert_eq!(slow.requests().len(), 10, "no more at once to one receiver");
}

#[tokio::test]
async fn a_later_event_about_a_message_waits_for_the_earlier_one() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "not now");
    let id = hooks.send("b@example.net").await.id;
    hooks.record(id).await;
    hooks.settles(1).await;
    hooks.happens_in(EventKind::MessageOpened, Some(id)).await;
    hooks.happens().await;
    let names = |requests: &[ReceivedRequest]| {
        requests.iter().map(|one| one.json()["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    hooks.settles(2).await;
    assert_eq!(names(&hooks.sink.requests()), ["MessageSent", "SendLimitExceeded"]);
    hooks.app.clock.advance(2 * MINUTE);
    let requests = hooks.requests(4).await;
    assert_eq!(names(&requests), ["MessageSent", "SendLimitExceeded", "MessageSent", "MessageLoaded"]);
    assert_eq!(requests[0].body, requests[2].body, "the same bytes in each attempt");
}

#[tokio::test]
async fn redirects_are_not_followed_and_count_as_failures() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    let elsewhere = hooks.sink.url(HOST, "/elsewhere");
    hooks.sink.answer_with(302, &[("Location", elsewhere.as_str())], b"");
    hooks.happens().await;
    let attempts = hooks.recorded(1).await;
    assert_eq!((attempts[0].status_code, attempts[0].will_retry), (302, true));
    assert_eq!(hooks.sink.requests().len(), 1);
}

#[tokio::test]
async fn what_cannot_be_reached_has_the_codes_of_postal_3() {
    let hooks = Hooks::with(|config| config.postal.allowed_request_destinations.clear()).await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.happens().await;
    let attempts = hooks.recorded(1).await;
    assert_eq!(attempts[0].status_code, -4);
    assert_eq!(attempts[0].body, format!("Destination '{HOST}' (127.0.0.1) is not permitted"));
    assert_eq!(hooks.sink.connections(), 0);

    let hooks = Hooks::start().await;
    let webhook = hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.say_and_close(b"");
    hooks.happens().await;
    assert_eq!(hooks.recorded(1).await[0].status_code, -2);
    hooks.sink.hang();
    hooks.happens().await;
    let attempts = hooks.recorded(2).await;
    assert_eq!((attempts[0].status_code, attempts[0].body.as_str()), (-1, "Timed out after 5s"));
    let failure = hooks.find(&webhook).await.last_failure.unwrap();
    assert_eq!(failure.what, "Couldn't send to URL. Code received was -1: Timed out after 5s");
}
