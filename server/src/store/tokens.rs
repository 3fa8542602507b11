//! Table `tokens`: management tokens, known by the hash of their secret.

use std::str::FromStr;

use ipnet::IpNet;

use super::batches::{Batches, delete_older};
use super::{Conn, Row, StoreError};
use crate::model::{OrganizationId, ServerId, Timestamp, Token, TokenId, UserId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, user_id, name, prefix, scopes, organizations, servers, networks, expires_at, last_used_at,
                    created_at
               FROM tokens ",
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
        organizations: columns.next::<Option<String>>()?.map(|ids| words(&ids, OrganizationId)),
        servers: columns.next::<Option<String>>()?.map(|ids| words(&ids, ServerId)),
        networks: columns.next::<Option<String>>()?.map(|networks| words(&networks, |network: IpNet| network)),
        expires_at: columns.next()?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
    })
}

/// The parts of a column that holds several, with spaces between them.
pub(super) fn words<V: FromStr, T>(column: &str, of: impl Fn(V) -> T) -> Vec<T> {
    column.split_whitespace().filter_map(|word| word.parse().ok()).map(of).collect()
}

/// The reverse of [`words`].
pub(super) fn text<T: ToString>(parts: &[T]) -> String {
    parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// Expired ones included: the caller knows the time.
pub async fn find_by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Token>, StoreError> {
    conn.fetch_optional(select!("WHERE token_hash = ?"), &[token_hash.into()]).await?.as_ref().map(token).transpose()
}

/// As [`find_by_hash`].
pub async fn find(conn: &mut Conn, id: TokenId) -> Result<Option<Token>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(token).transpose()
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
        "INSERT INTO tokens (uuid, user_id, name, prefix, token_hash, scopes, organizations, servers,
                             networks, expires_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&token.uuid).into(),
            token.user_id.into(),
            (&token.name).into(),
            (&token.prefix).into(),
            token_hash.into(),
            token.scopes.as_ref().map(|scopes| scopes.join(" ")).into(),
            token.organizations.as_deref().map(text).into(),
            token.servers.as_deref().map(text).into(),
            token.networks.as_deref().map(text).into(),
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

/// Removes all tokens of a user; answers how many.
pub async fn delete_all(conn: &mut Conn, user: UserId) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM tokens WHERE user_id = ?", &[user.into()]).await
}

/// Records the use. False: the token has been removed meanwhile.
pub async fn touch(conn: &mut Conn, id: TokenId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(conn.execute("UPDATE tokens SET last_used_at = ? WHERE id = ?", &[now.into(), id.into()]).await? == 1)
}

/// Removes tokens that expired before a time.
pub async fn delete_expired(batches: &Batches, before: Timestamp) -> Result<u64, StoreError> {
    delete_older(batches, "tokens", "expires_at", before).await
}
