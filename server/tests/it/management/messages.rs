use poem::endpoint::BoxEndpoint;
use poem::http::{Method, StatusCode, header};
use poem::{Endpoint as _, EndpointExt as _, Request, Response};
use postal::http::management;
use serde_json::{Value, json};

use crate::support::app::TestApp;

/// Requests of the administrator to the mail server `acme/mail`.
struct Client {
    app: TestApp,
    api: BoxEndpoint<'static, Response>,
    token: String,
}

impl Client {
    async fn start() -> Self {
        Self::of(TestApp::start().await).await
    }

    async fn of(app: TestApp) -> Self {
        let token = app.token().await;
        let api = management::endpoint().data(app.app.clone()).boxed();
        Self { app, api, token }
    }

    async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Response {
        let mut request = Request::builder()
            .method(method)
            .uri_str(format!("/organizations/acme/servers/mail{path}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        if body.is_some() {
            request = request.content_type("application/json");
        }
        let request = request.body(body.map(|body| body.to_string()).unwrap_or_default());
        self.api.get_response(request).await
    }

    async fn json(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.call(method, path, body).await;
        let status = response.status();
        let text = response.into_body().into_string().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        self.json(Method::GET, path, None).await
    }

    async fn post(&self, path: &str, body: Value) -> (StatusCode, Value) {
        self.json(Method::POST, path, Some(body)).await
    }

    async fn send(&self, change: Value) -> (StatusCode, Value) {
        let mut body = json!({"from": {"email": "me@acme.example", "name": "Me, Myself"}, "to": ["A <a@x.example>"],
            "subject": "Hi", "text": "Hello", "html": "<p>Hello</p>"});
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        self.post("/messages", body).await
    }

    async fn execute(&self, sql: &'static str) {
        self.app.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    }
}

#[tokio::test]
async fn a_sent_message_is_accepted_with_its_ids_and_can_be_read() {
    let client = Client::start().await;
    let attachment = json!([{"filename": "a\u{e4}.txt", "content_type": "text/plain", "content": "aGVsbG8="}]);
    let (status, sent) =
        client.send(json!({"bcc": [{"email": "b@x.example"}], "tag": "t", "attachments": attachment})).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{sent}");
    insta::assert_json_snapshot!("message_send", sent);
    insta::assert_json_snapshot!("message_get", client.get("/messages/1").await.1, { ".domain.uuid" => "[uuid]" });
    insta::assert_json_snapshot!("message_list", client.get("/messages?limit=1").await.1);
    insta::assert_json_snapshot!("message_headers", client.get("/messages/1/headers").await.1);
    insta::assert_json_snapshot!("message_attachments", client.get("/messages/1/attachments").await.1);
    insta::assert_json_snapshot!("queue_list", client.get("/queue?limit=1").await.1);
    assert_eq!(client.get("/messages/1/deliveries").await.1, json!({"items": []}));
    assert_eq!(client.get("/messages/1/plain").await.1, json!("Hello"));
}

#[tokio::test]
async fn content_is_served_so_that_no_browser_runs_it() {
    let client = Client::start().await;
    let attachment = json!([{"filename": "x.html", "content_type": "text/html", "content": "PHA+"}]);
    client.send(json!({"attachments": attachment})).await;
    let response = client.call(Method::GET, "/messages/1/html", None).await;
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(
        policy.starts_with("sandbox ") && policy.contains("script-src 'none'") && policy.contains("img-src data:;")
    );
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    let response = client.call(Method::GET, "/messages/1/html?remote_images=true", None).await;
    assert!(response.headers()["content-security-policy"].to_str().unwrap().contains("img-src * data:;"));
    let response = client.call(Method::GET, "/messages/1/attachments/0", None).await;
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"x.html\"");
    assert_eq!(response.content_type(), Some("application/octet-stream"));
    let response = client.call(Method::GET, "/messages/1/raw", None).await;
    assert_eq!(response.content_type(), Some("message/rfc822"));
    assert_eq!(response.headers()["content-disposition"], "attachment; filename=\"Message-acme-mail-1.eml\"");
    assert!(response.into_body().into_string().await.unwrap().starts_with("Received: from api "));
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let client = Client::start().await;
    client.send(json!({"html": null})).await;
    for path in
        ["/messages/9", "/messages/9/raw", "/messages/1/html", "/messages/1/attachments/0", "/messages/9/deliveries"]
    {
        let (status, problem) = client.get(path).await;
        assert_eq!((status, problem["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")), "{path}");
    }
    client.execute("UPDATE messages SET content_id = NULL").await;
    assert_eq!(client.get("/messages/1/plain").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn all_faults_of_a_message_are_named_at_once() {
    let client = Client::start().await;
    let (status, problem) = client
        .send(json!({"from": "a@foreign.example", "to": ["a@x.example", "nobody"], "text": " ", "html": null,
            "headers": {"a/b:c": "d"}, "tag": "x".repeat(256)}))
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<(&str, &str)> = problem["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| (field["field"].as_str().unwrap(), field["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        fields,
        [
            ("/text", "blank"),
            ("/from", "invalid"),
            ("/headers/a~1b:c", "invalid"),
            ("/tag", "too_long"),
            ("/to/1", "invalid")
        ]
    );
    let (status, _) = client.send(json!({"sent_at": "2026-12-01T00:00:00Z"})).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "what is not offered must not seem accepted");
    assert_eq!(client.app.stored_messages().await, 0);
}

#[tokio::test]
async fn a_message_beyond_the_limit_is_refused_whole() {
    let app = TestApp::with(postal::app::Roles::ALL, |config| config.smtp_server.max_message_size = 1).await;
    let client = Client::of(app).await;
    let attachments = json!([{"filename": "a.zip", "content": "AAAA".repeat(260_000)}]);
    let (status, problem) = client.send(json!({"attachments": attachments})).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::PAYLOAD_TOO_LARGE, Some("message_too_large")));
    assert_eq!(client.app.stored_messages().await, 0);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let client = Client::start().await;
    for to in ["a@x.example", "b@x.example", "A@X.example"] {
        client.app.clock.advance(std::time::Duration::from_secs(1));
        client.send(json!({"to": [to]})).await;
    }
    let ids = |page: &Value| {
        page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&client.get("/messages?to=A@x.example").await.1), [3, 1]);
    assert_eq!(ids(&client.get("/messages?to_domain=X.example&limit=2").await.1), [3, 2]);
    assert_eq!(ids(&client.get("/messages?to_domain=example").await.1), Vec::<i64>::new());
    assert_eq!(ids(&client.get("/messages?status=Sent&status=Held").await.1), Vec::<i64>::new());
    assert_eq!(ids(&client.get("/messages?scope=outgoing&subject=hI").await.1), [3, 2, 1]);
    assert_eq!(ids(&client.get("/messages?before=2026-11-22T14:35:48Z").await.1), [1]);
    let (_, first) = client.get("/messages?limit=2").await;
    let cursor = first["next_cursor"].as_str().unwrap();
    let (_, second) = client.get(&format!("/messages?limit=2&cursor={cursor}")).await;
    assert_eq!((ids(&first), ids(&second)), (vec![3, 2], vec![1]));
    assert_eq!(second.get("next_cursor"), None);
    for path in ["/messages?before=yesterday", "/messages?limit=0", "/messages?cursor=x", "/messages?to=%00"] {
        assert_eq!(client.get(path).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
    }
    assert_eq!(client.get("/messages?status=Unknown").await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_hold_is_listed_cancelled_and_not_cancelled_twice() {
    let client = Client::start().await;
    client.send(json!({})).await;
    client.execute("UPDATE messages SET status = 'Held', is_held = TRUE").await;
    client.execute("DELETE FROM queued_messages").await;
    assert_eq!(client.get("/messages/held").await.1["items"][0]["id"], 1);
    let (status, message) = client.json(Method::POST, "/messages/1/cancel_hold", None).await;
    assert_eq!((status, message["status"].as_str()), (StatusCode::OK, Some("HoldCancelled")));
    let (status, problem) = client.json(Method::POST, "/messages/1/cancel_hold", None).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("not_held")));
    let deliveries = client.get("/messages/1/deliveries").await.1;
    assert_eq!(deliveries["items"][0]["details"], "The hold on this message has been removed without action.");
}

