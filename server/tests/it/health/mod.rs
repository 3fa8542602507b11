//! The health listeners over HTTP, and what the metrics say after things have happened.

mod dashboards;
mod listeners;
mod metrics;
mod readiness;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use postal::app::App;
use postal::health::{HealthServers, Role};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

pub const ROLES: [Role; 3] = [Role::Worker, Role::SmtpServer, Role::WebServer];

/// A response, read to its end.
pub struct Response {
    pub status: u16,
    pub content_type: String,
    pub body: String,
}

pub async fn ask(address: SocketAddr, method: &str, path: &str, headers: &str) -> Response {
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = format!("{method} {path} HTTP/1.1\r\nHost: 192.0.2.1\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let content_type = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap_or_default();
    Response {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        content_type: content_type.to_owned(),
        body: body.to_owned(),
    }
}

/// Waits until something is so.
pub async fn until(what: impl AsyncFn() -> bool) {
    let look = async {
        let mut pause = tokio::time::interval(Duration::from_millis(20));
        loop {
            pause.tick().await;
            if what().await {
                return;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), look).await.unwrap();
}

/// A listener for each role, on ports of their own.
pub async fn listen(app: &App) -> HealthServers {
    HealthServers::start(app, &ROLES.map(|role| (role, "127.0.0.1:0".parse().unwrap()))).await
}

/// The samples of a scrape: name with labels, and value.
pub struct Scrape(BTreeMap<String, f64>);

impl Scrape {
    pub async fn of(app: &App) -> Self {
        let servers = listen(app).await;
        let text = ask(servers.address(Role::Worker).unwrap(), "GET", "/metrics", "").await.body;
        servers.stop().await;
        Self::read(&text)
    }

    pub fn read(text: &str) -> Self {
        let samples = text.lines().filter(|line| !line.starts_with('#')).map(|line| {
            let (name, value) = line.rsplit_once(' ').unwrap();
            (name.to_owned(), value.parse().unwrap())
        });
        Self(samples.collect())
    }

    /// The sample with this name and these labels, as written; zero when it is not there.
    pub fn get(&self, sample: &str) -> f64 {
        self.0.get(sample).copied().unwrap_or_default()
    }

    pub fn has(&self, sample: &str) -> bool {
        self.0.contains_key(sample)
    }
}
