//! Sending domains: proof of ownership, keys, the DNS records they need and what was seen of them.
//!
//! Knows DNS and the store, no HTTP and no SMTP. Begin with [`Domains`]; [`authorization`] says for which domain a
//! message may be sent.

pub mod authorization;
mod checks;
mod manage;
mod name;
mod records;

use std::sync::Arc;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::dns::{DnsError, Resolver};
use crate::model::Violations;
use crate::random::Random;
use crate::secrets::{SecretError, SecretKey};
use crate::store::{Store, StoreError};

pub use checks::is_dns_ok;
pub use manage::{DKIM_KEY_CONTEXT, DomainForm};
pub use name::domain_name;
pub use records::{DnsRecord, RecordKind, RecordPurpose};

#[derive(Debug, thiserror::Error)]
pub enum DomainsError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// The TXT record that proves the ownership is not there.
    #[error("there is no TXT record `{record}` at {name}")]
    NotProven { name: String, record: String },
    #[error(transparent)]
    Lookup(#[from] DnsError),
    #[error("a DKIM key could not be made: {0}")]
    Key(String),
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sending domains; cheap to clone.
#[derive(Clone)]
pub struct Domains {
    store: Store,
    clock: SharedClock,
    random: Random,
    secret_key: SecretKey,
    resolver: Resolver,
    config: Arc<Config>,
}

impl std::fmt::Debug for Domains {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Domains")
    }
}

impl Domains {
    pub fn new(
        store: Store,
        clock: SharedClock,
        random: Random,
        secret_key: SecretKey,
        resolver: Resolver,
        config: Arc<Config>,
    ) -> Self {
        Self { store, clock, random, secret_key, resolver, config }
    }
}
