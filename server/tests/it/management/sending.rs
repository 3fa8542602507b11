//! Sending through the management API: what is checked, what is stored, what is carried out once.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::clock::Clock as _;
use postal::model::{MessageId, MessageStatus};
use postal::store::{messages, queue};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::management_api::{Answer, Api};

const MESSAGES: &str = "/organizations/acme/servers/mail/messages";

struct Client {
    app: TestApp,
    api: Api,
    token: String,
}

impl Client {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let (api, token) = (Api::new(&app), app.token().await);
        Self { app, api, token }
    }

    async fn send(&self, change: Value) -> Answer {
        self.api.post(&self.token, MESSAGES, message(change)).await
    }

    async fn with_key(&self, path: &str, key: &str, body: Value) -> Answer {
        let authorization = format!("Bearer {}", self.token);
        let headers =
            [("authorization", authorization.as_str()), ("content-type", "application/json"), ("idempotency-key", key)];
        self.api.send(Method::POST, &format!("/api/v2{MESSAGES}{path}"), &headers, body.to_string()).await
    }

    async fn raw(&self, query: &str, content: &'static str) -> Answer {
        let authorization = format!("Bearer {}", self.token);
        let headers = [("authorization", authorization.as_str()), ("content-type", "message/rfc822")];
        self.api.send(Method::POST, &format!("/api/v2{MESSAGES}/raw{query}"), &headers, content).await
    }

    async fn count(&self, sql: &'static str) -> i64 {
        let mut conn = self.app.store.read().await.unwrap();
        conn.fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
    }
}

fn message(change: Value) -> Value {
    let mut body = json!({"from": "me@acme.example", "to": ["a@x.example"], "subject": "Hi", "text": "Hello"});
    for (key, value) in change.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

#[tokio::test]
async fn tags_and_metadata_are_kept_and_can_be_searched() {
    let client = Client::start().await;
    let extras = json!({"tag": "Order", "tags": ["eu", "Order"], "metadata": {"order-id": "A-17"}});
    let answer = client.send(extras).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    assert_eq!(answer.json["id"], answer.json["recipients"][0]["message_id"]);
    let shown = client.api.get(&client.token, &format!("{MESSAGES}/1")).await.json;
    assert_eq!((&shown["tag"], &shown["tags"]), (&json!("Order"), &json!(["Order", "eu"])));
    assert_eq!(shown["metadata"], json!({"order-id": "A-17"}));
    let mut conn = client.app.store.read().await.unwrap();
    let rows =
        conn.fetch_all("SELECT name, value_key FROM message_labels ORDER BY name, value_key", &[]).await.unwrap();
    let labels: Vec<(String, String)> = rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect();
    let label = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(labels, [label("meta:order-id", "a-17"), label("tag", "eu"), label("tag", "order")]);
}

#[tokio::test]
async fn all_that_is_wrong_is_said_at_once() {
    let client = Client::start().await;
    let answer = client
        .send(json!({"to": ["nobody"], "tags": ["a b"], "metadata": {"a b": "c"}, "send_at": "tomorrow",
            "options": {"expire_after_seconds": 1}}))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        answer.fields(),
        [
            "/metadata/a b invalid",
            "/options/expire_after_seconds greater_than_or_equal_to",
            "/send_at invalid",
            "/tags/0 invalid",
            "/to/0 invalid"
        ]
    );
    assert_eq!(client.app.stored_messages().await, 0);
}

#[tokio::test]
async fn a_message_is_looked_at_without_being_sent() {
    let client = Client::start().await;
    let answer = client.send(json!({"validate_only": true, "cc": ["b@x.example", "a@x.example"]})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json["recipients"], json!(["a@x.example", "b@x.example"]));
    assert!(answer.json["size_bytes"].as_i64().unwrap() > 100);
    let answer = client.send(json!({"validate_only": true, "from": "me@else.example"})).await;
    assert_eq!(answer.fields(), ["/from invalid"]);
    assert_eq!(client.app.stored_messages().await, 0);
}

