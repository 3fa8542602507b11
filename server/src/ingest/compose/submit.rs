//! Hands a message of the sending APIs to ingest, one copy per recipient.

use std::net::IpAddr;

use postal_mail::address::Address;
use postal_mail::mime::build::NewMessage;
use postal_mail::received;

use super::Letter;
use crate::ingest::{Accepted, Ingest, IngestError, Recipient, Submission};
use crate::model::{CredentialId, DomainId, MailServer, MessageScope, Timestamp};
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
}

/// Why a letter was not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Bytes that are accepted at most.
    #[error("the message is larger than {0} bytes")]
    TooLarge(usize),
    #[error(transparent)]
    Ingest(#[from] IngestError),
}

/// Everything that the message is made from besides the letter.
#[derive(Debug)]
pub struct Sender<'a> {
    pub ingest: &'a Ingest,
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
    /// Writes the message and stores it for all recipients, or for none.
    pub async fn send(&self, letter: &Letter) -> Result<Sent, SendError> {
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
            return Err(SendError::TooLarge(self.max_bytes));
        }
        let addresses = letter.recipients.iter().map(|address| (address.clone(), vec![address.to_string()])).collect();
        let envelope = Envelope {
            mail_from: Some(letter.mail_from.clone()),
            addresses,
            domain_id: letter.domain_id,
            tag: letter.tag.clone(),
            is_bounce: letter.is_bounce,
        };
        Ok(Sent { message_id, recipients: self.accept(content, envelope).await? })
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

    pub(super) async fn accept(&self, content: Vec<u8>, envelope: Envelope) -> Result<Vec<SentRecipient>, IngestError> {
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
            recipients: recipients.collect(),
        };
        let accepted = self.ingest.accept(submission).await?;
        let keys = envelope.addresses.into_iter().map(|(_, keys)| keys);
        let recipients = keys.zip(accepted).flat_map(|(keys, accepted)| {
            keys.into_iter().map(move |address| SentRecipient { address, accepted: accepted.clone() })
        });
        Ok(recipients.collect())
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
}
