//! Outgoing mail from acceptance to its record, against a receiver and a name server of our own.

mod bounces;
mod claims;
mod endpoints;
mod failures;
mod faults;
mod holds;
mod http_endpoint;
mod http_payload;
mod incoming;
mod inspection;
mod ip_pools;
mod leases;
mod options;
mod receiving;
mod reports;
mod sending;
mod shutdown;
mod sites;
mod statistics;
mod suppression;
mod tracking;
mod wire;

use std::net::SocketAddr;
use std::time::Duration;

use postal::app::Roles;
use postal::clock::Clock as _;
use postal::config::Config;
use postal::dns;
use postal::ingest::{Accepted, Recipient, Submission};
use postal::model::{Delivery, Message, MessageId, MessageScope, MessageStatus, QueuedMessage};
use postal::store::{deliveries, messages, queue};

use crate::support::app::TestApp;
use crate::support::{FakeDns, FakeMx};

pub const CONTENT: &str = "From: a@acme.example\r\nTo: b@example.net\r\nSubject: hello\r\n\r\nbody\r\n";

/// An application whose worker runs, a receiver for `example.net` and the name server that names it.
pub struct Post {
    pub app: TestApp,
    pub mx: FakeMx,
    pub dns: FakeDns,
}

impl Post {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let dns = FakeDns::start().await;
        let name_server = dns.address();
        Self::with_name_server(dns, name_server, change).await
    }

    /// Asks another name server than the fake.
    pub async fn with_name_server(dns: FakeDns, name_server: SocketAddr, change: impl FnOnce(&mut Config)) -> Self {
        let mx = FakeMx::start().await;
        dns.mx("example.net", 10, "mx.example.net").a("mx.example.net", "127.0.0.1");
        let timeout = Duration::from_secs(2);
        let settings = dns::Settings { nameservers: vec![name_server], timeout, ..Default::default() };
        let app = TestApp::with_dns(Roles::ALL, settings, |config| {
            config.smtp_client.mx_port = mx.port();
            config.smtp_client.allowed_destinations = vec!["127.0.0.0/8".parse().unwrap()];
            change(config);
        })
        .await;
        let worker = app.worker().unwrap().unwrap();
        app.tasks.spawn(worker.run(app.stop.clone()));
        Self { app, mx, dns }
    }

    pub async fn send(&self, rcpt_to: &str) -> Accepted {
        self.send_content(rcpt_to, CONTENT, |_| {}).await
    }

    pub async fn send_content(&self, rcpt_to: &str, content: &str, change: impl FnOnce(&mut Recipient)) -> Accepted {
        let submission = self.submission(rcpt_to, content, change);
        self.app.ingest.accept(submission).await.unwrap().remove(0)
    }

    pub fn submission(&self, rcpt_to: &str, content: &str, change: impl FnOnce(&mut Recipient)) -> Submission {
        let mut recipient = Recipient {
            server_id: self.app.server.id,
            scope: MessageScope::Outgoing,
            rcpt_to: rcpt_to.to_owned(),
            destination: rcpt_to.rsplit_once('@').map_or("", |(_, domain)| domain).to_owned(),
            credential_id: None,
            domain_id: Some(self.app.domain.id),
            route_id: None,
            endpoint: None,
            dsn: None,
            tag: None,
            is_bounce: false,
            bounce_for_id: None,
        };
        change(&mut recipient);
        Submission {
            content: content.as_bytes().to_vec(),
            mail_from: Some("a@acme.example".to_owned()),
            received_with_tls: Some(true),
            is_smtputf8: false,
            arrival: None,
            extras: None,
            recipients: vec![recipient],
        }
    }

    /// Waits until something is so.
    pub async fn until(&self, what: impl AsyncFn() -> bool) {
        let look = async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            loop {
                pause.tick().await;
                if what().await {
                    return;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), look).await.unwrap();
    }

    /// Lets time pass until a message has so many records.
    pub async fn records_while_time_passes(&self, id: MessageId, count: usize, step: Duration) -> Vec<Delivery> {
        self.until(async || {
            self.app.clock.advance(step);
            let mut conn = self.app.store.read().await.unwrap();
            deliveries::list_for_message(&mut conn, self.app.server.id, id).await.unwrap().len() >= count
        })
        .await;
        self.records(id, count).await
    }

    /// Waits until a message is back in the queue and belongs to nobody.
    pub async fn is_free(&self, id: MessageId) -> QueuedMessage {
        self.until(async || self.queued(id).await.is_some_and(|row| row.owner == queue::FREE)).await;
        self.queued(id).await.unwrap()
    }

    /// As a signal does.
    pub async fn stop_worker(&self) {
        self.app.stop.cancel();
        self.app.tasks.close();
        tokio::time::timeout(Duration::from_secs(20), self.app.tasks.wait()).await.unwrap();
    }

    pub async fn sql(&self, statement: &'static str) {
        self.app.store.write().await.unwrap().execute(statement, &[]).await.unwrap();
    }

    pub async fn message(&self, id: MessageId) -> Message {
        let mut conn = self.app.store.read().await.unwrap();
        messages::find(&mut conn, self.app.server.id, id).await.unwrap().unwrap()
    }

    pub async fn queued(&self, id: MessageId) -> Option<QueuedMessage> {
        let mut conn = self.app.store.read().await.unwrap();
        queue::find(&mut conn, self.app.server.id, id).await.unwrap()
    }

    /// Waits until a message has so many records.
    pub async fn records(&self, id: MessageId, count: usize) -> Vec<Delivery> {
        let look = async {
            let mut pause = tokio::time::interval(Duration::from_millis(10));
            loop {
                pause.tick().await;
                let mut conn = self.app.store.read().await.unwrap();
                let found = deliveries::list_for_message(&mut conn, self.app.server.id, id).await.unwrap();
                if found.len() >= count {
                    return found;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(20), look).await.unwrap()
    }

    /// Waits for the first record.
    pub async fn record(&self, id: MessageId) -> Delivery {
        self.records(id, 1).await.remove(0)
    }

    /// Gives a message that waits to a process.
    pub async fn own(&self, id: MessageId, process: i64) {
        let sql = "UPDATE queued_messages SET owner = ?, generation = generation + 1 WHERE message_id = ?";
        self.app.store.write().await.unwrap().execute(sql, &[process.into(), id.into()]).await.unwrap();
    }

    pub async fn is_suppressed(&self, address: &str) -> Option<String> {
        let now = self.app.clock.now();
        let entry = postal::suppression::find(&self.app.store, self.app.server.id, address, now).await.unwrap();
        entry.map(|entry| entry.reason)
    }

    /// Sends and expects this record.
    pub async fn ends_as(&self, rcpt_to: &str, status: MessageStatus, details: &str) -> MessageId {
        let id = self.send(rcpt_to).await.id;
        let record = self.record(id).await;
        assert_eq!((record.status, record.details.as_str()), (status, details));
        id
    }
}
