//! The listening sockets: who is let in, and what everybody else hears.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use postal_mail::reply::Reply;
use socket2::{Domain, Protocol, Socket, TcpKeepalive, Type};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::connections::{Admission, Refusal};
use super::proxy::{self, Proxied};
use super::session::Session;
use super::{Shared, StartError, replies};
use crate::config::ListenerTls;
use crate::metrics::{ClientError, ExceptionAt, SmtpCommand};

/// Connections over the limit that hear why they are refused; more of them wait in the backlog.
const REFUSALS_AT_ONCE: usize = 64;
const REFUSAL_TIMEOUT: Duration = Duration::from_secs(5);
/// Without free file descriptors, accepting again at once would spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// How sessions of one listener begin.
#[derive(Debug, Clone, Copy)]
pub struct ListenerOptions {
    pub tls: ListenerTls,
    /// AUTH is neither offered nor taken in clear.
    pub auth_requires_tls: bool,
    /// A PROXY protocol header comes first.
    pub proxy: bool,
    /// RFC 6409: mail only from clients that somebody vouches for, none for our own addresses.
    pub is_submission: bool,
}

/// Opens all listeners and starts accepting; answers their addresses.
pub fn start(shared: &Arc<Shared>) -> Result<Vec<SocketAddr>, StartError> {
    let config = &shared.config;
    let default_tls = if config.tls_enabled { ListenerTls::StartTls } else { ListenerTls::None };
    let main = ListenerOptions {
        tls: default_tls,
        auth_requires_tls: config.auth_requires_tls,
        proxy: config.proxy_protocol,
        is_submission: false,
    };
    let mut wanted = vec![(SocketAddr::new(config.default_bind_address, config.default_port), main)];
    wanted.extend(config.listeners.iter().map(|listener| {
        let tls = listener.tls.unwrap_or(default_tls);
        let is_submission = listener.is_submission();
        // RFC 8314 §3.3, RFC 4954 §4: keys do not go to a submission port in clear.
        let keeps_keys_secret = is_submission && tls == ListenerTls::StartTls;
        let options = ListenerOptions {
            tls,
            auth_requires_tls: listener.auth_requires_tls.unwrap_or(config.auth_requires_tls || keeps_keys_secret),
            proxy: listener.proxy.unwrap_or(config.proxy_protocol),
            is_submission,
        };
        (listener.address, options)
    }));
    let permits =
        Arc::new(Semaphore::new(config.max_connections.saturating_add(REFUSALS_AT_ONCE).min(Semaphore::MAX_PERMITS)));

    let mut opened = Vec::new();
    for (address, options) in wanted {
        let listener = listen(address).map_err(|source| StartError::Listen { address, source })?;
        let address = listener.local_addr().map_err(|source| StartError::Listen { address, source })?;
        opened.push((listener, address, options));
    }
    let mut addresses = Vec::new();
    for (listener, address, options) in opened {
        tracing::info!(component = "smtp-server", "Listening on {address}");
        addresses.push(address);
        shared.tasks.spawn(accept_all(Arc::clone(shared), listener, options, Arc::clone(&permits)));
    }
    Ok(addresses)
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    match open(address) {
        // No IPv6 here at all: "everything" then means all of IPv4.
        Err(error) if address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) && lacks_ipv6(&error) => {
            open(SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), address.port()))
        }
        result => result,
    }
}

fn lacks_ipv6(error: &io::Error) -> bool {
    // Linux: EAFNOSUPPORT 97, EADDRNOTAVAIL 99; macOS and BSD: 47 and 49.
    matches!(error.raw_os_error(), Some(97 | 99 | 47 | 49))
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    if address.ip() == IpAddr::V6(Ipv6Addr::UNSPECIFIED) {
        // `::` means IPv4 too, whatever the system's default is.
        socket.set_only_v6(false)?;
    }
    socket.set_reuse_address(true)?;
    // Inherited by accepted connections.
    let keepalive =
        TcpKeepalive::new().with_time(Duration::from_secs(50)).with_interval(Duration::from_secs(10)).with_retries(5);
    socket.set_tcp_keepalive(&keepalive)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(1024)?;
    TcpListener::from_std(socket.into())
}

