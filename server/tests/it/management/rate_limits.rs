//! Limits of requests, what answers say about them, short paths and the root.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::accounts::TokenForm;
use postal::app::Roles;
use postal::tenancy::ServerChange;
use serde_json::json;

use crate::support::app::{TestApp, create_server};
use crate::support::management_api::Api;

const SERVER: &str = "/organizations/acme/servers/mail";

#[tokio::test]
async fn every_answer_tells_the_limit_and_one_request_too_many_is_refused() {
    let test = TestApp::with(Roles::ALL, |config| config.web_server.max_requests_per_minute = 3).await;
    let api = Api::new(&test);
    let (token, other) = (test.token().await, test.token().await);
    let first = api.get(&token, "/organizations").await;
    assert_eq!(first.header("ratelimit-policy"), "\"default\";q=3;w=60");
    assert_eq!(first.header("ratelimit"), "\"default\";r=2;t=60");
    test.clock.advance(Duration::from_secs(15));
    let missing = api.get(&token, "/organizations/none").await;
    assert_eq!((missing.status, missing.header("ratelimit")), (StatusCode::NOT_FOUND, "\"default\";r=1;t=45"));
    api.get(&token, "/organizations").await;
    let refused = api.get(&token, "/organizations").await;
    assert_eq!((refused.status, refused.code()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!((refused.header("retry-after"), refused.header("ratelimit")), ("45", "\"default\";r=0;t=45"));
    assert_eq!(api.get(&other, "/organizations").await.status, StatusCode::OK);
    test.clock.advance(Duration::from_secs(45));
    assert_eq!(api.get(&token, "/organizations").await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_nobody_counts_as_their_address() {
    let test = TestApp::with(Roles::ALL, |config| config.web_server.max_requests_per_minute = 2).await;
    let api = Api::new(&test);
    let answer = api.send(Method::GET, "/api/v2/info", &[], "").await;
    assert_eq!(answer.header("ratelimit"), "\"default\";r=1;t=60");
    assert_eq!(api.get("guessed", "/organizations").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.get("guessed again", "/organizations").await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(api.send(Method::GET, "/api/v2/nowhere", &[], "").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn sending_is_not_counted_but_tells_the_send_limit() {
    let test = TestApp::with(Roles::ALL, |config| config.web_server.max_requests_per_minute = 2).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let limit = ServerChange { send_limit: Some(Some(100)), ..ServerChange::default() };
    test.tenancy.update_server(&test.server, &limit, true).await.unwrap();
    for _ in 0..3 {
        let body = json!({ "from": "a@acme.example", "to": ["b@example.net"], "text": "x", "validate_only": true });
        let sent = api.post(&token, &format!("{SERVER}/messages"), body).await;
        assert_eq!(sent.status, StatusCode::OK, "{}", sent.text);
        assert_eq!(sent.header("ratelimit-policy"), "\"default\";q=2;w=60, \"send-limit\";q=100;w=3600");
        assert_eq!(sent.header("ratelimit"), "\"default\";r=2;t=60, \"send-limit\";r=100;t=60");
    }
}

#[tokio::test]
async fn without_a_limit_nothing_is_told() {
    let test = TestApp::with(Roles::ALL, |config| config.web_server.max_requests_per_minute = 0).await;
    let answer = Api::new(&test).send(Method::GET, "/api/v2/info", &[], "").await;
    assert_eq!((answer.header("ratelimit"), answer.header("ratelimit-policy")), ("", ""));
}

#[tokio::test]
async fn a_token_of_one_server_may_leave_out_the_server() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    create_server(&test, &test.organization, "second").await;
    let make = async |servers: &[&str]| {
        let body = json!({ "name": "x", "servers": servers });
        let made = api.post(&test.token().await, "/tokens", body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        made.json["token"].as_str().unwrap().to_owned()
    };
    let one = make(&["acme/mail"]).await;
    let domains = api.get(&one, "/domains?limit=1").await;
    assert_eq!(domains.json["items"][0]["name"], "acme.example", "{}", domains.text);
    let made = api.post(&one, "/credentials", json!({ "type": "API", "name": "Shop" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let whole = format!("{SERVER}/credentials/{}", made.json["uuid"].as_str().unwrap());
    assert_eq!(api.get(&one, &whole).await.status, StatusCode::OK);
    assert_eq!(api.send(Method::GET, "/api/v2/domains", &[], "").await.status, StatusCode::NOT_FOUND);
    let both = make(&["acme/mail", "acme/second"]).await;
    assert_eq!(api.get(&both, "/domains").await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&test.token().await, "/domains").await.status, StatusCode::NOT_FOUND);
    let scoped = TokenForm { name: "x".to_owned(), scopes: None, expires_at: None };
    let unlimited = test.accounts.create_token(test.user.id, &scoped).await.unwrap().secret;
    assert_eq!(api.get(&unlimited, "/messages").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_root_says_what_is_there() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    for path in ["/api/v2", "/api/v2/"] {
        let root = api.send(Method::GET, path, &[], "").await;
        assert_eq!((root.status, &root.json["api_version"]), (StatusCode::OK, &json!(2)), "{path}: {}", root.text);
        assert_eq!(root.json["openapi"], "/api/v2/openapi.json");
        let features = root.json["features"].as_array().unwrap();
        assert!(features.contains(&json!("conditional_requests")) && !features.contains(&json!("oidc")));
    }
}
