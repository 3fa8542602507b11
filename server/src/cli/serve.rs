//! `postal serve` and the single roles: start-up, signals, shutdown.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::signal::unix::{self, SignalKind};

use super::Failure;
use super::context::load_config;
use super::upkeep;
use crate::app::{App, ClockHandle, Foundation, Keys, Roles, dns_settings};
use crate::clock::SystemClock;
use crate::config::{self, Config, Loaded};
use crate::health::{self, HealthServers};
use crate::http::server::WebServer;
use crate::random::Random;
use crate::smtp_server::{Services, SmtpServer};
use crate::store::{Access, Engine, Store, StoreError, migrations};
use crate::telemetry;
use crate::worker::{bulk, mails, tasks};

/// How long after the time-out of a shutdown the tasks may take that were told to give up.
const LAST_GRACE: Duration = Duration::from_secs(15);

/// Starts the roles, waits for a signal, stops in order.
pub async fn run(roles: Roles) -> Result<(), Failure> {
    let loaded = load_config()?;
    telemetry::init(&loaded.config);
    for warning in &loaded.warnings {
        tracing::warn!("{warning}");
    }
    let mut signals = Signals::new()?;
    let (addresses, config) = addresses(loaded, roles)?;
    raise_open_files();
    let keys = Keys::load(&config)?;
    if keys.signing.bits() < 2048 {
        tracing::warn!(
            "The signing key has {} bits: some receivers do not count its signatures. Make one of 2048 bits and publish it.",
            keys.signing.bits()
        );
    }
    let store = open_store(&config).await?;
    let timeout = config.postal.shutdown_timeout;
    let app = App::start(Foundation {
        dns: dns_settings(&config),
        config,
        store,
        clock: ClockHandle(Arc::new(SystemClock)),
        random: Random::system(),
        keys,
        roles,
        host: host_name(),
    })
    .await?;

    let running = match Running::start(&app, roles, &addresses, timeout).await {
        Ok(running) => running,
        Err(error) => {
            app.stop.cancel();
            app.tasks.close();
            app.tasks.wait().await;
            app.close().await?;
            return Err(error);
        }
    };
    let name = loop {
        match signals.next().await {
            Signal::Reload => running.reload().await,
            Signal::End(name) => break name,
        }
    };
    println!("Received {name} signal, shutting down.");
    // A second signal ends everything at once; what was acknowledged is in the database.
    tokio::select! {
        () = running.stop(&app, timeout) => {}
        second = signals.end() => {
            println!("Received {second} signal again, ending now.");
            std::process::exit(1);
        }
    }
    app.close().await?;
    Ok(())
}

/// Each connection is an open file, and the soft limit of 1,024 that is usual is meant for programs that use `select`.
fn raise_open_files() {
    match rlimit::increase_nofile_limit(rlimit::INFINITY) {
        Ok(limit) => tracing::debug!(limit, "open files"),
        Err(error) => tracing::warn!(%error, "the limit of open files cannot be raised"),
    }
}

struct Running {
    web: Option<WebServer>,
    smtp: Option<SmtpServer>,
    health: HealthServers,
}

/// Where the listeners of this process are, as far as the environment has a say.
struct Addresses {
    web: SocketAddr,
    health: Vec<(health::Role, SocketAddr)>,
}

impl Running {
    async fn start(app: &App, roles: Roles, addresses: &Addresses, timeout: Duration) -> Result<Self, Failure> {
        upkeep::start(app);
        // The worker first: what the others accept finds somebody who takes it.
        if let Some(worker) = app.worker()? {
            app.tasks.spawn(worker.run(app.stop.clone()));
            app.tasks.spawn(tasks::run(app.task_services(), app.stop.clone()));
            app.tasks.spawn(bulk::run(app.queue.clone(), app.clock.clone(), app.bulk.clone(), app.stop.clone()));
            app.tasks.spawn(mails::run(app.queue.clone(), app.clock.clone(), app.mailer(), app.stop.clone()));
        }
        let smtp = if roles.smtp {
            let services = Services {
                store: app.store.clone(),
                authentication: app.authentication.clone(),
                ingest: app.ingest.clone(),
                resolver: app.resolver.clone(),
                clock: app.clock.clone(),
                random: app.random.clone(),
                metrics: app.metrics.clone(),
            };
            Some(SmtpServer::start(&app.config, services).await?)
        } else {
            None
        };
        let web = if roles.web { Some(WebServer::start(app, addresses.web, timeout).await?) } else { None };
        // Last: whoever asks finds a process that serves.
        let health = HealthServers::start(app, &addresses.health).await;
        Ok(Self { web, smtp, health })
    }

    /// Reads again what may change without a restart.
    async fn reload(&self) {
        if let Some(smtp) = &self.smtp {
            smtp.reload_tls().await;
        }
    }

