//! Tenants: organizations, their members, mail servers and credentials.
//!
//! The rules of what may be stored, whoever asks; who may ask is a matter of `http::caller`. Begin with [`Tenancy`]; [`authentication`]
//! says who a client is.

pub mod authentication;
mod client_networks;
mod credentials;
mod members;
mod names;
mod organizations;
mod restoration;
mod rotation;
mod servers;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::model::Violations;
use crate::notifications::Notices;
use crate::random::Random;
use crate::secrets::{SecretError, SecretKey};
use crate::store::{Store, StoreError};

pub use credentials::{CredentialChange, CredentialForm, NewCredential};
pub use members::{MemberChange, MemberForm, server_ids};
pub use organizations::{OrganizationChange, OrganizationForm};
pub use servers::{PolicyChange, ServerChange, ServerForm};

#[derive(Debug, thiserror::Error)]
pub enum TenancyError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// These settings change for installation admins only.
    #[error("only an administrator may change {}", .0.join(", "))]
    AdminOnly(Vec<&'static str>),
    /// A member gives or takes a role above their own.
    #[error("a member may not give or take a role above their own")]
    RoleAboveOwn,
    /// What is to come back has a name that another one has now.
    #[error("another one has its name or short name")]
    NameTaken,
    /// A network is no key.
    #[error("a network cannot be rotated")]
    NoKey,
    /// Only the hash of the key is stored.
    #[error("the key of this credential is not stored and cannot be shown")]
    KeyNotStored,
    #[error(transparent)]
    Secret(#[from] SecretError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Organizations, members, mail servers and credentials; cheap to clone.
#[derive(Clone)]
pub struct Tenancy {
    store: Store,
    clock: SharedClock,
    random: Random,
    secret_key: SecretKey,
    /// Copied into new mail servers.
    spam_threshold: f64,
    spam_failure_threshold: f64,
    notices: Notices,
    use_ip_pools: bool,
    /// Whose clients all seem to come from one address; a member may not claim it.
    proxies: Vec<ipnet::IpNet>,
}

impl std::fmt::Debug for Tenancy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tenancy")
    }
}

impl Tenancy {
    pub fn new(store: Store, clock: SharedClock, random: Random, secret_key: SecretKey, config: &Config) -> Self {
        Self {
            store,
            clock,
            random,
            secret_key,
            notices: Notices::new(config),
            use_ip_pools: config.postal.use_ip_pools,
            spam_threshold: config.postal.default_spam_threshold as f64,
            spam_failure_threshold: config.postal.default_spam_failure_threshold as f64,
            proxies: [&config.postal.trusted_proxies[..], &config.smtp_server.proxy_networks[..]].concat(),
        }
    }
}
