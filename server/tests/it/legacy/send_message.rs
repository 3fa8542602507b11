use serde_json::{Value, json};

use crate::support::legacy_api::LegacyApi;

#[tokio::test]
async fn a_message_is_stored_for_every_recipient_in_the_order_to_cc_bcc() {
    let api = LegacyApi::start().await;
    let answer = api
        .send(json!({
            "to": ["Ann <Ann@X.example>"], "cc": "b@x.example, \"C, D\" <c@x.example>", "bcc": ["d@x.example"],
            "tag": "news", "html_body": "<p>Hello</p>", "headers": {"X_Campaign": 5},
        }))
        .await;
    insta::assert_json_snapshot!("send_message_success", answer.json());
    insta::assert_snapshot!("send_message_content", api.raw(1).await.replace('\r', ""));
    let stored = api.post("messages/message", json!({"id": 1, "_expansions": ["status", "details"]})).await;
    insta::assert_json_snapshot!("send_message_stored", stored.json());
    assert_eq!(api.count("SELECT COUNT(*) FROM queued_messages").await, 4);
    assert_eq!(api.count("SELECT COUNT(*) FROM contents").await, 1);
    assert_eq!(api.count("SELECT COUNT(*) FROM messages WHERE credential_id = 1 AND domain_id = 1").await, 4);
    api.stop().await;
}

#[tokio::test]
async fn the_first_fault_in_the_order_of_3_3_is_reported() {
    let api = LegacyApi::start().await;
    let many: Vec<String> = (0..51).map(|n| format!("a{n}@x.example")).collect();
    let file = |name: Value, data: Value| json!([{"name": name, "content_type": "text/plain", "data": data}]);
    let cases = [
        (json!({"to": [], "from": null, "plain_body": null}), "NoRecipients"),
        (json!({"to": many, "cc": many, "from": null}), "TooManyToAddresses"),
        (json!({"cc": many, "bcc": many}), "TooManyCCAddresses"),
        (json!({"bcc": many, "plain_body": ""}), "TooManyBCCAddresses"),
        (json!({"plain_body": " ", "html_body": null, "from": null}), "NoContent"),
        (json!({"from": "", "attachments": file("".into(), "eA==".into())}), "FromAddressMissing"),
        (json!({"from": "a@foreign.example"}), "UnauthenticatedFromAddress"),
        (json!({"from": "victim@bank.example, me <me@own.example>"}), "UnauthenticatedFromAddress"),
        (json!({"from": "me@own.example <victim@bank.example>"}), "UnauthenticatedFromAddress"),
        (json!({"from": "<victim@bank.example> me <me@own.example>"}), "UnauthenticatedFromAddress"),
        (json!({"from": "nonsense"}), "UnauthenticatedFromAddress"),
        (json!({"attachments": file("".into(), Value::Null)}), "AttachmentMissingName"),
        (json!({"attachments": file("a.txt".into(), "".into())}), "AttachmentMissingData"),
        (json!({"attachments": file("a.txt".into(), "data:text/plain;base64,eA==".into())}), "AttachmentMissingData"),
        (json!({"to": ["nobody"]}), "`to` parameter holds an invalid address: \"nobody\""),
        (json!({"to": [""]}), "NoRecipients"),
        (json!({"to": ","}), "NoRecipients"),
        (json!({"attachments": file("a.txt".into(), "x".into())}), "AttachmentMissingData"),
        (json!({"attachments": file("a.txt".into(), 5.into())}), "AttachmentMissingData"),
        (
            json!({"to": ["a@x.example\r\nBcc: b@x.example"]}),
            "`to` parameter holds an invalid address: \"a@x.example\\r\\nBcc: b@x.example\"",
        ),
        (json!({"tag": "x".repeat(256)}), "`tag` parameter is too long (maximum is 255 characters)"),
        (json!({"headers": {"a:b": "c"}}), "`headers` parameter holds an invalid header name: \"a:b\""),
    ];
    for (change, code) in cases {
        assert_eq!(api.send(change.clone()).await.code(), code, "{change}");
    }
    assert_eq!(api.count("SELECT COUNT(*) FROM messages").await, 0);
    let answer = api.send(json!({"to": []})).await;
    assert_eq!(
        answer.text,
        r#"{"status":"error","time":0.0,"flags":{},"data":{"message":"There are no recipients defined to receive this message","code":"NoRecipients"}}"#
    );
    api.stop().await;
}

