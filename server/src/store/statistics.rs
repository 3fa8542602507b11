//! Reads the counters: sums over the rows of all writers and over what has been rolled up.
//!
//! What is in both tables is never read twice (`store::rollup`); each figure is one statement, so that nothing is moved
//! between two looks.

use super::batches::{Batches, delete_older};
use super::counters::{Dimension, NamedCounter};
use super::dialect::sum;
use super::{Conn, Engine, StoreError, Value};
use crate::model::{ProcessId, ServerId, Timestamp};

pub use super::figures::{NamedTotals, Totals};

fn sums(engine: Engine, columns: &[&str]) -> String {
    columns.iter().map(|column| sum(engine, column)).collect::<Vec<_>>().join(", ")
}

/// Sums of one mail server from `since` (inclusive) until `until` (exclusive), oldest first. Each is at the start of a span
/// of `width` (see the migration), or of an hour inside of one; spans without a row are left out.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    width: &str,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, Totals)>, StoreError> {
    let (sums, columns) = (sums(conn.engine(), Totals::COLUMNS), Totals::COLUMNS.join(", "));
    conn.fetch_all(
        format!(
            "SELECT span, {sums} FROM (
                SELECT starts_at AS span, {columns} FROM rolled_counters
                 WHERE server_id = ? AND width = ? AND starts_at >= ? AND starts_at < ?
                UNION ALL
                SELECT hour AS span, {columns} FROM hourly_counters
                 WHERE server_id = ? AND hour >= ? AND hour < ?) AS counted
              GROUP BY span ORDER BY span"
        ),
        &[server.into(), width.into(), since.into(), until.into(), server.into(), since.into(), until.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        Ok((columns.next()?, Totals::read(&mut columns)?))
    })
    .collect()
}

/// Sums per mail server of the hours since `since`. Deleted servers are left out.
pub async fn list_servers(conn: &mut Conn, since: Timestamp) -> Result<Vec<(ServerId, Totals)>, StoreError> {
    let (sums, columns) = (sums(conn.engine(), Totals::COLUMNS), Totals::COLUMNS.join(", "));
    conn.fetch_all(
        format!(
            "SELECT server_id, {sums} FROM (
                SELECT server_id, {columns} FROM rolled_counters WHERE width = 'hour' AND starts_at >= ?
                UNION ALL
                SELECT server_id, {columns} FROM hourly_counters WHERE hour >= ?) AS counted
              GROUP BY server_id ORDER BY server_id"
        ),
        &[since.into(), since.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        Ok((columns.next()?, Totals::read(&mut columns)?))
    })
    .collect()
}

/// Everything that was ever counted in this installation.
pub async fn total(conn: &mut Conn) -> Result<Totals, StoreError> {
    let (sums, columns) = (sums(conn.engine(), Totals::COLUMNS), Totals::COLUMNS.join(", "));
    let row = conn
        .fetch_one(
            format!(
                "SELECT {sums} FROM (
                    SELECT {columns} FROM rolled_counters WHERE width = 'year'
                    UNION ALL
                    SELECT {columns} FROM hourly_counters) AS counted"
            ),
            &[],
        )
        .await?;
    Totals::read(&mut row.columns())
}

/// The domains or tags of a mail server with the most of `order`, from the day `since` until before the day `until`.
pub async fn list_names(
    conn: &mut Conn,
    server: ServerId,
    dimension: Dimension,
    (since, until): (Timestamp, Timestamp),
    order: NamedCounter,
    limit: i64,
) -> Result<Vec<(String, NamedTotals)>, StoreError> {
    let engine = conn.engine();
    let (sums, order) = (sums(engine, NamedTotals::COLUMNS), sum(engine, order.column()));
    conn.fetch_all(
        format!(
            "SELECT name, {sums} FROM name_counters
              WHERE server_id = ? AND dimension = ? AND day >= ? AND day < ?
              GROUP BY name ORDER BY {order} DESC, name LIMIT ?"
        ),
        &[server.into(), dimension.as_str().into(), since.into(), until.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        Ok((columns.next()?, NamedTotals::read(&mut columns)?))
    })
    .collect()
}

/// `(incoming, outgoing)` of the minutes that start after `since`.
pub async fn sum_minutes(conn: &mut Conn, server: ServerId, since: Timestamp) -> Result<(i64, i64), StoreError> {
    let engine = conn.engine();
    let row = conn
        .fetch_one(
            format!(
                "SELECT {}, {} FROM minute_counters WHERE server_id = ? AND minute > ?",
                sum(engine, "incoming"),
                sum(engine, "outgoing")
            ),
            &[server.into(), since.into()],
        )
        .await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// As [`sum_minutes`], of many mail servers at once; those without mail are left out.
pub async fn list_minutes(
    conn: &mut Conn,
    servers: &[ServerId],
    since: Timestamp,
) -> Result<Vec<(ServerId, i64, i64)>, StoreError> {
    if servers.is_empty() {
        return Ok(Vec::new());
    }
    let engine = conn.engine();
    let sql = format!(
        "SELECT server_id, {}, {} FROM minute_counters WHERE server_id IN ({}) AND minute > ? GROUP BY server_id",
        sum(engine, "incoming"),
        sum(engine, "outgoing"),
        vec!["?"; servers.len()].join(", ")
    );
    let values: Vec<Value<'_>> = servers.iter().map(|id| (*id).into()).chain([since.into()]).collect();
    conn.fetch_all(sql, &values).await?.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// `outgoing` of the minutes that start after `since`, as counted by other processes than `writer`.
pub async fn sum_outgoing_of_others(
    conn: &mut Conn,
    writer: ProcessId,
    server: ServerId,
    since: Timestamp,
) -> Result<i64, StoreError> {
    let engine = conn.engine();
    conn.fetch_one(
        format!(
            "SELECT {} FROM minute_counters WHERE server_id = ? AND minute > ? AND writer <> ?",
            sum(engine, "outgoing")
        ),
        &[server.into(), since.into(), writer.into()],
    )
    .await?
    .get(0)
}

/// Removes minutes that nobody asks for any more.
pub async fn delete_minutes(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "minute_counters", "minute", before).await
}
