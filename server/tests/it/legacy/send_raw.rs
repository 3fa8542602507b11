use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::support::legacy_api::{Answer, LegacyApi};

const MAIL: &str = "From: Me <me@own.example>\r\nTo: a@x.example\r\nSubject: Raw\r\nX-Postal-Tag: tagged\r\n\
    Message-ID: <own@own.example>\r\nDate: Thu, 3 Nov 2016 10:43:18 +0100\r\n\r\nbody\r\n";

async fn send(api: &LegacyApi, mail: &str, change: Value) -> Answer {
    let mut body = json!({"rcpt_to": ["a@x.example", "a@x.example"], "mail_from": "me@own.example", "data": STANDARD.encode(mail)});
    for (key, value) in change.as_object().unwrap() {
        body[key] = value.clone();
    }
    api.post("send/raw", body).await
}

#[tokio::test]
async fn a_message_goes_out_as_given_behind_our_received_field() {
    let api = LegacyApi::start().await;
    insta::assert_json_snapshot!("send_raw_success", send(&api, MAIL, json!({})).await.json());
    let raw = api.raw(1).await;
    let (received, rest) = raw.split_once("\r\n").unwrap();
    assert!(received.starts_with("Received: from api ("));
    assert_eq!(rest, MAIL);
    let stored = api.post("messages/message", json!({"id": 1, "_expansions": ["details"]})).await;
    assert_eq!(stored.json()["data"]["details"]["tag"], "tagged");
    api.stop().await;
}

#[tokio::test]
async fn missing_fields_are_added_and_ours_is_taken_out() {
    let api = LegacyApi::start().await;
    let answer = send(&api, "From: me@own.example\r\nX-Postal-MsgID: abc\r\n\r\nbody", json!({})).await.json();
    let message_id = answer["data"]["message_id"].as_str().unwrap();
    assert!(message_id.ends_with("@rp.postal.example.com"));
    let raw = api.raw(1).await;
    assert!(
        raw.contains(&format!("\r\nMessage-ID: <{message_id}>\r\nDate: Sun, 22 Nov 2026 14:35:46 +0000\r\n")),
        "{raw}"
    );
    assert!(!raw.contains("X-Postal-MsgID"));
    api.stop().await;
}

#[tokio::test]
async fn parameters_are_checked_in_the_order_of_3_3() {
    let api = LegacyApi::start().await;
    let missing = |name: &str| format!("`{name}` parameter is required but is missing");
    let cases = [
        (json!({"rcpt_to": null, "mail_from": null}), missing("rcpt_to")),
        (json!({"rcpt_to": "a@x.example"}), missing("rcpt_to")),
        (json!({"mail_from": " ", "data": ""}), missing("mail_from")),
        (json!({"data": null}), missing("data")),
        (json!({"data": "data:message/rfc822;base64,eA=="}), "`data` parameter must be a message in base64".to_owned()),
        (json!({"rcpt_to": ["nobody"]}), "`rcpt_to` parameter holds an invalid address: \"nobody\"".to_owned()),
        (json!({"mail_from": "nobody"}), "`mail_from` parameter holds an invalid address: \"nobody\"".to_owned()),
    ];
    for (change, message) in cases {
        assert_eq!(send(&api, MAIL, change.clone()).await.code(), message, "{change}");
    }
    api.stop().await;
}

#[tokio::test]
async fn no_recipients_is_a_success_without_messages() {
    let api = LegacyApi::start().await;
    let answer = send(&api, MAIL, json!({"rcpt_to": []})).await;
    assert_eq!(answer.text, r#"{"status":"success","time":0.0,"flags":{},"data":{"message_id":null,"messages":{}}}"#);
    assert_eq!(api.count("SELECT COUNT(*) FROM messages").await, 0);
    api.stop().await;
}

#[tokio::test]
async fn only_authors_of_this_server_may_be_named() {
    let api = LegacyApi::start().await;
    for from in [
        "From: a@foreign.example\r\n",
        "",
        "From: me@own.example\r\nFrom: me@own.example\r\n",
        "From: a@foreign.example, me@own.example\r\n",
    ] {
        let answer = send(&api, &format!("{from}Subject: x\r\n\r\nbody"), json!({})).await;
        assert_eq!(answer.code(), "UnauthenticatedFromAddress", "{from}");
    }
    api.stop().await;
}

#[tokio::test]
async fn loops_and_oversized_messages_are_refused() {
    let api = LegacyApi::start().await;
    let hop = "Received: from x by postal.example.com with SMTP; x\r\n";
    let looped = format!("{}{MAIL}", hop.repeat(4));
    assert_eq!(send(&api, &looped, json!({})).await.code(), "Loop detected");
    assert_eq!(send(&api, &format!("{}{MAIL}", hop.repeat(3)), json!({})).await.json()["status"], "success");
    let large = format!("{MAIL}{}", "x".repeat(1024 * 1024));
    assert_eq!(send(&api, &large, json!({})).await.code(), "Message too large (maximum size 1MB)");
    api.stop().await;
}

#[tokio::test]
async fn an_author_behind_a_bare_carriage_return_is_seen() {
    let api = LegacyApi::start().await;
    for smuggled in [
        "Subject: x\rFrom: ceo@victim.example\r\rtext\nFrom: me@own.example\n\nbody",
        "From: me@own.example\rFrom: ceo@victim.example\r\n\r\nbody",
        "Subject: x\r\rbody\nFrom: me@own.example\n\nbody",
    ] {
        assert_eq!(send(&api, smuggled, json!({})).await.code(), "UnauthenticatedFromAddress", "{smuggled:?}");
    }
    let mixed = "From: me@own.example\nSubject: x\rX-A: b\r\n\nbody\rmore";
    assert_eq!(send(&api, mixed, json!({})).await.json()["status"], "success");
    let raw = api.raw(1).await;
    assert!(raw.ends_with("\r\nFrom: me@own.example\r\nSubject: x\r\nX-A: b\r\n\r\nbody\r\nmore"), "{raw:?}");
    api.stop().await;
}

#[tokio::test]
async fn an_address_written_in_two_ways_is_answered_under_both() {
    let api = LegacyApi::start().await;
    let to = json!(["a@x.example", "A <a@X.example>", "a@x.example"]);
    let answer = send(&api, MAIL, json!({"rcpt_to": to})).await.json();
    let messages = answer["data"]["messages"].as_object().unwrap();
    assert_eq!(messages.keys().collect::<Vec<_>>(), ["a@x.example", "A <a@X.example>"]);
    assert_eq!(messages["a@x.example"], messages["A <a@X.example>"]);
    assert_eq!(api.count("SELECT COUNT(*) FROM messages").await, 1);
    api.stop().await;
}
