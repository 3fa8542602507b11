//! What every part of the program is handed: configuration, database, clock, gateways and services.
//!
//! Built once per process by `cli` (and by each test), handed down, never global.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use postal_mail::dkim::{KeyError, SigningKey};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::Accounts;
use crate::accounts::oidc::Oidc;
use crate::bounces::{self, Bounces};
use crate::bulk::Bulk;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::delivery::smtp::Opener;
use crate::delivery::{self, Deliverer};
use crate::dns::{self, Resolver};
use crate::domains::Domains;
use crate::events::Events;
use crate::http::rate_limit::RateLimits;
use crate::http_client::{ClientError, HttpClient, RequestPolicy};
use crate::ingest::Ingest;
use crate::ip_pools::{IpPools, Sources};
use crate::mailer::Mailer;
use crate::metrics::Metrics;
use crate::model::ProcessId;
use crate::notifications::Notices;
use crate::openid::{OpenIdError, Provider};
use crate::queue::{HandOver, HandedOver, Queue, process};
use crate::random::Random;
use crate::readiness::Readiness;
use crate::routing::Routing;
use crate::scanners::Scanners;
use crate::secrets::{SecretError, SecretKey};
use crate::smtp_client::{self, Connector, Pool};
use crate::store::processes::NewProcess;
use crate::store::{Committer, Store, StoreError};
use crate::tenancy::Tenancy;
use crate::tenancy::authentication::Authentication;
use crate::tracking::{Recorder, Tracking};
use crate::webhooks::{self, Webhooks};
use crate::worker::{self, Worker, tasks};

/// How long sending one of our own mails may take.
const MAIL_LIMIT: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("cannot read {}, which `postal bootstrap <hostname>` writes", .path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{} holds no usable RSA private key in PEM", .path.display())]
    Signing {
        path: PathBuf,
        #[source]
        source: KeyError,
    },
    #[error("{} cannot be used", .path.display())]
    Secret { path: PathBuf, source: SecretError },
}

/// Why a process cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("login through the OpenID provider cannot be set up")]
    OpenId(#[from] OpenIdError),
}

/// The installation's two keys.
#[derive(Debug, Clone)]
pub struct Keys {
    /// Signs mail of domains without a DKIM record of their own, and HTTP requests.
    pub signing: Arc<SigningKey>,
    /// Encrypts secrets in the database.
    pub secret: SecretKey,
}

impl Keys {
    /// Reads `postal.signing_key_path` and `secret.key` beside it.
    pub fn load(config: &Config) -> Result<Self, KeyFileError> {
        let signing = Self::load_signing(config)?;
        let path = secret_key_path(config);
        let bytes = read(&path, |path| std::fs::read(path))?;
        let secret = SecretKey::from_bytes(&bytes).map_err(|source| KeyFileError::Secret { path, source })?;
        Ok(Self { signing: Arc::new(signing), secret })
    }

    /// Reads `postal.signing_key_path` alone.
    pub fn load_signing(config: &Config) -> Result<SigningKey, KeyFileError> {
        let path = config.postal.signing_key_path.clone();
        let pem = read(&path, |path| std::fs::read_to_string(path))?;
        SigningKey::from_pem(&pem).map_err(|source| KeyFileError::Signing { path, source })
    }
}

/// `secret.key` lies beside the signing key.
pub fn secret_key_path(config: &Config) -> PathBuf {
    config.postal.signing_key_path.with_file_name("secret.key")
}

fn read<T>(path: &Path, read: impl Fn(&Path) -> std::io::Result<T>) -> Result<T, KeyFileError> {
    read(path).map_err(|source| KeyFileError::Read { path: path.to_owned(), source })
}

/// How this installation asks DNS.
pub fn dns_settings(config: &Config) -> dns::Settings {
    dns::Settings {
        nameservers: config.dns.nameservers.clone(),
        resolv_conf_path: config.dns.resolv_conf_path.clone(),
        timeout: config.dns.timeout,
        ..dns::Settings::default()
    }
}

