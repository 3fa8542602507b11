//! `ETag` and `If-Match`: a change is made to the version that somebody has looked at, or not at all.

use poem::http::{Method, StatusCode};
use postal::clock::Clock as _;
use postal::store::edits;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::management_api::{Answer, Api, token_of};

const SERVER: &str = "/api/v2/organizations/acme/servers/mail";

async fn send(api: &Api, token: &str, method: Method, path: &str, tag: Option<&str>, body: Value) -> Answer {
    let authorization = format!("Bearer {token}");
    let mut headers = vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
    headers.extend(tag.map(|tag| ("if-match", tag)));
    let body = if body.is_null() { String::new() } else { body.to_string() };
    api.send(method, path, &headers, body).await
}

#[tokio::test]
async fn a_change_to_an_old_version_is_refused_and_shows_the_new_one() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let seen = api.get(&token, "/organizations/acme/servers/mail").await;
    let tag = seen.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    let change = json!({ "name": "Ada's" });
    let changed = send(&api, &token, Method::PATCH, SERVER, Some(&tag), change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let new_tag = changed.header("etag").to_owned();
    assert_ne!(new_tag, tag);
    let refused = send(&api, &token, Method::PATCH, SERVER, Some(&tag), json!({ "name": "Grace's" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::PRECONDITION_FAILED, "precondition_failed"));
    assert_eq!((&refused.json["current"]["name"], refused.header("etag")), (&json!("Ada's"), new_tag.as_str()));
    let now = api.get(&token, "/organizations/acme/servers/mail").await;
    assert_eq!((&now.json["name"], now.header("etag")), (&json!("Ada's"), new_tag.as_str()));
    let several = format!("\"other\", {new_tag}");
    let changed = send(&api, &token, Method::PATCH, SERVER, Some(&several), json!({ "name": "Grace's" })).await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test]
async fn without_the_header_or_with_a_star_the_change_is_made_to_whatever_is_there() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    for tag in [None, Some("*")] {
        let changed = send(&api, &token, Method::PATCH, SERVER, tag, json!({ "mode": "Development" })).await;
        assert_eq!(changed.status, StatusCode::OK, "{tag:?}");
    }
    let weak = send(&api, &token, Method::PATCH, SERVER, Some("W/\"x\""), json!({ "mode": "Live" })).await;
    assert_eq!(weak.status, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn deletions_are_conditional_and_what_is_gone_is_not_found() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let endpoints = "/organizations/acme/servers/mail/address-endpoints";
    let made = api.post(&token, endpoints, json!({ "address": "ada@example.net" })).await;
    let path = format!("/api/v2{endpoints}/{}", made.json["uuid"].as_str().unwrap());
    let refused = send(&api, &token, Method::DELETE, &path, Some("\"old\""), Value::Null).await;
    assert_eq!(refused.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(refused.json["current"]["address"], "ada@example.net");
    let tag = refused.header("etag").to_owned();
    let deleted = send(&api, &token, Method::DELETE, &path, Some(&tag), Value::Null).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.text);
    let gone = send(&api, &token, Method::DELETE, &path, Some(&tag), Value::Null).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_changes_by_itself_is_no_new_version() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let credentials = "/organizations/acme/servers/mail/credentials";
    let made = api.post(&token, credentials, json!({ "type": "API", "name": "Shop" })).await;
    let path = format!("{credentials}/{}", made.json["uuid"].as_str().unwrap());
    let before = api.get(&token, &path).await;
    let key = made.json["key"].as_str().unwrap();
    let kind = postal::model::CredentialKind::Api;
    test.authentication.by_key(kind, key).await.unwrap().unwrap();
    let after = api.get(&token, &path).await;
    assert!(after.json["last_used_at"].is_string());
    assert_eq!(before.header("etag"), after.header("etag"));
}

#[tokio::test]
async fn the_version_is_not_for_those_who_may_not_look() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = token_of(&test, &test.user, Some(&["servers:write"])).await;
    let blind = send(&api, &token, Method::PATCH, SERVER, Some("\"x\""), json!({ "name": "x" })).await;
    assert_eq!((blind.status, blind.code()), (StatusCode::FORBIDDEN, "missing_scope"));
    let changed = send(&api, &token, Method::PATCH, SERVER, None, json!({ "name": "x" })).await;
    assert_eq!(changed.status, StatusCode::OK);
}

#[tokio::test]
async fn where_there_are_no_versions_the_header_is_refused() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let path = format!("{SERVER}/suspend");
    let refused = send(&api, &token, Method::POST, &path, Some("\"x\""), json!({ "reason": "x" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::BAD_REQUEST, "versions_not_available"));
}

#[tokio::test]
async fn of_many_changes_to_one_version_at_the_same_moment_one_is_made() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let tag = api.get(&token, "/organizations/acme/servers/mail").await.header("etag").to_owned();
    let one = async |number: usize| {
        let body = json!({ "name": format!("Number {number}") });
        send(&api, &token, Method::PATCH, SERVER, Some(&tag), body).await.status
    };
    let all = futures::future::join_all((0..8).map(one)).await;
    assert_eq!(all.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{all:?}");
    assert_eq!(all.iter().filter(|status| **status == StatusCode::PRECONDITION_FAILED).count(), 7, "{all:?}");
}

#[tokio::test]
async fn an_edit_of_a_process_that_is_gone_bars_nobody() {
    let test = TestApp::start().await;
    let now = test.clock.now();
    let mut conn = test.store.write().await.unwrap();
    let (here, gone) = (test.queue.process(), postal::model::ProcessId(999_999));
    assert!(edits::begin(&mut conn, "object", here, now).await.unwrap());
    assert!(!edits::begin(&mut conn, "object", here, now).await.unwrap());
    assert_eq!(edits::free_orphan(&mut conn, "object", now).await.unwrap(), 0);
    edits::end(&mut conn, "object", gone).await.unwrap();
    assert!(!edits::begin(&mut conn, "object", here, now).await.unwrap());
    edits::end(&mut conn, "object", here).await.unwrap();
    assert!(edits::begin(&mut conn, "object", gone, now).await.unwrap());
    assert_eq!(edits::free_orphan(&mut conn, "object", now).await.unwrap(), 1);
    assert!(edits::begin(&mut conn, "object", here, now).await.unwrap());
}
