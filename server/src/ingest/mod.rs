//! Accepting a message: the one door through which SMTP and the sending APIs store mail.
//!
//! [`Ingest::accept`] answers after the commit that made the mail durable; only then may a caller
//! say `250` or `200`. Begin there.

pub mod compose;
pub mod idempotency;
pub mod instructions;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use postal_mail::header::{self, Header};

use crate::clock::SharedClock;
use crate::ip_pools::{Letter, Sources};
use crate::model::{
    ContentId, CredentialId, DomainId, DsnParameters, EndpointRef, Extras, IpAddressId, MessageId, MessageScope,
    Priority, ProcessId, QueuedMessage, RawContent, RouteId, ServerId, Timestamp,
};
use crate::queue::{HandOver, Queue, Slot};
use crate::random::Random;
use crate::store::contents::{self, CHUNK_BYTES};
use crate::store::idempotency::NewIdempotencyKey;
use crate::store::ingestion::{Acceptance, Arrival, NewMessage, StoredContent};
use crate::store::{Committer, Store, StoreError, WriteSet, Written};

/// Longest subject that is stored, in characters.
const SUBJECT_CHARS: usize = 200;
/// Longest tag, Message-ID and address that is stored, in characters.
const TAG_CHARS: usize = 255;
const MESSAGE_ID_CHARS: usize = 998;

#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    /// Nothing was stored; the sender may try again.
    #[error("the message could not be stored")]
    Store(#[from] StoreError),
    /// Nothing was stored: the same request has been carried out.
    #[error("this request has been carried out before")]
    Repeated,
}

/// One message as it came in, for any number of recipients.
#[derive(Debug)]
pub struct Submission {
    /// Header section, empty line, body; the first field is our Received.
    pub content: Vec<u8>,
    /// The reverse-path; `None`: null.
    pub mail_from: Option<String>,
    /// `None`: not known.
    pub received_with_tls: Option<bool>,
    /// Declared internationalized (RFC 6531 §3.4).
    pub is_smtputf8: bool,
    /// How it came in; for incoming recipients.
    pub arrival: Option<Arc<Arrival>>,
    /// What the sender told us besides; for outgoing recipients.
    pub extras: Option<Arc<Extras>>,
    pub recipients: Vec<Recipient>,
}

/// One recipient and on whose account. All recipients are stored, or none.
#[derive(Debug, Clone)]
pub struct Recipient {
    pub server_id: ServerId,
    pub scope: MessageScope,
    /// The forward-path as given.
    pub rcpt_to: String,
    /// Where it goes; see [`QueuedMessage::destination`].
    pub destination: String,
    pub credential_id: Option<CredentialId>,
    pub domain_id: Option<DomainId>,
    pub route_id: Option<RouteId>,
    pub endpoint: Option<EndpointRef>,
    /// What the sender asked for about reports.
    pub dsn: Option<DsnParameters>,
    pub tag: Option<String>,
    pub is_bounce: bool,
    /// The message that this one returns.
    pub bounce_for_id: Option<MessageId>,
}

/// A stored message; in the order of the submission's recipients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub server_id: ServerId,
    pub id: MessageId,
    pub token: String,
}

/// Stores mail; cheap to clone.
#[derive(Debug, Clone)]
pub struct Ingest(Arc<Parts>);

struct Parts {
    store: Store,
    committer: Committer,
    clock: SharedClock,
    random: Random,
    queue: Queue,
    hand_over: Option<HandOver>,
    sources: Sources,
    last_content_id: AtomicI64,
    running: idempotency::Running,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ingest")
    }
}

impl Ingest {
    /// `hand_over`: to the worker of this process, when it has one.
    pub fn new(
        store: Store,
        committer: Committer,
        clock: SharedClock,
        random: Random,
        queue: Queue,
        hand_over: Option<HandOver>,
        sources: Sources,
    ) -> Self {
        let (last_content_id, running) = (AtomicI64::new(0), idempotency::Running::default());
        Self(Arc::new(Parts { store, committer, clock, random, queue, hand_over, sources, last_content_id, running }))
    }

    /// Stores one message per recipient and queues them. Durable when it answers `Ok`; on `Err` nothing is stored.
    pub async fn accept(&self, submission: Submission) -> Result<Vec<Accepted>, IngestError> {
        let accepted = self.accept_all(vec![submission], None).await?;
        Ok(accepted.into_iter().flatten().collect())
    }

    /// The same for several messages: all of them are stored, or none.
    ///
    /// `once`: a request that is carried out once; when it has been, [`IngestError::Repeated`].
    async fn accept_all(
        &self,
        submissions: Vec<Submission>,
        once: Option<NewIdempotencyKey>,
    ) -> Result<Vec<Vec<Accepted>>, IngestError> {
        let now = self.0.clock.now();
        let mut batch = Batch { acceptances: Vec::new(), places: Vec::new(), submissions: submissions.len() };
        for (index, submission) in submissions.into_iter().enumerate() {
            self.prepare(index, submission, now, &mut batch).await?;
        }
        // To the end, whatever becomes of the client: a row that is ours must come into memory.
        let parts = self.0.clone();
        let is_once = once.is_some();
        let stored = self.0.committer.see_through(async move { parts.store(batch, once, now).await }).await;
        stored.map_err(|error| match error {
            StoreError::Unique { .. } if is_once => IngestError::Repeated,
            error => error.into(),
        })
    }

