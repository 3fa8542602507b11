//! Login through an OpenID provider: who is linked, which answers were taken, what the provider's logout needs.

use super::{Conn, StoreError};
use crate::model::{SessionId, Timestamp, UserId};

/// The user whom the provider `issuer` knows as `uid`. Both are compared exactly.
pub async fn find_user(conn: &mut Conn, issuer: &str, uid: &str) -> Result<Option<UserId>, StoreError> {
    let sql = "SELECT id FROM users WHERE oidc_issuer = ? AND oidc_uid = ?";
    conn.fetch_optional(sql, &[issuer.into(), uid.into()]).await?.map(|row| row.get(0)).transpose()
}

/// From now on this user logs in through the provider, and no longer with a password.
pub async fn link(conn: &mut Conn, user: UserId, issuer: &str, uid: &str, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "linking a user with the OpenID provider",
        "UPDATE users SET oidc_issuer = ?, oidc_uid = ?, password_digest = NULL, updated_at = ? WHERE id = ?",
        &[issuer.into(), uid.into(), now.into(), user.into()],
    )
    .await
}

/// Takes the answer to this state, once. False: it was taken before. Not within a transaction, which PostgreSQL would end.
pub async fn take_state(conn: &mut Conn, state_hash: &str, expires_at: Timestamp) -> Result<bool, StoreError> {
    let sql = "INSERT INTO oidc_states (state_hash, expires_at) VALUES (?, ?)";
    match conn.execute(sql, &[state_hash.into(), expires_at.into()]).await {
        Ok(_) => Ok(true),
        // The table has one key only.
        Err(StoreError::Unique { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes what could not be taken again anyway; answers how many.
pub async fn delete_expired_states(conn: &mut Conn, now: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM oidc_states WHERE expires_at <= ?", &[now.into()]).await
}

/// `sealed`: the encrypted ID token with which the session began.
pub async fn set_id_token(conn: &mut Conn, session: SessionId, sealed: &[u8]) -> Result<(), StoreError> {
    let sql = "UPDATE sessions SET oidc_id_token = ? WHERE id = ?";
    conn.execute_exactly(1, "noting the ID token of a session", sql, &[sealed.into(), session.into()]).await
}

/// The encrypted ID token of a session that began with one.
pub async fn id_token(conn: &mut Conn, session: SessionId) -> Result<Option<Vec<u8>>, StoreError> {
    let row = conn.fetch_optional("SELECT oidc_id_token FROM sessions WHERE id = ?", &[session.into()]).await?;
    row.map(|row| row.get(0)).transpose().map(Option::flatten)
}
