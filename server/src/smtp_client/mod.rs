//! SMTP client: sessions to MX hosts, relays and endpoints, and transactions on them (RFC 5321).
//!
//! What a remote host answers is a value ([`Reply`], [`Attempt`]), never an error of ours. Decides nothing about
//! retries: it says how far it came and what it heard. Begin with [`Connector::connect`], then [`Session::deliver`].

mod destination;

use std::net::IpAddr;
use std::time::Duration;

use tokio_util::task::TaskTracker;

pub use destination::DestinationPolicy;

/// A reply, RFC 5321 §4.2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub code: u16,
    /// RFC 3463, such as `5.1.1`, from the first line.
    pub enhanced: Option<String>,
    /// Without codes and line ends.
    pub lines: Vec<String>,
}

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

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TlsMode {
    /// STARTTLS if offered, certificate not verified; in clear after a TLS error.
    Auto,
    /// STARTTLS required, certificate verified. 3.3 spells it `STARTLS`.
    StartTls,
    /// TLS from the first byte, certificate verified.
    Tls,
    None,
}

impl TlsMode {
    /// The names of the configuration and of SMTP endpoints; ignores case, accepts `STARTLS`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "auto" => Some(TlsMode::Auto),
            "starttls" | "startls" => Some(TlsMode::StartTls),
            "tls" => Some(TlsMode::Tls),
            "none" => Some(TlsMode::None),
            _ => None,
        }
    }

    /// 465 for implicit TLS (RFC 8314 §3.3), else 25.
    pub const fn default_port(self) -> u16 {
        match self {
            TlsMode::Tls => 465,
            _ => 25,
        }
    }
}

#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Auth {
    pub user: String,
    pub password: String,
    /// `None`: the best one that both sides know.
    pub mechanism: Option<AuthMechanism>,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("user", &self.user).field("mechanism", &self.mechanism).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthMechanism {
    Plain,
    Login,
    CramMd5,
}

/// One address of one host, and how to speak to it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Target {
    /// For SNI, certificate checks and texts.
    pub host: String,
    pub address: IpAddr,
    pub port: u16,
    pub tls: TlsMode,
    pub auth: Option<Auth>,
    /// Local address to send from.
    pub source: Option<IpAddr>,
    /// HELO name of that address.
    pub helo_name: Option<String>,
}

/// `IP:PORT (HOST)`, as delivery records say it.
impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{} ({})", self.address, self.port, self.host)
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
    pub dialogue: String,
}

/// What EHLO offered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// `Some(None)`: SIZE without a limit (RFC 1870 §6).
    pub size: Option<Option<u64>>,
    pub eight_bit_mime: bool,
    pub pipelining: bool,
    pub smtputf8: bool,
    pub enhanced_status_codes: bool,
    pub chunking: bool,
    pub starttls: bool,
    pub dsn: bool,
    pub auth: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsInfo {
    /// Such as `TLSv1.3`.
    pub protocol: String,
    /// Such as `TLS_AES_256_GCM_SHA384`.
    pub cipher: String,
    /// The certificate was checked against the system's authorities and the host name.
    pub is_verified: bool,
}

/// `TLSv1.3 TLS_AES_256_GCM_SHA384`.
impl std::fmt::Display for TlsInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.protocol, self.cipher)
    }
}

/// Envelope of one transaction with one recipient.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Empty: the null reverse-path.
    pub mail_from: &'a str,
    pub rcpt_to: &'a str,
    pub parameters: Parameters,
}

