//! Takes ended hours and days out of the counters that processes write, and adds them to what stays.
//!
//! Taking and adding are one transaction, and `DELETE … RETURNING` gives a row to one taker only: however often and by how
//! many at once it is done, and whatever is written late, each count is somewhere exactly once.

use std::collections::BTreeMap;

use super::counters::{Dimension, NameRow, NamedTotals, Totals, add_names};
use super::dialect::on_conflict_add;
use super::{Conn, StoreError, Value};
use crate::model::{ProcessId, ServerId, Timestamp};

/// Rows with this writer are nobody's: they are sums.
const NOBODY: ProcessId = ProcessId(0);

/// Hours of mail servers that began before `before` and are still in the rows of their writers.
pub async fn list_open_hours(
    conn: &mut Conn,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(ServerId, Timestamp)>, StoreError> {
    conn.fetch_all(
        "SELECT DISTINCT server_id, hour FROM hourly_counters WHERE hour < ? ORDER BY server_id, hour LIMIT ?",
        &[before.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Takes the rows of one hour away; `None`: somebody else has.
pub async fn take_hour(conn: &mut Conn, server: ServerId, hour: Timestamp) -> Result<Option<Totals>, StoreError> {
    let sql = format!(
        "DELETE FROM hourly_counters WHERE server_id = ? AND hour = ? RETURNING {}",
        Totals::COLUMNS.join(", ")
    );
    let mut taken = None;
    for row in conn.fetch_all(sql, &[server.into(), hour.into()]).await? {
        *taken.get_or_insert_with(Totals::default) += Totals::read(&mut row.columns())?;
    }
    Ok(taken)
}

/// Adds to one row of `rolled_counters`; `width`: see the migration.
pub async fn add_rolled(
    conn: &mut Conn,
    server: ServerId,
    width: &str,
    starts_at: Timestamp,
    totals: &Totals,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO rolled_counters (server_id, width, starts_at, {}) VALUES (?, ?, ?{}){}",
        Totals::COLUMNS.join(", "),
        ", ?".repeat(Totals::COLUMNS.len()),
        on_conflict_add(conn.engine(), "server_id, width, starts_at", "rolled_counters", Totals::COLUMNS)
    );
    let key = [server.into(), width.into(), starts_at.into()];
    let values: Vec<Value<'_>> = key.into_iter().chain(totals.values()).collect();
    conn.execute(sql, &values).await.map(drop)
}

/// Removes the rows of one width that began before `before`; coarser ones keep their sums.
pub async fn delete_rolled(conn: &mut Conn, width: &str, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM rolled_counters WHERE width = ? AND starts_at < ?", &[width.into(), before.into()]).await
}

/// Days of mail servers that began before `before` and whose names are still counted per writer.
pub async fn list_open_days(
    conn: &mut Conn,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(ServerId, Timestamp)>, StoreError> {
    conn.fetch_all(
        "SELECT DISTINCT server_id, day FROM name_counters WHERE day < ? AND writer <> ? ORDER BY server_id, day LIMIT ?",
        &[before.into(), NOBODY.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Merges the rows of all writers for one day; answers how many there were.
pub async fn merge_names(
    conn: &mut Conn,
    server: ServerId,
    dimension: Dimension,
    day: Timestamp,
) -> Result<u64, StoreError> {
    let sql = format!(
        "DELETE FROM name_counters WHERE server_id = ? AND dimension = ? AND day = ? AND writer <> ? RETURNING name, {}",
        NamedTotals::COLUMNS.join(", ")
    );
    let rows = conn.fetch_all(sql, &[server.into(), dimension.as_str().into(), day.into(), NOBODY.into()]).await?;
    let mut names: BTreeMap<String, NamedTotals> = BTreeMap::new();
    for row in &rows {
        let mut columns = row.columns();
        let name: String = columns.next()?;
        *names.entry(name).or_default() += NamedTotals::read(&mut columns)?;
    }
    let merged: Vec<NameRow<'_>> =
        names.iter().map(|(name, sums)| NameRow { server, dimension, day, name, sums: *sums }).collect();
    add_names(conn, NOBODY, &merged).await?;
    Ok(rows.len() as u64)
}

/// Removes days of names that began before `before`.
pub async fn delete_names(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM name_counters WHERE day < ?", &[before.into()]).await
}
