//! Tables `bulk_actions` and `bulk_action_items`: actions on many messages, and what became of each.

use super::{Conn, Row, StoreError, Value, dialect};
use crate::model::{
    BulkAction, BulkActionId, BulkFilter, BulkItem, BulkKind, BulkState, MessageId, ProcessId, ServerId, Timestamp,
};

const COLUMNS: &str = "id, uuid, server_id, user_id, kind, filter, state, total, done, skipped, position_at, \
                       position_id, owner, starts_at, created_at, finished_at";

fn action(row: &Row) -> Result<BulkAction, StoreError> {
    let mut columns = row.columns();
    let mut action = BulkAction {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        user_id: columns.next()?,
        kind: columns.parse(BulkKind::parse)?,
        filter: None,
        state: BulkState::Waiting,
        total: None,
        done: 0,
        skipped: 0,
        position: None,
        owner: ProcessId(0),
        starts_at: Timestamp(0),
        created_at: Timestamp(0),
        finished_at: None,
    };
    let filter: Option<String> = columns.next()?;
    action.filter = filter.and_then(|text| serde_json::from_str::<BulkFilter>(&text).ok());
    action.state = columns.parse(BulkState::parse)?;
    action.total = columns.next()?;
    action.done = columns.next()?;
    action.skipped = columns.next()?;
    let (at, id): (Option<Timestamp>, Option<MessageId>) = (columns.next()?, columns.next()?);
    action.position = at.zip(id);
    action.owner = columns.next()?;
    action.starts_at = columns.next()?;
    action.created_at = columns.next()?;
    action.finished_at = columns.next()?;
    Ok(action)
}

/// Inserts all but `id`, which is answered, and the messages when they are named. Inside a transaction only.
pub async fn insert(conn: &mut Conn, new: &BulkAction, messages: &[MessageId]) -> Result<BulkActionId, StoreError> {
    let filter = new.filter.as_ref().map(|filter| serde_json::to_string(filter).unwrap_or_default());
    let row = conn
        .fetch_one(
            "INSERT INTO bulk_actions (uuid, server_id, user_id, kind, filter, state, total, done, skipped, owner,
                                       starts_at, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?) RETURNING id",
            &[
                (&new.uuid).into(),
                new.server_id.into(),
                new.user_id.into(),
                new.kind.as_str().into(),
                filter.as_deref().into(),
                new.state.as_str().into(),
                new.total.into(),
                new.starts_at.into(),
                new.created_at.into(),
            ],
        )
        .await?;
    let id: BulkActionId = row.get(0)?;
    let items = messages.iter().map(|message_id| BulkItem { message_id: *message_id, outcome: String::new() });
    insert_items(conn, new.server_id, id, &items.collect::<Vec<_>>()).await?;
    Ok(id)
}

async fn insert_items(
    conn: &mut Conn,
    server: ServerId,
    action: BulkActionId,
    items: &[BulkItem],
) -> Result<(), StoreError> {
    let mut rest = items;
    for count in dialect::row_groups(items.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let marks = vec!["(?, ?, ?, ?)"; count].join(", ");
        let sql = format!("INSERT INTO bulk_action_items (server_id, action_id, message_id, outcome) VALUES {marks}");
        let mut values: Vec<Value<'_>> = Vec::with_capacity(4 * count);
        for item in group {
            values.extend([server.into(), action.into(), item.message_id.into(), (&item.outcome).into()]);
        }
        conn.execute(sql, &values).await?;
    }
    Ok(())
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<BulkAction>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bulk_actions WHERE uuid = ? AND server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(action).transpose()
}

/// Those of a mail server, the newest first. `before`: id of the last row of the page before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<BulkAction>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM bulk_actions WHERE server_id = ? AND id < ? ORDER BY id DESC LIMIT ?");
    let values: [Value<'_>; 3] = [server.into(), before.unwrap_or(i64::MAX).into(), limit.into()];
    conn.fetch_all(sql, &values).await?.iter().map(action).collect()
}

/// Ends an action before it is done. `false`: it has ended already.
pub async fn cancel(conn: &mut Conn, id: BulkActionId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE bulk_actions SET state = 'cancelled', finished_at = ? WHERE id = ? AND finished_at IS NULL";
    Ok(conn.execute(sql, &[now.into(), id.into()]).await? == 1)
}

/// Takes an action that is due and that no living process is at, the one that waits longest first. Inside a transaction
/// only.
pub async fn claim(conn: &mut Conn, owner: ProcessId, now: Timestamp) -> Result<Option<BulkAction>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk_actions
          WHERE finished_at IS NULL AND starts_at <= ?
            AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = bulk_actions.owner)
          ORDER BY starts_at, id LIMIT 1{}",
        dialect::skip_locked(conn.engine())
    );
    let Some(row) = conn.fetch_optional(sql, &[now.into()]).await? else { return Ok(None) };
    let found = action(&row)?;
    let taken = "UPDATE bulk_actions SET owner = ?, state = 'running' WHERE id = ? AND finished_at IS NULL";
    conn.execute_exactly(1, "taking a bulk action", taken, &[owner.into(), found.id.into()]).await?;
    Ok(Some(BulkAction { owner, state: BulkState::Running, ..found }))
}

