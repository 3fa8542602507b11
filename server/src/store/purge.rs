//! Deletes mail servers and organizations that are marked as deleted, with all their rows in all tables.

use super::batches::Batches;
use super::{Conn, StoreError};
use crate::model::{OrganizationId, ServerId, Timestamp};

/// Tables of a mail server that grow, in the order in which they are emptied: the column that follows `server_id` in an
/// index, and how many rows go at once. Every table with a column `server_id` stands here or in [`SMALL`].
pub const LARGE: &[(&str, &str, i64)] = &[
    // First, so that nothing more is sent.
    ("queued_messages", "message_id", 500),
    ("messages", "id", 200),
    ("deliveries", "id", 200),
    ("spam_checks", "message_id", 500),
    ("events", "id", 500),
    ("webhook_requests", "id", 200),
    ("webhook_attempts", "id", 200),
    ("message_labels", "message_id", 500),
    ("bulk_action_items", "message_id", 500),
    ("links", "message_id", 500),
    ("clicks", "id", 500),
    ("loads", "id", 500),
    ("name_counters", "day", 500),
    ("contents", "id", 50),
    ("content_chunks", "content_id", 8),
    ("suppressions", "created_at", 500),
    ("suppression_repeats", "keep_until", 500),
    ("hourly_counters", "hour", 500),
    ("rolled_counters", "starts_at", 500),
    ("minute_counters", "minute", 500),
];

/// Tables of a mail server that are emptied at once.
pub const SMALL: &[&str] = &[
    "content_sizes",
    "sequences",
    "routes",
    "http_endpoints",
    "smtp_endpoints",
    "address_endpoints",
    "credentials",
    "bulk_actions",
    "webhooks",
    "idempotency_keys",
    "track_domains",
    "domains",
    "ip_pool_rules",
    "membership_servers",
];

/// Tables that belong to a row of another one: emptied before it. Column, and the table it names by id.
pub const CHILDREN: &[(&str, &str, &str)] = &[
    ("route_endpoints", "route_id", "routes"),
    ("domain_dkim_keys", "domain_id", "domains"),
    ("domain_codes", "domain_id", "domains"),
    ("previous_credential_keys", "credential_id", "credentials"),
];

/// Tables of an organization, emptied when its mail servers are gone.
pub const OF_ORGANIZATIONS: &[&str] = &[
    "domains",
    "membership_servers",
    "memberships",
    "invitations",
    "organization_suppressions",
    "ip_pool_rules",
    "organization_ip_pools",
];

/// Mail servers that were deleted, or whose organization was, before a time.
pub async fn list_servers(conn: &mut Conn, before: Timestamp) -> Result<Vec<ServerId>, StoreError> {
    conn.fetch_all(
        "SELECT s.id FROM servers s JOIN organizations o ON o.id = s.organization_id
          WHERE s.deleted_at < ? OR o.deleted_at < ? ORDER BY s.id",
        &[before.into(), before.into()],
    )
    .await?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// Organizations that were deleted before a time and have no mail servers any more.
pub async fn list_organizations(conn: &mut Conn, before: Timestamp) -> Result<Vec<OrganizationId>, StoreError> {
    conn.fetch_all(
        "SELECT o.id FROM organizations o
          WHERE o.deleted_at < ? AND NOT EXISTS (SELECT 1 FROM servers s WHERE s.organization_id = o.id) ORDER BY o.id",
        &[before.into()],
    )
    .await?
    .iter()
    .map(|row| row.get(0))
    .collect()
}

/// What became of something deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purged {
    Done,
    /// Stopped on the way; the next run goes on.
    Stopped,
    /// Somebody has restored it meanwhile.
    Restored,
}

/// From now on it cannot be restored, nor can its organization when that is deleted. `false`: it has been restored.
async fn begin(batches: &Batches, server: ServerId) -> Result<bool, StoreError> {
    let mut batch = batches.begin().await?;
    let organization = "UPDATE organizations SET is_being_purged = ?
                         WHERE deleted_at IS NOT NULL AND id = (SELECT organization_id FROM servers WHERE id = ?)";
    let is_begun = batch.execute(organization, &[true.into(), server.into()]).await? == 1 || {
        let own = "UPDATE servers SET is_being_purged = ? WHERE deleted_at IS NOT NULL AND id = ?";
        batch.execute(own, &[true.into(), server.into()]).await? == 1
    };
    batch.commit().await?;
    Ok(is_begun)
}

/// Removes all rows of a mail server, then itself.
pub async fn server(batches: &Batches, server: ServerId) -> Result<Purged, StoreError> {
    if !begin(batches, server).await? {
        return Ok(Purged::Restored);
    }
    for (table, column, rows) in LARGE {
        let mut tries = 0;
        loop {
            if batches.is_stopped() {
                return Ok(Purged::Stopped);
            }
            match empty_some(batches, server, table, column, *rows).await {
                Ok(false) => break,
                Ok(true) => tries = 0,
                Err(error) => batches.again(error, &mut tries).await?,
            }
        }
    }
    let mut batch = batches.begin().await?;
    for (table, column, parent) in CHILDREN {
        let sql = format!("DELETE FROM {table} WHERE {column} IN (SELECT id FROM {parent} WHERE server_id = ?)");
        batch.execute(sql, &[server.into()]).await?;
    }
    for table in SMALL {
        batch.execute(format!("DELETE FROM {table} WHERE server_id = ?"), &[server.into()]).await?;
    }
    batch.execute_exactly(1, "deleting a mail server", "DELETE FROM servers WHERE id = ?", &[server.into()]).await?;
    batch.commit().await?;
    Ok(Purged::Done)
}

/// Removes an organization that has no mail servers.
pub async fn organization(batches: &Batches, organization: OrganizationId) -> Result<Purged, StoreError> {
    let mut batch = batches.begin().await?;
    let begun = "UPDATE organizations SET is_being_purged = ? WHERE deleted_at IS NOT NULL AND id = ?";
    if batch.execute(begun, &[true.into(), organization.into()]).await? != 1 {
        return Ok(Purged::Restored);
    }
    for table in OF_ORGANIZATIONS {
        batch.execute(format!("DELETE FROM {table} WHERE organization_id = ?"), &[organization.into()]).await?;
    }
    let sql = "DELETE FROM organizations WHERE id = ?";
    batch.execute_exactly(1, "deleting an organization", sql, &[organization.into()]).await?;
    batch.commit().await?;
    Ok(Purged::Done)
}

/// Deletes the first rows in the order of `column`. `true`: there are more.
async fn empty_some(
    batches: &Batches,
    server: ServerId,
    table: &str,
    column: &str,
    rows: i64,
) -> Result<bool, StoreError> {
    let boundary: Option<i64> = {
        let mut conn = batches.store().read().await?;
        let sql = format!(
            "SELECT {column} FROM {table} WHERE server_id = ? ORDER BY server_id, {column} LIMIT 1 OFFSET {}",
            rows - 1
        );
        conn.fetch_optional(sql, &[server.into()]).await?.map(|row| row.get(0)).transpose()?
    };
    let mut batch = batches.begin().await?;
    let sql = format!("DELETE FROM {table} WHERE server_id = ? AND {column} <= ?");
    batch.execute(sql, &[server.into(), boundary.unwrap_or(i64::MAX).into()]).await?;
    batch.commit().await?;
    Ok(boundary.is_some())
}
