//! Table `address_endpoints`.

use crate::model::{AddressEndpoint, AddressEndpointId, ServerId};
use crate::store::{Conn, Row, StoreError};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, server_id, address, last_used_at, created_at, updated_at FROM address_endpoints ",
            $tail
        )
    };
}

fn endpoint(row: &Row) -> Result<AddressEndpoint, StoreError> {
    let mut columns = row.columns();
    Ok(AddressEndpoint {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        address: columns.next()?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

pub async fn find(conn: &mut Conn, id: AddressEndpointId) -> Result<Option<AddressEndpoint>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(endpoint).transpose()
}

pub async fn find_by_uuid(
    conn: &mut Conn,
    server: ServerId,
    uuid: &str,
) -> Result<Option<AddressEndpoint>, StoreError> {
    let sql = select!("WHERE uuid = ? AND server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(endpoint).transpose()
}

/// Those of a mail server by address, in any case (the engine's). `after`: address and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<AddressEndpoint>, StoreError> {
    let (address, id) = after.unwrap_or(("", 0));
    conn.fetch_all(
        select!(
            "WHERE server_id = ? AND (LOWER(address) > LOWER(?) OR (LOWER(address) = LOWER(?) AND id > ?))
             ORDER BY LOWER(address), id LIMIT ?"
        ),
        &[server.into(), address.into(), address.into(), id.into(), limit.into()],
    )
    .await?
    .iter()
    .map(endpoint)
    .collect()
}

/// Inserts all but `id`, which is answered, and the last use. `key`: what addresses are compared by; one that the mail
/// server has already is [`is_taken`].
pub async fn insert(conn: &mut Conn, endpoint: &AddressEndpoint, key: &str) -> Result<AddressEndpointId, StoreError> {
    conn.fetch_one(
        "INSERT INTO address_endpoints (uuid, server_id, address, address_key, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&endpoint.uuid).into(),
            endpoint.server_id.into(),
            (&endpoint.address).into(),
            key.into(),
            endpoint.created_at.into(),
            endpoint.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes the address. One that the mail server has already is [`is_taken`].
pub async fn update(conn: &mut Conn, endpoint: &AddressEndpoint, key: &str) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating an address endpoint",
        "UPDATE address_endpoints SET address = ?, address_key = ?, updated_at = ? WHERE id = ?",
        &[(&endpoint.address).into(), key.into(), endpoint.updated_at.into(), endpoint.id.into()],
    )
    .await
}

/// True when an insert or update failed because the mail server has the address already.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("address_endpoints_address", "address_endpoints.server_id")
}
