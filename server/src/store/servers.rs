//! Table `servers`: the mail servers. Deleted ones, or those of deleted organizations, are found by id only.

use super::{Columns, Conn, Row, StoreError, Value, ip_pools};
use crate::model::{
    MailServer, OrganizationId, ServerId, ServerMode, SuppressionPolicy, Suspension, Timestamp, UserId, fold,
};

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT s.id, s.uuid, s.organization_id, o.permalink, s.token, s.name, s.permalink, s.mode,
                    p.id, p.uuid, p.name, s.postmaster_address, s.spam_threshold, s.spam_failure_threshold,
                    s.outbound_spam_threshold,
                    s.send_limit, s.send_limit_approaching_at, s.send_limit_exceeded_at, s.allow_sender,
                    s.privacy_mode, s.log_smtp_data, s.message_retention_days, s.raw_message_retention_days,
                    s.raw_message_retention_size, s.suppression_enabled, s.suppression_failures,
                    s.suppression_window_hours, s.suppression_days, s.suppression_growth_factor,
                    s.suppression_max_days, s.suspended_at, s.suspension_reason, o.suspended_at,
                    o.suspension_reason, COALESCE(s.deleted_at, o.deleted_at), s.created_at, s.updated_at
               FROM servers s JOIN organizations o ON o.id = s.organization_id
                              LEFT JOIN ip_pools p ON p.id = s.ip_pool_id ",
            $tail
        )
    };
}

fn server(row: &Row) -> Result<MailServer, StoreError> {
    let mut columns = row.columns();
    let mut server = MailServer {
        id: columns.next()?,
        uuid: columns.next()?,
        organization_id: columns.next()?,
        organization_permalink: columns.next()?,
        token: columns.next()?,
        name: columns.next()?,
        permalink: columns.next()?,
        mode: columns.parse(ServerMode::parse)?,
        ip_pool: ip_pools::optional_ref(&mut columns)?,
        postmaster_address: columns.next()?,
        spam_threshold: columns.next()?,
        spam_failure_threshold: columns.next()?,
        outbound_spam_threshold: columns.next()?,
        send_limit: columns.next()?,
        send_limit_approaching_at: columns.next()?,
        send_limit_exceeded_at: columns.next()?,
        allow_sender: columns.next()?,
        privacy_mode: columns.next()?,
        log_smtp_data: columns.next()?,
        message_retention_days: columns.next()?,
        raw_message_retention_days: columns.next()?,
        raw_message_retention_size: columns.next()?,
        suppression: suppression(&mut columns)?,
        suspension: None,
        is_suspended_itself: false,
        deleted_at: None,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    let (own, own_reason): (Option<Timestamp>, Option<String>) = (columns.next()?, columns.next()?);
    let (inherited, inherited_reason): (Option<Timestamp>, Option<String>) = (columns.next()?, columns.next()?);
    server.is_suspended_itself = own.is_some();
    server.suspension = own
        .map(|since| Suspension { since, reason: own_reason })
        .or_else(|| inherited.map(|since| Suspension { since, reason: inherited_reason }));
    server.deleted_at = columns.next()?;
    server.created_at = columns.next()?;
    server.updated_at = columns.next()?;
    Ok(server)
}

/// The six columns of a policy.
pub(super) fn suppression(columns: &mut Columns<'_>) -> Result<SuppressionPolicy, StoreError> {
    Ok(SuppressionPolicy {
        is_enabled: columns.next()?,
        failures: columns.next()?,
        window_hours: columns.next()?,
        days: columns.next()?,
        growth_factor: columns.next()?,
        max_days: columns.next()?,
    })
}

/// Deleted ones included; `deleted_at` is also that of the organization.
pub async fn find(conn: &mut Conn, id: ServerId) -> Result<Option<MailServer>, StoreError> {
    conn.fetch_optional(select!("WHERE s.id = ?"), &[id.into()]).await?.as_ref().map(server).transpose()
}

/// `key`: permalink, in any case, or uuid.
pub async fn find_by_key(
    conn: &mut Conn,
    organization: OrganizationId,
    key: &str,
) -> Result<Option<MailServer>, StoreError> {
    conn.fetch_optional(
        select!(
            "WHERE s.organization_id = ? AND (s.permalink_key = ? OR s.uuid = ?)
               AND s.deleted_at IS NULL AND o.deleted_at IS NULL"
        ),
        &[organization.into(), fold(key).into(), key.into()],
    )
    .await?
    .as_ref()
    .map(server)
    .transpose()
}

/// The live one that return paths with this token belong to; ignores case.
pub async fn find_by_token(conn: &mut Conn, token: &str) -> Result<Option<MailServer>, StoreError> {
    conn.fetch_optional(
        select!("WHERE s.token = ? AND s.deleted_at IS NULL AND o.deleted_at IS NULL"),
        &[token.to_lowercase().into()],
    )
    .await?
    .as_ref()
    .map(server)
    .transpose()
}

/// Live ones by name, in any case. `assigned_to`: only those in this member's list. `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    organization: OrganizationId,
    assigned_to: Option<UserId>,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<MailServer>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    let key = fold(name);
    let mut values: Vec<Value<'_>> = vec![organization.into(), key.as_str().into(), key.as_str().into(), id.into()];
    let sql = if let Some(user) = assigned_to {
        values.push(user.into());
        select!(
            "WHERE s.organization_id = ? AND s.deleted_at IS NULL AND o.deleted_at IS NULL
               AND (s.name_key > ? OR (s.name_key = ? AND s.id > ?))
               AND EXISTS (SELECT 1 FROM membership_servers m
                            WHERE m.organization_id = s.organization_id AND m.user_id = ? AND m.server_id = s.id)
             ORDER BY s.name_key, s.id LIMIT ?"
        )
    } else {
        select!(
            "WHERE s.organization_id = ? AND s.deleted_at IS NULL AND o.deleted_at IS NULL
               AND (s.name_key > ? OR (s.name_key = ? AND s.id > ?))
             ORDER BY s.name_key, s.id LIMIT ?"
        )
    };
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(server).collect()
}

