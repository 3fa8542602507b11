//! Table `domain_dkim_keys`: DKIM keys that come and go. The key that signs is in `domains`.

use super::domain_checks::Details;
use super::{Conn, Row, StoreError};
use crate::model::{Check, CheckStatus, DkimKey, DkimKeyState, Domain, DomainId, Timestamp};

fn key(row: &Row) -> Result<DkimKey, StoreError> {
    let mut columns = row.columns();
    let mut key = DkimKey {
        domain_id: columns.next()?,
        identifier: columns.next()?,
        selector: columns.next()?,
        state: columns.parse(DkimKeyState::parse)?,
        private_key: columns.next()?,
        public_key: columns.next()?,
        check: Check {
            status: columns.parse_optional(CheckStatus::parse)?,
            error: columns.next()?,
            ..Check::default()
        },
        created_at: Timestamp(0),
        changed_at: Timestamp(0),
    };
    Details::from_text(columns.next::<Option<String>>()?.as_deref()).fill(&mut key.check);
    key.created_at = columns.next()?;
    key.changed_at = columns.next()?;
    Ok(key)
}

/// All of a domain, the newest first.
pub async fn list(conn: &mut Conn, domain: DomainId) -> Result<Vec<DkimKey>, StoreError> {
    conn.fetch_all(
        "SELECT domain_id, identifier, selector, state, private_key, public_key, status, error, details, created_at,
                changed_at
           FROM domain_dkim_keys WHERE domain_id = ? ORDER BY created_at DESC, identifier",
        &[domain.into()],
    )
    .await?
    .iter()
    .map(key)
    .collect()
}

pub async fn insert(conn: &mut Conn, key: &DkimKey) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "adding a DKIM key",
        "INSERT INTO domain_dkim_keys (domain_id, identifier, selector, state, private_key, public_key, status, error,
                                       details, created_at, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        &[
            key.domain_id.into(),
            (&key.identifier).into(),
            key.selector.as_deref().into(),
            key.state.as_str().into(),
            (&key.private_key).into(),
            (&key.public_key).into(),
            key.check.status.map(CheckStatus::as_str).into(),
            key.check.error.as_deref().into(),
            Details::of(&key.check).to_text()?.into(),
            key.created_at.into(),
            key.changed_at.into(),
        ],
    )
    .await
}

/// Writes what was seen of a key's record. `false`: it is gone or in another state meanwhile.
pub async fn update_check(conn: &mut Conn, key: &DkimKey) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE domain_dkim_keys SET status = ?, error = ?, details = ?
              WHERE domain_id = ? AND identifier = ? AND state = ?",
            &[
                key.check.status.map(CheckStatus::as_str).into(),
                key.check.error.as_deref().into(),
                Details::of(&key.check).to_text()?.into(),
                key.domain_id.into(),
                (&key.identifier).into(),
                key.state.as_str().into(),
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// `false`: there is none such in that state.
pub async fn delete(
    conn: &mut Conn,
    domain: DomainId,
    identifier: &str,
    state: DkimKeyState,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM domain_dkim_keys WHERE domain_id = ? AND identifier = ? AND state = ?";
    Ok(conn.execute(sql, &[domain.into(), identifier.into(), state.as_str().into()]).await? == 1)
}

/// All of a domain.
pub async fn delete_of_domain(conn: &mut Conn, domain: DomainId) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM domain_dkim_keys WHERE domain_id = ?", &[domain.into()]).await
}

/// The pending key signs from now on; the one before is retired. `domain`: as locked in this transaction.
pub async fn switch(conn: &mut Conn, domain: &Domain, pending: &DkimKey, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "taking a pending DKIM key",
        "DELETE FROM domain_dkim_keys WHERE domain_id = ? AND identifier = ? AND state = 'pending'",
        &[domain.id.into(), (&pending.identifier).into()],
    )
    .await?;
    let retired = DkimKey {
        domain_id: domain.id,
        identifier: domain.dkim_identifier.clone(),
        selector: domain.dkim_selector.clone(),
        state: DkimKeyState::Retired,
        private_key: domain.dkim_private_key.clone(),
        public_key: domain.dkim_public_key.clone(),
        check: domain.dkim.clone(),
        created_at: domain.created_at,
        changed_at: now,
    };
    insert(conn, &retired).await?;
    conn.execute_exactly(
        1,
        "switching the DKIM key",
        "UPDATE domains SET dkim_private_key = ?, dkim_public_key = ?, dkim_identifier = ?, dkim_selector = ?,
                            updated_at = ?
          WHERE id = ?",
        &[
            (&pending.private_key).into(),
            (&pending.public_key).into(),
            (&pending.identifier).into(),
            pending.selector.as_deref().into(),
            now.into(),
            domain.id.into(),
        ],
    )
    .await
}

/// Keys that were retired before become removable, and their private halves are destroyed; answers how many.
pub async fn release(conn: &mut Conn, retired_before: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
    conn.execute(
        "UPDATE domain_dkim_keys SET state = 'removable', private_key = ?, changed_at = ?
          WHERE state = 'retired' AND changed_at <= ?",
        &[Vec::<u8>::new().into(), now.into(), retired_before.into()],
    )
    .await
}

/// Keys that are removable since before that time.
pub async fn forget(conn: &mut Conn, removable_before: Timestamp) -> Result<u64, StoreError> {
    conn.execute(
        "DELETE FROM domain_dkim_keys WHERE state = 'removable' AND changed_at <= ?",
        &[removable_before.into()],
    )
    .await
}
