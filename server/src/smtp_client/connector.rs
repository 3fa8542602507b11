//! Opening a session: TCP, banner, EHLO, STARTTLS, AUTH.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use postal_mail::reply::{Reply, ReplyClass};
use rustls::RootCertStore;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;

use super::attempt::Fault;
use super::session::Session;
use super::target::{Target, TlsMode};
use super::tls::{TlsConfigs, TlsInfo, system_roots};
use super::transcript::Transcript;
use super::wire::Wire;
use super::{Capabilities, auth};

/// Deadlines and names of all sessions.
#[derive(Debug, Clone)]
pub struct Settings {
    /// For the TCP connection, and again for the TLS handshake.
    pub open_timeout: Duration,
    /// For each reply but the one to the final dot.
    pub read_timeout: Duration,
    /// For each block that the peer must take.
    pub write_timeout: Duration,
    /// For the reply to the final dot; RFC 5321 §4.5.3.2.6 says 10 minutes.
    pub final_dot_timeout: Duration,
    /// HELO name where the target does not name one.
    pub helo_name: String,
}

impl Settings {
    pub fn new(helo_name: impl Into<String>) -> Self {
        Self {
            open_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(60),
            final_dot_timeout: Duration::from_secs(600),
            helo_name: helo_name.into(),
        }
    }
}

/// Why there is no session. The text is what the delivery record shows as output.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{text}")]
pub struct ConnectError {
    pub text: String,
    /// What the peer said, when it said something.
    pub reply: Option<Reply>,
    /// The TLS handshake or its certificate failed, or STARTTLS was required and not offered.
    pub is_tls: bool,
    /// The connection itself was there.
    pub was_connected: bool,
    /// The address to send from is not on this machine: says nothing about the peer.
    pub is_source_missing: bool,
    pub dialogue: String,
}

/// Opens sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Connector {
    settings: Arc<Settings>,
    tls: TlsConfigs,
}

impl Connector {
    /// Loads the system's certificate authorities.
    pub fn new(settings: Settings) -> Result<Self, rustls::Error> {
        Self::with_roots(settings, system_roots())
    }

    /// `roots`: the authorities to trust where certificates are verified.
    pub fn with_roots(settings: Settings, roots: RootCertStore) -> Result<Self, rustls::Error> {
        Ok(Self { settings: Arc::new(settings), tls: TlsConfigs::new(roots)? })
    }

    /// Banner, EHLO, STARTTLS as the mode says, AUTH.
    pub async fn connect(&self, target: &Target) -> Result<Session, ConnectError> {
        let opening = Opening { connector: self, target, transcript: Transcript::default() };
        match opening.run(target.tls).await {
            Err(failed) if failed.is_tls && target.tls == TlsMode::Auto => self.connect_in_clear(target, failed).await,
            Err(failed) => Err(failed.into_error()),
            Ok(session) => Ok(session),
        }
    }

    /// Mode Auto: a peer that offers STARTTLS and cannot do it still gets its mail.
    async fn connect_in_clear(&self, target: &Target, mut failed: Failed) -> Result<Session, ConnectError> {
        failed.transcript.note("connecting again in clear");
        let opening = Opening { connector: self, target, transcript: failed.transcript };
        match opening.run(TlsMode::None).await {
            Ok(mut session) => {
                session.went_on_in_clear_after(failed.text);
                Ok(session)
            }
            Err(again) => Err(again.into_error()),
        }
    }
}

struct Failed {
    text: String,
    reply: Option<Reply>,
    is_tls: bool,
    was_connected: bool,
    is_source_missing: bool,
    transcript: Transcript,
}

impl Failed {
    fn into_error(mut self) -> ConnectError {
        ConnectError {
            text: self.text,
            reply: self.reply,
            is_tls: self.is_tls,
            was_connected: self.was_connected,
            is_source_missing: self.is_source_missing,
            dialogue: self.transcript.take(),
        }
    }

    fn by_fault(fault: &Fault, transcript: Transcript) -> Self {
        let is_tls = matches!(fault, Fault::Tls(_));
        Self { text: fault.to_string(), reply: None, is_tls, was_connected: true, is_source_missing: false, transcript }
    }

    fn by_reply(reply: Reply, mut wire: Wire) -> Self {
        Self {
            text: reply.to_string(),
            reply: Some(reply),
            is_tls: false,
            was_connected: true,
            is_source_missing: false,
            transcript: std::mem::take(&mut wire.transcript),
        }
    }

    fn on(mut wire: Wire, text: String, is_tls: bool) -> Self {
        wire.transcript.note(&text);
        let transcript = std::mem::take(&mut wire.transcript);
        Self { text, reply: None, is_tls, was_connected: true, is_source_missing: false, transcript }
    }
}

/// Gives the value, or ends the opening with the fault and what was said so far.
macro_rules! or_fail {
    ($wire:ident, $result:expr) => {
        match $result {
            Ok(value) => value,
            Err(fault) => return Err(Failed::by_fault(&fault, std::mem::take(&mut $wire.transcript))),
        }
    };
}

/// There is no connection.
struct Unopened {
    text: String,
    is_source_missing: bool,
}

struct Opening<'a> {
    connector: &'a Connector,
    target: &'a Target,
    transcript: Transcript,
}

