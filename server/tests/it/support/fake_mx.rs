//! An SMTP receiver on 127.0.0.1 that answers as it is told.

use std::collections::{HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Nothing here takes longer when it works.
const PATIENCE: Duration = Duration::from_secs(20);

/// One message as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedMessage {
    /// Between the angle brackets.
    pub mail_from: String,
    pub rcpt_to: Vec<String>,
    /// What stood behind the brackets of MAIL FROM.
    pub parameters: String,
    /// As on the wire, without the final dot, dots unstuffed.
    pub content: Vec<u8>,
    pub is_tls: bool,
    /// Counted from 1.
    pub connection: usize,
    /// Where the connection came from.
    pub peer: IpAddr,
    /// What the client called itself.
    pub helo: String,
}

#[derive(Debug, Clone)]
enum Act {
    /// May have several lines, separated by `\n`.
    Reply(String),
    ReplyAndClose(String),
    Close,
    /// Says nothing and keeps the connection.
    Hang,
    /// Goes on as usual when it is told to.
    Wait,
}

#[derive(Debug, Default)]
struct Script {
    always: HashMap<String, Act>,
    once: HashMap<String, VecDeque<Act>>,
    capabilities: Vec<String>,
    commands: Vec<String>,
    connections: usize,
}

struct Shared {
    script: Mutex<Script>,
    messages: watch::Sender<Vec<ReceivedMessage>>,
    /// Stages that were come to, in order.
    stages: watch::Sender<Vec<String>>,
    may_go_on: watch::Sender<bool>,
    certificate: CertificateDer<'static>,
    acceptor: TlsAcceptor,
    is_implicit_tls: bool,
}

/// Stages to script: `BANNER`, `EHLO`, `HELO`, `STARTTLS`, `HANDSHAKE` (after the reply to STARTTLS), `AUTH` (its first
/// line), `MAIL`, `RCPT`, `DATA`, `CONTENT` (once the first line of content is in), `.` (the final dot), `RSET`, `QUIT`.
pub struct FakeMx {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

impl FakeMx {
    /// Offers PIPELINING, SIZE and 8BITMIME; its certificate is for `mx.example.com`.
    pub async fn start() -> Self {
        Self::launch("127.0.0.1:0", false).await
    }

    /// At another address.
    pub async fn start_at(address: &str) -> Self {
        Self::launch(address, false).await
    }

    /// TLS from the first byte.
    pub async fn start_tls() -> Self {
        Self::launch("127.0.0.1:0", true).await
    }

    async fn launch(address: &str, is_implicit_tls: bool) -> Self {
        let key = rcgen::generate_simple_self_signed(vec!["mx.example.com".to_owned()]).unwrap();
        let certificate = key.cert.der().clone();
        let private = PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], private)
            .unwrap();
        let script = Script {
            capabilities: ["PIPELINING", "SIZE 10485760", "8BITMIME"].map(str::to_owned).to_vec(),
            ..Script::default()
        };
        let shared = Arc::new(Shared {
            script: Mutex::new(script),
            messages: watch::Sender::new(Vec::new()),
            stages: watch::Sender::new(Vec::new()),
            may_go_on: watch::Sender::new(false),
            certificate,
            acceptor: TlsAcceptor::from(Arc::new(config)),
            is_implicit_tls,
        });
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let tracker = TaskTracker::new();
        let (accept_shared, accept_stop, connections) = (shared.clone(), stop.clone(), tracker.clone());
        tracker.spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = accept_shared.clone();
                connections.spawn(accept_stop.clone().run_until_cancelled_owned(serve(shared, stream)));
            }
        }));
        Self { address, shared, _stop: stop.drop_guard() }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Its own authority: put it among the roots to have it verified for `mx.example.com`.
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.shared.certificate.clone()
    }

    fn script<T>(&self, change: impl FnOnce(&mut Script) -> T) -> T {
        change(&mut self.shared.script.lock().unwrap())
    }

    /// From now on; lines of a reply are separated by `\n` (`250-a\n250 b`). A 421 closes the connection.
    pub fn reply_to(&self, stage: &str, reply: &str) -> &Self {
        self.always(stage, reply_act(reply))
    }

    /// The next time only; several add up.
    pub fn reply_once(&self, stage: &str, reply: &str) -> &Self {
        self.once(stage, reply_act(reply))
    }

    pub fn close_at(&self, stage: &str) -> &Self {
        self.always(stage, Act::Close)
    }

    pub fn close_once_at(&self, stage: &str) -> &Self {
        self.once(stage, Act::Close)
    }

    pub fn hang_at(&self, stage: &str) -> &Self {
        self.always(stage, Act::Hang)
    }

    /// Waits there until [`Self::go_on`].
    pub fn wait_at(&self, stage: &str) -> &Self {
        self.always(stage, Act::Wait)
    }

    /// Nobody waits any more.
    pub fn go_on(&self) -> &Self {
        self.shared.may_go_on.send_replace(true);
        self
    }

    /// Waits until a client has come to this stage.
    pub async fn reached(&self, stage: &str) {
        let mut stages = self.shared.stages.subscribe();
        let reached = stages.wait_for(|stages| stages.iter().any(|reached| reached == stage));
        tokio::time::timeout(PATIENCE, reached).await.unwrap().unwrap();
    }

    /// Behaves again at this stage.
    pub fn recover(&self, stage: &str) -> &Self {
        self.script(|script| {
            script.always.remove(stage);
            script.once.remove(stage);
        });
        self
    }

    /// What EHLO offers behind its first line.
    pub fn capabilities(&self, capabilities: &[&str]) -> &Self {
        self.script(|script| script.capabilities = capabilities.iter().map(|line| (*line).to_owned()).collect());
        self
    }

    fn always(&self, stage: &str, act: Act) -> &Self {
        self.script(|script| script.always.insert(stage.to_owned(), act));
        self
    }

    fn once(&self, stage: &str, act: Act) -> &Self {
        self.script(|script| script.once.entry(stage.to_owned()).or_default().push_back(act));
        self
    }

    pub fn connections(&self) -> usize {
        self.script(|script| script.connections)
    }

    /// All command lines of all connections.
    pub fn commands(&self) -> Vec<String> {
        self.script(|script| script.commands.clone())
    }

    pub fn messages(&self) -> Vec<ReceivedMessage> {
        self.shared.messages.borrow().clone()
    }

    /// Waits until `count` messages have been accepted in total.
    pub async fn wait_for(&self, count: usize) -> Vec<ReceivedMessage> {
        let mut messages = self.shared.messages.subscribe();
        let arrived = tokio::time::timeout(PATIENCE, messages.wait_for(|messages| messages.len() >= count)).await;
        match arrived {
            Ok(Ok(messages)) => messages.clone(),
            _ => panic!("{count} messages expected, these came: {:#?}", self.messages()),
        }
    }
}

