//! What a delivery result adds to the counters.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use super::counters::{Counter, Counters, NamedCounter, Subject, provider};
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
    /// Not to be sent before this time.
    scheduled_at: Option<Timestamp>,
    /// The host that has taken it; only known of messages about which something comes back.
    mx_host: Option<String>,
}

impl KnownMessage {
    /// How long it took until now. What was to wait has begun when its time came.
    fn took(&self, now: Timestamp) -> Duration {
        now.since(self.scheduled_at.map_or(self.created_at, |at| at.max(self.created_at)))
    }
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
                "SELECT id, scope, rcpt_to, tag, created_at, scheduled_at FROM messages WHERE server_id = ? AND id IN (",
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
                    scheduled_at: columns.next()?,
                    mx_host: None,
                };
                known.insert((server, id), message);
            }
        }
    }
    for result in results.iter().filter(|result| comes_back(result)) {
        let key = (result.server_id, result.message_id);
        if let Some(message) = known.get_mut(&key) {
            message.mx_host = taken_by(conn, key).await?;
        }
    }
    Ok(known)
}

/// It is about a message that a host had taken.
fn comes_back(result: &DeliveryResult) -> bool {
    result.delivery.status == MessageStatus::Bounced || is_complaint(result)
}

fn is_complaint(result: &DeliveryResult) -> bool {
    result.event.as_ref().is_some_and(|(kind, _)| *kind == EventKind::MessageComplained)
}

async fn taken_by(conn: &mut Conn, (server, message): (ServerId, MessageId)) -> Result<Option<String>, StoreError> {
    let sql = "SELECT mx_host FROM deliveries
                WHERE server_id = ? AND message_id = ? AND status = 'Sent' AND mx_host IS NOT NULL
                ORDER BY id DESC LIMIT 1";
    conn.fetch_optional(sql, &[server.into(), message.into()]).await?.map(|row| row.get(0)).transpose()
}

/// Counts a result for the provider whose host gave it. There is no host for what we decided ourselves.
fn count_provider(result: &DeliveryResult, message: &KnownMessage, counters: &mut Counters) {
    let host = if comes_back(result) { &message.mx_host } else { &result.delivery.mx_host };
    let Some(provider) = host.as_deref().and_then(provider) else { return };
    let (server, at) = (result.server_id, result.at);
    let mut add = |counter| counters.add_provided(server, &provider, at, counter);
    if is_complaint(result) {
        add(NamedCounter::Complaints);
    }
    if result.keeps_status {
        return;
    }
    match result.delivery.status {
        MessageStatus::Sent => {
            // Which provider a message is for is not known when it is accepted, so it counts when its provider has decided.
            add(NamedCounter::Outgoing);
            add(NamedCounter::Sent);
            counters.add_provided_time(server, &provider, at, message.took(at));
        }
        MessageStatus::HardFail => {
            for counter in [NamedCounter::Outgoing, NamedCounter::Failed, NamedCounter::Bounces] {
                add(counter);
            }
        }
        MessageStatus::SoftFail => add(NamedCounter::Deferred),
        MessageStatus::Bounced => add(NamedCounter::Bounces),
        _ => {}
    }
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
    count_provider(result, message, counters);
    if is_complaint(result) {
        counters.add_outgoing(&subject, at, Counter::Complaints);
    }
    if result.keeps_status {
        return;
    }
    match result.delivery.status {
        MessageStatus::Sent => {
            counters.add_sent(&subject, at, message.took(at));
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
