use std::fmt::Write as _;
use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::model::Role;
use postal::suppression;
use serde_json::json;

use crate::support::app::{START, TestApp};
use crate::support::management_api::{Answer, Api, member, token_of};

const LIST: &str = "/organizations/acme/servers/mail/suppressions";

struct Suppressions {
    test: TestApp,
    api: Api,
    token: String,
}

impl Suppressions {
    async fn start() -> Self {
        let test = TestApp::start().await;
        let (api, token) = (Api::new(&test), test.token().await);
        Self { test, api, token }
    }

    async fn add(&self, body: serde_json::Value) -> Answer {
        self.api.post(&self.token, LIST, body).await
    }

    async fn import(&self, query: &str, media: &str, file: impl Into<String>) -> Answer {
        let authorization = format!("Bearer {}", self.token);
        let headers = [("authorization", authorization.as_str()), ("content-type", media)];
        self.api.send(Method::POST, &format!("/api/v2{LIST}/import{query}"), &headers, file.into()).await
    }

    async fn addresses(&self, query: &str) -> Vec<String> {
        let list = self.api.get(&self.token, &format!("{LIST}{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{}", list.text);
        let items = list.json["items"].as_array().unwrap();
        items.iter().map(|item| item["address"].as_str().unwrap().to_owned()).collect()
    }

    async fn events(&self, kind: &str) -> i64 {
        let mut conn = self.test.store.read().await.unwrap();
        let row = conn.fetch_one("SELECT COUNT(*) FROM events WHERE kind = ?", &[kind.into()]).await.unwrap();
        row.get(0).unwrap()
    }
}

#[tokio::test]
async fn an_entry_is_added_read_renewed_and_removed_and_each_change_is_told() {
    let it = Suppressions::start().await;
    let body = json!({ "address": "Ann@X.example", "reason": "by phone", "note": "spoke to her" });
    let added = it.add(body).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", added.text);
    assert_eq!(
        added.json,
        json!({
            "address": "Ann@X.example", "list": "server", "kind": "manual", "reason": "by phone", "note": "spoke to her",
            "created_at": START.to_rfc3339(), "is_expired": false,
        })
    );
    let got = it.api.get(&it.token, &format!("{LIST}/ann@x.EXAMPLE")).await;
    assert_eq!(got.json, added.json);
    it.test.clock.advance(Duration::from_secs(60));
    let end = "2027-01-01T00:00:00.000000Z";
    let renewed = it.add(json!({ "address": "ann@x.example", "kind": "unsubscribe", "keep_until": end })).await;
    assert_eq!(renewed.json["created_at"], START.to_rfc3339());
    assert_eq!((renewed.json["kind"].clone(), renewed.json["keep_until"].clone()), (json!("unsubscribe"), json!(end)));
    assert_eq!((it.events("suppression.added").await, it.events("suppression.removed").await), (1, 0));
    assert_eq!(
        it.api.delete(&it.token, &format!("{LIST}/ANN@x.example"), json!(null)).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        it.api.delete(&it.token, &format!("{LIST}/ann@x.example"), json!(null)).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(it.api.get(&it.token, &format!("{LIST}/ann@x.example")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(it.events("suppression.removed").await, 1);
    let mut conn = it.test.store.read().await.unwrap();
    let row = conn.fetch_one("SELECT data FROM events WHERE kind = 'suppression.removed'", &[]).await.unwrap();
    let data: serde_json::Value = serde_json::from_str(&row.get::<String>(0).unwrap()).unwrap();
    assert_eq!(data["server"]["permalink"], "mail");
    assert_eq!((data["address"].clone(), data["kind"].clone()), (json!("Ann@X.example"), json!("unsubscribe")));
}

#[tokio::test]
async fn what_is_no_address_and_no_domain_is_refused_with_all_its_faults() {
    let it = Suppressions::start().await;
    let bad = it.add(json!({ "address": "ann", "note": "x".repeat(1001), "keep_until": "2020-01-01T00:00:00Z" })).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.fields(), ["/address invalid", "/keep_until invalid", "/note too_long"]);
    assert_eq!(it.add(json!({ "address": "@x.example", "keep_until": null })).await.status, StatusCode::CREATED);
    assert_eq!(
        it.add(json!({ "address": "a@x.example", "kind": "other" })).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
}

#[tokio::test]
async fn the_list_is_filtered_and_removed_by_the_same_conditions() {
    let it = Suppressions::start().await;
    for (address, kind) in [("ann@x.example", "bounce"), ("anna@x.example", "manual"), ("bob@x.example", "complaint")] {
        it.add(json!({ "address": address, "kind": kind })).await;
        it.test.clock.advance(Duration::from_secs(1));
    }
    it.add(json!({ "address": "old@x.example", "keep_until": "2026-11-23T00:00:00Z" })).await;
    it.test.clock.advance(Duration::from_secs(86400));
    assert_eq!(it.addresses("?prefix=AN").await, ["anna@x.example", "ann@x.example"]);
    assert_eq!(it.addresses("?kind=complaint").await, ["bob@x.example"]);
    assert_eq!(it.addresses("?state=expired").await, ["old@x.example"]);
    assert_eq!(it.addresses("?state=live&limit=1").await, ["bob@x.example"]);
    for body in [json!({}), json!({ "prefix": " " }), json!({ "all": true, "kind": "bounce" }), json!({ "all": false })]
    {
        let refused = it.api.post(&it.token, &format!("{LIST}/delete"), body.clone()).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    }
    let removed = it.api.post(&it.token, &format!("{LIST}/delete"), json!({ "prefix": "an" })).await;
    assert_eq!(removed.json, json!({ "removed": 2 }));
    let body = json!({ "addresses": ["BOB@x.example", "nobody@x.example"] });
    assert_eq!(it.api.post(&it.token, &format!("{LIST}/delete"), body).await.json, json!({ "removed": 1 }));
    assert_eq!(
        it.api.post(&it.token, &format!("{LIST}/delete"), json!({ "all": true })).await.json,
        json!({ "removed": 1 })
    );
    assert_eq!(it.events("suppression.removed").await, 4);
    assert!(it.addresses("").await.is_empty());
}

#[tokio::test]
async fn a_file_is_looked_at_and_then_imported_and_bad_rows_are_named() {
    let it = Suppressions::start().await;
    it.add(json!({ "address": "known@x.example" })).await;
    let file = "Email,Why,kind\r\nKNOWN@x.example,,\r\nnew@x.example,\"moved\naway\",complaint\r\nbad,,\r\n@y.example,,\r\n\
                NEW@x.example,,\r\nc@x.example,,nonsense\r\n";
    let query = "?columns=reason=Why&reason=old%20list";
    let seen = it.import(&format!("{query}&dry_run=true"), "text/csv; charset=utf-8", file).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    let counts =
        |answer: &Answer| ["rows", "new", "duplicate", "invalid"].map(|name| answer.json[name].as_i64().unwrap());
    assert_eq!(counts(&seen), [6, 2, 2, 2]);
    assert_eq!(it.addresses("").await, ["known@x.example"]);
    let done = it.import(query, "text/csv", file).await;
    assert_eq!(counts(&done), [6, 2, 2, 2]);
    let lines: Vec<_> = done.json["invalid_rows"].as_array().unwrap().iter().map(|row| row["line"].clone()).collect();
    // A quoted line break moves the rows after it.
    assert_eq!(lines, [5, 8]);
    assert_eq!(done.json["invalid_rows"][1]["fields"][0]["field"], "kind");
    let new = it.api.get(&it.token, &format!("{LIST}/new@x.example")).await.json;
    assert_eq!((new["reason"].clone(), new["kind"].clone()), (json!("moved\naway"), json!("complaint")));
    let domain = it.api.get(&it.token, &format!("{LIST}/@y.example")).await.json;
    assert_eq!(domain["reason"], "old list");
    assert_eq!(it.events("suppression.added").await, 3);
    let lines = "{\"address\": \"d@x.example\"}\n\"e@x.example\"\n[]\n";
    assert_eq!(counts(&it.import("", "application/x-ndjson", lines).await), [3, 2, 0, 1]);
    assert_eq!(it.import("", "text/plain", "a@x.example").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let headless = it.import("", "text/csv", "Name,Phone\nAnn,1\n").await;
    assert_eq!(
        (headless.status, headless.fields()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["body invalid".to_owned()])
    );
}

#[tokio::test]
async fn a_hundred_thousand_rows_are_imported_and_exported_and_one_more_is_refused() {
    let it = Suppressions::start().await;
    let mut file = String::from("address\n");
    for number in 0..100_000 {
        writeln!(file, "recipient-{number}@x.example").unwrap();
    }
    let report = it.import("", "text/csv", file.as_str()).await;
    assert_eq!((report.status, report.json["new"].clone()), (StatusCode::OK, json!(100_000)), "{}", report.text);
    let export = it.api.get(&it.token, &format!("{LIST}/export?format=ndjson")).await;
    assert_eq!(export.text.lines().count(), 100_000);
    file.push_str("one-more@x.example\n");
    let refused = it.import("?dry_run=true", "text/csv", file).await;
    assert_eq!(refused.fields(), ["body too_long"]);
}

#[tokio::test]
async fn an_export_is_a_download_without_formulas_and_can_be_imported_again() {
    let it = Suppressions::start().await;
    it.add(json!({ "address": "@x.example", "reason": "=1+1" })).await;
    it.test.clock.advance(Duration::from_secs(1));
    it.add(json!({ "address": "ann@x.example", "kind": "bounce", "note": "a, \"b\"", "keep_until": "2027-01-01T00:00:00Z" }))
        .await;
    let export = it.api.get(&it.token, &format!("{LIST}/export")).await;
    assert_eq!(export.header("content-type"), "text/csv");
    assert_eq!(export.header("content-disposition"), "attachment; filename=\"suppressions-mail.csv\"");
    let expected = "address,kind,reason,note,message_id,created_at,keep_until\r\n\
         ann@x.example,bounce,bounce,\"a, \"\"b\"\"\",,2026-11-22T14:35:47.000000Z,2027-01-01T00:00:00.000000Z\r\n\
         '@x.example,manual,'=1+1,,,2026-11-22T14:35:46.000000Z,\r\n";
    assert_eq!(export.text, expected);
    it.api.post(&it.token, &format!("{LIST}/delete"), json!({ "all": true })).await;
    let again = it.import("", "text/csv", export.text).await;
    assert_eq!((again.json["new"].clone(), again.json["invalid"].clone()), (json!(2), json!(0)));
    let domain = it.api.get(&it.token, &format!("{LIST}/@x.example")).await.json;
    assert_eq!(domain["reason"], "=1+1");
    let few = it.api.get(&it.token, &format!("{LIST}/export?format=ndjson&kind=bounce")).await;
    assert_eq!(few.text.lines().count(), 1);
    assert_eq!(few.header("content-type"), "application/x-ndjson");
}

#[tokio::test]
async fn viewers_read_and_support_writes_within_the_scopes_of_their_tokens() {
    let it = Suppressions::start().await;
    let (_, viewer) = member(&it.test, &it.test.organization, Role::Viewer, None).await;
    assert_eq!(it.api.get(&viewer, &format!("{LIST}/export")).await.status, StatusCode::OK);
    assert_eq!(it.api.post(&viewer, LIST, json!({ "address": "a@x.example" })).await.status, StatusCode::FORBIDDEN);
    let (user, support) = member(&it.test, &it.test.organization, Role::Support, None).await;
    assert_eq!(it.api.post(&support, LIST, json!({ "address": "a@x.example" })).await.status, StatusCode::CREATED);
    let reader = token_of(&it.test, &user, Some(&["suppressions:read"])).await;
    let refused = it.api.delete(&reader, &format!("{LIST}/a@x.example"), json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "missing_scope"));
    let (server, now) = (it.test.server.id, START);
    assert!(suppression::find(&it.test.store, server, "a@x.example", now).await.unwrap().is_some());
}
