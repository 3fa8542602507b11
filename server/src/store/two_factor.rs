//! The second factor: columns of `users`, and the table `recovery_codes`.

use super::{Conn, StoreError};
use crate::model::{Timestamp, UserId};

/// What a code is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFactor {
    /// Encrypted.
    pub secret: Vec<u8>,
    /// `None`: not confirmed yet.
    pub enabled_at: Option<Timestamp>,
    /// Of the last code that was used.
    pub last_step: i64,
}

/// `None`: the user has not begun to enrol.
pub async fn find(conn: &mut Conn, user: UserId) -> Result<Option<StoredFactor>, StoreError> {
    let sql = "SELECT totp_secret, totp_enabled_at, totp_last_step FROM users WHERE id = ? AND totp_secret IS NOT NULL";
    let Some(row) = conn.fetch_optional(sql, &[user.into()]).await? else { return Ok(None) };
    let mut columns = row.columns();
    Ok(Some(StoredFactor { secret: columns.next()?, enabled_at: columns.next()?, last_step: columns.next()? }))
}

/// Begins: the secret does not count yet.
pub async fn begin(conn: &mut Conn, user: UserId, secret: &[u8]) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "beginning a second factor",
        "UPDATE users SET totp_secret = ?, totp_enabled_at = NULL, totp_last_step = 0 WHERE id = ?",
        &[secret.into(), user.into()],
    )
    .await
}

/// From now on a login needs it.
pub async fn enable(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE users SET totp_enabled_at = ? WHERE id = ?";
    conn.execute_exactly(1, "enabling a second factor", sql, &[now.into(), user.into()]).await
}

/// Uses the code of a step up. False: it, or a later one, has been used.
pub async fn use_step(conn: &mut Conn, user: UserId, step: i64) -> Result<bool, StoreError> {
    let sql = "UPDATE users SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?";
    Ok(conn.execute(sql, &[step.into(), user.into(), step.into()]).await? == 1)
}

/// Takes secret and recovery codes away.
pub async fn remove(conn: &mut Conn, user: UserId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM recovery_codes WHERE user_id = ?", &[user.into()]).await?;
    let sql = "UPDATE users SET totp_secret = NULL, totp_enabled_at = NULL, totp_last_step = 0 WHERE id = ?";
    conn.execute_exactly(1, "removing a second factor", sql, &[user.into()]).await
}

/// Replaces all recovery codes.
pub async fn set_recovery_codes(conn: &mut Conn, user: UserId, hashes: &[String]) -> Result<(), StoreError> {
    conn.execute("DELETE FROM recovery_codes WHERE user_id = ?", &[user.into()]).await?;
    for hash in hashes {
        let sql = "INSERT INTO recovery_codes (user_id, code_hash) VALUES (?, ?)";
        conn.execute_exactly(1, "writing a recovery code", sql, &[user.into(), hash.into()]).await?;
    }
    Ok(())
}

/// How many have not been used.
pub async fn count_recovery_codes(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    conn.fetch_one("SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?", &[user.into()]).await?.get(0)
}

/// Uses a recovery code up. False: there is none like that.
pub async fn use_recovery_code(conn: &mut Conn, user: UserId, hash: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM recovery_codes WHERE user_id = ? AND code_hash = ?";
    Ok(conn.execute(sql, &[user.into(), hash.into()]).await? == 1)
}
