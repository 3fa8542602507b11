//! The write set of a delivery result: delivery record, status of the message, queue row, suppression, counters.

use std::collections::BTreeMap;

use super::counters::{Counter, Counters, Processed};
use super::inspections;
use super::result_counts::{self, Known};
use super::sequences::{self, IdBlocks, Sequence};
use super::{Conn, Engine, Store, StoreError, Value, dialect, events, labels, suppressions};
use crate::model::{
    DeliveryId, DomainId, EventKind, Inspected, MessageId, MessageScope, MessageStatus, NewEvent, ProcessId, ServerId,
    SpamCheck, Suppression, Timestamp,
};

/// Everything that one result changes.
#[derive(Debug, Clone)]
pub struct DeliveryResult {
    pub server_id: ServerId,
    pub message_id: MessageId,
    /// Only what we sent can bounce.
    pub scope: MessageScope,
    pub at: Timestamp,
    /// The lease under which the result came about. When it is lost meanwhile, only the record of the attempt
    /// is written, and that the message was sent.
    pub lease: Option<Lease>,
    pub queue: QueueChange,
    pub delivery: NewDelivery,
    /// End of the hold; only with the status `Held`.
    pub hold_expires_at: Option<Timestamp>,
    /// Taken from the message's header; `None`: unchanged.
    pub tag: Option<String>,
    /// Header fields and form of this recipient's copy; `None`: unchanged.
    pub prepared: Option<Prepared>,
    pub suppression: Option<SuppressionChange>,
    /// Adds to the messages processed in the minute of this time.
    pub processed: Option<(MessageScope, Timestamp)>,
    pub limit: Option<LimitMark>,
    pub inspection: Option<Inspection>,
    /// The message that this one turned out to be a bounce of, and that one's domain.
    pub bounce_for: Option<(MessageId, Option<DomainId>)>,
    /// The kind of event that this is, where the status does not say it.
    pub event: Option<(EventKind, Option<serde_json::Value>)>,
    /// A record and nothing else: the message's status, and the counters that follow it, stay.
    pub keeps_status: bool,
    /// What the same event means for other messages; written in the same transaction, and only when this result counts.
    pub related: Vec<DeliveryResult>,
}

impl DeliveryResult {
    /// A record that changes the message's status and nothing else.
    pub fn note(server_id: ServerId, message_id: MessageId, at: Timestamp, delivery: NewDelivery) -> Self {
        Self {
            server_id,
            message_id,
            scope: MessageScope::Outgoing,
            at,
            lease: None,
            queue: QueueChange::Keep,
            delivery,
            hold_expires_at: None,
            tag: None,
            prepared: None,
            suppression: None,
            processed: None,
            limit: None,
            inspection: None,
            bounce_for: None,
            event: None,
            keeps_status: false,
            related: Vec::new(),
        }
    }

    /// The same without everything that can be done without: for a database that refuses the whole.
    pub fn reduced(&self) -> Self {
        Self {
            delivery: NewDelivery {
                code: self.delivery.code,
                reason: self.delivery.reason.clone(),
                ..NewDelivery::new(self.delivery.status, self.delivery.details.clone())
            },
            tag: None,
            prepared: None,
            suppression: None,
            limit: None,
            inspection: None,
            bounce_for: None,
            related: Vec::new(),
            ..self.clone()
        }
    }
}