/// A mail server and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerName {
    pub id: ServerId,
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    pub organization_id: OrganizationId,
    pub organization_permalink: String,
}

/// All live mail servers of the installation.
pub async fn list_names(conn: &mut Conn) -> Result<Vec<ServerName>, StoreError> {
    conn.fetch_all(
        "SELECT s.id, s.uuid, s.name, s.permalink, s.organization_id, o.permalink
           FROM servers s JOIN organizations o ON o.id = s.organization_id
          WHERE s.deleted_at IS NULL AND o.deleted_at IS NULL ORDER BY s.id",
        &[],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        Ok(ServerName {
            id: columns.next()?,
            uuid: columns.next()?,
            name: columns.next()?,
            permalink: columns.next()?,
            organization_id: columns.next()?,
            organization_permalink: columns.next()?,
        })
    })
    .collect()
}

/// Inserts all but `id`, which is answered. Taken names are [`taken`].
pub async fn insert(conn: &mut Conn, server: &MailServer) -> Result<ServerId, StoreError> {
    conn.fetch_one(
        "INSERT INTO servers (uuid, organization_id, token, name, name_key, permalink, permalink_key, mode,
                              ip_pool_id, postmaster_address, spam_threshold, spam_failure_threshold,
                              outbound_spam_threshold, send_limit, allow_sender, privacy_mode, log_smtp_data,
                              message_retention_days, raw_message_retention_days, raw_message_retention_size,
                              suppression_enabled, suppression_failures, suppression_window_hours, suppression_days,
                              suppression_growth_factor, suppression_max_days, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&server.uuid).into(),
            server.organization_id.into(),
            (&server.token).into(),
            (&server.name).into(),
            fold(&server.name).into(),
            (&server.permalink).into(),
            fold(&server.permalink).into(),
            server.mode.as_str().into(),
            server.ip_pool.as_ref().map(|pool| pool.id).into(),
            server.postmaster_address.as_deref().into(),
            server.spam_threshold.into(),
            server.spam_failure_threshold.into(),
            server.outbound_spam_threshold.into(),
            server.send_limit.into(),
            server.allow_sender.into(),
            server.privacy_mode.into(),
            server.log_smtp_data.into(),
            server.message_retention_days.into(),
            server.raw_message_retention_days.into(),
            server.raw_message_retention_size.into(),
            server.suppression.is_enabled.into(),
            server.suppression.failures.into(),
            server.suppression.window_hours.into(),
            server.suppression.days.into(),
            server.suppression.growth_factor.into(),
            server.suppression.max_days.into(),
            server.created_at.into(),
            server.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes what the settings pages change: not the permalink, not the suspension.
pub async fn update(conn: &mut Conn, server: &MailServer) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a mail server",
        "UPDATE servers SET name = ?, name_key = ?, mode = ?, ip_pool_id = ?, postmaster_address = ?,
                            spam_threshold = ?, spam_failure_threshold = ?, outbound_spam_threshold = ?,
                            send_limit = ?, allow_sender = ?,
                            privacy_mode = ?, log_smtp_data = ?, message_retention_days = ?,
                            raw_message_retention_days = ?, raw_message_retention_size = ?,
                            suppression_enabled = ?, suppression_failures = ?, suppression_window_hours = ?,
                            suppression_days = ?, suppression_growth_factor = ?, suppression_max_days = ?,
                            updated_at = ?
          WHERE id = ? AND deleted_at IS NULL",
        &[
            (&server.name).into(),
            fold(&server.name).into(),
            server.mode.as_str().into(),
            server.ip_pool.as_ref().map(|pool| pool.id).into(),
            server.postmaster_address.as_deref().into(),
            server.spam_threshold.into(),
            server.spam_failure_threshold.into(),
            server.outbound_spam_threshold.into(),
            server.send_limit.into(),
            server.allow_sender.into(),
            server.privacy_mode.into(),
            server.log_smtp_data.into(),
            server.message_retention_days.into(),
            server.raw_message_retention_days.into(),
            server.raw_message_retention_size.into(),
            server.suppression.is_enabled.into(),
            server.suppression.failures.into(),
            server.suppression.window_hours.into(),
            server.suppression.days.into(),
            server.suppression.growth_factor.into(),
            server.suppression.max_days.into(),
            server.updated_at.into(),
            server.id.into(),
        ],
    )
    .await
}

