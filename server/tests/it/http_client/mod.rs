//! `postal::http_client` against a receiver of our own.

mod destinations;
mod exchange;
mod signature;

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use postal::clock::ManualClock;
use postal::config::Destination;
use postal::dns::{self, Resolver};
use postal::http_client::{Answer, Failure, HttpClient, Post, RequestPolicy, Response};
use rustls::RootCertStore;

use crate::support::http_sink::HOST;
use crate::support::{FakeDns, HttpSink, app};

/// Longer than anything takes that works.
const PATIENCE: Duration = Duration::from_secs(20);

/// The receiver's address is permitted.
pub fn client(dns: &FakeDns) -> HttpClient {
    allowing(dns, &[Destination::Network("127.0.0.0/8".parse().unwrap())])
}

pub fn allowing(dns: &FakeDns, allowed: &[Destination]) -> HttpClient {
    trusting(dns, allowed, RootCertStore::empty())
}

fn trusting(dns: &FakeDns, allowed: &[Destination], roots: RootCertStore) -> HttpClient {
    asking(dns.address(), allowed, roots)
}

fn asking(nameserver: SocketAddr, allowed: &[Destination], roots: RootCertStore) -> HttpClient {
    let settings = dns::Settings {
        nameservers: vec![nameserver],
        timeout: Duration::from_millis(500),
        ..dns::Settings::default()
    };
    let policy = RequestPolicy::new(allowed);
    HttpClient::new(Resolver::new(settings), policy, roots, ManualClock::new(app::START)).unwrap()
}

pub async fn name_server() -> FakeDns {
    let dns = FakeDns::start().await;
    dns.a(HOST, "127.0.0.1");
    dns
}

fn post(url: impl Into<String>) -> Post {
    Post {
        url: url.into(),
        content_type: "application/json",
        body: Bytes::from_static(b"{}"),
        headers: Vec::new(),
        timeout: PATIENCE,
    }
}

/// The answer of the receiver to one request.
async fn response(client: &HttpClient, sink: &HttpSink) -> Response {
    match client.post(&post(sink.url(HOST, "/"))).await {
        Answer::Response(response) => response,
        Answer::Failed(failure) => panic!("{failure}"),
    }
}

async fn failure(client: &HttpClient, request: &Post) -> Failure {
    match client.post(request).await {
        Answer::Failed(failure) => failure,
        Answer::Response(response) => panic!("{response:?}"),
    }
}