#[tokio::test]
async fn a_held_message_is_released_and_a_queued_one_taken_off_the_queue() {
    let client = Client::start().await;
    client.send(json!({})).await;
    client.execute("UPDATE messages SET status = 'Held', is_held = TRUE").await;
    client.execute("DELETE FROM queued_messages").await;
    let (status, view) = client.json(Method::POST, "/messages/1/retry", None).await;
    assert_eq!((status, view), (StatusCode::OK, json!({"result": "released"})));
    let (status, message) = client.json(Method::POST, "/messages/1/remove_from_queue", None).await;
    assert_eq!((status, message["status"].as_str()), (StatusCode::OK, Some("Cancelled")));
    let (status, problem) = client.json(Method::POST, "/messages/1/remove_from_queue", None).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("not_queued")));
    client.execute("UPDATE messages SET content_id = NULL").await;
    let (status, problem) = client.json(Method::POST, "/messages/1/retry", None).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::CONFLICT, Some("content_removed")));
    assert_eq!(client.json(Method::POST, "/messages/9/retry", None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn suppressions_are_listed_and_removed_by_address() {
    let client = Client::start().await;
    client
        .execute(
            "INSERT INTO suppressions (server_id, type, address, address_key, reason, created_at, keep_until)
             SELECT id, 'recipient', 'A/b+c@X.example', 'a/b+c@x.example', 'too many hard fails', 5, 6 FROM servers",
        )
        .await;
    let (_, page) = client.get("/suppressions").await;
    assert_eq!(
        page,
        json!({"items": [{"address": "A/b+c@X.example", "list": "server", "kind": "bounce",
            "reason": "too many hard fails", "created_at": "1970-01-01T00:00:00.000005Z", "keep_until": "1970-01-01T00:00:00.000006Z", "is_expired": true}]})
    );
    let path = "/suppressions/a%2Fb%2Bc%40x.example";
    assert_eq!(client.json(Method::DELETE, path, None).await.0, StatusCode::NO_CONTENT);
    assert_eq!(client.json(Method::DELETE, path, None).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_token_without_the_scope_is_refused_by_name() {
    let mut client = Client::start().await;
    client.send(json!({})).await;
    let form = postal::accounts::TokenForm {
        name: "reader".to_owned(),
        scopes: Some(vec!["messages:read".to_owned()]),
        expires_at: None,
    };
    client.token = client.app.accounts.create_token(client.app.user.id, &form).await.unwrap().secret;
    assert_eq!(client.get("/messages/1").await.0, StatusCode::OK);
    for (method, path, scope) in [
        (Method::GET, "/messages/1/plain", "messages:content"),
        (Method::POST, "/messages/1/retry", "messages:write"),
        (Method::GET, "/suppressions", "suppressions:read"),
        (Method::DELETE, "/suppressions/a@x.example", "suppressions:write"),
    ] {
        let (status, problem) = client.json(method, path, None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        assert!(problem["message"].as_str().unwrap().contains(scope));
    }
    assert_eq!(client.send(json!({})).await.0, StatusCode::FORBIDDEN);
}