    /// Front doors first, so that nothing new comes in while the worker finishes.
    async fn stop(self, app: &App, timeout: Duration) {
        app.stop.cancel();
        let smtp = async {
            if let Some(smtp) = self.smtp {
                smtp.stop(timeout).await;
            }
        };
        let web = async {
            if let Some(web) = self.web {
                web.stop().await;
            }
        };
        // The worker ends with `app.stop`.
        tokio::join!(smtp, web);
        app.tasks.close();
        if tokio::time::timeout(timeout + LAST_GRACE, app.tasks.wait()).await.is_err() {
            tracing::error!("some tasks did not end in time, they are left behind");
        }
        self.health.stop().await;
    }
}

/// `PORT` and `BIND_ADDRESS` name the listener of a process with one role, `HEALTH_SERVER_*` that of its health checks;
/// `serve` has several and ignores them.
fn addresses(loaded: Loaded, roles: Roles) -> Result<(Addresses, Config), Failure> {
    let Loaded { mut config, environment, .. } = loaded;
    let usage = |errors: config::ConfigErrors| Failure::usage(&errors);
    let web = &config.web_server;
    let mut web_address = SocketAddr::new(web.default_bind_address, web.default_port);
    if roles != Roles::ALL && roles.web {
        web_address =
            config::listen_address(&environment, web.default_bind_address, web.default_port).map_err(usage)?;
    }
    if roles != Roles::ALL && roles.smtp {
        let smtp = &mut config.smtp_server;
        let address =
            config::listen_address(&environment, smtp.default_bind_address, smtp.default_port).map_err(usage)?;
        smtp.default_bind_address = address.ip();
        smtp.default_port = address.port();
    }
    let (web, smtp, worker) = (&config.web_server, &config.smtp_server, &config.worker);
    let listeners = [
        (
            roles.worker,
            health::Role::Worker,
            worker.default_health_server_bind_address,
            worker.default_health_server_port,
        ),
        (
            roles.smtp,
            health::Role::SmtpServer,
            smtp.default_health_server_bind_address,
            smtp.default_health_server_port,
        ),
        (roles.web, health::Role::WebServer, web.default_health_server_bind_address, web.default_health_server_port),
    ];
    let mut health = Vec::new();
    for (_, role, address, port) in listeners.into_iter().filter(|(is_on, ..)| *is_on) {
        let address = if roles == Roles::ALL {
            SocketAddr::new(address, port)
        } else {
            config::health_address(&environment, address, port).map_err(usage)?
        };
        health.push((role, address));
    }
    Ok((Addresses { web: web_address, health }, config))
}

/// SQLite is migrated here; on a server only `initialize` and `upgrade` do that.
async fn open_store(config: &Config) -> Result<Store, Failure> {
    let store = Store::open(&config.database.url, Access::Service, config.main_db.pool_size.max(10)).await?;
    if store.engine() == Engine::Sqlite {
        // As the command does it: an index of a large table is sorted on disk.
        let command = Store::open(&config.database.url, Access::Command, 1).await?;
        for name in migrations::migrate(&command).await? {
            tracing::info!(migration = name, "database migrated");
        }
        command.close().await;
        return Ok(store);
    }
    let waiter = &config.migration_waiter;
    let mut remaining = if waiter.enabled { waiter.attempts } else { 0 };
    loop {
        let pending = migrations::pending(&store).await?.len();
        if pending == 0 {
            if waiter.enabled {
                tracing::info!("no pending migrations, continuing");
            }
            return Ok(store);
        }
        if remaining == 0 {
            if waiter.enabled {
                let attempts = waiter.attempts;
                tracing::error!("{pending} migration(s) are still pending after {attempts} attempts, exiting");
                return Err(Failure::Failed(StoreError::PendingMigrations(pending).into()));
            }
            return Err(StoreError::PendingMigrations(pending).into());
        }
        remaining -= 1;
        tracing::info!("waiting for {pending} migration(s) to be applied ({remaining} remaining)");
        tokio::time::sleep(waiter.sleep_time).await;
    }
}

enum Signal {
    End(&'static str),
    /// The TLS files are to be read again.
    Reload,
}

/// Listened to from the start, so that none of them ends the process on its own.
struct Signals {
    term: unix::Signal,
    int: unix::Signal,
    hang_up: unix::Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        let listen = |kind| unix::signal(kind).context("cannot listen for signals");
        Ok(Self {
            term: listen(SignalKind::terminate())?,
            int: listen(SignalKind::interrupt())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.term.recv() => Signal::End("TERM"),
            _ = self.int.recv() => Signal::End("INT"),
            _ = self.hang_up.recv() => Signal::Reload,
        }
    }

    async fn end(&mut self) -> &'static str {
        loop {
            if let Signal::End(name) = self.next().await {
                return name;
            }
        }
    }
}

/// The kernel's name of this machine.
fn host_name() -> String {
    std::fs::read_to_string(Path::new("/proc/sys/kernel/hostname"))
        .map_or_else(|_| "localhost".to_owned(), |name| name.trim().to_owned())
}
