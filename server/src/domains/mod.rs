//! Sending domains: proof of ownership, keys, the DNS records they need and what was seen of them.
//!
//! Knows DNS and the store, no HTTP and no SMTP. Begin with [`Domains`]; [`authorization`] says for which domain a
//! message may be sent. Proof is in `proof`, DKIM keys in `keys`. A check asks (`observe`), judges (`checks`, `spf`,
//! `dmarc`) and tells (`alerts`); `check` puts that together.

mod alerts;
pub mod authorization;
mod check;
mod checks;
mod dmarc;
mod keys;
mod mails;
mod manage;
mod name;
mod observe;
mod proof;
mod records;
mod spf;
mod zone_file;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::dns::{DnsError, Resolver};
use crate::model::Violations;
use crate::random::Random;
use crate::secrets::{SecretError, SecretKey};
use crate::store::{Store, StoreError};

pub use checks::is_dns_ok;
pub use dmarc::{DmarcSummary, suggestion as dmarc_suggestion, summary as dmarc_summary};
pub use keys::{DKIM_KEY_CONTEXT, KeyImport};
pub use manage::DomainForm;
pub use name::domain_name;
pub use proof::{CodeSent, verification_addresses};
pub use records::{DnsRecord, KeyStage, RecordKind, RecordPurpose, dkim_selector, split_strings};

#[derive(Debug, thiserror::Error)]
pub enum DomainsError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// The TXT record that proves the ownership is not there.
    #[error("there is no TXT record `{record}` at {name}")]
    NotProven { name: String, record: String },
    /// The domain is to be proven in another way, see [`crate::model::Domain::verification_method`].
    #[error("the domain is to be proven in another way")]
    OtherMethod,
    #[error("the domain is verified already")]
    AlreadyVerified,
    /// No code was sent, or it is too old, or it was guessed too often.
    #[error("there is no valid code")]
    NoCode,
    #[error("too many mails with codes")]
    Throttled { retry_after: Duration },
    /// A DKIM key waits for its record already.
    #[error("a DKIM key is pending already")]
    AlreadyPending,
    /// Other mail servers have routes or track domains with the domain.
    #[error("other mail servers use this domain")]
    UsedByOthers,
    #[error("no DKIM key is pending")]
    NothingPending,
    /// Somebody has deleted it meanwhile.
    #[error("the domain is gone")]
    Gone,
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