impl Opening<'_> {
    async fn run(mut self, mode: TlsMode) -> Result<Session, Failed> {
        let mut transcript = std::mem::take(&mut self.transcript);
        let settings = &self.connector.settings;
        let stream = match self.open().await {
            Ok(stream) => stream,
            Err(Unopened { text, is_source_missing }) => {
                transcript.note(&text);
                let (reply, is_tls, was_connected) = (None, false, false);
                return Err(Failed { text, reply, is_tls, was_connected, is_source_missing, transcript });
            }
        };
        let from = self.target.source.map(|source| format!(" from {source}")).unwrap_or_default();
        transcript.note(&format!("connected to {}{from}", self.target));
        let mut wire = Wire::new(stream, settings);
        wire.transcript = transcript;
        let mut tls = None;
        if mode == TlsMode::Tls {
            (wire, tls) = self.start_tls(wire, true).await?;
        }
        let banner = or_fail!(wire, wire.next_reply("the connection").await);
        if !banner.is_completed() {
            return Err(Failed::by_reply(banner, wire));
        }
        let mut capabilities;
        (wire, capabilities) = self.hello(wire).await?;
        let wants_starttls = match mode {
            TlsMode::Auto => capabilities.starttls,
            TlsMode::StartTls => true,
            TlsMode::Tls | TlsMode::None => false,
        };
        if wants_starttls {
            if !capabilities.starttls {
                let text = format!("STARTTLS is required and {} does not offer it", self.target.host);
                return Err(Failed::on(wire, text, true));
            }
            let reply = or_fail!(wire, wire.command("STARTTLS").await);
            if !reply.is_completed() {
                return Err(Failed::by_reply(reply, wire));
            }
            (wire, tls) = self.start_tls(wire, mode == TlsMode::StartTls).await?;
            // RFC 3207 §4.2: what was said before does not count.
            (wire, capabilities) = self.hello(wire).await?;
        }
        if let Some(login) = &self.target.auth {
            let Some(mechanism) = auth::choose(login, &capabilities, tls.is_some(), self.target.tls) else {
                let text = format!("{} offers no way to log in that may be used here", self.target.host);
                return Err(Failed::on(wire, text, false));
            };
            let reply = or_fail!(wire, auth::log_in(&mut wire, login, mechanism).await);
            if !reply.is_completed() {
                return Err(Failed::by_reply(reply, wire));
            }
        }
        Ok(Session::new(self.target.clone(), wire, capabilities, tls, settings))
    }

    async fn open(&self) -> Result<TcpStream, Unopened> {
        let deadline = self.connector.settings.open_timeout;
        let peer = SocketAddr::new(self.target.address, self.target.port);
        let failed = |text: String| Unopened { text, is_source_missing: false };
        let made = if peer.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() };
        let socket = made.map_err(|error| failed(describe(&error)))?;
        if let Some(source) = self.target.source
            && let Err(error) = socket.bind(SocketAddr::new(source, 0))
        {
            let is_source_missing = error.kind() == std::io::ErrorKind::AddrNotAvailable;
            let what = if is_source_missing { "is not on this machine" } else { "cannot be used" };
            return Err(Unopened { text: format!("The source address {source} {what} ({error})"), is_source_missing });
        }
        let connect = async {
            let stream = socket.connect(peer).await?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        match timeout(deadline, connect).await {
            Ok(Ok(stream)) => Ok(stream),
            Ok(Err(error)) => Err(failed(describe(&error))),
            Err(_) => Err(failed(format!("Connection timed out after {} s", deadline.as_secs_f64()))),
        }
    }

    async fn start_tls(&self, wire: Wire, is_verified: bool) -> Result<(Wire, Option<TlsInfo>), Failed> {
        let deadline = self.connector.settings.open_timeout;
        match wire.start_tls(&self.connector.tls, self.target, is_verified, deadline).await {
            Ok((wire, info)) => Ok((wire, Some(info))),
            Err((fault, mut transcript)) => {
                transcript.note(&fault.to_string());
                Err(Failed::by_fault(&fault, transcript))
            }
        }
    }

    /// EHLO; HELO only for a peer that does not know EHLO.
    async fn hello(&self, mut wire: Wire) -> Result<(Wire, Capabilities), Failed> {
        let name = self.target.helo_name.as_ref().unwrap_or(&self.connector.settings.helo_name);
        let reply = or_fail!(wire, wire.command(&format!("EHLO {name}")).await);
        if reply.is_completed() {
            let capabilities = Capabilities::from_ehlo(&reply);
            return Ok((wire, capabilities));
        }
        // 3.3: any error leads to HELO and so to clear text; here: only "not known" (RFC 5321 §4.1.4).
        if !matches!(reply.code, 500 | 502 | 504) {
            return Err(Failed::by_reply(reply, wire));
        }
        let reply = or_fail!(wire, wire.command(&format!("HELO {name}")).await);
        if reply.class() != ReplyClass::Completed {
            return Err(Failed::by_reply(reply, wire));
        }
        Ok((wire, Capabilities::default()))
    }
}

fn describe(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::ConnectionRefused => "Connection refused".to_owned(),
        ErrorKind::ConnectionReset => "Connection reset by peer".to_owned(),
        ErrorKind::HostUnreachable => "No route to host".to_owned(),
        ErrorKind::NetworkUnreachable => "Network is unreachable".to_owned(),
        ErrorKind::TimedOut => "Connection timed out".to_owned(),
        _ => error.to_string(),
    }
}