fn reply_act(reply: &str) -> Act {
    if reply.starts_with("421") { Act::ReplyAndClose(reply.to_owned()) } else { Act::Reply(reply.to_owned()) }
}

/// The connection is over.
struct Gone;

impl From<std::io::Error> for Gone {
    fn from(_: std::io::Error) -> Self {
        Gone
    }
}

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

type Io = BufStream<Box<dyn Duplex>>;

async fn serve(shared: Arc<Shared>, stream: TcpStream) {
    let connection = {
        let mut script = shared.script.lock().unwrap();
        script.connections += 1;
        script.connections
    };
    stream.set_nodelay(true).unwrap();
    let address = stream.peer_addr().unwrap().ip();
    let stream: Box<dyn Duplex> = Box::new(stream);
    let mut io = BufStream::new(stream);
    let mut is_tls = false;
    if shared.is_implicit_tls {
        let Ok(stream) = shared.acceptor.accept(io.into_inner()).await else {
            return;
        };
        io = BufStream::new(Box::new(stream));
        is_tls = true;
    }
    let mut peer = Peer { shared, io, is_tls, connection, address, helo: String::new(), mail: None };
    if peer.say("BANNER", "220 mx.example.com ESMTP FakeMx").await.is_ok() {
        while peer.step().await.is_ok() {}
    }
}

struct Peer {
    shared: Arc<Shared>,
    io: Io,
    is_tls: bool,
    connection: usize,
    address: IpAddr,
    helo: String,
    mail: Option<ReceivedMessage>,
}

