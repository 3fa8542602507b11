//! What known clients send (each shape was seen on the wire), and what they need to find in the answer.

use serde_json::{Value, json};

use crate::support::legacy_api::{LegacyApi, post};

#[tokio::test]
async fn node_client_sends_chunked_json_without_agent() {
    let api = LegacyApi::start().await;
    let body = json!({"to": ["a@x.example"], "cc": [], "bcc": [], "headers": {}, "attachments": [],
        "from": "me@own.example", "subject": "Hi", "plain_body": "Hello"})
    .to_string();
    let chunks: Vec<_> = body.into_bytes().chunks(7).map(<[u8]>::to_vec).map(Ok::<_, std::io::Error>).collect();
    let body = poem::Body::from_bytes_stream(futures::stream::iter(chunks));
    let answer = api.request(post("send/message").content_type("application/json").body(body)).await.json();
    assert_eq!(answer["status"], "success");
    assert_eq!(answer["data"]["messages"]["a@x.example"]["id"], 1);
    api.stop().await;
}

#[tokio::test]
async fn ruby_clients_send_a_form_with_params_and_need_flags() {
    let api = LegacyApi::start().await;
    let data = "RnJvbTogbWVAb3duLmV4YW1wbGUNClN1YmplY3Q6IHgNCg0KYm9keQ==\n";
    let params = json!({"rcpt_to": ["a@x.example"], "mail_from": "me@own.example", "data": data}).to_string();
    let form = params.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    let request = post("send/raw").content_type("application/x-www-form-urlencoded").body(format!("params={form}"));
    let answer = api.request(request).await.json();
    assert_eq!((&answer["status"], &answer["flags"]), (&json!("success"), &json!({})));
    api.stop().await;
}

#[tokio::test]
async fn php_and_rust_clients_send_null_for_what_is_unset() {
    let api = LegacyApi::start().await;
    let unset = json!({"cc": null, "bcc": null, "sender": null, "tag": null, "reply_to": null, "html_body": null,
        "bounce": null, "headers": null, "attachments": null});
    assert_eq!(api.send(unset).await.json()["status"], "success");
    api.stop().await;
}

#[tokio::test]
async fn the_go_client_sends_empty_values_and_unpadded_base64() {
    let api = LegacyApi::start().await;
    let unset = json!({"cc": null, "bcc": null, "sender": "", "tag": "", "reply_to": "", "html_body": "", "bounce": false,
        "headers": null, "attachments": [{"name": "a.txt", "content_type": "text/plain", "data": "aGVsbG8"}]});
    assert_eq!(api.send(unset).await.json()["status"], "success");
    assert!(api.raw(1).await.contains("hello"));
    api.stop().await;
}

#[tokio::test]
async fn symfony_finds_the_message_id_beside_data_and_nobody_else_does() {
    let api = LegacyApi::start().await;
    let body = json!({"to": ["a@x.example"], "from": "me@own.example", "subject": "Hi", "plain_body": "Hello",
        "headers": [{"key": "X-Symfony", "value": "yes"}]})
    .to_string();
    let send = |agent: &'static str| {
        post("send/message").content_type("application/json").header("User-Agent", agent).body(body.clone())
    };
    let answer = api.request(send("Symfony HttpClient (Curl)")).await.json();
    assert_eq!(answer["message_id"], answer["data"]["message_id"]);
    assert!(answer["message_id"].is_string());
    assert!(api.raw(1).await.contains("\r\nX-Symfony: yes\r\n"));
    let answer = api.request(send("pyostal")).await.json();
    assert_eq!(answer.as_object().unwrap().keys().collect::<Vec<_>>(), ["status", "time", "flags", "data"]);
    api.stop().await;
}

#[tokio::test]
async fn the_java_client_sends_headers_in_upper_case_as_an_array() {
    let api = LegacyApi::start().await;
    let change = json!({"Headers": [{"name": "X-Java", "value": "yes"}], "embeddedImages": null, "headers": null});
    assert_eq!(api.send(change).await.json()["status"], "success");
    assert!(api.raw(1).await.contains("\r\nX-Java: yes\r\n"));
    api.stop().await;
}

#[tokio::test]
async fn a_success_never_holds_the_word_error() {
    let api = LegacyApi::start().await;
    // The .NET Framework client takes any body with this word for a failure.
    let sent = api.send(json!({})).await.text;
    let read = api.post("messages/message", json!({"id": 1, "_expansions": true})).await.text;
    assert!(!sent.contains("error") && !read.contains("error"));
    api.stop().await;
}

#[tokio::test]
async fn numbers_have_the_forms_that_typed_clients_read() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    let answer: Value = api.post("messages/message", json!({"id": 1, "_expansions": ["details"]})).await.json();
    let details = &answer["data"]["details"];
    assert!(answer["time"].is_f64() && details["timestamp"].is_f64());
    assert!(
        details["size"].is_string() && details["bounce_for_id"].is_i64() && details["received_with_ssl"].is_boolean()
    );
    api.stop().await;
}
