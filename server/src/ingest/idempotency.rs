//! Requests that are carried out once, however often they are repeated (`Idempotency-Key`).
//!
//! The entry is written in the transaction that stores the messages, so that one key stands for one message even when the
//! process ends between commit and answer. Begin with [`Ingest::recall`].

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{Accepted, Ingest, IngestError, Submission};
use crate::model::{ServerId, Timestamp};
use crate::secrets::sha256_hex;
use crate::store::idempotency::{self as rows, NewIdempotencyKey};
use crate::store::{Store, StoreError};

/// How long a repeated request is recognized.
pub const REMEMBERED_FOR: Duration = Duration::from_secs(24 * 3600);
/// Characters of a key.
pub const MAX_KEY_CHARS: usize = 256;

/// How often somebody who waits for the same request looks whether it is over.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Which request this is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdempotencyKey {
    server_id: ServerId,
    key_hash: String,
    request_hash: String,
}

impl IdempotencyKey {
    /// `caller`: whose keys they are. `operation`: keys of different operations have nothing to do with each other.
    /// `request_hash`: SHA-256 of the body.
    pub fn new(server_id: ServerId, caller: &str, operation: &str, key: &str, request_hash: String) -> Self {
        Self { server_id, key_hash: sha256_hex(format!("{caller}\n{operation}\n{key}")), request_hash }
    }
}

/// What is known about a request.
#[derive(Debug)]
pub enum Recall {
    /// It is to be carried out now.
    New(Ticket),
    /// It has been carried out.
    Done {
        /// What was given to [`Ticket::entry`].
        answer: String,
        accepted: Vec<Accepted>,
    },
}

#[derive(Debug, thiserror::Error)]
pub enum RecallError {
    #[error("This Idempotency-Key was used for another request.")]
    OtherRequest,
    #[error("The same request is being carried out at this moment.")]
    Running,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was stored, now or by an earlier request with the same key.
#[derive(Debug)]
pub struct Stored {
    /// As given then.
    pub answer: String,
    /// Of all submissions, in order.
    pub accepted: Vec<Accepted>,
    pub is_replayed: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    #[error(transparent)]
    Recall(#[from] RecallError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
}

/// Keys of requests that this process carries out now.
#[derive(Debug, Clone, Default)]
pub(super) struct Running(Arc<Mutex<HashSet<(ServerId, String)>>>);

/// Held while the request is carried out.
#[derive(Debug)]
pub struct Ticket {
    key: IdempotencyKey,
    running: Running,
}

impl Ticket {
    /// What is written when it succeeds.
    fn entry(&self, answer: String, now: Timestamp) -> NewIdempotencyKey {
        let IdempotencyKey { server_id, key_hash, request_hash } = self.key.clone();
        NewIdempotencyKey { server_id, key_hash, request_hash, answer, created_at: now }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut running = self.running.0.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&(self.key.server_id, self.key.key_hash.clone()));
    }
}

impl Ingest {
    /// Stores the messages of a request that began with `ticket`, or finds those that another process has stored for it.
    /// All of them are stored, or none.
    ///
    /// `answer`: what a repeated request needs besides the ids of the messages. Without a ticket nothing is remembered.
    pub async fn accept_once(
        &self,
        submissions: Vec<Submission>,
        ticket: Option<Ticket>,
        answer: String,
    ) -> Result<Stored, OnceError> {
        let entry = ticket.as_ref().map(|ticket| ticket.entry(answer.clone(), self.0.clock.now()));
        let error = match self.accept_all(submissions, entry).await {
            Ok(accepted) => {
                let accepted = accepted.into_iter().flatten().collect();
                return Ok(Stored { answer, accepted, is_replayed: false });
            }
            Err(error) => error,
        };
        let key = ticket.as_ref().map(|ticket| ticket.key.clone());
        drop(ticket);
        match (error, key) {
            (IngestError::Repeated, Some(key)) => match self.recall(key).await? {
                Recall::Done { answer, accepted } => Ok(Stored { answer, accepted, is_replayed: true }),
                Recall::New(_) => Err(IngestError::Repeated.into()),
            },
            (error, _) => Err(error.into()),
        }
    }

    /// As [`Self::recall`], for those who can wait while the same request is being carried out.
    pub async fn recall_within(&self, patience: Duration, key: IdempotencyKey) -> Result<Recall, RecallError> {
        let deadline = Instant::now() + patience;
        loop {
            match self.recall(key.clone()).await {
                Err(RecallError::Running) if Instant::now() < deadline => tokio::time::sleep(LOOK_EVERY).await,
                recalled => return recalled,
            }
        }
    }

    /// Whether the request has been carried out.
    pub async fn recall(&self, key: IdempotencyKey) -> Result<Recall, RecallError> {
        let ticket = {
            let mut running = self.0.running.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !running.insert((key.server_id, key.key_hash.clone())) {
                return Err(RecallError::Running);
            }
            Ticket { key, running: self.0.running.clone() }
        };
        let key = &ticket.key;
        let known = rows::find(&mut self.0.store.read().await?, key.server_id, &key.key_hash).await?;
        let Some(known) = known else { return Ok(Recall::New(ticket)) };
        let forgotten_before = self.0.clock.now() - REMEMBERED_FOR;
        if known.created_at < forgotten_before {
            let mut conn = self.0.store.write().await?;
            rows::delete_one(&mut conn, key.server_id, &key.key_hash, forgotten_before).await?;
            return Ok(Recall::New(ticket));
        }
        if known.request_hash != key.request_hash {
            return Err(RecallError::OtherRequest);
        }
        let server_id = key.server_id;
        let accepted = known.messages.into_iter().map(|(id, token)| Accepted { server_id, id, token }).collect();
        Ok(Recall::Done { answer: known.answer, accepted })
    }
}

/// Forgets requests that are too old to be repeated; answers how many.
pub async fn prune(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    rows::delete_before(&mut store.write().await?, now - REMEMBERED_FOR).await
}
