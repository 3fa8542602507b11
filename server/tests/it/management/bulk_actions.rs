//! Actions on many messages: by ids and by filter, with results, cancelled in time.

use std::time::Duration;

use poem::http::StatusCode;
use postal::app::Roles;
use postal::bulk::Stepped;
use postal::model::{MailServer, MessageScope, Role};
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_server};
use crate::support::management_api::{Api, member, token_of};

/// No worker: what is accepted waits in the database.
const WEB: Roles = Roles { web: true, smtp: false, worker: false };
const SERVER: &str = "/organizations/acme/servers/mail";
const PATH: &str = "/organizations/acme/servers/mail/bulk-actions";

/// Stored and queued.
async fn accept(test: &TestApp, server: &MailServer, rcpt_to: &str) -> i64 {
    let recipient = postal::ingest::Recipient {
        server_id: server.id,
        scope: MessageScope::Outgoing,
        rcpt_to: rcpt_to.to_owned(),
        destination: "example.net".to_owned(),
        credential_id: None,
        domain_id: None,
        route_id: None,
        endpoint: None,
        dsn: None,
        tag: None,
        is_bounce: false,
        bounce_for_id: None,
    };
    let submission = postal::ingest::Submission {
        content: b"Subject: Hello\r\n\r\nx\r\n".to_vec(),
        mail_from: Some("a@acme.example".to_owned()),
        received_with_tls: None,
        is_smtputf8: false,
        arrival: None,
        extras: None,
        recipients: vec![recipient],
    };
    test.ingest.accept(submission).await.unwrap().remove(0).id.0
}

/// What the worker does.
async fn work(test: &TestApp) -> usize {
    let mut actions = 0;
    while let Some(mut action) = test.bulk.claim(test.queue.process()).await.unwrap() {
        while test.bulk.step(&mut action).await.unwrap() == Stepped::On {}
        actions += 1;
    }
    actions
}

async fn results(api: &Api, token: &str, action: &Value) -> Vec<(i64, String)> {
    let path = format!("{PATH}/{}/results?limit=100", action["uuid"].as_str().unwrap());
    let items = api.get(token, &path).await.json["items"].as_array().unwrap().clone();
    let read = |item: &Value| (item["message_id"].as_i64().unwrap(), item["outcome"].as_str().unwrap().to_owned());
    items.iter().map(read).collect()
}

async fn show(api: &Api, token: &str, action: &Value) -> Value {
    api.get(token, &format!("{PATH}/{}", action["uuid"].as_str().unwrap())).await.json
}

#[tokio::test]
async fn named_messages_leave_the_queue_after_second_thoughts() {
    let test = TestApp::with(WEB, |_| {}).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (first, second) =
        (accept(&test, &test.server, "a@example.net").await, accept(&test, &test.server, "b@example.net").await);
    let body = json!({ "action": "remove_from_queue", "ids": [first, first, 999] });
    let made = api.post(&token, PATH, body).await;
    assert_eq!((made.status, &made.json["state"]), (StatusCode::ACCEPTED, &json!("waiting")), "{}", made.text);
    assert_eq!(made.json["total"], 2);
    assert_eq!(work(&test).await, 0);
    assert_eq!(results(&api, &token, &made.json).await, [(first, "pending".to_owned()), (999, "pending".to_owned())]);
    test.clock.advance(Duration::from_secs(10));
    assert_eq!(work(&test).await, 1);
    let done = show(&api, &token, &made.json).await;
    assert_eq!((&done["state"], &done["done"], &done["skipped"]), (&json!("done"), &json!(1), &json!(1)));
    assert_eq!(
        results(&api, &token, &made.json).await,
        [(first, "removed".to_owned()), (999, "no_message".to_owned())]
    );
    let queue = api.get(&token, &format!("{SERVER}/queue")).await;
    let left: Vec<i64> =
        queue.json["items"].as_array().unwrap().iter().map(|it| it["message_id"].as_i64().unwrap()).collect();
    assert_eq!(left, [second]);
    let late = api.post(&token, &format!("{PATH}/{}/cancel", made.json["uuid"].as_str().unwrap()), json!(null)).await;
    assert_eq!((late.status, late.code()), (StatusCode::CONFLICT, "already_ended"));
}