#[tokio::test]
async fn a_repeated_request_is_answered_and_not_carried_out() {
    let client = Client::start().await;
    let first = client.with_key("", "k1", message(json!({"to": ["a@x.example", "b@x.example"]}))).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (StatusCode::ACCEPTED, ""), "{}", first.text);
    let second = client.with_key("", "k1", message(json!({"to": ["a@x.example", "b@x.example"]}))).await;
    assert_eq!((second.status, second.header("idempotent-replayed")), (StatusCode::ACCEPTED, "true"));
    assert_eq!(first.json, second.json);
    assert_eq!(client.app.stored_messages().await, 2);

    let other = client.with_key("", "k1", message(json!({"subject": "Other"}))).await;
    assert_eq!(other.fields(), ["Idempotency-Key taken"]);
    let long = client.with_key("", &"k".repeat(257), message(json!({}))).await;
    assert_eq!(long.fields(), ["Idempotency-Key invalid"]);
    // What was refused was not carried out, so the key is still free.
    assert_eq!(client.with_key("", "k2", message(json!({"to": []}))).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(client.with_key("", "k2", message(json!({}))).await.status, StatusCode::ACCEPTED);

    client.app.clock.advance(Duration::from_secs(24 * 3600 + 1));
    let later = client.with_key("", "k1", message(json!({"subject": "Other"}))).await;
    assert_eq!((later.status, later.header("idempotent-replayed")), (StatusCode::ACCEPTED, ""));
    let pruned = postal::ingest::idempotency::prune(&client.app.store, client.app.clock.now()).await.unwrap();
    assert_eq!(pruned, 1);
}

#[tokio::test]
async fn one_key_is_one_message_however_many_ask_at_once() {
    let client = Client::start().await;
    let asked = (0..20).map(|_| client.with_key("", "same", message(json!({}))));
    let answers = futures::future::join_all(asked).await;
    assert_eq!(client.app.stored_messages().await, 1);
    for answer in answers {
        let is_expected = matches!(answer.status, StatusCode::ACCEPTED | StatusCode::CONFLICT);
        assert!(is_expected, "{}", answer.text);
        if answer.status == StatusCode::ACCEPTED {
            assert_eq!(answer.json["id"], 1);
        }
    }
}

