//! Table `webhooks`: who is told what happens in a mail server.

use std::time::Duration;

use super::{Conn, Row, StoreError};
use crate::model::{
    EventKind, OrganizationId, PreviousSecret, Role, ServerId, Subscription, Timestamp, Webhook, WebhookDisabled,
    WebhookFailure, WebhookFormat, WebhookId,
};

/// `last_used_at` is written at most this often.
const USE_INTERVAL: Duration = Duration::from_secs(60);
/// Failures further apart than this are not one series.
const SERIES_BREAKS_AFTER: Duration = Duration::from_secs(2 * 86_400);
const MAX_FAILURE_CHARS: usize = 1000;

macro_rules! select {
    ($tail:literal) => {
        concat!(
            "SELECT id, uuid, server_id, name, url, is_enabled, all_events, events, format, signs_sha1, header_names,
                    headers, secret, previous_secret, previous_secret_until, failing_since, last_failure_at,
                    last_failure, disabled_at, disabled_reason, last_used_at, created_at, updated_at
               FROM webhooks ",
            $tail
        )
    };
}

fn webhook(row: &Row) -> Result<Webhook, StoreError> {
    let mut columns = row.columns();
    let mut webhook = Webhook {
        id: columns.next()?,
        uuid: columns.next()?,
        server_id: columns.next()?,
        name: columns.next()?,
        url: columns.next()?,
        is_enabled: columns.next()?,
        all_events: columns.next()?,
        events: kinds(&columns.next::<String>()?),
        format: columns.parse(WebhookFormat::parse)?,
        signs_sha1: columns.next()?,
        header_names: columns.next::<String>()?.lines().map(str::to_owned).collect(),
        headers_encrypted: columns.next()?,
        secret_encrypted: columns.next()?,
        previous_secret: None,
        failing_since: None,
        last_failure: None,
        disabled: None,
        last_used_at: None,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    let (encrypted, until): (Option<Vec<u8>>, Option<Timestamp>) = (columns.next()?, columns.next()?);
    webhook.previous_secret = encrypted.zip(until).map(|(encrypted, until)| PreviousSecret { encrypted, until });
    webhook.failing_since = columns.next()?;
    let (at, what): (Option<Timestamp>, Option<String>) = (columns.next()?, columns.next()?);
    webhook.last_failure = at.zip(what).map(|(at, what)| WebhookFailure { at, what });
    let (at, reason): (Option<Timestamp>, Option<String>) = (columns.next()?, columns.next()?);
    webhook.disabled = at.zip(reason).map(|(at, reason)| WebhookDisabled { at, reason });
    webhook.last_used_at = columns.next()?;
    webhook.created_at = columns.next()?;
    webhook.updated_at = columns.next()?;
    Ok(webhook)
}

/// Those that this version knows: a newer one may have written more.
fn kinds(text: &str) -> Vec<EventKind> {
    text.split_whitespace().filter_map(EventKind::parse).collect()
}

fn kinds_text(kinds: &[EventKind]) -> String {
    kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(" ")
}

pub async fn find(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>, StoreError> {
    conn.fetch_optional(select!("WHERE id = ?"), &[id.into()]).await?.as_ref().map(webhook).transpose()
}

pub async fn find_by_uuid(conn: &mut Conn, server: ServerId, uuid: &str) -> Result<Option<Webhook>, StoreError> {
    let sql = select!("WHERE uuid = ? AND server_id = ?");
    conn.fetch_optional(sql, &[uuid.into(), server.into()]).await?.as_ref().map(webhook).transpose()
}

/// Those of a mail server by name, in any case (the engine's: an order needs no more). `after`: name and id of the row before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    after: Option<(&str, i64)>,
    limit: i64,
) -> Result<Vec<Webhook>, StoreError> {
    let (name, id) = after.unwrap_or(("", 0));
    conn.fetch_all(
        select!(
            "WHERE server_id = ? AND (LOWER(name) > LOWER(?) OR (LOWER(name) = LOWER(?) AND id > ?))
             ORDER BY LOWER(name), id LIMIT ?"
        ),
        &[server.into(), name.into(), name.into(), id.into(), limit.into()],
    )
    .await?
    .iter()
    .map(webhook)
    .collect()
}

/// Id and UUID of all webhooks of a mail server.
pub async fn list_uuids(conn: &mut Conn, server: ServerId) -> Result<Vec<(WebhookId, String)>, StoreError> {
    conn.fetch_all("SELECT id, uuid FROM webhooks WHERE server_id = ?", &[server.into()])
        .await?
        .iter()
        .map(|row| Ok((row.get(0)?, row.get(1)?)))
        .collect()
}

/// What the enabled webhooks of a mail server want.
pub async fn subscriptions(conn: &mut Conn, server: ServerId) -> Result<Vec<Subscription>, StoreError> {
    conn.fetch_all(
        "SELECT id, uuid, format, all_events, events FROM webhooks WHERE server_id = ? AND is_enabled = ? ORDER BY id",
        &[server.into(), true.into()],
    )
    .await?
    .iter()
    .map(|row| {
        let mut columns = row.columns();
        Ok(Subscription {
            webhook_id: columns.next()?,
            webhook_uuid: columns.next()?,
            format: columns.parse(WebhookFormat::parse)?,
            all_events: columns.next()?,
            events: kinds(&columns.next::<String>()?),
        })
    })
    .collect()
}

/// Inserts what a new webhook has; its id is answered.
pub async fn insert(conn: &mut Conn, webhook: &Webhook) -> Result<WebhookId, StoreError> {
    conn.fetch_one(
        "INSERT INTO webhooks (uuid, server_id, name, url, is_enabled, all_events, events, format, signs_sha1,
                               header_names, headers, secret, created_at, updated_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        &[
            (&webhook.uuid).into(),
            webhook.server_id.into(),
            (&webhook.name).into(),
            (&webhook.url).into(),
            webhook.is_enabled.into(),
            webhook.all_events.into(),
            kinds_text(&webhook.events).into(),
            webhook.format.as_str().into(),
            webhook.signs_sha1.into(),
            webhook.header_names.join("\n").into(),
            webhook.headers_encrypted.as_deref().into(),
            webhook.secret_encrypted.as_slice().into(),
            webhook.created_at.into(),
            webhook.updated_at.into(),
        ],
    )
    .await?
    .get(0)
}

/// Writes what people set, but not the secret.
pub async fn update(conn: &mut Conn, webhook: &Webhook) -> Result<(), StoreError> {
    conn.execute_exactly(
        1,
        "updating a webhook",
        "UPDATE webhooks SET name = ?, url = ?, is_enabled = ?, all_events = ?, events = ?, format = ?, signs_sha1 = ?,
                             header_names = ?, headers = ?, updated_at = ?
          WHERE id = ?",
        &[
            (&webhook.name).into(),
            (&webhook.url).into(),
            webhook.is_enabled.into(),
            webhook.all_events.into(),
            kinds_text(&webhook.events).into(),
            webhook.format.as_str().into(),
            webhook.signs_sha1.into(),
            webhook.header_names.join("\n").into(),
            webhook.headers_encrypted.as_deref().into(),
            webhook.updated_at.into(),
            webhook.id.into(),
        ],
    )
    .await
}

/// Writes the secret and the previous one.
pub async fn set_secret(conn: &mut Conn, webhook: &Webhook) -> Result<(), StoreError> {
    let previous = webhook.previous_secret.as_ref();
    conn.execute_exactly(
        1,
        "changing the secret of a webhook",
        "UPDATE webhooks SET secret = ?, previous_secret = ?, previous_secret_until = ?, updated_at = ? WHERE id = ?",
        &[
            webhook.secret_encrypted.as_slice().into(),
            previous.map(|previous| previous.encrypted.as_slice()).into(),
            previous.map(|previous| previous.until).into(),
            webhook.updated_at.into(),
            webhook.id.into(),
        ],
    )
    .await
}

pub async fn delete(conn: &mut Conn, id: WebhookId) -> Result<(), StoreError> {
    conn.execute_exactly(1, "deleting a webhook", "DELETE FROM webhooks WHERE id = ?", &[id.into()]).await
}

/// Ends a series of failures and notes the use.
pub async fn record_success(conn: &mut Conn, id: WebhookId, at: Timestamp) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE webhooks SET failing_since = NULL, last_used_at = ?
          WHERE id = ? AND (failing_since IS NOT NULL OR last_used_at IS NULL OR last_used_at <= ?)",
        &[at.into(), id.into(), (at - USE_INTERVAL).into()],
    )
    .await
    .map(drop)
}

