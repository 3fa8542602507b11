use std::time::Duration;

use postal::model::{Role, Timestamp};
use postal::tenancy::MemberForm;

use super::run;
use crate::support::app::{START, TestApp, create_user};

const TASK: &str = "SendNotificationsScheduledTask";
const MINUTE: Duration = Duration::from_secs(60);

/// `(recipient, subject)` of all mails that wait, by recipient.
async fn mails(app: &TestApp) -> Vec<(String, String)> {
    let sql = "SELECT recipient, subject FROM mails ORDER BY id";
    let rows = app.store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap();
    let mut mails: Vec<_> = rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect();
    mails.sort();
    mails
}

async fn body(app: &TestApp) -> String {
    let sql = "SELECT body FROM mails ORDER BY id LIMIT 1";
    app.store.read().await.unwrap().fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
}

async fn member(app: &TestApp, address: &str, has_all_servers: bool) {
    create_user(app, address, false).await;
    let form =
        MemberForm { email_address: address.to_owned(), role: Role::Viewer, has_all_servers, servers: Vec::new() };
    app.tenancy.add_member(&app.organization, Role::Owner, &form).await.unwrap();
}

/// As the worker does when it finds it.
async fn found(app: &TestApp, column: &str, at: Timestamp) {
    let sql = format!("UPDATE servers SET send_limit = 100, {column} = ? WHERE id = ?");
    app.store.write().await.unwrap().execute(sql, &[at.into(), app.server.id.into()]).await.unwrap();
    let sql = "DELETE FROM minute_counters";
    app.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    let sql = "INSERT INTO minute_counters (server_id, minute, writer, incoming, outgoing) VALUES (?, ?, 1, 0, 95)";
    let values = [app.server.id.into(), at.floor(MINUTE).into()];
    app.store.write().await.unwrap().execute(sql, &values).await.unwrap();
}

#[tokio::test]
async fn members_and_the_owner_are_told_once_an_hour_and_an_event_has_the_payload() {
    let app = TestApp::start().await;
    member(&app, "all@acme.example", true).await;
    member(&app, "none@acme.example", false).await;
    found(&app, "send_limit_approaching_at", START).await;
    assert_eq!(run(&app, TASK).await, 1);
    let subject = "[acme/mail] Mail server is approaching its send limit".to_owned();
    let expected = [("admin@acme.example".to_owned(), subject.clone()), ("all@acme.example".to_owned(), subject)];
    assert_eq!(mails(&app).await, expected);
    let body = body(&app).await;
    for part in ["Acme", "Limit: 100", "Sent: 95", "https://postal.example.com/org/acme/servers/mail"] {
        assert!(body.contains(part), "{part}: {body}");
    }
    let sql = "SELECT data FROM events WHERE kind = 'send_limit.approaching'";
    let rows = app.store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap();
    assert_eq!(rows.len(), 1);
    let data: serde_json::Value = serde_json::from_str(&rows[0].get::<String>(0).unwrap()).unwrap();
    let server = &app.server;
    let expected = serde_json::json!({
        "server": {"uuid": server.uuid, "name": "mail", "permalink": "mail", "organization": "acme"},
        "volume": 95, "limit": 100,
    });
    assert_eq!(data, expected);
    // Within the hour nobody is told again; after it, when it is found again.
    app.clock.advance(59 * MINUTE);
    found(&app, "send_limit_approaching_at", START + 59 * MINUTE).await;
    assert_eq!(run(&app, TASK).await, 0);
    app.clock.advance(MINUTE);
    assert_eq!(run(&app, TASK).await, 1);
    assert_eq!(mails(&app).await.len(), 4);
}

#[tokio::test]
async fn what_was_found_more_than_three_minutes_ago_is_not_told() {
    let app = TestApp::start().await;
    found(&app, "send_limit_exceeded_at", START).await;
    app.clock.advance(3 * MINUTE + Duration::from_secs(1));
    assert_eq!(run(&app, TASK).await, 0);
    found(&app, "send_limit_exceeded_at", START + 2 * MINUTE).await;
    assert_eq!(run(&app, TASK).await, 1);
    let (_, subject) = mails(&app).await.remove(0);
    assert_eq!(subject, "[acme/mail] Mail server has exceeded its send limit");
}

#[tokio::test]
async fn a_suspension_is_told_with_its_reason_and_its_end_is_not() {
    let app = TestApp::start().await;
    let suspended = app.tenancy.suspend_server(&app.server, "Too many complaints").await.unwrap();
    let subject = "[acme/mail] Your mail server has been suspended".to_owned();
    assert_eq!(mails(&app).await, [("admin@acme.example".to_owned(), subject)]);
    assert!(body(&app).await.contains("Reason: Too many complaints"));
    app.tenancy.unsuspend_server(&suspended).await.unwrap();
    assert_eq!(mails(&app).await.len(), 1);
}
