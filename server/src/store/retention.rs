//! What retention removes: raw content, and messages with everything that belongs to them.
//!
//! Nothing here is removed while its message is queued or held. All functions that change something want an open
//! transaction, and a group of rows small enough to take milliseconds.

use std::collections::HashSet;

use super::{Conn, StoreError, Value, dialect};
use crate::model::{ContentId, MessageId, ServerId, Timestamp};

/// Tables with rows of messages, each with an index on (server_id, message_id). Queue rows are not among them: what is
/// queued is not deleted.
pub const OF_MESSAGES: &[&str] =
    &["deliveries", "spam_checks", "events", "clicks", "loads", "message_labels", "bulk_action_items"];

/// What a mail server keeps; `None`: for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub server_id: ServerId,
    pub message_days: Option<i64>,
    pub raw_days: Option<i64>,
    /// MB of 1,048,576 bytes.
    pub raw_megabytes: Option<i64>,
}

/// Place in an order by time and id; begin with the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After(pub Timestamp, pub i64);

impl Default for After {
    fn default() -> Self {
        Self(Timestamp(i64::MIN), i64::MIN)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldContent {
    pub id: ContentId,
    pub created_at: Timestamp,
    pub stored_bytes: i64,
    /// How many messages share it.
    pub messages: i64,
}

/// What a removal came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    pub messages: u64,
    pub contents: u64,
    pub bytes: i64,
}

impl std::ops::AddAssign for Removed {
    fn add_assign(&mut self, other: Removed) {
        self.messages += other.messages;
        self.contents += other.contents;
        self.bytes += other.bytes;
    }
}

/// Of all mail servers that live.
pub async fn list_limits(conn: &mut Conn) -> Result<Vec<Limits>, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT s.id, s.message_retention_days, s.raw_message_retention_days, s.raw_message_retention_size
               FROM servers s JOIN organizations o ON o.id = s.organization_id
              WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY s.id",
            &[],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Limits {
                server_id: row.get(0)?,
                message_days: row.get(1)?,
                raw_days: row.get(2)?,
                raw_megabytes: row.get(3)?,
            })
        })
        .collect()
}

/// Bytes of raw content that a mail server stores, after compression, and how many contents these are. Exact.
pub async fn stored(conn: &mut Conn, server: ServerId) -> Result<(i64, i64), StoreError> {
    let engine = conn.engine();
    let sql = format!(
        "SELECT {}, {} FROM content_sizes WHERE server_id = ?",
        dialect::sum(engine, "bytes"),
        dialect::sum(engine, "contents")
    );
    let row = conn.fetch_one(sql, &[server.into()]).await?;
    Ok((row.get(0)?, row.get(1)?))
}

/// Folds the sums of processes that are gone into one row, so that a row per start does not stay for ever.
pub async fn fold_sizes(conn: &mut Conn, server: ServerId) -> Result<(), StoreError> {
    let rows = conn
        .fetch_all(
            "DELETE FROM content_sizes
              WHERE server_id = ? AND writer <> 0 AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = writer)
              RETURNING contents, bytes",
            &[server.into()],
        )
        .await?;
    let mut sums = (0, 0);
    for row in rows {
        sums.0 += row.get::<i64>(0)?;
        sums.1 += row.get::<i64>(1)?;
    }
    add_to_sizes(conn, server, sums.0, sums.1).await
}

/// Contents from before a time, the oldest first.
pub async fn list_contents(
    conn: &mut Conn,
    server: ServerId,
    after: After,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<OldContent>, StoreError> {
    let After(time, id) = after;
    let rows = conn
        .fetch_all(
            "SELECT c.id, c.created_at, c.stored_bytes,
                    (SELECT COUNT(*) FROM messages m WHERE m.server_id = c.server_id AND m.content_id = c.id)
               FROM contents c
              WHERE c.server_id = ? AND c.created_at >= ? AND c.created_at < ? AND (c.created_at > ? OR c.id > ?)
              ORDER BY c.created_at, c.id LIMIT ?",
            &[server.into(), time.into(), before.into(), time.into(), id.into(), limit.into()],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(OldContent {
                id: row.get(0)?,
                created_at: row.get(1)?,
                stored_bytes: row.get(2)?,
                messages: row.get(3)?,
            })
        })
        .collect()
}

