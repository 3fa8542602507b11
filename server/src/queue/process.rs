//! This process among the others: its row, its sign of life, and what dead ones leave behind.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{HandOver, Queue};
use crate::model::ProcessId;
use crate::store::processes::{self, NewProcess};
use crate::store::{Engine, Store, StoreError, queue as rows};

/// How often the sign of life is renewed.
pub const HEARTBEAT: Duration = Duration::from_secs(15);
/// Silence after which a process counts as dead. Measured with the database's clock.
pub const DEAD_AFTER: Duration = Duration::from_secs(60);

/// Enters this process. On SQLite, where there is one process per file, everything that an earlier one held is free.
pub async fn register(store: &Store, process: &NewProcess) -> Result<ProcessId, StoreError> {
    let mut tx = store.begin().await?;
    let id = processes::insert(&mut tx, process).await?;
    if store.engine() == Engine::Sqlite {
        rows::release_all(&mut tx).await?;
        processes::delete_others(&mut tx, id).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// What a sign of life found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heartbeat {
    Alive,
    /// Others took this process for dead: its rows are theirs. Forget what is in memory and register again.
    Lost,
}

/// Renews the sign of life.
pub async fn heartbeat(store: &Store, id: ProcessId) -> Result<Heartbeat, StoreError> {
    let is_known = processes::heartbeat(&mut store.write().await?, id).await?;
    Ok(if is_known { Heartbeat::Alive } else { Heartbeat::Lost })
}

/// Frees the rows of dead processes and removes these; answers how many rows came free.
pub async fn bury_dead(store: &Store) -> Result<u64, StoreError> {
    let dead = processes::list_dead(&mut store.read().await?, DEAD_AFTER).await?;
    let mut freed = 0;
    for id in dead {
        let mut tx = store.begin().await?;
        // Its row goes first and is locked with that: a process that comes back now finds itself gone.
        if processes::delete_dead(&mut tx, id, DEAD_AFTER).await? {
            let rows = rows::release_all_of(&mut tx, id).await?;
            tx.commit().await?;
            tracing::warn!(process = id.0, rows, "a process is gone; its messages are due again");
            freed += rows;
        }
    }
    Ok(freed)
}

/// Renews the sign of life and looks after dead processes until `stop`. Runs in every process.
pub async fn keep_alive(queue: Queue, hand_over: Option<HandOver>, process: NewProcess, stop: CancellationToken) {
    loop {
        if let Err(error) = beat(&queue, hand_over.as_ref(), &process).await {
            tracing::error!(%error, "the sign of life of this process cannot be renewed");
        }
        // Real time: the database's clock is what counts.
        tokio::select! {
            () = tokio::time::sleep(HEARTBEAT) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn beat(queue: &Queue, hand_over: Option<&HandOver>, process: &NewProcess) -> Result<(), StoreError> {
    let store = queue.store();
    if heartbeat(store, queue.process()).await? == Heartbeat::Lost {
        let id = register(store, process).await?;
        tracing::warn!(process = id.0, "others took this process for dead; it goes on under a new id");
        queue.set_process(id);
        if let Some(hand_over) = hand_over {
            hand_over.set_process(id);
        }
    }
    if bury_dead(store).await? > 0 {
        queue.wake();
    }
    Ok(())
}

/// Leaves in order: frees what is still held and removes the row.
pub async fn leave(store: &Store, id: ProcessId) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let rows = rows::release_all_of(&mut tx, id).await?;
    processes::delete(&mut tx, id).await?;
    tx.commit().await?;
    Ok(rows)
}
