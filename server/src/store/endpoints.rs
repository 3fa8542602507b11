//! Endpoints of the three kinds.

use super::value::Row;
use super::{Conn, StoreError};
use crate::model::{
    AddressEndpoint, AddressEndpointId, EndpointRef, HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat,
    SmtpEndpoint, SmtpEndpointId, SslMode,
};

const HTTP_COLUMNS: &str = "id, uuid, server_id, name, url, encoding, format, strip_replies, include_attachments, \
     timeout_seconds, last_used_at, created_at, updated_at";
const SMTP_COLUMNS: &str = "id, uuid, server_id, name, hostname, port, ssl_mode, last_used_at, created_at, updated_at";
const ADDRESS_COLUMNS: &str = "id, uuid, server_id, address, last_used_at, created_at, updated_at";

pub async fn find_http(conn: &mut Conn, id: HttpEndpointId) -> Result<Option<HttpEndpoint>, StoreError> {
    let sql = format!("SELECT {HTTP_COLUMNS} FROM http_endpoints WHERE id = ?");
    conn.fetch_optional(sql, &[id.into()]).await?.as_ref().map(http_endpoint).transpose()
}

pub async fn find_smtp(conn: &mut Conn, id: SmtpEndpointId) -> Result<Option<SmtpEndpoint>, StoreError> {
    let sql = format!("SELECT {SMTP_COLUMNS} FROM smtp_endpoints WHERE id = ?");
    conn.fetch_optional(sql, &[id.into()]).await?.as_ref().map(smtp_endpoint).transpose()
}

pub async fn find_address(conn: &mut Conn, id: AddressEndpointId) -> Result<Option<AddressEndpoint>, StoreError> {
    let sql = format!("SELECT {ADDRESS_COLUMNS} FROM address_endpoints WHERE id = ?");
    conn.fetch_optional(sql, &[id.into()]).await?.as_ref().map(address_endpoint).transpose()
}

pub async fn exists(conn: &mut Conn, endpoint: EndpointRef) -> Result<bool, StoreError> {
    let sql = match endpoint {
        EndpointRef::Http(_) => "SELECT 1 FROM http_endpoints WHERE id = ?",
        EndpointRef::Smtp(_) => "SELECT 1 FROM smtp_endpoints WHERE id = ?",
        EndpointRef::Address(_) => "SELECT 1 FROM address_endpoints WHERE id = ?",
    };
    Ok(conn.fetch_optional(sql, &[endpoint.id().into()]).await?.is_some())
}

fn http_endpoint(row: &Row) -> Result<HttpEndpoint, StoreError> {
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

fn smtp_endpoint(row: &Row) -> Result<SmtpEndpoint, StoreError> {
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

fn address_endpoint(row: &Row) -> Result<AddressEndpoint, StoreError> {
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
