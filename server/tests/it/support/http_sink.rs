//! An HTTP receiver on 127.0.0.1 that answers as it is told.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

/// Nothing here takes longer when it works.
const PATIENCE: Duration = Duration::from_secs(20);
/// The name in its certificate.
pub const HOST: &str = "hooks.example.com";

/// One request as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedRequest {
    pub method: String,
    /// Path and query.
    pub target: String,
    /// In order, names as they were written.
    pub fields: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// Counted from 1.
    pub connection: usize,
}

impl ReceivedRequest {
    /// The value of this field, of which there is at most one.
    pub fn field(&self, name: &str) -> Option<&str> {
        let mut found = self.fields.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let value = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} occurs twice");
        value
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

#[derive(Debug, Clone)]
enum Act {
    /// And keeps the connection.
    Answer(Vec<u8>),
    AnswerAndClose(Vec<u8>),
    /// Says nothing and keeps the connection.
    Hang,
    AnswerAndHang(Vec<u8>),
}

struct Shared {
    always: Mutex<Act>,
    once: Mutex<VecDeque<Act>>,
    requests: watch::Sender<Vec<ReceivedRequest>>,
    connections: Mutex<usize>,
    certificate: CertificateDer<'static>,
    acceptor: Option<TlsAcceptor>,
}

/// Answers 200 with the body `OK` until it is told something else.
pub struct HttpSink {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

impl HttpSink {
    pub async fn start() -> Self {
        Self::launch(false).await
    }

    /// Its certificate is for [`HOST`].
    pub async fn start_tls() -> Self {
        Self::launch(true).await
    }

    async fn launch(is_tls: bool) -> Self {
        let key = rcgen::generate_simple_self_signed(vec![HOST.to_owned()]).unwrap();
        let certificate = key.cert.der().clone();
        let private = PrivateKeyDer::try_from(key.signing_key.serialize_der()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], private)
            .unwrap();
        let shared = Arc::new(Shared {
            always: Mutex::new(Act::Answer(response(200, &[], b"OK"))),
            once: Mutex::new(VecDeque::new()),
            requests: watch::Sender::new(Vec::new()),
            connections: Mutex::new(0),
            certificate,
            acceptor: is_tls.then(|| TlsAcceptor::from(Arc::new(config))),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
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

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// `path` with its slash.
    pub fn url(&self, host: &str, path: &str) -> String {
        let scheme = if self.shared.acceptor.is_some() { "https" } else { "http" };
        format!("{scheme}://{host}:{}{path}", self.port())
    }

    /// Its own authority: put it among the roots to have it trusted.
    pub fn certificate(&self) -> CertificateDer<'static> {
        self.shared.certificate.clone()
    }

    /// From now on.
    pub fn answer(&self, status: u16, body: &str) -> &Self {
        self.answer_with(status, &[], body.as_bytes())
    }

    pub fn answer_with(&self, status: u16, fields: &[(&str, &str)], body: &[u8]) -> &Self {
        self.always(Act::Answer(response(status, fields, body)))
    }

    /// The next time only; several add up.
    pub fn answer_once(&self, status: u16, body: &str) -> &Self {
        self.shared.once.lock().unwrap().push_back(Act::Answer(response(status, &[], body.as_bytes())));
        self
    }

    /// Exactly these bytes, then the connection is closed; nothing: it only closes.
    pub fn say_and_close(&self, bytes: &[u8]) -> &Self {
        self.always(Act::AnswerAndClose(bytes.to_vec()))
    }

    pub fn hang(&self) -> &Self {
        self.always(Act::Hang)
    }

    /// Exactly these bytes, then nothing more on an open connection.
    pub fn say_and_hang(&self, bytes: &[u8]) -> &Self {
        self.always(Act::AnswerAndHang(bytes.to_vec()))
    }

    fn always(&self, act: Act) -> &Self {
        *self.shared.always.lock().unwrap() = act;
        self
    }

    pub fn requests(&self) -> Vec<ReceivedRequest> {
        self.shared.requests.borrow().clone()
    }

    /// Waits for this many requests since the start.
    pub async fn wait_for(&self, count: usize) -> Vec<ReceivedRequest> {
        let mut requests = self.shared.requests.subscribe();
        let enough = requests.wait_for(|requests| requests.len() >= count);
        tokio::time::timeout(PATIENCE, enough).await.unwrap().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().unwrap()
    }
}

fn response(status: u16, fields: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut response = format!("HTTP/1.1 {status} Reason\r\n");
    for (name, value) in fields {
        response.push_str(&format!("{name}: {value}\r\n"));
    }
    // RFC 9110 §8.6: not with 204 and 304.
    if !matches!(status, 204 | 304) {
        response.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    response.push_str("\r\n");
    [response.as_bytes(), body].concat()
}

async fn serve(shared: Arc<Shared>, stream: TcpStream) {
    let connection = {
        let mut connections = shared.connections.lock().unwrap();
        *connections += 1;
        *connections
    };
    match shared.acceptor.clone() {
        Some(acceptor) => {
            if let Ok(stream) = acceptor.accept(stream).await {
                speak(&shared, BufStream::new(stream), connection).await;
            }
        }
        None => {
            speak(&shared, BufStream::new(stream), connection).await;
        }
    }
}

/// `None`: the connection is over.
async fn speak<S: AsyncRead + AsyncWrite + Unpin>(
    shared: &Shared,
    mut stream: BufStream<S>,
    connection: usize,
) -> Option<()> {
    loop {
        let request = read_request(&mut stream, connection).await?;
        shared.requests.send_modify(|requests| requests.push(request));
        let once = shared.once.lock().unwrap().pop_front();
        let act = once.unwrap_or_else(|| shared.always.lock().unwrap().clone());
        match act {
            Act::Answer(bytes) => {
                stream.write_all(&bytes).await.ok()?;
                stream.flush().await.ok()?;
            }
            Act::AnswerAndClose(bytes) => {
                stream.write_all(&bytes).await.ok()?;
                stream.shutdown().await.ok()?;
                return None;
            }
            Act::Hang => std::future::pending().await,
            Act::AnswerAndHang(bytes) => {
                stream.write_all(&bytes).await.ok()?;
                stream.flush().await.ok()?;
                std::future::pending::<()>().await;
            }
        }
    }
}

async fn read_request<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    connection: usize,
) -> Option<ReceivedRequest> {
    let request_line = read_line(stream).await?;
    let mut words = request_line.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut fields = Vec::new();
    loop {
        let line = read_line(stream).await?;
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(':')?;
        fields.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = ReceivedRequest { method, target, fields, body: Vec::new(), connection };
    let length: usize = request.field("content-length").map_or(0, |length| length.parse().unwrap());
    request.body = vec![0; length];
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}

async fn read_line<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufStream<S>) -> Option<String> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}
