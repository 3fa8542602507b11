use std::time::Duration;

use postal::app::App;
use postal::store::{Engine, roles, tasks as rows};
use postal::worker::tasks::{self, TASKS};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::row;
use crate::support::FakeDns;
use crate::support::app::{START, TestApp};

const TASK: &str = "ExpireHeldMessagesScheduledTask";

struct Runner {
    stop: CancellationToken,
    task: tokio::task::JoinHandle<()>,
}

fn start(app: &App) -> Runner {
    let stop = CancellationToken::new();
    let task = TaskTracker::new().spawn(tasks::run(app.task_services(), stop.clone()));
    Runner { stop, task }
}

impl Runner {
    async fn stop(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

/// Waits until the database says so.
async fn until<F: Future<Output = bool>>(condition: impl Fn() -> F) {
    for _ in 0..1000 {
        if condition().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it did not come to that in 10 seconds");
}

async fn scheduled(app: &TestApp) -> usize {
    rows::list(&mut app.store.read().await.unwrap()).await.unwrap().len()
}

#[tokio::test]
async fn a_task_is_scheduled_when_first_seen_then_run_at_its_times() {
    let app = TestApp::start().await;
    let runner = start(&app);
    until(async || scheduled(&app).await == TASKS.len()).await;
    let first = row(&app, TASK).await.unwrap();
    // The test begins at 14:35:46.
    assert_eq!(first.next_run_at.to_rfc3339(), "2026-11-22T15:15:00.000000Z");
    assert_eq!(first.last, None);
    for hour in [16, 17] {
        app.clock.advance(Duration::from_secs(3600));
        let next = format!("2026-11-22T{hour}:15:00.000000Z");
        until(async || row(&app, TASK).await.unwrap().next_run_at.to_rfc3339() == next).await;
    }
    let last = row(&app, TASK).await.unwrap().last.unwrap();
    assert_eq!((last.started_at, last.result), (START + Duration::from_secs(7200), Ok(0)));
    runner.stop().await;
    let owner = roles::owner(&mut app.store.read().await.unwrap(), roles::TASKS).await.unwrap();
    assert_eq!(owner.0, 0, "the role is given back");
}

#[tokio::test]
async fn after_a_failed_run_the_next_time_is_stored_with_the_reason() {
    let app = TestApp::start().await;
    let runner = start(&app);
    until(async || scheduled(&app).await == TASKS.len()).await;
    app.store.write().await.unwrap().execute("DROP TABLE minute_counters", &[]).await.unwrap();
    app.clock.advance(Duration::from_secs(3600));
    let name = "PruneMinuteCountersTask";
    until(async || row(&app, name).await.unwrap().last.is_some()).await;
    let failed = row(&app, name).await.unwrap();
    assert_eq!(failed.next_run_at.to_rfc3339(), "2026-11-22T16:15:00.000000Z");
    assert!(failed.last.unwrap().result.unwrap_err().contains("minute_counters"));
    // The others went on.
    until(async || row(&app, TASK).await.unwrap().last.is_some()).await;
    runner.stop().await;
}

#[tokio::test]
async fn a_second_process_takes_over_when_the_first_has_ended() {
    let app = TestApp::start().await;
    if app.store.engine() == Engine::Sqlite {
        return; // One process per file.
    }
    let dns = FakeDns::start().await;
    let other = app.another(dns.address()).await;
    let first = start(&app);
    until(async || scheduled(&app).await == TASKS.len()).await;
    first.stop().await;
    let second = start(&other);
    app.clock.advance(Duration::from_secs(3600));
    until(async || row(&app, TASK).await.unwrap().last.is_some()).await;
    let owner = roles::owner(&mut app.store.read().await.unwrap(), roles::TASKS).await.unwrap();
    assert_eq!(owner, other.queue.process());
    second.stop().await;
    other.close().await.unwrap();
}