/// What a process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    pub web: bool,
    pub smtp: bool,
    pub worker: bool,
}

impl Roles {
    pub const ALL: Roles = Roles { web: true, smtp: true, worker: true };

    fn names(self) -> String {
        let names = [(self.web, "web"), (self.smtp, "smtp"), (self.worker, "worker")];
        names.into_iter().filter(|(is_on, _)| *is_on).map(|(_, name)| name).collect::<Vec<_>>().join(",")
    }
}

/// What an [`App`] is built from.
#[derive(Debug)]
pub struct Foundation {
    pub config: Config,
    pub store: Store,
    pub clock: ClockHandle,
    pub random: Random,
    pub keys: Keys,
    pub roles: Roles,
    pub dns: dns::Settings,
    /// Name of this machine, for the list of processes.
    pub host: String,
}

/// A clock has nothing to show.
#[derive(Clone)]
pub struct ClockHandle(pub SharedClock);

impl std::fmt::Debug for ClockHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}

/// Handle to everything; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Services>);

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("App").field(&self.0.roles).finish()
    }
}

impl Deref for App {
    type Target = Services;
    fn deref(&self) -> &Services {
        &self.0
    }
}

/// The parts; see [`App`].
pub struct Services {
    pub config: Arc<Config>,
    pub store: Store,
    pub clock: SharedClock,
    pub random: Random,
    pub keys: Keys,
    pub roles: Roles,
    pub resolver: Resolver,
    pub accounts: Accounts,
    /// `None`: there is no OpenID provider.
    pub oidc: Option<Oidc>,
    pub tenancy: Tenancy,
    pub domains: Domains,
    pub routing: Routing,
    pub tracking: Tracking,
    pub ip_pools: IpPools,
    /// Which address a message leaves from.
    pub sources: Sources,
    pub webhooks: Webhooks,
    pub events: Events,
    pub authentication: Arc<Authentication>,
    pub committer: Committer,
    pub queue: Queue,
    pub ingest: Ingest,
    pub metrics: Metrics,
    pub readiness: Readiness,
    pub rate_limits: RateLimits,
    pub bulk: Bulk,
    /// Mail accepted here and delivered here, when this process delivers.
    pub hand_over: Option<HandOver>,
    host: String,
    /// Cancelled when the process shall stop: take nothing new, finish what is in flight.
    pub stop: CancellationToken,
    /// Everything that must have ended before the process may.
    pub tasks: TaskTracker,
    /// Receiving side of `hand_over`, until the worker takes it.
    handed_over: Mutex<Option<mpsc::UnboundedReceiver<HandedOver>>>,
    writer_stop: CancellationToken,
    writer_tasks: TaskTracker,
    alive_stop: CancellationToken,
    alive_tasks: TaskTracker,
}

