//! Mail servers: names, settings, suspension, deletion, figures.

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::json;

use crate::support::app::{TestApp, create_server, create_user};
use crate::support::management_api::{Api, member, token_of};

const SERVERS: &str = "/organizations/acme/servers";
const SERVER: &str = "/organizations/acme/servers/mail";

#[tokio::test]
async fn a_new_server_has_the_defaults_and_a_token_of_six_characters() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let body = json!({ "name": "Main Server", "mode": "Development" });
    let created = api.post(&test.token().await, SERVERS, body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let server = &created.json;
    assert_eq!((&server["permalink"], &server["status"]), (&json!("main-server"), &json!("Development")));
    assert_eq!((&server["spam_threshold"], &server["spam_failure_threshold"]), (&json!(5.0), &json!(20.0)));
    assert_eq!(server["message_retention_days"], 60);
    assert_eq!(server["raw_message_retention_days"], 30);
    assert_eq!(server["raw_message_retention_size"], 2048);
    assert_eq!(server.get("send_limit"), None);
    let token = server["token"].as_str().unwrap();
    assert!(token.len() == 6 && token.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{token}");
    assert_eq!(server["smtp_username"], "acme/main-server");
}

#[tokio::test]
async fn names_and_permalinks_are_taken_within_an_organization_only() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let refused = api.post(&token, SERVERS, json!({ "name": "MAIL", "permalink": "mail" })).await;
    assert_eq!(refused.fields(), ["/name taken", "/permalink taken"]);
    assert_eq!(api.post(&token, SERVERS, json!({ "name": "Stats" })).await.fields(), ["/permalink reserved"]);
    assert_eq!(api.post(&token, SERVERS, json!({ "name": "a_b" })).await.fields(), ["/permalink invalid"]);
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let elsewhere = api.post(&token, "/organizations/beta/servers", json!({ "name": "mail" })).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED);
}

#[tokio::test]
async fn settings_are_judged_together_and_null_means_unlimited() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let body = json!({ "name": " ", "spam_threshold": 9.0, "spam_failure_threshold": 9.0, "send_limit": 0,
                       "message_retention_days": -1 });
    let refused = api.patch(&token, SERVER, body).await;
    let expected = [
        "/message_retention_days greater_than_or_equal_to",
        "/name blank",
        "/send_limit greater_than_or_equal_to",
        "/spam_failure_threshold greater_than",
    ];
    assert_eq!(refused.fields(), expected);
    let body = json!({ "send_limit": 100, "message_retention_days": null, "outbound_spam_threshold": 3.5,
                       "postmaster_address": "pm@acme.example" });
    let changed = api.patch(&token, SERVER, body).await;
    assert_eq!((changed.status, &changed.json["send_limit"]), (StatusCode::OK, &json!(100)));
    assert_eq!(changed.json.get("message_retention_days"), None);
    let changed = api.patch(&token, SERVER, json!({ "send_limit": null, "postmaster_address": "" })).await;
    assert_eq!((changed.json.get("send_limit"), changed.json.get("postmaster_address")), (None, None));
    assert_eq!(changed.json["outbound_spam_threshold"], 3.5);
}

#[tokio::test]
async fn limits_fit_32_bits_and_the_failure_threshold_is_the_greater_one() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let body = json!({ "send_limit": 2_147_483_648_i64, "raw_message_retention_days": 2_147_483_647,
                       "spam_threshold": 20, "spam_failure_threshold": 20 });
    let refused = api.patch(&token, SERVER, body).await;
    assert_eq!(refused.fields(), ["/send_limit less_than_or_equal_to", "/spam_failure_threshold greater_than"]);
}

