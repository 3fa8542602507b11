use std::time::Duration;

use poem::http::Method;
use postal::metrics::{CodeClass, TrackingHit};
use postal::model::MessageStatus;
use postal::store::queue_depth;
use postal::worker::tasks;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{Scrape, until};
use crate::delivery::Post;
use crate::smtp_server::{KEY, MESSAGE, Tenant};
use crate::support::app::TestApp;
use crate::support::management_api::Api;
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::plain;

#[tokio::test]
async fn a_session_is_counted_as_postal_3_counts_it() {
    let tenant = Tenant::start(SmtpApp::new().tls()).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    smtp.starttls().await;
    let mut smtp = smtp.ehlo().await;
    smtp.says("MAIL FROM:<>", "250").await;
    smtp.says("RSET", "250").await;
    let smtp = smtp.auth(KEY).await.mail_from("a@example.com").await;
    let mut smtp = smtp.rcpt_to("b@c.example").await.rcpt_to("d@c.example").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let during = Scrape::of(&tenant.app).await;
    for (sample, value) in [
        ("postal_smtp_server_connections_total", 1.0),
        ("postal_smtp_server_connections_open", 1.0),
        ("postal_smtp_server_tls_connections_total", 1.0),
        ("postal_smtp_server_commands_total{command=\"EHLO\"}", 2.0),
        ("postal_smtp_server_commands_total{command=\"STARTLS\"}", 1.0),
        ("postal_smtp_server_commands_total{command=\"STARTTLS\"}", 1.0),
        ("postal_smtp_server_commands_total{command=\"RSET\"}", 1.0),
        ("postal_smtp_server_commands_total{command=\"AUTH PLAIN\"}", 1.0),
        // One per recipient.
        ("postal_smtp_server_messages_total{tls=\"yes\",type=\"outgoing\"}", 2.0),
    ] {
        assert_eq!(during.get(sample).to_bits(), f64::to_bits(value), "{sample}: {}", during.get(sample));
    }
    assert!(!during.has("postal_smtp_server_commands_total{command=\"HELO\"}"));
    // The certificate of the tests is valid for long.
    assert!(during.get("postal_tls_certificate_expiry_seconds{use=\"smtp_server\"}") > 1_795_358_146.0);
    assert!(during.get("postal_committer_batch_rows_count") >= 1.0);
}

#[tokio::test]
async fn what_clients_do_wrong_is_counted_by_kind() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await;
    smtp.says("NONSENSE", "502").await;
    smtp.says("STARTTLS", "502").await;
    smtp.says("MAIL FROM:<a@example.com>", "503").await;
    let mut smtp = smtp.helo().await;
    smtp.says("RCPT TO:<a@example.com>", "503").await;
    smtp.says("DATA", "503").await;
    smtp.says(&format!("AUTH PLAIN {}", plain("wrong")), "535").await;
    smtp.says("AUTH PLAIN cGFzcw==", "535").await;
    let mut smtp = smtp.mail_from("a@example.com").await;
    smtp.says("RCPT TO:<>", "501").await;
    smtp.says("RCPT TO:<x@rp.postal.example.com>", "550").await;
    smtp.says("RCPT TO:<x@elsewhere.example>", "530").await;
    let scrape = Scrape::of(&tenant.app).await;
    for error in [
        "invalid-command",
        "tls-unavailable",
        "mail-from-out-of-order",
        "rcpt-to-out-of-order",
        "data-out-of-order",
        "invalid-credentials",
        "missing-credentials",
        "empty-rcpt-to",
        "invalid-server-token",
        "authentication-required",
    ] {
        let sample = format!("postal_smtp_server_client_errors{{error=\"{error}\"}}");
        assert_eq!(scrape.get(&sample).to_bits(), 1.0f64.to_bits(), "{error}: {}", scrape.get(&sample));
    }
}

#[tokio::test]
async fn deliveries_are_counted_by_what_they_came_to() {
    let post = Post::start().await;
    let sent = post.send("b@example.net").await.id;
    assert_eq!(post.record(sent).await.status, MessageStatus::Sent);
    post.mx.reply_to("RCPT", "550 5.1.1 nobody");
    let failed = post.send("c@example.net").await.id;
    assert_eq!(post.record(failed).await.status, MessageStatus::HardFail);
    post.until(async || post.app.metrics.worker.last_look().is_some()).await;
    let job = "{job=\"ProcessQueuedMessagesJob\",thread=\"0\"}";
    // The record is there before the attempt has come to its end.
    post.until(async || Scrape::of(&post.app).await.get(&format!("postal_worker_job_executions{job}")) >= 2.0).await;
    let scrape = Scrape::of(&post.app).await;
    for (sample, least) in [
        (format!("postal_worker_job_runtime_count{job}"), 3.0),
        ("postal_message_queue_latency_count".to_owned(), 2.0),
        ("postal_deliveries_total{scope=\"outgoing\",status=\"Sent\"}".to_owned(), 1.0),
        ("postal_deliveries_total{scope=\"outgoing\",status=\"HardFail\"}".to_owned(), 1.0),
        ("postal_smtp_client_duration_seconds_count{status=\"Sent\"}".to_owned(), 1.0),
        ("postal_worker_last_look_timestamp_seconds".to_owned(), 1_795_358_146.0),
        ("postal_build_info{version=\"4.0.0-alpha.1\"}".to_owned(), 1.0),
        ("process_open_fds".to_owned(), 1.0),
        ("process_resident_memory_bytes".to_owned(), 1_000_000.0),
    ] {
        assert!(scrape.get(&sample) >= least, "{sample}: {}", scrape.get(&sample));
    }
    assert!(scrape.has("postal_worker_deliveries_in_progress"));
    post.stop_worker().await;
}