#[tokio::test]
async fn a_batch_sends_what_is_right_or_nothing() {
    let client = Client::start().await;
    let messages = json!([message(json!({})), message(json!({"to": []})), message(json!({"to": ["b@x.example"]}))]);
    let answer = client.with_key("/batch", "b1", json!({"messages": messages})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let results = answer.json["results"].as_array().unwrap();
    let statuses: Vec<&str> = results.iter().map(|result| result["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["accepted", "refused", "accepted"]);
    assert_eq!(results[1]["fields"][0]["field"], "/to");
    assert_eq!(results[2]["message"]["recipients"][0]["address"], "b@x.example");
    let again = client.with_key("/batch", "b1", json!({"messages": messages})).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json), ("true", &answer.json));
    assert_eq!(client.app.stored_messages().await, 2);

    let atomic = client.with_key("/batch", "b2", json!({"mode": "atomic", "messages": messages})).await;
    assert_eq!(atomic.fields(), ["/messages/1/to blank"]);
    assert_eq!(client.app.stored_messages().await, 2);
    let empty = client.with_key("/batch", "b3", json!({"messages": []})).await;
    assert_eq!(empty.fields(), ["/messages blank"]);
}

#[tokio::test]
async fn a_message_that_comes_complete_is_sent_as_it_is() {
    let client = Client::start().await;
    let content = "From: me@acme.example\r\nSubject: Raw\r\nMessage-ID: <raw@acme.example>\r\n\r\nHello\r\n";
    let query = "?from=me@acme.example&to=a@x.example&to=b@x.example&tag=t1&tag=t2";
    let answer = client.raw(query, content).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    assert_eq!(answer.json["message_id"], "raw@acme.example");
    assert_eq!(answer.json["recipients"].as_array().unwrap().len(), 2);
    let shown = client.api.get(&client.token, &format!("{MESSAGES}/1")).await.json;
    assert_eq!(shown["tags"], json!(["t1", "t2"]));
    assert_eq!(client.raw("?from=me@acme.example&to=nobody", content).await.fields(), ["to invalid"]);
    assert_eq!(client.raw("?to=a@x.example", content).await.fields(), ["from required"]);
    assert_eq!(client.raw("?from=a@b.example", content).await.fields(), ["to blank"]);
    let foreign = client.raw("?from=a@b.example&to=a@x.example", "From: x@else.example\r\n\r\nHello\r\n").await;
    assert_eq!(foreign.fields(), ["body invalid"]);
    assert_eq!(client.raw("?from=me@acme.example&to=c@x.example&tag=a%20b", content).await.fields(), ["tag/0 invalid"]);
}

#[tokio::test]
async fn metadata_may_stand_in_header_fields_which_are_not_sent() {
    let client = Client::start().await;
    let content = "From: me@acme.example\r\nX-Postal-Meta-Order: A-17\r\n\r\nHello\r\n";
    let answer = client.raw("?from=me@acme.example&to=a@x.example", content).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    let extras =
        json!({"metadata": {"order": "mine"}, "headers": {"X-Postal-Meta-Order": "A-18", "X-Postal-Meta-x": "y"}});
    assert_eq!(client.send(extras).await.status, StatusCode::ACCEPTED);
    let metadata =
        async |id: i64| client.api.get(&client.token, &format!("{MESSAGES}/{id}")).await.json["metadata"].clone();
    assert_eq!(metadata(1).await, json!({"order": "A-17"}));
    assert_eq!(metadata(2).await, json!({"order": "mine", "x": "y"}));
    for id in [1, 2] {
        let raw = client.api.get(&client.token, &format!("{MESSAGES}/{id}/raw")).await;
        assert!(raw.text.contains("me@acme.example") && !raw.text.contains("X-Postal-Meta"), "{}", raw.text);
    }
    let bad = client.send(json!({"headers": {"X-Postal-Meta-a.b": "c"}})).await;
    assert_eq!(bad.fields(), ["/headers invalid"]);
    let bad = "From: me@acme.example\r\nX-Postal-Meta-a: 1\r\nX-Postal-Meta-a: 2\r\n\r\nHello\r\n";
    assert_eq!(client.raw("?from=me@acme.example&to=a@x.example", bad).await.fields(), ["body invalid"]);
}

#[tokio::test]
async fn a_message_says_that_its_content_was_not_to_be_stored() {
    let client = Client::start().await;
    assert_eq!(client.send(json!({"options": {"store_content": false}})).await.status, StatusCode::ACCEPTED);
    assert_eq!(client.send(json!({"options": {}})).await.status, StatusCode::ACCEPTED);
    let shown = async |id: i64| client.api.get(&client.token, &format!("{MESSAGES}/{id}")).await.json;
    assert_eq!((&shown(1).await["store_content"], &shown(2).await["store_content"]), (&json!(false), &json!(true)));
    // It waits in the queue, so it is still there.
    assert_eq!(shown(1).await["has_content"], true);
    client.app.queue.remove_from_queue(client.app.server.id, MessageId(1)).await.unwrap();
    assert_eq!(shown(1).await["has_content"], false);
    let raw = client.api.get(&client.token, &format!("{MESSAGES}/1/raw")).await;
    assert_eq!((raw.status, raw.code()), (StatusCode::NOT_FOUND, "content_not_stored"));
    let retried = client.api.post(&client.token, &format!("{MESSAGES}/1/retry"), json!({})).await;
    assert_eq!((retried.status, retried.code()), (StatusCode::CONFLICT, "content_not_stored"));
}

#[tokio::test]
async fn a_scheduled_message_waits_is_put_off_and_cancelled() {
    let client = Client::start().await;
    let answer = client.send(json!({"send_at": "2026-11-23T00:00:00Z"})).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
    let server = client.app.server.id;
    let row = async || queue::find(&mut client.app.store.read().await.unwrap(), server, MessageId(1)).await.unwrap();
    assert_eq!(row().await.map(|row| (row.owner, row.due_at.to_rfc3339())).unwrap().1, "2026-11-23T00:00:00.000000Z");
    let listed = client.api.get(&client.token, "/organizations/acme/servers/mail/schedules").await.json;
    assert_eq!(listed["items"][0]["status"], "Scheduled");
    assert_eq!(client.count("SELECT COUNT(*) FROM events WHERE kind = 'message.scheduled'").await, 1);

    let path = format!("{MESSAGES}/1/schedule");
    let body = json!({"send_at": "2026-11-24T00:00:00Z"});
    let moved = client.api.patch(&client.token, &path, body).await;
    assert_eq!(moved.json["scheduled_at"], "2026-11-24T00:00:00.000000Z", "{}", moved.text);
    assert_eq!(row().await.unwrap().due_at.to_rfc3339(), "2026-11-24T00:00:00.000000Z");
    let late = client.api.patch(&client.token, &path, json!({"send_at": "2027-02-01T00:00:00Z"})).await;
    assert_eq!(late.fields(), ["/send_at less_than_or_equal_to"]);

    let cancelled = client.api.delete(&client.token, &path, Value::Null).await;
    assert_eq!(cancelled.json["status"], "Cancelled", "{}", cancelled.text);
    assert!(row().await.is_none());
    let again = client.api.delete(&client.token, &path, Value::Null).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "not_scheduled"));
    let message = messages::find(&mut client.app.store.read().await.unwrap(), server, MessageId(1)).await.unwrap();
    assert_eq!(message.unwrap().status, MessageStatus::Cancelled);
}
