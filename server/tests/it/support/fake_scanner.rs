//! A scanner that answers what the test says, and remembers what it was sent.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, UnixListener};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

#[derive(Debug, Clone)]
pub enum Play {
    /// Reads the request, says this, closes.
    Answer(Vec<u8>),
    /// Says this after the first octets of the request and closes, as clamd does past its limit.
    Interrupt(Vec<u8>),
    /// Reads and says nothing.
    Silence,
    /// Says this for ever.
    Flood(Vec<u8>),
}

impl Play {
    pub fn answer(text: impl Into<Vec<u8>>) -> Self {
        Play::Answer(text.into())
    }

    /// A complete HTTP answer.
    pub fn http(status: u16, body: &str) -> Self {
        Play::answer(format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    }
}

#[derive(Debug, Default)]
struct Seen {
    requests: Vec<Vec<u8>>,
    open: usize,
    most_open: usize,
}

pub struct FakeScanner {
    pub port: u16,
    play: Arc<Mutex<Play>>,
    seen: Arc<Mutex<Seen>>,
    _stop: DropGuard,
    _folder: Option<tempfile::TempDir>,
    socket: Option<PathBuf>,
}

impl FakeScanner {
    pub async fn tcp(play: Play) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (play, seen) = (Arc::new(Mutex::new(play)), Arc::new(Mutex::new(Seen::default())));
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let (script, shared) = (play.clone(), seen.clone());
        let connections = tracker.clone();
        tracker.spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let play = script.lock().unwrap().clone();
                connections.spawn(serve(stream, play, shared.clone()));
            }
        }));
        Self { port, play, seen, _stop: stop.drop_guard(), _folder: None, socket: None }
    }

    pub async fn unix(play: Play) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("scanner.sock");
        let listener = UnixListener::bind(&socket).unwrap();
        let (play, seen) = (Arc::new(Mutex::new(play)), Arc::new(Mutex::new(Seen::default())));
        let (tracker, stop) = (TaskTracker::new(), CancellationToken::new());
        let (script, shared) = (play.clone(), seen.clone());
        let connections = tracker.clone();
        tracker.spawn(stop.clone().run_until_cancelled_owned(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let play = script.lock().unwrap().clone();
                connections.spawn(serve(stream, play, shared.clone()));
            }
        }));
        Self { port: 0, play, seen, _stop: stop.drop_guard(), _folder: Some(folder), socket: Some(socket) }
    }

    /// From the next connection on.
    pub fn play(&self, play: Play) {
        *self.play.lock().unwrap() = play;
    }

    pub fn socket(&self) -> &Path {
        self.socket.as_deref().unwrap()
    }

    /// All requests that were read to their end.
    pub fn requests(&self) -> Vec<Vec<u8>> {
        self.seen.lock().unwrap().requests.clone()
    }

    /// The only request, as text.
    pub fn request(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1);
        String::from_utf8_lossy(&requests[0]).into_owned()
    }

    /// Most connections that were open at the same time.
    pub fn most_open(&self) -> usize {
        self.seen.lock().unwrap().most_open
    }
}

async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin, play: Play, seen: Arc<Mutex<Seen>>) {
    {
        let mut seen = seen.lock().unwrap();
        seen.open += 1;
        seen.most_open = seen.most_open.max(seen.open);
    }
    let mut request = Vec::new();
    let is_interrupted = matches!(play, Play::Interrupt(_));
    let mut buffer = [0; 16 * 1024];
    while !is_complete(&request) && (request.is_empty() || !is_interrupted) {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => break,
            Ok(length) => request.extend_from_slice(&buffer[..length]),
        }
    }
    seen.lock().unwrap().requests.push(request);
    match play {
        Play::Answer(text) | Play::Interrupt(text) => {
            let _ = stream.write_all(&text).await;
            let _ = stream.shutdown().await;
        }
        Play::Flood(text) => while stream.write_all(&text).await.is_ok() {},
        Play::Silence => std::future::pending().await,
    }
    if is_interrupted {
        // Closing with octets unread would reset the connection and take the answer along.
        while stream.read(&mut buffer).await.is_ok_and(|length| length > 0) {}
    }
    seen.lock().unwrap().open -= 1;
}

/// Of any of the three protocols.
fn is_complete(request: &[u8]) -> bool {
    if request.starts_with(b"zINSTREAM\0") {
        return request.len() > 14 && request.ends_with(&[0; 4]);
    }
    let Some(head) = request.windows(4).position(|window| window == b"\r\n\r\n") else { return false };
    let text = String::from_utf8_lossy(&request[..head]).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).and_then(|it| it.parse().ok());
    request.len() >= head + 4 + length.unwrap_or(0_usize)
}
