//! Limits, retention and help of a mail server, and the settings for administrators.

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::{Api, member};

const SERVER: &str = "/organizations/acme/servers/mail";

#[tokio::test]
async fn advanced_settings_are_for_administrators_and_show_in_limits_and_retention() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let limits = api.get(&token, &format!("{SERVER}/limits")).await;
    assert_eq!(limits.json, json!({ "outgoing_60_min": 0 }));
    let body = json!({ "send_limit": 50, "message_retention_days": null, "allow_sender": true });
    let changed = api.post(&token, &format!("{SERVER}/update_advanced"), body).await;
    assert_eq!((changed.status, &changed.json["allow_sender"]), (StatusCode::OK, &json!(true)), "{}", changed.text);
    let limits = api.get(&token, &format!("{SERVER}/limits")).await;
    assert_eq!(limits.json, json!({ "send_limit": 50, "outgoing_60_min": 0, "remaining": 50 }));
    let retention = api.get(&token, &format!("{SERVER}/retention")).await;
    let expected = json!({ "raw_message_retention_days": 30, "raw_message_retention_size": 2048, "used_bytes": 0 });
    assert_eq!(retention.json, expected);
    let bad = json!({ "send_limit": 0, "raw_message_retention_size": -1 });
    let refused = api.post(&token, &format!("{SERVER}/update_advanced"), bad).await;
    let expected = ["/raw_message_retention_size greater_than_or_equal_to", "/send_limit greater_than_or_equal_to"];
    assert_eq!(refused.fields(), expected);
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let refused = api.post(&developer, &format!("{SERVER}/update_advanced"), json!({})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn help_names_what_programs_need_but_no_key() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let without = api.get(&token, &format!("{SERVER}/help_outgoing")).await;
    assert_eq!((&without.json["username"], without.json.get("credential")), (&json!("acme/mail"), None));
    let made = api.post(&token, &format!("{SERVER}/credentials"), json!({ "type": "SMTP", "name": "Shop" })).await;
    let help = api.get(&token, &format!("{SERVER}/help_outgoing")).await;
    assert_eq!(help.json["credential"], json!({ "uuid": made.json["uuid"], "name": "Shop" }));
    assert_eq!(help.json["domains"], json!(["acme.example"]));
    assert_eq!((&help.json["smtp_port"], &help.json["max_delivery_attempts"]), (&json!(25), &json!(18)));
    assert!(!help.text.contains(made.json["key"].as_str().unwrap()));
    let incoming = api.get(&token, &format!("{SERVER}/help_incoming")).await;
    assert_eq!(incoming.json["mx_records"][0], json!({ "priority": 10, "host": "mx1.postal.example.com" }));
}
