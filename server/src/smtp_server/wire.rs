//! The connection as the session sees it: lines in, replies out, every wait with a deadline.

use std::io;
use std::time::Duration;

use bytes::BytesMut;
use futures::FutureExt as _;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// RFC 5321 §4.5.3.1.4 asks for 512 octets; parameters need more.
pub const MAX_COMMAND_LINE: usize = 2048;
/// RFC 4954 §4.
pub const MAX_AUTH_LINE: usize = 12_288;
/// Replies waiting to be sent together; more are sent at once.
const MAX_OUTPUT: usize = 16 * 1024;
const READ_SIZE: usize = 16 * 1024;
/// A peer that still sends while we close is read from for this long, so that our last reply is not lost to a reset.
const LINGER: Duration = Duration::from_secs(1);

/// Why a session cannot go on.
#[derive(Debug)]
pub enum Interrupt {
    TimedOut,
    ShuttingDown,
    /// The peer is gone.
    Closed,
    Io(io::Error),
}

impl From<io::Error> for Interrupt {
    fn from(error: io::Error) -> Self {
        Interrupt::Io(error)
    }
}

/// What the next line is, which decides how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineKind {
    Command,
    AuthResponse,
}

#[derive(Debug)]
pub enum Line {
    Complete {
        /// Without its line end.
        octets: Vec<u8>,
        /// False: it ended with a bare LF.
        has_cr: bool,
    },
    /// It was read to its end and forgotten.
    TooLong { is_auth: bool },
}

/// What is known of an encrypted connection.
#[derive(Debug, Clone)]
pub struct TlsInfo {
    pub version: String,
    pub cipher: String,
}

trait Io: AsyncRead + AsyncWrite + Unpin + Send + Sync {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync> Io for T {}

pub struct Timeouts {
    /// For a whole command line.
    pub command: Duration,
    pub write: Duration,
    pub tls: Duration,
    /// For the whole session.
    pub session_end: Instant,
}

pub struct Wire {
    stream: Box<dyn Io>,
    input: BytesMut,
    output: Vec<u8>,
    timeouts: Timeouts,
    tls: Option<TlsInfo>,
}

impl Wire {
    pub fn new(stream: impl AsyncRead + AsyncWrite + Unpin + Send + Sync + 'static, timeouts: Timeouts) -> Self {
        Self { stream: Box::new(stream), input: BytesMut::new(), output: Vec::new(), timeouts, tls: None }
    }

    /// A proxy has read this before us: TLS may have ended there, and the client's first octets may be here.
    pub fn behind(mut self, tls: Option<TlsInfo>, input: BytesMut) -> Self {
        self.tls = tls;
        self.input = input;
        self
    }

    pub fn tls(&self) -> Option<&TlsInfo> {
        self.tls.as_ref()
    }

    /// Octets that were read and not yet taken.
    pub fn input(&self) -> &[u8] {
        &self.input
    }

    pub fn take_input(&mut self, octets: usize) {
        let octets = octets.min(self.input.len());
        drop(self.input.split_to(octets));
    }

    /// Puts a reply behind those that wait to be sent.
    pub async fn write(&mut self, octets: &[u8]) -> Result<(), Interrupt> {
        self.output.extend_from_slice(octets);
        if self.output.len() > MAX_OUTPUT { self.flush().await } else { Ok(()) }
    }

    pub async fn flush(&mut self) -> Result<(), Interrupt> {
        if self.output.is_empty() {
            return Ok(());
        }
        let output = std::mem::take(&mut self.output);
        let write = async {
            self.stream.write_all(&output).await?;
            self.stream.flush().await
        };
        match timeout(self.timeouts.write, write).await {
            Ok(result) => Ok(result?),
            Err(_) => Err(Interrupt::TimedOut),
        }
    }

    /// Reads one line. Replies are sent before waiting, not before: RFC 2920 §3.2.
    pub async fn read_line(&mut self, kind: LineKind, shutdown: &CancellationToken) -> Result<Line, Interrupt> {
        let deadline = (Instant::now() + self.timeouts.command).min(self.timeouts.session_end);
        let mut scanned = 0;
        // Some: the line is too long already, and whether it is one of AUTH.
        let mut too_long = None;
        loop {
            let tail = self.input.get(scanned..).unwrap_or_default();
            if let Some(end) = tail.iter().position(|octet| *octet == b'\n') {
                let line = self.input.split_to(scanned + end + 1);
                let is_auth = is_auth_line(kind, &line);
                if let Some(is_auth) = too_long {
                    return Ok(Line::TooLong { is_auth });
                }
                if line.len() > max_line(is_auth) {
                    return Ok(Line::TooLong { is_auth });
                }
                let line = line.strip_suffix(b"\n").unwrap_or(&line);
                let (octets, has_cr) = line.strip_suffix(b"\r").map_or((line, false), |line| (line, true));
                return Ok(Line::Complete { octets: octets.to_vec(), has_cr });
            }
            scanned = self.input.len();
            if too_long.is_some() || scanned > max_line(is_auth_line(kind, &self.input)) {
                too_long.get_or_insert(is_auth_line(kind, &self.input));
                self.input.clear();
                scanned = 0;
            }
            self.flush().await?;
            if shutdown.is_cancelled() {
                return Err(Interrupt::ShuttingDown);
            }
            self.input.reserve(READ_SIZE);
            let read = tokio::select! {
                biased;
                () = shutdown.cancelled() => return Err(Interrupt::ShuttingDown),
                read = timeout_at(deadline, self.stream.read_buf(&mut self.input)) => read,
            };
            match read {
                Err(_) => return Err(Interrupt::TimedOut),
                Ok(Ok(0)) => return Err(Interrupt::Closed),
                Ok(result) => result?,
            };
        }
    }

