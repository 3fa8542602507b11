//! Messages that an application made itself: checked like those of an SMTP client, completed, not rebuilt.

use std::collections::HashMap;

use postal_mail::address::Address;
use postal_mail::header::{self, Header};
use postal_mail::text;

use super::submit::{Composed, Envelope, Sender};
use super::{MAX_TAG_CHARS, add_metadata, mailboxes};
use crate::domains::authorization::{self, Authorship};
use crate::ingest::instructions::{self, Fault};
use crate::model::{DomainId, Extras, MailServer};
use crate::store::{Conn, StoreError};

/// `Received` fields that name this installation before a message counts as looping.
const MAX_OWN_HOPS: usize = 3;
/// `Received` fields at all (RFC 5321 §6.3 asks for at least 100 where nothing else tells a loop).
const MAX_HOPS: usize = 50;

#[derive(Debug, Clone, Default)]
pub struct RawDraft {
    /// As given; stored as it is. Not blank.
    pub mail_from: String,
    pub rcpt_to: Vec<String>,
    pub data: Vec<u8>,
    pub tag: Option<String>,
    pub is_bounce: bool,
    pub extras: Extras,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawProblem {
    NotAuthorized,
    /// Bytes that are accepted at most.
    TooLarge(usize),
    Loop,
    InvalidRecipient {
        index: usize,
        value: String,
    },
    InvalidSender(String),
    TagTooLong,
    /// A header field that is meant for us.
    Instruction(Fault),
}

/// A message that may be sent.
#[derive(Debug, Clone)]
pub struct RawLetter {
    draft: RawDraft,
    /// With all the ways in which the application wrote each.
    recipients: Vec<(Address, Vec<String>)>,
    domain_id: DomainId,
}

/// `max_bytes`: of the message with its line ends as CRLF. `host`: ours, as it stands in `Received`.
pub async fn check(
    conn: &mut Conn,
    server: &MailServer,
    mut draft: RawDraft,
    max_bytes: usize,
    host: &str,
) -> Result<Result<RawLetter, RawProblem>, StoreError> {
    // On the wire every bare CR and LF becomes a line end (RFC 5321 §2.3.8). What is judged must have the same lines,
    // or a From behind a bare CR would pass unseen. 3.3: stored byte for byte.
    if text::has_bare_line_end(&draft.data) {
        draft.data = text::normalize_line_ends(&draft.data).into_owned();
    }
    let (section, _) = header::split(&draft.data);
    let fields = Header::parse(section);
    let values = |name: &str| fields.all(name).map(|field| field.value()).collect::<Vec<_>>();
    let (from, sender) = (values("From"), values("Sender"));
    let hops = (fields.received_count(), fields.received_by_count(host));
    let instructions = instructions::of_header(&fields);
    let domain_id = match authorization::authorship(conn, server, &from, &sender).await? {
        Authorship::Authorized(domain) => domain,
        Authorship::SeveralFromFields | Authorship::NotAuthorized => return Ok(Err(RawProblem::NotAuthorized)),
    };
    if draft.data.len() > max_bytes {
        return Ok(Err(RawProblem::TooLarge(max_bytes)));
    }
    if hops.0 > MAX_HOPS || hops.1 > MAX_OWN_HOPS {
        return Ok(Err(RawProblem::Loop));
    }
    if draft.tag.as_ref().is_some_and(|tag| tag.chars().count() > MAX_TAG_CHARS) {
        return Ok(Err(RawProblem::TagTooLong));
    }
    let found = instructions.and_then(|found| add_metadata(&mut draft.extras.metadata, found.metadata));
    if let Err(fault) = found {
        return Ok(Err(RawProblem::Instruction(fault)));
    }
    let is_null = matches!(draft.mail_from.trim(), "" | "<>");
    if !is_null && mailboxes::parse(&draft.mail_from).is_none_or(|paths| paths.len() != 1) {
        return Ok(Err(RawProblem::InvalidSender(draft.mail_from)));
    }
    let mut recipients: Vec<(Address, Vec<String>)> = Vec::new();
    // Lists may be long: 3.3 has no limit here.
    let mut places: HashMap<Address, usize> = HashMap::new();
    for (index, given) in draft.rcpt_to.iter().enumerate() {
        let parsed = mailboxes::parse(given).filter(|list| !list.is_empty());
        let Some(list) = parsed else {
            return Ok(Err(RawProblem::InvalidRecipient { index, value: given.clone() }));
        };
        let is_alone = list.len() == 1;
        for mailbox in list {
            // The answer is keyed by what the application wrote, brackets included.
            let key = if is_alone { given.clone() } else { mailbox.address.to_string() };
            let place = places.get(&mailbox.address).copied();
            match place.and_then(|place| recipients.get_mut(place)) {
                Some((_, keys)) if keys.contains(&key) => {}
                Some((_, keys)) => keys.push(key),
                None => {
                    places.insert(mailbox.address.clone(), recipients.len());
                    recipients.push((mailbox.address, vec![key]));
                }
            }
        }
    }
    Ok(Ok(RawLetter { draft, recipients, domain_id }))
}

impl Sender<'_> {
    /// Adds what is missing to the message.
    ///
    /// `None`: there are no recipients, so nothing is to be done. 3.3 succeeds then.
    pub fn compose_raw(&self, letter: RawLetter) -> Option<Composed> {
        if letter.recipients.is_empty() {
            return None;
        }
        let (content, message_id) = self.complete(&letter.draft.data);
        let tag = letter.draft.tag.or_else(|| Header::parse(header::split(&content).0).tag());
        let mail_from = match mailboxes::parse(&letter.draft.mail_from).as_deref() {
            Some([path]) => Some(path.address.to_string()),
            _ => None,
        };
        let envelope = Envelope {
            mail_from,
            addresses: letter.recipients,
            domain_id: letter.domain_id,
            tag,
            is_bounce: letter.draft.is_bounce,
            extras: letter.draft.extras,
        };
        Some(self.address(message_id, content, envelope))
    }

    /// Our Received field in front; Message-ID and Date where the message has none (RFC 6409 §8.2, §8.3); without
    /// `X-Postal-MsgID`, which only we may write (it links bounces to messages), and without what is meant for us.
    fn complete(&self, data: &[u8]) -> (Vec<u8>, String) {
        let (section, body) = header::split(data);
        let fields = Header::parse(section);
        let mut content = format!("Received: {}\r\n", self.received()).into_bytes();
        let message_id = fields.message_id().unwrap_or_else(|| {
            let message_id = self.new_message_id();
            content.extend_from_slice(format!("Message-ID: <{message_id}>\r\n").as_bytes());
            message_id
        });
        if fields.last("Date").is_none() {
            content.extend_from_slice(format!("Date: {}\r\n", self.now.to_rfc5322("+0000")).as_bytes());
        }
        let is_left_out = |name: &str| name.eq_ignore_ascii_case("X-Postal-MsgID") || instructions::is_ours(name);
        for field in fields.fields().iter().filter(|field| !is_left_out(&field.name())) {
            content.extend_from_slice(field.raw());
            if !field.raw().ends_with(b"\n") {
                content.extend_from_slice(b"\r\n");
            }
        }
        content.extend_from_slice(b"\r\n");
        content.extend_from_slice(body);
        (content, message_id)
    }
}
