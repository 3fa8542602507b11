use std::time::Duration;

use postal::model::{ContentId, MessageId, MessageScope, ProcessId, ServerId, Timestamp};
use postal::store::contents::{self, Packed};
use postal::store::ingestion::{Acceptance, NewMessage, StoredContent};
use postal::store::{WriteSet, Written, retention};

use super::run;
use crate::support::app::{START, TestApp, create_server};

const DAY: Duration = Duration::from_secs(24 * 3600);
const TASK: &str = "ProcessMessageRetentionScheduledTask";

fn message(rcpt_to: &str) -> NewMessage {
    NewMessage {
        token: "tokentokentoken1".to_owned(),
        scope: MessageScope::Outgoing,
        rcpt_to: rcpt_to.to_owned(),
        mail_from: None,
        subject: None,
        message_id: None,
        tag: None,
        is_bounce: false,
        bounce_for_id: None,
        credential_id: None,
        domain_id: None,
        route_id: None,
        endpoint: None,
        dsn: None,
        received_with_tls: None,
        is_smtputf8: false,
        arrival: None,
        extras: None,
        destination: "example.net".to_owned(),
        ip_address_id: None,
        owner: ProcessId(0),
    }
}

/// Puts a message with content of its own into the past; queued like any other.
pub async fn accept(
    app: &TestApp,
    server: ServerId,
    content: i64,
    at: Timestamp,
    bytes: usize,
    recipients: &[&str],
) -> Vec<MessageId> {
    let packed: Packed = contents::pack(&postal::random::Random::seeded(9).bytes::<4096>()[..bytes]);
    let acceptance = Acceptance {
        server_id: server,
        content_id: ContentId(content),
        content: StoredContent::Inline(packed),
        created_at: at,
        messages: recipients.iter().map(|recipient| message(recipient)).collect(),
    };
    let written = app.committer.write(WriteSet::Accept(vec![acceptance])).await.unwrap();
    let (Written::Accepted(ids) | Written::AcceptedFree(ids)) = written else { panic!("{written:?}") };
    ids.into_iter().flatten().collect()
}

/// Off the queue, as after a delivery.
async fn finish(app: &TestApp, server: ServerId, id: MessageId) {
    let mut conn = app.store.write().await.unwrap();
    let sql = "DELETE FROM queued_messages WHERE server_id = ? AND message_id = ?";
    conn.execute(sql, &[server.into(), id.into()]).await.unwrap();
    let sql = "INSERT INTO deliveries (server_id, id, message_id, status, details, sent_with_tls, created_at)
               VALUES (?, ?, ?, 'Sent', '', FALSE, ?)";
    conn.execute(sql, &[server.into(), (1000 + id.0).into(), id.into(), START.into()]).await.unwrap();
}

async fn hold(app: &TestApp, server: ServerId, id: MessageId) {
    let sql = "UPDATE messages SET status = 'Held', is_held = TRUE WHERE server_id = ? AND id = ?";
    app.store.write().await.unwrap().execute(sql, &[server.into(), id.into()]).await.unwrap();
}

async fn set(app: &TestApp, server: ServerId, raw_days: Option<i64>, megabytes: Option<i64>, days: Option<i64>) {
    let sql = "UPDATE servers SET raw_message_retention_days = ?, raw_message_retention_size = ?,
                                  message_retention_days = ? WHERE id = ?";
    let values = [raw_days.into(), megabytes.into(), days.into(), server.into()];
    app.store.write().await.unwrap().execute(sql, &values).await.unwrap();
}

/// `(id, has content)` of all messages of a server.
async fn messages(app: &TestApp, server: ServerId) -> Vec<(i64, bool)> {
    let sql = "SELECT id, content_id FROM messages WHERE server_id = ? ORDER BY id";
    let rows = app.store.read().await.unwrap().fetch_all(sql, &[server.into()]).await.unwrap();
    rows.iter().map(|row| (row.get(0).unwrap(), row.get::<Option<i64>>(1).unwrap().is_some())).collect()
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    app.store.read().await.unwrap().fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
}

/// What the sums say must be what is there.
async fn assert_sums_are_exact(app: &TestApp, server: ServerId) {
    let mut conn = app.store.read().await.unwrap();
    let sums = retention::stored(&mut conn, server).await.unwrap();
    let sql = "SELECT data, stored_bytes FROM contents WHERE server_id = ?";
    let rows = conn.fetch_all(sql, &[server.into()]).await.unwrap();
    let mut bytes = 0;
    for row in &rows {
        let data: Vec<u8> = row.get(0).unwrap();
        assert_eq!(row.get::<i64>(1).unwrap(), data.len() as i64);
        bytes += data.len() as i64;
    }
    assert_eq!(sums, (bytes, rows.len() as i64));
}

#[tokio::test]
async fn raw_content_goes_by_age_and_messages_say_so() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, Some(30), None, None).await;
    let midnight = START.floor(DAY);
    // The day before the limit, the limit itself, today.
    let mut ids = Vec::new();
    for (n, at) in [midnight - 30 * DAY - Duration::from_secs(1), midnight - 30 * DAY, START].into_iter().enumerate() {
        ids.extend(accept(&app, server, 10 + n as i64, at, 100, &["a@example.net"]).await);
    }
    for id in &ids {
        finish(&app, server, *id).await;
    }
    assert_eq!(run(&app, TASK).await, 1);
    let found: Vec<bool> = messages(&app, server).await.into_iter().map(|(_, has_content)| has_content).collect();
    assert_eq!(found, [false, true, true]);
    assert_eq!(run(&app, TASK).await, 0);
    assert_eq!(count(&app, "contents").await, 2);
    assert_eq!(count(&app, "deliveries").await, 3);
    assert_sums_are_exact(&app, server).await;
}