/// How a webhook stands after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureState {
    /// Since then there was nothing else.
    pub failing_since: Timestamp,
    pub is_enabled: bool,
    pub is_disabled_by_postal: bool,
}

/// Notes a failure. `None`: the webhook is deleted.
pub async fn record_failure(
    conn: &mut Conn,
    id: WebhookId,
    at: Timestamp,
    what: &str,
) -> Result<Option<FailureState>, StoreError> {
    let what: String = what.chars().take(MAX_FAILURE_CHARS).collect();
    // MariaDB assigns from left to right and sees what it has assigned, so the first one comes first.
    conn.execute(
        "UPDATE webhooks
            SET failing_since = CASE WHEN failing_since IS NULL OR last_failure_at < ? THEN ? ELSE failing_since END,
                last_failure_at = ?, last_failure = ?
          WHERE id = ?",
        &[(at - SERIES_BREAKS_AFTER).into(), at.into(), at.into(), what.into(), id.into()],
    )
    .await?;
    let sql = "SELECT failing_since, is_enabled, disabled_at FROM webhooks WHERE id = ?";
    let Some(row) = conn.fetch_optional(sql, &[id.into()]).await? else { return Ok(None) };
    Ok(Some(FailureState {
        failing_since: row.get(0)?,
        is_enabled: row.get(1)?,
        is_disabled_by_postal: row.get::<Option<Timestamp>>(2)?.is_some(),
    }))
}

