//! This process among the others: its row, its sign of life, and what dead ones leave behind.

use std::time::Duration;

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

/// Leaves in order: frees what is still held and removes the row.
pub async fn leave(store: &Store, id: ProcessId) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    let rows = rows::release_all_of(&mut tx, id).await?;
    processes::delete(&mut tx, id).await?;
    tx.commit().await?;
    Ok(rows)
}