/// Messages from before a time, the oldest first.
pub async fn list_messages(
    conn: &mut Conn,
    server: ServerId,
    after: After,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<(MessageId, Timestamp)>, StoreError> {
    let After(time, id) = after;
    let rows = conn
        .fetch_all(
            "SELECT id, created_at FROM messages
              WHERE server_id = ? AND created_at >= ? AND created_at < ? AND (created_at > ? OR id > ?)
              ORDER BY created_at, id LIMIT ?",
            &[server.into(), time.into(), before.into(), time.into(), id.into(), limit.into()],
        )
        .await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Takes the raw content away from all messages that are neither queued nor held, and removes what no message has any
/// more.
pub async fn remove_contents(conn: &mut Conn, server: ServerId, contents: &[ContentId]) -> Result<Removed, StoreError> {
    let locked = dialect::locked(conn.engine());
    let mut found = Vec::new();
    for group in groups(contents) {
        let sql =
            in_list("SELECT id, is_held FROM messages WHERE server_id = ? AND content_id IN (", group.len(), locked);
        for row in conn.fetch_all(sql, &keyed(server, group)).await? {
            found.push((row.get(0)?, row.get(1)?));
        }
    }
    let free = neither_held_nor_queued(conn, server, found).await?;
    for group in groups(&free) {
        // What this recipient's copy began with is content, too.
        let head =
            "UPDATE messages SET content_id = NULL, prepended_headers = NULL, splices = NULL, version = version + 1
                     WHERE server_id = ? AND id IN (";
        conn.execute(in_list(head, group.len(), ""), &keyed(server, group)).await?;
    }
    remove_unreferenced(conn, server, contents).await
}

/// Takes their raw content away from messages that have come to their end, and removes what no message has any more.
/// Inside a transaction only.
pub(super) async fn discard_contents(
    conn: &mut Conn,
    mut messages: Vec<(ServerId, ContentId, MessageId)>,
) -> Result<(), StoreError> {
    // Ordered, so that parallel transactions lock rows in the same order.
    messages.sort_unstable();
    let locked = dialect::locked(conn.engine());
    for group in messages.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1)) {
        let Some(&(server, content, _)) = group.first() else { continue };
        // Of two recipients whose results are written at the same time, the second one must see the first.
        let sql = format!("SELECT id FROM contents WHERE server_id = ? AND id = ?{locked}");
        conn.fetch_optional(sql, &[server.into(), content.into()]).await?;
        for (_, _, message) in group {
            let sql = "UPDATE messages SET content_id = NULL, prepended_headers = NULL, splices = NULL
                        WHERE server_id = ? AND id = ?";
            conn.execute(sql, &[server.into(), (*message).into()]).await?;
        }
        remove_unreferenced(conn, server, &[content]).await?;
    }
    Ok(())
}

/// Deletes messages that are neither queued nor held with all that belongs to them.
pub async fn delete_messages(conn: &mut Conn, server: ServerId, ids: &[MessageId]) -> Result<Removed, StoreError> {
    let locked = dialect::locked(conn.engine());
    let (mut found, mut contents) = (Vec::new(), Vec::new());
    for group in groups(ids) {
        let head = "SELECT id, is_held, content_id FROM messages WHERE server_id = ? AND id IN (";
        for row in conn.fetch_all(in_list(head, group.len(), locked), &keyed(server, group)).await? {
            found.push((row.get(0)?, row.get(1)?));
            contents.extend(row.get::<Option<ContentId>>(2)?);
        }
    }
    let free = neither_held_nor_queued(conn, server, found).await?;
    let mut deleted = 0;
    for group in groups(&free) {
        let values = keyed(server, group);
        for table in OF_MESSAGES {
            let head = format!("DELETE FROM {table} WHERE server_id = ? AND message_id IN (");
            conn.execute(in_list(&head, group.len(), ""), &values).await?;
        }
        let head = "DELETE FROM messages WHERE server_id = ? AND id IN (";
        deleted += conn.execute(in_list(head, group.len(), ""), &values).await?;
    }
    contents.sort_unstable();
    contents.dedup();
    let removed = remove_unreferenced(conn, server, &contents).await?;
    Ok(Removed { messages: deleted, ..removed })
}

/// Old events that belong to no message, such as those about limits, the oldest first; answers how many went.
pub async fn delete_events(
    conn: &mut Conn,
    server: ServerId,
    before: Timestamp,
    limit: i64,
) -> Result<u64, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT id FROM events e
              WHERE e.server_id = ? AND e.created_at < ?
                AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.server_id = e.server_id AND m.id = e.message_id)
              ORDER BY e.created_at, e.id LIMIT ?",
            &[server.into(), before.into(), limit.into()],
        )
        .await?;
    let ids = rows.iter().map(|row| row.get(0)).collect::<Result<Vec<i64>, _>>()?;
    let mut deleted = 0;
    for group in groups(&ids) {
        let head = "DELETE FROM events WHERE server_id = ? AND id IN (";
        deleted += conn.execute(in_list(head, group.len(), ""), &keyed(server, group)).await?;
    }
    Ok(deleted)
}

