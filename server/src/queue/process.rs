//! This process among the others: its row, its sign of life, and what dead ones leave behind.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::{HandOver, Queue};
use crate::model::{Priority, ProcessId, QueuedMessage, Timestamp};
use crate::store::processes::{self, NewProcess};
use crate::store::queue::Lane;
use crate::store::{Conn, Engine, Store, StoreError, Transaction, queue as rows, webhook_requests};

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
        webhook_requests::release_all(&mut tx).await?;
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

/// Takes free rows of one lane that are due, as [`rows::claim`] says. None for a process that others took for dead: it
/// goes on when it has a new id.
pub async fn claim(
    queue: &Queue,
    lane: &Lane,
    due_before: Timestamp,
    limit: i64,
    order: [Priority; 3],
) -> Result<Vec<QueuedMessage>, StoreError> {
    let owner = queue.process();
    let mut tx = queue.store().begin().await?;
    if !processes::hold(&mut tx, owner).await? {
        return Ok(Vec::new());
    }
    let claimed = rows::claim(&mut tx, owner, lane, due_before, limit, order).await?;
    commit(queue, tx, owner, claimed).await
}

/// As [`claim`], of those among the first due rows that have waited since `created_before` or longer. Begins a
/// transaction only when there are such.
pub async fn claim_expired(
    queue: &Queue,
    lane: &Lane,
    created_before: Timestamp,
    limit: i64,
) -> Result<Vec<QueuedMessage>, StoreError> {
    let (owner, now) = (queue.process(), queue.clock().now());
    let expired = {
        let mut conn = queue.store().read().await?;
        rows::list_expired(&mut conn, lane, now, created_before, limit).await?
    };
    if expired.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = queue.store().begin().await?;
    if !processes::hold(&mut tx, owner).await? {
        return Ok(Vec::new());
    }
    let mut claimed = Vec::with_capacity(expired.len());
    for row in expired {
        claimed.extend(rows::lease(&mut tx, row, owner).await?);
    }
    commit(queue, tx, owner, claimed).await
}

async fn commit(
    queue: &Queue,
    tx: Transaction,
    owner: ProcessId,
    claimed: Vec<QueuedMessage>,
) -> Result<Vec<QueuedMessage>, StoreError> {
    let Err(error) = tx.commit().await else { return Ok(claimed) };
    // Nobody knows whether the commit arrived. Where this fails too, the audit finds the rows.
    let keys: Vec<_> = claimed.iter().map(|row| (row.server_id, row.message_id)).collect();
    if let Ok(mut conn) = queue.store().write().await {
        let _ = rows::release(&mut conn, owner, &keys).await;
    }
    Err(error)
}

/// Frees the rows of dead processes and removes these; answers how many rows came free.
pub async fn bury_dead(store: &Store) -> Result<u64, StoreError> {
    let dead = processes::list_dead(&mut store.read().await?, DEAD_AFTER).await?;
    let mut freed = 0;
    for id in dead {
        let mut tx = store.begin().await?;
        // Its row goes first and is locked with that: a process that comes back now finds itself gone.
        if processes::delete_dead(&mut tx, id, DEAD_AFTER).await? {
            let rows = release(&mut tx, id).await?;
            tx.commit().await?;
            tracing::warn!(process = id.0, rows, "a process is gone; its messages are due again");
            freed += rows;
        }
    }
    Ok(freed + free_orphans(store).await?)
}

/// Frees all that a process held; answers how many messages.
async fn release(conn: &mut Conn, id: ProcessId) -> Result<u64, StoreError> {
    webhook_requests::release_all_of(conn, id).await?;
    rows::release_all_of(conn, id).await
}

/// Frees rows whose owner is in no list: nobody else would ever look at them.
async fn free_orphans(store: &Store) -> Result<u64, StoreError> {
    let mut orphaned = Vec::new();
    let mut conn = store.read().await?;
    let mut owner = rows::FREE;
    while let Some(next) = rows::next_owner(&mut conn, owner).await? {
        owner = next;
        // Who owns rows has entered itself before, and ids are not used again.
        if !processes::exists(&mut conn, owner).await? {
            orphaned.push(owner);
        }
    }
    owner = rows::FREE;
    while let Some(next) = webhook_requests::next_owner(&mut conn, owner).await? {
        owner = next;
        if !orphaned.contains(&owner) && !processes::exists(&mut conn, owner).await? {
            orphaned.push(owner);
        }
    }
    drop(conn);
    let mut freed = 0;
    for owner in orphaned {
        let rows = release(&mut store.write().await?, owner).await?;
        tracing::warn!(process = owner.0, rows, "messages belonged to a process that is not there; they are due again");
        freed += rows;
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

/// Renews the sign of life once. A process that others took for dead goes on under a new id, and what it took before it
/// noticed is due again.
pub async fn beat(queue: &Queue, hand_over: Option<&HandOver>, process: &NewProcess) -> Result<(), StoreError> {
    let (store, old) = (queue.store(), queue.process());
    if heartbeat(store, old).await? == Heartbeat::Lost {
        let id = register(store, process).await?;
        tracing::warn!(process = id.0, "others took this process for dead; it goes on under a new id");
        queue.set_process(id);
        if let Some(hand_over) = hand_over {
            hand_over.set_process(id);
        }
        // After the change, so that nothing is taken under the old id any more.
        release(&mut store.write().await?, old).await?;
        queue.wake();
    }
    if bury_dead(store).await? > 0 {
        queue.wake();
    }
    Ok(())
}

/// Leaves in order: frees what is still held and removes the row.
pub async fn leave(store: &Store, id: ProcessId) -> Result<u64, StoreError> {
    let mut tx = store.begin().await?;
    // In the order of `bury_dead`, which may run elsewhere at the same time.
    processes::delete(&mut tx, id).await?;
    let rows = release(&mut tx, id).await?;
    tx.commit().await?;
    Ok(rows)
}
