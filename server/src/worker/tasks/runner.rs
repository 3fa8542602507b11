//! Runs each task at its times while this process has the role.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::role::{self, Held};
use super::{Context, Services, TASKS, Task, report};
use crate::model::Timestamp;
use crate::store::roles::{self, Fence};
use crate::store::tasks::{self as rows, TaskRun};
use crate::store::{Batches, StoreError};

/// Pause after the database failed.
const DATABASE_PAUSE: Duration = Duration::from_secs(5);

/// Runs all tasks until `stop`; ends when those in progress have come to their next batch.
pub async fn run(services: Services, stop: CancellationToken) {
    let services = Arc::new(services);
    let (sender, held) = watch::channel(None);
    let keeper = role::keep(services.queue.clone(), sender, stop.clone());
    let loops = TASKS.iter().map(|task| one(services.clone(), task, held.clone(), stop.clone()));
    tokio::join!(keeper, futures::future::join_all(loops));
    role::release(&services.store, &held).await;
}

/// One task, for as long as the process lives.
async fn one(
    services: Arc<Services>,
    task: &'static Task,
    mut held: watch::Receiver<Option<Held>>,
    stop: CancellationToken,
) {
    loop {
        let lease = tokio::select! {
            biased;
            () = stop.cancelled() => None,
            lease = held.wait_for(Option::is_some) => lease.ok().and_then(|lease| lease.clone()),
        };
        let Some(lease) = lease else { return };
        match while_held(&services, task, &lease).await {
            // Until the keeper has noticed, too.
            Err(StoreError::RoleLost(_)) => tokio::select! {
                () = lease.over.cancelled() => {}
                () = tokio::time::sleep(DATABASE_PAUSE) => {}
            },
            Err(error) => {
                tracing::error!(task = task.name, %error, "the schedule of a task cannot be read or written");
                tokio::select! {
                    () = tokio::time::sleep(DATABASE_PAUSE) => {}
                    () = stop.cancelled() => {}
                }
            }
            Ok(()) => {}
        }
    }
}

/// Runs the task at its times until the lease is over.
async fn while_held(services: &Arc<Services>, task: &'static Task, held: &Held) -> Result<(), StoreError> {
    let fence = Fence::Leased(held.lease);
    let (mut next_run_at, mut last_run_at) = schedule(services, task, fence).await?;
    while !held.over.is_cancelled() {
        tokio::select! {
            () = services.clock.sleep_until(next_run_at) => {}
            () = held.over.cancelled() => return Ok(()),
        }
        let context = Context {
            services: services.clone(),
            batches: Batches::new(services.store.clone(), fence, held.over.clone()),
            now: services.clock.now(),
            last_run_at,
        };
        let run = task.carry_out(context).await;
        if held.over.is_cancelled() {
            // Whoever has the role next goes on with it.
            return Ok(());
        }
        report(task, &run);
        last_run_at = Some(run.started_at);
        next_run_at = task.when.next(services.clock.now());
        record(services, task, fence, &run, next_run_at).await?;
    }
    Ok(())
}

/// When the task is due. One that is seen for the first time is scheduled and not run at once.
async fn schedule(
    services: &Services,
    task: &Task,
    fence: Fence,
) -> Result<(Timestamp, Option<Timestamp>), StoreError> {
    let mut tx = roles::begin(&services.store, fence).await?;
    if let Some(known) = rows::find(&mut tx, task.name).await? {
        return Ok((known.next_run_at, known.last.map(|last| last.started_at)));
    }
    let next = task.when.next(services.clock.now());
    rows::insert(&mut tx, task.name, next).await?;
    tx.commit().await?;
    Ok((next, None))
}

async fn record(
    services: &Services,
    task: &Task,
    fence: Fence,
    run: &TaskRun,
    next_run_at: Timestamp,
) -> Result<(), StoreError> {
    let mut tx = roles::begin(&services.store, fence).await?;
    rows::record(&mut tx, task.name, run, Some(next_run_at)).await?;
    tx.commit().await
}
