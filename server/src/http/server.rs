//! The listener of the web server: opens it, serves, stops in order.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::routes;
use crate::app::App;

/// For the header section of a request, and between two requests of one connection. Bodies have times of their own.
pub const HEADER_TIME: Duration = Duration::from_secs(60);
/// Before the next attempt when no connection can be accepted: without free file descriptors the error comes at once.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} for HTTP")]
pub struct ListenError {
    address: SocketAddr,
    source: io::Error,
}

/// How long the server waits.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// For requests in flight after [`WebServer::stop`].
    pub shutdown: Duration,
    pub header: Duration,
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
        Self::start_with(app, address, Times { shutdown: timeout, header: HEADER_TIME }).await
    }

    pub async fn start_with(app: &App, address: SocketAddr, times: Times) -> Result<Self, ListenError> {
        let failed = |source| ListenError { address, source };
        let listener = bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        tracing::info!(component = "web-server", "Listening on {address}");
        Ok(Self::serve(listener, address, routes(app), times))
    }

    /// Serves `routes` on an open listener, whose own address is `address`.
    pub fn serve<E>(listener: TcpListener, address: SocketAddr, routes: E, times: Times) -> Self
    where
        E: Endpoint<Output = Response> + 'static,
    {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(serve(listener, Arc::new(routes), times, stop.clone()));
        Self { address, stop, tasks }
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
pub async fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    match TcpListener::bind(address).await {
        Err(error) if address.ip().is_unspecified() && error.kind() == io::ErrorKind::Unsupported => {
            TcpListener::bind((IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port())).await
        }
        result => result,
    }
}

/// The framework's own server knows no time for header sections, so a client could hold connections by saying nothing.
async fn serve<E>(listener: TcpListener, routes: Arc<E>, times: Times, stop: CancellationToken)
where
    E: Endpoint<Output = Response> + 'static,
{
    let connections = TaskTracker::new();
    // Cuts what has not ended in time.
    let cut = CancellationToken::new();
    loop {
        let accepted = tokio::select! {
            () = stop.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let connection = Connection { peer, times, stop: stop.clone(), cut: cut.clone() };
                connections.spawn(connection.serve(stream, Arc::clone(&routes)));
            }
            Err(error) => {
                tracing::warn!(error = %error, "cannot accept an HTTP connection: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    if tokio::time::timeout(times.shutdown, connections.wait()).await.is_err() {
        cut.cancel();
        connections.wait().await;
    }
}

struct Connection {
    peer: SocketAddr,
    times: Times,
    stop: CancellationToken,
    cut: CancellationToken,
}

impl Connection {
    async fn serve<E>(self, stream: TcpStream, routes: Arc<E>)
    where
        E: Endpoint<Output = Response> + 'static,
    {
        let Ok(local) = stream.local_addr() else { return };
        let peer = self.peer;
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let routes = Arc::clone(&routes);
            async move {
                let addresses = (LocalAddr(local.into()), RemoteAddr(peer.into()));
                let request = Request::from((request, addresses.0, addresses.1, Scheme::HTTP));
                Ok::<_, Infallible>(hyper::Response::from(routes.get_response(request).await))
            }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.times.header)
            .serve_connection(TokioIo::new(stream), service);
        let mut connection = std::pin::pin!(connection);
        let ended = tokio::select! {
            ended = connection.as_mut() => ended,
            () = self.stop.cancelled() => {
                connection.as_mut().graceful_shutdown();
                tokio::select! {
                    ended = connection => ended,
                    () = self.cut.cancelled() => Ok(()),
                }
            }
        };
        if let Err(error) = ended {
            tracing::debug!(client_ip = %peer.ip(), error = %error, "an HTTP connection ended early");
        }
    }
}