    /// Makes the rows of one message and reserves places in memory.
    async fn prepare(
        &self,
        index: usize,
        submission: Submission,
        now: Timestamp,
        batch: &mut Batch,
    ) -> Result<(), StoreError> {
        let content: RawContent = submission.content.as_slice().into();
        let facts = Facts::read(&submission.content);
        // A recipient keeps its place in the answer although messages are stored by mail server.
        let mut by_server: BTreeMap<ServerId, Vec<(usize, NewMessage, Option<Slot>)>> = BTreeMap::new();
        // What is sent later is found in the database then.
        let is_for_later = submission.extras.as_deref().is_some_and(|extras| extras.scheduled_at.is_some());
        let hand_over = self.0.hand_over.as_ref().filter(|_| !is_for_later);
        let process = hand_over.map(HandOver::process);
        let authors = self.0.sources.authors(&submission.content);
        for (place, recipient) in submission.recipients.iter().enumerate() {
            let ip_address_id = self.source_of(&submission, recipient, &authors).await?;
            // What leaves from another machine is for the worker there.
            let is_elsewhere = ip_address_id.is_some_and(|id| self.0.sources.is_elsewhere(id));
            let hand_over = hand_over.filter(|_| !is_elsewhere);
            let slot = hand_over.and_then(|it| it.reserve(&recipient.destination, content.len()));
            let owner = process.filter(|_| slot.is_some()).unwrap_or(ProcessId(0));
            let message = NewMessage { ip_address_id, ..self.new_message(&submission, recipient, &facts, owner) };
            by_server.entry(recipient.server_id).or_default().push((place, message, slot));
        }
        let stored = self.prepare_contents(&by_server, submission.content, now).await?;
        for ((server_id, messages), (content_id, packed)) in by_server.into_iter().zip(stored) {
            let mut kept = Vec::with_capacity(messages.len());
            let mut new_messages = Vec::with_capacity(messages.len());
            for (place, message, slot) in messages {
                let (token, destination, owner) = (message.token.clone(), message.destination.clone(), message.owner);
                let (ip_address_id, priority) = (message.ip_address_id, message.priority());
                let place = (index, place);
                kept.push(Place { place, server_id, token, destination, ip_address_id, priority, owner, slot });
                new_messages.push(message);
            }
            batch.places.push((content.clone(), kept));
            batch.acceptances.push(Acceptance {
                server_id,
                content_id,
                content: packed,
                created_at: now,
                messages: new_messages,
            });
        }
        Ok(())
    }

    /// 3.3: the address is chosen when the message is queued, and kept.
    async fn source_of(
        &self,
        submission: &Submission,
        recipient: &Recipient,
        authors: &[String],
    ) -> Result<Option<IpAddressId>, StoreError> {
        if recipient.scope == MessageScope::Incoming {
            return Ok(None);
        }
        let extras = submission.extras.as_deref();
        let letter = Letter {
            server_id: recipient.server_id,
            rcpt_to: &recipient.rcpt_to,
            authors,
            ip_pool: extras.and_then(|extras| extras.options.ip_pool.as_deref()),
        };
        Ok(self.0.sources.choose(letter).await?.map(|address| address.id))
    }

    fn new_message(
        &self,
        submission: &Submission,
        recipient: &Recipient,
        facts: &Facts,
        owner: ProcessId,
    ) -> NewMessage {
        NewMessage {
            token: self.0.random.alphanumeric(16),
            scope: recipient.scope,
            rcpt_to: recipient.rcpt_to.clone(),
            mail_from: submission.mail_from.clone().filter(|path| !path.is_empty()),
            subject: facts.subject.clone(),
            message_id: facts.message_id.clone(),
            tag: recipient.tag.as_deref().and_then(|tag| storable(tag, TAG_CHARS)),
            is_bounce: recipient.is_bounce,
            bounce_for_id: recipient.bounce_for_id,
            credential_id: recipient.credential_id,
            domain_id: recipient.domain_id,
            route_id: recipient.route_id,
            endpoint: recipient.endpoint,
            received_with_tls: submission.received_with_tls,
            dsn: recipient.dsn.clone(),
            is_smtputf8: submission.is_smtputf8,
            arrival: (recipient.scope == MessageScope::Incoming).then(|| submission.arrival.clone()).flatten(),
            extras: (recipient.scope == MessageScope::Outgoing).then(|| submission.extras.clone()).flatten(),
            destination: recipient.destination.clone(),
            ip_address_id: None,
            owner,
        }
    }

