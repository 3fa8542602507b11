//! What most commands begin with: configuration, database, services; and how they fail.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::accounts::Accounts;
use crate::app::{KeyFileError, Keys, dns_settings};
use crate::clock::{SharedClock, SystemClock};
use crate::config::{self, Config, Environment, Loaded};
use crate::dns::Resolver;
use crate::domains::Domains;
use crate::metrics::Metrics;
use crate::model::ProcessId;
use crate::model::audit::{Actor, NewAuditEntry};
use crate::notifications::Notices;
use crate::queue::Queue;
use crate::random::Random;
use crate::store::{Access, Store, StoreError, audit, migrations};
use crate::tenancy::Tenancy;
use crate::tracking::{Recorder, Tracking};
use crate::worker::tasks;

/// Why a command did not do what it was asked to.
#[derive(Debug)]
pub enum Failure {
    /// Exit code 1.
    Failed(anyhow::Error),
    /// Exit code 2: the operator has to change the call or the configuration.
    Usage(anyhow::Error),
}

impl Failure {
    pub fn usage(message: impl std::fmt::Display) -> Self {
        Failure::Usage(anyhow::anyhow!("{message}"))
    }

    pub(super) fn print(&self) {
        let (Failure::Failed(error) | Failure::Usage(error)) = self;
        eprintln!("postal: {error:#}");
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Failure::Failed(_) => 1,
            Failure::Usage(_) => 2,
        })
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        // These are for the operator to put right, wherever they come up.
        let is_usage = error.downcast_ref::<KeyFileError>().is_some()
            || error.downcast_ref::<StoreError>().is_some_and(|error| {
                matches!(
                    error,
                    StoreError::Locked(_)
                        | StoreError::ForeignDatabase
                        | StoreError::PendingMigrations(_)
                        | StoreError::File { .. }
                )
            });
        if is_usage { Failure::Usage(error) } else { Failure::Failed(error) }
    }
}

/// Reads the configuration from the environment of this process; tells on standard error from where.
pub fn load_config() -> Result<Loaded, Failure> {
    // Variables that are no text are none of ours.
    let environment: Environment = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let loaded = config::load(&environment, &std::env::current_dir()?).map_err(|errors| {
        for warning in &errors.warnings {
            eprintln!("{warning}");
        }
        Failure::usage(&errors)
    })?;
    for notice in &loaded.notices {
        eprintln!("{notice}");
    }
    Ok(loaded)
}

/// Writes to standard output. A reader that has seen enough (`| head`) is no failure.
pub fn print_out(text: impl std::fmt::Display) -> Result<(), Failure> {
    match write!(std::io::stdout(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::Error::from(error).context("cannot write to standard output").into())
        }
        _ => Ok(()),
    }
}

/// Warnings on standard error, for commands that write no log.
pub fn print_warnings(loaded: &Loaded) {
    for warning in &loaded.warnings {
        eprintln!("{warning}");
    }
}

/// The services that commands use beside a running installation.
pub struct Context {
    pub store: Store,
    pub clock: SharedClock,
    pub accounts: Accounts,
    pub tenancy: Tenancy,
    pub domains: Domains,
    pub notices: Notices,
    pub tracking: Tracking,
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Context")
    }
}

impl Context {
    /// Runs what a command changes, with its entry in the audit log.
    pub async fn recorded<T>(&self, command: &str, object_kind: &str, work: impl Future<Output = T>) -> T {
        let actor = Actor::system(&format!("postal {command}"));
        audit::watched(NewAuditEntry::new(command, actor, object_kind, self.clock.now()), work).await.0
    }

    /// Opens the database, whose tables must be those of this version.
    pub async fn open() -> Result<Self, Failure> {
        let loaded = load_config()?;
        print_warnings(&loaded);
        let config: Config = loaded.config;
        let keys = Keys::load(&config)?;
        let store = Store::open(&config.database.url, Access::Command, config.main_db.pool_size).await?;
        let pending = migrations::pending(&store).await?.len();
        if pending > 0 {
            return Err(StoreError::PendingMigrations(pending).into());
        }
        let clock: SharedClock = Arc::new(SystemClock);
        let random = Random::system();
        let notices = Notices::new(&config);
        let config = Arc::new(config);
        let tenancy = Tenancy::new(store.clone(), clock.clone(), random.clone(), keys.secret.clone(), &config);
        let resolver = Resolver::new(dns_settings(&config));
        let secret = || keys.secret.clone();
        let domains =
            Domains::new(store.clone(), clock.clone(), random.clone(), secret(), resolver.clone(), config.clone());
        // Nobody clicks here: it ends with the command.
        let recorder = Recorder::start(store.clone(), &TaskTracker::new(), CancellationToken::new());
        let tracking = Tracking::new(store.clone(), clock.clone(), random.clone(), resolver, config.clone(), recorder);
        let accounts = Accounts::new(store.clone(), clock.clone(), random, secret(), config);
        Ok(Self { store, clock, accounts, tenancy, domains, notices, tracking })
    }

    /// What tasks need that a person runs.
    pub fn task_services(self) -> tasks::Services {
        // A command is no process among the others: it holds nothing and delivers nothing.
        let queue = Queue::new(self.store.clone(), self.clock.clone(), ProcessId(0));
        tasks::Services {
            store: self.store,
            clock: self.clock,
            queue,
            accounts: self.accounts,
            notices: self.notices,
            domains: self.domains,
            tracking: self.tracking,
            // Nobody scrapes a command.
            metrics: Metrics::new(),
        }
    }
}
