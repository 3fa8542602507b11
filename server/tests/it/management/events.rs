//! Event search, files of events and messages.

use poem::http::{Method, StatusCode};
use postal::clock::Clock as _;
use postal::model::{EventKind, MessageId, NewEvent, Timestamp};
use postal::store::events;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_user};
use crate::support::management_api::Api;

const SERVER: &str = "/organizations/acme/servers/mail";

async fn send(api: &Api, token: &str, change: Value) {
    let mut body = json!({"from": "me@acme.example", "to": ["ann@x.example"], "subject": "=Hi", "text": "Hello"});
    for (key, value) in change.as_object().unwrap() {
        body[key] = value.clone();
    }
    let sent = api.post(token, &format!("{SERVER}/messages"), body).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text);
}

async fn record(app: &TestApp, kind: EventKind, message: Option<i64>, data: Value, at: Timestamp) {
    let mut tx = app.store.begin().await.unwrap();
    let new = NewEvent {
        server_id: app.server.id,
        kind,
        message_id: message.map(MessageId),
        delivery_id: None,
        data: Some(data),
        at,
    };
    events::record(&mut tx, &[new]).await.unwrap();
    tx.commit().await.unwrap();
}

fn ids(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn events_are_searched_paged_and_stated_with_their_retention() {
    let app = TestApp::start().await;
    let (api, token) = (Api::new(&app.app), app.token().await);
    send(&api, &token, json!({"metadata": {"order": "7"}, "tags": ["a", "b"]})).await;
    send(&api, &token, json!({"to": ["bob@x.example"]})).await;
    let at = Timestamp(app.clock.now().0 + 1_000_000);
    let click = json!({"url": "https://x.example/", "ip_address": "192.0.2.1", "is_machine": true});
    record(&app, EventKind::MessageClicked, Some(1), click, at).await;
    record(&app, EventKind::SendLimitExceeded, None, json!({"volume": 9}), at).await;

    let all = api.get(&token, &format!("{SERVER}/events")).await;
    insta::assert_json_snapshot!("event_list", all.json);
    for (query, found) in [
        ("type=message.clicked", vec![3]),
        ("type=message.clicked&type=send_limit.exceeded", vec![4, 3]),
        ("message=2", vec![2]),
        ("to=ANN@x.example", vec![3, 1]),
        ("tag=B", vec![3, 1]),
        ("metadata=order:7", vec![3, 1]),
        ("metadata=order:8", vec![]),
        ("from=me@acme.example&type=message.queued", vec![2, 1]),
        ("subject=hi&status=Pending", vec![3, 2, 1]),
        ("status=Sent", vec![]),
        ("after=2026-11-22T14:35:46Z", vec![4, 3]),
        ("before=2026-11-22T14:35:47Z", vec![2, 1]),
    ] {
        let page = api.get(&token, &format!("{SERVER}/events?{query}")).await;
        assert_eq!(ids(&page.json), found, "{query}: {}", page.text);
    }
    let first = api.get(&token, &format!("{SERVER}/events?limit=3")).await;
    let cursor = first.json["next_cursor"].as_str().unwrap().to_owned();
    record(&app, EventKind::MessageOpened, Some(1), json!({}), at).await;
    let second = api.get(&token, &format!("{SERVER}/events?limit=3&cursor={cursor}")).await;
    assert_eq!((ids(&first.json), ids(&second.json)), (vec![4, 3, 2], vec![1]));
    assert_eq!(second.json.get("next_cursor"), None);
}

#[tokio::test]
async fn conditions_that_cannot_be_read_are_named_together() {
    let app = TestApp::start().await;
    let (api, token) = (Api::new(&app.app), app.token().await);
    let refused = api.get(&token, &format!("{SERVER}/events?before=x&metadata=order&to=%00")).await;
    assert_eq!(refused.fields(), ["before invalid", "metadata invalid", "to invalid"]);
    let refused = api.get(&token, &format!("{SERVER}/events?type=message.eaten")).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let cursor = api.get(&token, &format!("{SERVER}/events?cursor=bWVzc2FnZXMfMR8y")).await;
    assert_eq!(cursor.fields(), ["cursor invalid"]);
}

#[tokio::test]
async fn files_hold_everything_that_the_conditions_mean() {
    let app = TestApp::start().await;
    let (api, token) = (Api::new(&app.app), app.token().await);
    send(&api, &token, json!({"metadata": {"order": "7"}})).await;
    send(&api, &token, json!({"to": ["bob@x.example"]})).await;
    // More than one piece.
    let mut tx = app.store.begin().await.unwrap();
    let more: Vec<NewEvent> = (0..1_100)
        .map(|number| NewEvent {
            server_id: app.server.id,
            kind: EventKind::MessageOpened,
            message_id: Some(MessageId(1)),
            delivery_id: None,
            data: None,
            at: Timestamp(app.clock.now().0 + number),
        })
        .collect();
    events::record(&mut tx, &more).await.unwrap();
    tx.commit().await.unwrap();

    let file = api.get(&token, &format!("{SERVER}/events/export")).await;
    assert_eq!(file.header("content-type"), "application/x-ndjson");
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"events-mail.ndjson\"");
    let lines: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut found: Vec<i64> = lines.iter().map(|line| line["id"].as_i64().unwrap()).collect();
    assert_eq!(found.first(), Some(&1_102));
    found.sort_unstable();
    assert_eq!(found, (1..=1_102).collect::<Vec<_>>());
    let file = api.get(&token, &format!("{SERVER}/events/export?message=2")).await;
    assert_eq!(file.text.lines().count(), 1);

    let file = api.get(&token, &format!("{SERVER}/messages/export?to=ann@x.example")).await;
    assert_eq!(file.header("content-type"), "text/csv");
    let rows: Vec<&str> = file.text.split("\r\n").collect();
    assert!(rows[0].starts_with("id,created_at,scope,status,rcpt_to,"), "{}", rows[0]);
    assert!(rows[1].starts_with("1,2026-11-22T14:35:46.000000Z,outgoing,Pending,ann@x.example,me@acme.example,'=Hi,"));
    assert!(rows[1].contains("\"{\"\"order\"\":\"\"7\"\"}\""), "{}", rows[1]);
    assert_eq!(rows[2..], [""]);
    let file = api.get(&token, &format!("{SERVER}/messages/export?format=ndjson")).await;
    let lines: Vec<Value> = file.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line["id"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(lines, api.get(&token, &format!("{SERVER}/messages")).await.json["items"].as_array().unwrap().clone());
}

#[tokio::test]
async fn nobody_else_reads_events() {
    let app = TestApp::start().await;
    let (api, token) = (Api::new(&app.app), app.token().await);
    send(&api, &token, json!({})).await;
    let stranger = create_user(&app, "stranger@other.example", false).await;
    let form = |scopes: Option<&[&str]>| postal::accounts::TokenForm {
        name: "t".to_owned(),
        scopes: scopes.map(|scopes| scopes.iter().map(|scope| (*scope).to_owned()).collect()),
        expires_at: None,
    };
    let strangers = app.accounts.create_token(stranger.id, &form(None)).await.unwrap().secret;
    let narrow = app.accounts.create_token(app.user.id, &form(Some(&["domains:read"]))).await.unwrap().secret;
    for path in ["events", "events/export", "events/stream", "messages/export"] {
        let path = format!("{SERVER}/{path}");
        assert_eq!(api.get(&strangers, &path).await.status, StatusCode::NOT_FOUND, "{path}");
        let refused = api.get(&narrow, &path).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "missing_scope"), "{path}");
        let nobody = api.send(Method::GET, &format!("/api/v2{path}"), &[], "").await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED, "{path}");
    }
}
