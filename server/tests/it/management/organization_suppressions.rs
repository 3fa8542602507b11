//! The suppression list of an organization, and what its mail servers see of it.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::model::{Role, ServerId};
use serde_json::{Value, json};

use crate::support::app::{START, TestApp, create_server};
use crate::support::management_api::{Answer, Api, member};

const LIST: &str = "/organizations/acme/suppressions";
const SERVER: &str = "/organizations/acme/servers/mail";

struct Lists {
    test: TestApp,
    api: Api,
    token: String,
}

impl Lists {
    async fn start() -> Self {
        let test = TestApp::start().await;
        let (api, token) = (Api::new(&test), test.token().await);
        Self { test, api, token }
    }

    async fn add(&self, list: &str, body: Value) -> Answer {
        let answer = self.api.post(&self.token, list, body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
        answer
    }

    /// Address and list of each entry of a page, and where the next begins.
    async fn page(&self, path: &str) -> (Vec<String>, Option<String>) {
        let page = self.api.get(&self.token, path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        let text = |item: &Value, name: &str| item[name].as_str().unwrap().to_owned();
        let items = page.json["items"].as_array().unwrap();
        let items = items.iter().map(|item| format!("{} {}", text(item, "address"), text(item, "list")));
        (items.collect(), page.json["next_cursor"].as_str().map(str::to_owned))
    }

    async fn events(&self, server: ServerId) -> Vec<String> {
        let mut conn = self.test.store.read().await.unwrap();
        let sql = "SELECT kind, data FROM events WHERE server_id = ? AND kind LIKE 'suppression.%' ORDER BY id";
        let rows = conn.fetch_all(sql, &[server.into()]).await.unwrap();
        let told = |kind: String, data: &Value| format!("{kind} {} {}", data["server"]["permalink"], data["list"]);
        let read = |text: String| serde_json::from_str::<Value>(&text).unwrap();
        rows.iter().map(|row| told(row.get(0).unwrap(), &read(row.get(1).unwrap()))).collect()
    }
}

#[tokio::test]
async fn an_entry_is_added_read_and_removed_and_each_server_is_told() {
    let it = Lists::start().await;
    let other = create_server(&it.test, &it.test.organization, "other").await;
    let added = it.add(LIST, json!({ "address": "Ann@X.example", "reason": "by phone" })).await;
    assert_eq!(
        added.json,
        json!({
            "address": "Ann@X.example", "list": "organization", "kind": "manual", "reason": "by phone",
            "created_at": START.to_rfc3339(), "is_expired": false,
        })
    );
    let entry = format!("{LIST}/ann@x.EXAMPLE");
    assert_eq!(it.api.get(&it.token, &entry).await.json, added.json);
    assert_eq!(
        it.api.get(&it.token, &format!("{SERVER}/suppressions/ann@x.example")).await.status,
        StatusCode::NOT_FOUND
    );
    for status in [StatusCode::NO_CONTENT, StatusCode::NOT_FOUND] {
        assert_eq!(it.api.delete(&it.token, &entry, json!(null)).await.status, status);
    }
    for (server, permalink) in [(it.test.server.id, "mail"), (other.id, "other")] {
        let told = ["added", "removed"].map(|what| format!("suppression.{what} \"{permalink}\" \"organization\""));
        assert_eq!(it.events(server).await, told);
    }
}

#[tokio::test]
async fn a_server_shows_both_lists_in_one_order_page_by_page() {
    let it = Lists::start().await;
    let own = format!("{SERVER}/suppressions");
    // At the same time, and one address on both lists.
    for (list, address) in [(LIST, "b@x.example"), (own.as_str(), "B@x.example"), (own.as_str(), "a@x.example")] {
        it.add(list, json!({ "address": address })).await;
    }
    it.test.clock.advance(Duration::from_secs(1));
    it.add(LIST, json!({ "address": "c@x.example" })).await;
    let expected = ["c@x.example organization", "a@x.example server", "B@x.example server", "b@x.example organization"];
    assert_eq!(it.page(&own).await.0, expected);
    let (mut seen, mut path) = (Vec::new(), format!("{own}?limit=1"));
    loop {
        let (items, next) = it.page(&path).await;
        seen.extend(items);
        let Some(next) = next else { break };
        path = format!("{own}?limit=1&cursor={next}");
    }
    assert_eq!(seen, expected);
    assert_eq!(it.page(&format!("{own}?list=server")).await.0, expected[1..3]);
    assert_eq!(it.page(&format!("{own}?list=organization&prefix=B")).await.0, expected[3..]);
    assert_eq!(it.page(LIST).await.0, [expected[0], expected[3]]);
    // What a server removes is its own.
    let removed = it.api.post(&it.token, &format!("{own}/delete"), json!({ "prefix": "b@" })).await;
    assert_eq!(removed.json, json!({ "removed": 1 }));
    assert_eq!(it.page(&own).await.0, [expected[0], expected[1], expected[3]]);
}

#[tokio::test]
async fn files_come_in_and_out_and_many_entries_go_at_once() {
    let it = Lists::start().await;
    let authorization = format!("Bearer {}", it.token);
    let headers = [("authorization", authorization.as_str()), ("content-type", "text/csv")];
    let import = async |query: &str| {
        let path = format!("/api/v2{LIST}/import{query}");
        it.api.send(Method::POST, &path, &headers, "a@x.example\nb@x.example\nbad\n@y.example\n").await
    };
    let seen = import("?dry_run=true").await;
    assert_eq!((seen.json["new"].clone(), seen.json["invalid"].clone()), (json!(3), json!(1)), "{}", seen.text);
    assert!(it.page(LIST).await.0.is_empty());
    assert_eq!(import("?reason=old%20list").await.json["new"], 3);
    assert_eq!(import("").await.json["duplicate"], 3);
    let export = it.api.get(&it.token, &format!("{LIST}/export?format=ndjson&prefix=@")).await;
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"suppressions-acme.ndjson\"");
    assert!(export.text.contains("@y.example") && !export.text.contains("a@x.example"), "{}", export.text);
    let body = json!({ "addresses": ["A@x.example"] });
    assert_eq!(it.api.post(&it.token, &format!("{LIST}/delete"), body).await.json, json!({ "removed": 1 }));
    let all = it.api.post(&it.token, &format!("{LIST}/delete"), json!({ "all": true })).await;
    assert_eq!(all.json, json!({ "removed": 2 }));
}

#[tokio::test]
async fn members_of_some_servers_read_the_list_and_change_nothing_in_it() {
    let it = Lists::start().await;
    it.add(LIST, json!({ "address": "a@x.example" })).await;
    let (_, some) = member(&it.test, &it.test.organization, Role::Admin, Some(&[it.test.server.id])).await;
    assert_eq!(it.api.get(&some, LIST).await.status, StatusCode::OK);
    let refused = it.api.post(&some, LIST, json!({ "address": "b@x.example" })).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(it.api.delete(&some, &format!("{LIST}/a@x.example"), json!(null)).await.status, StatusCode::FORBIDDEN);
    let (_, support) = member(&it.test, &it.test.organization, Role::Support, None).await;
    assert_eq!(it.api.post(&support, LIST, json!({ "address": "b@x.example" })).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn how_a_server_suppresses_is_a_setting_with_rules() {
    let it = Lists::start().await;
    let server = it.api.get(&it.token, SERVER).await.json;
    assert_eq!(
        ["enabled", "failures", "window_hours", "growth_factor"]
            .map(|name| server[format!("suppression_{name}")].clone()),
        [json!(true), json!(2), json!(24), json!(1)]
    );
    assert!(server.get("suppression_days").is_none() && server.get("suppression_max_days").is_none());
    let change = json!({
        "suppression_enabled": false, "suppression_failures": 3, "suppression_window_hours": 72, "suppression_days": 14,
        "suppression_growth_factor": 2, "suppression_max_days": 90,
    });
    let changed = it.api.patch(&it.token, SERVER, change.clone()).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let stored = it.api.get(&it.token, SERVER).await.json;
    for (name, value) in change.as_object().unwrap() {
        assert_eq!(stored[name], *value, "{name}");
    }
    let bad = json!({
        "suppression_failures": 0, "suppression_window_hours": 8761, "suppression_days": 0,
        "suppression_growth_factor": 11, "suppression_max_days": 3651,
    });
    assert_eq!(
        it.api.patch(&it.token, SERVER, bad).await.fields(),
        [
            "/suppression_days greater_than_or_equal_to",
            "/suppression_failures greater_than_or_equal_to",
            "/suppression_growth_factor less_than_or_equal_to",
            "/suppression_max_days less_than_or_equal_to",
            "/suppression_window_hours less_than_or_equal_to",
        ]
    );
    let shorter = it.api.patch(&it.token, SERVER, json!({ "suppression_max_days": 7 })).await;
    assert_eq!(shorter.fields(), ["/suppression_max_days greater_than_or_equal_to"]);
    let cleared =
        it.api.patch(&it.token, SERVER, json!({ "suppression_days": null, "suppression_max_days": null })).await;
    assert!(cleared.json.get("suppression_days").is_none(), "{}", cleared.text);
    let (_, developer) = member(&it.test, &it.test.organization, Role::Developer, None).await;
    let by_member = it.api.patch(&developer, SERVER, json!({ "suppression_enabled": true })).await;
    assert_eq!(by_member.status, StatusCode::OK, "{}", by_member.text);
}

#[tokio::test]
async fn an_answer_to_sending_says_who_is_suppressed_also_when_it_is_repeated() {
    let it = Lists::start().await;
    it.add(&format!("{SERVER}/suppressions"), json!({ "address": "own@x.example" })).await;
    it.add(LIST, json!({ "address": "@blocked.example" })).await;
    let over = json!({ "address": "over@x.example", "keep_until": "2026-11-22T14:40:00Z" });
    it.add(&format!("{SERVER}/suppressions"), over).await;
    it.test.clock.advance(Duration::from_secs(3600));
    let mut message = json!({
        "from": "me@acme.example", "to": ["OWN@x.example", "free@x.example"], "subject": "Hi", "text": "Hello",
        "cc": ["any@blocked.example", "over@x.example"],
    });
    let statuses = |answer: &Answer| -> Vec<String> {
        let recipients = answer.json["recipients"].as_array().unwrap();
        recipients.iter().map(|one| one["status"].as_str().unwrap().to_owned()).collect()
    };
    let authorization = format!("Bearer {}", it.token);
    let headers =
        [("authorization", authorization.as_str()), ("content-type", "application/json"), ("idempotency-key", "k")];
    let path = format!("/api/v2{SERVER}/messages");
    let first = it.api.send(Method::POST, &path, &headers, message.to_string()).await;
    assert_eq!(first.status, StatusCode::ACCEPTED, "{}", first.text);
    assert_eq!(statuses(&first), ["suppressed", "queued", "suppressed", "queued"]);
    it.api.delete(&it.token, &format!("{SERVER}/suppressions/own@x.example"), json!(null)).await;
    let again = it.api.send(Method::POST, &path, &headers, message.to_string()).await;
    assert_eq!((again.header("idempotent-replayed"), &again.json), ("true", &first.json));
    message["validate_only"] = json!(true);
    let trial = it.api.post(&it.token, &format!("{SERVER}/messages"), message).await;
    assert_eq!(trial.json["suppressed"], json!(["any@blocked.example"]));
    // Nothing is lost: what is suppressed is stored, and held when its turn comes.
    assert_eq!(it.test.stored_messages().await, 4);
}
