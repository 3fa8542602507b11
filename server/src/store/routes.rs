//! Routes.

use super::value::{Row, Value};
use super::{Conn, StoreError};
use crate::model::route::RETURN_PATH_NAME;
use crate::model::{EndpointRef, Route, RouteId, RouteMode, ServerId, Timestamp, Treatment};

const COLUMNS: &str = "r.id, r.uuid, r.server_id, r.domain_id, d.name, r.name, r.token, r.mode, r.endpoint_type, \
     r.endpoint_id, r.spam_mode, r.threat_mode, r.dmarc_mode, r.created_at, r.updated_at";
const TABLES: &str = "routes r LEFT JOIN domains d ON d.id = r.domain_id";

/// What RCPT is looked up by: one per address in the whole installation.
pub fn address_key(name: &str, domain: &str) -> String {
    format!("{name}@{domain}").to_lowercase()
}

/// The same for the route that takes what bounces back to `server` and is no bounce.
pub fn return_path_key(server: ServerId) -> String {
    address_key(RETURN_PATH_NAME, &server.to_string())
}

/// By `address_key`.
pub async fn find_by_address_key(conn: &mut Conn, key: &str) -> Result<Option<Route>, StoreError> {
    find_where(conn, "r.address_key = ?", key.into()).await
}

/// By token, ignoring case.
pub async fn find_by_token(conn: &mut Conn, token: &str) -> Result<Option<Route>, StoreError> {
    find_where(conn, "r.token_key = ?", token.to_lowercase().into()).await
}

pub async fn find(conn: &mut Conn, id: RouteId) -> Result<Option<Route>, StoreError> {
    find_where(conn, "r.id = ?", id.into()).await
}

async fn find_where(conn: &mut Conn, condition: &str, value: Value<'_>) -> Result<Option<Route>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {condition}");
    let Some(row) = conn.fetch_optional(sql, &[value]).await? else { return Ok(None) };
    let mut route = route(&row)?;
    route.additional_endpoints = additional_endpoints(conn, route.id).await?;
    Ok(Some(route))
}

async fn additional_endpoints(conn: &mut Conn, route: RouteId) -> Result<Vec<EndpointRef>, StoreError> {
    let sql = "SELECT endpoint_type, endpoint_id FROM route_endpoints WHERE route_id = ? ORDER BY position";
    let mut endpoints = Vec::new();
    for row in conn.fetch_all(sql, &[route.into()]).await? {
        let (kind, id): (String, i64) = (row.get(0)?, row.get(1)?);
        endpoints.extend(EndpointRef::from_parts(&kind, id));
    }
    Ok(endpoints)
}

/// Without the additional endpoints.
fn route(row: &Row) -> Result<Route, StoreError> {
    let mut columns = row.columns();
    let mut route = Route {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        domain_id: columns.next()?,
        domain_name: columns.next()?,
        name: columns.next()?,
        token: columns.next()?,
        mode: columns.parse(RouteMode::parse)?,
        endpoint: None,
        additional_endpoints: Vec::new(),
        spam_mode: Treatment::Mark,
        threat_mode: Treatment::Mark,
        dmarc_mode: Treatment::Mark,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    let (kind, id): (Option<String>, Option<i64>) = (columns.next()?, columns.next()?);
    route.endpoint = kind.zip(id).and_then(|(kind, id)| EndpointRef::from_parts(&kind, id));
    route.spam_mode = columns.parse(Treatment::parse)?;
    route.threat_mode = columns.parse(Treatment::parse)?;
    route.dmarc_mode = columns.parse(Treatment::parse)?;
    route.created_at = columns.next()?;
    route.updated_at = columns.next()?;
    Ok(route)
}
