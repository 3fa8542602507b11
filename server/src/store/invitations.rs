//! Table `invitations`: people who were asked to join an organization, known by the hash of the link's secret.

use super::tokens::{text, words};
use super::{Conn, Row, StoreError};
use crate::model::{Invitation, InvitationId, OrganizationId, Role, ServerId, Timestamp, fold};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, organization_id, email_address, role, has_all_servers, servers, invited_by, expires_at,
                    created_at
               FROM invitations ",
            $tail
        )
    };
}

fn invitation(row: &Row) -> Result<Invitation, StoreError> {
    let mut columns = row.columns();
    Ok(Invitation {
        id: columns.next()?,
        uuid: columns.next()?,
        organization_id: columns.next()?,
        email_address: columns.next()?,
        role: columns.parse(Role::parse)?,
        has_all_servers: columns.next()?,
        servers: words(&columns.next::<String>()?, ServerId),
        invited_by: columns.next()?,
        expires_at: columns.next()?,
        created_at: columns.next()?,
    })
}

/// Expired ones included, here and below: they can be sent again.
pub async fn find_by_uuid(
    conn: &mut Conn,
    organization: OrganizationId,
    uuid: &str,
) -> Result<Option<Invitation>, StoreError> {
    conn.fetch_optional(select!("WHERE organization_id = ? AND uuid = ?"), &[organization.into(), uuid.into()])
        .await?
        .as_ref()
        .map(invitation)
        .transpose()
}

pub async fn find_by_hash(conn: &mut Conn, token_hash: &str) -> Result<Option<Invitation>, StoreError> {
    conn.fetch_optional(select!("WHERE token_hash = ?"), &[token_hash.into()])
        .await?
        .as_ref()
        .map(invitation)
        .transpose()
}

/// Newest first. `before`: id of the row before.
pub async fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Invitation>, StoreError> {
    conn.fetch_all(
        select!("WHERE organization_id = ? AND id < ? ORDER BY id DESC LIMIT ?"),
        &[organization.into(), before.unwrap_or(i64::MAX).into(), limit.into()],
    )
    .await?
    .iter()
    .map(invitation)
    .collect()
}

/// Inserts all but `id`, which is answered. An address that is invited already is [`is_taken`].
pub async fn insert(conn: &mut Conn, invitation: &Invitation, token_hash: &str) -> Result<InvitationId, StoreError> {
    conn.fetch_one(
        "INSERT INTO invitations (uuid, token_hash, organization_id, email_address, email_address_key, role,
                                  has_all_servers, servers, invited_by, expires_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&invitation.uuid).into(),
            token_hash.into(),
            invitation.organization_id.into(),
            (&invitation.email_address).into(),
            fold(&invitation.email_address).into(),
            invitation.role.as_str().into(),
            invitation.has_all_servers.into(),
            text(&invitation.servers).into(),
            (&invitation.invited_by).into(),
            invitation.expires_at.into(),
            invitation.created_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Gives it another secret and a new end.
pub async fn renew(
    conn: &mut Conn,
    id: InvitationId,
    token_hash: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "renewing an invitation",
        "UPDATE invitations SET token_hash = ?, expires_at = ? WHERE id = ?",
        &[token_hash.into(), expires_at.into(), id.into()],
    )
    .await
}

/// False: somebody else has accepted or revoked it.
pub async fn delete(conn: &mut Conn, id: InvitationId) -> Result<bool, StoreError> {
    Ok(conn.execute("DELETE FROM invitations WHERE id = ?", &[id.into()]).await? == 1)
}

/// Revokes all of an organization.
pub async fn delete_of_organization(conn: &mut Conn, organization: OrganizationId) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM invitations WHERE organization_id = ?", &[organization.into()]).await
}

/// Removes what nobody has accepted in time; answers how many.
pub async fn delete_expired(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM invitations WHERE expires_at <= ?", &[before.into()]).await
}

/// True when an insert failed because the address is invited already.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("invitations_address", "invitations.email_address_key")
}
