//! Table `message_labels`: tags and metadata of messages, to be searched.

use std::collections::BTreeSet;

use super::ingestion::{Acceptance, NewMessage};
use super::{Conn, StoreError, Value, dialect};
use crate::model::{MessageId, ServerId};

/// Name under which tags stand.
pub const TAG: &str = "tag";

/// Name under which a piece of metadata stands.
pub fn metadata_name(key: &str) -> String {
    format!("meta:{key}")
}

/// Form in which values are compared: case does not matter.
pub fn value_key(value: &str) -> String {
    value.to_lowercase().chars().take(500).collect()
}

/// Writes what the messages of a batch are called.
pub(super) async fn insert(
    conn: &mut Conn,
    messages: &[(&Acceptance, &NewMessage, MessageId)],
) -> Result<(), StoreError> {
    let mut labels: Vec<[Value<'_>; 4]> = Vec::new();
    for (acceptance, message, id) in messages {
        let mut add = |name: String, value: &str| {
            labels.push([acceptance.server_id.into(), name.into(), value_key(value).into(), (*id).into()]);
        };
        let extras = message.extras.as_deref();
        let tags = extras.map(|extras| extras.tags.as_slice()).filter(|tags| !tags.is_empty());
        let mut keys = BTreeSet::new();
        for tag in tags.unwrap_or(message.tag.as_slice()) {
            // Tags that differ in case only are one here.
            if keys.insert(value_key(tag)) {
                add(TAG.to_owned(), tag);
            }
        }
        for (key, value) in extras.iter().flat_map(|extras| &extras.metadata) {
            add(metadata_name(key), value);
        }
    }
    let mut rest = labels.as_slice();
    for count in dialect::row_groups(labels.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let sql = dialect::repeated(
            "INSERT INTO message_labels (server_id, name, value_key, message_id) VALUES ",
            "(?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "storing labels", sql, &group.concat()).await?;
    }
    Ok(())
}

/// A tag that was found in the message's header when it was prepared.
pub(super) async fn add_tag(
    conn: &mut Conn,
    server: ServerId,
    message: MessageId,
    tag: &str,
) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO message_labels (server_id, name, value_key, message_id) VALUES (?, ?, ?, ?){}",
        dialect::on_conflict_set(conn.engine(), "server_id, name, value_key, message_id", &["message_id"])
    );
    conn.execute(sql, &[server.into(), TAG.into(), value_key(tag).into(), message.into()]).await.map(drop)
}
