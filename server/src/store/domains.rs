//! Table `domains`: which domains a mail server may send for.

use std::collections::HashMap;

use super::dialect::{self, sum};
use super::{Conn, Row, StoreError, Value, domain_checks};
use crate::model::{
    Check, CheckStatus, Domain, DomainId, DomainOwner, OrganizationId, ServerId, Timestamp, VerificationMethod,
};

/// The verified domain of this name that the mail server or its organization owns; the server's own wins.
///
/// `name`: lower-case A-labels.
pub async fn find_verified(
    conn: &mut Conn,
    server: ServerId,
    organization: OrganizationId,
    name: &str,
) -> Result<Option<DomainId>, StoreError> {
    conn.fetch_optional(
        "SELECT id FROM domains
          WHERE name = ? AND verified_at IS NOT NULL
            AND (server_id = ? OR (server_id IS NULL AND organization_id = ?))
          ORDER BY CASE WHEN server_id IS NULL THEN 1 ELSE 0 END LIMIT 1",
        &[name.into(), server.into(), organization.into()],
    )
    .await?
    .map(|row| row.get(0))
    .transpose()
}

/// Whether any mail server or organization has proven that it owns the domain. `name`: lower-case A-labels.
pub async fn is_verified_by_anybody(conn: &mut Conn, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM domains WHERE name = ? AND verified_at IS NOT NULL LIMIT 1";
    Ok(conn.fetch_optional(sql, &[name.into()]).await?.is_some())
}

/// The mail server's first verified domain by name that may send for any other.
pub async fn find_verified_for_any(conn: &mut Conn, server: ServerId) -> Result<Option<DomainId>, StoreError> {
    conn.fetch_optional(
        "SELECT id FROM domains
          WHERE server_id = ? AND verified_at IS NOT NULL AND use_for_any = ?
          ORDER BY name LIMIT 1",
        &[server.into(), true.into()],
    )
    .await?
    .map(|row| row.get(0))
    .transpose()
}

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, organization_id, server_id, name, verification_method, verification_token, verified_at,
                    dkim_private_key, dkim_public_key, dkim_identifier, dkim_selector, spf_status, spf_error,
                    dkim_status, dkim_error, mx_status, mx_error, return_path_status, return_path_error,
                    dmarc_status, dmarc_error, dns_details, dns_checked_at, dns_ok_at, dns_alert, dns_mailed_at,
                    use_for_any, created_at, updated_at
               FROM domains ",
            $tail
        )
    };
}

fn domain(row: &Row) -> Result<Domain, StoreError> {
    let mut columns = row.columns();
    let id = columns.next()?;
    let uuid = columns.next()?;
    let organization_id = columns.next()?;
    let server_id: Option<ServerId> = columns.next()?;
    let mut domain = Domain {
        id,
        uuid,
        organization_id,
        owner: server_id.map_or(DomainOwner::Organization(organization_id), DomainOwner::Server),
        name: columns.next()?,
        verification_method: columns.parse(VerificationMethod::parse)?,
        verification_token: columns.next()?,
        verified_at: columns.next()?,
        dkim_private_key: columns.next()?,
        dkim_public_key: columns.next()?,
        dkim_identifier: columns.next()?,
        dkim_selector: columns.next()?,
        spf: Check::default(),
        dkim: Check::default(),
        mx: Check::default(),
        return_path: Check::default(),
        dmarc: Check::default(),
        dns_checked_at: None,
        dns_ok_at: None,
        dns_alert: None,
        dns_mailed_at: None,
        use_for_any: false,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    for check in domain_checks::all_mut(&mut domain) {
        check.status = columns.parse_optional(CheckStatus::parse)?;
        check.error = columns.next()?;
    }
    domain_checks::read_details(&mut domain, columns.next()?);
    domain.dns_checked_at = columns.next()?;
    domain.dns_ok_at = columns.next()?;
    domain.dns_alert = columns.next()?;
    domain.dns_mailed_at = columns.next()?;
    domain.use_for_any = columns.next()?;
    domain.created_at = columns.next()?;
    domain.updated_at = columns.next()?;
    Ok(domain)
}

fn owner_key(owner: DomainOwner) -> String {
    match owner {
        DomainOwner::Server(id) => format!("server:{id}"),
        DomainOwner::Organization(id) => format!("organization:{id}"),
    }
}

fn server_of(owner: DomainOwner) -> Option<ServerId> {
    match owner {
        DomainOwner::Server(id) => Some(id),
        DomainOwner::Organization(_) => None,
    }
}

pub async fn find(conn: &mut Conn, id: DomainId) -> Result<Option<Domain>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(domain).transpose()
}

