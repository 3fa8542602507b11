//! `send/message` and `send/raw`: from parameters to a message that only has to be stored.

use std::net::IpAddr;

use postal_mail::base64_text;
use serde_json::{Map, Value, json};

use super::envelope::Refusal;
use super::params::{self, ParameterError, Parameters};
use super::{Failure, Parts};
use crate::ingest::compose::raw::{self, RawDraft, RawProblem};
use crate::ingest::compose::submit::{Composed, Origin, Sender, Sent, TooLarge};
use crate::ingest::compose::{self, Draft, DraftAttachment, MAX_TAG_CHARS, Part, Problem};
use crate::ingest::instructions::Fault;
use crate::model::Extras;
use crate::tenancy::authentication::Identity;

const NOT_AUTHORIZED: &str = "The From address is not authorised to send mail from this server";

pub async fn message(
    parts: &Parts,
    identity: &Identity,
    client: IpAddr,
    parameters: &Parameters,
) -> Result<Composed, Failure> {
    let draft = read_draft(parameters)?;
    let mut conn = parts.store.read().await.map_err(|error| Failure::internal(&error))?;
    let checked = compose::check(&mut conn, &identity.server, draft).await;
    drop(conn);
    let letter = match checked.map_err(|error| Failure::internal(&error))? {
        Ok(letter) => letter,
        Err(problems) => return Err(first(&problems)),
    };
    let origin = origin(parts, identity, client).await;
    sender(parts, identity, &origin)
        .compose(&letter)
        .map_err(|TooLarge(max_bytes)| raw_failure(RawProblem::TooLarge(max_bytes)))
}

/// `None`: there are no recipients; see [`nothing`].
pub async fn raw(
    parts: &Parts,
    identity: &Identity,
    client: IpAddr,
    parameters: &Parameters,
) -> Result<Option<Composed>, Failure> {
    let rcpt_to = match parameters.get("rcpt_to") {
        Some(Value::Array(elements)) => elements
            .iter()
            .map(|element| element.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| params::wrong_type("rcpt_to", "an array of strings"))?,
        _ => return Err(params::missing("rcpt_to").into()),
    };
    let mail_from = parameters.text("mail_from")?.ok_or_else(|| params::missing("mail_from"))?;
    let data = parameters.text("data")?.ok_or_else(|| params::missing("data"))?;
    let data = base64_text::decode(&data).ok_or_else(|| params::wrong_type("data", "a message in base64"))?;
    let (tag, is_bounce) = (parameters.text("tag")?, parameters.is_truthy("bounce"));
    let draft = RawDraft { mail_from, rcpt_to, data, tag, is_bounce, extras: Extras::default() };
    let max_bytes = parts.config.smtp_server.max_message_bytes();
    let host = &parts.config.postal.web_hostname;
    let mut conn = parts.store.read().await.map_err(|error| Failure::internal(&error))?;
    let checked = raw::check(&mut conn, &identity.server, draft, max_bytes, host).await;
    drop(conn);
    let letter = checked.map_err(|error| Failure::internal(&error))?.map_err(raw_failure)?;
    let origin = origin(parts, identity, client).await;
    Ok(sender(parts, identity, &origin).compose_raw(letter))
}

/// The answer of `send/raw` without recipients, which succeeds in 3.3.
pub fn nothing() -> Value {
    json!({ "message_id": null, "messages": {} })
}

fn read_draft(parameters: &Parameters) -> Result<Draft, ParameterError> {
    let attachments = parameters.objects("attachments")?;
    Ok(Draft {
        from: parameters.text("from")?,
        sender: parameters.text("sender")?,
        reply_to: parameters.text("reply_to")?.into_iter().collect(),
        to: parameters.addresses("to")?,
        cc: parameters.addresses("cc")?,
        bcc: parameters.addresses("bcc")?,
        subject: parameters.text("subject")?,
        plain_body: parameters.text("plain_body")?,
        html_body: parameters.text("html_body")?,
        tag: parameters.text("tag")?,
        is_bounce: parameters.is_truthy("bounce"),
        headers: parameters.headers(),
        attachments: attachments.iter().map(read_attachment).collect::<Result<_, _>>()?,
        extras: Extras::default(),
    })
}

/// The octets in base64; blank is none.
fn data(text: &str) -> Option<Vec<u8>> {
    base64_text::decode(text).filter(|_| !text.trim().is_empty())
}

fn read_attachment(attachment: &Parameters) -> Result<DraftAttachment, ParameterError> {
    Ok(DraftAttachment {
        name: attachment.text("name")?,
        content_type: attachment.text("content_type")?,
        data: attachment.get("data").and_then(Value::as_str).and_then(data),
    })
}

