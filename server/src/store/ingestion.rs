//! The write set of accepted mail: content, messages, queue rows, counters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use postal_mail::command::Ret;

use super::contents::{Encoding, Packed};
use super::counters::{Counter, Counters, Subject};
use super::message_filter::message_id_hash;
use super::queue::FREE;
use super::sequences::{self, IdBlocks, Sequence};
use super::{Conn, Engine, Store, StoreError, Value, dialect, labels, processes, queue};
use crate::model::{
    ContentId, CredentialId, DomainId, DsnParameters, EndpointRef, EventKind, Extras, IpAddressId, MessageId,
    MessageOptions, MessageScope, MessageStatus, NewEvent, Priority, ProcessId, RouteId, ServerId, Timestamp,
};

/// One content accepted for one mail server, with its messages.
#[derive(Debug)]
pub struct Acceptance {
    pub server_id: ServerId,
    pub content_id: ContentId,
    pub content: StoredContent,
    pub created_at: Timestamp,
    pub messages: Vec<NewMessage>,
}

#[derive(Debug)]
pub enum StoredContent {
    /// Written in the same transaction.
    Inline(Packed),
    /// Written before with [`super::contents::write_chunks`].
    /// `stored_bytes`: after compression.
    Chunked { encoding: Encoding, size_bytes: usize, stored_bytes: usize },
}

impl StoredContent {
    fn size_bytes(&self) -> i64 {
        match self {
            StoredContent::Inline(packed) => packed.size_bytes as i64,
            StoredContent::Chunked { size_bytes, .. } => *size_bytes as i64,
        }
    }

    /// What this transaction writes of it.
    fn inline_bytes(&self) -> usize {
        match self {
            StoredContent::Inline(packed) => packed.data.len(),
            StoredContent::Chunked { .. } => 0,
        }
    }

    /// As stored, in chunks or not.
    fn stored_bytes(&self) -> i64 {
        match self {
            StoredContent::Inline(packed) => packed.data.len() as i64,
            StoredContent::Chunked { stored_bytes, .. } => *stored_bytes as i64,
        }
    }
}

/// How an incoming message came in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Arrival {
    pub client_ip: Option<String>,
    /// How the client introduced itself.
    pub client_helo: Option<String>,
    /// Results of SPF, DKIM, DMARC and ARC as JSON.
    pub verification: Option<String>,
    /// Header fields that the message starts with, each with its CRLF.
    pub headers: Option<String>,
}

/// A message for one recipient, before it has an id.
#[derive(Debug)]
pub struct NewMessage {
    pub token: String,
    pub scope: MessageScope,
    pub rcpt_to: String,
    pub mail_from: Option<String>,
    pub subject: Option<String>,
    pub message_id: Option<String>,
    pub tag: Option<String>,
    pub is_bounce: bool,
    /// The message that this one returns.
    pub bounce_for_id: Option<MessageId>,
    pub credential_id: Option<CredentialId>,
    pub domain_id: Option<DomainId>,
    pub route_id: Option<RouteId>,
    pub endpoint: Option<EndpointRef>,
    pub received_with_tls: Option<bool>,
    pub dsn: Option<DsnParameters>,
    /// Declared internationalized (RFC 6531 §3.4).
    pub is_smtputf8: bool,
    /// `None` for outgoing mail.
    pub arrival: Option<Arc<Arrival>>,
    /// What the sending API was told besides.
    pub extras: Option<Arc<Extras>>,
    /// Where it goes; see [`crate::model::QueuedMessage::destination`].
    pub destination: String,
    /// Where it leaves from.
    pub ip_address_id: Option<IpAddressId>,
    /// The process that will deliver it at once; `ProcessId(0)`: whoever comes first.
    pub owner: ProcessId,
}

impl NewMessage {
    pub fn priority(&self) -> Priority {
        self.extras.as_deref().map_or(Priority::Normal, |extras| extras.options.priority)
    }

    /// Not to be sent before.
    fn scheduled_at(&self) -> Option<Timestamp> {
        self.extras.as_deref().and_then(|extras| extras.scheduled_at)
    }
}

impl Acceptance {
    /// Weight of this write in a batch.
    pub(super) fn stored_bytes(&self) -> usize {
        self.content.inline_bytes()
    }

    pub(super) fn is_of_any(&self, owners: &[ProcessId]) -> bool {
        self.messages.iter().any(|message| owners.contains(&message.owner))
    }
}

/// Owners that others have taken for dead, so that nobody would look after what is given to them. One look per batch:
/// all mail of a process has the same owner.
pub(super) async fn buried_owners(conn: &mut Conn, acceptances: &[&Acceptance]) -> Result<Vec<ProcessId>, StoreError> {
    let owners: BTreeSet<ProcessId> = acceptances
        .iter()
        .flat_map(|acceptance| acceptance.messages.iter().map(|message| message.owner))
        .filter(|owner| *owner != FREE)
        .collect();
    let mut buried = Vec::new();
    for owner in owners {
        if !processes::hold(conn, owner).await? {
            buried.push(owner);
        }
    }
    Ok(buried)
}