#[tokio::test]
async fn a_cancelled_action_does_nothing_more() {
    let test = TestApp::with(WEB, |_| {}).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let id = accept(&test, &test.server, "a@example.net").await;
    let made = api.post(&token, PATH, json!({ "action": "remove_from_queue", "ids": [id] })).await;
    let path = format!("{PATH}/{}/cancel", made.json["uuid"].as_str().unwrap());
    assert_eq!(api.post(&token, &path, json!(null)).await.json["state"], "cancelled");
    test.clock.advance(Duration::from_secs(60));
    assert_eq!(work(&test).await, 0);
    assert_eq!(api.get(&token, &format!("{SERVER}/queue")).await.json["items"][0]["message_id"], id);
    // One that is being carried out stops before its next piece.
    let mut ids = Vec::new();
    for n in 0..60 {
        ids.push(accept(&test, &test.server, &format!("{n}@example.net")).await);
    }
    let made = api.post(&token, PATH, json!({ "action": "retry", "ids": ids })).await;
    let mut action = test.bulk.claim(test.queue.process()).await.unwrap().unwrap();
    assert_eq!(test.bulk.step(&mut action).await.unwrap(), Stepped::On);
    assert!(test.bulk.cancel(&action).await.unwrap());
    assert_eq!(test.bulk.step(&mut action).await.unwrap(), Stepped::Ended);
    let cancelled = show(&api, &token, &made.json).await;
    assert_eq!((&cancelled["state"], &cancelled["done"]), (&json!("cancelled"), &json!(50)));
    let outcomes = results(&api, &token, &made.json).await;
    assert_eq!(outcomes.iter().filter(|(_, outcome)| outcome == "pending").count(), 10);
}

#[tokio::test]
async fn a_filter_means_what_was_there_when_it_was_asked() {
    let test = TestApp::with(WEB, |_| {}).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let other = create_server(&test, &test.organization, "other").await;
    let mut ids = Vec::new();
    for n in 0..120 {
        ids.push(accept(&test, &test.server, &format!("{}@example.net", n % 3)).await);
    }
    accept(&test, &other, "1@example.net").await;
    test.clock.advance(Duration::from_secs(1));
    let body = json!({ "action": "suppress_recipients", "filter": { "subject": "hello", "status": ["Pending"] } });
    let made = api.post(&token, PATH, body).await;
    assert_eq!((made.status, made.json.get("total")), (StatusCode::ACCEPTED, None), "{}", made.text);
    accept(&test, &test.server, "late@example.net").await;
    assert_eq!(work(&test).await, 1);
    let done = show(&api, &token, &made.json).await;
    assert_eq!((&done["state"], &done["done"], &done["total"]), (&json!("done"), &json!(120), &json!(120)));
    let suppressed = api.get(&token, &format!("{SERVER}/suppressions")).await;
    assert_eq!(suppressed.json["items"].as_array().unwrap().len(), 3);
    let none = api.get(&token, "/organizations/acme/servers/other/suppressions").await;
    assert_eq!(none.json["items"], json!([]));
}

#[tokio::test]
async fn requests_are_judged_and_need_their_rights() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    assert_eq!(api.post(&token, PATH, json!({ "action": "retry" })).await.fields(), ["/ids blank"]);
    let many: Vec<i64> = (0..1_001).collect();
    assert_eq!(api.post(&token, PATH, json!({ "action": "retry", "ids": many })).await.fields(), ["/ids too_long"]);
    let both = json!({ "action": "retry", "ids": [1], "filter": {} });
    assert_eq!(api.post(&token, PATH, both).await.fields(), ["/filter invalid"]);
    let bad = json!({ "action": "retry", "filter": { "before": "x", "after": "y" } });
    assert_eq!(api.post(&token, PATH, bad).await.fields(), ["/filter/after invalid", "/filter/before invalid"]);
    let (_, viewer) = member(&test, &test.organization, Role::Viewer, None).await;
    assert_eq!(api.post(&viewer, PATH, json!({ "action": "retry", "ids": [1] })).await.status, StatusCode::FORBIDDEN);
    let narrow = token_of(&test, &test.user, Some(&["messages:write"])).await;
    let refused = api.post(&narrow, PATH, json!({ "action": "suppress_recipients", "ids": [1] })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "missing_scope"));
}

#[tokio::test]
async fn old_actions_are_forgotten() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let made = api.post(&token, PATH, json!({ "action": "retry", "ids": [1, 2] })).await;
    assert_eq!(work(&test).await, 1);
    assert!(!test.bulk.prune().await.unwrap());
    test.clock.advance(Duration::from_secs(31 * 24 * 3600));
    assert!(test.bulk.prune().await.unwrap());
    assert!(!test.bulk.prune().await.unwrap());
    assert!(show(&api, &token, &made.json).await["uuid"].is_null());
    let found = test.bulk.find(test.server.id, made.json["uuid"].as_str().unwrap()).await.unwrap();
    assert_eq!(found, None);
}