    /// Packs the content once and gives each mail server its copy; large content is written here.
    async fn prepare_contents<T>(
        &self,
        by_server: &BTreeMap<ServerId, T>,
        content: Vec<u8>,
        now: Timestamp,
    ) -> Result<Vec<(ContentId, StoredContent)>, StoreError> {
        let packed = if content.len() > CHUNK_BYTES {
            tokio::task::spawn_blocking(move || contents::pack(&content)).await.map_err(|_| StoreError::Stopped)?
        } else {
            contents::pack(&content)
        };
        let mut stored = Vec::with_capacity(by_server.len());
        for server in by_server.keys() {
            let id = self.next_content_id(now);
            if packed.data.len() > CHUNK_BYTES {
                contents::write_chunks(&self.0.store, *server, id, &packed.data, now).await?;
                stored.push((
                    id,
                    StoredContent::Chunked {
                        encoding: packed.encoding,
                        size_bytes: packed.size_bytes,
                        stored_bytes: packed.data.len(),
                    },
                ));
            } else {
                stored.push((id, StoredContent::Inline(packed.clone())));
            }
        }
        Ok(stored)
    }

    /// Microseconds since 2025 that never repeat in this process, then 12 bits of the process's id.
    fn next_content_id(&self, now: Timestamp) -> ContentId {
        const YEAR_2025: i64 = 1_735_689_600_000_000;
        let wanted = now.0 - YEAR_2025;
        let last = &self.0.last_content_id;
        let previous = last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |previous| Some(wanted.max(previous + 1)))
            .unwrap_or_default();
        ContentId((wanted.max(previous + 1) << 12) | (self.0.queue.process().0 & 0xfff))
    }
}

/// Messages on their way into the database.
struct Batch {
    acceptances: Vec<Acceptance>,
    /// For each acceptance its content and its messages.
    places: Vec<(RawContent, Vec<Place>)>,
    submissions: usize,
}

/// What becomes of one recipient once its message has an id.
struct Place {
    /// The submission, and the place among its recipients.
    place: (usize, usize),
    server_id: ServerId,
    token: String,
    destination: String,
    ip_address_id: Option<IpAddressId>,
    priority: Priority,
    owner: ProcessId,
    slot: Option<Slot>,
}

impl Parts {
    /// Commits, then hands the messages over to the worker.
    async fn store(
        &self,
        batch: Batch,
        once: Option<NewIdempotencyKey>,
        now: Timestamp,
    ) -> Result<Vec<Vec<Accepted>>, StoreError> {
        let write = match once {
            Some(key) => WriteSet::AcceptOnce(batch.acceptances, Box::new(key)),
            None => WriteSet::Accept(batch.acceptances),
        };
        let (ids, is_ours) = match self.committer.write(write).await? {
            Written::Accepted(ids) => (ids, true),
            Written::AcceptedFree(ids) => (ids, false),
            Written::Recorded => return Err(StoreError::Stopped),
        };
        let mut accepted = Vec::new();
        let mut has_free_rows = false;
        for ((content, places), ids) in batch.places.into_iter().zip(ids) {
            for (Place { place, server_id, token, destination, ip_address_id, priority, owner, slot }, id) in
                places.into_iter().zip(ids)
            {
                if let (Some(hand_over), Some(slot), true) = (&self.hand_over, slot, is_ours) {
                    let row = QueuedMessage {
                        server_id,
                        message_id: id,
                        destination,
                        ip_address_id,
                        due_at: now,
                        attempts: 0,
                        is_manual: false,
                        priority,
                        owner,
                        generation: 0,
                        created_at: now,
                    };
                    hand_over.send(row, content.clone(), slot);
                } else {
                    has_free_rows = true;
                }
                accepted.push((place, Accepted { server_id, id, token }));
            }
        }
        if has_free_rows {
            self.queue.wake();
        }
        accepted.sort_unstable_by_key(|(place, _)| *place);
        let mut answers = vec![Vec::new(); batch.submissions];
        for ((submission, _), accepted) in accepted {
            if let Some(answer) = answers.get_mut(submission) {
                answer.push(accepted);
            }
        }
        Ok(answers)
    }
}

/// What a list shows of the content.
struct Facts {
    subject: Option<String>,
    message_id: Option<String>,
}

impl Facts {
    fn read(content: &[u8]) -> Self {
        let (section, _) = header::split(content);
        let header = Header::parse(section);
        Self {
            subject: header.subject().and_then(|subject| storable(&subject, SUBJECT_CHARS)),
            message_id: header.message_id().and_then(|id| storable(&id, MESSAGE_ID_CHARS)),
        }
    }
}

/// Without NUL, which PostgreSQL cannot store, and not longer than the column. `None` when nothing is left.
fn storable(text: &str, max_chars: usize) -> Option<String> {
    let text: String = text.chars().filter(|c| *c != '\0').take(max_chars).collect();
    Some(text).filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_text_is_cut_by_characters_and_free_of_nul() {
        assert_eq!(storable("a\0b", 10).as_deref(), Some("ab"));
        assert_eq!(storable("äöü", 2).as_deref(), Some("äö"));
        assert_eq!(storable(" \0", 10), None);
    }
}
