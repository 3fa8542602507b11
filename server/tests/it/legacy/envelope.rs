use poem::Request;
use poem::http::{Method, StatusCode};
use serde_json::json;

use crate::support::legacy_api::{KEY, LegacyApi, post};

fn keyless(action: &str) -> poem::RequestBuilder {
    Request::builder().method(Method::POST).uri_str(format!("http://postal.example.com/api/v1/{action}"))
}

#[tokio::test]
async fn keys_are_judged_before_parameters() {
    let api = LegacyApi::start().await;
    let answer = api.request(keyless("send/message").content_type("application/json").body("{")).await;
    assert_eq!(answer.content_type, "application/json; charset=utf-8");
    assert_eq!(
        answer.text,
        r#"{"status":"error","time":0.0,"flags":{},"data":{"message":"Must be authenticated as a server.","code":"AccessDenied"}}"#
    );
    let answer = api.request(keyless("send/message").header("x-server-api-key", " ").finish()).await;
    assert_eq!(answer.code(), "AccessDenied");
    for key in ["wrongwrongwrong", "SmtpSmtpSmtpSmtpSmtpSmtp", &KEY.to_lowercase()] {
        let answer = api.request(keyless("send/message").header("X-SERVER-API-KEY", key).finish()).await;
        assert_eq!((answer.status, answer.code().as_str()), (StatusCode::OK, "InvalidServerAPIKey"));
        let token = answer.json()["data"]["token"].as_str().unwrap().to_owned();
        assert_eq!((&token[..4], &token[4..5], token.len()), (&key[..4], "*", key.len()));
    }
    api.stop().await;
}

#[tokio::test]
async fn a_suspended_server_is_told_so_without_a_message() {
    let api = LegacyApi::start().await;
    api.execute("UPDATE servers SET suspended_at = 1").await;
    let answer = api.post("send/message", json!({})).await;
    assert_eq!(answer.text, r#"{"status":"error","time":0.0,"flags":{},"data":{"code":"ServerSuspended"}}"#);
    api.execute("UPDATE servers SET suspended_at = NULL").await;
    api.execute("UPDATE organizations SET suspended_at = 1").await;
    assert_eq!(api.post("send/message", json!({})).await.code(), "ServerSuspended");
    api.stop().await;
}

#[tokio::test]
async fn the_key_of_a_deleted_server_is_unknown() {
    let api = LegacyApi::start().await;
    api.execute("UPDATE servers SET deleted_at = 1").await;
    assert_eq!(api.post("send/message", json!({})).await.code(), "InvalidServerAPIKey");
    api.stop().await;
}

#[tokio::test]
async fn guessing_is_stopped_after_sixty_wrong_keys_in_a_minute() {
    let api = LegacyApi::start().await;
    let wrong = || keyless("send/message").header("X-Server-API-Key", "wrong").finish();
    for _ in 0..60 {
        assert_eq!(api.request(wrong()).await.status, StatusCode::OK);
    }
    let answer = api.request(wrong()).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "TooManyInvalidKeys"));
    // Another application behind the same address goes on.
    assert_eq!(api.send(json!({})).await.json()["status"], "success");
    api.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(api.request(wrong()).await.status, StatusCode::OK);
    api.stop().await;
}

#[tokio::test]
async fn the_last_use_is_recorded_at_most_once_a_minute_also_when_the_action_fails() {
    let api = LegacyApi::start().await;
    let sql = "SELECT COALESCE(last_used_at, 0) FROM credentials WHERE id = 1";
    api.post("messages/message", json!({})).await;
    let first = api.count(sql).await;
    assert_eq!(first, crate::support::legacy_api::NOW.0);
    api.clock.advance(std::time::Duration::from_secs(59));
    api.post("messages/message", json!({})).await;
    assert_eq!(api.count(sql).await, first);
    api.clock.advance(std::time::Duration::from_secs(1));
    api.post("messages/message", json!({})).await;
    assert_eq!(api.count(sql).await, first + 60_000_000);
    api.stop().await;
}

#[tokio::test]
async fn the_four_methods_and_both_endings_reach_an_action() {
    let api = LegacyApi::start().await;
    for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH] {
        for ending in ["", "/", ".json"] {
            let request = Request::builder()
                .method(method.clone())
                .uri_str(format!("http://postal.example.com/api/v1/messages/message{ending}"))
                .header("X-Server-API-Key", KEY)
                .finish();
            assert_eq!(api.request(request).await.code(), "`id` parameter is required but is missing");
        }
    }
    let request = |method: Method, path: &str, accept: &str| {
        Request::builder()
            .method(method)
            .uri_str(format!("http://postal.example.com/api/v1/{path}"))
            .header("Accept", accept)
            .finish()
    };
    let answer = api.request(request(Method::DELETE, "send/message", "application/json")).await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_FOUND, r#"{"status":404,"error":"Not Found"}"#));
    let answer = api.request(request(Method::POST, "send/nothing", "*/*")).await;
    assert_eq!((answer.status, answer.content_type.as_str()), (StatusCode::NOT_FOUND, "text/html; charset=utf-8"));
    api.stop().await;
}

#[tokio::test]
async fn unreadable_parameters_are_parameter_errors() {
    let api = LegacyApi::start().await;
    let json = |body: Vec<u8>| post("send/message").content_type("application/json; charset=utf-8").body(body);
    let cases = [
        (json(b"{\"to\":".to_vec()), "The request body is not valid JSON (line 1, column 6)"),
        (json(b"{\"to\":[\"\xff\"]}".to_vec()), "The request body is not valid UTF-8"),
        (json(br#"{"subject":"\ud800"}"#.to_vec()), "The request body is not valid JSON (line 1, column 19)"),
        (json(br#"{"to":7}"#.to_vec()), "`to` parameter must be an array of strings or a string"),
        (json(br#"{"to":[7]}"#.to_vec()), "`to` parameter must be an array of strings or a string"),
        (json(br#"{"subject":["x"]}"#.to_vec()), "`subject` parameter must be a string"),
        (json(br#"{"attachments":"x"}"#.to_vec()), "`attachments` parameter must be an array of objects"),
        (
            post("send/message").content_type("application/x-www-form-urlencoded").body("params=%7B"),
            "The `params` parameter is not valid JSON (line 1, column 1)",
        ),
    ];
    for (request, message) in cases {
        let answer = api.request(request).await;
        assert_eq!((answer.status, answer.json()["status"].as_str()), (StatusCode::OK, Some("parameter-error")));
        assert_eq!(answer.code(), message);
    }
    api.stop().await;
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_in_the_envelope_even_when_chunked() {
    let api = LegacyApi::start().await;
    let chunk = || futures::stream::iter((0..300).map(|_| Ok::<_, std::io::Error>(vec![b' '; 8192])));
    let body = poem::Body::from_bytes_stream(chunk());
    let answer = api.request(post("send/message").content_type("application/json").body(body)).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!((answer.json()["status"].as_str(), answer.code().as_str()), (Some("error"), "RequestTooLarge"));
    api.stop().await;
}
