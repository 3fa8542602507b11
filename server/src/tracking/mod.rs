//! Click and open tracking: the domains that tracked links lead to, what is rewritten in a message, who followed what.
//!
//! `manage` and `check` are about track domains; [`rewrite()`] is what delivery asks for one message; [`Recorder`] makes
//! hits durable. Begin with [`Tracking`]. Knows no HTTP: `http::tracking` answers requests.

mod check;
mod manage;
mod recorder;
mod rewrite;
mod visitor;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use crate::clock::SharedClock;
use crate::config::Config;
use crate::dns::Resolver;
use crate::model::{ActivityKind, Hit, MessageId, ServerId, Timestamp, Violations};
use crate::random::Random;
use crate::store::tracking::{Link, Target};
use crate::store::{Batches, Store, StoreError, track_domains, tracking as rows};

pub use manage::{TrackDomainChange, TrackDomainForm};
pub use recorder::{Recorded, Recorder};
pub use rewrite::{Rewrite, Subject, rewrite};
pub use visitor::{Request, visitor};

#[derive(Debug, thiserror::Error)]
pub enum TrackingError {
    #[error("{0}")]
    Invalid(#[from] Violations),
    /// It was deleted meanwhile.
    #[error("the track domain is gone")]
    Gone,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Links in mail lead on for so long. 3.3: for ever.
const KEEP_LINKS: Duration = Duration::from_secs(366 * 24 * 3600);

/// Removes links of mail that is older than a year; answers how many.
pub async fn prune_links(batches: &Batches, now: Timestamp) -> Result<u64, StoreError> {
    rows::delete_links(batches, now - KEEP_LINKS).await
}

/// Tracking; cheap to clone.
#[derive(Clone)]
pub struct Tracking {
    store: Store,
    clock: SharedClock,
    random: Random,
    resolver: Resolver,
    config: Arc<Config>,
    recorder: Recorder,
}

impl std::fmt::Debug for Tracking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tracking")
    }
}

impl Tracking {
    pub fn new(
        store: Store,
        clock: SharedClock,
        random: Random,
        resolver: Resolver,
        config: Arc<Config>,
        recorder: Recorder,
    ) -> Self {
        Self { store, clock, random, resolver, config, recorder }
    }

    /// Whether tracking is served under this name. `host`: lower-case, without port.
    pub async fn is_host(&self, host: &str) -> Result<bool, StoreError> {
        if host.eq_ignore_ascii_case(&self.config.dns.track_domain) {
            return Ok(true);
        }
        track_domains::is_host(&mut self.store.read().await?, host).await
    }

    /// Where a link leads. `None`: no mail server has this token.
    pub async fn link(&self, server: &str, link: &str) -> Result<Option<Target<Link>>, StoreError> {
        rows::find_link(&mut self.store.read().await?, server, link).await
    }

    /// Whose image it is. `None`: no mail server has this token.
    pub async fn image(&self, server: &str, message: &str) -> Result<Option<Target<MessageId>>, StoreError> {
        rows::find_image(&mut self.store.read().await?, server, message).await
    }

    /// Records a hit, as [`Recorder::record`] says.
    pub async fn record(
        &self,
        server_id: ServerId,
        message_id: MessageId,
        kind: ActivityKind,
        client: IpAddr,
        request: Request<'_>,
    ) -> Recorded {
        let hit = Hit {
            server_id,
            message_id,
            kind,
            ip_address: visitor::shown_address(client, self.config.postal.anonymize_tracking_addresses),
            user_agent: visitor::shown_agent(request.user_agent),
            visitor: visitor(request),
            at: self.clock.now(),
        };
        self.recorder.record(hit).await
    }

    /// Before the committer stops: writes what still waits.
    pub async fn finish(&self) {
        self.recorder.finish().await;
    }
}
