//! A message to send as the API takes it, and what is wrong with it. The operations are in `sending`.

use std::collections::BTreeMap;

use poem_openapi::types::Base64;
use poem_openapi::{Enum, Object, Union};

use crate::http::ApiError;
use crate::ingest::IngestError;
use crate::ingest::compose::submit::{Sent, TooLarge};
use crate::ingest::compose::{self, Draft, DraftAttachment, MAX_RECIPIENTS, MAX_TAG_CHARS, Part, Problem};
use crate::ingest::idempotency::RecallError;
use crate::model::{ClickTracking, Extras, MessageOptions, Priority, ViolationCode, Violations};

/// A mailbox, as text or in its parts.
#[derive(Debug, Clone, Union)]
#[oai(rename = "Mailbox")]
pub enum MailboxInput {
    /// `name@example.com` or `Name <name@example.com>`.
    Text(String),
    Parts(MailboxParts),
}

/// A mailbox in its parts.
#[derive(Debug, Clone, Object)]
#[oai(deny_unknown_fields)]
pub struct MailboxParts {
    pub email: String,
    pub name: Option<String>,
}

impl From<MailboxInput> for String {
    fn from(mailbox: MailboxInput) -> Self {
        match mailbox {
            MailboxInput::Text(text) => text,
            MailboxInput::Parts(MailboxParts { email, name }) => match name.filter(|name| !name.trim().is_empty()) {
                // RFC 5322 §3.2.4: a quoted-string holds anything but line breaks.
                Some(name) => {
                    let name = name.replace(['\r', '\n'], " ").replace('\\', "\\\\").replace('"', "\\\"");
                    format!("\"{name}\" <{email}>")
                }
                None => email,
            },
        }
    }
}

/// A file to send along.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct AttachmentInput {
    /// Directories in it are left out.
    pub filename: String,
    /// Media type; `application/octet-stream` when absent.
    pub content_type: Option<String>,
    /// In base64.
    pub content: Base64<Vec<u8>>,
}

/// A message to send. At least one recipient and one body.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct MessageSend {
    /// At a verified domain of the mail server or its organization.
    pub from: MailboxInput,
    /// At most 50.
    #[oai(default)]
    pub to: Vec<MailboxInput>,
    /// At most 50.
    #[oai(default)]
    pub cc: Vec<MailboxInput>,
    /// At most 50. Not written into the message.
    #[oai(default)]
    pub bcc: Vec<MailboxInput>,
    #[oai(default)]
    pub reply_to: Vec<MailboxInput>,
    pub subject: Option<String>,
    pub text: Option<String>,
    pub html: Option<String>,
    /// Further header fields. Those that other properties or the structure of the message decide are ignored.
    /// `X-Postal-Meta-…` is metadata, and not sent.
    #[oai(default)]
    pub headers: BTreeMap<String, String>,
    #[oai(default)]
    pub attachments: Vec<AttachmentInput>,
    /// For filters and statistics; at most 255 characters. The first of `tags`.
    pub tag: Option<String>,
    /// At most 10, each of 1 to 128 letters, digits, `_`, `.`, `:` and `-`.
    #[oai(default)]
    pub tags: Vec<String>,
    /// At most 20 texts of 500 characters that events and webhooks repeat. Keys: 1 to 40 letters, digits, `_` and `-`.
    #[oai(default)]
    pub metadata: BTreeMap<String, String>,
    /// Not to be sent before this time (RFC 3339), at most 30 days ahead.
    pub send_at: Option<String>,
    #[oai(default)]
    pub options: MessageOptionsInput,
    /// Find out what is wrong with it, and send nothing.
    #[oai(default)]
    pub validate_only: bool,
}

