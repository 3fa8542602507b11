//! `Idempotency-Key` on the sending actions, which 3.3 does not have: whoever sends it knows the status codes that belong to it.

use poem::http::{HeaderMap, StatusCode};

use super::envelope::Refusal;
use super::params::{ParameterError, Parameters};
use super::{Failure, Parts};
use crate::ingest::IngestError;
use crate::ingest::compose::submit::{Composed, Outline, Sent};
use crate::ingest::idempotency::{IdempotencyKey, MAX_KEY_CHARS, OnceError, Recall, RecallError, Ticket};
use crate::secrets::sha256_hex;
use crate::tenancy::authentication::Identity;

/// How a request with or without a key goes on.
pub enum Begun {
    Now(Option<Ticket>),
    /// It was carried out before.
    Before(Sent),
}

/// `action`: keys of different actions have nothing to do with each other.
pub async fn begin(
    parts: &Parts,
    identity: &Identity,
    headers: &HeaderMap,
    action: &str,
    parameters: &Parameters,
) -> Result<Begun, Failure> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(Begun::Now(None)) };
    let key = String::from_utf8_lossy(key.as_bytes());
    if !(1..=MAX_KEY_CHARS).contains(&key.chars().count()) {
        let message = format!("`Idempotency-Key` header must have 1 to {MAX_KEY_CHARS} characters");
        return Err(ParameterError(message).into());
    }
    let whose = format!("credential:{}", identity.credential.id.0);
    // Not the body itself: clients that send forms make a new boundary each time.
    let key = IdempotencyKey::new(identity.server.id, &whose, action, &key, sha256_hex(parameters.to_string()));
    match parts.ingest.recall(key).await.map_err(failure)? {
        Recall::New(ticket) => Ok(Begun::Now(Some(ticket))),
        Recall::Done { answer, accepted } => {
            let outline: Outline = serde_json::from_str(&answer).map_err(|error| Failure::internal(&error))?;
            Ok(Begun::Before(outline.sent(&mut accepted.into_iter())))
        }
    }
}

/// Stores the message for all recipients, or for none. With `true`: an earlier request with the same key has.
pub async fn store(parts: &Parts, ticket: Option<Ticket>, composed: Composed) -> Result<(Sent, bool), Failure> {
    let Composed { outline, submission } = composed;
    let answer = serde_json::to_string(&outline).map_err(|error| Failure::internal(&error))?;
    let stored = parts.ingest.accept_once(vec![submission], ticket, answer).await.map_err(|error| match error {
        OnceError::Recall(error) => failure(error),
        OnceError::Ingest(IngestError::Repeated) => failure(RecallError::Running),
        OnceError::Ingest(error) => Failure::internal(&error),
    })?;
    let outline = if stored.is_replayed {
        serde_json::from_str(&stored.answer).map_err(|error| Failure::internal(&error))?
    } else {
        outline
    };
    Ok((outline.sent(&mut stored.accepted.into_iter()), stored.is_replayed))
}

fn failure(error: RecallError) -> Failure {
    let text = error.to_string();
    let told = |status, code| Failure::Told(status, Refusal::new(code, &text).into());
    match error {
        RecallError::OtherRequest => told(StatusCode::UNPROCESSABLE_ENTITY, "IdempotencyKeyReused"),
        RecallError::Running => told(StatusCode::CONFLICT, "RequestInProgress"),
        RecallError::Store(error) => Failure::internal(&error),
    }
}
