//! Table `events`: what happened in each mail server, in the order of the commits. Webhooks are told from here.

use super::sequences::{self, Sequence};
use super::{Conn, StoreError, Value, dialect, webhook_events};
use crate::model::NewEvent;

/// Writes events, gives them their ids and queues what webhooks are told about them. Call it at the end of a transaction: the counter of each mail server stays locked
/// until the commit, so that nobody sees an event after a later one.
pub async fn record(conn: &mut Conn, events: &[NewEvent]) -> Result<(), StoreError> {
    const COLUMNS: usize = 7;
    if events.is_empty() {
        return Ok(());
    }
    // Before the counters are locked: it reads messages.
    let told = webhook_events::look(conn, events).await?;
    // Ordered, so that parallel transactions lock counters in the same order.
    let mut ordered: Vec<&NewEvent> = events.iter().collect();
    ordered.sort_by_key(|event| event.server_id);
    let mut rows: Vec<(&NewEvent, i64)> = Vec::with_capacity(ordered.len());
    for group in ordered.chunk_by(|one, next| one.server_id == next.server_id) {
        let Some(first) = group.first() else { continue };
        let first_id = sequences::take(conn, first.server_id, Sequence::Event, group.len() as i64).await?;
        rows.extend(group.iter().copied().zip(first_id..));
    }
    let mut rest = rows.as_slice();
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COLUMNS);
        for (event, id) in group {
            values.extend([
                event.server_id.into(),
                (*id).into(),
                event.kind.as_str().into(),
                event.message_id.into(),
                event.delivery_id.into(),
                event.data.as_ref().map(serde_json::Value::to_string).into(),
                event.at.into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO events (server_id, id, kind, message_id, delivery_id, data, created_at) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "recording events", sql, &values).await?;
    }
    webhook_events::insert(conn, &told, &rows).await
}
