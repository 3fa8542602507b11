//! Endpoints of the three kinds: a table per kind in the files below, and what they have in common.

pub mod address;
pub mod http;
pub mod smtp;

use std::collections::HashMap;
use std::time::Duration;

use super::{Conn, StoreError, Value, dialect};
use crate::model::{EndpointRef, ServerId, Timestamp};

pub use address::find as find_address;
pub use http::find as find_http;
pub use smtp::find as find_smtp;

/// `last_used_at` is written at most this often per endpoint.
pub const USE_INTERVAL: Duration = Duration::from_secs(60);

/// An endpoint by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndpointName {
    pub endpoint: EndpointRef,
    pub uuid: String,
    /// `name (url)`, `name (hostname)` or the address.
    pub description: String,
}

/// A table of endpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Table {
    name: &'static str,
    /// Columns that describe an endpoint: its name, if it has one, and where it leads.
    description: &'static str,
}

/// Table of a kind as [`EndpointRef::kind`] names it.
fn table(kind: &str) -> Option<Table> {
    Some(match kind {
        "HTTPEndpoint" => Table { name: "http_endpoints", description: "name, url" },
        "SMTPEndpoint" => Table { name: "smtp_endpoints", description: "name, hostname" },
        "AddressEndpoint" => Table { name: "address_endpoints", description: "NULL, address" },
        _ => return None,
    })
}

/// The kinds, as [`EndpointRef::kind`] names them.
const KINDS: [&str; 3] = ["HTTPEndpoint", "SMTPEndpoint", "AddressEndpoint"];

/// `kind`: as [`EndpointRef::kind`]. In a transaction nobody can delete the endpoint before its end.
pub async fn find_and_keep(
    conn: &mut Conn,
    server: ServerId,
    kind: &str,
    uuid: &str,
) -> Result<Option<EndpointRef>, StoreError> {
    let Some(Table { name, .. }) = table(kind) else { return Ok(None) };
    let lock = dialect::keep_locked(conn.engine());
    let sql = format!("SELECT id FROM {name} WHERE uuid = ? AND server_id = ?{lock}");
    let Some(row) = conn.fetch_optional(sql, &[uuid.into(), server.into()]).await? else { return Ok(None) };
    Ok(EndpointRef::from_parts(kind, row.get(0)?))
}

/// Names of those among `endpoints` that exist.
pub async fn names(
    conn: &mut Conn,
    endpoints: &[EndpointRef],
) -> Result<HashMap<EndpointRef, EndpointName>, StoreError> {
    let mut found = HashMap::new();
    for kind in KINDS {
        let ids: Vec<Value<'_>> = ids_of(endpoints, kind);
        let (Some(Table { name, description }), false) = (table(kind), ids.is_empty()) else { continue };
        let marks = vec!["?"; ids.len()].join(", ");
        let sql = format!("SELECT id, uuid, {description} FROM {name} WHERE id IN ({marks})");
        for row in conn.fetch_all(sql, &ids).await? {
            let Some(endpoint) = EndpointRef::from_parts(kind, row.get(0)?) else { continue };
            let (name, target): (Option<String>, String) = (row.get(2)?, row.get(3)?);
            let description = name.map_or_else(|| target.clone(), |name| format!("{name} ({target})"));
            found.insert(endpoint, EndpointName { endpoint, uuid: row.get(1)?, description });
        }
    }
    Ok(found)
}

/// How many routes use each of `endpoints`, first or as a further one; those that none uses are left out.
pub async fn count_routes(conn: &mut Conn, endpoints: &[EndpointRef]) -> Result<HashMap<EndpointRef, i64>, StoreError> {
    let mut counts = HashMap::new();
    for kind in KINDS {
        let mut ids: Vec<Value<'_>> = ids_of(endpoints, kind);
        if ids.is_empty() {
            continue;
        }
        let marks = vec!["?"; ids.len()].join(", ");
        ids.insert(0, kind.into());
        for table in ["routes", "route_endpoints"] {
            let sql = format!(
                "SELECT endpoint_id, COUNT(*) FROM {table} WHERE endpoint_type = ? AND endpoint_id IN ({marks})
                  GROUP BY endpoint_id"
            );
            for row in conn.fetch_all(sql, &ids).await? {
                let Some(endpoint) = EndpointRef::from_parts(kind, row.get(0)?) else { continue };
                *counts.entry(endpoint).or_insert(0) += row.get::<i64>(1)?;
            }
        }
    }
    Ok(counts)
}

fn ids_of(endpoints: &[EndpointRef], kind: &str) -> Vec<Value<'static>> {
    endpoints.iter().filter(|endpoint| endpoint.kind() == kind).map(|endpoint| endpoint.id().into()).collect()
}

/// Notes a use, at most once a minute. One of a deleted endpoint changes nothing.
pub async fn record_use(conn: &mut Conn, endpoint: EndpointRef, at: Timestamp) -> Result<(), StoreError> {
    let Some(Table { name, .. }) = table(endpoint.kind()) else { return Ok(()) };
    let sql =
        format!("UPDATE {name} SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at <= ?)");
    conn.execute(sql, &[at.into(), endpoint.id().into(), (at - USE_INTERVAL).into()]).await.map(drop)
}

/// `false`: it was not there. The routes that use it are the caller's business, in the same transaction and after this.
pub async fn delete(conn: &mut Conn, endpoint: EndpointRef) -> Result<bool, StoreError> {
    let Some(Table { name, .. }) = table(endpoint.kind()) else { return Ok(false) };
    let sql = format!("DELETE FROM {name} WHERE id = ?");
    Ok(conn.execute(sql, &[endpoint.id().into()]).await? == 1)
}

pub async fn exists(conn: &mut Conn, endpoint: EndpointRef) -> Result<bool, StoreError> {
    let Some(Table { name, .. }) = table(endpoint.kind()) else { return Ok(false) };
    let sql = format!("SELECT id FROM {name} WHERE id = ?");
    Ok(conn.fetch_optional(sql, &[endpoint.id().into()]).await?.is_some())
}
