//! `Idempotency-Key`: which request this is, and what a repeated one is told.

use poem::Request;

use super::gate::BodyHash;
use crate::app::App;
use crate::http::caller::Proof;
use crate::http::{ApiError, Caller};
use crate::ingest::idempotency::{IdempotencyKey, MAX_KEY_CHARS, OnceError, Recall, RecallError, Stored, Ticket};
use crate::ingest::{Accepted, Submission};
use crate::model::{MailServer, ViolationCode, Violations};

/// How a request with or without a key goes on.
#[derive(Debug)]
pub enum Begun {
    Now(Option<Ticket>),
    /// It was carried out before.
    Before {
        answer: String,
        accepted: Vec<Accepted>,
    },
}

/// The key of a request.
#[derive(Debug, Clone)]
pub struct Once(Option<IdempotencyKey>);

impl Once {
    /// `key`: value of the header.
    pub fn read(
        request: &Request,
        caller: &Caller,
        server: &MailServer,
        operation: &str,
        key: Option<String>,
    ) -> Result<Self, ApiError> {
        let Some(key) = key else { return Ok(Self(None)) };
        if !(1..=MAX_KEY_CHARS).contains(&key.chars().count()) {
            let message = format!("must have 1 to {MAX_KEY_CHARS} characters");
            return Err(Violations::one("Idempotency-Key", ViolationCode::Invalid, message).into());
        }
        let whose = match &caller.proof {
            Proof::Token(token) => format!("token:{}", token.uuid),
            // A session ends sooner than a key is forgotten.
            Proof::Session(_) => format!("user:{}", caller.user.uuid),
        };
        let hash = request.extensions().get::<BodyHash>().map(|hash| hash.0.clone()).unwrap_or_default();
        Ok(Self(Some(IdempotencyKey::new(server.id, &whose, operation, &key, hash))))
    }

    /// Whether it is to be carried out.
    pub async fn begin(&self, app: &App) -> Result<Begun, ApiError> {
        let Some(key) = &self.0 else { return Ok(Begun::Now(None)) };
        Ok(match app.ingest.recall(key.clone()).await? {
            Recall::New(ticket) => Begun::Now(Some(ticket)),
            Recall::Done { answer, accepted } => Begun::Before { answer, accepted },
        })
    }
}

/// Stores the messages of a request that began with `ticket`.
pub async fn store(
    app: &App,
    ticket: Option<Ticket>,
    answer: String,
    submissions: Vec<Submission>,
) -> Result<Stored, ApiError> {
    app.ingest.accept_once(submissions, ticket, answer).await.map_err(|error| match error {
        OnceError::Recall(error) => error.into(),
        OnceError::Ingest(error) => error.into(),
    })
}

impl From<RecallError> for ApiError {
    fn from(error: RecallError) -> Self {
        match error {
            RecallError::OtherRequest => {
                let message = format!("{error} Take a new key for a new request.");
                Violations::one("Idempotency-Key", ViolationCode::Taken, message).into()
            }
            RecallError::Running => Self::conflict("request_in_progress", error.to_string()),
            RecallError::Store(error) => error.into(),
        }
    }
}
