//! Table `smtp_endpoints`.

use crate::model::{ServerId, SmtpEndpoint, SmtpEndpointId, SslMode};
use crate::store::{Conn, Row, StoreError};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, server_id, name, hostname, port, ssl_mode, last_used_at, created_at, updated_at
               FROM smtp_endpoints ",
            $tail
        )
    };
}

fn endpoint(row: &Row) -> Result<SmtpEndpoint, StoreError> {
    let mut columns = row.columns();
    Ok(SmtpEndpoint {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        name: columns.next()?,
        hostname: columns.next()?,
        port: columns.next::<Option<i64>>()?.and_then(|port| u16::try_from(port).ok()),
        ssl_mode: columns.parse(SslMode::parse)?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

pub async fn find(conn: &mut Conn, id: SmtpEndpointId) -> Result<Option<SmtpEndpoint>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(endpoint).transpose()
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<SmtpEndpoint>, StoreError> {
    let sql = select!("WHERE uuid = ? AND server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(endpoint).transpose()
}

/// Those of a mail server by name, in any case (the engine's: an order needs no more). `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<SmtpEndpoint>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    conn.fetch_all(
        select!(
            "WHERE server_id = ? AND (LOWER(name) > LOWER(?) OR (LOWER(name) = LOWER(?) AND id > ?))
             ORDER BY LOWER(name), id LIMIT ?"
        ),
        &[server.into(), name.into(), name.into(), id.into(), limit.into()],
    )
    .await?
    .iter()
    .map(endpoint)
    .collect()
}

/// Inserts all but `id`, which is answered, and the last use.
pub async fn insert(conn: &mut Conn, endpoint: &SmtpEndpoint) -> Result<SmtpEndpointId, StoreError> {
    conn.fetch_one(
        "INSERT INTO smtp_endpoints (uuid, server_id, name, hostname, port, ssl_mode, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&endpoint.uuid).into(),
            endpoint.server_id.into(),
            (&endpoint.name).into(),
            (&endpoint.hostname).into(),
            endpoint.port.map(i64::from).into(),
            endpoint.ssl_mode.as_str().into(),
            endpoint.created_at.into(),
            endpoint.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes all but owner, last use and time of creation.
pub async fn update(conn: &mut Conn, endpoint: &SmtpEndpoint) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating an SMTP endpoint",
        "UPDATE smtp_endpoints SET name = ?, hostname = ?, port = ?, ssl_mode = ?, updated_at = ? WHERE id = ?",
        &[
            (&endpoint.name).into(),
            (&endpoint.hostname).into(),
            endpoint.port.map(i64::from).into(),
            endpoint.ssl_mode.as_str().into(),
            endpoint.updated_at.into(),
            endpoint.id.into(),
        ],
    )
    .await
}
