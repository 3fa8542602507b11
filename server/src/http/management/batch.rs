//! Many messages in one request.

use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object};
use serde::{Deserialize, Serialize};

use super::idempotency;
use super::send::{MessageSend, MessageSendView};
use super::sending::Desk;
use crate::http::ApiError;
use crate::http::error::FieldProblem;
use crate::ingest::Accepted;
use crate::ingest::compose::submit::Outline;
use crate::ingest::idempotency::Ticket;
use crate::model::{ViolationCode, Violations};

/// Messages of one batch.
pub const MAX_MESSAGES: usize = 500;
/// Recipients of all messages of one batch.
const MAX_RECIPIENTS: usize = 5_000;

/// What becomes of the others when one message cannot be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum BatchMode {
    /// They are sent.
    #[default]
    Each,
    /// Nothing is sent.
    Atomic,
}

/// Messages that have nothing to do with each other.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct MessageBatch {
    #[oai(default)]
    pub mode: BatchMode,
    /// 1 to 500, with 5,000 recipients in all.
    pub messages: Vec<MessageSend>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum BatchStatus {
    /// Stored and queued.
    Accepted,
    /// Not sent; `fields` says why.
    Refused,
}

/// What became of one message.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BatchResultView {
    pub status: BatchStatus,
    pub message: Option<MessageSendView>,
    /// All that is wrong with it; pointers into this message.
    pub fields: Vec<FieldProblem>,
}

#[derive(Debug, Object)]
pub struct MessageBatchView {
    /// One per message, in their order.
    pub results: Vec<BatchResultView>,
}

#[derive(ApiResponse)]
pub enum BatchResponse {
    /// Looked at; each result says what became of its message.
    #[oai(status = 200)]
    Done(
        Json<MessageBatchView>,
        /// `true`: an earlier request with the same `Idempotency-Key` was answered so.
        #[oai(header = "Idempotent-Replayed")]
        Option<bool>,
    ),
}

/// A result before its message has ids.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Entry {
    Accepted(Outline),
    Refused(Vec<(String, String, String)>),
}

/// Sends what can be sent, all in one transaction.
pub(super) async fn send(
    desk: &Desk<'_>,
    ticket: Option<Ticket>,
    batch: MessageBatch,
) -> Result<BatchResponse, ApiError> {
    let mut violations = Violations::new();
    if batch.messages.is_empty() {
        violations.add("/messages", ViolationCode::Blank, "can't be blank");
    }
    if batch.messages.len() > MAX_MESSAGES {
        violations.add("/messages", ViolationCode::TooLong, format!("holds more than {MAX_MESSAGES} messages"));
    }
    for (index, _) in batch.messages.iter().enumerate().filter(|(_, message)| message.validate_only) {
        let field = format!("/messages/{index}/validate_only");
        violations.add(&field, ViolationCode::Inclusion, "is for single messages");
    }
    violations.into_result()?;

    let (mut entries, mut submissions) = (Vec::new(), Vec::new());
    for message in batch.messages {
        match desk.compose(message).await {
            Ok(composed) => {
                entries.push(Entry::Accepted(composed.outline));
                submissions.push(composed.submission);
            }
            Err(error) => entries.push(Entry::Refused(refusal(error)?)),
        }
    }
    let recipients: usize = submissions.iter().map(|submission| submission.recipients.len()).sum();
    if recipients > MAX_RECIPIENTS {
        let message = format!("have {recipients} recipients, more than {MAX_RECIPIENTS}");
        return Err(Violations::one("/messages", ViolationCode::TooLong, message).into());
    }
    if batch.mode == BatchMode::Atomic {
        refuse_all(&entries)?;
    }
    if submissions.is_empty() {
        return Ok(answer(entries, Vec::new(), None));
    }
    let text = serde_json::to_string(&entries).map_err(|error| ApiError::internal(&error))?;
    let stored = idempotency::store(desk.app, ticket, text, submissions).await?;
    if stored.is_replayed {
        return replayed(&stored.answer, stored.accepted);
    }
    Ok(answer(entries, stored.accepted, None))
}

/// The answer to a request that was carried out before.
pub(super) fn replayed(text: &str, accepted: Vec<Accepted>) -> Result<BatchResponse, ApiError> {
    let entries = serde_json::from_str(text).map_err(|error| ApiError::internal(&error))?;
    Ok(answer(entries, accepted, Some(true)))
}

/// What is wrong with one message; anything else ends the whole request.
fn refusal(error: ApiError) -> Result<Vec<(String, String, String)>, ApiError> {
    match error {
        ApiError::Invalid(problem) => {
            Ok(problem.0.fields.into_iter().map(|field| (field.field, field.code, field.message)).collect())
        }
        ApiError::TooLarge(problem) => Ok(vec![(String::new(), problem.0.code, problem.0.message)]),
        error => Err(error),
    }
}

/// All faults of all messages, when there are any.
fn refuse_all(entries: &[Entry]) -> Result<(), Violations> {
    let mut violations = Violations::new();
    for (index, entry) in entries.iter().enumerate() {
        let Entry::Refused(fields) = entry else { continue };
        for (field, code, message) in fields {
            let code = ViolationCode::ALL.into_iter().find(|known| known.as_str() == code);
            violations.add(&format!("/messages/{index}{field}"), code.unwrap_or(ViolationCode::TooLong), message);
        }
    }
    violations.into_result()
}

fn answer(entries: Vec<Entry>, accepted: Vec<Accepted>, is_replayed: Option<bool>) -> BatchResponse {
    let mut accepted = accepted.into_iter();
    let results = entries.into_iter().map(|entry| match entry {
        Entry::Accepted(outline) => BatchResultView {
            status: BatchStatus::Accepted,
            message: Some(outline.sent(&mut accepted).into()),
            fields: Vec::new(),
        },
        Entry::Refused(fields) => BatchResultView {
            status: BatchStatus::Refused,
            message: None,
            fields: fields.into_iter().map(|(field, code, message)| FieldProblem { field, code, message }).collect(),
        },
    });
    BatchResponse::Done(Json(MessageBatchView { results: results.collect() }), is_replayed)
}
