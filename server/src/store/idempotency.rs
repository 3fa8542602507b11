//! Table `idempotency_keys`: requests that were carried out, written in the transaction that stored their messages.

use super::ingestion::Acceptance;
use super::{Conn, StoreError};
use crate::model::{MessageId, ServerId, Timestamp};

/// Entry for a request before its messages have ids.
#[derive(Debug, Clone)]
pub struct NewIdempotencyKey {
    pub server_id: ServerId,
    /// SHA-256 in hex of caller, path and key.
    pub key_hash: String,
    /// SHA-256 in hex of the body.
    pub request_hash: String,
    /// JSON, read only by whoever wrote it.
    pub answer: String,
    pub created_at: Timestamp,
}

/// What a repeated request is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    pub request_hash: String,
    pub answer: String,
    /// Id and token of each message, in the order in which they were handed in.
    pub messages: Vec<(MessageId, String)>,
    pub created_at: Timestamp,
}

/// Fails with [`StoreError::Unique`] where the key has been used.
pub(super) async fn insert(
    conn: &mut Conn,
    key: &NewIdempotencyKey,
    acceptances: &[&Acceptance],
    ids: &[Vec<MessageId>],
) -> Result<(), StoreError> {
    let messages: Vec<(i64, &str)> = acceptances
        .iter()
        .zip(ids)
        .flat_map(|(acceptance, ids)| acceptance.messages.iter().zip(ids))
        .map(|(message, id)| (id.0, message.token.as_str()))
        .collect();
    let messages = serde_json::to_string(&messages).unwrap_or_default();
    conn.execute_exactly(
        1,
        "storing an idempotency key",
        "INSERT INTO idempotency_keys (server_id, key_hash, request_hash, answer, messages, created_at)
         VALUES (?, ?, ?, ?, ?, ?)",
        &[
            key.server_id.into(),
            key.key_hash.as_str().into(),
            key.request_hash.as_str().into(),
            key.answer.as_str().into(),
            messages.into(),
            key.created_at.into(),
        ],
    )
    .await
}

pub async fn find(conn: &mut Conn, server: ServerId, key_hash: &str) -> Result<Option<IdempotencyKey>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT request_hash, answer, messages, created_at FROM idempotency_keys
              WHERE server_id = ? AND key_hash = ?",
            &[server.into(), key_hash.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let messages: String = row.get(2)?;
    let read: Vec<(i64, String)> =
        serde_json::from_str(&messages).map_err(|_| StoreError::Value { column: 2, value: messages })?;
    Ok(Some(IdempotencyKey {
        request_hash: row.get(0)?,
        answer: row.get(1)?,
        messages: read.into_iter().map(|(id, token)| (MessageId(id), token)).collect(),
        created_at: row.get(3)?,
    }))
}

/// Removes the entry of a key that may be used again. `false`: it is gone or newer.
pub async fn delete_one(
    conn: &mut Conn,
    server: ServerId,
    key_hash: &str,
    before: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM idempotency_keys WHERE server_id = ? AND key_hash = ? AND created_at < ?";
    Ok(conn.execute(sql, &[server.into(), key_hash.into(), before.into()]).await? == 1)
}

/// Removes what nobody repeats any more.
pub async fn delete_before(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM idempotency_keys WHERE created_at < ?", &[before.into()]).await
}
