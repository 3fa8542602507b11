//! Webhooks: made, changed, tried; their secrets, their history.

use poem::http::StatusCode;
use postal::app::Roles;
use postal::config::Destination;
use postal::dns;
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::app::{START, TestApp};
use crate::support::http_sink::HOST;
use crate::support::management_api::{Api, member};
use crate::support::{FakeDns, HttpSink};

const PATH: &str = "/organizations/acme/servers/mail/webhooks";

fn path_of(webhook: &Value) -> String {
    format!("{PATH}/{}", webhook["uuid"].as_str().unwrap())
}

#[tokio::test]
async fn a_webhook_is_made_shown_changed_and_deleted() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let created = api.post(&token, PATH, json!({ "name": "Shop", "url": "https://u:pw@example.com/in" })).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let mut webhook = created.json;
    let secret = webhook.as_object_mut().unwrap().remove("secret").unwrap();
    assert!(secret.as_str().unwrap().starts_with("whsec_"));
    let expected = json!({
        "uuid": webhook["uuid"], "name": "Shop", "url": "https://u:***@example.com/in", "enabled": true,
        "all_events": true, "events": [], "format": "legacy", "sign_sha1": true, "header_names": [],
        "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(webhook, expected);
    let path = path_of(&webhook);
    assert_eq!(api.get(&token, &path).await.json, expected);
    assert_eq!(api.get(&token, PATH).await.json["items"], json!([expected]));

    let change = json!({ "name": "New", "url": "https://u:***@example.com/in", "enabled": false, "all_events": false,
        "events": ["MessageSent", "message.bounced", "MessageSent"], "format": "v2", "sign_sha1": false,
        "headers": [{ "name": "Authorization", "value": "Bearer top-secret" }] });
    let changed = api.patch(&token, &path, change).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    assert_eq!(changed.json["events"], json!(["message.sent", "message.bounced"]));
    assert_eq!(changed.json["header_names"], json!(["Authorization"]));
    assert_eq!((&changed.json["enabled"], &changed.json["format"]), (&json!(false), &json!("v2")));
    for text in [&changed.text, &api.get(&token, PATH).await.text, &api.get(&token, &path).await.text] {
        assert!(!text.contains("top-secret") && !text.contains("pw@") && !text.contains("whsec_"), "{text}");
    }
    let revealed = api.post(&token, &format!("{path}/reveal_secret"), json!(null)).await.json;
    assert_eq!((&revealed["secret"], &revealed["url"]), (&secret, &json!("https://u:pw@example.com/in")));
    assert_eq!(revealed["headers"], json!([{ "name": "Authorization", "value": "Bearer top-secret" }]));
    let rotated = api.post(&token, &format!("{path}/rotate_secret"), json!(null)).await.json;
    assert_eq!(rotated["previous_secret"], secret);
    assert_ne!(rotated["secret"], secret);
    assert_eq!(api.get(&token, &path).await.json["previous_secret_until"], "2026-11-23T14:35:46.000000Z");

    let (_, viewer) = member(&test, &test.organization, Role::Viewer, None).await;
    assert_eq!(api.get(&viewer, &path).await.status, StatusCode::OK);
    let refused = api.post(&viewer, &format!("{path}/reveal_secret"), json!(null)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);

    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, &path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let faulty = api.post(&token, PATH, json!({ "name": "", "url": "", "all_events": false })).await;
    assert_eq!(faulty.fields(), ["/events blank", "/name blank", "/url blank"]);
    for url in ["ftp://example.com/", "http://10.0.0.1/", "http://localhost/", "example.com"] {
        let refused = api.post(&token, PATH, json!({ "name": "x", "url": url })).await;
        assert_eq!(refused.fields(), ["/url invalid"], "{url}");
    }
    let events = json!({ "name": "x", "url": "https://example.com/", "events": ["MessageSent", "MessageLost"] });
    assert_eq!(api.post(&token, PATH, events).await.fields(), ["/events/1 inclusion"]);
    let headers = json!({ "name": "x", "url": "https://example.com/", "headers": [{ "name": "Host", "value": "x" }] });
    assert_eq!(api.post(&token, PATH, headers).await.fields(), ["/headers/0/name reserved"]);
    let created = api.post(&token, PATH, json!({ "name": "x", "url": "https://example.com/" })).await.json;
    let path = path_of(&created);
    assert_eq!(api.patch(&token, &path, json!({ "all_events": false })).await.fields(), ["/events blank"]);
    assert_eq!(api.patch(&token, &path, json!({ "events": ["MessageSent"] })).await.json["events"], json!([]));
    let chosen = api.patch(&token, &path, json!({ "all_events": false, "events": ["MessageSent"] })).await;
    assert_eq!(chosen.json["events"], json!(["MessageSent"]));
    assert_eq!(api.patch(&token, &path, json!({ "events": [] })).await.fields(), ["/events blank"]);
    assert_eq!(api.patch(&token, &path, json!({ "all_events": true })).await.json["events"], json!([]));
    let unknown = api.post(&token, &format!("{path}/test"), json!({ "event": "Nothing" })).await;
    assert_eq!(unknown.fields(), ["/event inclusion"]);
}

#[tokio::test]
async fn all_events_are_listed() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let events = api.get(&token, &format!("{PATH}/events")).await.json;
    let items = events["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|item| item["postal_3"] == true).count(), 10);
    let sent = items.iter().find(|item| item["name"] == "message.sent").unwrap();
    assert_eq!(sent["legacy_name"], "MessageSent");
    assert_eq!(items[0].get("legacy_name"), None);
}

struct Receiver {
    test: TestApp,
    sink: HttpSink,
    api: Api,
    token: String,
    _dns: FakeDns,
}

impl Receiver {
    async fn start() -> Self {
        let (dns, sink) = (FakeDns::start().await, HttpSink::start().await);
        dns.a(HOST, "127.0.0.1");
        let settings = dns::Settings { nameservers: vec![dns.address()], ..Default::default() };
        let test = TestApp::with_dns(Roles::ALL, settings, |config| {
            config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
        })
        .await;
        let (api, token) = (Api::new(&test), test.token().await);
        Self { test, sink, api, token, _dns: dns }
    }

    async fn webhook(&self, format: &str) -> String {
        let body = json!({ "name": format, "url": self.sink.url(HOST, "/in"), "format": format });
        let created = self.api.post(&self.token, PATH, body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        path_of(&created.json)
    }

    /// Sends an example; answers the UUID of the request.
    async fn try_it(&self, path: &str, event: &str) -> Value {
        let tried = self.api.post(&self.token, &format!("{path}/test"), json!({ "event": event })).await;
        assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
        tried.json
    }

    async fn history(&self, query: &str) -> Vec<Value> {
        let list = self.api.get(&self.token, &format!("{PATH}/history{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.text);
        list.json["items"].as_array().unwrap().clone()
    }

    async fn waiting(&self) -> i64 {
        let mut conn = self.test.store.read().await.unwrap();
        conn.fetch_one("SELECT COUNT(*) FROM webhook_requests", &[]).await.unwrap().get(0).unwrap()
    }
}

#[tokio::test]
async fn an_example_of_each_event_is_sent_at_once_and_what_came_back_is_answered() {
    let receiver = Receiver::start().await;
    let (legacy, v2) = (receiver.webhook("legacy").await, receiver.webhook("v2").await);
    receiver.sink.answer(202, "Thanks");
    let tried = receiver.try_it(&legacy, "message.sent").await;
    assert_eq!(
        (&tried["success"], &tried["status_code"], &tried["body"]),
        (&json!(true), &json!(202), &json!("Thanks"))
    );
    let events = receiver.api.get(&receiver.token, &format!("{PATH}/events")).await.json;
    for event in events["items"].as_array().unwrap() {
        receiver.try_it(&legacy, event["name"].as_str().unwrap()).await;
        receiver.try_it(&v2, event["name"].as_str().unwrap()).await;
    }
    for request in receiver.sink.requests() {
        let body = request.json();
        let (name, inner) = match body.get("event") {
            Some(name) => (name, &body["payload"]),
            None => (&body["type"], &body["data"]),
        };
        assert!(!inner.as_object().unwrap().is_empty(), "{name}");
    }
    receiver.sink.answer(500, "broken");
    let tried = receiver.try_it(&legacy, "DomainDNSError").await;
    assert_eq!((&tried["success"], &tried["body"]), (&json!(false), &json!("broken")));
    assert_eq!(receiver.api.get(&receiver.token, &legacy).await.json.get("failing_since"), None);
    assert_eq!(receiver.history("?limit=1").await[0]["request_uuid"], tried["uuid"]);
}

#[tokio::test]
async fn the_history_is_filtered_paged_and_shows_a_request_with_its_attempts() {
    let receiver = Receiver::start().await;
    let (legacy, v2) = (receiver.webhook("legacy").await, receiver.webhook("v2").await);
    receiver.try_it(&legacy, "MessageSent").await;
    receiver.try_it(&v2, "MessageSent").await;
    receiver.sink.answer(404, "no such hook");
    let failed = receiver.try_it(&v2, "MessageHeld").await;
    let events = |rows: &[Value]| rows.iter().map(|row| row["event"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(events(&receiver.history("").await), ["message.held", "message.sent", "MessageSent"]);
    assert_eq!(events(&receiver.history("?event=MessageSent").await), ["message.sent", "MessageSent"]);
    assert_eq!(events(&receiver.history("?success=false").await), ["message.held"]);
    let uuid = v2.rsplit('/').next().unwrap();
    let filtered = receiver.history(&format!("?webhook={uuid}&success=true&event=message.sent")).await;
    assert_eq!((events(&filtered), &filtered[0]["webhook_uuid"]), (vec!["message.sent".to_owned()], &json!(uuid)));
    let page = receiver.api.get(&receiver.token, &format!("{PATH}/history?limit=2")).await.json;
    let next = page["next_cursor"].as_str().unwrap();
    assert_eq!(events(&receiver.history(&format!("?limit=2&cursor={next}")).await), ["MessageSent"]);
    let refused = receiver.api.get(&receiver.token, &format!("{PATH}/history?webhook=none&event=x")).await;
    assert_eq!(refused.fields(), ["webhook inclusion"]);

    let request = format!("{PATH}/history/{}", failed["uuid"].as_str().unwrap());
    let shown = receiver.api.get(&receiver.token, &request).await.json;
    assert_eq!((&shown["event"], &shown["format"]), (&json!("message.held"), &json!("v2")));
    assert_eq!(shown["payload"]["delivery"]["status"], "Held");
    let attempts = shown["attempts"].as_array().unwrap();
    assert_eq!(attempts.len(), 1);
    assert_eq!((&attempts[0]["status_code"], &attempts[0]["body"]), (&json!(404), &json!("no such hook")));
    let none = receiver.api.get(&receiver.token, &format!("{PATH}/history/none")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn requests_are_replayed_one_by_one_and_those_given_up_together() {
    let receiver = Receiver::start().await;
    let (legacy, v2) = (receiver.webhook("legacy").await, receiver.webhook("v2").await);
    receiver.sink.answer(500, "broken");
    let one = receiver.try_it(&legacy, "MessageSent").await;
    receiver.try_it(&v2, "MessageSent").await;
    receiver.sink.answer(200, "OK");
    receiver.try_it(&v2, "MessageSent").await;

    let replay = format!("{PATH}/history/{}/replay", one["uuid"].as_str().unwrap());
    for _ in 0..2 {
        let done = receiver.api.post(&receiver.token, &replay, json!(null)).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.text);
        assert_eq!(receiver.waiting().await, 1, "the second time it only hurries");
    }
    let all = format!("{PATH}/history/replay");
    let since = |since: &str| json!({ "since": since });
    let later = receiver.api.post(&receiver.token, &all, since("2026-12-01T00:00:00Z")).await;
    assert_eq!(later.json, json!({ "requests": 0, "has_more": false }), "{}", later.text);
    let done = receiver.api.post(&receiver.token, &all, since("2026-11-22T00:00:00Z")).await;
    assert_eq!(done.json, json!({ "requests": 1, "has_more": false }), "{}", done.text);
    assert_eq!(receiver.waiting().await, 2);
    let again = receiver.api.post(&receiver.token, &all, since("2026-11-22T00:00:00Z")).await;
    assert_eq!(again.json["requests"], 0, "they wait already");

    receiver.api.patch(&receiver.token, &legacy, json!({ "enabled": false })).await;
    assert_eq!(receiver.api.post(&receiver.token, &replay, json!(null)).await.code(), "webhook_disabled");
    receiver.api.delete(&receiver.token, &legacy, json!(null)).await;
    assert_eq!(receiver.api.post(&receiver.token, &replay, json!(null)).await.code(), "webhook_deleted");
    let unreadable = receiver.api.post(&receiver.token, &all, since("yesterday")).await;
    assert_eq!(unreadable.fields(), ["/since invalid"]);
}
