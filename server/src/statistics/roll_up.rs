//! Moves what has ended out of the counters of the processes into hours, days, months and years.

use std::time::Duration;

use super::Width;
use crate::model::Timestamp;
use crate::store::counters::Dimension;
use crate::store::{Store, StoreError, retried, rollup};

const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Hours can be looked at for so long; then their days remain.
pub const KEEP_HOURS: Duration = Duration::from_secs(92 * 24 * 3600);
/// Domains and tags can be looked at for so long.
pub const KEEP_NAMES: Duration = Duration::from_secs(92 * 24 * 3600);

/// Hours, or days, of mail servers in one transaction: it lasts milliseconds, and SQLite has one writer.
const PER_TRANSACTION: i64 = 32;

/// Rolls up all hours and days that have ended, and removes what is not kept any longer. Answers how many rows were moved or
/// removed. Can be called at any time, by several processes at once, and be interrupted.
pub async fn roll_up(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let mut changed = 0;
    loop {
        let moved = retried!(roll_hours(store, now.floor(HOUR)))?;
        if moved == 0 {
            break;
        }
        changed += moved;
    }
    loop {
        let merged = retried!(merge_names(store, now.floor(DAY)))?;
        if merged == 0 {
            break;
        }
        changed += merged;
    }
    let mut conn = store.write().await?;
    changed += rollup::delete_rolled(&mut conn, Width::Hour.as_str(), (now - KEEP_HOURS).floor(HOUR)).await?;
    changed += rollup::delete_names(&mut conn, (now - KEEP_NAMES).floor(DAY)).await?;
    Ok(changed)
}

async fn roll_hours(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    let open = rollup::list_open_hours(&mut store.read().await?, before, PER_TRANSACTION).await?;
    if open.is_empty() {
        return Ok(0);
    }
    let mut tx = store.begin().await?;
    for (server, hour) in &open {
        let Some(totals) = rollup::take_hour(&mut tx, *server, *hour).await? else { continue };
        for width in Width::ALL {
            rollup::add_rolled(&mut tx, *server, width.as_str(), width.start_of(*hour), &totals).await?;
        }
    }
    tx.commit().await?;
    Ok(open.len() as u64)
}

async fn merge_names(store: &Store, before: Timestamp) -> Result<u64, StoreError> {
    let open = rollup::list_open_days(&mut store.read().await?, before, PER_TRANSACTION).await?;
    let mut merged = 0;
    for (server, day) in open {
        for dimension in Dimension::ALL {
            let mut tx = store.begin().await?;
            merged += rollup::merge_names(&mut tx, server, dimension, day).await?;
            tx.commit().await?;
        }
    }
    Ok(merged)
}