impl Peer {
    async fn step(&mut self) -> Result<(), Gone> {
        let line = self.line().await?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        self.shared.script.lock().unwrap().commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                self.mail = None;
                self.helo = line.split_once(' ').map_or_else(String::new, |(_, name)| name.to_owned());
                let mut reply = vec!["mx.example.com".to_owned()];
                reply.extend(self.shared.script.lock().unwrap().capabilities.iter().cloned());
                if self.is_tls {
                    reply.retain(|line| line != "STARTTLS");
                }
                let last = reply.pop().unwrap();
                let mut text: String = reply.iter().map(|line| format!("250-{line}\n")).collect();
                text.push_str(&format!("250 {last}"));
                self.say("EHLO", &text).await?;
            }
            "STARTTLS" => {
                if self.say("STARTTLS", "220 2.0.0 go ahead").await? == 220 {
                    self.start_tls().await?;
                }
            }
            "AUTH" => self.auth(&line).await?,
            "MAIL" => {
                if self.say("MAIL", "250 2.1.0 ok").await? == 250 {
                    let (mail_from, parameters) = path(&line);
                    let (is_tls, connection) = (self.is_tls, self.connection);
                    let rcpt_to = Vec::new();
                    let content = Vec::new();
                    let (peer, helo) = (self.address, self.helo.clone());
                    self.mail = Some(ReceivedMessage {
                        mail_from,
                        rcpt_to,
                        parameters,
                        content,
                        is_tls,
                        connection,
                        peer,
                        helo,
                    });
                }
            }
            "RCPT" => {
                let default = if self.mail.is_some() { "250 2.1.5 ok" } else { "503 5.5.1 MAIL first" };
                if self.say("RCPT", default).await? / 100 == 2
                    && let Some(mail) = &mut self.mail
                {
                    mail.rcpt_to.push(path(&line).0);
                }
            }
            "DATA" => {
                let is_ready = self.mail.as_ref().is_some_and(|mail| !mail.rcpt_to.is_empty());
                let default = if is_ready { "354 go on" } else { "503 5.5.1 RCPT first" };
                if self.say("DATA", default).await? / 100 == 3 {
                    self.content().await?;
                }
            }
            "RSET" => {
                self.mail = None;
                self.say("RSET", "250 2.0.0 ok").await?;
            }
            "QUIT" => {
                self.say("QUIT", "221 2.0.0 bye").await?;
                return Err(Gone);
            }
            other => {
                self.say(other, "250 2.0.0 ok").await?;
            }
        }
        Ok(())
    }

    async fn content(&mut self) -> Result<(), Gone> {
        let mut content = Vec::new();
        let mut is_first = true;
        loop {
            let line = self.line().await?;
            if std::mem::take(&mut is_first) && self.act("CONTENT").is_some() {
                self.say("CONTENT", "").await?;
            }
            if line == b".\r\n" {
                break;
            }
            content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        let mail = self.mail.take().filter(|mail| !mail.rcpt_to.is_empty());
        let default = if mail.is_some() { "250 2.0.0 queued" } else { "554 5.5.1 no valid recipients" };
        if self.say(".", default).await? == 250
            && let Some(mail) = mail
        {
            self.shared.messages.send_modify(|messages| messages.push(ReceivedMessage { content, ..mail }));
        }
        Ok(())
    }

    async fn auth(&mut self, line: &str) -> Result<(), Gone> {
        let steps = match line.split(' ').nth(1) {
            Some("LOGIN") => 2,
            Some("CRAM-MD5") => 1,
            _ => 0,
        };
        for _ in 0..steps {
            // `<1896.697170952@postoffice.reston.mci.net>`; LOGIN's prompts are not looked at by anybody.
            self.say("AUTH", "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+").await?;
            let line = self.line().await?;
            self.shared.script.lock().unwrap().commands.push(String::from_utf8_lossy(&line).trim_end().to_owned());
        }
        self.say("AUTH", "235 2.7.0 ok").await?;
        Ok(())
    }

    async fn start_tls(&mut self) -> Result<(), Gone> {
        if self.act("HANDSHAKE").is_some() {
            self.say("HANDSHAKE", "").await?;
        }
        let empty: Box<dyn Duplex> = Box::new(tokio::io::empty());
        let plain = std::mem::replace(&mut self.io, BufStream::new(empty)).into_inner();
        let stream = self.shared.acceptor.accept(plain).await?;
        self.io = BufStream::new(Box::new(stream));
        self.is_tls = true;
        Ok(())
    }

    fn act(&self, stage: &str) -> Option<Act> {
        let script = self.shared.script.lock().unwrap();
        script.once.get(stage).and_then(|acts| acts.front().cloned()).or_else(|| script.always.get(stage).cloned())
    }

    /// What the script says, else `default`; the code that was said.
    async fn say(&mut self, stage: &str, default: &str) -> Result<u16, Gone> {
        let act = self.act(stage).unwrap_or_else(|| Act::Reply(default.to_owned()));
        self.shared.stages.send_modify(|stages| stages.push(stage.to_owned()));
        if let Some(acts) = self.shared.script.lock().unwrap().once.get_mut(stage) {
            acts.pop_front();
        }
        let (text, is_end) = match act {
            Act::Reply(text) => (text, false),
            Act::ReplyAndClose(text) => (text, true),
            Act::Close => return Err(Gone),
            Act::Wait => {
                let _ = self.shared.may_go_on.subscribe().wait_for(|may| *may).await;
                (default.to_owned(), false)
            }
            Act::Hang => {
                std::future::pending::<()>().await;
                return Err(Gone);
            }
        };
        self.io.write_all(format!("{}\r\n", text.replace('\n', "\r\n")).as_bytes()).await?;
        self.io.flush().await?;
        if is_end {
            return Err(Gone);
        }
        Ok(text.lines().last().and_then(|line| line.get(..3)).and_then(|code| code.parse().ok()).unwrap_or(0))
    }

    /// With its line end.
    async fn line(&mut self) -> Result<Vec<u8>, Gone> {
        let mut line = Vec::new();
        match self.io.read_until(b'\n', &mut line).await? {
            0 => Err(Gone),
            _ => Ok(line),
        }
    }
}

/// What is between the brackets, and what is behind them.
fn path(line: &str) -> (String, String) {
    let inner = line.split_once('<').map_or("", |(_, rest)| rest);
    let (path, rest) = inner.rsplit_once('>').unwrap_or((inner, ""));
    (path.to_owned(), rest.trim().to_owned())
}