async fn accept_all(shared: Arc<Shared>, listener: TcpListener, options: ListenerOptions, permits: Arc<Semaphore>) {
    loop {
        // First the permit: what cannot be served is not accepted.
        let accepted = tokio::select! {
            biased;
            () = shared.shutdown.cancelled() => return,
            accepted = accept_one(&listener, &permits) => accepted,
        };
        match accepted {
            Ok((stream, peer, permit)) => {
                let session = serve(Arc::clone(&shared), stream, peer, options, permit);
                shared.tasks.spawn(session);
            }
            Err(error) => {
                let class = format!("{:?}", error.kind());
                shared.services.metrics.smtp_server.exception(ExceptionAt::ClientAccept, &class);
                tracing::error!(
                    component = "smtp-server",
                    error = &error as &dyn std::error::Error,
                    "An error occurred while accepting a new client."
                );
                tokio::select! {
                    () = shared.shutdown.cancelled() => return,
                    () = tokio::time::sleep(ACCEPT_PAUSE) => {}
                }
            }
        }
    }
}

async fn accept_one(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, permit))
}

async fn serve(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: SocketAddr,
    options: ListenerOptions,
    permit: OwnedSemaphorePermit,
) {
    let abort = shared.abort.clone();
    tokio::select! {
        biased;
        () = abort.cancelled() => {}
        () = serve_until_end(shared, stream, peer, options) => {}
    }
    drop(permit);
}

async fn serve_until_end(shared: Arc<Shared>, mut stream: TcpStream, peer: SocketAddr, options: ListenerOptions) {
    let _open = shared.services.metrics.smtp_server.connection();
    // Replies are written whole; waiting for more of them would only delay the client.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(component = "smtp-server", "Connection closed before it began: {error}");
        return;
    }
    let peer = peer.ip().to_canonical();
    let proxied = if options.proxy {
        match proxy::read_header(&mut stream, peer, &shared.config.proxy_networks).await {
            Ok(proxied) => {
                shared.services.metrics.smtp_server.command(SmtpCommand::Proxy);
                proxied
            }
            Err(error) => {
                shared.services.metrics.smtp_server.client_error(ClientError::ProxyError);
                tracing::warn!(component = "smtp-server", ip = %peer, "Proxy error from {peer}: {error}");
                say_and_close(&mut stream, &Reply::from(replies::PROXY_ERROR).without_enhanced()).await;
                return;
            }
        }
    } else {
        Proxied::default()
    };
    let client = proxied.client.unwrap_or(peer);
    let admission: Admission = match shared.connections.admit(client, shared.services.clock.now()) {
        Ok(admission) => admission,
        Err(refusal) => {
            refuse(&shared, stream, client, refusal, options).await;
            return;
        }
    };
    Session::new(shared, stream, client, proxied, options).run().await;
    drop(admission);
}

async fn refuse(shared: &Shared, mut stream: TcpStream, client: IpAddr, refusal: Refusal, options: ListenerOptions) {
    let reply = match refusal {
        Refusal::Total => replies::server_full(&shared.hostname),
        Refusal::Client => replies::too_many_connections(&shared.hostname),
    };
    shared.services.metrics.smtp_server.client_error(ClientError::TooManyConnections);
    tracing::warn!(component = "smtp-server", ip = %client, "Connection from {client} refused: {reply}");
    // Inside implicit TLS nobody could read it before a handshake, which is not worth its price here.
    if options.tls != ListenerTls::Implicit {
        let reply = if shared.config.enhanced_status_codes { reply } else { reply.without_enhanced() };
        say_and_close(&mut stream, &reply).await;
    }
}

/// Says it to a peer that may be gone, or not listen.
async fn say_and_close(stream: &mut TcpStream, reply: &Reply) {
    let text = reply.to_wire();
    let _ = tokio::time::timeout(REFUSAL_TIMEOUT, async {
        stream.write_all(text.as_bytes()).await?;
        stream.shutdown().await
    })
    .await;
}
