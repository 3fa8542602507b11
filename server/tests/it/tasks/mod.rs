//! Scheduled tasks: who runs them, when, and what they leave behind.

mod deletions;
mod mails;
mod notifications;
mod retention;
mod role;
mod runner;

use std::sync::Arc;

use postal::store::tasks::{self, ScheduledTask};
use postal::worker::tasks::{self as product, TASKS};

use crate::support::app::TestApp;

/// Runs a task as `postal tasks run` does; answers how much it changed.
pub async fn run(app: &TestApp, name: &str) -> u64 {
    let services = Arc::new(app.task_services());
    let run = product::run_once(&services, product::find(name).unwrap()).await.unwrap();
    run.result.unwrap()
}

async fn row(app: &TestApp, name: &str) -> Option<ScheduledTask> {
    tasks::find(&mut app.store.read().await.unwrap(), name).await.unwrap()
}

#[tokio::test]
async fn each_task_runs_twice_with_the_same_result_and_leaves_the_schedule() {
    let app = TestApp::start().await;
    for task in TASKS {
        run(&app, task.name).await;
        let first = row(&app, task.name).await.unwrap();
        assert_eq!(run(&app, task.name).await, 0, "{}", task.name);
        assert_eq!(row(&app, task.name).await.unwrap().next_run_at, first.next_run_at, "{}", task.name);
    }
}

#[test]
fn names_are_told_apart() {
    let mut names: Vec<_> = TASKS.iter().map(|task| task.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), TASKS.len());
    assert!(names.iter().all(|name| name.len() <= 64));
}
