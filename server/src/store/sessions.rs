//! Table `sessions`: web sessions, known by the hash of their secret.

use super::{Conn, Row, StoreError};
use crate::model::{Session, SessionId, Timestamp, UserId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, user_id, ip_address, user_agent, created_at, last_activity_at, last_activity_ip,
                    is_remembered, expires_at, confirmed_at
               FROM sessions ",
            $tail
        )
    };
}

fn session(row: &Row) -> Result<Session, StoreError> {
    let mut columns = row.columns();
    Ok(Session {
        id: columns.next()?,
        uuid: columns.next()?,
        user_id: columns.next()?,
        ip_address: columns.next()?,
        user_agent: columns.next()?,
        created_at: columns.next()?,
        last_activity_at: columns.next()?,
        last_activity_ip: columns.next()?,
        is_remembered: columns.next()?,
        expires_at: columns.next()?,
        confirmed_at: columns.next()?,
    })
}

/// Expired ones included: the caller knows the time.
pub async fn find_by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Session>, StoreError> {
    conn.fetch_optional(select!("WHERE token_hash = ?"), &[token_hash.into()]).await?.as_ref().map(session).transpose()
}

/// Sessions of a user that have not expired, newest first. `before`: id of the row before.
pub async fn list(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Session>, StoreError> {
    conn.fetch_all(
        select!("WHERE user_id = ? AND expires_at > ? AND id < ? ORDER BY id DESC LIMIT ?"),
        &[user.into(), now.into(), before.unwrap_or(i64::MAX).into(), limit.into()],
    )
    .await?
    .iter()
    .map(session)
    .collect()
}

/// Inserts all but `id`, which is answered.
pub async fn insert(conn: &mut Conn, session: &Session, token_hash: &str) -> Result<SessionId, StoreError> {
    conn.fetch_one(
        "INSERT INTO sessions (uuid, token_hash, user_id, ip_address, user_agent, created_at, last_activity_at,
                               last_activity_ip, is_remembered, expires_at, confirmed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&session.uuid).into(),
            token_hash.into(),
            session.user_id.into(),
            session.ip_address.as_deref().into(),
            session.user_agent.as_deref().into(),
            session.created_at.into(),
            session.last_activity_at.into(),
            session.last_activity_ip.as_deref().into(),
            session.is_remembered.into(),
            session.expires_at.into(),
            session.confirmed_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Records a request. False: the session has ended meanwhile.
pub async fn touch(
    conn: &mut Conn,
    id: SessionId,
    now: Timestamp,
    ip_address: &str,
    expires_at: Timestamp,
) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE sessions SET last_activity_at = ?, last_activity_ip = ?, expires_at = ? WHERE id = ?",
            &[now.into(), ip_address.into(), expires_at.into(), id.into()],
        )
        .await?;
    Ok(rows == 1)
}

/// Makes it last until `expires_at`, however much it is used. False: the session has ended meanwhile.
pub async fn remember(conn: &mut Conn, id: SessionId, expires_at: Timestamp) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE sessions SET is_remembered = ?, expires_at = ? WHERE id = ?",
            &[true.into(), expires_at.into(), id.into()],
        )
        .await?;
    Ok(rows == 1)
}

/// Password or code have been given again. False: the session has ended meanwhile.
pub async fn confirm(conn: &mut Conn, id: SessionId, now: Timestamp) -> Result<bool, StoreError> {
    Ok(conn.execute("UPDATE sessions SET confirmed_at = ? WHERE id = ?", &[now.into(), id.into()]).await? == 1)
}

/// Ends the session of this uuid if it is the user's. False: it is not there.
pub async fn delete_by_uuid(conn: &mut Conn, user: UserId, uuid: &str) -> Result<bool, StoreError> {
    let sql = "DELETE FROM sessions WHERE user_id = ? AND uuid = ?";
    Ok(conn.execute(sql, &[user.into(), uuid.into()]).await? == 1)
}

/// Ends one session. False: it had ended before.
pub async fn delete(conn: &mut Conn, id: SessionId) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM sessions WHERE id = ?", &[id.into()]).await? == 1)
}

/// Ends the session of this secret. False: there is none.
pub async fn delete_by_hash(conn: &mut Conn, token_hash: &str) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM sessions WHERE token_hash = ?", &[token_hash.into()]).await? == 1)
}

/// Ends all sessions of a user but one; answers how many.
pub async fn delete_others(conn: &mut Conn, user: UserId, but: Option<SessionId>) -> Result<u64, StoreError> {
    let but = but.unwrap_or(SessionId(0));
    conn.execute("DELETE FROM sessions WHERE user_id = ? AND id <> ?", &[user.into(), but.into()]).await
}

/// Ends the sessions that nobody has used in time; answers how many.
pub async fn delete_expired(conn: &mut Conn, now: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM sessions WHERE expires_at <= ?", &[now.into()]).await
}
