//! Routes and endpoints: which mail a server receives, and where it goes.
//!
//! The rules of what may be stored, whoever asks. Begin with [`Routing`]; routes and each kind of endpoint have a file of
//! their own, `removal` says what becomes of the routes of an endpoint that goes. [`receive`] says who takes an address,
//! and which messages its mail makes; what becomes of those is no business of this module.

mod address_endpoints;
mod http_endpoints;
pub mod receive;
mod removal;
mod request_url;
mod route_rules;
mod routes;
mod smtp_endpoints;
mod tester;

use std::sync::Arc;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::model::{EndpointRef, Violations};
use crate::random::Random;
use crate::store::{Conn, Store, StoreError, endpoints};

pub use address_endpoints::AddressEndpointForm;
pub use http_endpoints::{HttpEndpointChange, HttpEndpointForm};
pub use removal::{AffectedRoute, Effect};
pub use request_url::request_url;
pub use routes::{RouteChange, RouteEntry, RouteForm};
pub use smtp_endpoints::{SmtpEndpointChange, SmtpEndpointForm};
pub use tester::{Trial, Verdict};

#[derive(Debug, thiserror::Error)]
pub enum RoutingError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An endpoint with the number of routes that use it.
#[derive(Debug, Clone)]
pub struct Used<T> {
    pub endpoint: T,
    pub routes: i64,
}

/// Routes and endpoints; cheap to clone.
#[derive(Clone)]
pub struct Routing {
    store: Store,
    clock: SharedClock,
    random: Random,
    config: Arc<Config>,
}

impl std::fmt::Debug for Routing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Routing")
    }
}

impl Routing {
    pub fn new(store: Store, clock: SharedClock, random: Random, config: Arc<Config>) -> Self {
        Self { store, clock, random, config }
    }

    /// With the number of routes that use each.
    async fn used<T>(
        &self,
        conn: &mut Conn,
        found: Vec<T>,
        reference: impl Fn(&T) -> EndpointRef,
    ) -> Result<Vec<Used<T>>, RoutingError> {
        let references: Vec<EndpointRef> = found.iter().map(&reference).collect();
        let counts = endpoints::count_routes(conn, &references).await?;
        let used = found.into_iter().zip(references);
        Ok(used
            .map(|(endpoint, reference)| Used { endpoint, routes: counts.get(&reference).copied().unwrap_or(0) })
            .collect())
    }
}
