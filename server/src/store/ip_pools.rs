//! Tables `ip_pools` and `organization_ip_pools`: pools, and which organizations may use them.

use super::{Columns, Conn, Row, StoreError, dialect};
use crate::model::{IpPool, IpPoolId, IpPoolRef, OrganizationId, Timestamp, fold};

macro_rules! select {
    ($tail:literal) => {
        concat!("SELECT p.id, p.uuid, p.name, p.is_default, p.created_at, p.updated_at FROM ip_pools p ", $tail)
    };
}

fn ip_pool(row: &Row) -> Result<IpPool, StoreError> {
    let mut columns = row.columns();
    Ok(IpPool {
        id: columns.next()?,
        uuid: columns.next()?,
        name: columns.next()?,
        is_default: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

/// Id, UUID and name of a pool that may not be there.
pub(super) fn optional_ref(columns: &mut Columns<'_>) -> Result<Option<IpPoolRef>, StoreError> {
    let (id, uuid, name): (Option<IpPoolId>, Option<String>, Option<String>) =
        (columns.next()?, columns.next()?, columns.next()?);
    Ok(match (id, uuid, name) {
        (Some(id), Some(uuid), Some(name)) => Some(IpPoolRef { id, uuid, name }),
        _ => None,
    })
}

pub async fn find_by_uuid(conn: &mut Conn, uuid: &str) -> Result<Option<IpPool>, StoreError> {
    conn.fetch_optional(select!("WHERE p.uuid = ?"), &[uuid.into()]).await?.as_ref().map(ip_pool).transpose()
}

/// The pool, if it is still there; nobody deletes it before this transaction ends.
pub async fn keep(conn: &mut Conn, id: IpPoolId) -> Result<bool, StoreError> {
    let sql = format!("SELECT id FROM ip_pools WHERE id = ?{}", dialect::keep_locked(conn.engine()));
    Ok(conn.fetch_optional(sql, &[id.into()]).await?.is_some())
}

/// As [`keep`], and nobody else begins to use it meanwhile.
pub async fn lock(conn: &mut Conn, id: IpPoolId) -> Result<bool, StoreError> {
    let sql = format!("SELECT id FROM ip_pools WHERE id = ?{}", dialect::locked(conn.engine()));
    Ok(conn.fetch_optional(sql, &[id.into()]).await?.is_some())
}

/// By name, in any case. `after`: name and id of the row before.
pub async fn list(conn: &mut Conn, after: Option<(&str, i64)>, limit: i64) -> Result<Vec<IpPool>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    let key = fold(name);
    let sql = select!("WHERE p.name_key > ? OR (p.name_key = ? AND p.id > ?) ORDER BY p.name_key, p.id LIMIT ?");
    let values = [key.as_str().into(), key.as_str().into(), id.into(), limit.into()];
    conn.fetch_all(sql, &values).await?.iter().map(ip_pool).collect()
}

/// The one for new organizations; the oldest, where an import brought several.
pub async fn find_default(conn: &mut Conn) -> Result<Option<IpPool>, StoreError> {
    let sql = select!("WHERE p.is_default = TRUE ORDER BY p.id LIMIT 1");
    conn.fetch_optional(sql, &[]).await?.as_ref().map(ip_pool).transpose()
}

/// Inserts all but `id`, which is answered.
pub async fn insert(conn: &mut Conn, pool: &IpPool) -> Result<IpPoolId, StoreError> {
    conn.fetch_one(
        "INSERT INTO ip_pools (uuid, name, name_key, is_default, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&pool.uuid).into(),
            (&pool.name).into(),
            fold(&pool.name).into(),
            pool.is_default.into(),
            pool.created_at.into(),
            pool.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes name and default. `false`: it is gone.
pub async fn update(conn: &mut Conn, pool: &IpPool) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE ip_pools SET name = ?, name_key = ?, is_default = ?, updated_at = ? WHERE id = ?",
            &[
                (&pool.name).into(),
                fold(&pool.name).into(),
                pool.is_default.into(),
                pool.updated_at.into(),
                pool.id.into(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// No other pool than `id` is the default.
pub async fn clear_other_defaults(conn: &mut Conn, id: IpPoolId) -> Result<(), StoreError> {
    let sql = "UPDATE ip_pools SET is_default = FALSE WHERE is_default = TRUE AND id <> ?";
    conn.execute(sql, &[id.into()]).await.map(drop)
}

/// Removes a pool that nobody uses any more, with its rules and assignments. `false`: it is gone.
pub async fn delete(conn: &mut Conn, id: IpPoolId) -> Result<bool, StoreError> {
    conn.execute("DELETE FROM ip_pool_rules WHERE ip_pool_id = ?", &[id.into()]).await?;
    conn.execute("DELETE FROM organization_ip_pools WHERE ip_pool_id = ?", &[id.into()]).await?;
    // Those that are deleted and not yet removed.
    conn.execute("UPDATE servers SET ip_pool_id = NULL WHERE ip_pool_id = ?", &[id.into()]).await?;
    Ok(conn.execute("DELETE FROM ip_pools WHERE id = ?", &[id.into()]).await? == 1)
}

/// Live mail servers that send by a pool.
pub async fn count_servers(conn: &mut Conn, id: IpPoolId) -> Result<i64, StoreError> {
    conn.fetch_one(
        "SELECT COUNT(*) FROM servers s JOIN organizations o ON o.id = s.organization_id
          WHERE s.ip_pool_id = ? AND s.deleted_at IS NULL AND o.deleted_at IS NULL",
        &[id.into()],
    )
    .await?
    .get(0)
}

/// A pool and what an organization has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationIpPool {
    pub pool: IpPool,
    /// `false`: it was taken away, and something still uses it.
    pub is_assigned: bool,
    /// Live mail servers of the organization that send by it.
    pub servers: i64,
    /// Rules of the organization and of its mail servers that lead to it.
    pub rules: i64,
}

/// All pools that the organization may use or still uses; the default first, then by name.
pub async fn list_of_organization(
    conn: &mut Conn,
    organization: OrganizationId,
) -> Result<Vec<OrganizationIpPool>, StoreError> {
    conn.fetch_all(
        "SELECT id, uuid, name, is_default, created_at, updated_at, assigned, servers, rules FROM (
            SELECT p.id, p.uuid, p.name, p.name_key, p.is_default, p.created_at, p.updated_at,
                   (SELECT COUNT(*) FROM organization_ip_pools a
                     WHERE a.ip_pool_id = p.id AND a.organization_id = ?) AS assigned,
                   (SELECT COUNT(*) FROM servers s
                     WHERE s.ip_pool_id = p.id AND s.organization_id = ? AND s.deleted_at IS NULL) AS servers,
                   (SELECT COUNT(*) FROM ip_pool_rules r
                     WHERE r.ip_pool_id = p.id
                       AND (r.organization_id = ?
                            OR r.server_id IN (SELECT t.id FROM servers t WHERE t.organization_id = ?))) AS rules
              FROM ip_pools p) AS pools
          WHERE assigned > 0 OR servers > 0 OR rules > 0
          ORDER BY is_default DESC, name_key, id",
        &[organization.into(), organization.into(), organization.into(), organization.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let pool = ip_pool(row)?;
        let (assigned, servers, rules): (i64, i64, i64) = (row.get(6)?, row.get(7)?, row.get(8)?);
        Ok(OrganizationIpPool { pool, is_assigned: assigned > 0, servers, rules })
    })
    .collect()
}

/// The pool, when the organization may use it.
pub async fn find_assigned(
    conn: &mut Conn,
    organization: OrganizationId,
    uuid: &str,
) -> Result<Option<IpPool>, StoreError> {
    let sql = select!(
        "JOIN organization_ip_pools a ON a.ip_pool_id = p.id AND a.organization_id = ?
         WHERE p.uuid = ?"
    );
    conn.fetch_optional(sql, &[organization.into(), uuid.into()]).await?.as_ref().map(ip_pool).transpose()
}

/// The default pool if the organization may use it, else the first by name.
pub async fn find_first_assigned(conn: &mut Conn, organization: OrganizationId) -> Result<Option<IpPool>, StoreError> {
    let sql = select!(
        "JOIN organization_ip_pools a ON a.ip_pool_id = p.id AND a.organization_id = ?
         ORDER BY p.is_default DESC, p.name_key, p.id LIMIT 1"
    );
    conn.fetch_optional(sql, &[organization.into()]).await?.as_ref().map(ip_pool).transpose()
}

/// The pools that an organization may use, all of them.
pub async fn list_assigned(conn: &mut Conn, organization: OrganizationId) -> Result<Vec<IpPool>, StoreError> {
    let sql = select!(
        "JOIN organization_ip_pools a ON a.ip_pool_id = p.id AND a.organization_id = ?
         ORDER BY p.is_default DESC, p.name_key, p.id"
    );
    conn.fetch_all(sql, &[organization.into()]).await?.iter().map(ip_pool).collect()
}

/// Lets an organization use a pool. Once for each.
pub async fn assign(
    conn: &mut Conn,
    organization: OrganizationId,
    pool: IpPoolId,
    now: Timestamp,
) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "assigning an IP pool",
        "INSERT INTO organization_ip_pools (organization_id, ip_pool_id, created_at) VALUES (?, ?, ?)",
        &[organization.into(), pool.into(), now.into()],
    )
    .await
}

/// Takes a pool away. Mail servers and rules that use it go on.
pub async fn unassign(conn: &mut Conn, organization: OrganizationId, pool: IpPoolId) -> Result<(), StoreError> {
    let sql = "DELETE FROM organization_ip_pools WHERE organization_id = ? AND ip_pool_id = ?";
    conn.execute(sql, &[organization.into(), pool.into()]).await.map(drop)
}
