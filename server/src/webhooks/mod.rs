//! Webhooks: programs of users that are told what happens in a mail server.
//!
//! What is told is decided where events are recorded (`store::events`); here is how it gets there. [`send`] makes one
//! request, [`schedule`] says when the next attempt is, [`record`] what follows from the result, [`lanes`] how many
//! requests may be in progress. [`manage`] and [`history`] are what people do. The loop that drives this is
//! `worker::webhooks`. Begin with [`Webhooks`].

pub mod history;
mod lanes;
pub mod manage;
mod record;
mod sample;
pub mod schedule;
mod send;
pub mod signature;

use std::sync::Arc;

use postal_mail::dkim::SigningKey;
use tokio::sync::{Notify, OnceCell};

use crate::clock::SharedClock;
use crate::config::Config;
use crate::dns::Resolver;
use crate::http_client::{ClientError, HttpClient, RequestPolicy, SignatureError, Signer};
use crate::model::Violations;
use crate::random::Random;
use crate::secrets::{SecretError, SecretKey};
use crate::smtp_client;
use crate::store::{Store, StoreError};

pub use history::{AttemptList, Replayed, prune_history};
pub use lanes::{Health, Lanes};
pub use manage::{Secrets, WebhookChange, WebhookForm};
pub use record::Finished;
pub use send::Sent;

#[derive(Debug, thiserror::Error)]
pub enum WebhooksError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// The webhook of a request was deleted.
    #[error("the webhook is deleted")]
    Gone,
    /// Nothing new is sent to it.
    #[error("the webhook is disabled")]
    Disabled,
    #[error("a stored secret of the webhook cannot be read")]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error(transparent)]
    Signature(#[from] SignatureError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What [`Webhooks`] are built from.
#[derive(Clone)]
pub struct Parts {
    pub store: Store,
    pub clock: SharedClock,
    pub random: Random,
    pub secret_key: SecretKey,
    pub signing_key: Arc<SigningKey>,
    pub resolver: Resolver,
    pub config: Arc<Config>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parts")
    }
}

/// Handle to all webhooks; cheap to clone.
#[derive(Clone)]
pub struct Webhooks(Arc<Inner>);

struct Inner {
    parts: Parts,
    signer: Signer,
    client: OnceCell<HttpClient>,
    wake: Notify,
}

impl std::fmt::Debug for Webhooks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Webhooks")
    }
}

impl Webhooks {
    pub fn new(parts: Parts) -> Self {
        let signer = Signer::new(parts.signing_key.clone());
        Self(Arc::new(Inner { parts, signer, client: OnceCell::new(), wake: Notify::new() }))
    }

    pub fn store(&self) -> &Store {
        &self.0.parts.store
    }

    pub fn clock(&self) -> &SharedClock {
        &self.0.parts.clock
    }

    /// Makes the worker of this process look for due requests now.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Waits for [`Webhooks::wake`].
    pub async fn woken(&self) {
        self.0.wake.notified().await;
    }

    /// Made when the first request is sent: most processes send none.
    async fn client(&self) -> Result<&HttpClient, ClientError> {
        let parts = &self.0.parts;
        let make = || async {
            let policy = RequestPolicy::new(&parts.config.postal.allowed_request_destinations);
            HttpClient::new(parts.resolver.clone(), policy, smtp_client::system_roots(), parts.clock.clone())
        };
        self.0.client.get_or_try_init(make).await
    }
}
