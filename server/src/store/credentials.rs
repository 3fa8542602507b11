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

/// `hash`: SHA-256 of the key in lower-case hex, so a key is found only when it agrees exactly. A key from before a
/// rotation counts as long as it works on.
pub async fn find_by_key_hash(
    conn: &mut Conn,
    kind: CredentialKind,
    hash: &str,
    now: Timestamp,
) -> Result<Option<Credential>, StoreError> {
    let current = select!("WHERE c.key_hash = ? AND c.type = ?");
    if let Some(row) = conn.fetch_optional(current, &[hash.into(), kind.as_str().into()]).await? {
        return credential(&row).map(Some);
    }
    let previous = select!(
        "JOIN previous_credential_keys p ON p.credential_id = c.id
         WHERE p.key_hash = ? AND p.valid_until > ? AND c.type = ?"
    );
    conn.fetch_optional(previous, &[hash.into(), now.into(), kind.as_str().into()])
        .await?
        .as_ref()
        .map(credential)
        .transpose()
}

/// The encrypted keys from before a rotation that work on, of the SMTP credentials of a mail server.
pub async fn list_previous_keys(
    conn: &mut Conn,
    server: ServerId,
    now: Timestamp,
) -> Result<Vec<(CredentialId, Vec<u8>)>, StoreError> {
    conn.fetch_all(
        "SELECT p.credential_id, p.key_encrypted FROM previous_credential_keys p
           JOIN credentials c ON c.id = p.credential_id
          WHERE c.server_id = ? AND c.type = ? AND p.valid_until > ? AND p.key_encrypted IS NOT NULL
          ORDER BY p.credential_id",
        &[server.into(), CredentialKind::Smtp.as_str().into(), now.into()],
    )
    .await?
    .iter()
    .map(|row| Ok((row.get(0)?, row.get(1)?)))
    .collect()
}

/// Another key. The one before works on until `valid_until`; `None`: not at all. Inside a transaction only.
pub async fn rotate(
    conn: &mut Conn,
    credential: &Credential,
    key_hash: &str,
    valid_until: Option<Timestamp>,
) -> Result<(), StoreError> {
    let id = credential.id;
    conn.execute("DELETE FROM previous_credential_keys WHERE credential_id = ?", &[id.into()]).await?;
    if let Some(valid_until) = valid_until {
        let sql = "INSERT INTO previous_credential_keys (credential_id, key_hash, key_encrypted, valid_until)
                   SELECT id, key_hash, key_encrypted, ? FROM credentials WHERE id = ?";
        conn.execute_exactly(1, "keeping a key", sql, &[valid_until.into(), id.into()]).await?;
    }
    conn.execute_exactly(
        1,
        "rotating a key",
        "UPDATE credentials SET key_hash = ?, key_prefix = ?, key_encrypted = ?, updated_at = ? WHERE id = ?",
        &[
            key_hash.into(),
            (&credential.key_prefix).into(),
            credential.key_encrypted.as_deref().into(),
            credential.updated_at.into(),
            id.into(),
        ],
    )
    .await
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

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<Credential>, StoreError> {
    conn.fetch_optional(select!("WHERE c.uuid = ? AND c.server_id = ?"), &[uuid.into(), server.into()])
        .await?
        .as_ref()
        .map(credential)
        .transpose()
}

/// Those of a mail server by name, in any case (the engine's: an order needs no more). `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<Credential>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    conn.fetch_all(
        select!(
            "WHERE c.server_id = ? AND (LOWER(c.name) > LOWER(?) OR (LOWER(c.name) = LOWER(?) AND c.id > ?))
             ORDER BY LOWER(c.name), c.id LIMIT ?"
        ),
        &[server.into(), name.into(), name.into(), id.into(), limit.into()],
    )
    .await?
    .iter()
    .map(credential)
    .collect()
}

/// Inserts all but `id`, which is answered. A key or network that exists already is [`is_taken`].
pub async fn insert(conn: &mut Conn, credential: &Credential, key_hash: &str) -> Result<CredentialId, StoreError> {
    conn.fetch_one(
        "INSERT INTO credentials (uuid, server_id, type, name, key_prefix, key_hash, key_encrypted, network, hold,
                                  created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&credential.uuid).into(),
            credential.server_id.into(),
            credential.kind.as_str().into(),
            (&credential.name).into(),
            (&credential.key_prefix).into(),
            key_hash.into(),
            credential.key_encrypted.as_deref().into(),
            credential.network.as_deref().into(),
            credential.hold.into(),
            credential.created_at.into(),
            credential.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes name and hold; the network too where `network_hash` is given. A network that exists already is [`is_taken`].
pub async fn update(conn: &mut Conn, credential: &Credential, network_hash: Option<&str>) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a credential",
        "UPDATE credentials SET name = ?, hold = ?, key_prefix = ?, network = ?, key_hash = COALESCE(?, key_hash),
                                updated_at = ?
          WHERE id = ?",
        &[
            (&credential.name).into(),
            credential.hold.into(),
            (&credential.key_prefix).into(),
            credential.network.as_deref().into(),
            network_hash.into(),
            credential.updated_at.into(),
            credential.id.into(),
        ],
    )
    .await
}

/// With the key from before a rotation. Inside a transaction only.
pub async fn delete(conn: &mut Conn, id: CredentialId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM previous_credential_keys WHERE credential_id = ?", &[id.into()]).await?;
    conn.execute_exactly(1, "deleting a credential", "DELETE FROM credentials WHERE id = ?", &[id.into()]).await
}

/// True when an insert or update failed because another credential has the key or network.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("credentials_key", "credentials.key_hash")
}
