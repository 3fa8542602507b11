//! Table `webhook_attempts`: what became of each request to a webhook.

use super::sequences::{self, Sequence};
use super::{Conn, Row, StoreError, Value, dialect};
use crate::model::{ServerId, Timestamp, WebhookAttempt, WebhookFormat, WebhookId};

const COLUMNS: &str = "a.server_id, a.id, a.webhook_id, a.request_uuid, a.event, a.format, a.message_id, a.url, a.attempt, \
     a.status_code, a.is_success, a.will_retry, a.payload, a.body, a.duration_us, a.event_at, a.created_at";

fn attempt(row: &Row) -> Result<WebhookAttempt, StoreError> {
    let mut columns = row.columns();
    Ok(WebhookAttempt {
        server_id: columns.next()?,
        id: columns.next()?,
        webhook_id: columns.next()?,
        request_uuid: columns.next()?,
        event: columns.next()?,
        format: columns.parse(WebhookFormat::parse)?,
        message_id: columns.next()?,
        url: columns.next()?,
        attempt: columns.next()?,
        status_code: columns.next()?,
        is_success: columns.next()?,
        will_retry: columns.next()?,
        payload: columns.next()?,
        body: columns.next()?,
        duration_us: columns.next()?,
        event_at: columns.next()?,
        created_at: columns.next()?,
    })
}

/// Inserts attempts and gives them their ids; inside a transaction, whose end releases the counters of the mail servers.
pub async fn insert(conn: &mut Conn, attempts: &[WebhookAttempt]) -> Result<(), StoreError> {
    const COUNT: usize = 17;
    // Ordered, so that parallel transactions lock counters in the same order.
    let mut ordered: Vec<&WebhookAttempt> = attempts.iter().collect();
    ordered.sort_by_key(|attempt| attempt.server_id);
    let mut rows: Vec<(&WebhookAttempt, i64)> = Vec::with_capacity(ordered.len());
    for group in ordered.chunk_by(|one, next| one.server_id == next.server_id) {
        let Some(first) = group.first() else { continue };
        let first_id = sequences::take(conn, first.server_id, Sequence::WebhookAttempt, group.len() as i64).await?;
        rows.extend(group.iter().copied().zip(first_id..));
    }
    let mut rest = rows.as_slice();
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COUNT);
        for (attempt, id) in group {
            values.extend([
                attempt.server_id.into(),
                (*id).into(),
                attempt.webhook_id.into(),
                (&attempt.request_uuid).into(),
                (&attempt.event).into(),
                attempt.format.as_str().into(),
                attempt.message_id.into(),
                (&attempt.url).into(),
                attempt.attempt.into(),
                attempt.status_code.into(),
                attempt.is_success.into(),
                attempt.will_retry.into(),
                (&attempt.payload).into(),
                (&attempt.body).into(),
                attempt.duration_us.into(),
                attempt.event_at.into(),
                attempt.created_at.into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO webhook_attempts (server_id, id, webhook_id, request_uuid, event, format, message_id, url, attempt,
                 status_code, is_success, will_retry, payload, body, duration_us, event_at, created_at) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "recording attempts at webhooks", sql, &values).await?;
    }
    Ok(())
}

/// Which attempts a list shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttemptFilter {
    pub webhook: Option<WebhookId>,
    /// Names as they were sent; empty: all.
    pub events: Vec<String>,
    pub is_success: Option<bool>,
}

/// Newest first. `before`: id of the last row of the page before.
pub async fn list(
    conn: &mut Conn,
    server: ServerId,
    filter: &AttemptFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<WebhookAttempt>, StoreError> {
    let mut sql = format!("SELECT {COLUMNS} FROM webhook_attempts a WHERE a.server_id = ? AND a.id < ?");
    let mut values: Vec<Value<'_>> = vec![server.into(), before.unwrap_or(i64::MAX).into()];
    if let Some(webhook) = filter.webhook {
        sql.push_str(" AND a.webhook_id = ?");
        values.push(webhook.into());
    }
    if !filter.events.is_empty() {
        let marks = vec!["?"; filter.events.len()].join(", ");
        sql.push_str(&format!(" AND a.event IN ({marks})"));
        values.extend(filter.events.iter().map(Value::from));
    }
    if let Some(is_success) = filter.is_success {
        sql.push_str(" AND a.is_success = ?");
        values.push(is_success.into());
    }
    sql.push_str(" ORDER BY a.id DESC LIMIT ?");
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(attempt).collect()
}

/// All attempts of one request, oldest first; at most `limit`.
pub async fn list_of(
    conn: &mut Conn,
    server: ServerId,
    request_uuid: &str,
    limit: i64,
) -> Result<Vec<WebhookAttempt>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook_attempts a WHERE a.server_id = ? AND a.request_uuid = ? ORDER BY a.id LIMIT ?"
    );
    conn.fetch_all(sql, &[server.into(), request_uuid.into(), limit.into()]).await?.iter().map(attempt).collect()
}

/// The last attempts of requests that were given up, oldest first: nothing came after them and nothing waits. `enabled`:
/// webhooks that can be told; `webhook`: only this one.
pub async fn list_given_up(
    conn: &mut Conn,
    server: ServerId,
    webhook: Option<WebhookId>,
    enabled: &[WebhookId],
    since: Timestamp,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<WebhookAttempt>, StoreError> {
    let mut sql = format!(
        "SELECT {COLUMNS} FROM webhook_attempts a
          WHERE a.server_id = ? AND a.is_success = ? AND a.will_retry = ? AND a.created_at >= ? AND a.created_at < ?
            AND NOT EXISTS (SELECT 1 FROM webhook_attempts l
                             WHERE l.server_id = a.server_id AND l.request_uuid = a.request_uuid AND l.id > a.id)
            AND NOT EXISTS (SELECT 1 FROM webhook_requests q WHERE q.uuid = a.request_uuid)"
    );
    let mut values: Vec<Value<'_>> = vec![server.into(), false.into(), false.into(), since.into(), until.into()];
    let webhooks: Vec<WebhookId> =
        enabled.iter().copied().filter(|id| webhook.is_none_or(|only| only == *id)).collect();
    if webhooks.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; webhooks.len()].join(", ");
    sql.push_str(&format!(" AND a.webhook_id IN ({marks}) ORDER BY a.id LIMIT ?"));
    values.extend(webhooks.into_iter().map(Value::from));
    values.push(limit.into());
    conn.fetch_all(sql, &values).await?.iter().map(attempt).collect()
}

/// Attempts removed by one statement of [`prune`].
const PRUNED_AT_ONCE: i64 = 5000;

/// Removes a group of attempts older than `before`; answers how many. 0: there are none left.
pub async fn prune(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    // The time of the last one of the group bounds the statement, so that it is the same on every engine.
    let sql = "SELECT created_at FROM webhook_attempts WHERE created_at < ? ORDER BY created_at LIMIT 1 OFFSET ?";
    let row = conn.fetch_optional(sql, &[before.into(), (PRUNED_AT_ONCE - 1).into()]).await?;
    let bound = match row {
        Some(row) => row.get::<Timestamp>(0)?,
        None => Timestamp(before.0 - 1),
    };
    conn.execute("DELETE FROM webhook_attempts WHERE created_at <= ?", &[bound.into()]).await
}