#[tokio::test]
async fn lists_are_sorted_without_case_and_know_their_cursors() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    for name in ["Zebra", "alpha", "Beta"] {
        api.post(&token, SERVERS, json!({ "name": name })).await;
        api.post(&token, "/organizations", json!({ "name": name })).await;
        api.post(&token, &format!("{SERVER}/credentials"), json!({ "name": name, "type": "API" })).await;
    }
    for (path, expected) in [
        (SERVERS.to_owned(), &["alpha", "Beta", "mail", "Zebra"][..]),
        ("/organizations".to_owned(), &["Acme", "alpha", "Beta", "Zebra"][..]),
        (format!("{SERVER}/credentials"), &["alpha", "Beta", "Zebra"][..]),
    ] {
        let mut names: Vec<String> = Vec::new();
        let mut next = format!("{path}?limit=1");
        loop {
            let page = api.get(&token, &next).await;
            names.extend(
                page.json["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()),
            );
            let Some(cursor) = page.json["next_cursor"].as_str() else { break };
            let foreign = api.get(&token, &format!("/tokens?cursor={cursor}")).await;
            assert_eq!(foreign.fields(), ["cursor invalid"]);
            next = format!("{path}?limit=1&cursor={cursor}");
        }
        assert_eq!(names, expected, "{path}");
    }
}

#[tokio::test]
async fn advanced_settings_are_for_administrators() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let (_, owner) = member(&test, &test.organization, Role::Owner, None).await;
    let refused = api.patch(&owner, SERVER, json!({ "name": "New", "send_limit": 10, "allow_sender": true })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "admin_only"));
    assert_eq!(refused.fields(), ["/allow_sender invalid", "/send_limit invalid"]);
    // A form that sends them unchanged is fine.
    let changed = api.patch(&owner, SERVER, json!({ "name": "New", "send_limit": null, "allow_sender": false })).await;
    assert_eq!((changed.status, &changed.json["name"]), (StatusCode::OK, &json!("New")));
}

#[tokio::test]
async fn a_suspension_needs_a_reason_and_an_administrator() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let path = format!("{SERVER}/suspend");
    assert_eq!(api.post(&token, &path, json!({ "reason": " " })).await.fields(), ["/reason blank"]);
    let suspended = api.post(&token, &path, json!({ "reason": "spam" })).await;
    assert_eq!((&suspended.json["status"], &suspended.json["suspended_itself"]), (&json!("Suspended"), &json!(true)));
    let ended = api.post(&token, &format!("{SERVER}/unsuspend"), json!(null)).await;
    assert_eq!(ended.json["status"], "Live");
}

#[tokio::test]
async fn a_deleted_server_is_gone_at_once_and_its_names_are_free() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    let body = json!({ "confirm": "mail" });
    assert_eq!(api.delete(&developer, SERVER, body.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.delete(&token, SERVER, json!({ "confirm": "x" })).await.fields(), ["/confirm confirmation"]);
    assert_eq!(api.delete(&token, SERVER, body).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, SERVER).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&token, &format!("{SERVER}/credentials")).await.status, StatusCode::NOT_FOUND);
    let again = api.post(&token, SERVERS, json!({ "name": "mail", "permalink": "mail" })).await;
    assert_eq!(again.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_server_of_another_organization_is_not_there() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let beta = test.tenancy.find_organization("beta").await.unwrap().unwrap();
    create_server(&test, &beta, "theirs").await;
    let (_, owner) = member(&test, &beta, Role::Owner, None).await;
    assert_eq!(api.get(&owner, "/organizations/beta/servers/theirs").await.status, StatusCode::OK);
    for path in [SERVER, "/organizations/beta/servers/mail", "/organizations/acme/servers/theirs"] {
        assert_eq!(api.get(&owner, path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let uuid = format!("/organizations/beta/servers/{}", test.server.uuid);
    assert_eq!(api.get(&owner, &uuid).await.status, StatusCode::NOT_FOUND);
    let nobody = create_user(&test, "nobody@example.com", false).await;
    let nobody = token_of(&test, &nobody, None).await;
    assert_eq!(api.patch(&nobody, SERVER, json!({ "name": "x" })).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_header_shows_live_figures() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let header = api.get(&test.token().await, &format!("{SERVER}/header")).await;
    let expected = json!({
        "status": "Live", "held": 0, "queued": 0, "bounce_rate": 0.0, "message_rate": 0.0, "outgoing_60_min": 0,
        "incoming_60_min": 0, "used_bytes": 0, "domains_status": "ok", "domains_total": 1, "domains_unverified": 0, "domains_faulty": 0,
    });
    assert_eq!(header.json, expected);
}