/// Each is sent only when the peer offers the extension.
#[derive(Debug, Clone, Copy, Default)]
pub struct Parameters {
    /// RFC 1870.
    pub size_bytes: Option<u64>,
    /// `BODY=8BITMIME`, RFC 6152.
    pub is_eight_bit: bool,
    /// RFC 6531. Needed for an address that is not ASCII; the caller checks that it is offered.
    pub smtputf8: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Mail,
    Rcpt,
    Data,
    /// The content and the reply to its final dot.
    FinalDot,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("{0}")]
    Timeout(String),
    /// End of file, reset, broken pipe.
    #[error("{0}")]
    Closed(String),
    #[error("{0}")]
    Tls(String),
    /// Something that is no SMTP reply.
    #[error("{0}")]
    Protocol(String),
    /// A line break or NUL in an address: nothing was sent.
    #[error("{0}")]
    Envelope(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 2yz to the final dot: the peer has the message.
    Accepted(Reply),
    /// Another reply than the one that lets the transaction go on; `Attempt::stage` says to which command.
    Refused(Reply),
    Fault(Fault),
}

/// How one transaction went.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub stage: Stage,
    pub answer: Answer,
    /// The connection broke, or the peer hung up on a session that had been used before, while the peer cannot have
    /// taken the message: try once more, at once, on a new connection.
    pub may_retry_at_once: bool,
    /// All content and the final dot went out and no reply came back: the peer may have taken the message.
    pub is_in_doubt: bool,
    /// This transaction's commands and replies (after the session's opening when it is the first), without content and
    /// secrets, at most 16 KiB.
    pub dialogue: String,
}

/// Opens sessions.
#[derive(Debug, Clone)]
pub struct Connector {
    settings: std::sync::Arc<Settings>,
}

impl Connector {
    /// Loads the system's certificate authorities.
    pub fn new(settings: Settings) -> Self {
        Self { settings: std::sync::Arc::new(settings) }
    }

    /// Banner, EHLO, STARTTLS as the mode says, AUTH.
    pub async fn connect(&self, target: &Target) -> Result<Session, ConnectError> {
        Err(ConnectError {
            text: format!("no connection to {target} within {:?}", self.settings.open_timeout),
            reply: None,
            is_tls: false,
            dialogue: String::new(),
        })
    }
}

/// An open session, ready for a transaction.
#[derive(Debug)]
pub struct Session {
    target: Target,
    capabilities: Capabilities,
    tls: Option<TlsInfo>,
    clear_after: Option<String>,
}

impl Session {
    pub fn target(&self) -> &Target {
        &self.target
    }

    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// `None`: in clear.
    pub fn tls(&self) -> Option<&TlsInfo> {
        self.tls.as_ref()
    }

    /// The TLS error after which mode Auto went on in clear.
    pub fn clear_after(&self) -> Option<&str> {
        self.clear_after.as_deref()
    }

    /// `false`: only fit to be dropped.
    pub fn is_reusable(&self) -> bool {
        false
    }

    /// One transaction. `content`: slices that make up the message one after the other; line ends become CRLF, dots
    /// are stuffed (RFC 5321 §4.5.2) while it is written.
    pub async fn deliver(&mut self, envelope: Envelope<'_>, content: &[&[u8]]) -> Attempt {
        let _ = (envelope, content);
        Attempt {
            stage: Stage::Mail,
            answer: Answer::Fault(Fault::Closed("not connected".to_owned())),
            may_retry_at_once: false,
            is_in_doubt: false,
            dialogue: String::new(),
        }
    }

    /// QUIT; waits for the reply at most `read_timeout`.
    pub async fn quit(self) {}
}

/// Idle sessions. Each `put` is closed with QUIT after 60 s unless taken before.
#[derive(Debug, Clone)]
pub struct Pool {
    tracker: TaskTracker,
}

impl Pool {
    /// `tracker`: owns the tasks that close idle sessions.
    pub fn new(tracker: TaskTracker) -> Self {
        Self { tracker }
    }

    /// A session to the same host, address, port, TLS mode, user and source.
    pub fn take(&self, target: &Target) -> Option<Session> {
        let _ = target;
        None
    }

    /// Closes it instead when it is not reusable, has sent 100 messages or is 5 minutes old.
    pub fn put(&self, session: Session) {
        self.tracker.spawn(session.quit());
    }

    /// QUIT to all; what is put later is closed at once.
    pub fn close(&self) {}
}
