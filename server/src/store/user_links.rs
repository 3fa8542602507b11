//! Table `user_links`: links that were mailed to users, known by the hash of their secret.

use super::{Conn, StoreError};
use crate::model::{LinkPurpose, Timestamp, UserId, UserLink};

/// Expired ones included: the caller knows the time.
pub async fn find(conn: &mut Conn, purpose: LinkPurpose, token_hash: &str) -> Result<Option<UserLink>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT user_id, email_address, expires_at, created_at FROM user_links
              WHERE token_hash = ? AND purpose = ?",
            &[token_hash.into(), purpose.as_str().into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut columns = row.columns();
    Ok(Some(UserLink {
        purpose,
        user_id: columns.next()?,
        email_address: columns.next()?,
        expires_at: columns.next()?,
        created_at: columns.next()?,
    }))
}

pub async fn insert(conn: &mut Conn, link: &UserLink, token_hash: &str) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "making a link",
        "INSERT INTO user_links (token_hash, purpose, user_id, email_address, expires_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?)",
        &[
            token_hash.into(),
            link.purpose.as_str().into(),
            link.user_id.into(),
            link.email_address.as_deref().into(),
            link.expires_at.into(),
            link.created_at.into(),
        ],
    )
    .await
}

/// Uses the link up. False: somebody else has done so.
pub async fn delete(conn: &mut Conn, token_hash: &str) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM user_links WHERE token_hash = ?", &[token_hash.into()]).await? == 1)
}

/// Takes back the links of a user: of one purpose, or all.
pub async fn delete_of_user(conn: &mut Conn, user: UserId, purpose: Option<LinkPurpose>) -> Result<u64, StoreError> {
    match purpose {
        Some(purpose) => {
            let sql = "DELETE FROM user_links WHERE user_id = ? AND purpose = ?";
            conn.execute(sql, &[user.into(), purpose.as_str().into()]).await
        }
        None => conn.execute("DELETE FROM user_links WHERE user_id = ?", &[user.into()]).await,
    }
}

/// Removes what nobody has used in time; answers how many.
pub async fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM user_links WHERE expires_at <= ?", &[now.into()]).await
}