/// `false`: it was disabled already, or is gone.
pub async fn disable(conn: &mut Conn, id: WebhookId, at: Timestamp, reason: &str) -> Result<bool, StoreError> {
    let changed = conn
        .execute(
            "UPDATE webhooks SET is_enabled = ?, disabled_at = ?, disabled_reason = ? WHERE id = ? AND is_enabled = ?",
            &[false.into(), at.into(), reason.into(), id.into(), true.into()],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets failures and why Postal disabled it: for one that a person enables again.
pub async fn forget_failures(conn: &mut Conn, id: WebhookId) -> Result<(), StoreError> {
    conn.execute(
        "UPDATE webhooks SET failing_since = NULL, disabled_at = NULL, disabled_reason = NULL WHERE id = ?",
        &[id.into()],
    )
    .await
    .map(drop)
}

/// A mail server by name, and who looks after its organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keepers {
    pub organization_permalink: String,
    pub server_permalink: String,
    pub server_name: String,
    /// Addresses of the owner and of the organization's administrators.
    pub addresses: Vec<String>,
}

/// `None`: the mail server is gone.
pub async fn keepers(conn: &mut Conn, server: ServerId) -> Result<Option<Keepers>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT o.id, o.permalink, s.permalink, s.name FROM servers s JOIN organizations o ON o.id = s.organization_id
              WHERE s.id = ? AND s.deleted_at IS NULL AND o.deleted_at IS NULL",
            &[server.into()],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let organization: OrganizationId = row.get(0)?;
    let addresses = conn
        .fetch_all(
            "SELECT u.email_address FROM users u
              WHERE u.id IN (SELECT m.user_id FROM memberships m WHERE m.organization_id = ? AND m.role IN (?, ?))
                 OR u.id = (SELECT o.owner_id FROM organizations o WHERE o.id = ?)
              ORDER BY u.id",
            &[organization.into(), Role::Admin.as_str().into(), Role::Owner.as_str().into(), organization.into()],
        )
        .await?
        .iter()
        .map(|row| row.get(0))
        .collect::<Result<Vec<String>, _>>()?;
    Ok(Some(Keepers {
        organization_permalink: row.get(1)?,
        server_permalink: row.get(2)?,
        server_name: row.get(3)?,
        addresses,
    }))
}
