//! Table `credentials`: finding the one that a client shows.

use super::{Conn, Row, StoreError};
use crate::model::{Credential, CredentialId, CredentialKind, ServerId, Timestamp};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT c.id, c.uuid, c.server_id, c.type, c.name, c.key_prefix, c.key_encrypted, c.network, c.hold,
                    c.last_used_at, c.created_at, c.updated_at
               FROM credentials c ",
            $tail
        )
    };
}

fn credential(row: &Row) -> Result<Credential, StoreError> {
    let mut columns = row.columns();
    Ok(Credential {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        kind: columns.parse(CredentialKind::parse)?,
        name: columns.next()?,
        key_prefix: columns.next()?,
        key_encrypted: columns.next()?,
        network: columns.next()?,
        hold: columns.next()?,
        last_used_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

pub async fn find(conn: &mut Conn, id: CredentialId) -> Result<Option<Credential>, StoreError> {
    conn.fetch_optional(select!("WHERE c.id = ?"), &[id.into()]).await?.as_ref().map(credential).transpose()
}

/// `hash`: SHA-256 of the key in lower-case hex, so a key is found only when it agrees exactly.
pub async fn find_by_key_hash(
    conn: &mut Conn,
    kind: CredentialKind,
    hash: &str,
) -> Result<Option<Credential>, StoreError> {
    conn.fetch_optional(select!("WHERE c.key_hash = ? AND c.type = ?"), &[hash.into(), kind.as_str().into()])
        .await?
        .as_ref()
        .map(credential)
        .transpose()
}

/// All of one kind of a mail server, oldest first.
pub async fn list_of_kind(
    conn: &mut Conn,
    server: ServerId,
    kind: CredentialKind,
) -> Result<Vec<Credential>, StoreError> {
    conn.fetch_all(
        select!("WHERE c.server_id = ? AND c.type = ? ORDER BY c.id"),
        &[server.into(), kind.as_str().into()],
    )
    .await?
    .iter()
    .map(credential)
    .collect()
}

/// Client networks (in normal form) of all SMTP-IP credentials whose mail server is not deleted.
pub async fn list_networks(conn: &mut Conn) -> Result<Vec<(CredentialId, String)>, StoreError> {
    conn.fetch_all(
        "SELECT c.id, c.network
           FROM credentials c
           JOIN servers s ON s.id = c.server_id
           JOIN organizations o ON o.id = s.organization_id
          WHERE c.type = ? AND c.network IS NOT NULL AND s.deleted_at IS NULL AND o.deleted_at IS NULL
          ORDER BY c.id",
        &[CredentialKind::SmtpIp.as_str().into()],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Notes a use. A use that is not newer than the noted one changes nothing; neither does one of a deleted credential.
pub async fn record_use(conn: &mut Conn, id: CredentialId, at: Timestamp) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE credentials SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
        &[at.into(), id.into(), at.into()],
    )
    .await
    .map(drop)
}
