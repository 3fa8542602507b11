use serde_json::json;

use crate::support::legacy_api::LegacyApi;

#[tokio::test]
async fn all_expansions_have_the_shapes_of_3_3() {
    let api = LegacyApi::start().await;
    let data = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw==";
    api.send(json!({
        "subject": "Gr\u{fc}\u{df}e", "html_body": "<p>Hello</p>", "tag": "t",
        "attachments": [{"name": "a.bin", "content_type": null, "data": data}],
    }))
    .await;
    let answer = api.post("messages/message", json!({"id": 1, "_expansions": true})).await.json();
    insta::assert_json_snapshot!("message_all_expansions", answer, {
        ".data.raw_message" => "[base64]",
    });
    let raw = answer["data"]["raw_message"].as_str().unwrap();
    assert!(raw.ends_with('\n') && raw.lines().all(|line| line.len() <= 60));
    api.stop().await;
}

#[tokio::test]
async fn inspection_tells_what_was_found() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    let inspection = async || {
        let answer = api.post("messages/message", json!({"id": 1, "_expansions": ["inspection"]})).await.json();
        answer["data"]["inspection"].clone()
    };
    let unknown =
        json!({"inspected": false, "spam": false, "spam_score": 0.0, "threat": false, "threat_details": null});
    assert_eq!(inspection().await, unknown);
    let sql = "UPDATE messages SET is_inspected = TRUE, is_spam = TRUE, spam_score = 7.25, is_threat = TRUE,
                      threat_details = 'Eicar'";
    api.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    let found = json!({"inspected": true, "spam": true, "spam_score": 7.25, "threat": true, "threat_details": "Eicar"});
    assert_eq!(inspection().await, found);
    api.stop().await;
}

#[tokio::test]
async fn only_what_is_asked_for_is_expanded() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    for (expansions, keys) in [
        (json!(null), vec!["id", "token"]),
        (json!({}), vec!["id", "token"]),
        (json!([]), vec!["id", "token"]),
        (json!("status"), vec!["id", "token"]),
        (json!(["unknown", "plainbody", "status"]), vec!["id", "token", "status", "plain_body"]),
    ] {
        let answer = api.post("messages/message", json!({"id": 1, "_expansions": expansions})).await.json();
        assert_eq!(answer["data"].as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    }
    api.stop().await;
}

#[tokio::test]
async fn an_id_is_an_integer_or_its_digits() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    for id in [json!(1), json!("1")] {
        assert_eq!(api.post("messages/message", json!({"id": id})).await.json()["data"]["id"], 1);
    }
    for id in [json!(null), json!(""), json!([]), json!({}), json!(false)] {
        assert_eq!(
            api.post("messages/deliveries", json!({"id": id})).await.code(),
            "`id` parameter is required but is missing"
        );
    }
    for id in [json!(1.5), json!("1 OR 1=1"), json!({"id) OR (1=1": 1}), json!([1]), json!(true)] {
        assert_eq!(api.post("messages/message", json!({"id": id})).await.code(), "`id` parameter must be an integer");
    }
    for (id, shown) in
        [(json!(99), "99"), (json!("99"), "\"99\""), (json!(u64::MAX), "18446744073709551615"), (json!(1e20), "1e+20")]
    {
        let answer = api.post("messages/message", json!({"id": id})).await;
        assert_eq!(
            answer.text,
            format!(
                r#"{{"status":"error","time":0.0,"flags":{{}},"data":{{"message":"No message found matching provided ID","id":{shown},"code":"MessageNotFound"}}}}"#
            )
        );
    }
    api.stop().await;
}

#[tokio::test]
async fn messages_of_other_servers_are_not_found() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    api.execute("UPDATE messages SET server_id = 2").await;
    assert_eq!(api.post("messages/message", json!({"id": 1})).await.code(), "MessageNotFound");
    api.stop().await;
}

#[tokio::test]
async fn a_message_whose_content_is_removed_shows_empty_parts() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    api.execute("UPDATE messages SET content_id = NULL").await;
    let wanted = json!(["plain_body", "html_body", "attachments", "headers", "raw_message"]);
    let answer = api.post("messages/message", json!({"id": 1, "_expansions": wanted})).await.json();
    let token = answer["data"]["token"].clone();
    assert_eq!(
        answer["data"],
        json!({"id": 1, "token": token, "plain_body": null, "html_body": null, "attachments": [], "headers": {},
            "raw_message": "DQoNCg==\n"})
    );
    api.stop().await;
}

#[tokio::test]
async fn deliveries_come_oldest_first_with_short_texts() {
    let api = LegacyApi::start().await;
    api.send(json!({})).await;
    assert_eq!(api.post("messages/deliveries", json!({"id": 1})).await.json()["data"], json!([]));
    api.execute(
        "INSERT INTO deliveries (server_id, id, message_id, status, details, output, sent_with_tls, log_id, duration_us, created_at)
         VALUES (1, 1, 1, 'SoftFail', 'later <msg:5>', ' 451 later ', FALSE, 'ABCDEFGH', 1250000, 1795358147500000),
                (1, 2, 1, 'Cancelled', '', NULL, TRUE, NULL, NULL, 1795358148000000)",
    )
    .await;
    insta::assert_json_snapshot!("deliveries", api.post("messages/deliveries", json!({"id": 1})).await.json());
    api.stop().await;
}
