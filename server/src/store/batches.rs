//! Work that takes minutes in transactions that take milliseconds, so that mail flows meanwhile.

use std::ops::{Deref, DerefMut};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::roles::{self, Fence};
use super::{Conn, Store, StoreError, Transaction};
use crate::model::Timestamp;

/// A transaction takes no more work after this time. On SQLite nobody else can write while it is open.
const FULL_AFTER: Duration = Duration::from_millis(8);
/// Longest pause after a transaction.
const LONGEST_PAUSE: Duration = Duration::from_millis(100);
/// A transaction that collides with others is begun again so often.
const MAX_TRIES: u32 = 8;

/// How a task that goes on for long reads and writes; cheap to clone.
#[derive(Debug, Clone)]
pub struct Batches {
    store: Store,
    fence: Fence,
    stop: CancellationToken,
}

/// One transaction of [`Batches`].
#[derive(Debug)]
pub struct Batch {
    tx: Transaction,
    store: Store,
    began: Instant,
}

impl Batches {
    /// `stop`: the task ends after the batch in progress.
    pub fn new(store: Store, fence: Fence, stop: CancellationToken) -> Self {
        Self { store, fence, stop }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Waits until the work is to stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// The task must end: what is left is done by the next run.
    pub fn is_stopped(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Begins a transaction under the fence.
    pub async fn begin(&self) -> Result<Batch, StoreError> {
        let tx = roles::begin(&self.store, self.fence).await?;
        Ok(Batch { tx, store: self.store.clone(), began: Instant::now() })
    }

    /// A pause before what failed is done again. The error itself when that makes no sense; count `tries` from 0.
    pub async fn again(&self, error: StoreError, tries: &mut u32) -> Result<(), StoreError> {
        *tries += 1;
        if !error.is_retryable() || *tries >= MAX_TRIES {
            return Err(error);
        }
        tokio::time::sleep(Duration::from_millis(5 << *tries)).await;
        Ok(())
    }
}

impl Batch {
    /// It has gone on for long enough: commit and begin another one.
    pub fn is_full(&self) -> bool {
        self.began.elapsed() >= FULL_AFTER
    }

    /// Commits, then leaves the database to others for as long as this took.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await?;
        let pause = self.began.elapsed().min(LONGEST_PAUSE);
        self.store.keep_log_short().await?;
        tokio::time::sleep(pause).await;
        Ok(())
    }
}

impl Deref for Batch {
    type Target = Conn;
    fn deref(&self) -> &Conn {
        &self.tx
    }
}

impl DerefMut for Batch {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.tx
    }
}

/// Rows that one statement of [`delete_older`] deletes; rows of the same time go together.
const ROWS_AT_ONCE: i64 = 500;

/// Deletes the rows of `table` whose `column` lies before a time, the oldest first; answers how many. `column` must be
/// the first of an index.
pub async fn delete_older(
    batches: &Batches,
    table: &'static str,
    column: &'static str,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let (mut deleted, mut tries) = (0, 0);
    while !batches.is_stopped() {
        match delete_some(batches, table, column, before).await {
            Ok((rows, is_more)) => {
                (deleted, tries) = (deleted + rows, 0);
                if !is_more {
                    break;
                }
            }
            Err(error) => batches.again(error, &mut tries).await?,
        }
    }
    Ok(deleted)
}

/// One statement of it. `true`: there are more.
async fn delete_some(
    batches: &Batches,
    table: &'static str,
    column: &'static str,
    before: Timestamp,
) -> Result<(u64, bool), StoreError> {
    let boundary: Option<i64> = {
        let mut conn = batches.store().read().await?;
        let sql = format!(
            "SELECT {column} FROM {table} WHERE {column} < ? ORDER BY {column} LIMIT 1 OFFSET {}",
            ROWS_AT_ONCE - 1
        );
        conn.fetch_optional(sql, &[before.into()]).await?.map(|row| row.get(0)).transpose()?
    };
    let last = boundary.unwrap_or(before.0 - 1);
    let mut batch = batches.begin().await?;
    let rows = batch.execute(format!("DELETE FROM {table} WHERE {column} <= ?"), &[last.into()]).await?;
    batch.commit().await?;
    Ok((rows, boundary.is_some()))
}
