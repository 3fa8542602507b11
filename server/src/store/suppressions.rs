//! Table `suppressions`: addresses that a mail server does not send to. Only the type `recipient` is used.

use super::batches::{Batches, delete_older};
use super::dialect::on_conflict_set;
use super::{Conn, Row, StoreError};
use crate::model::{ServerId, Suppression, Timestamp};

fn read(row: &Row) -> Result<Suppression, StoreError> {
    let mut columns = row.columns();
    Ok(Suppression {
        server_id: columns.next()?,
        address: columns.next()?,
        reason: columns.next()?,
        created_at: columns.next()?,
        keep_until: columns.next()?,
    })
}

/// The form in which addresses are compared: case does not matter.
pub fn address_key(address: &str) -> String {
    address.to_lowercase()
}

/// Adds an entry; where there is one, its reason and its end are replaced and its first day stays. One without an end keeps
/// both.
pub async fn upsert(conn: &mut Conn, entry: &Suppression) -> Result<(), StoreError> {
    if entry.keep_until.is_some()
        && find(conn, entry.server_id, &entry.address).await?.is_some_and(|known| known.keep_until.is_none())
    {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO suppressions (server_id, type, address, address_key, reason, created_at, keep_until)
         VALUES (?, 'recipient', ?, ?, ?, ?, ?){}",
        on_conflict_set(conn.engine(), "server_id, type, address_key", &["reason", "keep_until"])
    );
    conn.execute(
        sql,
        &[
            entry.server_id.into(),
            entry.address.as_str().into(),
            address_key(&entry.address).into(),
            entry.reason.as_str().into(),
            entry.created_at.into(),
            entry.keep_until.into(),
        ],
    )
    .await
    .map(drop)
}

/// The entry for an address, expired or not.
pub async fn find(conn: &mut Conn, server: ServerId, address: &str) -> Result<Option<Suppression>, StoreError> {
    conn.fetch_optional(
        "SELECT server_id, address, reason, created_at, keep_until FROM suppressions
          WHERE server_id = ? AND type = 'recipient' AND address_key = ?",
        &[server.into(), address_key(address).into()],
    )
    .await?
    .as_ref()
    .map(read)
    .transpose()
}

/// Newest first, those that come after the entry `after` (its time and address).
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(Timestamp, &str)>,
    limit: i64,
) -> Result<Vec<Suppression>, StoreError> {
    let (time, address) = after.unwrap_or((Timestamp(i64::MAX), ""));
    conn.fetch_all(
        "SELECT server_id, address, reason, created_at, keep_until FROM suppressions
          WHERE server_id = ? AND type = 'recipient' AND (created_at < ? OR (created_at = ? AND address_key > ?))
          ORDER BY created_at DESC, address_key LIMIT ?",
        &[server.into(), time.into(), time.into(), address_key(address).into(), limit.into()],
    )
    .await?
    .iter()
    .map(read)
    .collect()
}

/// `false`: there was none.
pub async fn delete(conn: &mut Conn, server: ServerId, address: &str) -> Result<bool, StoreError> {
    let removed = conn
        .execute(
            "DELETE FROM suppressions WHERE server_id = ? AND type = 'recipient' AND address_key = ?",
            &[server.into(), address_key(address).into()],
        )
        .await?;
    Ok(removed > 0)
}

/// Removes entries whose end has passed.
pub async fn delete_expired(batches: &Batches, now: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "suppressions", "keep_until", now).await
}
