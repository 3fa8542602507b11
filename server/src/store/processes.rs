//! Table `processes`: who is running. All times are the database's own, so that clocks of machines do not matter.

use std::time::Duration;

use super::dialect;
use super::{Conn, StoreError};
use crate::model::{ProcessId, Timestamp};

/// What a process tells about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProcess {
    pub host: String,
    pub pid: i64,
    /// Such as `web,smtp,worker`.
    pub roles: String,
    pub version: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub id: ProcessId,
    pub host: String,
    pub pid: i64,
    pub roles: String,
    pub version: String,
    pub started_at: Timestamp,
    pub heartbeat_at: Timestamp,
}

pub async fn insert(conn: &mut Conn, process: &NewProcess) -> Result<ProcessId, StoreError> {
    let now = dialect::now(conn.engine());
    conn.fetch_one(
        format!(
            "INSERT INTO processes (host, pid, roles, version, started_at, heartbeat_at)
             VALUES (?, ?, ?, ?, {now}, {now}) RETURNING id"
        ),
        &[
            process.host.as_str().into(),
            process.pid.into(),
            process.roles.as_str().into(),
            process.version.as_str().into(),
        ],
    )
    .await?
    .get(0)
}

/// All that have signed on and were not buried yet.
pub async fn list(conn: &mut Conn) -> Result<Vec<Process>, StoreError> {
    conn.fetch_all("SELECT id, host, pid, roles, version, started_at, heartbeat_at FROM processes ORDER BY id", &[])
        .await?
        .iter()
        .map(|row| {
            let mut columns = row.columns();
            Ok(Process {
                id: columns.next()?,
                host: columns.next()?,
                pid: columns.next()?,
                roles: columns.next()?,
                version: columns.next()?,
                started_at: columns.next()?,
                heartbeat_at: columns.next()?,
            })
        })
        .collect()
}

/// Renews the sign of life. `false`: others have declared this process dead and taken its rows.
pub async fn heartbeat(conn: &mut Conn, id: ProcessId) -> Result<bool, StoreError> {
    let now = dialect::now(conn.engine());
    let changed = conn.execute(format!("UPDATE processes SET heartbeat_at = {now} WHERE id = ?"), &[id.into()]).await?;
    Ok(changed == 1)
}

/// Writes without changing anything: it works when the database takes writes.
pub async fn touch(conn: &mut Conn, id: ProcessId) -> Result<(), StoreError> {
    // MariaDB counts changed rows only, so the answer says nothing.
    conn.execute("UPDATE processes SET pid = pid WHERE id = ?", &[id.into()]).await.map(drop)
}

pub async fn exists(conn: &mut Conn, id: ProcessId) -> Result<bool, StoreError> {
    Ok(conn.fetch_optional("SELECT id FROM processes WHERE id = ?", &[id.into()]).await?.is_some())
}

/// Whether others still believe in a process. They cannot bury it before this transaction ends, so what is written
/// in its name here is found by those who do.
pub async fn hold(conn: &mut Conn, id: ProcessId) -> Result<bool, StoreError> {
    let sql = format!("SELECT id FROM processes WHERE id = ?{}", dialect::keep_locked(conn.engine()));
    Ok(conn.fetch_optional(sql, &[id.into()]).await?.is_some())
}

/// Processes without a sign of life for longer than `silence`.
pub async fn list_dead(conn: &mut Conn, silence: Duration) -> Result<Vec<ProcessId>, StoreError> {
    let now = dialect::now(conn.engine());
    let silence = i64::try_from(silence.as_micros()).unwrap_or(i64::MAX);
    conn.fetch_all(format!("SELECT id FROM processes WHERE heartbeat_at < {now} - ? ORDER BY id"), &[silence.into()])
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Removes the row of a process, but only while it is silent for longer than `silence`: it may have come back.
pub async fn delete_dead(conn: &mut Conn, id: ProcessId, silence: Duration) -> Result<bool, StoreError> {
    let now = dialect::now(conn.engine());
    let silence = i64::try_from(silence.as_micros()).unwrap_or(i64::MAX);
    let sql = format!("DELETE FROM processes WHERE id = ? AND heartbeat_at < {now} - ?");
    Ok(conn.execute(sql, &[id.into(), silence.into()]).await? == 1)
}

pub async fn delete(conn: &mut Conn, id: ProcessId) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM processes WHERE id = ?", &[id.into()]).await? == 1)
}

/// Removes all but `id`. Only where no other process can be running: SQLite, at start.
pub async fn delete_others(conn: &mut Conn, id: ProcessId) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM processes WHERE id <> ?", &[id.into()]).await
}
