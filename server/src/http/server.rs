//! The listener of the web server: opens it, serves, stops in order.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use poem::Server;
use poem::listener::TcpAcceptor;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::routes;
use crate::app::App;

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} for HTTP")]
pub struct ListenError {
    address: SocketAddr,
    source: io::Error,
}

/// A running web server.
#[derive(Debug)]
pub struct WebServer {
    address: SocketAddr,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl WebServer {
    /// Opens the listener and begins to serve.
    ///
    /// `timeout`: how long requests in flight may take after [`WebServer::stop`].
    pub async fn start(app: &App, address: SocketAddr, timeout: Duration) -> Result<Self, ListenError> {
        let listener = bind(address).await.map_err(|source| ListenError { address, source })?;
        let acceptor = TcpAcceptor::from_tokio(listener).map_err(|source| ListenError { address, source })?;
        let address = acceptor_address(&acceptor).unwrap_or(address);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (routes, stopped) = (routes(app), stop.clone());
        tasks.spawn(async move {
            let server = Server::new_with_acceptor(acceptor).name("postal");
            if let Err(error) = server.run_with_graceful_shutdown(routes, stopped.cancelled(), Some(timeout)).await {
                tracing::error!(error = %error, "web server failed");
            }
        });
        tracing::info!(component = "web-server", "Listening on {address}");
        Ok(Self { address, stop, tasks })
    }

    /// Where it listens, with the port that the system chose for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Accepts nothing new and waits for requests in flight.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Without IPv6 on this machine, `::` means all IPv4 addresses.
async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(error) if address.ip().is_unspecified() && error.kind() == io::ErrorKind::Unsupported => {
            TcpListener::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port())).await
        }
        result => result,
    }
}

fn acceptor_address(acceptor: &TcpAcceptor) -> Option<SocketAddr> {
    use poem::listener::Acceptor as _;
    acceptor.local_addr().into_iter().find_map(|address| address.0.as_socket_addr().copied())
}
