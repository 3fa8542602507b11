//! Table `http_endpoints`.

use crate::model::{HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat, ServerId};
use crate::store::{Conn, Row, StoreError};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, server_id, name, url, encoding, format, strip_replies, include_attachments,
                    timeout_seconds, last_used_at, created_at, updated_at
               FROM http_endpoints ",
            $tail
        )
    };
}

fn endpoint(row: &Row) -> Result<HttpEndpoint, StoreError> {
    let mut columns = row.columns();
    Ok(HttpEndpoint {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        name: columns.next()?,
        url: columns.next()?,
        encoding: columns.parse(HttpEncoding::parse)?,
        format: columns.parse(HttpFormat::parse)?,
        strip_replies: columns.next()?,
        include_attachments: columns.next()?,
        timeout_seconds: columns.next()?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

pub async fn find(conn: &mut Conn, id: HttpEndpointId) -> Result<Option<HttpEndpoint>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(endpoint).transpose()
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<HttpEndpoint>, StoreError> {
    let sql = select!("WHERE uuid = ? AND server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(endpoint).transpose()
}

/// Those of a mail server by name, in any case (the engine's: an order needs no more). `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<HttpEndpoint>, StoreError> {
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
pub async fn insert(conn: &mut Conn, endpoint: &HttpEndpoint) -> Result<HttpEndpointId, StoreError> {
    conn.fetch_one(
        "INSERT INTO http_endpoints (uuid, server_id, name, url, encoding, format, strip_replies, include_attachments,
                                     timeout_seconds, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&endpoint.uuid).into(),
            endpoint.server_id.into(),
            (&endpoint.name).into(),
            (&endpoint.url).into(),
            endpoint.encoding.as_str().into(),
            endpoint.format.as_str().into(),
            endpoint.strip_replies.into(),
            endpoint.include_attachments.into(),
            endpoint.timeout_seconds.into(),
            endpoint.created_at.into(),
            endpoint.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes all but owner, last use and time of creation.
pub async fn update(conn: &mut Conn, endpoint: &HttpEndpoint) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating an HTTP endpoint",
        "UPDATE http_endpoints SET name = ?, url = ?, encoding = ?, format = ?, strip_replies = ?,
                                   include_attachments = ?, timeout_seconds = ?, updated_at = ?
          WHERE id = ?",
        &[
            (&endpoint.name).into(),
            (&endpoint.url).into(),
            endpoint.encoding.as_str().into(),
            endpoint.format.as_str().into(),
            endpoint.strip_replies.into(),
            endpoint.include_attachments.into(),
            endpoint.timeout_seconds.into(),
            endpoint.updated_at.into(),
            endpoint.id.into(),
        ],
    )
    .await
}
