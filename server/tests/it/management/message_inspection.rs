//! What inspection, sender authentication and routing left at a message.

use postal::model::{MailServer, RouteId, RouteMode};
use postal::store::{Value as Bound, routes};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::management_api::Api;

const SERVER: &str = "/organizations/acme/servers/mail";

/// Three messages of `acme/mail`: spam through a route, a clean bounce, and one that was not inspected.
async fn with_messages(test: &TestApp, api: &Api, token: &str) -> Value {
    let body = json!({ "name": "hook", "url": "https://x.example/" });
    let hook = api.post(token, &format!("{SERVER}/http-endpoints"), body).await.json;
    let endpoint = format!("HTTPEndpoint#{}", hook["uuid"].as_str().unwrap());
    let body = json!({ "name": "sales", "domain": test.domain.uuid, "endpoint": endpoint });
    let route = api.post(token, &format!("{SERVER}/routes"), body).await.json;
    for _ in 0..3 {
        let body = json!({ "from": "me@acme.example", "to": ["a@x.example"], "subject": "Hi", "text": "Hello" });
        api.post(token, &format!("{SERVER}/messages"), body).await;
    }
    let mut conn = test.store.write().await.unwrap();
    let stored = routes::find_by_address_key(&mut conn, "sales@acme.example").await.unwrap().unwrap();
    assert_eq!(stored.mode, RouteMode::Endpoint);
    let (MailServer { id: server, .. }, route_id): (_, RouteId) = (test.server.clone(), stored.id);
    conn.execute(
        "UPDATE messages SET scope = 'incoming', route_id = ?, client_ip = '192.0.2.7', client_helo = 'mx.example.net',
                             verification = ?, is_inspected = TRUE, is_spam = TRUE, spam_score = 6.5, is_threat = TRUE,
                             threat_details = 'Eicar found'
          WHERE server_id = ? AND id = 1",
        &[route_id.into(), r#"{"spf":{"result":"pass"}}"#.into(), server.into()],
    )
    .await
    .unwrap();
    conn.execute(
        "UPDATE messages SET is_inspected = TRUE, spam_score = -1.5, is_bounce = TRUE, bounce_for_id = 1
          WHERE server_id = ? AND id = 2",
        &[server.into()],
    )
    .await
    .unwrap();
    for (position, code, score) in [(0_i64, "BAYES_99", 7.0), (1, "SPF_PASS", -0.5)] {
        let description: Bound<'_> = (position == 0).then_some("looks like spam").into();
        conn.execute(
            "INSERT INTO spam_checks (server_id, message_id, position, code, score, description)
             VALUES (?, 1, ?, ?, ?, ?)",
            &[server.into(), position.into(), code.into(), score.into(), description],
        )
        .await
        .unwrap();
    }
    conn.execute(
        "INSERT INTO deliveries (server_id, id, message_id, status, details, reason, sent_with_tls, created_at)
         VALUES (?, 1, 1, 'HardFail', 'no', 'invalid_recipient', FALSE, 5)",
        &[server.into()],
    )
    .await
    .unwrap();
    route
}

#[tokio::test]
async fn a_message_shows_what_was_found_and_where_it_goes() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let route = with_messages(&test, &api, &token).await;
    let message = api.get(&token, &format!("{SERVER}/messages/1")).await.json;
    for (field, expected) in [
        ("spam_status", json!("Spam")),
        ("spam_score", json!(6.5)),
        ("threat", json!(true)),
        ("threat_details", json!("Eicar found")),
        ("client_ip", json!("192.0.2.7")),
        ("client_helo", json!("mx.example.net")),
        ("verification", json!({ "spf": { "result": "pass" } })),
        ("route", json!({ "uuid": route["uuid"], "description": "sales@acme.example" })),
        (
            "endpoint",
            json!({ "uuid": route["endpoint"].as_str().unwrap().trim_start_matches("HTTPEndpoint#"),
                "kind": "HTTPEndpoint", "description": "hook (https://x.example/)" }),
        ),
        (
            "spam_checks",
            json!([{ "code": "BAYES_99", "score": 7.0, "description": "looks like spam" },
                { "code": "SPF_PASS", "score": -0.5 }]),
        ),
    ] {
        assert_eq!(message[field], expected, "{field}");
    }
    let clean = api.get(&token, &format!("{SERVER}/messages/2")).await.json;
    assert_eq!((&clean["spam_status"], &clean["spam_score"]), (&json!("NotSpam"), &json!(-1.5)));
    assert_eq!((&clean["threat"], &clean["bounce_for_id"]), (&json!(false), &json!(1)));
    let unknown = api.get(&token, &format!("{SERVER}/messages/3")).await.json;
    assert_eq!((&unknown["spam_status"], &unknown["spam_checks"]), (&json!("NotChecked"), &json!([])));
    for field in ["spam_score", "threat_details", "client_ip", "route", "endpoint", "verification"] {
        assert_eq!(unknown.get(field), None, "{field}");
    }
    let deliveries = api.get(&token, &format!("{SERVER}/messages/1/deliveries")).await.json;
    assert_eq!(deliveries["items"][0]["reason"], "invalid_recipient");

    let path = format!("{SERVER}/routes/{}", route["uuid"].as_str().unwrap());
    api.delete(&token, &path, json!(null)).await;
    let orphan = api.get(&token, &format!("{SERVER}/messages/1")).await.json;
    assert_eq!((orphan.get("route"), orphan.get("endpoint")), (None, None));
}

#[tokio::test]
async fn messages_are_filtered_by_what_was_found() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let route = with_messages(&test, &api, &token).await;
    let uuid = route["uuid"].as_str().unwrap();
    for (query, expected) in [
        ("spam=true".to_owned(), vec![1]),
        ("spam=false".to_owned(), vec![3, 2]),
        ("threat=true".to_owned(), vec![1]),
        ("threat=false&bounce=false".to_owned(), vec![3]),
        ("bounce=true".to_owned(), vec![2]),
        (format!("route={uuid}"), vec![1]),
        (format!("route={uuid}&spam=false"), vec![]),
    ] {
        let page = api.get(&token, &format!("{SERVER}/messages?{query}")).await;
        let items = page.json["items"].as_array().unwrap_or_else(|| panic!("{query}: {}", page.text));
        let ids: Vec<i64> = items.iter().map(|item| item["id"].as_i64().unwrap()).collect();
        assert_eq!(ids, expected, "{query}");
    }
    let unknown = api.get(&token, &format!("{SERVER}/messages?route=none&before=never")).await;
    assert_eq!(unknown.fields(), ["before invalid"]);
    let unknown = api.get(&token, &format!("{SERVER}/messages?route=none")).await;
    assert_eq!(unknown.fields(), ["route invalid"]);
}
