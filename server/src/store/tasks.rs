//! Table `scheduled_tasks`: when each task runs next, and how its last run went.

use std::time::Duration;

use super::{Conn, Row, StoreError};
use crate::model::Timestamp;

/// Characters of an error that are kept.
const ERROR_CHARS: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduledTask {
    pub name: String,
    pub next_run_at: Timestamp,
    pub last: Option<TaskRun>,
}

/// A run that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskRun {
    pub started_at: Timestamp,
    pub duration: Duration,
    /// How much the task changed, or why it failed.
    pub result: Result<u64, String>,
}

const COLUMNS: &str = "name, next_run_at, last_run_at, last_duration_us, last_changed, last_error";

fn read(row: &Row) -> Result<ScheduledTask, StoreError> {
    let mut columns = row.columns();
    let (name, next_run_at) = (columns.next()?, columns.next()?);
    let started_at: Option<Timestamp> = columns.next()?;
    let (duration, changed): (Option<i64>, Option<i64>) = (columns.next()?, columns.next()?);
    let error: Option<String> = columns.next()?;
    let last = started_at.map(|started_at| TaskRun {
        started_at,
        duration: Duration::from_micros(u64::try_from(duration.unwrap_or(0)).unwrap_or(0)),
        result: changed.map(|changed| u64::try_from(changed).unwrap_or(0)).ok_or(error.unwrap_or_default()),
    });
    Ok(ScheduledTask { name, next_run_at, last })
}

pub async fn find(conn: &mut Conn, name: &str) -> Result<Option<ScheduledTask>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM scheduled_tasks WHERE name = ?");
    conn.fetch_optional(sql, &[name.into()]).await?.as_ref().map(read).transpose()
}

/// All that have ever been scheduled, by name.
pub async fn list(conn: &mut Conn) -> Result<Vec<ScheduledTask>, StoreError> {
    conn.fetch_all(format!("SELECT {COLUMNS} FROM scheduled_tasks ORDER BY name"), &[])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Enters a task that is seen for the first time.
pub async fn insert(conn: &mut Conn, name: &str, next_run_at: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "scheduling a task",
        "INSERT INTO scheduled_tasks (name, next_run_at) VALUES (?, ?)",
        &[name.into(), next_run_at.into()],
    )
    .await
}

/// Writes how a run went. `next_run_at`: `None` leaves the schedule as it is.
pub async fn record(
    conn: &mut Conn,
    name: &str,
    run: &TaskRun,
    next_run_at: Option<Timestamp>,
) -> Result<(), StoreError> {
    let changed = run.result.as_ref().ok().map(|changed| i64::try_from(*changed).unwrap_or(i64::MAX));
    let error = run.result.as_ref().err().map(|error| error.chars().take(ERROR_CHARS).collect::<String>());
    conn.execute_exactly(
        1,
        "recording the run of a task",
        "UPDATE scheduled_tasks
            SET last_run_at = ?, last_duration_us = ?, last_changed = ?, last_error = ?,
                next_run_at = COALESCE(?, next_run_at)
          WHERE name = ?",
        &[
            run.started_at.into(),
            i64::try_from(run.duration.as_micros()).unwrap_or(i64::MAX).into(),
            changed.into(),
            error.as_deref().into(),
            next_run_at.into(),
            name.into(),
        ],
    )
    .await
}
