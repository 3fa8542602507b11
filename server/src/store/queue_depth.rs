//! How much waits in `queued_messages`, for the metrics. Each question reads a bounded part of one index.

use super::dialect::sum;
use super::{Conn, StoreError};
use crate::metrics::{DestinationDepth, QueueDepth, StateDepth};
use crate::model::Timestamp;

/// Rows that are counted of the free ones, and of the taken ones.
const MAX_COUNTED: i64 = 50_000;
/// Destinations that are shown.
const TOP_DESTINATIONS: i64 = 10;

/// The queue of the whole installation at `now`. What lies beyond 50,000 rows is not counted.
pub async fn read(conn: &mut Conn, now: Timestamp) -> Result<QueueDepth, StoreError> {
    let is_due = sum(conn.engine(), "CASE WHEN due_at <= ? THEN 1 ELSE 0 END");
    let free = conn
        .fetch_one(
            format!(
                "SELECT COUNT(*), {is_due}, MIN(due_at)
                   FROM (SELECT due_at FROM queued_messages WHERE owner = 0
                          ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT ?) AS first_rows"
            ),
            &[now.into(), MAX_COUNTED.into()],
        )
        .await?;
    let taken = conn
        .fetch_one(
            "SELECT COUNT(*), MIN(due_at)
               FROM (SELECT due_at FROM queued_messages WHERE owner > 0
                      ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT ?) AS first_rows",
            &[MAX_COUNTED.into()],
        )
        .await?;
    let (rows, due): (i64, i64) = (free.get(0)?, free.get(1)?);
    let late_by = |first: Option<Timestamp>| first.map(|at| now.since(at)).unwrap_or_default();
    Ok(QueueDepth {
        due: StateDepth { rows: due.unsigned_abs(), oldest: late_by(free.get(2)?) },
        waiting: StateDepth { rows: (rows - due).unsigned_abs(), ..StateDepth::default() },
        taken: StateDepth { rows: taken.get::<i64>(0)?.unsigned_abs(), oldest: late_by(taken.get(1)?) },
        destinations: destinations(conn).await?,
    })
}

async fn destinations(conn: &mut Conn) -> Result<Vec<DestinationDepth>, StoreError> {
    conn.fetch_all(
        "SELECT destination, COUNT(*) AS amount
           FROM (SELECT destination FROM queued_messages WHERE owner = 0
                  ORDER BY owner, destination, ip_address_id, priority, due_at LIMIT ?) AS first_rows
          GROUP BY destination ORDER BY amount DESC, destination LIMIT ?",
        &[MAX_COUNTED.into(), TOP_DESTINATIONS.into()],
    )
    .await?
    .iter()
    .map(|row| Ok(DestinationDepth { destination: row.get(0)?, rows: row.get::<i64>(1)?.unsigned_abs() }))
    .collect()
}
