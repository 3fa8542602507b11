//! What every answer of the web host has: ids, headers, problem bodies, limits.

use poem::http::{Method, StatusCode};
use serde_json::json;

use crate::support::app::TestApp;
use crate::support::management_api::Api;

#[tokio::test]
async fn every_refusal_is_a_problem_with_the_request_id() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let authorization = format!("Bearer {token}");
    let authorization = ("authorization", authorization.as_str());
    let json = ("content-type", "application/json");
    for (method, path, headers, body, status, code) in [
        (Method::GET, "/api/v2/nothing", &[authorization][..], "", 404, "not_found"),
        (Method::PATCH, "/api/v2/info", &[], "", 405, "method_not_allowed"),
        (Method::GET, "/api/v2/me", &[], "", 401, "unauthorized"),
        (Method::GET, "/api/v2/me", &[("authorization", "Basic x")], "", 401, "invalid_token"),
        (Method::POST, "/api/v2/organizations", &[authorization, json], "{", 400, "invalid_body"),
        (Method::POST, "/api/v2/organizations", &[authorization, json], "{\"name\":{}}", 400, "invalid_body"),
        (Method::POST, "/api/v2/organizations", &[authorization], "{}", 415, "unsupported_media_type"),
        (Method::POST, "/api/v2/organizations", &[authorization, json], "{\"name\":\"\"}", 422, "invalid"),
    ] {
        let answer = api.send(method.clone(), path, headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.json["instance"], answer.header("x-request-id"), "{path}");
        assert_eq!(answer.json["status"], status, "{path}");
        assert!(answer.json["message"].is_string() && answer.json["fields"].is_array(), "{path}");
    }
}

#[tokio::test]
async fn bodies_are_counted_while_they_come_in() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let large = json!({ "name": "x".repeat(2 << 20) });
    let answer = api.post(&test.token().await, "/organizations", large).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
}

#[tokio::test]
async fn requests_for_other_hosts_get_an_empty_403() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let answer = api.send(Method::GET, "/api/v2/info", &[("host", "evil.example")], "").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::FORBIDDEN, ""));
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    let with_port = api.send(Method::GET, "/api/v2/info", &[("host", "postal.example.com:8443")], "").await;
    assert_eq!(with_port.status, StatusCode::OK);
}

#[tokio::test]
async fn answers_carry_the_security_headers() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    for path in ["/", "/api/v2/info", "/api/v2/docs", "/login"] {
        let answer = api.send(Method::GET, path, &[], "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("script-src 'self'"), "{path}");
        assert!(!policy.contains("unsafe-eval"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "SAMEORIGIN", "{path}");
        assert!(answer.header("strict-transport-security").starts_with("max-age="), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 36, "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[tokio::test]
async fn the_document_and_its_page_are_served_from_our_own_assets() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let document = api.send(Method::GET, "/api/v2/openapi.json", &[], "").await;
    assert_eq!(document.text, postal::http::management::document());
    for path in ["/api/v2/docs", "/api/v2/docs/"] {
        let page = api.send(Method::GET, path, &[], "").await;
        assert!(page.text.contains("/api/v2/docs/docs.js") && !page.text.contains("https://"), "{path}");
    }
    for (path, media) in [("/api/v2/docs/docs.js", "text/javascript"), ("/api/v2/docs/docs.css", "text/css")] {
        assert!(api.send(Method::GET, path, &[], "").await.header("content-type").starts_with(media), "{path}");
    }
}

#[tokio::test]
async fn known_files_are_there() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let jwks = api.send(Method::GET, "/.well-known/jwks.json", &[], "").await;
    let key = &jwks.json["keys"][0];
    assert_eq!(
        (&key["kty"], &key["alg"], &key["use"], &key["e"]),
        (&json!("RSA"), &json!("RS256"), &json!("sig"), &json!("AQAB"))
    );
    assert_eq!(key["n"].as_str().unwrap().len(), 342);
    let public_key = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &test.keys.signing.public_key_pkcs1_der());
    let kid: String = public_key.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(key["kid"], kid);
    let ip = api.send(Method::GET, "/ip", &[], "").await;
    assert!(ip.text.starts_with("ip: ") && ip.text.contains(" remote ip: "), "{}", ip.text);
    assert!(api.send(Method::GET, "/robots.txt", &[], "").await.text.contains("Disallow: /"));
}

#[tokio::test]
async fn a_sane_request_id_of_the_client_is_taken_over() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    for (given, is_taken) in [("trace-0123456789", true), ("short", false), ("a b c d e f g", false)] {
        let answer = api.send(Method::GET, "/api/v2/me", &[("x-request-id", given)], "").await;
        assert_eq!(answer.header("x-request-id") == given, is_taken, "{given}");
        assert_eq!(answer.json["instance"], answer.header("x-request-id"));
    }
}