    /// Waits for more input, at most until `deadline`.
    pub async fn read_more(&mut self, deadline: Instant) -> Result<(), Interrupt> {
        self.flush().await?;
        let deadline = deadline.min(self.timeouts.session_end);
        self.input.reserve(READ_SIZE);
        match timeout_at(deadline, self.stream.read_buf(&mut self.input)).await {
            Err(_) => Err(Interrupt::TimedOut),
            Ok(Ok(0)) => Err(Interrupt::Closed),
            Ok(result) => result.map(|_| ()).map_err(Interrupt::Io),
        }
    }

    /// Whether the peer has already sent something that nobody asked for yet. Does not wait.
    pub fn has_early_input(&mut self) -> bool {
        if self.input.is_empty() {
            // A failed or finished read shows again at the next real one.
            let _ = self.stream.read_buf(&mut self.input).now_or_never();
        }
        !self.input.is_empty()
    }

    /// Makes the connection an encrypted one. What was read before is forgotten: it came in clear (RFC 3207 §6).
    pub async fn start_tls(&mut self, acceptor: TlsAcceptor) -> Result<(), Interrupt> {
        self.flush().await?;
        self.input.clear();
        let plain = std::mem::replace(&mut self.stream, Box::new(tokio::io::empty()));
        match timeout(self.timeouts.tls, acceptor.accept(plain)).await {
            Err(_) => Err(Interrupt::TimedOut),
            Ok(accepted) => {
                let stream = accepted?;
                let (_, state) = stream.get_ref();
                self.tls = Some(TlsInfo {
                    version: state.protocol_version().and_then(|it| it.as_str()).unwrap_or("unknown").replace('_', "."),
                    cipher: state
                        .negotiated_cipher_suite()
                        .and_then(|suite| suite.suite().as_str())
                        .unwrap_or("unknown")
                        .to_owned(),
                });
                self.stream = Box::new(stream);
                Ok(())
            }
        }
    }

    /// Sends what waits and ends the connection.
    pub async fn close(mut self) {
        if self.flush().await.is_err() {
            return;
        }
        // Every error from here on means that the peer was faster.
        let _ = timeout(LINGER, async {
            self.stream.shutdown().await?;
            let mut rest = [0; 4096];
            while self.stream.read(&mut rest).await? > 0 {}
            io::Result::Ok(())
        })
        .await;
    }
}

fn is_auth_line(kind: LineKind, line: &[u8]) -> bool {
    kind == LineKind::AuthResponse
        || line.split_at_checked(5).is_some_and(|(verb, _)| verb.eq_ignore_ascii_case(b"AUTH "))
}

const fn max_line(is_auth: bool) -> usize {
    if is_auth { MAX_AUTH_LINE } else { MAX_COMMAND_LINE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wire(stream: tokio::io::DuplexStream) -> Wire {
        let timeouts = Timeouts {
            command: Duration::from_secs(300),
            write: Duration::from_secs(60),
            tls: Duration::from_secs(60),
            session_end: Instant::now() + Duration::from_secs(3600),
        };
        Wire::new(stream, timeouts)
    }

    async fn lines(input: Vec<u8>, kind: LineKind) -> Vec<String> {
        let (mut peer, ours) = tokio::io::duplex(1 << 22);
        peer.write_all(&input).await.unwrap();
        drop(peer);
        let mut wire = wire(ours);
        let mut lines = Vec::new();
        let shutdown = CancellationToken::new();
        while let Ok(line) = wire.read_line(kind, &shutdown).await {
            lines.push(match line {
                Line::Complete { octets, has_cr } => format!("{} {has_cr}", String::from_utf8(octets).unwrap()),
                Line::TooLong { is_auth } => format!("too long {is_auth}"),
            });
        }
        lines
    }

    #[tokio::test]
    async fn lines_end_at_lf_and_lose_one_cr() {
        let input = b"NOOP\r\nRSET\n\r\r\nrest without end".to_vec();
        assert_eq!(lines(input, LineKind::Command).await, ["NOOP true", "RSET false", "\r true"]);
    }

    #[tokio::test]
    async fn a_line_over_its_limit_is_forgotten_and_the_next_one_is_read() {
        let line = |len: usize, start: &str| format!("{start}{}\r\n", "x".repeat(len - start.len() - 2));
        let cases = [
            (line(2048, "NOOP "), "NOOP"),
            (line(2049, "NOOP "), "too long false"),
            (line(1 << 20, "NOOP "), "too long false"),
            (line(12_288, "auth plain "), "auth"),
            (line(12_289, "auth plain "), "too long true"),
        ];
        for (input, expected) in cases {
            let lines = lines(format!("{input}QUIT\r\n").into_bytes(), LineKind::Command).await;
            assert!(lines[0].starts_with(expected), "{}: {expected}", input.len());
            assert_eq!(lines[1], "QUIT true");
        }
        let response = lines(line(12_289, "").into_bytes(), LineKind::AuthResponse).await;
        assert_eq!(response, ["too long true"]);
    }
}
