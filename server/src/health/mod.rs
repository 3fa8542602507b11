//! The health listeners: `/health`, `/metrics`, `/` as in Postal 3.3, and probes.
//!
//! One per role, with the role's name, port and address. They share the metrics of the process, so in `postal serve` each
//! shows all of them. Plain HTTP, for the inside. Begin with [`HealthServers`].

mod exposition;
mod respond;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use poem::Request;

use self::exposition::Exposition;
use crate::app::App;
use crate::http::server::{self, HEADER_TIME, Times, WebServer};

/// How long a scrape may go on after the stop.
const SHUTDOWN_TIME: Duration = Duration::from_secs(5);

/// Whose listener it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Worker,
    SmtpServer,
    /// Not in 3.3.
    WebServer,
}

impl Role {
    /// As `/` says it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Worker => "worker",
            Role::SmtpServer => "smtp-server",
            Role::WebServer => "web-server",
        }
    }
}

/// The listeners of this process.
#[derive(Debug, Default)]
pub struct HealthServers {
    running: Vec<(Role, WebServer)>,
}

impl HealthServers {
    /// Opens a listener for each role. One that cannot be opened is left out: mail goes on without.
    pub async fn start(app: &App, wanted: &[(Role, SocketAddr)]) -> Self {
        let exposition = Arc::new(Exposition::new(app.clone()));
        let mut running = Vec::new();
        for (role, address) in wanted {
            if let Some(server) = open(&exposition, *role, *address).await {
                running.push((*role, server));
            }
        }
        Self { running }
    }

    /// Where the listener of a role is, if it could be opened.
    pub fn address(&self, role: Role) -> Option<SocketAddr> {
        self.running.iter().find(|(known, _)| *known == role).map(|(_, server)| server.address())
    }

    /// Closes them, after all that they could tell about.
    pub async fn stop(self) {
        for (_, server) in self.running {
            server.stop().await;
            tracing::info!(component = "health-server", "stopped health server");
        }
    }
}

async fn open(exposition: &Arc<Exposition>, role: Role, address: SocketAddr) -> Option<WebServer> {
    let opened = async {
        let listener = server::bind(address).await?;
        let address = listener.local_addr()?;
        Ok::<_, io::Error>((listener, address))
    };
    match opened.await {
        Ok((listener, address)) => {
            let exposition = Arc::clone(exposition);
            let routes = poem::endpoint::make(move |request: Request| {
                let exposition = Arc::clone(&exposition);
                async move { respond::answer(&exposition, role, &request).await }
            });
            let times = Times { shutdown: SHUTDOWN_TIME, header: HEADER_TIME };
            tracing::info!(component = "health-server", "started health server on port {}", address.port());
            Some(WebServer::serve(listener, address, routes, times))
        }
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let (ip, port) = (address.ip(), address.port());
            tracing::warn!(
                component = "health-server",
                "health server port ({ip}:{port}) is already in use, not starting health server"
            );
            None
        }
        Err(error) => {
            tracing::error!(component = "health-server", %error, "cannot listen on {address}, not starting health server");
            None
        }
    }
}
