//! Table `mails`: mails of the product itself that wait to be sent.

use super::{Conn, StoreError, dialect};
use crate::model::{Mail, NewMail, ProcessId, Timestamp};

/// Queues a mail, within the caller's transaction if there is one.
pub async fn insert(conn: &mut Conn, mail: &NewMail, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "queueing a mail",
        "INSERT INTO mails (recipient, subject, body, attempts, due_at, owner, created_at) VALUES (?, ?, ?, 0, ?, 0, ?)",
        &[mail.recipient.as_str().into(), mail.subject.as_str().into(), mail.body.as_str().into(), now.into(), now.into()],
    )
    .await
}

/// Whether there is anything to do: something due that is free, or something that a process left behind.
pub async fn is_due(conn: &mut Conn, now: Timestamp) -> Result<bool, StoreError> {
    let free = "SELECT id FROM mails WHERE owner = 0 AND due_at <= ? LIMIT 1";
    if conn.fetch_optional(free, &[now.into()]).await?.is_some() {
        return Ok(true);
    }
    let left = "SELECT m.id FROM mails m
                 WHERE m.owner > 0 AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = m.owner) LIMIT 1";
    Ok(conn.fetch_optional(left, &[]).await?.is_some())
}

/// Frees what processes had taken that are gone; answers how many.
pub async fn free_orphans(conn: &mut Conn) -> Result<u64, StoreError> {
    let sql = "UPDATE mails SET owner = 0
                WHERE owner > 0 AND NOT EXISTS (SELECT 1 FROM processes p WHERE p.id = mails.owner)";
    conn.execute(sql, &[]).await
}

/// Takes mails that are due, those that wait longest first. Inside a transaction only.
pub async fn claim(conn: &mut Conn, owner: ProcessId, now: Timestamp, limit: i64) -> Result<Vec<Mail>, StoreError> {
    let sql = format!(
        "SELECT id, recipient, subject, body, attempts, created_at FROM mails
          WHERE owner = 0 AND due_at <= ? ORDER BY due_at LIMIT ?{}",
        dialect::skip_locked(conn.engine())
    );
    let mut mails = Vec::new();
    for row in conn.fetch_all(sql, &[now.into(), limit.into()]).await? {
        let mut columns = row.columns();
        let id: i64 = columns.next()?;
        let mail = NewMail { recipient: columns.next()?, subject: columns.next()?, body: columns.next()? };
        let (attempts, created_at) = (columns.next()?, columns.next()?);
        let sql = "UPDATE mails SET owner = ? WHERE id = ? AND owner = 0";
        conn.execute_exactly(1, "taking a mail", sql, &[owner.into(), id.into()]).await?;
        mails.push(Mail { id, mail, attempts, owner, created_at });
    }
    Ok(mails)
}

/// Free again, not before `due_at`. `false`: somebody else has it now.
pub async fn postpone(conn: &mut Conn, mail: &Mail, attempts: i64, due_at: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE mails SET owner = 0, attempts = ?, due_at = ? WHERE id = ? AND owner = ?";
    Ok(conn.execute(sql, &[attempts.into(), due_at.into(), mail.id.into(), mail.owner.into()]).await? == 1)
}

/// Sent, or given up: whoever has it now must not send it, too. `false`: it is gone already.
pub async fn delete(conn: &mut Conn, mail: &Mail) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM mails WHERE id = ?", &[mail.id.into()]).await? == 1)
}
