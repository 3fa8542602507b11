//! Table `webhook_requests`: what waits to be sent to webhooks, and who is sending it.
//!
//! A free row has the owner 0. Requests of one webhook about one message keep their order: a later one is not taken while
//! an earlier one is there.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::queue::FREE;
use super::{Conn, Row, StoreError, Value, dialect, processes};
use crate::model::{
    MessageId, NewWebhookRequest, ProcessId, Timestamp, WebhookFormat, WebhookId, WebhookRequest, WebhookRequestId,
};

/// `due_at` of requests whose webhook Postal has disabled.
pub const PARKED: Timestamp = Timestamp(i64::MAX);

const COLUMNS: &str = "r.id, r.server_id, r.webhook_id, r.uuid, r.event, r.format, r.message_id, r.payload, r.attempts, \
     r.due_at, r.generation, r.created_at";

fn request(row: &Row) -> Result<WebhookRequest, StoreError> {
    let mut columns = row.columns();
    Ok(WebhookRequest {
        id: columns.next()?,
        server_id: columns.next()?,
        webhook_id: columns.next()?,
        uuid: columns.next()?,
        event: columns.next()?,
        format: columns.parse(WebhookFormat::parse)?,
        message_id: columns.next()?,
        payload: columns.next()?,
        attempts: columns.next()?,
        due_at: columns.next()?,
        generation: columns.next()?,
        created_at: columns.next()?,
    })
}