impl App {
    /// Enters this process in the database and starts the writer; the roles are started by the caller.
    pub async fn start(foundation: Foundation) -> Result<Self, StartError> {
        let Foundation { config, store, clock: ClockHandle(clock), random, keys, roles, dns, host } = foundation;
        let process: ProcessId = process::register(&store, &describe(&host, roles)).await?;
        let (writer_stop, writer_tasks) = (CancellationToken::new(), TaskTracker::new());
        let (metrics, stop) = (Metrics::new(), CancellationToken::new());
        let committer = Committer::start(store.clone(), process, metrics.clone(), &writer_tasks, writer_stop.clone());
        let queue = Queue::new(store.clone(), clock.clone(), process);
        let (hand_over, handed_over) = if roles.worker {
            let (sender, receiver) = HandOver::new(process);
            (Some(sender), Some(receiver))
        } else {
            (None, None)
        };
        let sources = Sources::new(store.clone(), clock.clone(), random.clone(), config.postal.use_ip_pools);
        let ingest = Ingest::new(
            store.clone(),
            committer.clone(),
            clock.clone(),
            random.clone(),
            queue.clone(),
            hand_over.clone(),
            sources.clone(),
        );
        let readiness = Readiness::new(
            store.clone(),
            committer.clone(),
            metrics.clone(),
            clock.clone(),
            stop.clone(),
            roles.worker,
        );
        let authentication = Authentication::new(store.clone(), keys.secret.clone(), clock.clone());
        let (config, resolver) = (Arc::new(config), Resolver::new(dns));
        let secret_key = || keys.secret.clone();
        let tenancy = Tenancy::new(store.clone(), clock.clone(), random.clone(), secret_key(), &config);
        let domains =
            Domains::new(store.clone(), clock.clone(), random.clone(), secret_key(), resolver.clone(), config.clone());
        let events = Events::start(store.clone(), &writer_tasks, writer_stop.clone());
        let recorder = Recorder::new(committer.clone(), metrics.clone());
        let tracking =
            Tracking::new(store.clone(), clock.clone(), random.clone(), resolver.clone(), config.clone(), recorder);
        let webhooks = Webhooks::new(webhooks::Parts {
            store: store.clone(),
            clock: clock.clone(),
            random: random.clone(),
            secret_key: secret_key(),
            signing_key: keys.signing.clone(),
            resolver: resolver.clone(),
            config: config.clone(),
        });
        let accounts = Accounts::new(store.clone(), clock.clone(), random.clone(), secret_key(), config.clone());
        let provider = Provider::new(&config, resolver.clone(), clock.clone())?;
        let oidc = provider.map(|provider| Oidc::new(accounts.clone(), provider, secret_key()));
        Ok(Self(Arc::new(Services {
            accounts,
            oidc,
            tenancy,
            domains,
            tracking,
            webhooks,
            events,
            bulk: Bulk::new(queue.clone(), clock.clone(), random.clone()),
            rate_limits: RateLimits::new(config.web_server.max_requests_per_minute),
            ip_pools: IpPools::new(store.clone(), clock.clone(), random.clone(), sources.clone()),
            sources,
            routing: Routing::new(store.clone(), clock.clone(), random.clone(), config.clone()),
            config,
            store,
            clock,
            random,
            keys,
            roles,
            resolver,
            authentication,
            committer,
            queue,
            ingest,
            readiness,
            metrics,
            hand_over,
            host,
            stop,
            tasks: TaskTracker::new(),
            handed_over: Mutex::new(handed_over),
            writer_stop,
            writer_tasks,
            alive_stop: CancellationToken::new(),
            alive_tasks: TaskTracker::new(),
        })))
    }

    /// What this process tells about itself.
    pub fn this_process(&self) -> NewProcess {
        describe(&self.0.host, self.0.roles)
    }

    /// Starts to renew the sign of life of this process. Goes on while the process finishes its work, until
    /// [`App::close`]: one that looks dead would lose its rows in the middle of their delivery.
    pub fn keep_alive(&self) {
        let alive = process::keep_alive(
            self.0.queue.clone(),
            self.0.hand_over.clone(),
            self.this_process(),
            self.0.alive_stop.clone(),
        );
        self.0.alive_tasks.spawn(alive);
    }

