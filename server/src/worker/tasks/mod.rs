//! Scheduled tasks: what is due by the clock, done by one process at a time.
//!
//! [`registry`] names every task with its times and its one domain function. Each process that works keeps trying to get
//! the role `tasks` ([`role`]); the one that has it runs the tasks ([`runner`]), each in a loop of its own, so that a long
//! one holds up no other. Each task does the same however often it runs.

mod registry;
mod role;
mod runner;
mod schedule;

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::FutureExt as _;
use futures::future::BoxFuture;

use crate::accounts::Accounts;
use crate::clock::SharedClock;
use crate::domains::Domains;
use crate::metrics::Metrics;
use crate::model::Timestamp;
use crate::notifications::Notices;
use crate::queue::Queue;
use crate::store::roles::Fence;
use crate::store::tasks::TaskRun;
use crate::store::{Batches, Store, StoreError, tasks as rows};
use crate::tracking::Tracking;

pub use registry::TASKS;
pub use runner::run;
pub use schedule::When;

/// A task: its name, which is stored, its times and what it does.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    pub name: &'static str,
    pub when: When,
    pub run: fn(Context) -> BoxFuture<'static, Result<u64, TaskError>>,
}

/// What tasks work with. Built by `app` and by the command `tasks run`.
pub struct Services {
    pub store: Store,
    pub clock: SharedClock,
    pub queue: Queue,
    pub accounts: Accounts,
    pub notices: Notices,
    pub domains: Domains,
    pub tracking: Tracking,
    pub metrics: Metrics,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Services")
    }
}

/// What one run of a task is handed.
#[derive(Debug, Clone)]
pub struct Context {
    pub services: Arc<Services>,
    /// For work that goes on for long.
    pub batches: Batches,
    pub now: Timestamp,
    /// Start of the last run, if there was one.
    pub last_run_at: Option<Timestamp>,
}

/// Why a run failed; the text is what operators read.
#[derive(Debug)]
pub struct TaskError(String);

impl<E: std::error::Error> From<E> for TaskError {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            let more = error.to_string();
            // Transparent errors say the same as their cause.
            if !text.ends_with(&more) {
                text.push_str(": ");
                text.push_str(&more);
            }
            cause = error.source();
        }
        Self(text)
    }
}

/// The task of this name.
pub fn find(name: &str) -> Option<&'static Task> {
    TASKS.iter().find(|task| task.name == name)
}

impl Task {
    /// Runs once, now. A fault of the task is a failed run.
    async fn carry_out(&self, context: Context) -> TaskRun {
        let (started_at, began) = (context.now, Instant::now());
        let metrics = context.services.metrics.clone();
        let work = std::panic::AssertUnwindSafe((self.run)(context)).catch_unwind();
        let result = match work.await {
            Ok(result) => result.map_err(|error| error.0),
            Err(_) => Err("a fault of our own; the log has more".to_owned()),
        };
        metrics.worker.task(self.name, began.elapsed());
        if result.is_err() {
            metrics.worker.error("TaskError");
        }
        TaskRun { started_at, duration: began.elapsed(), result }
    }
}

/// Runs a task once because a person asked for it, beside those that run by the clock, and records how it went. The
/// schedule stays.
pub async fn run_once(services: &Arc<Services>, task: &Task) -> Result<TaskRun, StoreError> {
    let store = &services.store;
    let now = services.clock.now();
    let known = rows::find(&mut store.read().await?, task.name).await?;
    if known.is_none() {
        match rows::insert(&mut store.write().await?, task.name, task.when.next(now)).await {
            // The service was faster.
            Ok(()) | Err(StoreError::Unique { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    let context = Context {
        services: services.clone(),
        batches: Batches::new(store.clone(), Fence::Open, tokio_util::sync::CancellationToken::new()),
        now,
        last_run_at: known.and_then(|known| known.last).map(|last| last.started_at),
    };
    let run = task.carry_out(context).await;
    rows::record(&mut store.write().await?, task.name, &run, None).await?;
    report(task, &run);
    Ok(run)
}

fn report(task: &Task, run: &TaskRun) {
    let (task, duration_ms) = (task.name, run.duration.as_millis() as u64);
    match &run.result {
        // The minute's tasks have mostly nothing to do.
        Ok(0) if run.duration < Duration::from_secs(1) => {
            tracing::debug!(component = "worker", thread = "tasks", task, duration_ms, "task finished: {task}");
        }
        Ok(changed) => {
            tracing::info!(component = "worker", thread = "tasks", task, changed, duration_ms, "task finished: {task}");
        }
        Err(error) => {
            tracing::error!(component = "worker", thread = "tasks", task, error, duration_ms, "task failed: {task}");
        }
    }
}