/// Suspends the server itself, or ends that.
pub async fn set_suspension(
    conn: &mut Conn,
    id: ServerId,
    suspension: Option<&Suspension>,
    now: Timestamp,
) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "suspending a mail server",
        "UPDATE servers SET suspended_at = ?, suspension_reason = ?, updated_at = ? WHERE id = ?",
        &[
            suspension.map(|suspension| suspension.since).into(),
            suspension.and_then(|suspension| suspension.reason.as_deref()).into(),
            now.into(),
            id.into(),
        ],
    )
    .await
}

/// Marks it as deleted and frees its names; the purge removes it later.
pub async fn delete(conn: &mut Conn, id: ServerId, now: Timestamp) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "deleting a mail server",
        "UPDATE servers SET deleted_at = ?, name_key = NULL, permalink_key = NULL, updated_at = ?
          WHERE id = ? AND deleted_at IS NULL",
        &[now.into(), now.into(), id.into()],
    )
    .await
}

/// Deleted ones of an organization that can come back, the last deleted first.
pub async fn list_deleted(
    conn: &mut Conn,
    organization: OrganizationId,
    limit: i64,
) -> Result<Vec<MailServer>, StoreError> {
    let sql = select!(
        "WHERE s.organization_id = ? AND s.deleted_at IS NOT NULL AND s.is_being_purged = ? AND o.deleted_at IS NULL
         ORDER BY s.deleted_at DESC, s.id DESC LIMIT ?"
    );
    conn.fetch_all(sql, &[organization.into(), false.into(), limit.into()]).await?.iter().map(server).collect()
}

/// Takes the mark of the deletion away. `false`: the purge has begun with it. Taken names are [`taken`].
pub async fn restore(conn: &mut Conn, server: &MailServer, now: Timestamp) -> Result<bool, StoreError> {
    let rows = conn
        .execute(
            "UPDATE servers SET deleted_at = NULL, name_key = ?, permalink_key = ?, updated_at = ?
              WHERE id = ? AND deleted_at IS NOT NULL AND is_being_purged = ?",
            &[fold(&server.name).into(), fold(&server.permalink).into(), now.into(), server.id.into(), false.into()],
        )
        .await?;
    Ok(rows == 1)
}

/// What a failed insert or update found taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Name,
    Permalink,
    Token,
}

pub fn taken(error: &StoreError) -> Option<Taken> {
    [
        (Taken::Name, "servers_name", "servers.name_key"),
        (Taken::Permalink, "servers_permalink", "servers.permalink_key"),
        (Taken::Token, "servers_token", "servers.token"),
    ]
    .into_iter()
    .find(|(_, index, column)| error.is_unique(index, column))
    .map(|(taken, ..)| taken)
}

/// True when a live server of the organization has this name.
pub async fn has_name(conn: &mut Conn, organization: OrganizationId, name: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM servers WHERE organization_id = ? AND name_key = ?";
    Ok(conn.fetch_optional(sql, &[organization.into(), fold(name).into()]).await?.is_some())
}

/// True when a live server of the organization has this permalink.
pub async fn has_permalink(conn: &mut Conn, organization: OrganizationId, permalink: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM servers WHERE organization_id = ? AND permalink_key = ?";
    Ok(conn.fetch_optional(sql, &[organization.into(), fold(permalink).into()]).await?.is_some())
}

/// True when any server, deleted or not, has this token: return paths of old mail still name it.
pub async fn has_token(conn: &mut Conn, token: &str) -> Result<bool, StoreError> {
    Ok(conn.fetch_optional("SELECT 1 FROM servers WHERE token = ?", &[token.into()]).await?.is_some())
}