/// What the scanners said.
#[derive(Debug, Clone, PartialEq)]
pub struct Inspection {
    pub inspected: Inspected,
    pub checks: Vec<SpamCheck>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    pub owner: ProcessId,
    pub generation: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueChange {
    /// Off the queue.
    Remove,
    /// Free again, not before `due_at`.
    Retry { due_at: Timestamp, attempts: i64 },
    /// There is no row.
    Keep,
}

/// A delivery record before it has an id; see [`crate::model::Delivery`].
#[derive(Debug, Clone)]
pub struct NewDelivery {
    pub status: MessageStatus,
    pub code: Option<i64>,
    pub enhanced_code: Option<String>,
    /// Class of a failure, such as `invalid_recipient`.
    pub reason: Option<String>,
    pub details: String,
    pub output: Option<String>,
    pub sent_with_tls: bool,
    pub tls: Option<String>,
    pub mx_host: Option<String>,
    pub mx_address: Option<String>,
    pub dialogue: Option<String>,
    pub log_id: Option<String>,
    pub duration_us: Option<i64>,
}

impl NewDelivery {
    /// A record without an attempt at the other end.
    pub fn new(status: MessageStatus, details: impl Into<String>) -> Self {
        Self {
            status,
            code: None,
            enhanced_code: None,
            reason: None,
            details: details.into(),
            output: None,
            sent_with_tls: false,
            tls: None,
            mx_host: None,
            mx_address: None,
            dialogue: None,
            log_id: None,
            duration_us: None,
        }
    }
}

#[derive(Debug, Clone)]
pub struct Prepared {
    pub headers: String,
    pub is_seven_bit: bool,
}

#[derive(Debug, Clone)]
pub enum SuppressionChange {
    Add(Suppression),
    Remove {
        address: String,
    },
    /// Mail has arrived: failures from now on are the first again. An entry that is there stays.
    Forget {
        address: String,
    },
}

/// What the send limit says about the mail server now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitMark {
    Below,
    Approaching,
    Exceeded,
}

/// Ids for the delivery records of a batch. Blocks are taken before the transaction begins.
pub(super) async fn reserve_ids(
    store: &Store,
    blocks: &IdBlocks,
    results: &[&DeliveryResult],
) -> Result<BTreeMap<ServerId, Vec<i64>>, StoreError> {
    let mut ids = BTreeMap::new();
    if store.engine() == Engine::Sqlite {
        return Ok(ids);
    }
    for (server, (count, now)) in counts(&flat(results)) {
        ids.insert(server, blocks.take(store, server, Sequence::Delivery, count, now).await?);
    }
    Ok(ids)
}

fn counts(results: &[&DeliveryResult]) -> BTreeMap<ServerId, (i64, Timestamp)> {
    let mut counts = BTreeMap::new();
    for result in results {
        counts.entry(result.server_id).or_insert((0, result.at)).0 += 1;
    }
    counts
}

/// Results with those that hang on them.
fn flat<'a>(results: &[&'a DeliveryResult]) -> Vec<&'a DeliveryResult> {
    results.iter().flat_map(|result| std::iter::once(*result).chain(&result.related)).collect()
}

/// Writes the results of a batch.
pub(super) async fn write(
    conn: &mut Conn,
    results: &[&DeliveryResult],
    mut reserved: BTreeMap<ServerId, Vec<i64>>,
    counters: &mut Counters,
    events: &mut Vec<NewEvent>,
) -> Result<(), StoreError> {
    if conn.engine() == Engine::Sqlite {
        for (server, (count, _)) in counts(&flat(results)) {
            let first = sequences::take(conn, server, Sequence::Delivery, count).await?;
            reserved.insert(server, (first..first + count).collect());
        }
    }
    let mut reserved: BTreeMap<ServerId, std::vec::IntoIter<i64>> =
        reserved.into_iter().map(|(server, ids)| (server, ids.into_iter())).collect();
    let mut next_id = |server| reserved.get_mut(&server).and_then(Iterator::next).ok_or(StoreError::Stopped);
    let mut rows = Vec::with_capacity(results.len());
    for result in results {
        rows.push((*result, next_id(result.server_id)?));
    }
    insert_deliveries(conn, &rows).await?;
    let mut known = result_counts::known(conn, &flat(results)).await?;
    // Ordered, so that parallel batches lock rows in the same order.
    rows.sort_by_key(|(result, _)| (result.server_id, result.message_id));
    for (result, id) in rows {
        if !apply(conn, result, DeliveryId(id), &mut known, counters, events).await? {
            continue;
        }
        for related in &result.related {
            let id = next_id(related.server_id)?;
            insert_deliveries(conn, &[(related, id)]).await?;
            apply(conn, related, DeliveryId(id), &mut known, counters, events).await?;
        }
    }
    Ok(())
}

