//! Nothing is stuck, whoever dies.

use std::time::Duration;

use postal::model::WebhookFormat;
use postal::queue::process;
use postal::store::Engine;

use super::Hooks;

#[tokio::test]
async fn requests_of_a_process_that_is_gone_are_due_again() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.sql("UPDATE webhook_requests SET owner = 999, due_at = 0").await;
    process::bury_dead(&hooks.app.store).await.unwrap();
    hooks.settles(2).await;
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn a_start_frees_what_the_process_before_held_and_a_stop_what_this_one_does() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    hooks.stop_worker().await;
    let store = &hooks.app.store;
    let owned = "SELECT COUNT(*) FROM webhook_requests WHERE owner <> 0";
    if store.engine() == Engine::Sqlite {
        hooks.sql("UPDATE webhook_requests SET owner = 999").await;
        let process = process::register(store, &hooks.app.this_process()).await.unwrap();
        assert_eq!(hooks.number(owned).await, 0);
        process::leave(store, process).await.unwrap();
    }
    let own = hooks.app.queue.process();
    let mut conn = store.write().await.unwrap();
    conn.execute("UPDATE webhook_requests SET owner = ?", &[own.into()]).await.unwrap();
    drop(conn);
    process::leave(store, own).await.unwrap();
    assert_eq!(hooks.number(owned).await, 0);
}

#[tokio::test]
async fn a_request_that_is_owned_and_not_in_memory_is_found_by_the_audit() {
    let hooks = Hooks::start().await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.answer_once(500, "no");
    hooks.happens().await;
    hooks.settles(1).await;
    let own = hooks.app.queue.process();
    let mut conn = hooks.app.store.write().await.unwrap();
    conn.execute("UPDATE webhook_requests SET owner = ?, due_at = 0", &[own.into()]).await.unwrap();
    drop(conn);
    hooks.app.clock.advance(Duration::from_secs(61));
    hooks.settles(2).await;
    assert_eq!(hooks.waiting().await, 0);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever_and_frees_what_is_in_progress() {
    let hooks = Hooks::with(|config| config.postal.shutdown_timeout = Duration::from_secs(1)).await;
    hooks.webhook(WebhookFormat::Legacy).await;
    hooks.sink.hang();
    hooks.happens().await;
    hooks.requests(1).await;
    hooks.stop_worker().await;
    assert_eq!(hooks.attempts().await, [], "given up without a record");
    process::leave(&hooks.app.store, hooks.app.queue.process()).await.unwrap();
    assert_eq!(hooks.number("SELECT COUNT(*) FROM webhook_requests WHERE owner = 0 AND attempts = 0").await, 1);
}