/// How this message is treated, where it differs from its mail server.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields, rename = "MessageOptions")]
pub struct MessageOptionsInput {
    /// Absent: as the tracking domain says.
    pub track_opens: Option<bool>,
    /// Absent: as the tracking domain says.
    pub track_clicks: Option<ClickTrackingInput>,
    /// Only over connections with TLS.
    #[oai(default)]
    pub require_tls: bool,
    /// Given up after so many seconds: 60 to 432000 (five days).
    pub expire_after_seconds: Option<u64>,
    /// UUID of an IP pool of the organization that it leaves by, whatever rules and mail server say.
    pub ip_pool: Option<String>,
    /// Goes through everything, but is not sent: for tests of an application.
    #[oai(default)]
    pub sandbox: bool,
    /// What goes first among your messages that wait for the same hosts: `high` for codes and the like, `bulk` for mass
    /// mailings. The rest does not starve.
    #[oai(default)]
    pub priority: PriorityInput,
    /// `false`: bodies and attachments are removed once the message is delivered or has failed for good. Then it cannot be
    /// shown or sent again; what happened to it stays.
    #[oai(default = "yes")]
    pub store_content: bool,
}

fn yes() -> bool {
    true
}

impl Default for MessageOptionsInput {
    fn default() -> Self {
        Self {
            track_opens: None,
            track_clicks: None,
            require_tls: false,
            expire_after_seconds: None,
            ip_pool: None,
            sandbox: false,
            priority: PriorityInput::Normal,
            store_content: true,
        }
    }
}

/// How urgent a message is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
#[oai(rename = "Priority", rename_all = "snake_case")]
pub enum PriorityInput {
    Bulk,
    #[default]
    Normal,
    High,
}

impl From<PriorityInput> for Priority {
    fn from(priority: PriorityInput) -> Self {
        match priority {
            PriorityInput::Bulk => Self::Bulk,
            PriorityInput::Normal => Self::Normal,
            PriorityInput::High => Self::High,
        }
    }
}

/// Which links are tracked.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "ClickTracking", rename_all = "snake_case")]
pub enum ClickTrackingInput {
    None,
    Html,
    All,
}

impl From<MessageOptionsInput> for MessageOptions {
    fn from(options: MessageOptionsInput) -> Self {
        Self {
            track_opens: options.track_opens,
            track_clicks: options.track_clicks.map(|tracked| match tracked {
                ClickTrackingInput::None => ClickTracking::None,
                ClickTrackingInput::Html => ClickTracking::Html,
                ClickTrackingInput::All => ClickTracking::All,
            }),
            require_tls: options.require_tls,
            expire_after_seconds: options.expire_after_seconds,
            ip_pool: options.ip_pool,
            sandbox: options.sandbox,
            priority: options.priority.into(),
            discard_content: !options.store_content,
        }
    }
}

/// An accepted message.
#[derive(Debug, Object)]
pub struct MessageSendView {
    /// Id of the first recipient's message in this mail server.
    pub id: i64,
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// To, cc and bcc in this order, each address once.
    pub recipients: Vec<MessageSendRecipientView>,
}

/// Whether a message is on its way.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "lowercase")]
pub enum RecipientStatus {
    /// It will be sent.
    Queued,
    /// The recipient is on a suppression list: the message is held, unless that changes before its turn.
    Suppressed,
}

/// What was stored for one recipient.
#[derive(Debug, Object)]
pub struct MessageSendRecipientView {
    pub address: String,
    pub status: RecipientStatus,
    /// Id of the message in this mail server.
    pub message_id: i64,
    pub token: String,
}

impl From<Sent> for MessageSendView {
    fn from(sent: Sent) -> Self {
        let id = sent.recipients.first().map_or(0, |recipient| recipient.accepted.id.0);
        let recipients = sent.recipients.into_iter().map(|recipient| MessageSendRecipientView {
            address: recipient.address,
            status: if recipient.is_suppressed { RecipientStatus::Suppressed } else { RecipientStatus::Queued },
            message_id: recipient.accepted.id.0,
            token: recipient.accepted.token,
        });
        Self { id, message_id: sent.message_id, recipients: recipients.collect() }
    }
}