    /// The stream of mail accepted in this process. Only the first caller gets it.
    pub fn take_handed_over(&self) -> Option<mpsc::UnboundedReceiver<HandedOver>> {
        self.0.handed_over.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The worker of this process, ready to [`Worker::run`]. `None`: another role's process, or it was taken before.
    pub fn worker(&self) -> Result<Option<Worker>, ClientError> {
        let (Some(hand_over), Some(inbox)) = (self.0.hand_over.clone(), self.take_handed_over()) else {
            return Ok(None);
        };
        let config = &self.0.config;
        let helo_name = config.dns.helo_hostname.clone().unwrap_or_else(|| config.postal.smtp_hostname.clone());
        let connector = Connector::new(smtp_client::Settings {
            open_timeout: config.smtp_client.open_timeout,
            read_timeout: config.smtp_client.read_timeout,
            ..smtp_client::Settings::new(helo_name)
        })?;
        let settings = delivery::Settings::new(config);
        let opener = Opener::new(
            self.0.resolver.clone(),
            connector,
            Pool::new(self.0.tasks.clone()),
            settings.destinations.clone(),
            self.0.random.clone(),
            self.0.clock.clone(),
        );
        let deliverer = Deliverer::new(
            settings,
            self.0.store.clone(),
            self.0.committer.clone(),
            self.0.clock.clone(),
            self.0.random.clone(),
            opener,
            self.0.keys.signing.clone(),
            self.0.keys.secret.clone(),
            self.bounces(),
            Scanners::new(config),
            self.http_client()?,
            self.0.metrics.clone(),
            self.0.sources.clone(),
            self.0.queue.process(),
        );
        Ok(Some(Worker {
            queue: self.0.queue.clone(),
            hand_over,
            inbox,
            deliverer,
            sources: self.0.sources.clone(),
            webhooks: worker::webhooks::Settings {
                webhooks: self.0.webhooks.clone(),
                queue: self.0.queue.clone(),
                max_requests: config.worker.max_webhook_requests,
                max_requests_per_webhook: config.worker.max_requests_per_webhook,
                shutdown_timeout: config.postal.shutdown_timeout,
                tracker: self.0.tasks.clone(),
                metrics: self.0.metrics.clone(),
            },
            clock: self.0.clock.clone(),
            metrics: self.0.metrics.clone(),
            max_deliveries: config.worker.max_deliveries,
            shutdown_timeout: config.postal.shutdown_timeout,
            tracker: self.0.tasks.clone(),
        }))
    }

    /// What the scheduled tasks work with.
    pub fn task_services(&self) -> tasks::Services {
        tasks::Services {
            store: self.0.store.clone(),
            clock: self.0.clock.clone(),
            queue: self.0.queue.clone(),
            accounts: self.0.accounts.clone(),
            notices: Notices::new(&self.0.config),
            domains: self.0.domains.clone(),
            tracking: self.0.tracking.clone(),
            metrics: self.0.metrics.clone(),
        }
    }

    /// Sends the product's own mails.
    pub fn mailer(&self) -> Mailer {
        Mailer::new(&self.0.config, self.0.random.clone(), MAIL_LIMIT)
    }

    /// For requests to URLs that users name.
    pub fn http_client(&self) -> Result<HttpClient, ClientError> {
        let policy = RequestPolicy::new(&self.0.config.postal.allowed_request_destinations);
        HttpClient::new(self.0.resolver.clone(), policy, smtp_client::system_roots(), self.0.clock.clone())
    }

    fn bounces(&self) -> Bounces {
        let config = &self.0.config;
        let settings = bounces::Settings {
            hostname: config.postal.smtp_hostname.clone(),
            web_hostname: config.postal.web_hostname.clone(),
            return_path_domain: config.dns.return_path_domain.clone(),
            suppress_for: delivery::Settings::new(config).suppress_for,
        };
        let (store, ingest) = (self.0.store.clone(), self.0.ingest.clone());
        Bounces::new(settings, store, ingest, self.0.random.clone(), self.0.keys.secret.clone())
    }

    /// After all tasks have ended: writes what is still waiting, frees what this process held, closes the database.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.tracking.finish().await;
        self.0.writer_stop.cancel();
        self.0.writer_tasks.close();
        self.0.writer_tasks.wait().await;
        self.0.alive_stop.cancel();
        self.0.alive_tasks.close();
        self.0.alive_tasks.wait().await;
        process::leave(&self.0.store, self.0.queue.process()).await?;
        self.0.store.close().await;
        Ok(())
    }
}

fn describe(host: &str, roles: Roles) -> NewProcess {
    NewProcess {
        host: host.to_owned(),
        pid: i64::from(std::process::id()),
        roles: roles.names(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
