//! Table `domains`: which domains a mail server may send for.

use super::{Conn, StoreError};
use crate::model::{DomainId, OrganizationId, ServerId};

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