/// `key`: uuid or name, among the domains of this owner.
pub async fn find_by_key(conn: &mut Conn, owner: DomainOwner, key: &str) -> Result<Option<Domain>, StoreError> {
    conn.fetch_optional(
        select!("WHERE owner_key = ? AND (uuid = ? OR name = ?)"),
        &[owner_key(owner).into(), key.into(), key.into()],
    )
    .await?
    .as_ref()
    .map(domain)
    .transpose()
}

/// Those of an owner by name. `after`: name of the row before; names are unique per owner.
pub async fn list(
    conn: &mut Conn,
    owner: DomainOwner,
    after: Option<&str>,
    limit: i64,
) -> Result<Vec<Domain>, StoreError> {
    conn.fetch_all(
        select!("WHERE owner_key = ? AND name > ? ORDER BY name LIMIT ?"),
        &[owner_key(owner).into(), after.unwrap_or("").into(), limit.into()],
    )
    .await?
    .iter()
    .map(domain)
    .collect()
}

/// Inserts all but `id`, which is answered, and the checks. A name that the owner has already is [`taken`].
pub async fn insert(conn: &mut Conn, domain: &Domain) -> Result<DomainId, StoreError> {
    conn.fetch_one(
        "INSERT INTO domains (uuid, organization_id, server_id, owner_key, name, verification_method,
                              verification_token, verified_at, dkim_private_key, dkim_public_key, dkim_identifier,
                              use_for_any, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&domain.uuid).into(),
            domain.organization_id.into(),
            server_of(domain.owner).into(),
            owner_key(domain.owner).into(),
            (&domain.name).into(),
            domain.verification_method.as_str().into(),
            (&domain.verification_token).into(),
            domain.verified_at.into(),
            (&domain.dkim_private_key).into(),
            (&domain.dkim_public_key).into(),
            (&domain.dkim_identifier).into(),
            domain.use_for_any.into(),
            domain.created_at.into(),
            domain.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

pub async fn set_verified(conn: &mut Conn, id: DomainId, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "verifying a domain",
        "UPDATE domains SET verified_at = ?, updated_at = ? WHERE id = ?",
        &[now.into(), now.into(), id.into()],
    )
    .await
}

/// Another way of proof. Only while it is not verified.
pub async fn set_verification(
    conn: &mut Conn,
    id: DomainId,
    method: VerificationMethod,
    token: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "changing how a domain is verified",
        "UPDATE domains SET verification_method = ?, verification_token = ?, updated_at = ?
          WHERE id = ? AND verified_at IS NULL",
        &[method.as_str().into(), token.into(), now.into(), id.into()],
    )
    .await
}

/// Another owner in the same organization. A name that the owner has already is [`taken`].
pub async fn set_owner(conn: &mut Conn, id: DomainId, owner: DomainOwner, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "moving a domain",
        "UPDATE domains SET server_id = ?, owner_key = ?, updated_at = ? WHERE id = ?",
        &[server_of(owner).into(), owner_key(owner).into(), now.into(), id.into()],
    )
    .await
}

