//! Table `track_domains`: the names that tracked links lead to.

use super::{Conn, Row, StoreError};
use crate::model::{Check, CheckStatus, DomainId, ServerId, Timestamp, TrackDomain, TrackDomainId};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT t.id, t.uuid, t.server_id, t.domain_id, d.uuid, d.name, t.name, t.host, t.ssl_enabled,
                    t.track_clicks, t.track_loads, t.excluded_click_domains, t.dns_status, t.dns_error,
                    t.dns_checked_at, t.created_at, t.updated_at
               FROM track_domains t JOIN domains d ON d.id = t.domain_id ",
            $tail
        )
    };
}

fn track_domain(row: &Row) -> Result<TrackDomain, StoreError> {
    let mut columns = row.columns();
    Ok(TrackDomain {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        domain_id: columns.next()?,
        domain_uuid: columns.next()?,
        domain_name: columns.next()?,
        name: columns.next()?,
        host: columns.next()?,
        ssl_enabled: columns.next()?,
        track_clicks: columns.next()?,
        track_loads: columns.next()?,
        excluded_click_domains: lines(columns.next()?),
        dns: Check { status: columns.parse_optional(CheckStatus::parse)?, error: columns.next()?, ..Check::default() },
        dns_checked_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

/// One host a line.
pub(super) fn lines(text: Option<String>) -> Vec<String> {
    text.unwrap_or_default().lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn joined(lines: &[String]) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join("\n"))
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<TrackDomain>, StoreError> {
    let sql = select!("WHERE t.uuid = ? AND t.server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(track_domain).transpose()
}

/// Those of a mail server by host. `after`: host and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<TrackDomain>, StoreError> {
    let (host, id) = after.unwrap_or(("", 0));
    let sql =
        select!("WHERE t.server_id = ? AND (t.host > ? OR (t.host = ? AND t.id > ?)) ORDER BY t.host, t.id LIMIT ?");
    let rows = conn.fetch_all(sql, &[server.into(), host.into(), host.into(), id.into(), limit.into()]).await?;
    rows.iter().map(track_domain).collect()
}

/// Those that were never checked, or last before `before`; the longest unchecked first.
pub async fn list_unchecked_since(
    conn: &mut Conn,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<TrackDomain>, StoreError> {
    let sql = select!(
        "WHERE t.dns_checked_at IS NULL OR t.dns_checked_at < ? ORDER BY COALESCE(t.dns_checked_at, 0), t.id LIMIT ?"
    );
    conn.fetch_all(sql, &[before.into(), limit.into()]).await?.iter().map(track_domain).collect()
}

/// Whether any mail server tracks under this name. `host`: lower-case.
pub async fn is_host(conn: &mut Conn, host: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM track_domains WHERE host = ? LIMIT 1";
    Ok(conn.fetch_optional(sql, &[host.into()]).await?.is_some())
}

/// Inserts all but `id`, which is answered, and the check. See [`taken`].
pub async fn insert(conn: &mut Conn, new: &TrackDomain) -> Result<TrackDomainId, StoreError> {
    conn.fetch_one(
        "INSERT INTO track_domains (uuid, server_id, domain_id, name, host, ssl_enabled, track_clicks, track_loads,
                                    excluded_click_domains, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&new.uuid).into(),
            new.server_id.into(),
            new.domain_id.into(),
            (&new.name).into(),
            (&new.host).into(),
            new.ssl_enabled.into(),
            new.track_clicks.into(),
            new.track_loads.into(),
            joined(&new.excluded_click_domains).into(),
            new.created_at.into(),
            new.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes the flags and the excluded hosts. `false`: it is gone.
pub async fn update(conn: &mut Conn, changed: &TrackDomain) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE track_domains SET ssl_enabled = ?, track_clicks = ?, track_loads = ?, excluded_click_domains = ?,
                    updated_at = ?
              WHERE id = ?",
            &[
                changed.ssl_enabled.into(),
                changed.track_clicks.into(),
                changed.track_loads.into(),
                joined(&changed.excluded_click_domains).into(),
                changed.updated_at.into(),
                changed.id.into(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Uses `https` in links from now on, or no longer. `false`: it is gone.
pub async fn toggle_ssl(conn: &mut Conn, id: TrackDomainId, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE track_domains SET ssl_enabled = NOT ssl_enabled, updated_at = ? WHERE id = ?";
    Ok(conn.execute(sql, &[now.into(), id.into()]).await? == 1)
}

/// Writes what was seen of the record. `false`: it is gone.
pub async fn update_check(
    conn: &mut Conn,
    id: TrackDomainId,
    check: &Check,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE track_domains SET dns_status = ?, dns_error = ?, dns_checked_at = ? WHERE id = ?",
            &[check.status.map(CheckStatus::as_str).into(), check.error.as_deref().into(), now.into(), id.into()],
        )
        .await?;
    Ok(rows == 1)
}

pub async fn delete(conn: &mut Conn, id: TrackDomainId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM track_domains WHERE id = ?", &[id.into()]).await.map(drop)
}

/// Before the domain itself is deleted, in the same transaction.
pub async fn delete_of_domain(conn: &mut Conn, domain: DomainId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM track_domains WHERE domain_id = ?", &[domain.into()]).await.map(drop)
}

/// What a failed insert found taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Another mail server tracks under this name.
    Name,
    /// The mail server has a track domain of this domain already.
    Domain,
}

pub fn taken(error: &StoreError) -> Option<Taken> {
    if error.is_unique("track_domains_server_domain", "track_domains.server_id") {
        Some(Taken::Domain)
    } else if error.is_unique("track_domains_name", "track_domains.domain_id, track_domains.name") {
        Some(Taken::Name)
    } else {
        None
    }
}