#[tokio::test]
async fn an_address_given_twice_gets_one_message() {
    let api = LegacyApi::start().await;
    let answer = api.send(json!({"to": ["a@X.example", "A <a@x.example>"], "cc": ["A@x.example"]})).await.json();
    let keys: Vec<&String> = answer["data"]["messages"].as_object().unwrap().keys().collect();
    assert_eq!(keys, ["a@X.example", "A@x.example"]);
    api.stop().await;
}

#[tokio::test]
async fn a_verified_sender_may_speak_for_a_foreign_author_when_the_server_allows_it() {
    let api = LegacyApi::start().await;
    let change = json!({"from": "a@foreign.example", "sender": "me@own.example"});
    assert_eq!(api.send(change.clone()).await.code(), "UnauthenticatedFromAddress");
    api.execute("UPDATE servers SET allow_sender = TRUE").await;
    api.clock.advance(std::time::Duration::from_secs(10));
    assert_eq!(api.send(change).await.json()["status"], "success");
    assert_eq!(api.send(json!({"from": "a@foreign.example"})).await.code(), "UnauthenticatedFromAddress");
    assert!(api.raw(1).await.contains("Sender: <me@own.example>"));
    api.stop().await;
}

#[tokio::test]
async fn a_domain_for_any_address_lets_every_author_through() {
    let api = LegacyApi::start().await;
    api.execute("UPDATE domains SET use_for_any = TRUE").await;
    assert_eq!(api.send(json!({"from": "a@foreign.example"})).await.json()["status"], "success");
    api.execute("UPDATE domains SET verified_at = NULL").await;
    assert_eq!(api.send(json!({})).await.code(), "UnauthenticatedFromAddress");
    api.stop().await;
}

#[tokio::test]
async fn line_breaks_in_values_never_become_fields() {
    let api = LegacyApi::start().await;
    let change = json!({
        "subject": "Hi\r\nBcc: evil@x.example", "headers": {"X-A": "1\r\nX-B: 2", "Content-Type": "text/evil", "Bcc": "x@y.example"},
        "attachments": [{"name": "a\"\r\nX-C: 3.txt", "content_type": "text/plain\r\nX-D: 4", "data": "eA"}],
    });
    assert_eq!(api.send(change).await.json()["status"], "success");
    let raw = api.raw(1).await;
    for line in raw.split("\r\n") {
        assert!(
            !["Bcc:", "X-B:", "X-C:", "X-D:", "Content-Type: text/evil"].iter().any(|name| line.starts_with(name)),
            "{line}"
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn privacy_mode_leaves_the_client_out_of_received() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    let raw = api.raw(1).await;
    assert!(raw.starts_with("Received: from api (192.0.2.1 [192.0.2.1]) by postal.example.com with HTTP; Sun, 22 Nov 2026 14:35:46 +0000\r\n"), "{raw}");
    api.execute("UPDATE servers SET privacy_mode = TRUE").await;
    api.clock.advance(std::time::Duration::from_secs(10));
    api.send(json!({})).await;
    assert!(api.raw(2).await.starts_with("Received: by postal.example.com with HTTP; "));
    api.stop().await;
}

#[tokio::test]
async fn bounce_is_true_for_everything_but_null_and_false() {
    let api = LegacyApi::start().await;
    for (id, (bounce, expected)) in (1..).zip([
        (json!(true), true),
        (json!("false"), true),
        (json!(0), true),
        (json!(false), false),
        (json!(null), false),
    ]) {
        api.send(json!({"bounce": bounce})).await;
        let found = api.post("messages/message", json!({"id": id, "_expansions": ["details"]})).await.json();
        assert_eq!(found["data"]["details"]["bounce"], expected, "{bounce}");
    }
    api.stop().await;
}

#[tokio::test]
async fn an_address_in_the_name_of_the_author_is_a_name() {
    let api = LegacyApi::start().await;
    let from = "john@gmail.example via App <me@own.example>";
    assert_eq!(api.send(json!({"from": from, "to": ["", "a@x.example"]})).await.json()["status"], "success");
    let raw = api.raw(1).await;
    assert!(raw.contains("\r\nFrom: \"john@gmail.example via App\" <me@own.example>\r\n"), "{raw}");
    api.stop().await;
}

#[tokio::test]
async fn a_composed_message_has_the_same_limit_as_a_raw_one() {
    let api = LegacyApi::start().await;
    let attachments = json!([{"name": "a.bin", "content_type": "application/zip", "data": "AAAA".repeat(260_000)}]);
    let answer = api.send(json!({"attachments": attachments})).await;
    assert_eq!(answer.code(), "Message too large (maximum size 1MB)");
    assert_eq!(api.count("SELECT COUNT(*) FROM messages").await, 0);
    api.stop().await;
}
