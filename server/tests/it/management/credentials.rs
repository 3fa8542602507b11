//! Credentials: keys that are shown once, keys that can be revealed, networks.

use poem::http::StatusCode;
use postal::model::{CredentialKind, Role};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::{Api, member};

const PATH: &str = "/organizations/acme/servers/mail/credentials";

#[tokio::test]
async fn the_key_of_an_api_credential_is_shown_once_and_works() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let created = api.post(&token, PATH, json!({ "type": "API", "name": "web", "hold": true, "key": "mine" })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let key = created.json["key"].as_str().unwrap();
    assert_eq!((key.len(), &created.json["hold"]), (24, &json!(true)));
    let found = test.authentication.by_key(CredentialKind::Api, key).await.unwrap().unwrap();
    assert_eq!(found.server.id, test.server.id);
    assert!(test.authentication.by_key(CredentialKind::Smtp, key).await.unwrap().is_none());
    let path = format!("{PATH}/{}", created.json["uuid"].as_str().unwrap());
    for text in [api.get(&token, PATH).await.text, api.get(&token, &path).await.text] {
        assert!(!text.contains(key) && text.contains(&key[..4]));
    }
    let revealed = api.post(&token, &format!("{path}/reveal"), json!(null)).await;
    assert_eq!((revealed.status, revealed.code()), (StatusCode::CONFLICT, "key_not_stored"));
}

#[tokio::test]
async fn the_key_of_an_smtp_credential_can_be_revealed() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let created = api.post(&token, PATH, json!({ "type": "SMTP", "name": "printer" })).await;
    let path = format!("{PATH}/{}", created.json["uuid"].as_str().unwrap());
    let revealed = api.post(&token, &format!("{path}/reveal"), json!(null)).await;
    assert_eq!(revealed.json["key"], created.json["key"]);
    let (_, support) = member(&test, &test.organization, Role::Support, None).await;
    let refused = api.post(&support, &format!("{path}/reveal"), json!(null)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let changed = api.patch(&token, &path, json!({ "name": "scanner", "hold": true })).await;
    assert_eq!((&changed.json["name"], &changed.json["hold"]), (&json!("scanner"), &json!(true)));
    assert_eq!(api.patch(&token, &path, json!({ "key": "other" })).await.fields(), ["/key invalid"]);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn networks_are_checked_taken_once_and_wide_ones_are_for_administrators() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let body = |key: &str| json!({ "type": "SMTP-IP", "name": "net", "key": key });
    assert_eq!(
        api.post(&token, PATH, json!({ "type": "SMTP-IP", "name": "" })).await.fields(),
        ["/key blank", "/name blank"]
    );
    for key in ["0.0.0.0/0", "::/0", "example.com"] {
        assert_eq!(api.post(&token, PATH, body(key)).await.fields(), ["/key invalid"], "{key}");
    }
    let wide = api.post(&developer, PATH, body("198.51.0.0/16")).await;
    assert_eq!(wide.fields(), ["/key greater_than_or_equal_to"]);
    assert_eq!(api.post(&token, PATH, body("198.51.0.0/16")).await.status, StatusCode::CREATED);
    let created = api.post(&developer, PATH, body("192.0.2.9/24")).await;
    assert_eq!(created.json["network"], "192.0.2.0/24");
    assert_eq!(api.post(&token, PATH, body("192.0.2.0/24")).await.fields(), ["/key taken"]);
    let path = format!("{PATH}/{}", created.json["uuid"].as_str().unwrap());
    let moved = api.patch(&developer, &path, json!({ "key": "203.0.113.5" })).await;
    assert_eq!(moved.json["network"], "203.0.113.5");
    let found = test.authentication.by_address("203.0.113.5".parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(found.credential.uuid, created.json["uuid"].as_str().unwrap());
    assert_eq!(api.post(&token, PATH, body("192.0.2.0/24")).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn networks_that_many_share_are_named_by_administrators_only() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let body = |key: &str| json!({ "type": "SMTP-IP", "name": "relay", "key": key });
    for key in ["127.0.0.1", "10.1.2.0/24", "::1"] {
        assert_eq!(api.post(&developer, PATH, body(key)).await.fields(), ["/key invalid"], "{key}");
    }
    assert_eq!(api.post(&developer, PATH, body("192.0.2.1")).await.status, StatusCode::CREATED);
    assert_eq!(api.post(&test.token().await, PATH, body("127.0.0.1")).await.status, StatusCode::CREATED);
}
