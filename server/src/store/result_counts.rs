//! What a delivery result adds to the counters.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::counters::{Counter, Counters, Subject};
use super::results::DeliveryResult;
use super::{Conn, StoreError, Value, dialect};
use crate::model::{EventKind, MessageId, MessageScope, MessageStatus, ServerId, Timestamp};

/// The messages that results are about, as they were before them.
pub(super) type Known = HashMap<(ServerId, MessageId), KnownMessage>;

#[derive(Debug, Clone)]
pub(super) struct KnownMessage {
    scope: MessageScope,
    rcpt_to: String,
    tag: Option<String>,
    created_at: Timestamp,
}

/// Reads the messages of a batch with few statements.
pub(super) async fn known(conn: &mut Conn, results: &[&DeliveryResult]) -> Result<Known, StoreError> {
    let mut ids: BTreeMap<ServerId, Vec<MessageId>> = BTreeMap::new();
    for result in results {
        ids.entry(result.server_id).or_default().push(result.message_id);
    }
    let mut known = Known::new();
    for (server, mut ids) in ids {
        ids.sort_unstable();
        ids.dedup();
        let mut rest = ids.as_slice();
        for count in dialect::row_groups(ids.len()) {
            let (group, after) = rest.split_at(count);
            rest = after;
            let sql = dialect::repeated(
                "SELECT id, scope, rcpt_to, tag, created_at FROM messages WHERE server_id = ? AND id IN (",
                "?",
                ")",
                count,
            );
            let values: Vec<Value<'_>> =
                std::iter::once(server.into()).chain(group.iter().map(|id| (*id).into())).collect();
            for row in conn.fetch_all(sql, &values).await? {
                let mut columns = row.columns();
                let id = columns.next()?;
                let message = KnownMessage {
                    scope: columns.parse(MessageScope::parse)?,
                    rcpt_to: columns.next()?,
                    tag: columns.next()?,
                    created_at: columns.next()?,
                };
                known.insert((server, id), message);
            }
        }
    }
    Ok(known)
}

/// Counts a result that is valid. A message that is gone is counted nowhere.
pub(super) fn count(result: &DeliveryResult, known: &mut Known, counters: &mut Counters) {
    let Some(message) = known.get_mut(&(result.server_id, result.message_id)) else { return };
    let (server, at) = (result.server_id, result.at);
    if message.scope == MessageScope::Incoming {
        if !result.keeps_status
            && let Some(counter) = of_incoming(result.delivery.status)
        {
            counters.add(server, at, counter, 1);
        }
        return;
    }
    if let Some(tag) = result.tag.as_deref().filter(|tag| message.tag.as_deref() != Some(*tag)) {
        // Known only now: it was counted without a tag, or with another.
        let before = Subject::new(server, &message.rcpt_to, message.tag.as_deref());
        if let Some(before) = &before.tag {
            counters.add_tagged(server, before, message.created_at, -1);
        }
        message.tag = Some(tag.to_owned());
        if let Some(after) = Subject::new(server, &message.rcpt_to, Some(tag)).tag {
            counters.add_tagged(server, &after, message.created_at, 1);
        }
    }
    let subject = Subject::new(server, &message.rcpt_to, message.tag.as_deref());
    if result.event.as_ref().is_some_and(|(kind, _)| *kind == EventKind::MessageComplained) {
        counters.add_outgoing(&subject, at, Counter::Complaints);
    }
    if result.keeps_status {
        return;
    }
    match result.delivery.status {
        MessageStatus::Sent => {
            let took = Duration::from_micros(u64::try_from(at.0 - message.created_at.0).unwrap_or(0));
            counters.add_sent(&subject, at, took);
        }
        MessageStatus::SoftFail => counters.add_outgoing(&subject, at, Counter::Deferred),
        MessageStatus::HardFail => {
            counters.add_outgoing(&subject, at, Counter::Failed);
            counters.add_outgoing(&subject, at, Counter::Bounces);
        }
        MessageStatus::Bounced => counters.add_outgoing(&subject, at, Counter::Bounces),
        MessageStatus::Held => counters.add_outgoing(&subject, at, Counter::Held),
        MessageStatus::Error => counters.add_outgoing(&subject, at, Counter::Errors),
        MessageStatus::Pending
        | MessageStatus::Scheduled
        | MessageStatus::Processed
        | MessageStatus::HoldCancelled
        | MessageStatus::Cancelled => {}
    }
}

/// 3.3 counted incoming failures as bounces, too, and so had bounce rates above 100 %.
fn of_incoming(status: MessageStatus) -> Option<Counter> {
    match status {
        MessageStatus::Sent => Some(Counter::Delivered),
        MessageStatus::HardFail => Some(Counter::Rejected),
        MessageStatus::Held => Some(Counter::Held),
        MessageStatus::Error => Some(Counter::Errors),
        _ => None,
    }
}
