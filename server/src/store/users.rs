//! Table `users`.

use super::{Conn, Row, StoreError, Value, dialect};
use crate::model::{Timestamp, User, UserId, fold};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, email_address, first_name, last_name, time_zone, password_digest, is_admin,
                    email_verified_at, oidc_uid, oidc_issuer, totp_enabled_at, created_at, updated_at
               FROM users ",
            $tail
        )
    };
}

fn user(row: &Row) -> Result<User, StoreError> {
    let mut columns = row.columns();
    Ok(User {
        id: columns.next()?,
        uuid: columns.next()?,
        email_address: columns.next()?,
        first_name: columns.next()?,
        last_name: columns.next()?,
        time_zone: columns.next()?,
        password_digest: columns.next()?,
        is_admin: columns.next()?,
        email_verified_at: columns.next()?,
        oidc_uid: columns.next()?,
        oidc_issuer: columns.next()?,
        totp_enabled_at: columns.next()?,
        created_at: columns.next()?,
        updated_at: columns.next()?,
    })
}

pub async fn find(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(user).transpose()
}

pub async fn find_by_uuid(conn: &mut Conn, uuid: &str) -> Result<Option<User>, StoreError> {
    conn.fetch_optional(select!("WHERE uuid = ?"), &[uuid.into()]).await?.as_ref().map(user).transpose()
}

/// Ignores case.
pub async fn find_by_email_address(conn: &mut Conn, email_address: &str) -> Result<Option<User>, StoreError> {
    conn.fetch_optional(select!("WHERE email_address_key = ?"), &[fold(email_address).into()])
        .await?
        .as_ref()
        .map(user)
        .transpose()
}

/// The administrator with the lowest id.
pub async fn find_first_admin(conn: &mut Conn) -> Result<Option<User>, StoreError> {
    conn.fetch_optional(select!("WHERE is_admin = ? ORDER BY id LIMIT 1"), &[true.into()])
        .await?
        .as_ref()
        .map(user)
        .transpose()
}

/// Users by first and last name, in any case (the engine's: an order needs no more). `after`: both names and the id of the
/// row before.
pub async fn list(conn: &mut Conn, after: Option<(&str, &str, i64)>, limit: i64) -> Result<Vec<User>, StoreError> {
    let mut values: Vec<Value<'_>> = Vec::new();
    let sql = if let Some((first, last, id)) = after {
        values.extend([first.into(), first.into(), last.into(), last.into(), id.into()]);
        select!(
            "WHERE LOWER(first_name) > LOWER(?) OR (LOWER(first_name) = LOWER(?)
               AND (LOWER(last_name) > LOWER(?) OR (LOWER(last_name) = LOWER(?) AND id > ?)))
             ORDER BY LOWER(first_name), LOWER(last_name), id LIMIT ?"
        )
    } else {
        select!("ORDER BY LOWER(first_name), LOWER(last_name), id LIMIT ?")
    };
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(user).collect()
}

/// Whether there is an administrator besides this user, who stays one until the transaction ends.
pub async fn has_other_admin(conn: &mut Conn, id: UserId) -> Result<bool, StoreError> {
    let lock = dialect::locked(conn.engine());
    let sql = format!("SELECT id FROM users WHERE is_admin = ? AND id <> ? ORDER BY id LIMIT 1{lock}");
    Ok(conn.fetch_optional(sql, &[true.into(), id.into()]).await?.is_some())
}

/// Removes the row; what refers to it has to be gone before.
pub async fn delete(conn: &mut Conn, id: UserId) -> Result<(), StoreError> {
    conn.execute_exactly(1, "deleting a user", "DELETE FROM users WHERE id = ?", &[id.into()]).await
}

/// Inserts all but `id`, which is answered, and without a second factor. A taken address is [`is_taken`].
pub async fn insert(conn: &mut Conn, user: &User) -> Result<UserId, StoreError> {
    conn.fetch_one(
        "INSERT INTO users (uuid, email_address, email_address_key, first_name, last_name, time_zone, password_digest,
                            is_admin, email_verified_at, oidc_uid, oidc_issuer, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&user.uuid).into(),
            (&user.email_address).into(),
            fold(&user.email_address).into(),
            (&user.first_name).into(),
            (&user.last_name).into(),
            (&user.time_zone).into(),
            user.password_digest.as_deref().into(),
            user.is_admin.into(),
            user.email_verified_at.into(),
            user.oidc_uid.as_deref().into(),
            user.oidc_issuer.as_deref().into(),
            user.created_at.into(),
            user.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes names, address, time zone and when the address was proven.
pub async fn update(conn: &mut Conn, user: &User) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a user",
        "UPDATE users SET email_address = ?, email_address_key = ?, first_name = ?, last_name = ?, time_zone = ?,
                          email_verified_at = ?, updated_at = ?
          WHERE id = ?",
        &[
            (&user.email_address).into(),
            fold(&user.email_address).into(),
            (&user.first_name).into(),
            (&user.last_name).into(),
            (&user.time_zone).into(),
            user.email_verified_at.into(),
            user.updated_at.into(),
            user.id.into(),
        ],
    )
    .await
}

/// Makes the user an administrator, or no longer one.
pub async fn set_admin(conn: &mut Conn, id: UserId, is_admin: bool) -> Result<(), StoreError> {
    let sql = "UPDATE users SET is_admin = ? WHERE id = ?";
    conn.execute_exactly(1, "setting the rights of a user", sql, &[is_admin.into(), id.into()]).await
}

pub async fn set_password(conn: &mut Conn, id: UserId, digest: &str, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "setting a password",
        "UPDATE users SET password_digest = ?, updated_at = ? WHERE id = ?",
        &[digest.into(), now.into(), id.into()],
    )
    .await
}

/// True when an insert or update failed because another user has the address.
pub fn is_taken(error: &StoreError) -> bool {
    error.is_unique("users_email_address", "users.email_address_key")
}
