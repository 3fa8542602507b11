//! Tables `routes` and `route_endpoints`. Routes of deleted mail servers receive nothing and keep no address from others.

use super::value::{Row, Value};
use super::{Conn, StoreError, dialect};
use crate::model::route::RETURN_PATH_NAME;
use crate::model::{DomainId, EndpointRef, Route, RouteId, RouteMode, ServerId, Timestamp, Treatment};

const COLUMNS: &str = "r.id, r.uuid, r.server_id, r.domain_id, d.name, r.name, r.token, r.mode, r.endpoint_type, \
     r.endpoint_id, r.spam_mode, r.threat_mode, r.dmarc_mode, r.created_at, r.updated_at";
const TABLES: &str = "routes r LEFT JOIN domains d ON d.id = r.domain_id";
/// The mail server is there, and so is its organization.
const IS_LIVE: &str = "EXISTS (SELECT 1 FROM servers s JOIN organizations o ON o.id = s.organization_id
                                WHERE s.id = r.server_id AND s.deleted_at IS NULL AND o.deleted_at IS NULL)";

/// What RCPT is looked up by: one per address in the whole installation. `name`: without quoting.
pub fn address_key(name: &str, domain: &str) -> String {
    format!("{name}@{domain}").to_lowercase()
}

/// The same for the route that takes what bounces back to `server` and is no bounce.
pub fn return_path_key(server: ServerId) -> String {
    address_key(RETURN_PATH_NAME, &server.to_string())
}

/// By `address_key`, among the routes of live mail servers.
pub async fn find_by_address_key(conn: &mut Conn, key: &str) -> Result<Option<Route>, StoreError> {
    find_where(conn, &format!("r.address_key = ? AND {IS_LIVE}"), &[key.into()]).await
}

/// By token, ignoring case, among the routes of live mail servers.
pub async fn find_by_token(conn: &mut Conn, token: &str) -> Result<Option<Route>, StoreError> {
    find_where(conn, &format!("r.token_key = ? AND {IS_LIVE}"), &[token.to_lowercase().into()]).await
}

pub async fn find(conn: &mut Conn, id: RouteId) -> Result<Option<Route>, StoreError> {
    find_where(conn, "r.id = ?", &[id.into()]).await
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<Route>, StoreError> {
    find_where(conn, "r.uuid = ? AND r.server_id = ?", &[uuid.into(), server.into()]).await
}

/// Nobody else can change it before this transaction ends.
pub async fn find_and_lock(conn: &mut Conn, id: RouteId) -> Result<Option<Route>, StoreError> {
    let sql = format!("SELECT id FROM routes WHERE id = ?{}", dialect::locked(conn.engine()));
    if conn.fetch_optional(sql, &[id.into()]).await?.is_none() {
        return Ok(None);
    }
    find(conn, id).await
}

async fn find_where(conn: &mut Conn, condition: &str, values: &[Value<'_>]) -> Result<Option<Route>, StoreError> {
    Ok(list_where(conn, condition, values).await?.into_iter().next())
}

/// Those of a mail server by name, in any case (the engine's: an order needs no more). `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<Route>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    list_where(
        conn,
        "r.server_id = ? AND (LOWER(r.name) > LOWER(?) OR (LOWER(r.name) = LOWER(?) AND r.id > ?))
          ORDER BY LOWER(r.name), r.id LIMIT ?",
        &[server.into(), name.into(), name.into(), id.into(), limit.into()],
    )
    .await
}

/// Those that use an endpoint, first or as a further one.
pub async fn list_of_endpoint(conn: &mut Conn, endpoint: EndpointRef) -> Result<Vec<Route>, StoreError> {
    let (kind, id) = (endpoint.kind(), endpoint.id());
    list_where(
        conn,
        "(r.endpoint_type = ? AND r.endpoint_id = ?)
          OR r.id IN (SELECT e.route_id FROM route_endpoints e WHERE e.endpoint_type = ? AND e.endpoint_id = ?)
          ORDER BY r.id",
        &[kind.into(), id.into(), kind.into(), id.into()],
    )
    .await
}