/// Of locked messages, those that nobody is going to send.
async fn neither_held_nor_queued(
    conn: &mut Conn,
    server: ServerId,
    found: Vec<(MessageId, bool)>,
) -> Result<Vec<MessageId>, StoreError> {
    let free: Vec<MessageId> = found.into_iter().filter(|(_, is_held)| !is_held).map(|(id, _)| id).collect();
    let mut queued = HashSet::new();
    for group in groups(&free) {
        let head = "SELECT message_id FROM queued_messages WHERE server_id = ? AND message_id IN (";
        for row in conn.fetch_all(in_list(head, group.len(), ""), &keyed(server, group)).await? {
            queued.insert(row.get::<MessageId>(0)?);
        }
    }
    Ok(free.into_iter().filter(|id| !queued.contains(id)).collect())
}

async fn remove_unreferenced(conn: &mut Conn, server: ServerId, contents: &[ContentId]) -> Result<Removed, StoreError> {
    let mut removed = Removed::default();
    for group in groups(contents) {
        let tail = " AND NOT EXISTS (SELECT 1 FROM messages m
                                      WHERE m.server_id = contents.server_id AND m.content_id = contents.id)
                    RETURNING id, stored_bytes";
        let sql = in_list("DELETE FROM contents WHERE server_id = ? AND id IN (", group.len(), tail);
        let mut gone: Vec<ContentId> = Vec::with_capacity(group.len());
        for row in conn.fetch_all(sql, &keyed(server, group)).await? {
            gone.push(row.get(0)?);
            removed.bytes += row.get::<i64>(1)?;
        }
        removed.contents += gone.len() as u64;
        for group in groups(&gone) {
            let head = "DELETE FROM content_chunks WHERE server_id = ? AND content_id IN (";
            conn.execute(in_list(head, group.len(), ""), &keyed(server, group)).await?;
        }
    }
    add_to_sizes(conn, server, -(removed.contents as i64), -removed.bytes).await?;
    Ok(removed)
}

async fn add_to_sizes(conn: &mut Conn, server: ServerId, contents: i64, bytes: i64) -> Result<(), StoreError> {
    if contents == 0 && bytes == 0 {
        return Ok(());
    }
    let sql = format!(
        "INSERT INTO content_sizes (server_id, writer, contents, bytes) VALUES (?, 0, ?, ?){}",
        dialect::on_conflict_add(conn.engine(), "server_id, writer", "content_sizes", &["contents", "bytes"])
    );
    conn.execute(sql, &[server.into(), contents.into(), bytes.into()]).await.map(drop)
}

/// Slices of the sizes that statements come in.
fn groups<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    let mut rest = all;
    dialect::row_groups(all.len()).map(move |count| {
        let (group, after) = rest.split_at(count);
        rest = after;
        group
    })
}

/// `head`, as many placeholders as the list has values, `)` and `tail`.
fn in_list(head: &str, count: usize, tail: &str) -> String {
    format!("{head}{}){tail}", vec!["?"; count].join(", "))
}

fn keyed<'a, T: Copy + Into<Value<'a>>>(server: ServerId, ids: &[T]) -> Vec<Value<'a>> {
    std::iter::once(server.into()).chain(ids.iter().map(|id| (*id).into())).collect()
}