/// Ids for all messages of a batch, in order. Blocks are taken before the transaction begins.
pub(super) async fn reserve_ids(
    store: &Store,
    blocks: &IdBlocks,
    acceptances: &[&Acceptance],
) -> Result<BTreeMap<ServerId, Vec<i64>>, StoreError> {
    let mut ids = BTreeMap::new();
    if store.engine() == Engine::Sqlite {
        return Ok(ids);
    }
    for (server, (count, now)) in message_counts(acceptances) {
        ids.insert(server, blocks.take(store, server, Sequence::Message, count, now).await?);
    }
    Ok(ids)
}

fn message_counts(acceptances: &[&Acceptance]) -> BTreeMap<ServerId, (i64, Timestamp)> {
    let mut counts = BTreeMap::new();
    for acceptance in acceptances {
        let entry = counts.entry(acceptance.server_id).or_insert((0, acceptance.created_at));
        entry.0 += acceptance.messages.len() as i64;
    }
    counts
}

/// Writes everything; answers the ids of each acceptance's messages in order. What `buried` owners were to get is free.
pub(super) async fn write(
    conn: &mut Conn,
    acceptances: &[&Acceptance],
    buried: &[ProcessId],
    mut reserved: BTreeMap<ServerId, Vec<i64>>,
    counters: &mut Counters,
    events: &mut Vec<NewEvent>,
) -> Result<Vec<Vec<MessageId>>, StoreError> {
    if conn.engine() == Engine::Sqlite {
        for (server, (count, _)) in message_counts(acceptances) {
            let first = sequences::take(conn, server, Sequence::Message, count).await?;
            reserved.insert(server, (first..first + count).collect());
        }
    }
    let mut reserved: BTreeMap<ServerId, std::vec::IntoIter<i64>> =
        reserved.into_iter().map(|(server, ids)| (server, ids.into_iter())).collect();
    let mut all_ids = Vec::with_capacity(acceptances.len());
    for acceptance in acceptances {
        counters.add_content(acceptance.server_id, acceptance.content.stored_bytes());
        let mut ids = Vec::with_capacity(acceptance.messages.len());
        for _ in &acceptance.messages {
            let id = reserved.get_mut(&acceptance.server_id).and_then(Iterator::next).ok_or(StoreError::Stopped)?;
            ids.push(MessageId(id));
        }
        for (message, id) in acceptance.messages.iter().zip(&ids) {
            let (server, at) = (acceptance.server_id, acceptance.created_at);
            let kind = match message.scope {
                MessageScope::Outgoing => {
                    let subject = Subject::new(server, &message.rcpt_to, message.tag.as_deref());
                    counters.add_outgoing(&subject, at, Counter::Outgoing);
                    match message.scheduled_at() {
                        Some(_) => EventKind::MessageScheduled,
                        None => EventKind::MessageQueued,
                    }
                }
                MessageScope::Incoming => {
                    counters.add(server, at, Counter::Incoming, 1);
                    EventKind::MessageReceived
                }
            };
            events.push(NewEvent {
                server_id: acceptance.server_id,
                kind,
                message_id: Some(*id),
                delivery_id: None,
                data: None,
                at: acceptance.created_at,
            });
        }
        all_ids.push(ids);
    }
    insert_contents(conn, acceptances).await?;
    insert_messages(conn, acceptances, &all_ids).await?;
    insert_queue_rows(conn, acceptances, buried, &all_ids).await?;
    labels::insert(conn, &rows(acceptances, &all_ids)).await?;
    Ok(all_ids)
}

async fn insert_contents(conn: &mut Conn, acceptances: &[&Acceptance]) -> Result<(), StoreError> {
    const ROW: &str = "(?, ?, ?, ?, ?, ?, ?)";
    let mut rest = acceptances;
    for count in dialect::row_groups(acceptances.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * 7);
        for acceptance in group {
            let (encoding, data) = match &acceptance.content {
                StoredContent::Inline(packed) => (packed.encoding, Some(packed.data.as_slice())),
                StoredContent::Chunked { encoding, .. } => (*encoding, None),
            };
            values.extend([
                acceptance.server_id.into(),
                acceptance.content_id.into(),
                encoding.as_str().into(),
                acceptance.content.size_bytes().into(),
                data.into(),
                acceptance.created_at.into(),
                acceptance.content.stored_bytes().into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO contents (server_id, id, encoding, size_bytes, data, created_at, stored_bytes) VALUES ",
            ROW,
            "",
            count,
        );
        conn.execute_exactly(count as u64, "storing content", sql, &values).await?;
    }
    Ok(())
}

/// Texts, lists and flags are always JSON.
fn json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Pairs of message and id over all acceptances.
fn rows<'a>(
    acceptances: &'a [&'a Acceptance],
    ids: &'a [Vec<MessageId>],
) -> Vec<(&'a Acceptance, &'a NewMessage, MessageId)> {
    acceptances
        .iter()
        .zip(ids)
        .flat_map(|(acceptance, ids)| {
            acceptance.messages.iter().zip(ids).map(|(message, id)| (*acceptance, message, *id))
        })
        .collect()
}

