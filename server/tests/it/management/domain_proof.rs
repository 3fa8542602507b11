//! Domains that are proven by a code in a mail.

use std::time::Duration;

use poem::http::StatusCode;
use postal::model::Role;
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::management_api::{Api, member};

const DOMAINS: &str = "/organizations/acme/servers/mail/domains";
const PATH: &str = "/organizations/acme/servers/mail/domains/shop.example";

struct Story {
    test: TestApp,
    api: Api,
    developer: String,
}

impl Story {
    /// `shop.example`, to be proven by mail.
    async fn start() -> Self {
        let test = TestApp::start().await;
        let api = Api::new(&test);
        let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
        let body = json!({ "name": "shop.example", "verification_method": "Email" });
        let created = api.post(&developer, DOMAINS, body).await;
        assert_eq!((created.status, created.json.get("verified_at")), (StatusCode::CREATED, None));
        assert_eq!(created.json["verify_email_addresses"][1], "postmaster@shop.example");
        Self { test, api, developer }
    }

    async fn send(&self, address: &str) -> crate::support::management_api::Answer {
        self.api.post(&self.developer, &format!("{PATH}/verify_email_send"), json!({ "address": address })).await
    }

    async fn confirm(&self, code: &str) -> crate::support::management_api::Answer {
        self.api.post(&self.developer, &format!("{PATH}/verify_email_confirm"), json!({ "code": code })).await
    }

    /// Recipient, subject and code of the last mail.
    async fn last_mail(&self) -> (String, String, String) {
        let mut conn = self.test.store.read().await.unwrap();
        let sql = "SELECT recipient, subject, body FROM mails ORDER BY id DESC LIMIT 1";
        let row = conn.fetch_one(sql, &[]).await.unwrap();
        let body: String = row.get(2).unwrap();
        let code = body.lines().map(str::trim).find(|line| line.len() == 8 && line.parse::<u32>().is_ok());
        (row.get(0).unwrap(), row.get(1).unwrap(), code.unwrap().to_owned())
    }
}

#[tokio::test]
async fn the_code_of_the_last_mail_proves_the_domain() {
    let story = Story::start().await;
    let sent = story.send("Postmaster@shop.example").await;
    assert_eq!(sent.json, json!({ "address": "postmaster@shop.example", "expires_at": "2026-11-22T14:50:46.000000Z" }));
    let (recipient, subject, first) = story.last_mail().await;
    assert_eq!(recipient, "postmaster@shop.example");
    assert_eq!(subject, "Verify your ownership of shop.example");
    story.send("admin@shop.example").await;
    let (_, _, second) = story.last_mail().await;
    assert_ne!(first, second);
    assert_eq!(story.confirm(&first).await.fields(), ["/code invalid"]);
    let proven = story.confirm(&format!(" {second} ")).await;
    assert!(proven.json["verified_at"].is_string(), "{}", proven.text);
    assert_eq!(proven.json.get("verify_email_addresses"), None);
    let again = story.send("admin@shop.example").await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "already_verified"));
}

#[tokio::test]
async fn a_code_ends_after_five_guesses_or_fifteen_minutes() {
    let story = Story::start().await;
    assert_eq!(story.confirm("00000000").await.code(), "no_code");
    story.send("postmaster@shop.example").await;
    let (_, _, code) = story.last_mail().await;
    let wrong = if code == "00000000" { "00000001" } else { "00000000" };
    for _ in 0..5 {
        assert_eq!(story.confirm(wrong).await.fields(), ["/code invalid"]);
    }
    let used_up = story.confirm(&code).await;
    assert_eq!((used_up.status, used_up.code()), (StatusCode::CONFLICT, "no_code"));
    story.send("postmaster@shop.example").await;
    let (_, _, code) = story.last_mail().await;
    story.test.clock.advance(Duration::from_secs(15 * 60));
    assert_eq!(story.confirm(&code).await.code(), "no_code");
    assert_eq!(story.api.get(&story.developer, PATH).await.json.get("verified_at"), None);
}

#[tokio::test]
async fn mails_go_to_the_owners_addresses_only_and_not_too_often() {
    let story = Story::start().await;
    assert_eq!(story.send("me@shop.example").await.fields(), ["/address inclusion"]);
    assert_eq!(story.send("postmaster@example").await.fields(), ["/address inclusion"]);
    for _ in 0..5 {
        assert_eq!(story.send("postmaster@shop.example").await.status, StatusCode::OK);
    }
    let throttled = story.send("postmaster@shop.example").await;
    assert_eq!((throttled.status, throttled.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "3600"));
    assert_eq!(story.send("admin@shop.example").await.status, StatusCode::OK);
    story.test.clock.advance(Duration::from_secs(3600));
    assert_eq!(story.send("postmaster@shop.example").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_method_may_change_until_the_domain_is_verified() {
    let story = Story::start().await;
    let (api, developer) = (&story.api, &story.developer);
    let token = async || {
        let records = api.get(developer, &format!("{PATH}/records")).await.json;
        let items = records["items"].as_array().unwrap().clone();
        items.iter().find(|record| record["purpose"] == "verification").map(|record| record["value"].clone())
    };
    assert_eq!(token().await, None, "codes have no record");
    let verified = api.post(developer, &format!("{PATH}/verify_dns"), Value::Null).await;
    assert_eq!((verified.status, verified.code()), (StatusCode::CONFLICT, "other_method"));
    story.send("postmaster@shop.example").await;
    let (_, _, code) = story.last_mail().await;
    let changed = api.patch(developer, PATH, json!({ "verification_method": "DNS" })).await;
    assert_eq!(changed.json["verification_method"], "DNS");
    let first = token().await.unwrap();
    assert_eq!(first.as_str().unwrap().len(), "postal-verification ".len() + 32);
    assert_eq!(story.confirm(&code).await.code(), "other_method");
    api.patch(developer, PATH, json!({ "verification_method": "Email" })).await;
    assert_eq!(story.confirm(&code).await.code(), "no_code");
    api.patch(developer, PATH, json!({ "verification_method": "DNS" })).await;
    assert_ne!(token().await.unwrap(), first);
    let admin = story.test.token().await;
    let path = format!("{DOMAINS}/acme.example");
    let refused = api.patch(&admin, &path, json!({ "verification_method": "Email" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "already_verified"));
}
