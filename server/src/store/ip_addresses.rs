//! Tables `ip_addresses` and `process_ip_addresses`: the addresses of pools, and on whose machine they are.

use super::{Columns, Conn, Row, StoreError};
use crate::model::{IpAddress, IpAddressId, IpPoolId, ProcessId, Timestamp};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.ip_pool_id, a.ipv4, a.ipv6, a.hostname, a.priority, a.created_at, a.updated_at
               FROM ip_addresses a ",
            $tail
        )
    };
}

fn ip_address(row: &Row) -> Result<IpAddress, StoreError> {
    let mut columns = row.columns();
    Ok(IpAddress {
        id: columns.next()?,
        ip_pool_id: columns.next()?,
        ipv4: columns.parse(|text| text.parse().ok())?,
        ipv6: columns.parse_optional(|text| text.parse().ok())?,
        hostname: columns.next()?,
        priority: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

/// Columns of an address that is joined and may not be there.
pub(super) const OPTIONAL_COLUMNS: &str =
    "a.id, a.ip_pool_id, a.ipv4, a.ipv6, a.hostname, a.priority, a.created_at, a.updated_at";

pub(super) fn optional(columns: &mut Columns<'_>) -> Result<Option<IpAddress>, StoreError> {
    let (id, ip_pool_id): (Option<IpAddressId>, Option<IpPoolId>) = (columns.next()?, columns.next()?);
    let ipv4 = columns.parse_optional(|text| text.parse().ok())?;
    let ipv6 = columns.parse_optional(|text| text.parse().ok())?;
    let (hostname, priority): (Option<String>, Option<i64>) = (columns.next()?, columns.next()?);
    let (created_at, updated_at): (Option<Timestamp>, Option<Timestamp>) = (columns.next()?, columns.next()?);
    let (Some(id), Some(ip_pool_id), Some(ipv4), Some(hostname)) = (id, ip_pool_id, ipv4, hostname) else {
        return Ok(None);
    };
    let (created_at, updated_at) = (created_at.unwrap_or(Timestamp(0)), updated_at.unwrap_or(Timestamp(0)));
    let priority = priority.unwrap_or(0);
    Ok(Some(IpAddress { id, ip_pool_id, ipv4, ipv6, hostname, priority, created_at, updated_at }))
}

pub async fn find(conn: &mut Conn, pool: IpPoolId, id: IpAddressId) -> Result<Option<IpAddress>, StoreError> {
    let sql = select!("WHERE a.id = ? AND a.ip_pool_id = ?");
    conn.fetch_optional(sql, &[id.into(), pool.into()]).await?.as_ref().map(ip_address).transpose()
}

/// Those of a pool, highest priority first. `after`: priority and id of the row before.
pub async fn list(
    conn: &mut Conn,
    pool: IpPoolId,
    after: Option<(i64, i64)>,
    limit: i64,
) -> Result<Vec<IpAddress>, StoreError> {
    let (priority, id) = after.unwrap_or((i64::MAX, 0));
    let sql = select!(
        "WHERE a.ip_pool_id = ? AND (a.priority < ? OR (a.priority = ? AND a.id > ?))
         ORDER BY a.priority DESC, a.id LIMIT ?"
    );
    let values = [pool.into(), priority.into(), priority.into(), id.into(), limit.into()];
    conn.fetch_all(sql, &values).await?.iter().map(ip_address).collect()
}

/// All of the installation, highest priority first.
pub async fn list_all(conn: &mut Conn) -> Result<Vec<IpAddress>, StoreError> {
    conn.fetch_all(select!("ORDER BY a.priority DESC, a.id"), &[]).await?.iter().map(ip_address).collect()
}

pub async fn count_of_pool(conn: &mut Conn, pool: IpPoolId) -> Result<i64, StoreError> {
    conn.fetch_one("SELECT COUNT(*) FROM ip_addresses WHERE ip_pool_id = ?", &[pool.into()]).await?.get(0)
}

/// Inserts all but `id`, which is answered. See [`taken`].
pub async fn insert(conn: &mut Conn, new: &IpAddress) -> Result<IpAddressId, StoreError> {
    conn.fetch_one(
        "INSERT INTO ip_addresses (ip_pool_id, ipv4, ipv6, hostname, priority, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            new.ip_pool_id.into(),
            new.ipv4.to_string().into(),
            new.ipv6.map(|ipv6| ipv6.to_string()).into(),
            (&new.hostname).into(),
            new.priority.into(),
            new.created_at.into(),
            new.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes addresses, host name and priority. `false`: it is gone. See [`taken`].
pub async fn update(conn: &mut Conn, changed: &IpAddress) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE ip_addresses SET ipv4 = ?, ipv6 = ?, hostname = ?, priority = ?, updated_at = ? WHERE id = ?",
            &[
                changed.ipv4.to_string().into(),
                changed.ipv6.map(|ipv6| ipv6.to_string()).into(),
                (&changed.hostname).into(),
                changed.priority.into(),
                changed.updated_at.into(),
                changed.id.into(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Messages that were to leave from it get another one at their next attempt.
pub async fn delete(conn: &mut Conn, id: IpAddressId) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM ip_addresses WHERE id = ?", &[id.into()]).await? == 1)
}

/// What a failed insert or update found taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Ipv4,
    Ipv6,
}

pub fn taken(error: &StoreError) -> Option<Taken> {
    [(Taken::Ipv4, "ip_addresses_ipv4", "ip_addresses.ipv4"), (Taken::Ipv6, "ip_addresses_ipv6", "ip_addresses.ipv6")]
        .into_iter()
        .find(|(_, index, column)| error.is_unique(index, column))
        .map(|(taken, ..)| taken)
}

/// True when any pool has this IPv4 address, in another row than `except`.
pub async fn has_ipv4(conn: &mut Conn, ipv4: &str, except: IpAddressId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM ip_addresses WHERE ipv4 = ? AND id <> ?";
    Ok(conn.fetch_optional(sql, &[ipv4.into(), except.into()]).await?.is_some())
}

/// The same for IPv6.
pub async fn has_ipv6(conn: &mut Conn, ipv6: &str, except: IpAddressId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM ip_addresses WHERE ipv6 = ? AND id <> ?";
    Ok(conn.fetch_optional(sql, &[ipv6.into(), except.into()]).await?.is_some())
}

/// Notes which addresses are on the machine of a process, instead of what was noted before. Inside a transaction only.
pub async fn set_present(conn: &mut Conn, process: ProcessId, ids: &[IpAddressId]) -> Result<(), StoreError> {
    conn.execute("DELETE FROM process_ip_addresses WHERE process_id = ?", &[process.into()]).await?;
    for id in ids {
        // One that was deleted meanwhile, or a process that was, is passed over.
        conn.execute(
            "INSERT INTO process_ip_addresses (process_id, ip_address_id)
             SELECT p.id, a.id FROM processes p JOIN ip_addresses a ON a.id = ? WHERE p.id = ?",
            &[(*id).into(), process.into()],
        )
        .await?;
    }
    Ok(())
}

/// Which addresses are on whose machine: process, its host's name, address.
pub async fn list_present(conn: &mut Conn) -> Result<Vec<(ProcessId, String, IpAddressId)>, StoreError> {
    conn.fetch_all(
        "SELECT p.id, p.host, x.ip_address_id FROM process_ip_addresses x JOIN processes p ON p.id = x.process_id
          ORDER BY p.host, p.id, x.ip_address_id",
        &[],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
    .collect()
}