/// Inserts requests in this order. One that has to wait for an earlier one is not due before that is.
pub async fn insert(conn: &mut Conn, requests: &[NewWebhookRequest]) -> Result<(), StoreError> {
    const COLUMNS: usize = 12;
    let earlier = waiting(conn, requests).await?;
    let mut rest = requests;
    for count in dialect::row_groups(requests.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COLUMNS);
        for request in group {
            let key = request.message_id.map(|message| (request.webhook_id, message));
            let earlier = key.and_then(|key| earlier.get(&key)).copied();
            values.extend([
                request.server_id.into(),
                request.webhook_id.into(),
                (&request.uuid).into(),
                (&request.event).into(),
                request.format.as_str().into(),
                request.message_id.into(),
                (&request.payload).into(),
                Value::from(0_i64),
                earlier.map_or(request.due_at, |earlier| earlier.max(request.due_at)).into(),
                FREE.into(),
                Value::from(0_i64),
                request.created_at.into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO webhook_requests (server_id, webhook_id, uuid, event, format, message_id, payload, attempts,
                                           due_at, owner, generation, created_at) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "queueing requests to webhooks", sql, &values).await?;
    }
    Ok(())
}

/// When the last of those that wait already is due, by webhook and message.
async fn waiting(
    conn: &mut Conn,
    requests: &[NewWebhookRequest],
) -> Result<HashMap<(WebhookId, MessageId), Timestamp>, StoreError> {
    let mut messages: BTreeMap<WebhookId, BTreeSet<MessageId>> = BTreeMap::new();
    for request in requests {
        if let Some(message) = request.message_id {
            messages.entry(request.webhook_id).or_default().insert(message);
        }
    }
    let mut found = HashMap::new();
    for (webhook, messages) in messages {
        let messages: Vec<MessageId> = messages.into_iter().collect();
        let mut rest = messages.as_slice();
        for count in dialect::row_groups(messages.len()) {
            let (group, after) = rest.split_at(count);
            rest = after;
            let sql = dialect::repeated(
                "SELECT message_id, MAX(due_at) FROM webhook_requests WHERE webhook_id = ? AND message_id IN (",
                "?",
                ") GROUP BY message_id",
                count,
            );
            let mut values: Vec<Value<'_>> = vec![webhook.into()];
            values.extend(group.iter().map(|message| Value::from(*message)));
            for row in conn.fetch_all(sql, &values).await? {
                found.insert((webhook, row.get::<MessageId>(0)?), row.get::<Timestamp>(1)?);
            }
        }
    }
    Ok(found)
}

/// The next webhook after `after` that has free requests, with the earliest time among them. One step in the index,
/// however many requests there are.
pub async fn next_webhook(conn: &mut Conn, after: WebhookId) -> Result<Option<(WebhookId, Timestamp)>, StoreError> {
    let row = conn
        .fetch_optional(
            "SELECT webhook_id, due_at FROM webhook_requests
              WHERE owner = 0 AND webhook_id > ? ORDER BY owner, webhook_id, due_at LIMIT 1",
            &[after.into()],
        )
        .await?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Takes due requests of a webhook, oldest first; inside a transaction. None for a process that others took for dead.
pub async fn claim(
    conn: &mut Conn,
    owner: ProcessId,
    webhook: WebhookId,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<WebhookRequest>, StoreError> {
    if !processes::hold(conn, owner).await? {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM webhook_requests r
          WHERE r.owner = 0 AND r.webhook_id = ? AND r.due_at <= ?
            AND (r.message_id IS NULL
                 OR NOT EXISTS (SELECT 1 FROM webhook_requests e
                                 WHERE e.webhook_id = r.webhook_id AND e.message_id = r.message_id AND e.id < r.id))
          ORDER BY r.due_at, r.id LIMIT ?{}",
        dialect::skip_locked(conn.engine())
    );
    let rows = conn.fetch_all(sql, &[webhook.into(), now.into(), limit.into()]).await?;
    let mut claimed = Vec::with_capacity(rows.len());
    for row in &rows {
        let mut found = request(row)?;
        conn.execute_exactly(
            1,
            "taking a request to a webhook",
            "UPDATE webhook_requests SET owner = ?, generation = generation + 1 WHERE id = ?",
            &[owner.into(), found.id.into()],
        )
        .await?;
        found.generation += 1;
        claimed.push(found);
    }
    Ok(claimed)
}

/// Removes a request that this process has. `false`: the lease was lost.
pub async fn remove(conn: &mut Conn, owner: ProcessId, request: &WebhookRequest) -> Result<bool, StoreError> {
    let sql = "DELETE FROM webhook_requests WHERE id = ? AND owner = ? AND generation = ?";
    Ok(conn.execute(sql, &[request.id.into(), owner.into(), request.generation.into()]).await? == 1)
}

/// Frees a request that this process has for a later attempt, and puts off what waits behind it. `false`: the lease was
/// lost.
pub async fn retry(
    conn: &mut Conn,
    owner: ProcessId,
    request: &WebhookRequest,
    due_at: Timestamp,
) -> Result<bool, StoreError> {
    let changed = conn
        .execute(
            "UPDATE webhook_requests SET owner = 0, generation = generation + 1, attempts = attempts + 1, due_at = ?
              WHERE id = ? AND owner = ? AND generation = ?",
            &[due_at.into(), request.id.into(), owner.into(), request.generation.into()],
        )
        .await?;
    if changed == 1
        && let Some(message) = request.message_id
    {
        conn.execute(
            "UPDATE webhook_requests SET due_at = ? WHERE webhook_id = ? AND message_id = ? AND id > ? AND due_at < ?",
            &[due_at.into(), request.webhook_id.into(), message.into(), request.id.into(), due_at.into()],
        )
        .await?;
    }
    Ok(changed == 1)
}

/// Lets the free requests of a webhook wait until [`unpark`].
pub async fn park(conn: &mut Conn, webhook: WebhookId) -> Result<u64, StoreError> {
    let sql = "UPDATE webhook_requests SET due_at = ? WHERE owner = 0 AND webhook_id = ?";
    conn.execute(sql, &[PARKED.into(), webhook.into()]).await
}

/// Makes the parked requests of a webhook due.
pub async fn unpark(conn: &mut Conn, webhook: WebhookId, now: Timestamp) -> Result<u64, StoreError> {
    let sql = "UPDATE webhook_requests SET due_at = ? WHERE webhook_id = ? AND due_at = ?";
    conn.execute(sql, &[now.into(), webhook.into(), PARKED.into()]).await
}

/// Makes a waiting request due. `false`: there is none with this UUID.
pub async fn hurry(conn: &mut Conn, webhook: WebhookId, uuid: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM webhook_requests WHERE uuid = ? AND webhook_id = ?";
    if conn.fetch_optional(sql, &[uuid.into(), webhook.into()]).await?.is_none() {
        return Ok(false);
    }
    // One that is being sent just now stays as it is.
    conn.execute(
        "UPDATE webhook_requests SET due_at = ? WHERE uuid = ? AND webhook_id = ? AND owner = 0 AND due_at > ?",
        &[now.into(), uuid.into(), webhook.into(), now.into()],
    )
    .await?;
    Ok(true)
}

/// All that waits for one webhook goes with it.
pub async fn delete_of(conn: &mut Conn, webhook: WebhookId) -> Result<u64, StoreError> {
    conn.execute("DELETE FROM webhook_requests WHERE webhook_id = ?", &[webhook.into()]).await
}

/// Requests older than `before`, which only a disabled webhook has.
pub async fn prune(conn: &mut Conn, before: Timestamp) -> Result<u64, StoreError> {
    let mut removed = 0;
    let mut after = WebhookId(0);
    while let Some((webhook, _)) = next_webhook(conn, after).await? {
        after = webhook;
        let sql = "DELETE FROM webhook_requests WHERE owner = 0 AND webhook_id = ? AND due_at = ? AND created_at < ?";
        removed += conn.execute(sql, &[webhook.into(), PARKED.into(), before.into()]).await?;
    }
    Ok(removed)
}

/// Gives back what a process has and does not know of. `held`: what it knows of.
pub async fn release_forgotten(
    conn: &mut Conn,
    owner: ProcessId,
    held: &[WebhookRequestId],
) -> Result<u64, StoreError> {
    let rows = conn.fetch_all("SELECT id FROM webhook_requests WHERE owner = ?", &[owner.into()]).await?;
    let mut freed = 0;
    for row in &rows {
        let id: WebhookRequestId = row.get(0)?;
        if !held.contains(&id) {
            let sql = "UPDATE webhook_requests SET owner = 0, generation = generation + 1 WHERE id = ? AND owner = ?";
            freed += conn.execute(sql, &[id.into(), owner.into()]).await?;
        }
    }
    Ok(freed)
}

/// Frees all requests of a process that is gone.
pub async fn release_all_of(conn: &mut Conn, owner: ProcessId) -> Result<u64, StoreError> {
    conn.execute("UPDATE webhook_requests SET owner = 0, generation = generation + 1 WHERE owner = ?", &[owner.into()])
        .await
}

/// Frees every request. Only where no other process can be running: SQLite, at start.
pub async fn release_all(conn: &mut Conn) -> Result<u64, StoreError> {
    conn.execute("UPDATE webhook_requests SET owner = 0, generation = generation + 1 WHERE owner <> 0", &[]).await
}

/// The next process id after `after` that has requests. One step in the index, however many there are.
pub async fn next_owner(conn: &mut Conn, after: ProcessId) -> Result<Option<ProcessId>, StoreError> {
    conn.fetch_optional(
        "SELECT owner FROM webhook_requests WHERE owner > ? ORDER BY owner, webhook_id, due_at LIMIT 1",
        &[after.into()],
    )
    .await?
    .map(|row| row.get(0))
    .transpose()
}

/// A waiting request by its UUID.
pub async fn find(conn: &mut Conn, webhook: WebhookId, uuid: &str) -> Result<Option<WebhookRequest>, StoreError> {
    let values: [Value<'_>; 2] = [uuid.into(), webhook.into()];
    let sql = format!("SELECT {COLUMNS} FROM webhook_requests r WHERE r.uuid = ? AND r.webhook_id = ?");
    conn.fetch_optional(sql, &values).await?.as_ref().map(request).transpose()
}