/// Only the first problem is told, as in 3.3.
fn first(problems: &[Problem]) -> Failure {
    let refusal = |code, message: &str| Refusal::new(code, message).into();
    let too_many = |code, name| {
        refusal(
            code,
            &format!("The maximum number of {name} addresses has been reached (maximum {})", compose::MAX_RECIPIENTS),
        )
    };
    let Some(problem) = problems.first() else { return Failure::Internal };
    match problem {
        Problem::NoRecipients => refusal("NoRecipients", "There are no recipients defined to receive this message"),
        Problem::TooManyRecipients(Part::Cc) => too_many("TooManyCCAddresses", "CC"),
        Problem::TooManyRecipients(Part::Bcc) => too_many("TooManyBCCAddresses", "BCC"),
        Problem::TooManyRecipients(_) => too_many("TooManyToAddresses", "To"),
        Problem::NoContent => refusal("NoContent", "There is no content defined for this e-mail"),
        Problem::FromMissing => refusal("FromAddressMissing", "The From address is missing and is required"),
        Problem::FromNotAuthorized => refusal("UnauthenticatedFromAddress", NOT_AUTHORIZED),
        Problem::AttachmentWithoutName(_) => refusal("AttachmentMissingName", "An attachment is missing a name"),
        Problem::AttachmentWithoutData(_) => refusal("AttachmentMissingData", "An attachment is missing data"),
        Problem::TooManyAttachments => {
            let message = format!("`attachments` parameter holds more than {} attachments", compose::MAX_ATTACHMENTS);
            ParameterError(message).into()
        }
        Problem::InvalidAddress { part, value, .. } => invalid_address(name_of(*part), value).into(),
        Problem::TooLong(_) => too_long_tag().into(),
        Problem::InvalidHeaderName(name) => {
            ParameterError(format!("`headers` parameter holds an invalid header name: {}", shown(name))).into()
        }
        Problem::Instruction(fault) => instruction("headers", fault).into(),
    }
}

fn raw_failure(problem: RawProblem) -> Failure {
    match problem {
        RawProblem::NotAuthorized => Refusal::new("UnauthenticatedFromAddress", NOT_AUTHORIZED).into(),
        RawProblem::TooLarge(max_bytes) => {
            ParameterError(format!("Message too large (maximum size {}MB)", max_bytes / (1024 * 1024))).into()
        }
        RawProblem::Loop => ParameterError("Loop detected".to_owned()).into(),
        RawProblem::InvalidRecipient { value, .. } => invalid_address("rcpt_to", &value).into(),
        RawProblem::InvalidSender(value) => invalid_address("mail_from", &value).into(),
        RawProblem::TagTooLong => too_long_tag().into(),
        RawProblem::Instruction(fault) => instruction("data", &fault).into(),
    }
}

fn name_of(part: Part) -> &'static str {
    match part {
        Part::From => "from",
        Part::Sender => "sender",
        Part::ReplyTo => "reply_to",
        Part::To => "to",
        Part::Cc => "cc",
        Part::Bcc => "bcc",
        Part::Tag => "tag",
    }
}

fn invalid_address(parameter: &str, value: &str) -> ParameterError {
    ParameterError(format!("`{parameter}` parameter holds an invalid address: {}", shown(value)))
}

fn instruction(parameter: &str, fault: &Fault) -> ParameterError {
    ParameterError(format!("`{parameter}` parameter holds a header field that cannot be kept: {fault}"))
}

fn too_long_tag() -> ParameterError {
    ParameterError(format!("`tag` parameter is too long (maximum is {MAX_TAG_CHARS} characters)"))
}

/// A submitted value inside a message.
fn shown(value: &str) -> String {
    let shown: String = value.chars().take(255).collect();
    format!("\"{}\"", shown.escape_debug())
}

async fn origin(parts: &Parts, identity: &Identity, client: IpAddr) -> Origin {
    // Not shown in privacy mode, so not looked up. A failure leaves the bare address, as a missing name does.
    let reverse_name =
        if identity.server.privacy_mode { None } else { parts.resolver.ptr(client).await.unwrap_or_default() };
    Origin {
        client,
        reverse_name,
        host: parts.config.postal.web_hostname.clone(),
        credential_id: Some(identity.credential.id),
    }
}

fn sender<'a>(parts: &'a Parts, identity: &'a Identity, origin: &'a Origin) -> Sender<'a> {
    Sender {
        random: &parts.random,
        now: parts.clock.now(),
        server: &identity.server,
        origin,
        return_path_domain: &parts.config.dns.return_path_domain,
        max_bytes: parts.config.smtp_server.max_message_bytes(),
    }
}

pub fn answer(sent: &Sent) -> Value {
    let messages: Map<String, Value> = sent
        .recipients
        .iter()
        .map(|recipient| {
            let accepted = &recipient.accepted;
            (recipient.address.clone(), json!({ "id": accepted.id.0, "token": accepted.token }))
        })
        .collect();
    json!({ "message_id": sent.message_id, "messages": messages })
}