/// Named messages that nothing has been done to yet.
pub async fn next_messages(conn: &mut Conn, action: &BulkAction, limit: i64) -> Result<Vec<MessageId>, StoreError> {
    conn.fetch_all(
        "SELECT message_id FROM bulk_action_items
          WHERE server_id = ? AND action_id = ? AND outcome = '' ORDER BY message_id LIMIT ?",
        &[action.server_id.into(), action.id.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// Whether this process is to go on with it. `false`: it was cancelled, or another process has it now.
pub async fn is_open(conn: &mut Conn, action: &BulkAction) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM bulk_actions WHERE id = ? AND owner = ? AND finished_at IS NULL";
    Ok(conn.fetch_optional(sql, &[action.id.into(), action.owner.into()]).await?.is_some())
}

/// Notes what became of some messages, and the figures of `action`. `false`: it was cancelled, or another process has it
/// now. Inside a transaction only.
pub async fn record(conn: &mut Conn, action: &BulkAction, items: &[BulkItem]) -> Result<bool, StoreError> {
    let (at, id) = action.position.unzip();
    let rows = conn
        .execute(
            "UPDATE bulk_actions SET done = ?, skipped = ?, position_at = ?, position_id = ? WHERE id = ? AND owner = ?",
            &[
                action.done.into(),
                action.skipped.into(),
                at.into(),
                id.into(),
                action.id.into(),
                action.owner.into(),
            ],
        )
        .await?;
    if action.filter.is_some() {
        insert_items(conn, action.server_id, action.id, items).await?;
    } else {
        for item in items {
            let sql =
                "UPDATE bulk_action_items SET outcome = ? WHERE server_id = ? AND action_id = ? AND message_id = ?";
            let values: [Value<'_>; 4] =
                [(&item.outcome).into(), action.server_id.into(), action.id.into(), item.message_id.into()];
            conn.execute(sql, &values).await?;
        }
    }
    Ok(rows == 1 && is_open(conn, action).await?)
}

/// Everything is done.
pub async fn finish(conn: &mut Conn, action: &BulkAction, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE bulk_actions SET state = 'done', total = done + skipped, finished_at = ?, owner = 0
                WHERE id = ? AND owner = ? AND finished_at IS NULL";
    conn.execute(sql, &[now.into(), action.id.into(), action.owner.into()]).await.map(drop)
}

/// Somebody else may go on with it.
pub async fn release(conn: &mut Conn, action: &BulkAction) -> Result<(), StoreError> {
    let sql = "UPDATE bulk_actions SET owner = 0 WHERE id = ? AND owner = ?";
    conn.execute(sql, &[action.id.into(), action.owner.into()]).await.map(drop)
}

/// By message, those after `after`.
pub async fn list_items(
    conn: &mut Conn,
    action: &BulkAction,
    after: i64,
    limit: i64,
) -> Result<Vec<BulkItem>, StoreError> {
    conn.fetch_all(
        "SELECT message_id, outcome FROM bulk_action_items
          WHERE server_id = ? AND action_id = ? AND message_id > ? ORDER BY message_id LIMIT ?",
        &[action.server_id.into(), action.id.into(), after.into(), limit.into()],
    )
    .await?
    .iter()
    .map(|row| Ok(BulkItem { message_id: row.get(0)?, outcome: row.get(1)? }))
    .collect()
}

/// Removes a piece of an action that ended before a time, of the oldest; `false`: there is none.
pub async fn prune_some(conn: &mut Conn, before: Timestamp, rows: i64) -> Result<bool, StoreError> {
    let sql = "SELECT server_id, id FROM bulk_actions WHERE finished_at < ? ORDER BY finished_at LIMIT 1";
    let Some(row) = conn.fetch_optional(sql, &[before.into()]).await? else { return Ok(false) };
    let (server, id): (ServerId, BulkActionId) = (row.get(0)?, row.get(1)?);
    let last = "SELECT message_id FROM bulk_action_items WHERE server_id = ? AND action_id = ?
                 ORDER BY message_id LIMIT 1 OFFSET ?";
    let last = conn.fetch_optional(last, &[server.into(), id.into(), (rows - 1).into()]).await?;
    let last: Option<i64> = last.map(|row| row.get(0)).transpose()?;
    let delete = "DELETE FROM bulk_action_items WHERE server_id = ? AND action_id = ? AND message_id <= ?";
    conn.execute(delete, &[server.into(), id.into(), last.unwrap_or(i64::MAX).into()]).await?;
    if last.is_none() {
        conn.execute("DELETE FROM bulk_actions WHERE id = ?", &[id.into()]).await?;
    }
    Ok(true)
}
