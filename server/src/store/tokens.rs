//! Table `tokens`: management tokens, known by the hash of their secret.

use super::batches::{Batches, delete_older};
use super::{Conn, Row, StoreError};
use crate::model::{Timestamp, Token, TokenId, UserId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, user_id, name, prefix, scopes, expires_at, last_used_at, created_at FROM tokens ",
            $tail
        )
    };
}

fn token(row: &Row) -> Result<Token, StoreError> {
    let mut columns = row.columns();
    Ok(Token {
        id: columns.next()?,
        uuid: columns.next()?,
        user_id: columns.next()?,
        name: columns.next()?,
        prefix: columns.next()?,
        scopes: columns.next::<Option<String>>()?.map(|scopes| scopes.split_whitespace().map(str::to_owned).collect()),
        expires_at: columns.next()?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
    })
}

/// Expired ones included: the caller knows the time.
pub async fn find_by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Token>, StoreError> {
    conn.fetch_optional(select!("WHERE token_hash = ?"), &[token_hash.into()]).await?.as_ref().map(token).transpose()
}

/// Tokens of a user, newest first. `before`: id of the row before.
pub async fn list(conn: &mut Conn, user: UserId, before: Option<i64>, limit: i64) -> Result<Vec<Token>, StoreError> {
    conn.fetch_all(
        select!("WHERE user_id = ? AND id < ? ORDER BY id DESC LIMIT ?"),
        &[user.into(), before.unwrap_or(i64::MAX).into(), limit.into()],
    )
    .await?
    .iter()
    .map(token)
    .collect()
}

/// Inserts all but `id`, which is answered.
pub async fn insert(conn: &mut Conn, token: &Token, token_hash: &str) -> Result<TokenId, StoreError> {
    conn.fetch_one(
        "INSERT INTO tokens (uuid, user_id, name, prefix, token_hash, scopes, expires_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&token.uuid).into(),
            token.user_id.into(),
            (&token.name).into(),
            (&token.prefix).into(),
            token_hash.into(),
            token.scopes.as_ref().map(|scopes| scopes.join(" ")).into(),
            token.expires_at.into(),
            token.created_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Removes a token of this user. False: there is none.
pub async fn delete(conn: &mut Conn, user: UserId, uuid: &str) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM tokens WHERE user_id = ? AND uuid = ?", &[user.into(), uuid.into()]).await? == 1)
}

/// Records the use. False: the token has been removed meanwhile.
pub async fn touch(conn: &mut Conn, id: TokenId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(conn.execute("UPDATE tokens SET last_used_at = ? WHERE id = ?", &[now.into(), id.into()]).await? == 1)
}

/// Removes tokens that expired before a time.
pub async fn delete_expired(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "tokens", "expires_at", before).await
}
