//! Bounces, both ways: what comes back about mail that we sent, and the reports that we send about mail that came in.
//!
//! [`Bounces::understand`] finds out what a mail says about earlier messages; [`Bounces::notify`] tells a sender that a
//! message cannot be delivered. [`return_path`] makes and reads the signed return paths that link the two.

mod effects;
mod limits;
mod link;
mod notice;
pub mod return_path;

use std::sync::Arc;
use std::time::Duration;

use crate::ingest::{Ingest, IngestError};
use crate::model::{DomainId, MessageId};
use crate::random::Random;
use crate::secrets::SecretKey;
use crate::store::results::DeliveryResult;
use crate::store::{Store, StoreError};

pub use notice::{Notified, Undeliverable};

#[derive(Debug, thiserror::Error)]
pub enum BouncesError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Ingest(#[from] IngestError),
    #[error("a report could not be read: {0}")]
    Read(String),
}

/// What the configuration says.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `postal.smtp_hostname`, named as the reporting host.
    pub hostname: String,
    /// `postal.web_hostname`, for a postmaster's address without a domain.
    pub web_hostname: String,
    pub return_path_domain: String,
    /// How long a recipient stays on the suppression list.
    pub suppress_for: Duration,
}

/// Bounces; cheap to clone.
#[derive(Debug, Clone)]
pub struct Bounces(Arc<Parts>);

struct Parts {
    settings: Settings,
    store: Store,
    ingest: Ingest,
    random: Random,
    secret: SecretKey,
    limits: limits::NoticeLimits,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bounces")
    }
}

/// What a mail turned out to be.
#[derive(Debug)]
pub enum Understood {
    /// It tells about messages of ours and needs nothing else.
    Settled {
        /// For its own records, one each.
        details: Vec<String>,
        /// The first message that it tells about, and that one's domain.
        about: (MessageId, Option<DomainId>),
        /// What it means for those messages.
        related: Vec<DeliveryResult>,
    },
    /// It goes its way like any other mail.
    Other {
        /// What it means for earlier messages all the same.
        related: Vec<DeliveryResult>,
    },
}

impl Bounces {
    pub fn new(settings: Settings, store: Store, ingest: Ingest, random: Random, secret: SecretKey) -> Self {
        Self(Arc::new(Parts { settings, store, ingest, random, secret, limits: limits::NoticeLimits::default() }))
    }
}