/// Writes one result outside a batch, for actions of people and tasks. Inside a transaction only.
pub async fn write_one(conn: &mut Conn, result: &DeliveryResult, writer: ProcessId) -> Result<(), StoreError> {
    let id = sequences::take(conn, result.server_id, Sequence::Delivery, 1).await?;
    insert_deliveries(conn, &[(result, id)]).await?;
    let (mut counters, mut events) = (Counters::default(), Vec::new());
    let mut known = result_counts::known(conn, &[result]).await?;
    apply(conn, result, DeliveryId(id), &mut known, &mut counters, &mut events).await?;
    counters.write(conn, writer).await?;
    events::record(conn, &events).await
}

/// Of a result, only what becomes of the queue row: when nothing else can be written, the message must at least not be
/// sent again and again.
pub async fn settle(conn: &mut Conn, result: &DeliveryResult) -> Result<(), StoreError> {
    change_queue(conn, result).await.map(drop)
}

async fn insert_deliveries(conn: &mut Conn, rows: &[(&DeliveryResult, i64)]) -> Result<(), StoreError> {
    const COLUMNS: usize = 17;
    let mut rest = rows;
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COLUMNS);
        for (result, id) in group {
            let delivery = &result.delivery;
            values.extend([
                result.server_id.into(),
                (*id).into(),
                result.message_id.into(),
                delivery.status.as_str().into(),
                delivery.code.into(),
                delivery.enhanced_code.as_deref().into(),
                delivery.details.as_str().into(),
                delivery.output.as_deref().into(),
                delivery.sent_with_tls.into(),
                delivery.tls.as_deref().into(),
                delivery.mx_host.as_deref().into(),
                delivery.mx_address.as_deref().into(),
                delivery.dialogue.as_deref().into(),
                delivery.log_id.as_deref().into(),
                delivery.duration_us.into(),
                result.at.into(),
                delivery.reason.as_deref().into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO deliveries (server_id, id, message_id, status, code, enhanced_code, details, output,
                 sent_with_tls, tls, mx_host, mx_address, dialogue, log_id, duration_us, created_at, reason) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "storing delivery records", sql, &values).await?;
    }
    Ok(())
}

/// `false`: the lease was lost, and the result is only a record.
async fn apply(
    conn: &mut Conn,
    result: &DeliveryResult,
    id: DeliveryId,
    known: &mut Known,
    counters: &mut Counters,
    events: &mut Vec<NewEvent>,
) -> Result<bool, StoreError> {
    let status = result.delivery.status;
    let has_lease = change_queue(conn, result).await?;
    if let Some((scope, processed_at)) = result.processed {
        let processed = match scope {
            MessageScope::Outgoing => Processed::Outgoing,
            MessageScope::Incoming => Processed::Incoming,
        };
        counters.add_processed(result.server_id, processed_at, processed, 1);
    }
    if !has_lease && status != MessageStatus::Sent {
        // Somebody else has the message now and will say how it ends.
        return Ok(false);
    }
    if !result.keeps_status {
        update_message(conn, result).await?;
    }
    if let Some(tag) = &result.tag {
        labels::add_tag(conn, result.server_id, result.message_id, tag).await?;
    }
    result_counts::count(result, known, counters);
    if let Some(change) = &result.suppression {
        events.extend(suppressions::change(conn, result, change).await?);
    }
    if let Some(inspection) = &result.inspection {
        inspections::write(conn, result.server_id, result.message_id, inspection).await?;
        if inspection.inspected.is_spam {
            counters.add(result.server_id, result.at, Counter::Spam, 1);
        }
    }
    if let Some((original, domain)) = result.bounce_for {
        conn.execute_exactly(
            1,
            "linking a bounce",
            "UPDATE messages SET bounce_for_id = ?, domain_id = COALESCE(?, domain_id) WHERE server_id = ? AND id = ?",
            &[original.into(), domain.into(), result.server_id.into(), result.message_id.into()],
        )
        .await?;
    }
    events.extend(event(result, id));
    if let Some(mark) = result.limit {
        mark_limit(conn, result, mark).await?;
    }
    Ok(true)
}

