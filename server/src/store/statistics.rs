//! Reads `hourly_counters` and `minute_counters`: each process writes rows of its own, here they are summed.

use super::batches::{Batches, delete_older};
use super::dialect::sum;
use super::{Conn, StoreError};
use crate::model::{ProcessId, ServerId, Timestamp};

/// What happened in one span of time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    pub incoming: i64,
    pub outgoing: i64,
    pub spam: i64,
    pub bounces: i64,
    pub held: i64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.incoming += other.incoming;
        self.outgoing += other.outgoing;
        self.spam += other.spam;
        self.bounces += other.bounces;
        self.held += other.held;
    }
}

/// Sums per hour from `since` (inclusive) until `until` (exclusive), oldest first; hours without a row are left out.
pub async fn list_hourly(
    conn: &mut Conn,
    server: ServerId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Timestamp, Totals)>, StoreError> {
    let engine = conn.engine();
    let sums = ["incoming", "outgoing", "spam", "bounces", "held"].map(|column| sum(engine, column)).join(", ");
    conn.fetch_all(
        format!(
            "SELECT hour, {sums} FROM hourly_counters WHERE server_id = ? AND hour >= ? AND hour < ?
              GROUP BY hour ORDER BY hour"
        ),
        &[server.into(), since.into(), until.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        let hour = columns.next()?;
        let counters = Totals {
            incoming: columns.next()?,
            outgoing: columns.next()?,
            spam: columns.next()?,
            bounces: columns.next()?,
            held: columns.next()?,
        };
        Ok((hour, counters))
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
