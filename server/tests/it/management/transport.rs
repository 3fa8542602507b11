//! What every answer of the web host has: ids, headers, problem bodies, limits.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::http::server::{Times, WebServer};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

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
        (Method::POST, "/api/v2/organizations", &[authorization, json], "", 400, "invalid_body"),
        (Method::POST, "/api/v2/organizations", &[authorization, json], "{\"name\":{}}", 422, "invalid"),
        (Method::GET, "/api/v2/organizations/%FF", &[authorization], "", 404, "not_found"),
        (Method::GET, "/api/v2/organizations/a%00b", &[authorization], "", 404, "not_found"),
        (
            Method::POST,
            "/api/v2/organizations",
            &[authorization, json, ("idempotency-key", "x")],
            "{\"name\":\"x\"}",
            400,
            "idempotency_not_available",
        ),
        (Method::POST, "/api/v2/organizations", &[authorization], "{}", 415, "unsupported_media_type"),
        (Method::POST, "/api/v2/organizations", &[authorization, json], "{\"name\":\"\"}", 422, "invalid"),
    ] {
        let answer = api.send(method.clone(), path, headers, body).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (status, code), "{method} {path}: {}", answer.text);
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
        assert_eq!(answer.json["instance"], answer.header("x-request-id"), "{path}");
        assert_eq!(answer.json["status"], status, "{path}");
        assert!(answer.json["message"].is_string() && answer.json["fields"].is_array(), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("www-authenticate"), if status == 401 { "Bearer" } else { "" }, "{path}");
        assert_eq!(answer.header("allow"), if status == 405 { "GET" } else { "" }, "{path}");
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
async fn nobody_unknown_makes_us_read_a_body() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    // Nothing ever comes: whoever waits for it waits for ever.
    let endless = || poem::Body::from_bytes_stream(futures::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let path = "/api/v2/organizations/acme/servers/mail/messages";
    let json = ("content-type", "application/json");
    for proof in [("authorization", "Bearer postal_wrong"), ("cookie", "postal_session=x"), ("accept", "*/*")] {
        let status = api.send(Method::POST, path, &[json, proof], endless()).await.status;
        assert!([StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status), "{status}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_finish_its_header_is_cut_off() {
    let test = TestApp::start().await;
    let times = Times { shutdown: Duration::from_secs(5), header: Duration::from_millis(300) };
    let server = WebServer::start_with(&test, "127.0.0.1:0".parse().unwrap(), times).await.unwrap();
    for start in ["", "GET / HTTP/1.1\r\nHost: ", "GET /robots.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"] {
        let mut client = tokio::net::TcpStream::connect(server.address()).await.unwrap();
        client.write_all(start.as_bytes()).await.unwrap();
        let mut answer = String::new();
        // Ends when the server closes the connection.
        tokio::time::timeout(Duration::from_secs(10), client.read_to_string(&mut answer)).await.unwrap().unwrap();
        assert_eq!(answer.starts_with("HTTP/1.1 200"), start.ends_with("\r\n\r\n"), "{start}: {answer}");
    }
    server.stop().await;
}

#[tokio::test]
async fn all_faults_of_a_body_are_named_at_once() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let mailbox = json!([{ "name": "x" }]);
    let attachment = json!([{ "filename": "a", "content": "*" }]);
    for (path, body, fields) in [
        (
            "/organizations",
            json!({ "permalink": 5, "colour": "red" }),
            vec!["/colour invalid", "/name required", "/permalink invalid"],
        ),
        (
            "/tokens",
            json!({ "name": true, "scopes": ["all", 5] }),
            vec!["/name invalid", "/scopes/0 inclusion", "/scopes/1 inclusion"],
        ),
        (
            "/organizations/acme/members",
            json!({ "email_address": null, "role": "king" }),
            vec!["/email_address blank", "/role inclusion"],
        ),
        (
            "/organizations/acme/servers/mail/messages",
            json!({ "from": 5, "to": mailbox, "text": ["x"], "attachments": attachment }),
            vec!["/attachments/0/content invalid", "/from invalid", "/text invalid", "/to/0/email required"],
        ),
    ] {
        let refused = api.post(&token, path, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.text);
        assert_eq!(refused.fields(), fields, "{path}");
    }
}

#[tokio::test]
async fn a_change_has_the_types_of_the_document_and_null_clears_only_what_may_be_empty() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let server = "/organizations/acme/servers/mail";
    let body = json!({ "name": null, "mode": null, "send_limit": "5", "spam_threshold": "x", "allow_sender": 1,
                       "message_retention_days": 1.5, "postmaster_address": null });
    let refused = api.patch(&token, server, body).await;
    let expected = [
        "/allow_sender inclusion",
        "/message_retention_days not_an_integer",
        "/mode blank",
        "/name blank",
        "/send_limit not_a_number",
        "/spam_threshold not_a_number",
    ];
    assert_eq!(refused.fields(), expected);
    assert_eq!(api.patch(&token, server, json!({ "postmaster_address": null })).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_to_be_deleted_may_be_named_in_the_query() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let authorization = format!("Bearer {}", test.token().await);
    let headers = [("authorization", authorization.as_str())];
    let path = "/api/v2/organizations/acme/servers/mail";
    let refused = api.send(Method::DELETE, path, &headers, "").await;
    assert_eq!(refused.fields(), ["/confirm confirmation"], "{}", refused.text);
    let done = api.send(Method::DELETE, &format!("{path}?confirm=mail"), &headers, "").await;
    assert_eq!(done.status, StatusCode::NO_CONTENT);
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
    assert_eq!(jwks.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(jwks.header("cache-control"), "public, max-age=3600");
    let members: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(members, ["kty", "n", "e", "use", "alg", "kid"], "public ones only");
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
