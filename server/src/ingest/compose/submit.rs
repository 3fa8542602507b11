//! From a letter to the message that ingest accepts, one copy per recipient.

use std::net::IpAddr;
use std::sync::Arc;

use postal_mail::address::Address;
use postal_mail::mime::build::NewMessage;
use postal_mail::received;
use serde::{Deserialize, Serialize};

use super::Letter;
use crate::ingest::{Accepted, Recipient, Submission};
use crate::model::{CredentialId, DomainId, Extras, MailServer, MessageScope, Timestamp};
use crate::random::Random;

/// Who hands the message in, and where.
#[derive(Debug, Clone)]
pub struct Origin {
    pub client: IpAddr,
    /// PTR name of `client`.
    pub reverse_name: Option<String>,
    /// `postal.web_hostname`.
    pub host: String,
    pub credential_id: Option<CredentialId>,
}

/// A message that is stored and queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Without angle brackets.
    pub message_id: String,
    /// In the order of To, Cc, Bcc; one for each way in which an address is written.
    pub recipients: Vec<SentRecipient>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentRecipient {
    /// As the application wrote it.
    pub address: String,
    pub accepted: Accepted,
    /// A suppression list keeps the message back.
    pub is_suppressed: bool,
}

/// What an answer says before the messages have ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Without angle brackets.
    pub message_id: String,
    /// For each message all the ways in which the application wrote its recipient.
    pub addresses: Vec<Vec<String>>,
    /// For each message whether a suppression list keeps it back; nothing for those of which that was not asked.
    #[serde(default)]
    pub suppressed: Vec<bool>,
}

impl Outline {
    /// `accepted`: of its messages, in order; more of them are left for the next.
    pub fn sent(self, accepted: &mut impl Iterator<Item = Accepted>) -> Sent {
        let suppressed = self.suppressed.into_iter().chain(std::iter::repeat(false));
        let messages = self.addresses.into_iter().zip(accepted).zip(suppressed);
        let recipients = messages.flat_map(|((addresses, accepted), is_suppressed)| {
            addresses.into_iter().map(move |address| SentRecipient {
                address,
                accepted: accepted.clone(),
                is_suppressed,
            })
        });
        Sent { message_id: self.message_id, recipients: recipients.collect() }
    }
}

/// A message that only has to be stored.
#[derive(Debug)]
pub struct Composed {
    pub outline: Outline,
    pub submission: Submission,
}

/// The message is larger than so many bytes, the most that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge(pub usize);

/// Everything that a message is made from besides the letter.
#[derive(Debug)]
pub struct Sender<'a> {
    pub random: &'a Random,
    pub now: Timestamp,
    pub server: &'a MailServer,
    pub origin: &'a Origin,
    /// `dns.return_path_domain`, the right side of a Message-ID.
    pub return_path_domain: &'a str,
    /// `smtp_server.max_message_size`: what comes over SMTP and what is composed here have the same limit.
    pub max_bytes: usize,
}

impl Sender<'_> {
    /// Writes the message.
    pub fn compose(&self, letter: &Letter) -> Result<Composed, TooLarge> {
        let message_id = self.new_message_id();
        let message = NewMessage {
            received: self.received(),
            at: self.now.0.div_euclid(1_000_000),
            message_id: message_id.clone(),
            from: letter.from.clone(),
            sender: letter.sender.clone(),
            reply_to: letter.reply_to.clone(),
            to: letter.to.clone(),
            cc: letter.cc.clone(),
            subject: letter.subject.clone(),
            plain_body: letter.plain_body.clone(),
            html_body: letter.html_body.clone(),
            attachments: letter.attachments.clone(),
            headers: letter.headers.clone(),
            boundary_seed: self.random.alphanumeric(24),
        };
        let content = message.build();
        if content.len() > self.max_bytes {
            return Err(TooLarge(self.max_bytes));
        }
        let addresses = letter.recipients.iter().map(|address| (address.clone(), vec![address.to_string()])).collect();
        let envelope = Envelope {
            mail_from: Some(letter.mail_from.clone()),
            addresses,
            domain_id: letter.domain_id,
            tag: letter.tag.clone(),
            is_bounce: letter.is_bounce,
            extras: letter.extras.clone(),
        };
        Ok(self.address(message_id, content, envelope))
    }

    /// `uuid@return-path-domain`.
    pub(super) fn new_message_id(&self) -> String {
        format!("{}@{}", self.random.uuid(), self.return_path_domain)
    }

    /// Value of the Received field; without the client where the mail server keeps its clients private.
    pub(super) fn received(&self) -> String {
        let at = self.now.0.div_euclid(1_000_000);
        if self.server.privacy_mode {
            return received::http_private_value(&self.origin.host, at);
        }
        let origin =
            received::Origin { name: "api", reverse_name: self.origin.reverse_name.as_deref(), ip: self.origin.client };
        received::http_value(&origin, &self.origin.host, at)
    }

    pub(super) fn address(&self, message_id: String, content: Vec<u8>, envelope: Envelope) -> Composed {
        let recipients = envelope.addresses.iter().map(|(address, _)| Recipient {
            server_id: self.server.id,
            scope: MessageScope::Outgoing,
            rcpt_to: address.to_string(),
            destination: address.domain().to_owned(),
            credential_id: self.origin.credential_id,
            domain_id: Some(envelope.domain_id),
            route_id: None,
            endpoint: None,
            dsn: None,
            tag: envelope.tag.clone(),
            is_bounce: envelope.is_bounce,
            bounce_for_id: None,
        });
        let submission = Submission {
            content,
            mail_from: envelope.mail_from,
            received_with_tls: Some(true),
            is_smtputf8: false,
            arrival: None,
            extras: (envelope.extras != Extras::default()).then(|| Arc::new(envelope.extras.clone())),
            recipients: recipients.collect(),
        };
        let addresses = envelope.addresses.into_iter().map(|(_, written)| written).collect();
        Composed { outline: Outline { message_id, addresses, suppressed: Vec::new() }, submission }
    }
}

/// What all recipients of a message have in common, and the recipients with the names that the answer gives them.
#[derive(Debug)]
pub(super) struct Envelope {
    pub mail_from: Option<String>,
    pub addresses: Vec<(Address, Vec<String>)>,
    pub domain_id: DomainId,
    pub tag: Option<String>,
    pub is_bounce: bool,
    pub extras: Extras,
}
