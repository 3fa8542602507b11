//! Columns `send_limit_…` of `servers`: what was found about a limit, and when people were told.

use super::{Conn, StoreError};
use crate::model::{ServerId, Timestamp};

/// What people are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    Approaching,
    Exceeded,
}

impl Warning {
    /// Column of when it was found, and of when people were told.
    const fn columns(self) -> (&'static str, &'static str) {
        match self {
            Warning::Approaching => ("send_limit_approaching_at", "send_limit_approaching_notified_at"),
            Warning::Exceeded => ("send_limit_exceeded_at", "send_limit_exceeded_notified_at"),
        }
    }
}

/// Mail servers for which it was found since a time, and nobody has been told since another.
pub async fn list(
    conn: &mut Conn,
    warning: Warning,
    found_since: Timestamp,
    told_before: Timestamp,
) -> Result<Vec<ServerId>, StoreError> {
    let (found, told) = warning.columns();
    let sql = format!(
        "SELECT s.id FROM servers s JOIN organizations o ON o.id = s.organization_id
          WHERE s.{found} >= ? AND (s.{told} IS NULL OR s.{told} <= ?) AND s.send_limit IS NOT NULL
            AND s.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY s.id"
    );
    conn.fetch_all(sql, &[found_since.into(), told_before.into()]).await?.iter().map(|row| row.get(0)).collect()
}

/// Remembers that people are told. `false`: somebody else does that.
pub async fn mark(
    conn: &mut Conn,
    server: ServerId,
    warning: Warning,
    now: Timestamp,
    told_before: Timestamp,
) -> Result<bool, StoreError> {
    let (_, told) = warning.columns();
    let sql = format!("UPDATE servers SET {told} = ? WHERE id = ? AND ({told} IS NULL OR {told} <= ?)");
    Ok(conn.execute(sql, &[now.into(), server.into(), told_before.into()]).await? == 1)
}