/// `key`: uuid or name, among the domains of the mail server and of its organization; of two with one name the server's
/// own. In a transaction nobody can delete it before its end.
pub async fn find_usable_and_keep(
    conn: &mut Conn,
    server: ServerId,
    organization: OrganizationId,
    key: &str,
) -> Result<Option<Domain>, StoreError> {
    let lock = dialect::keep_locked(conn.engine());
    let sql = select!(
        "WHERE (uuid = ? OR name = ?) AND (server_id = ? OR (server_id IS NULL AND organization_id = ?))
         ORDER BY CASE WHEN server_id IS NULL THEN 1 ELSE 0 END LIMIT 1"
    );
    conn.fetch_optional(format!("{sql}{lock}"), &[key.into(), key.into(), server.into(), organization.into()])
        .await?
        .as_ref()
        .map(domain)
        .transpose()
}

/// UUIDs of those among `ids` that exist.
pub async fn uuids(conn: &mut Conn, ids: &[DomainId]) -> Result<HashMap<DomainId, String>, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = vec!["?"; ids.len()].join(", ");
    let values: Vec<Value<'_>> = ids.iter().map(|id| (*id).into()).collect();
    let rows = conn.fetch_all(format!("SELECT id, uuid FROM domains WHERE id IN ({marks})"), &values).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Nobody can begin to use the domain before the end of this transaction.
pub async fn lock(conn: &mut Conn, id: DomainId) -> Result<(), StoreError> {
    let lock = dialect::locked(conn.engine());
    conn.fetch_optional(format!("SELECT id FROM domains WHERE id = ?{lock}"), &[id.into()]).await.map(drop)
}

/// True when another mail server than `server` has routes or track domains with it.
pub async fn is_used_by_others(conn: &mut Conn, id: DomainId, server: ServerId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM routes WHERE domain_id = ? AND server_id <> ?
               UNION ALL SELECT 1 FROM track_domains WHERE domain_id = ? AND server_id <> ? LIMIT 1";
    Ok(conn.fetch_optional(sql, &[id.into(), server.into(), id.into(), server.into()]).await?.is_some())
}

/// Its routes are to be deleted before, in the same transaction.
pub async fn delete(conn: &mut Conn, id: DomainId) -> Result<(), StoreError> {
    conn.execute_exactly(1, "deleting a domain", "DELETE FROM domains WHERE id = ?", &[id.into()]).await
}

/// What a failed insert found taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Name,
    DkimIdentifier,
}

pub fn taken(error: &StoreError) -> Option<Taken> {
    if error.is_unique("domains_dkim_identifier", "domains.dkim_identifier") {
        Some(Taken::DkimIdentifier)
    } else if error.is_unique("domains_owner_name", "domains.owner_key") {
        Some(Taken::Name)
    } else {
        None
    }
}

/// How the domains are doing that a mail server sends from: its own and those of its organization. 3.3 left out the latter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DomainCounts {
    pub total: i64,
    pub unverified: i64,
    /// Verified and checked, but a required record is not right.
    pub faulty: i64,
}

pub async fn count(conn: &mut Conn, server: ServerId) -> Result<DomainCounts, StoreError> {
    let unverified = sum(conn.engine(), "CASE WHEN verified_at IS NULL THEN 1 ELSE 0 END");
    let faulty = sum(
        conn.engine(),
        "CASE WHEN verified_at IS NOT NULL AND dns_checked_at IS NOT NULL
               AND (COALESCE(spf_status, 'Missing') <> 'OK' OR COALESCE(dkim_status, 'Missing') <> 'OK'
                    OR mx_status = 'Invalid' OR return_path_status = 'Invalid') THEN 1 ELSE 0 END",
    );
    let row = conn
        .fetch_one(
            format!(
                "SELECT COUNT(*), {unverified}, {faulty} FROM (
                    SELECT verified_at, dns_checked_at, spf_status, dkim_status, mx_status, return_path_status
                      FROM domains WHERE server_id = ?
                    UNION ALL
                    SELECT verified_at, dns_checked_at, spf_status, dkim_status, mx_status, return_path_status
                      FROM domains
                     WHERE server_id IS NULL AND organization_id = (SELECT organization_id FROM servers WHERE id = ?)
                ) AS domains_of_server"
            ),
            &[server.into(), server.into()],
        )
        .await?;
    Ok(DomainCounts { total: row.get(0)?, unverified: row.get(1)?, faulty: row.get(2)? })
}
