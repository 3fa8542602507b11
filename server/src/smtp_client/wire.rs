//! The connection: commands out, replies in, each within its deadline.

use std::io;
use std::time::Duration;

use futures::FutureExt;
use postal_mail::reply::{Reply, ReplyReader};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Target;
use super::attempt::Fault;
use super::connector::Settings;
use super::tls::{TlsConfigs, TlsInfo, server_name};
use super::transcript::Transcript;

/// How long a reply that is already on its way is waited for after a write has failed.
const LAST_WORDS: Duration = Duration::from_secs(1);

#[derive(Debug)]
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

#[derive(Debug)]
pub struct Wire {
    stream: Stream,
    reader: ReplyReader,
    /// Read and not yet consumed: later replies of a pipelined group.
    input: Vec<u8>,
    read_timeout: Duration,
    write_timeout: Duration,
    pub transcript: Transcript,
}

impl Wire {
    pub fn new(stream: TcpStream, settings: &Settings) -> Self {
        Self {
            stream: Stream::Plain(stream),
            reader: ReplyReader::new(),
            input: Vec::new(),
            read_timeout: settings.read_timeout,
            write_timeout: settings.write_timeout,
            transcript: Transcript::default(),
        }
    }

    /// Goes on in TLS. A failed handshake gives the transcript back with the fault.
    pub async fn start_tls(
        self,
        configs: &TlsConfigs,
        target: &Target,
        is_verified: bool,
        deadline: Duration,
    ) -> Result<(Self, TlsInfo), (Fault, Transcript)> {
        // What came before the handshake was not protected by it (CVE-2011-0411).
        let has_injection = !self.input.is_empty() || self.reader.is_inside_reply();
        let Stream::Plain(stream) = self.stream else {
            return Err((Fault::Protocol("TLS inside TLS".to_owned()), self.transcript));
        };
        if has_injection {
            let fault = Fault::Tls("TLS failed: the peer sent more after its reply to STARTTLS".to_owned());
            return Err((fault, self.transcript));
        }
        let config = if is_verified { &configs.verified } else { &configs.unverified };
        let connector = TlsConnector::from(config.clone());
        let handshake = connector.connect(server_name(&target.host, target.address), stream);
        let fault = match timeout(deadline, handshake).await {
            Ok(Ok(stream)) => {
                let info = TlsInfo::of(stream.get_ref().1, is_verified);
                let mut wire = Self { stream: Stream::Tls(Box::new(stream)), ..self };
                let check = if is_verified { "certificate verified" } else { "certificate not verified" };
                wire.transcript.note(&format!("{info}, {check}"));
                return Ok((wire, info));
            }
            Ok(Err(error)) => Fault::Tls(format!("TLS failed: {error}")),
            Err(_) => Fault::Timeout(format!("the TLS handshake took longer than {} s", deadline.as_secs_f64())),
        };
        Err((fault, self.transcript))
    }

    /// Sends one command and reads its reply.
    pub async fn command(&mut self, line: &str) -> Result<Reply, Fault> {
        self.send_command(line).await?;
        self.reply(self.read_timeout, line.split(' ').next().unwrap_or(line)).await
    }

    /// As [`Self::command`], for a line that must not be recorded; `shown` is.
    pub async fn secret_command(&mut self, line: &str, shown: &str) -> Result<Reply, Fault> {
        self.transcript.command(shown);
        self.write(format!("{line}\r\n").as_bytes()).await?;
        self.reply(self.read_timeout, "AUTH").await
    }

    pub async fn send_command(&mut self, line: &str) -> Result<(), Fault> {
        self.send_commands(&[line]).await
    }

    /// Sends commands in one go (RFC 2920).
    pub async fn send_commands(&mut self, lines: &[&str]) -> Result<(), Fault> {
        let mut wire = Vec::new();
        for line in lines {
            self.transcript.command(line);
            wire.extend_from_slice(line.as_bytes());
            wire.extend_from_slice(b"\r\n");
        }
        self.write(&wire).await
    }

    /// The next reply, whole, within `deadline`. `to`: what it answers, for texts.
    pub async fn reply(&mut self, deadline: Duration, to: &str) -> Result<Reply, Fault> {
        let result = self.read_reply(Instant::now() + deadline, deadline, to).await;
        match &result {
            Ok(reply) => self.transcript.reply(reply),
            Err(fault) => self.transcript.note(&fault.to_string()),
        }
        result
    }

    /// The reply to the command before, within the usual deadline.
    pub async fn next_reply(&mut self, to: &str) -> Result<Reply, Fault> {
        self.reply(self.read_timeout, to).await
    }

    /// What the peer said before it stopped reading: often the reason why.
    pub async fn last_words(&mut self) -> Option<Reply> {
        let reply = self.read_reply(Instant::now() + LAST_WORDS, LAST_WORDS, "").await.ok()?;
        self.transcript.reply(&reply);
        Some(reply)
    }

    async fn read_reply(&mut self, until: Instant, deadline: Duration, to: &str) -> Result<Reply, Fault> {
        let mut block = [0; 4096];
        loop {
            let mut rest = self.input.as_slice();
            let reply = self.reader.read(&mut rest).map_err(|error| Fault::Protocol(error.to_string()))?;
            let consumed = self.input.len() - rest.len();
            self.input.drain(..consumed);
            if let Some(reply) = reply {
                return Ok(reply);
            }
            let read = match &mut self.stream {
                Stream::Plain(stream) => timeout_at(until, stream.read(&mut block)).await,
                Stream::Tls(stream) => timeout_at(until, stream.read(&mut block)).await,
            };
            match read {
                Err(_) => return Err(Fault::Timeout(format!("no reply to {to} within {} s", deadline.as_secs_f64()))),
                Ok(Err(error)) => return Err(fault(&error)),
                Ok(Ok(0)) => return Err(Fault::Closed("the peer closed the connection".to_owned())),
                Ok(Ok(count)) => self.input.extend_from_slice(block.get(..count).unwrap_or_default()),
            }
        }
    }

    /// The peer must take each call's octets within the write deadline.
    pub async fn write(&mut self, octets: &[u8]) -> Result<(), Fault> {
        let write = async {
            match &mut self.stream {
                Stream::Plain(stream) => stream.write_all(octets).await,
                Stream::Tls(stream) => {
                    stream.write_all(octets).await?;
                    stream.flush().await
                }
            }
        };
        let result = match timeout(self.write_timeout, write).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => fault(&error),
            Err(_) => Fault::Timeout(format!("the peer took no data for {} s", self.write_timeout.as_secs_f64())),
        };
        self.transcript.note(&result.to_string());
        Err(result)
    }

    /// Nothing has come in since the last reply: neither an end nor a 421.
    pub fn is_quiet(&self) -> bool {
        let stream = match &self.stream {
            Stream::Plain(stream) => stream,
            Stream::Tls(stream) => stream.get_ref().0,
        };
        self.input.is_empty() && !self.reader.is_inside_reply() && stream.peek(&mut [0]).now_or_never().is_none()
    }
}

fn fault(error: &io::Error) -> Fault {
    if error.get_ref().is_some_and(|inner| inner.downcast_ref::<rustls::Error>().is_some()) {
        return Fault::Tls(format!("TLS failed: {error}"));
    }
    Fault::Closed(match error.kind() {
        io::ErrorKind::UnexpectedEof => "the peer closed the connection".to_owned(),
        io::ErrorKind::ConnectionReset => "the connection was reset by the peer".to_owned(),
        io::ErrorKind::BrokenPipe => "the peer closed the connection while we were sending".to_owned(),
        _ => format!("the connection broke: {error}"),
    })
}