#[tokio::test]
async fn a_task_is_timed_under_its_name() {
    let app = TestApp::start().await;
    let stop = CancellationToken::new();
    let run = tasks::run(app.task_services(), stop.clone());
    let running = app.tasks.spawn(run);
    let sample = "postal_worker_task_runtime_count{task=\"ExpireHeldMessagesScheduledTask\"}";
    until(async || {
        app.clock.advance(Duration::from_secs(3600));
        Scrape::of(&app).await.get(sample) >= 1.0
    })
    .await;
    stop.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn the_queue_is_shown_by_state_and_by_its_longest_destinations() {
    let app = TestApp::start().await;
    let rows = "INSERT INTO queued_messages
        (server_id, message_id, destination, due_at, attempts, is_manual, owner, generation, created_at, is_counted)
        VALUES (1, ?, ?, ?, 0, FALSE, ?, 0, 0, FALSE)";
    let now = crate::support::app::START.0;
    let second = 1_000_000;
    for (id, destination, due_at, owner) in [
        (1, "a.example", now - 90 * second, 0),
        (2, "a.example", now + 90 * second, 0),
        (3, "b.example", now - 10 * second, 0),
        (4, "b.example", now - 200 * second, 7),
    ] {
        let (id, owner) = (i64::from(id), i64::from(owner));
        let mut conn = app.store.write().await.unwrap();
        conn.execute(rows, &[id.into(), destination.into(), due_at.into(), owner.into()]).await.unwrap();
    }
    let depth = queue_depth::read(&mut app.store.read().await.unwrap(), crate::support::app::START).await.unwrap();
    assert_eq!((depth.due.rows, depth.due.oldest), (2, Duration::from_secs(90)));
    assert_eq!((depth.waiting.rows, depth.taken.rows), (1, 1));
    assert_eq!(depth.taken.oldest, Duration::from_secs(200));
    let names: Vec<(&str, u64)> =
        depth.destinations.iter().map(|each| (each.destination.as_str(), each.rows)).collect();
    assert_eq!(names, [("a.example", 2), ("b.example", 1)]);

    let scrape = Scrape::of(&app).await;
    for (sample, value) in [
        ("postal_queue_messages{state=\"due\"}", 2.0),
        ("postal_queue_messages{state=\"waiting\"}", 1.0),
        ("postal_queue_messages{state=\"taken\"}", 1.0),
        ("postal_queue_oldest_seconds{state=\"due\"}", 90.0),
        ("postal_queue_destination_messages{destination=\"a.example\"}", 2.0),
    ] {
        assert_eq!(scrape.get(sample).to_bits(), f64::to_bits(value), "{sample}: {}", scrape.get(sample));
    }
    let pools = ["readers", "server"].map(|pool| format!("postal_database_connections_max{{pool=\"{pool}\"}}"));
    assert!(pools.iter().any(|sample| scrape.get(sample) >= 8.0));
}

#[tokio::test]
async fn requests_are_counted_by_operation_never_by_what_clients_write() {
    let app = TestApp::start().await;
    let api = Api::new(&app);
    let token = app.token().await;
    api.get(&token, "/me").await;
    api.get(&token, "/organizations/acme").await;
    api.get(&token, "/organizations/none").await;
    api.post(&token, "/nowhere/x", json!({})).await;
    api.send(Method::POST, "/api/v1/send/message", &[], "{}").await;
    api.send(Method::GET, "/ip", &[], "").await;
    let scrape = Scrape::of(&app).await;
    for (labels, value) in [
        ("api=\"v2\",operation=\"me_get\",status=\"200\"", 1.0),
        ("api=\"v2\",operation=\"organization_get\",status=\"200\"", 1.0),
        ("api=\"v2\",operation=\"organization_get\",status=\"404\"", 1.0),
        ("api=\"v2\",operation=\"other\",status=\"404\"", 1.0),
        ("api=\"v1\",operation=\"send/message\",status=\"200\"", 1.0),
        ("api=\"web\",operation=\"other\",status=\"200\"", 1.0),
    ] {
        let found = scrape.get(&format!("postal_http_requests_total{{{labels}}}"));
        assert_eq!(found.to_bits(), f64::to_bits(value), "{labels}: {found}");
    }
    assert!(scrape.get("postal_http_request_duration_seconds_count{api=\"v2\",operation=\"organization_get\"}") >= 2.0);
}

#[tokio::test]
async fn webhooks_and_tracking_have_their_counters() {
    let app = TestApp::start().await;
    app.metrics.webhook_request(CodeClass::of(Some(503)), Duration::from_millis(20));
    app.metrics.tracking_hit(TrackingHit::Click);
    let scrape = Scrape::of(&app).await;
    for sample in [
        "postal_webhook_requests_total{code=\"5xx\"}",
        "postal_webhook_request_duration_seconds_count{code=\"5xx\"}",
        "postal_tracking_hits_total{kind=\"click\"}",
    ] {
        assert!(scrape.get(sample) >= 1.0, "{sample}");
    }
}
