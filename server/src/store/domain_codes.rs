//! Tables `domain_codes` and `domain_code_limits`: codes by mail that prove a domain.

use std::time::Duration;

use super::{Conn, StoreError, dialect};
use crate::model::{DomainId, Timestamp};

/// The code that was sent last for a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub recipient: String,
    /// Keyed hash.
    pub code_hash: Vec<u8>,
    /// How often it was guessed.
    pub attempts: i64,
    pub expires_at: Timestamp,
}

pub async fn find(conn: &mut Conn, domain: DomainId) -> Result<Option<Code>, StoreError> {
    let sql = "SELECT recipient, code_hash, attempts, expires_at FROM domain_codes WHERE domain_id = ?";
    let Some(row) = conn.fetch_optional(sql, &[domain.into()]).await? else { return Ok(None) };
    let mut columns = row.columns();
    Ok(Some(Code {
        recipient: columns.next()?,
        code_hash: columns.next()?,
        attempts: columns.next()?,
        expires_at: columns.next()?,
    }))
}

/// Takes the place of the code before.
pub async fn set(conn: &mut Conn, domain: DomainId, code: &Code) -> Result<(), StoreError> {
    delete(conn, domain).await?;
    conn.execute_exactly(
        1,
        "storing a code",
        "INSERT INTO domain_codes (domain_id, recipient, code_hash, attempts, expires_at) VALUES (?, ?, ?, ?, ?)",
        &[
            domain.into(),
            (&code.recipient).into(),
            (&code.code_hash).into(),
            code.attempts.into(),
            code.expires_at.into(),
        ],
    )
    .await
}

pub async fn count_attempt(conn: &mut Conn, domain: DomainId) -> Result<(), StoreError> {
    let sql = "UPDATE domain_codes SET attempts = attempts + 1 WHERE domain_id = ?";
    conn.execute_exactly(1, "counting an attempt", sql, &[domain.into()]).await
}

pub async fn delete(conn: &mut Conn, domain: DomainId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM domain_codes WHERE domain_id = ?", &[domain.into()]).await.map(drop)
}

/// Counts a mail under `key`. `Some`: `max` were counted within `window`; so long no more.
pub async fn count_mail(
    conn: &mut Conn,
    key: &str,
    max: i64,
    window: Duration,
    now: Timestamp,
) -> Result<Option<Duration>, StoreError> {
    let engine = conn.engine();
    // Makes the row, or waits for those who count at the same time.
    let conflict = dialect::on_conflict_set(engine, "limit_key", &["limit_key"]);
    conn.execute(
        format!("INSERT INTO domain_code_limits (limit_key, since, sent) VALUES (?, ?, 0){conflict}"),
        &[key.into(), now.into()],
    )
    .await?;
    let row = conn.fetch_one("SELECT since, sent FROM domain_code_limits WHERE limit_key = ?", &[key.into()]).await?;
    let (mut since, mut sent): (Timestamp, i64) = (row.get(0)?, row.get(1)?);
    if since + window <= now {
        (since, sent) = (now, 0);
    }
    if sent >= max {
        return Ok(Some(Duration::from_micros((since + window).0.abs_diff(now.0))));
    }
    conn.execute_exactly(
        1,
        "counting a mail",
        "UPDATE domain_code_limits SET since = ?, sent = ? WHERE limit_key = ?",
        &[since.into(), (sent + 1).into(), key.into()],
    )
    .await?;
    Ok(None)
}

/// Counts that began before that time.
pub async fn forget_counts(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM domain_code_limits WHERE since <= ?", &[before.into()]).await
}

/// Codes that were no longer valid before that time.
pub async fn forget_codes(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM domain_codes WHERE expires_at <= ?", &[before.into()]).await
}