/// What the result tells. `None`: nothing that anybody waits for.
fn event(result: &DeliveryResult, id: DeliveryId) -> Option<NewEvent> {
    let by_status = || match result.delivery.status {
        _ if result.keeps_status => None,
        MessageStatus::Sent => Some(EventKind::MessageSent),
        MessageStatus::SoftFail => Some(EventKind::MessageDelayed),
        MessageStatus::Error => Some(EventKind::MessageError),
        MessageStatus::HardFail => Some(EventKind::MessageFailed),
        MessageStatus::Held => Some(EventKind::MessageHeld),
        MessageStatus::Bounced => Some(EventKind::MessageBounced),
        MessageStatus::Processed => Some(EventKind::MessageProcessed),
        MessageStatus::HoldCancelled => Some(EventKind::MessageHoldCancelled),
        MessageStatus::Cancelled => Some(EventKind::MessageCancelled),
        MessageStatus::Pending | MessageStatus::Scheduled => None,
    };
    let (kind, data) = result.event.clone().or_else(|| by_status().map(|kind| (kind, None)))?;
    Some(NewEvent {
        server_id: result.server_id,
        kind,
        message_id: Some(result.message_id),
        delivery_id: Some(id),
        data,
        at: result.at,
    })
}

/// `false`: the row was not under this lease any more.
async fn change_queue(conn: &mut Conn, result: &DeliveryResult) -> Result<bool, StoreError> {
    let Some(lease) = result.lease else { return Ok(true) };
    let key: [Value<'_>; 4] =
        [result.server_id.into(), result.message_id.into(), lease.owner.into(), lease.generation.into()];
    let changed = match result.queue {
        QueueChange::Keep => 1,
        // What was sent must not be sent again, whoever has the row now.
        QueueChange::Remove if result.delivery.status == MessageStatus::Sent => {
            let [server, message, ..] = key;
            conn.execute("DELETE FROM queued_messages WHERE server_id = ? AND message_id = ?", &[server, message])
                .await?
        }
        QueueChange::Remove => {
            let sql = "DELETE FROM queued_messages
                        WHERE server_id = ? AND message_id = ? AND owner = ? AND generation = ?";
            conn.execute(sql, &key).await?
        }
        QueueChange::Retry { due_at, attempts } => {
            let [server, message, owner, generation] = key;
            conn.execute(
                "UPDATE queued_messages SET owner = 0, due_at = ?, attempts = ?, generation = generation + 1,
                        is_counted = (is_counted OR ?)
                  WHERE server_id = ? AND message_id = ? AND owner = ? AND generation = ?",
                &[
                    due_at.into(),
                    attempts.into(),
                    result.processed.is_some().into(),
                    server,
                    message,
                    owner,
                    generation,
                ],
            )
            .await?
        }
    };
    Ok(changed == 1)
}

async fn update_message(conn: &mut Conn, result: &DeliveryResult) -> Result<(), StoreError> {
    let status = result.delivery.status;
    let headers = result.prepared.as_ref().map(|prepared| prepared.headers.as_str());
    let is_seven_bit = result.prepared.as_ref().map(|prepared| prepared.is_seven_bit);
    conn.execute_exactly(
        1,
        "updating a message",
        "UPDATE messages
            SET status = ?, is_held = ?, hold_expires_at = ?, last_delivery_attempt_at = ?, version = version + 1,
                tag = COALESCE(?, tag), prepended_headers = COALESCE(?, prepended_headers),
                is_seven_bit = COALESCE(?, is_seven_bit), is_prepared = (is_prepared OR ?)
          WHERE server_id = ? AND id = ?",
        &[
            status.as_str().into(),
            (status == MessageStatus::Held).into(),
            result.hold_expires_at.into(),
            result.at.into(),
            result.tag.as_deref().into(),
            headers.into(),
            is_seven_bit.into(),
            result.prepared.is_some().into(),
            result.server_id.into(),
            result.message_id.into(),
        ],
    )
    .await
}

async fn mark_limit(conn: &mut Conn, result: &DeliveryResult, mark: LimitMark) -> Result<(), StoreError> {
    let (approaching, exceeded) = match mark {
        LimitMark::Below => (None, None),
        LimitMark::Approaching => (Some(result.at), None),
        LimitMark::Exceeded => (None, Some(result.at)),
    };
    conn.execute(
        "UPDATE servers SET send_limit_approaching_at = ?, send_limit_exceeded_at = ? WHERE id = ?",
        &[approaching.into(), exceeded.into(), result.server_id.into()],
    )
    .await
    .map(drop)
}