async fn insert_messages(
    conn: &mut Conn,
    acceptances: &[&Acceptance],
    ids: &[Vec<MessageId>],
) -> Result<(), StoreError> {
    const COLUMNS: usize = 36;
    let rows = rows(acceptances, ids);
    let mut rest = rows.as_slice();
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * COLUMNS);
        for (acceptance, message, id) in group {
            let arrival = message.arrival.as_deref();
            let dsn = message.dsn.as_ref();
            let extras = message.extras.as_deref();
            let status =
                if message.scheduled_at().is_some() { MessageStatus::Scheduled } else { MessageStatus::Pending };
            values.extend([
                acceptance.server_id.into(),
                (*id).into(),
                message.token.as_str().into(),
                message.scope.as_str().into(),
                message.rcpt_to.as_str().into(),
                message.rcpt_to.to_lowercase().into(),
                message.mail_from.as_deref().into(),
                message.subject.as_deref().into(),
                message.message_id.as_deref().into(),
                message.tag.as_deref().into(),
                message.is_bounce.into(),
                message.bounce_for_id.into(),
                message.credential_id.into(),
                message.domain_id.into(),
                message.route_id.into(),
                message.endpoint.map(EndpointRef::kind).into(),
                message.endpoint.map(EndpointRef::id).into(),
                message.received_with_tls.into(),
                arrival.and_then(|arrival| arrival.client_ip.as_deref()).into(),
                arrival.and_then(|arrival| arrival.client_helo.as_deref()).into(),
                arrival.and_then(|arrival| arrival.verification.as_deref()).into(),
                arrival.and_then(|arrival| arrival.headers.as_deref()).into(),
                dsn.and_then(|dsn| dsn.notify).map(|notify| notify.to_string()).into(),
                dsn.and_then(|dsn| dsn.ret).map(Ret::as_str).into(),
                dsn.and_then(|dsn| dsn.envid.as_deref()).into(),
                dsn.and_then(|dsn| dsn.orcpt.as_deref()).into(),
                message.is_smtputf8.into(),
                acceptance.content.size_bytes().into(),
                acceptance.content_id.into(),
                acceptance.created_at.into(),
                status.as_str().into(),
                message.scheduled_at().into(),
                extras.filter(|it| it.tags.len() > 1).map(|it| json(&it.tags)).into(),
                extras.filter(|it| !it.metadata.is_empty()).map(|it| json(&it.metadata)).into(),
                extras.filter(|it| it.options != MessageOptions::default()).map(|it| json(&it.options)).into(),
                message.message_id.as_deref().map(message_id_hash).into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO messages (server_id, id, token, scope, rcpt_to, rcpt_to_key, mail_from, subject, message_id, tag,
                 is_bounce, bounce_for_id, credential_id, domain_id, route_id, endpoint_type, endpoint_id,
                 received_with_tls, client_ip, client_helo, verification, prepended_headers,
                 dsn_notify, dsn_ret, dsn_envid, dsn_orcpt, is_smtputf8, size_bytes, content_id,
                 created_at, status, scheduled_at, tags, metadata, options, message_id_hash, version, is_held,
                 is_prepared) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, FALSE, FALSE)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "storing messages", sql, &values).await?;
    }
    Ok(())
}

async fn insert_queue_rows(
    conn: &mut Conn,
    acceptances: &[&Acceptance],
    buried: &[ProcessId],
    ids: &[Vec<MessageId>],
) -> Result<(), StoreError> {
    let rows = rows(acceptances, ids);
    let mut rest = rows.as_slice();
    for count in dialect::row_groups(rows.len()) {
        let (group, after) = rest.split_at(count);
        rest = after;
        let mut values: Vec<Value<'_>> = Vec::with_capacity(count * 8);
        for (acceptance, message, id) in group {
            // It waits in the queue from then on.
            let due_at = message.scheduled_at().unwrap_or(acceptance.created_at);
            values.extend([
                acceptance.server_id.into(),
                (*id).into(),
                message.destination.as_str().into(),
                queue::stored(message.ip_address_id).into(),
                due_at.into(),
                if buried.contains(&message.owner) { FREE } else { message.owner }.into(),
                due_at.into(),
                message.priority().as_number().into(),
            ]);
        }
        let sql = dialect::repeated(
            "INSERT INTO queued_messages (server_id, message_id, destination, ip_address_id, due_at, owner, created_at,
                 priority, attempts, is_manual, generation) VALUES ",
            "(?, ?, ?, ?, ?, ?, ?, ?, 0, FALSE, 0)",
            "",
            count,
        );
        conn.execute_exactly(count as u64, "queueing messages", sql, &values).await?;
    }
    Ok(())
}
