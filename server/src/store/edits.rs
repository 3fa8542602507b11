//! Table `edits`: objects that are being changed at this moment, so that a change and the look before it are one.

use std::time::Duration;

use super::{Conn, StoreError};
use crate::model::{ProcessId, Timestamp};

/// No change takes longer: what is older was left behind.
const STALE_AFTER: Duration = Duration::from_secs(300);

/// Begins to change an object. `false`: somebody else does at this moment.
pub async fn begin(conn: &mut Conn, object: &str, owner: ProcessId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "INSERT INTO edits (object, owner, began_at) VALUES (?, ?, ?)";
    match conn.execute(sql, &[object.into(), owner.into(), now.into()]).await {
        Ok(_) => Ok(true),
        Err(StoreError::Unique { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The change is made, or given up.
pub async fn end(conn: &mut Conn, object: &str, owner: ProcessId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM edits WHERE object = ? AND owner = ?", &[object.into(), owner.into()]).await?;
    Ok(())
}

/// Removes what a process that is gone has left behind; answers how many.
pub async fn free_orphan(conn: &mut Conn, object: &str, now: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM edits
                WHERE object = ?
                  AND (began_at < ? OR NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = edits.owner))";
    conn.execute(sql, &[object.into(), (now - STALE_AFTER).into()]).await
}
