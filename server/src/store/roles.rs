//! Table `process_roles`: what only one process does at a time, such as the scheduled tasks.
//!
//! The role is leased by the database's clock. A process that stands still for longer than its lease lasts does not
//! notice that another one has taken over; the [`Fence`] does: what it writes after that is refused.

use std::time::Duration;

use super::{Conn, Store, StoreError, Transaction, dialect};
use crate::model::ProcessId;

/// The role of the process that runs the scheduled tasks.
pub const TASKS: &str = "tasks";

/// Proof that a process has had a role since some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleLease {
    pub role: &'static str,
    pub owner: ProcessId,
    pub generation: i64,
}

/// Under what right a task writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fence {
    /// A person asked for it: whatever it does may also happen twice at the same time.
    Open,
    Leased(RoleLease),
}

/// Takes a role that nobody has any more. `None`: somebody has it.
pub async fn acquire(
    tx: &mut Transaction,
    role: &'static str,
    owner: ProcessId,
    lasts: Duration,
) -> Result<Option<RoleLease>, StoreError> {
    let now = dialect::now(tx.engine());
    // A process that has left, or that others have buried, is not waited for.
    let taken = tx
        .execute(
            format!(
                "UPDATE process_roles SET owner = ?, generation = generation + 1, expires_at = {now} + ?
                  WHERE name = ? AND (expires_at < {now}
                                      OR NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = process_roles.owner))"
            ),
            &[owner.into(), micros(lasts).into(), role.into()],
        )
        .await?;
    if taken == 0 {
        return Ok(None);
    }
    let row = tx.fetch_one("SELECT generation FROM process_roles WHERE name = ?", &[role.into()]).await?;
    Ok(Some(RoleLease { role, owner, generation: row.get(0)? }))
}

/// Makes the lease last from now on. `false`: another process has the role.
pub async fn renew(conn: &mut Conn, lease: RoleLease, lasts: Duration) -> Result<bool, StoreError> {
    let now = dialect::now(conn.engine());
    let sql =
        format!("UPDATE process_roles SET expires_at = {now} + ? WHERE name = ? AND owner = ? AND generation = ?");
    let values = [micros(lasts).into(), lease.role.into(), lease.owner.into(), lease.generation.into()];
    Ok(conn.execute(sql, &values).await? == 1)
}

/// Gives the role back. `false`: another process has it.
pub async fn release(conn: &mut Conn, lease: RoleLease) -> Result<bool, StoreError> {
    let sql = "UPDATE process_roles SET owner = 0, expires_at = 0 WHERE name = ? AND owner = ? AND generation = ?";
    Ok(conn.execute(sql, &[lease.role.into(), lease.owner.into(), lease.generation.into()]).await? == 1)
}

/// The process that has the role, whether it lives or not. 0: nobody.
pub async fn owner(conn: &mut Conn, role: &str) -> Result<ProcessId, StoreError> {
    conn.fetch_one("SELECT owner FROM process_roles WHERE name = ?", &[role.into()]).await?.get(0)
}

/// Begins a transaction that nobody can overtake: who wants the role waits until it ends.
/// [`StoreError::RoleLost`]: somebody has taken it already.
pub async fn begin(store: &Store, fence: Fence) -> Result<Transaction, StoreError> {
    let mut tx = store.begin().await?;
    let Fence::Leased(lease) = fence else { return Ok(tx) };
    let sql = format!(
        "SELECT generation FROM process_roles WHERE name = ? AND owner = ? AND generation = ?{}",
        dialect::keep_unchanged(tx.engine())
    );
    let values = [lease.role.into(), lease.owner.into(), lease.generation.into()];
    match tx.fetch_optional(sql, &values).await? {
        Some(_) => Ok(tx),
        None => Err(StoreError::RoleLost(lease.role)),
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
