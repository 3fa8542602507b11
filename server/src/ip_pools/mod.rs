//! IP pools: which addresses there are, who may use them, and which one a message leaves from.
//!
//! `pools`, `addresses` and `rules` are about what people set up; [`Sources`] chooses for one message, and `presence` knows
//! which addresses are on the machines of the workers. Begin with [`IpPools`]. Knows nothing about SMTP.

mod addresses;
mod pools;
pub mod presence;
mod rules;
mod sources;

use crate::clock::SharedClock;
use crate::model::Violations;
use crate::random::Random;
use crate::store::{Store, StoreError};

pub use addresses::{IpAddressChange, IpAddressForm};
pub use pools::{IpPoolChange, IpPoolForm};
pub use rules::{IpPoolRuleChange, IpPoolRuleForm};
pub use sources::{Letter, Sources};

#[derive(Debug, thiserror::Error)]
pub enum IpPoolsError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// A pool with addresses cannot be deleted.
    #[error("the pool still has {0} IP addresses")]
    HasAddresses(i64),
    /// A pool that mail servers send by cannot be deleted.
    #[error("{0} mail servers still send by the pool")]
    HasServers(i64),
    /// It was deleted meanwhile.
    #[error("it is gone")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Pools, their addresses and rules; cheap to clone.
#[derive(Clone)]
pub struct IpPools {
    store: Store,
    clock: SharedClock,
    random: Random,
    sources: Sources,
}

impl std::fmt::Debug for IpPools {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IpPools")
    }
}

impl IpPools {
    /// `sources`: is told when something changes.
    pub fn new(store: Store, clock: SharedClock, random: Random, sources: Sources) -> Self {
        Self { store, clock, random, sources }
    }
}