impl From<MessageSend> for Draft {
    fn from(body: MessageSend) -> Self {
        let texts = |mailboxes: Vec<MailboxInput>| mailboxes.into_iter().map(Into::into).collect();
        // U+0000 is no text on PostgreSQL, so it is none anywhere.
        let text =
            |text: Option<String>| text.map(|text| text.replace('\0', "")).filter(|text| !text.trim().is_empty());
        Self {
            from: text(Some(body.from.into())),
            sender: None,
            reply_to: texts(body.reply_to),
            to: texts(body.to),
            cc: texts(body.cc),
            bcc: texts(body.bcc),
            subject: text(body.subject),
            plain_body: text(body.text),
            html_body: text(body.html),
            tag: text(body.tag),
            is_bounce: false,
            headers: body.headers.into_iter().collect(),
            attachments: body.attachments.into_iter().map(Into::into).collect(),
            extras: Extras::default(),
        }
    }
}

impl From<AttachmentInput> for DraftAttachment {
    fn from(attachment: AttachmentInput) -> Self {
        Self {
            name: Some(attachment.filename),
            content_type: attachment.content_type,
            data: Some(attachment.content.0),
        }
    }
}

/// All problems, each at its place in the body.
pub(super) fn violations(problems: &[Problem]) -> Violations {
    let mut violations = Violations::new();
    for problem in problems {
        let mut add = |field: &str, code, message: &str| violations.add(field, code, message);
        match problem {
            Problem::NoRecipients => add("/to", ViolationCode::Blank, "can't be blank: there are no recipients"),
            Problem::TooManyRecipients(part) => {
                let message = format!("holds more than {MAX_RECIPIENTS} addresses");
                add(pointer(*part), ViolationCode::TooLong, &message);
            }
            Problem::NoContent => add("/text", ViolationCode::Blank, "can't be blank: there is no HTML body either"),
            Problem::FromMissing => add("/from", ViolationCode::Blank, "can't be blank"),
            Problem::FromNotAuthorized => {
                add("/from", ViolationCode::Invalid, "is not at a domain that this mail server may send from");
            }
            Problem::AttachmentWithoutName(index) => {
                add(&format!("/attachments/{index}/filename"), ViolationCode::Blank, "can't be blank");
            }
            Problem::AttachmentWithoutData(index) => {
                add(&format!("/attachments/{index}/content"), ViolationCode::Blank, "can't be blank");
            }
            Problem::TooManyAttachments => {
                let message = format!("holds more than {} attachments", compose::MAX_ATTACHMENTS);
                add("/attachments", ViolationCode::TooLong, &message);
            }
            Problem::InvalidAddress { part, index, .. } => {
                add(&format!("{}/{index}", pointer(*part)), ViolationCode::Invalid, "is not an e-mail address");
            }
            Problem::TooLong(part) => {
                let message = format!("is too long (maximum is {MAX_TAG_CHARS} characters)");
                add(pointer(*part), ViolationCode::TooLong, &message);
            }
            Problem::InvalidHeaderName(name) => {
                // RFC 6901 §3.
                let name = name.replace('~', "~0").replace('/', "~1");
                add(&format!("/headers/{name}"), ViolationCode::Invalid, "is not a header field name");
            }
            Problem::Instruction(fault) => {
                let message = format!("hold a field that cannot be kept: {fault}");
                add("/headers", ViolationCode::Invalid, &message);
            }
        }
    }
    violations
}

fn pointer(part: Part) -> &'static str {
    match part {
        Part::From => "/from",
        Part::Sender => "/sender",
        Part::ReplyTo => "/reply_to",
        Part::To => "/to",
        Part::Cc => "/cc",
        Part::Bcc => "/bcc",
        Part::Tag => "/tag",
    }
}

impl From<TooLarge> for ApiError {
    fn from(TooLarge(max_bytes): TooLarge) -> Self {
        Self::message_too_large(max_bytes)
    }
}

impl From<IngestError> for ApiError {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::Store(error) => error.into(),
            IngestError::Repeated => Self::conflict("request_in_progress", RecallError::Running.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_and_cannot_add_an_address() {
        let parts = |name: &str| {
            let name = Some(name.to_owned());
            String::from(MailboxInput::Parts(MailboxParts { email: "a@b.example".to_owned(), name }))
        };
        assert_eq!(parts("O \"X\" <c@d.example>,"), "\"O \\\"X\\\" <c@d.example>,\" <a@b.example>");
        assert_eq!(parts(" "), "a@b.example");
    }
}
