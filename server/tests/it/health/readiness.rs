use std::time::Duration;

use postal::clock::Clock as _;
use postal::health::Role;
use serde_json::{Value, json};

use super::{ask, listen};
use crate::support::app::TestApp;

/// The checks that fail, with their reasons.
async fn problems(app: &TestApp) -> Vec<(&'static str, String)> {
    let report = app.readiness.check().await;
    report.checks.into_iter().filter_map(|check| Some((check.name, check.problem?))).collect()
}

#[tokio::test]
async fn a_process_is_ready_when_everything_answers() {
    let app = TestApp::start().await;
    app.metrics.worker.looked(app.clock.now());
    assert!(problems(&app).await.is_empty());
    let servers = listen(&app).await;
    for path in ["/readyz", "/health/ready"] {
        let ready = ask(servers.address(Role::Worker).unwrap(), "GET", path, "").await;
        assert_eq!((ready.status, ready.content_type.as_str(), ready.body.as_str()), (200, "text/plain", "OK"));
    }
    servers.stop().await;
}

#[tokio::test]
async fn a_worker_that_does_not_move_is_not_ready_and_says_why() {
    let app = TestApp::start().await;
    assert_eq!(problems(&app).await, [("queue", "the worker has not looked at the queue yet".to_owned())]);
    app.metrics.worker.looked(app.clock.now());
    app.clock.advance(Duration::from_secs(75));
    assert_eq!(problems(&app).await, [("queue", "the worker has not looked at the queue for 75 s".to_owned())]);

    let servers = listen(&app).await;
    let address = servers.address(Role::Worker).unwrap();
    let text = ask(address, "GET", "/health/ready", "").await;
    assert_eq!((text.status, text.body.as_str()), (503, "queue: the worker has not looked at the queue for 75 s\n"));
    let json = ask(address, "GET", "/readyz", "Accept: application/json\r\n").await;
    assert_eq!((json.status, json.content_type.as_str()), (503, "application/json"));
    let body: Value = serde_json::from_str(&json.body).unwrap();
    assert_eq!(body["ready"], json!(false));
    let reason = "the worker has not looked at the queue for 75 s";
    assert_eq!(body["checks"][4], json!({"name": "queue", "ok": false, "reason": reason}));
    assert_eq!(body["checks"][1], json!({"name": "database", "ok": true}));
    // It is alive all the same.
    assert_eq!(ask(address, "GET", "/health", "").await.body, "OK");
    servers.stop().await;
}

#[tokio::test]
async fn a_process_that_stops_is_not_ready() {
    let app = TestApp::start().await;
    app.metrics.worker.looked(app.clock.now());
    assert!(app.readiness.recent().await.is_ready());
    app.stop.cancel();
    // At once, whatever was said before.
    assert!(!app.readiness.recent().await.is_ready());
    assert_eq!(problems(&app).await, [("stopping", "the process is about to stop".to_owned())]);
}

#[tokio::test]
async fn a_database_that_is_gone_fails_its_checks() {
    let app = TestApp::start().await;
    app.metrics.worker.looked(app.clock.now());
    app.store.close().await;
    let names: Vec<&str> = problems(&app).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["database", "migrations", "committer"]);
}

#[tokio::test]
async fn pending_migrations_are_a_reason() {
    let app = TestApp::start().await;
    app.metrics.worker.looked(app.clock.now());
    let forget = "DELETE FROM postal_migrations WHERE name = '0011_mails'";
    let changed = app.store.write().await.unwrap().execute(forget, &[]).await.unwrap();
    assert_eq!(changed, 1);
    let reason = "1 migration(s) are pending: run `postal upgrade`".to_owned();
    assert_eq!(problems(&app).await, [("migrations", reason)]);
}
