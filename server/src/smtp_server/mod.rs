//! The SMTP server: takes mail from authenticated clients, and from everybody for those who receive mail here; hands it to
//! [`crate::ingest`].
//!
//! It speaks the protocol and decides nothing: who a client is says [`crate::tenancy::authentication`], whom it may
//! write as [`crate::domains::authorization`], who receives for an address [`crate::routing::receive`], whether mail is
//! from whom it says [`crate::verification`]. [`SmtpServer::start`] opens the listeners, [`session`] is one connection
//! from greeting to QUIT, and each command has a file of its own. Begin with [`session`].

mod accept;
mod auth;
mod auth_limits;
mod bdat;
mod connections;
mod content;
mod data;
mod ehlo;
mod listener;
mod log;
mod mail;
mod memory;
mod once;
mod proxy;
mod rcpt;
mod replies;
mod session;
mod starttls;
mod tls;
mod verify;
mod wire;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use self::auth_limits::{AuthLimitSettings, AuthLimits};
use self::connections::{ConnectionLimits, Connections};
use self::memory::MessageMemory;
use self::tls::{TlsError, TlsFiles, TlsSettings};
use crate::clock::SharedClock;
use crate::config::{self, Config, ListenerTls};
use crate::dns::Resolver;
use crate::ingest::Ingest;
use crate::metrics::Metrics;
use crate::random::Random;
use crate::routing::receive::OwnDomains;
use crate::store::Store;
use crate::tenancy::authentication::Authentication;
use crate::verification::Verifier;

/// Failed logins are counted over this time.
const AUTH_WINDOW: Duration = Duration::from_secs(900);
/// Messages being received take at most this much memory together, or four times the largest one.
const MIN_MESSAGE_MEMORY: usize = 256 << 20;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error("cannot listen on {address}")]
    Listen { address: SocketAddr, source: io::Error },
}

/// What the sessions use.
#[derive(Clone)]
pub struct Services {
    pub store: Store,
    pub authentication: Arc<Authentication>,
    pub ingest: Ingest,
    pub resolver: Resolver,
    pub clock: SharedClock,
    pub random: Random,
    pub metrics: Metrics,
}

impl std::fmt::Debug for Services {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Services")
    }
}

/// Everything that sessions share.
struct Shared {
    hostname: String,
    config: config::SmtpServer,
    services: Services,
    own_domains: OwnDomains,
    verifier: Verifier,
    tls: Option<Arc<TlsFiles>>,
    connections: Arc<Connections>,
    auth_limits: AuthLimits,
    /// One permit per KiB of message content in memory.
    message_memory: MessageMemory,
    /// Asks the sessions to end when they can.
    shutdown: CancellationToken,
    /// Ends them where they are.
    abort: CancellationToken,
    tasks: TaskTracker,
}

/// A running server.
pub struct SmtpServer {
    shared: Arc<Shared>,
    addresses: Vec<SocketAddr>,
}

impl std::fmt::Debug for SmtpServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpServer").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}

impl SmtpServer {
    /// Reads the TLS files, opens all listeners and begins to accept.
    pub async fn start(config: &Config, services: Services) -> Result<Self, StartError> {
        let section = config.smtp_server.clone();
        let shared = Arc::new(Shared {
            hostname: config.postal.smtp_hostname.clone(),
            own_domains: OwnDomains::new(config),
            verifier: Verifier::new(services.resolver.clone(), services.random.clone()),
            tls: load_tls(&section, &services.metrics)?.map(Arc::new),
            connections: Connections::new(ConnectionLimits {
                total: section.max_connections,
                per_client: section.max_connections_per_address,
                per_client_and_minute: section.max_new_connections_per_address,
                exempt: section.connection_limit_exempt_networks.clone(),
            }),
            auth_limits: AuthLimits::new(AuthLimitSettings {
                first_delay: section.auth_failure_delay,
                max_delay: section.auth_failure_delay.saturating_mul(8),
                max_failures: section.max_auth_failures,
                window: AUTH_WINDOW,
                lockout: section.auth_lockout_time,
            }),
            message_memory: MessageMemory::new(
                section.max_message_bytes().saturating_mul(4).clamp(MIN_MESSAGE_MEMORY, 1 << 40),
                section.max_message_bytes(),
            ),
            shutdown: CancellationToken::new(),
            abort: CancellationToken::new(),
            tasks: TaskTracker::new(),
            config: section,
            services,
        });
        let addresses = listener::start(&shared)?;
        Ok(Self { shared, addresses })
    }

    /// Addresses that are listened on, with the ports that the system chose for port 0.
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// Reads the TLS files again if they have changed. They are looked at before each handshake too.
    pub async fn reload_tls(&self) {
        if let Some(files) = &self.shared.tls {
            files.acceptor().await;
        }
    }

    /// Closes the listeners, ends idle sessions with 421, lets a running DATA finish within `timeout`, then ends the rest.
    pub async fn stop(self, timeout: Duration) {
        self.shared.shutdown.cancel();
        self.shared.tasks.close();
        if tokio::time::timeout(timeout, self.shared.tasks.wait()).await.is_err() {
            self.shared.abort.cancel();
            self.shared.tasks.wait().await;
        }
    }
}

fn load_tls(section: &config::SmtpServer, metrics: &Metrics) -> Result<Option<TlsFiles>, TlsError> {
    let is_needed = section.tls_enabled
        || section.listeners.iter().any(|listener| listener.tls.is_some_and(|tls| tls != ListenerTls::None));
    if !is_needed {
        return Ok(None);
    }
    let settings = TlsSettings {
        certificate_path: section.tls_certificate_path.clone(),
        private_key_path: section.tls_private_key_path.clone(),
        ciphers: section.tls_ciphers.clone(),
        versions: section.ssl_version,
    };
    TlsFiles::load(settings, metrics.clone()).map(Some)
}