async fn list_where(conn: &mut Conn, condition: &str, values: &[Value<'_>]) -> Result<Vec<Route>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE {condition}");
    let mut routes = conn.fetch_all(sql, values).await?.iter().map(route).collect::<Result<Vec<_>, _>>()?;
    if routes.is_empty() {
        return Ok(routes);
    }
    let marks = vec!["?"; routes.len()].join(", ");
    let sql = format!(
        "SELECT route_id, endpoint_type, endpoint_id FROM route_endpoints WHERE route_id IN ({marks})
          ORDER BY route_id, position"
    );
    let ids: Vec<Value<'_>> = routes.iter().map(|route| route.id.into()).collect();
    for row in conn.fetch_all(sql, &ids).await? {
        let (id, kind): (RouteId, String) = (row.get(0)?, row.get(1)?);
        let endpoint = EndpointRef::from_parts(&kind, row.get(2)?);
        if let Some(route) = routes.iter_mut().find(|route| route.id == id) {
            route.additional_endpoints.extend(endpoint);
        }
    }
    Ok(routes)
}

/// Inserts all but `id`, which is answered. What is there already is [`is_taken`].
pub async fn insert(conn: &mut Conn, route: &Route, address_key: &str) -> Result<RouteId, StoreError> {
    let id: RouteId = conn
        .fetch_one(
            "INSERT INTO routes (uuid, server_id, domain_id, name, address_key, token, token_key, mode, endpoint_type,
                                 endpoint_id, spam_mode, threat_mode, dmarc_mode, created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            &[
                (&route.uuid).into(),
                route.server_id.into(),
                route.domain_id.into(),
                (&route.name).into(),
                address_key.into(),
                (&route.token).into(),
                route.token.to_lowercase().into(),
                route.mode.as_str().into(),
                route.endpoint.map(EndpointRef::kind).into(),
                route.endpoint.map(EndpointRef::id).into(),
                route.spam_mode.as_str().into(),
                route.threat_mode.as_str().into(),
                route.dmarc_mode.as_str().into(),
                route.created_at.into(),
                route.updated_at.into(),
            ],
        )
        .await?
        .get(0)?;
    insert_endpoints(conn, id, &route.additional_endpoints).await?;
    Ok(id)
}

/// Writes all but owner, token and time of creation. An address that is there already is [`is_taken`].
pub async fn update(conn: &mut Conn, route: &Route, address_key: &str) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a route",
        "UPDATE routes SET domain_id = ?, name = ?, address_key = ?, mode = ?, endpoint_type = ?, endpoint_id = ?,
                           spam_mode = ?, threat_mode = ?, dmarc_mode = ?, updated_at = ?
          WHERE id = ?",
        &[
            route.domain_id.into(),
            (&route.name).into(),
            address_key.into(),
            route.mode.as_str().into(),
            route.endpoint.map(EndpointRef::kind).into(),
            route.endpoint.map(EndpointRef::id).into(),
            route.spam_mode.as_str().into(),
            route.threat_mode.as_str().into(),
            route.dmarc_mode.as_str().into(),
            route.updated_at.into(),
            route.id.into(),
        ],
    )
    .await?;
    replace_endpoints(conn, route).await
}

/// Writes where the mail goes, and nothing else.
pub async fn update_targets(conn: &mut Conn, route: &Route) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating the endpoints of a route",
        "UPDATE routes SET mode = ?, endpoint_type = ?, endpoint_id = ?, updated_at = ? WHERE id = ?",
        &[
            route.mode.as_str().into(),
            route.endpoint.map(EndpointRef::kind).into(),
            route.endpoint.map(EndpointRef::id).into(),
            route.updated_at.into(),
            route.id.into(),
        ],
    )
    .await?;
    replace_endpoints(conn, route).await
}

async fn replace_endpoints(conn: &mut Conn, route: &Route) -> Result<(), StoreError> {
    conn.execute("DELETE FROM route_endpoints WHERE route_id = ?", &[route.id.into()]).await?;
    insert_endpoints(conn, route.id, &route.additional_endpoints).await
}

async fn insert_endpoints(conn: &mut Conn, route: RouteId, endpoints: &[EndpointRef]) -> Result<(), StoreError> {
    for (position, endpoint) in (0_i64..).zip(endpoints) {
        conn.execute_exactly(
            1,
            "adding an endpoint to a route",
            "INSERT INTO route_endpoints (route_id, position, endpoint_type, endpoint_id) VALUES (?, ?, ?, ?)",
            &[route.into(), position.into(), endpoint.kind().into(), endpoint.id().into()],
        )
        .await?;
    }
    Ok(())
}

/// `false`: it was not there.
pub async fn delete(conn: &mut Conn, id: RouteId) -> Result<bool, StoreError> {
    conn.execute("DELETE FROM route_endpoints WHERE route_id = ?", &[id.into()]).await?;
    Ok(conn.execute("DELETE FROM routes WHERE id = ?", &[id.into()]).await? == 1)
}

/// All routes of a domain; answers how many there were.
pub async fn delete_of_domain(conn: &mut Conn, domain: DomainId) -> Result<u64, StoreError> {
    conn.execute(
        "DELETE FROM route_endpoints WHERE route_id IN (SELECT id FROM routes WHERE domain_id = ?)",
        &[domain.into()],
    )
    .await?;
    conn.execute("DELETE FROM routes WHERE domain_id = ?", &[domain.into()]).await
}

/// Takes the address from a route whose mail server is deleted, alone or with its organization. Its uuid stands in for
/// the key: it is unique and no address.
pub async fn release_from_deleted(conn: &mut Conn, key: &str) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE routes SET address_key = uuid
          WHERE address_key = ?
            AND server_id IN (SELECT s.id FROM servers s JOIN organizations o ON o.id = s.organization_id
                               WHERE s.deleted_at IS NOT NULL OR o.deleted_at IS NOT NULL)",
        &[key.into()],
    )
    .await
    .map(drop)
}

/// True when any route has this token, in any case.
pub async fn has_token(conn: &mut Conn, token: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM routes WHERE token_key = ?";
    Ok(conn.fetch_optional(sql, &[token.to_lowercase().into()]).await?.is_some())
}

/// True when an insert or update failed because another route has the address.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("routes_address", "routes.address_key")
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
