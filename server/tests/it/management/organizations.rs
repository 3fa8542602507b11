//! Organizations: names, lists, suspension and deletion.

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::{Api, member};

#[tokio::test]
async fn all_violations_of_an_organization_are_told_at_once() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let body = json!({ "name": "", "permalink": "Not Good", "time_zone": "Moon" });
    let refused = api.post(&token, "/organizations", body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.fields(), ["/name blank", "/permalink invalid", "/time_zone inclusion"]);
    for (permalink, code) in [("acme", "taken"), ("admin", "reserved"), ("ACME", "invalid")] {
        let refused = api.post(&token, "/organizations", json!({ "name": "x", "permalink": permalink })).await;
        assert_eq!(refused.fields(), [format!("/permalink {code}")]);
    }
    let long = api.post(&token, "/organizations", json!({ "name": "x".repeat(256), "permalink": "long" })).await;
    assert_eq!(long.fields(), ["/name too_long"]);
    assert_eq!(api.post(&token, "/organizations", json!({})).await.fields(), ["/name required"]);
}

#[tokio::test]
async fn a_permalink_is_made_of_the_name_and_counts_on() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    for expected in ["acme-2", "acme-3"] {
        let created = api.post(&token, "/organizations", json!({ "name": "Acme!" })).await;
        assert_eq!((created.status, created.json["permalink"].as_str().unwrap()), (StatusCode::CREATED, expected));
    }
}

#[tokio::test]
async fn an_organization_is_deleted_by_its_name_and_its_permalink_is_free_again() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let refused = api.delete(&token, "/organizations/acme", json!({ "confirm": "Acm" })).await;
    assert_eq!(refused.fields(), ["/confirm confirmation"]);
    assert_eq!(api.delete(&token, "/organizations/acme", json!({})).await.fields(), ["/confirm required"]);
    let deleted = api.delete(&token, "/organizations/acme", json!({ "confirm": " ACME " })).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, "/organizations/acme").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&token, "/organizations/acme/servers/mail").await.status, StatusCode::NOT_FOUND);
    let again = api.post(&token, "/organizations", json!({ "name": "Acme", "permalink": "acme" })).await;
    assert_eq!(again.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_suspended_organization_suspends_its_servers() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    assert_eq!(api.post(&token, "/organizations/acme/suspend", json!({})).await.fields(), ["/reason required"]);
    let suspended = api.post(&token, "/organizations/acme/suspend", json!({ "reason": "unpaid" })).await;
    assert_eq!((&suspended.json["suspended"], &suspended.json["suspension_reason"]), (&json!(true), &json!("unpaid")));
    let server = api.get(&token, "/organizations/acme/servers/mail").await;
    assert_eq!((&server.json["status"], &server.json["suspended_itself"]), (&json!("Suspended"), &json!(false)));
    assert_eq!(server.json["suspension_reason"], "unpaid");
    api.post(&token, "/organizations/acme/unsuspend", json!(null)).await;
    assert_eq!(api.get(&token, "/organizations/acme/servers/mail").await.json["status"], "Live");
}

#[tokio::test]
async fn members_see_their_organizations_only_and_lists_go_on_by_cursor() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    for name in ["Beta", "Gamma", "Delta"] {
        api.post(&token, "/organizations", json!({ "name": name })).await;
    }
    let mut names = Vec::new();
    let mut path = "/organizations?limit=3".to_owned();
    loop {
        let page = api.get(&token, &path).await;
        names.extend(
            page.json["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()),
        );
        match page.json["next_cursor"].as_str() {
            Some(cursor) => path = format!("/organizations?limit=3&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(names, ["Acme", "Beta", "Delta", "Gamma"]);
    let (_, viewer) = member(&test, &test.organization, Role::Viewer, None).await;
    let own = api.get(&viewer, "/organizations").await;
    assert_eq!(own.json["items"].as_array().unwrap().len(), 1);
    assert_eq!(api.get(&viewer, "/organizations/beta").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&viewer, "/organizations/acme").await.json["role"], "viewer");
    assert_eq!(api.get(&token, "/organizations?limit=0").await.fields(), ["limit greater_than_or_equal_to"]);
    assert_eq!(api.get(&token, "/organizations?cursor=%21").await.fields(), ["cursor invalid"]);
    assert_eq!(api.get(&token, "/organizations?limit=many").await.code(), "invalid_parameter");
}

#[tokio::test]
async fn an_organization_is_found_by_permalink_in_any_case_and_by_uuid() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    for key in ["ACME", test.organization.uuid.as_str()] {
        assert_eq!(api.get(&token, &format!("/organizations/{key}")).await.json["permalink"], "acme");
    }
    let renamed = api.patch(&token, "/organizations/acme", json!({ "name": "Acme Ltd" })).await;
    assert_eq!((&renamed.json["name"], &renamed.json["permalink"]), (&json!("Acme Ltd"), &json!("acme")));
}
