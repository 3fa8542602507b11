//! `Idempotency-Key` on the sending actions.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use poem::http::StatusCode;
use serde_json::{Value, json};

use crate::support::legacy_api::{Answer, LegacyApi, post};

fn message() -> Value {
    json!({"to": ["a@x.example", "b@x.example"], "from": "me@own.example", "subject": "Hi", "plain_body": "Hello"})
}

async fn send(api: &LegacyApi, action: &str, key: &str, body: &Value) -> Answer {
    let request = post(action).content_type("application/json").header("Idempotency-Key", key);
    api.request(request.body(body.to_string())).await
}

async fn stored(api: &LegacyApi) -> i64 {
    api.count("SELECT COUNT(*) FROM messages").await
}

#[tokio::test]
async fn a_repeated_request_gets_the_answer_of_the_first() {
    let api = LegacyApi::start().await;
    let first = send(&api, "send/message", "k1", &message()).await;
    let again = send(&api, "send/message", "k1", &message()).await;
    assert_eq!((first.status, first.is_replayed), (StatusCode::OK, false));
    assert_eq!((again.status, again.is_replayed), (StatusCode::OK, true));
    assert_eq!(first.json()["data"], again.json()["data"]);
    assert_eq!(first.json()["data"]["messages"].as_object().unwrap().len(), 2);
    assert_eq!(stored(&api).await, 2);

    let mut other = message();
    other["subject"] = json!("Other");
    let refused = send(&api, "send/message", "k1", &other).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::UNPROCESSABLE_ENTITY, "IdempotencyKeyReused".to_owned()));
    let long = send(&api, "send/message", &"k".repeat(257), &message()).await;
    assert_eq!(long.code(), "`Idempotency-Key` header must have 1 to 256 characters");
    assert_eq!(stored(&api).await, 2);

    api.clock.advance(Duration::from_secs(24 * 3600 + 1));
    assert!(!send(&api, "send/message", "k1", &other).await.is_replayed);
    assert_eq!(stored(&api).await, 4);
    api.stop().await;
}

#[tokio::test]
async fn raw_messages_have_keys_of_their_own() {
    let api = LegacyApi::start().await;
    send(&api, "send/message", "k1", &message()).await;
    let data = STANDARD.encode("From: me@own.example\r\nMessage-ID: <1@own.example>\r\n\r\nbody");
    let raw = json!({"rcpt_to": ["a@x.example"], "mail_from": "me@own.example", "data": data});
    let first = send(&api, "send/raw", "k1", &raw).await;
    let again = send(&api, "send/raw", "k1", &raw).await;
    assert_eq!((first.is_replayed, again.is_replayed), (false, true));
    assert_eq!(first.json()["data"], again.json()["data"]);
    assert_eq!(stored(&api).await, 3);
    // What was refused was not carried out, and nothing is nothing however often.
    let foreign = json!({"rcpt_to": ["a@x.example"], "mail_from": "me@own.example", "data": STANDARD.encode("From: x@y.example\r\n\r\n")});
    assert_eq!(send(&api, "send/raw", "k2", &foreign).await.code(), "UnauthenticatedFromAddress");
    assert!(!send(&api, "send/raw", "k2", &raw).await.is_replayed);
    api.stop().await;
}

#[tokio::test]
async fn one_key_is_one_message_however_many_ask_at_once() {
    let api = LegacyApi::start().await;
    let body = message();
    let answers = futures::future::join_all((0..20).map(|_| send(&api, "send/message", "same", &body))).await;
    assert_eq!(stored(&api).await, 2);
    for answer in answers {
        match answer.status {
            StatusCode::OK => assert_eq!(answer.json()["data"]["messages"]["a@x.example"]["id"], 1),
            status => assert_eq!((status, answer.code()), (StatusCode::CONFLICT, "RequestInProgress".to_owned())),
        }
    }
    api.stop().await;
}

#[tokio::test]
async fn header_fields_for_us_are_metadata_and_not_sent() {
    let api = LegacyApi::start().await;
    let headers = json!({"X-Postal-Meta-order_id": "4711", "X-Postal-Idempotency-Key": "k", "X-Other": "kept"});
    assert_eq!(api.send(json!({"headers": headers})).await.json()["status"], "success");
    let raw = api.raw(1).await;
    assert!(raw.contains("X-Other: kept\r\n") && !raw.contains("X-Postal-"), "{raw}");
    let data = STANDARD.encode("From: me@own.example\r\nX-Postal-Meta-order_id: 4712\r\n\r\nbody");
    api.post("send/raw", json!({"rcpt_to": ["a@x.example"], "mail_from": "me@own.example", "data": data})).await;
    assert!(!api.raw(2).await.contains("X-Postal-"));
    let sql = "SELECT COUNT(*) FROM messages WHERE metadata IN ('{\"order_id\":\"4711\"}', '{\"order_id\":\"4712\"}')";
    assert_eq!(api.count(sql).await, 2);
    let bad = api.send(json!({"headers": {"X-Postal-Meta-": "x"}})).await;
    let message = "`headers` parameter holds a header field that cannot be kept: X-Postal-Meta-: \
                   a key has 1 to 40 letters, digits, _ and -";
    assert_eq!(bad.code(), message);
    api.stop().await;
}
