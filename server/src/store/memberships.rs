//! Tables `memberships` and `membership_servers`: who belongs to which organization and sees which of its servers.

use super::{Conn, Row, StoreError};
use crate::model::{Membership, OrganizationId, Role, ServerId, Timestamp, User, UserId};

fn membership(row: &Row) -> Result<Membership, StoreError> {
    let mut columns = row.columns();
    Ok(Membership {
        organization_id: columns.next()?,
        user_id: columns.next()?,
        role: columns.parse(Role::parse)?,
        has_all_servers: columns.next()?,
        created_at: columns.next()?,
        servers: Vec::new(),
    })
}

pub async fn find(
    conn: &mut Conn,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<Membership>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT organization_id, user_id, role, has_all_servers, created_at
               FROM memberships WHERE organization_id = ? AND user_id = ?",
            &[organization.into(), user.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut found = membership(&row)?;
    if !found.has_all_servers {
        found.servers = servers(conn, organization, user).await?;
    }
    Ok(Some(found))
}

/// Members with their users, in the order they joined by user id. `after`: id of the user before.
pub async fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    after: Option<i64>,
    limit: i64,
) -> Result<Vec<(Membership, User)>, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT user_id FROM memberships WHERE organization_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
            &[organization.into(), after.unwrap_or(0).into(), limit.into()],
        )
        .await?;
    let mut members = Vec::with_capacity(rows.len());
    for row in rows {
        let id: UserId = row.get(0)?;
        // At most a page of them, and each by its primary key.
        if let (Some(found), Some(user)) = (find(conn, organization, id).await?, super::users::find(conn, id).await?) {
            members.push((found, user));
        }
    }
    Ok(members)
}

/// Organizations of a user that live, with the membership, by name.
pub async fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, StoreError> {
    let rows = conn
        .fetch_all(
            "SELECT m.organization_id FROM memberships m JOIN organizations o ON o.id = m.organization_id
              WHERE m.user_id = ? AND o.deleted_at IS NULL ORDER BY LOWER(o.name), o.id",
            &[user.into()],
        )
        .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        found.extend(find(conn, row.get(0)?, user).await?);
    }
    Ok(found)
}

/// Removes all memberships of a user, those in deleted organizations too.
pub async fn delete_of_user(conn: &mut Conn, user: UserId) -> Result<(), StoreError> {
    conn.execute("DELETE FROM membership_servers WHERE user_id = ?", &[user.into()]).await?;
    conn.execute("DELETE FROM memberships WHERE user_id = ?", &[user.into()]).await.map(drop)
}

/// Inserts the membership with its servers. One that exists already is [`is_taken`].
pub async fn insert(conn: &mut Conn, membership: &Membership) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "adding a member",
        "INSERT INTO memberships (organization_id, user_id, role, has_all_servers, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?)",
        &[
            membership.organization_id.into(),
            membership.user_id.into(),
            membership.role.as_str().into(),
            membership.has_all_servers.into(),
            membership.created_at.into(),
            membership.created_at.into(),
        ],
    )
    .await?;
    insert_servers(conn, membership).await
}

/// Writes role and servers.
pub async fn update(conn: &mut Conn, membership: &Membership, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a member",
        "UPDATE memberships SET role = ?, has_all_servers = ?, updated_at = ?
          WHERE organization_id = ? AND user_id = ?",
        &[
            membership.role.as_str().into(),
            membership.has_all_servers.into(),
            now.into(),
            membership.organization_id.into(),
            membership.user_id.into(),
        ],
    )
    .await?;
    delete_servers(conn, membership.organization_id, membership.user_id).await?;
    insert_servers(conn, membership).await
}

pub async fn delete(conn: &mut Conn, organization: OrganizationId, user: UserId) -> Result<(), StoreError> {
    delete_servers(conn, organization, user).await?;
    conn.execute_exactly(
        1,
        "removing a member",
        "DELETE FROM memberships WHERE organization_id = ? AND user_id = ?",
        &[organization.into(), user.into()],
    )
    .await
}

async fn servers(conn: &mut Conn, organization: OrganizationId, user: UserId) -> Result<Vec<ServerId>, StoreError> {
    conn.fetch_all(
        "SELECT server_id FROM membership_servers WHERE organization_id = ? AND user_id = ? ORDER BY server_id",
        &[organization.into(), user.into()],
    )
    .await?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

async fn insert_servers(conn: &mut Conn, membership: &Membership) -> Result<(), StoreError> {
    if membership.has_all_servers {
        return Ok(());
    }
    for server in &membership.servers {
        conn.execute_exactly(
            1,
            "assigning a server to a member",
            "INSERT INTO membership_servers (organization_id, user_id, server_id) VALUES (?, ?, ?)",
            &[membership.organization_id.into(), membership.user_id.into(), (*server).into()],
        )
        .await?;
    }
    Ok(())
}

async fn delete_servers(conn: &mut Conn, organization: OrganizationId, user: UserId) -> Result<(), StoreError> {
    conn.execute(
        "DELETE FROM membership_servers WHERE organization_id = ? AND user_id = ?",
        &[organization.into(), user.into()],
    )
    .await
    .map(drop)
}

/// True when an insert failed because the user is a member already.
pub fn is_taken(error: &StoreError) -> bool {
    // MariaDB and PostgreSQL name the primary key, SQLite its columns.
    error.is_unique("memberships_pkey", "memberships.organization_id")
        || error.is_unique("PRIMARY", "memberships.user_id")
}
