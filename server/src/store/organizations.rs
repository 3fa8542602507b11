//! Table `organizations`. Deleted ones are found by id only.

use super::{Conn, Row, StoreError, Value, dialect};
use crate::model::{Organization, OrganizationId, Timestamp, UserId, fold};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT o.id, o.uuid, o.name, o.permalink, o.time_zone, o.owner_id, o.requires_two_factor, o.suspended_at, o.suspension_reason,
                    o.deleted_at, o.created_at, o.updated_at
               FROM organizations o ",
            $tail
        )
    };
}

fn organization(row: &Row) -> Result<Organization, StoreError> {
    let mut columns = row.columns();
    Ok(Organization {
        id: columns.next()?,
        uuid: columns.next()?,
        name: columns.next()?,
        permalink: columns.next()?,
        time_zone: columns.next()?,
        owner_id: columns.next()?,
        requires_two_factor: columns.next()?,
        suspended_at: columns.next()?,
        suspension_reason: columns.next()?,
        deleted_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

/// Deleted ones included.
pub async fn find(conn: &mut Conn, id: OrganizationId) -> Result<Option<Organization>, StoreError> {
    conn.fetch_optional(select!("WHERE o.id = ?"), &[id.into()]).await?.as_ref().map(organization).transpose()
}

/// `key`: permalink, in any case, or uuid.
pub async fn find_by_key(conn: &mut Conn, key: &str) -> Result<Option<Organization>, StoreError> {
    conn.fetch_optional(
        select!("WHERE (o.permalink_key = ? OR o.uuid = ?) AND o.deleted_at IS NULL"),
        &[fold(key).into(), key.into()],
    )
    .await?
    .as_ref()
    .map(organization)
    .transpose()
}

/// Live ones by name, in any case (the engine's: an order needs no more). `member`: only those that this user is a member of. `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    member: Option<UserId>,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<Organization>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    let mut values: Vec<Value<'_>> = vec![name.into(), name.into(), id.into()];
    let sql = if let Some(user) = member {
        values.push(user.into());
        select!(
            "WHERE o.deleted_at IS NULL AND (LOWER(o.name) > LOWER(?) OR (LOWER(o.name) = LOWER(?) AND o.id > ?))
               AND EXISTS (SELECT 1 FROM memberships m WHERE m.organization_id = o.id AND m.user_id = ?)
             ORDER BY LOWER(o.name), o.id LIMIT ?"
        )
    } else {
        select!(
            "WHERE o.deleted_at IS NULL AND (LOWER(o.name) > LOWER(?) OR (LOWER(o.name) = LOWER(?) AND o.id > ?)) ORDER BY LOWER(o.name), o.id LIMIT ?"
        )
    };
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(organization).collect()
}

/// Inserts all but `id`, which is answered. A taken permalink is [`is_taken`].
pub async fn insert(conn: &mut Conn, organization: &Organization) -> Result<OrganizationId, StoreError> {
    conn.fetch_one(
        "INSERT INTO organizations (uuid, name, permalink, permalink_key, time_zone, owner_id, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&organization.uuid).into(),
            (&organization.name).into(),
            (&organization.permalink).into(),
            fold(&organization.permalink).into(),
            (&organization.time_zone).into(),
            organization.owner_id.into(),
            organization.created_at.into(),
            organization.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Nobody else changes what belongs to it in this way before this transaction ends.
pub async fn lock(conn: &mut Conn, id: OrganizationId) -> Result<(), StoreError> {
    let sql = format!("SELECT id FROM organizations WHERE id = ?{}", dialect::locked(conn.engine()));
    conn.fetch_optional(sql, &[id.into()]).await.map(drop)
}

/// Writes name, time zone, the second factor and suspension.
pub async fn update(conn: &mut Conn, organization: &Organization) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating an organization",
        "UPDATE organizations SET name = ?, time_zone = ?, requires_two_factor = ?, suspended_at = ?,
                suspension_reason = ?, updated_at = ?
          WHERE id = ?",
        &[
            (&organization.name).into(),
            (&organization.time_zone).into(),
            organization.requires_two_factor.into(),
            organization.suspended_at.into(),
            organization.suspension_reason.as_deref().into(),
            organization.updated_at.into(),
            organization.id.into(),
        ],
    )
    .await
}

/// Gives one organization another owner.
pub async fn set_owner(conn: &mut Conn, id: OrganizationId, owner: UserId, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "setting the owner of an organization",
        "UPDATE organizations SET owner_id = ?, updated_at = ? WHERE id = ?",
        &[owner.into(), now.into(), id.into()],
    )
    .await
}

/// Gives all that `from` owns to `to`, deleted ones too; answers how many.
pub async fn reassign(conn: &mut Conn, from: UserId, to: UserId, now: Timestamp) -> Result<u64, StoreError> {
    conn.execute(
        "UPDATE organizations SET owner_id = ?, updated_at = ? WHERE owner_id = ?",
        &[to.into(), now.into(), from.into()],
    )
    .await
}

/// Marks it as deleted and frees its permalink; the purge removes it later.
pub async fn delete(conn: &mut Conn, id: OrganizationId, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "deleting an organization",
        "UPDATE organizations SET deleted_at = ?, permalink_key = NULL, updated_at = ?
          WHERE id = ? AND deleted_at IS NULL",
        &[now.into(), now.into(), id.into()],
    )
    .await
}

/// Deleted ones that can come back, the last deleted first.
pub async fn list_deleted(conn: &mut Conn, limit: i64) -> Result<Vec<Organization>, StoreError> {
    let sql = select!(
        "WHERE o.deleted_at IS NOT NULL AND o.is_being_purged = ? ORDER BY o.deleted_at DESC, o.id DESC LIMIT ?"
    );
    conn.fetch_all(sql, &[false.into(), limit.into()]).await?.iter().map(organization).collect()
}

/// Takes the mark of the deletion away. `false`: the purge has begun with it. A taken permalink is [`is_taken`].
pub async fn restore(conn: &mut Conn, organization: &Organization, now: Timestamp) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE organizations SET deleted_at = NULL, permalink_key = ?, updated_at = ?
              WHERE id = ? AND deleted_at IS NOT NULL AND is_being_purged = ?",
            &[fold(&organization.permalink).into(), now.into(), organization.id.into(), false.into()],
        )
        .await?;
    Ok(rows == 1)
}

/// True when a live organization has this permalink.
pub async fn has_permalink(conn: &mut Conn, permalink: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM organizations WHERE permalink_key = ?";
    Ok(conn.fetch_optional(sql, &[fold(permalink).into()]).await?.is_some())
}

/// True when an insert failed because another organization has the permalink.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("organizations_permalink", "organizations.permalink_key")
}
