//! Sending one message: the body, and what is wrong with it. The operation is `message_send`.

use std::collections::BTreeMap;

use poem_openapi::payload::Json;
use poem_openapi::types::Base64;
use poem_openapi::{ApiResponse, Object, Union};

use crate::app::App;
use crate::http::{ApiError, Caller};
use crate::ingest::IngestError;
use crate::ingest::compose::submit::{Origin, SendError, Sender, Sent};
use crate::ingest::compose::{self, Draft, DraftAttachment, MAX_RECIPIENTS, MAX_TAG_CHARS, Part, Problem};
use crate::model::{MailServer, ViolationCode, Violations};

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
    #[oai(default)]
    pub headers: BTreeMap<String, String>,
    #[oai(default)]
    pub attachments: Vec<AttachmentInput>,
    /// For filters and statistics; at most 255 characters.
    pub tag: Option<String>,
}

/// An accepted message.
#[derive(Debug, Object)]
pub struct MessageSendView {
    /// The Message-ID without angle brackets.
    pub message_id: String,
    /// To, cc and bcc in this order, each address once.
    pub recipients: Vec<MessageSendRecipientView>,
}

/// What was stored for one recipient.
#[derive(Debug, Object)]
pub struct MessageSendRecipientView {
    pub address: String,
    /// Id of the message in this mail server.
    pub message_id: i64,
    pub token: String,
}

impl From<Sent> for MessageSendView {
    fn from(sent: Sent) -> Self {
        let recipients = sent.recipients.into_iter().map(|recipient| MessageSendRecipientView {
            address: recipient.address,
            message_id: recipient.accepted.id.0,
            token: recipient.accepted.token,
        });
        Self { message_id: sent.message_id, recipients: recipients.collect() }
    }
}

#[derive(ApiResponse)]
pub enum SendResponse {
    /// Stored and queued, one message per recipient.
    #[oai(status = 202)]
    Accepted(Json<MessageSendView>),
}

/// Checks the message and hands it in. Answered when it is stored durably.
pub async fn send(
    app: &App,
    caller: &Caller,
    server: &MailServer,
    body: MessageSend,
) -> Result<SendResponse, ApiError> {
    if server.is_suspended() {
        return Err(ApiError::conflict("server_suspended", "This mail server is suspended."));
    }
    let mut conn = app.store.read().await?;
    let checked = compose::check(&mut conn, server, body.into()).await?;
    drop(conn);
    let letter = checked.map_err(|problems| violations(&problems))?;
    let reverse_name =
        if server.privacy_mode { None } else { app.resolver.ptr(caller.client).await.unwrap_or_default() };
    let host = app.config.postal.web_hostname.clone();
    let origin = Origin { client: caller.client, reverse_name, host, credential_id: None };
    let sender = Sender {
        ingest: &app.ingest,
        random: &app.random,
        now: app.clock.now(),
        server,
        origin: &origin,
        return_path_domain: &app.config.dns.return_path_domain,
        max_bytes: app.config.smtp_server.max_message_bytes(),
    };
    Ok(SendResponse::Accepted(Json(sender.send(&letter).await?.into())))
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
fn violations(problems: &[Problem]) -> Violations {
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

impl From<SendError> for ApiError {
    fn from(error: SendError) -> Self {
        match error {
            SendError::TooLarge(max_bytes) => Self::message_too_large(max_bytes),
            SendError::Ingest(IngestError::Store(error)) => error.into(),
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