#[tokio::test]
async fn what_is_queued_or_held_keeps_its_content_and_shared_content_goes_with_the_last() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, Some(1), None, Some(1)).await;
    let old = START - 100 * DAY;
    let shared = accept(&app, server, 10, old, 100, &["sent@example.net", "held@example.net", "q@example.net"]).await;
    finish(&app, server, shared[0]).await;
    finish(&app, server, shared[1]).await;
    hold(&app, server, shared[1]).await;
    run(&app, TASK).await;
    // The one that was sent is gone, the others have all.
    let left = messages(&app, server).await;
    assert_eq!(left, [(shared[1].0, true), (shared[2].0, true)]);
    assert_eq!((count(&app, "contents").await, count(&app, "queued_messages").await), (1, 1));
    finish(&app, server, shared[2]).await;
    run(&app, TASK).await;
    assert_eq!(messages(&app, server).await, [(shared[1].0, true)]);
    assert_eq!(count(&app, "contents").await, 1);
    let sql = "UPDATE messages SET is_held = FALSE, status = 'HoldCancelled'";
    app.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    run(&app, TASK).await;
    for table in ["messages", "contents", "deliveries", "events"] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    assert_sums_are_exact(&app, server).await;
}

#[tokio::test]
async fn the_oldest_go_until_the_rest_is_under_its_size() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, None, Some(1), None).await;
    // 300 × 4 kB of noise are 1.17 MB.
    for n in 0..300_i64 {
        let at = START - DAY + Duration::from_secs(n as u64);
        let ids = accept(&app, server, 1000 + n, at, 4096, &["a@example.net"]).await;
        // The very oldest waits in the queue.
        if n > 0 {
            finish(&app, server, ids[0]).await;
        }
    }
    let removed = run(&app, TASK).await;
    let (bytes, contents) = retention::stored(&mut app.store.read().await.unwrap(), server).await.unwrap();
    assert!(bytes <= 1 << 20, "{bytes}");
    assert!(bytes > (1 << 20) - 4096, "not more than had to go: {bytes}");
    assert_eq!(removed, 300 - contents as u64);
    let found = messages(&app, server).await;
    assert!(found[0].1, "what is queued stays");
    assert!(!found[1].1 && found[299].1);
    assert_sums_are_exact(&app, server).await;
    assert_eq!(run(&app, TASK).await, 0);
}

#[tokio::test]
async fn everything_queued_is_larger_than_the_size_and_nothing_goes() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, None, Some(0), None).await;
    accept(&app, server, 10, START, 4096, &["a@example.net"]).await;
    assert_eq!(run(&app, TASK).await, 0);
    assert_eq!(count(&app, "contents").await, 1);
}

#[tokio::test]
async fn without_settings_everything_stays() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, None, None, None).await;
    let ids = accept(&app, server, 10, START - 3000 * DAY, 100, &["a@example.net"]).await;
    finish(&app, server, ids[0]).await;
    assert_eq!(run(&app, TASK).await, 0);
    assert_eq!(messages(&app, server).await, [(ids[0].0, true)]);
}

#[tokio::test]
async fn messages_go_to_the_end_of_the_day_with_all_that_belongs_to_them() {
    let app = TestApp::start().await;
    let (server, other) = (app.server.id, create_server(&app, &app.organization, "other").await.id);
    set(&app, server, None, None, Some(60)).await;
    set(&app, other, None, None, None).await;
    let midnight = START.floor(DAY);
    let old = accept(&app, server, 10, midnight - 59 * DAY - Duration::from_secs(1), 100, &["a@example.net"]).await;
    let kept = accept(&app, server, 11, midnight - 59 * DAY, 100, &["b@example.net"]).await;
    let others = accept(&app, other, 12, midnight - 100 * DAY, 100, &["c@example.net"]).await;
    for (server, id) in [(server, old[0]), (server, kept[0]), (other, others[0])] {
        finish(&app, server, id).await;
    }
    let sql = "INSERT INTO spam_checks (server_id, message_id, position, code, score) VALUES (?, ?, 0, 'X', 1.0)";
    app.store.write().await.unwrap().execute(sql, &[server.into(), old[0].into()]).await.unwrap();
    assert_eq!(run(&app, TASK).await, 2, "a message and its content");
    assert_eq!(messages(&app, server).await, [(kept[0].0, true)]);
    assert_eq!(messages(&app, other).await, [(others[0].0, true)]);
    let counts = [count(&app, "deliveries").await, count(&app, "spam_checks").await, count(&app, "events").await];
    assert_eq!(counts, [2, 0, 2]);
}

#[tokio::test]
async fn sums_of_processes_that_are_gone_are_folded_and_stay_exact() {
    let app = TestApp::start().await;
    let server = app.server.id;
    set(&app, server, Some(30), None, None).await;
    accept(&app, server, 10, START, 200, &["a@example.net"]).await;
    let sql = "UPDATE content_sizes SET writer = 4711";
    app.store.write().await.unwrap().execute(sql, &[]).await.unwrap();
    accept(&app, server, 11, START, 300, &["a@example.net"]).await;
    assert_sums_are_exact(&app, server).await;
    run(&app, TASK).await;
    assert_sums_are_exact(&app, server).await;
    let sql = "SELECT writer FROM content_sizes ORDER BY writer";
    let rows = app.store.read().await.unwrap().fetch_all(sql, &[]).await.unwrap();
    let writers: Vec<i64> = rows.iter().map(|row| row.get(0).unwrap()).collect();
    assert_eq!(writers, [0, app.queue.process().0]);
}
