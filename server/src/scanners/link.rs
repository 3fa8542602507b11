//! The way to a scanner: address, deadline, limits on size and connections.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::fault::Fault;

/// Longest wait for a free connection. A scanner that hangs costs its whole deadline per mail, and there is a limit to
/// how many mails may stand behind it.
const LONGEST_QUEUE: Duration = Duration::from_secs(60);
const BYTES_PER_MIB: u64 = 1024 * 1024;

/// A connection of either kind.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

#[derive(Debug, Clone)]
enum Address {
    Unix(PathBuf),
    Tcp { host: String, port: u16 },
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Unix(path) => write!(f, "{}", path.display()),
            Address::Tcp { host, port } => write!(f, "{host}:{port}"),
        }
    }
}

/// The options that all scanners have.
pub struct Settings<'a> {
    pub socket: Option<&'a Path>,
    pub host: &'a str,
    pub port: u16,
    pub timeout: Duration,
    pub max_size: u64,
    pub max_connections: usize,
}

#[derive(Debug)]
pub struct Link {
    address: Address,
    deadline: Duration,
    max_bytes: u64,
    slots: Arc<Semaphore>,
}

impl Link {
    pub fn new(settings: &Settings<'_>) -> Self {
        let address = match settings.socket {
            Some(path) => Address::Unix(path.to_owned()),
            // Brackets belong to URLs; the resolver does not know them.
            None => Address::Tcp {
                host: settings.host.trim_start_matches('[').trim_end_matches(']').to_owned(),
                port: settings.port,
            },
        };
        let slots = settings.max_connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            address,
            deadline: settings.timeout,
            max_bytes: settings.max_size.saturating_mul(BYTES_PER_MIB),
            slots: Arc::new(Semaphore::new(slots)),
        }
    }

    pub fn is_unix(&self) -> bool {
        matches!(self.address, Address::Unix(_))
    }

    /// Runs one scan, which connects itself: one of a limited number at a time, ended at the deadline, and not at all for
    /// a mail of more than the permitted size. Time in the queue does not count against the deadline.
    pub async fn exchange<T>(&self, size: usize, scan: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
        if size as u64 > self.max_bytes {
            return Err(Fault::TooLarge { size, limit: Some(self.max_bytes) });
        }
        let _slot = timeout(LONGEST_QUEUE, self.slots.acquire()).await.map_err(|_| Fault::Busy(LONGEST_QUEUE))?;
        timeout(self.deadline, scan).await.unwrap_or(Err(Fault::TimedOut(self.deadline)))
    }

    pub async fn connect(&self) -> Result<Box<dyn Stream>, Fault> {
        let connected: std::io::Result<Box<dyn Stream>> = match &self.address {
            Address::Unix(path) => UnixStream::connect(path).await.map(|stream| Box::new(stream) as _),
            Address::Tcp { host, port } => {
                TcpStream::connect((host.as_str(), *port)).await.map(|stream| Box::new(stream) as _)
            }
        };
        connected.map_err(|source| Fault::Connect { address: self.address.to_string(), source })
    }
}

/// Everything until the peer closes; more than `max` octets are a fault.
pub async fn read_to_end(stream: &mut (impl AsyncRead + Unpin), max: usize) -> Result<Vec<u8>, Fault> {
    let mut answer = Vec::new();
    stream.take(max as u64 + 1).read_to_end(&mut answer).await?;
    if answer.len() > max {
        return Err(Fault::Answer(format!("the answer is longer than {max} bytes")));
    }
    Ok(answer)
}
