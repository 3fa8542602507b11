//! Webhooks from the event to the receiver, against an HTTP receiver of our own.

mod payloads;
mod recovery;
mod retries;
mod sending;

use std::time::Duration;

use postal::config::{Config, Destination};
use postal::model::{
    EventKind, MailServer, MessageId, NewEvent, ServerId, Timestamp, Webhook, WebhookAttempt, WebhookFormat,
};
use postal::store::events;
use postal::webhooks::{AttemptList, WebhookChange, WebhookForm};

use crate::delivery::Post;
use crate::support::app::create_server;
use crate::support::http_sink::{HOST, ReceivedRequest};
use crate::support::{HttpSink, app};

pub const MINUTE: Duration = Duration::from_secs(60);
pub const HOUR: Duration = Duration::from_secs(3600);

/// An application whose worker runs, and a receiver.
pub struct Hooks {
    pub post: Post,
    pub sink: HttpSink,
    /// Another mail server with a webhook and a receiver: what arrives there shows that the loop has looked.
    probe: (MailServer, HttpSink),
}

impl std::ops::Deref for Hooks {
    type Target = Post;
    fn deref(&self) -> &Post {
        &self.post
    }
}

pub fn allow_loopback(config: &mut Config) {
    config.postal.allowed_request_destinations = vec![Destination::Network("127.0.0.0/8".parse().unwrap())];
}

pub fn form(url: String, format: WebhookFormat) -> WebhookForm {
    WebhookForm {
        name: "hook".to_owned(),
        url,
        is_enabled: true,
        all_events: true,
        events: Vec::new(),
        format,
        signs_sha1: None,
        headers: Vec::new(),
    }
}

impl Hooks {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let post = Post::with(|config| {
            allow_loopback(config);
            change(config);
        })
        .await;
        post.dns.a(HOST, "127.0.0.1");
        let probe = (create_server(&post.app, &post.app.organization, "probe").await, HttpSink::start().await);
        let form = form(probe.1.url(HOST, "/"), WebhookFormat::V2);
        post.app.webhooks.create(&probe.0, &form).await.unwrap();
        Self { post, sink: HttpSink::start().await, probe }
    }

    pub fn url(&self) -> String {
        self.sink.url(HOST, "/hook")
    }

    /// A webhook at the receiver that wants all events of its format.
    pub async fn webhook(&self, format: WebhookFormat) -> Webhook {
        self.create(form(self.url(), format)).await
    }

    pub async fn create(&self, form: WebhookForm) -> Webhook {
        self.app.webhooks.create(&self.app.server, &form).await.unwrap().0
    }

    pub async fn find(&self, webhook: &Webhook) -> Webhook {
        self.app.webhooks.find(self.app.server.id, &webhook.uuid).await.unwrap().unwrap()
    }

    pub async fn enable(&self, webhook: &Webhook) {
        let change = WebhookChange { is_enabled: Some(true), ..WebhookChange::default() };
        self.app.webhooks.update(&self.find(webhook).await, &change).await.unwrap();
    }

    /// Something happens that is about no message.
    pub async fn happens(&self) {
        self.happens_in(EventKind::SendLimitExceeded, None).await;
    }

    pub async fn happens_in(&self, kind: EventKind, message: Option<MessageId>) {
        self.happens_at(self.app.server.id, kind, message).await;
    }

    async fn happens_at(&self, server_id: ServerId, kind: EventKind, message_id: Option<MessageId>) {
        let event = NewEvent {
            server_id,
            kind,
            message_id,
            delivery_id: None,
            data: Some(serde_json::json!({ "volume": 10, "limit": 10 })),
            at: self.now(),
        };
        let mut tx = self.app.store.begin().await.unwrap();
        events::record(&mut tx, &[event]).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub fn now(&self) -> Timestamp {
        postal::clock::Clock::now(&*self.app.clock)
    }

    /// Waits until the receiver has had so many requests; time stands still.
    pub async fn requests(&self, count: usize) -> Vec<ReceivedRequest> {
        self.until(async || {
            self.app.webhooks.wake();
            self.sink.requests().len() >= count
        })
        .await;
        self.sink.requests()
    }

    /// Newest first.
    pub async fn attempts(&self) -> Vec<WebhookAttempt> {
        let list = AttemptList { limit: 100, ..AttemptList::default() };
        self.app.webhooks.attempts(self.app.server.id, &list).await.unwrap()
    }

    /// Waits until so many attempts are recorded; time stands still. Newest first.
    pub async fn recorded(&self, count: usize) -> Vec<WebhookAttempt> {
        self.until(async || {
            self.app.webhooks.wake();
            self.attempts().await.len() >= count
        })
        .await;
        self.attempts().await
    }

    pub async fn waiting(&self) -> i64 {
        self.number("SELECT COUNT(*) FROM webhook_requests").await
    }

    pub async fn number(&self, sql: &'static str) -> i64 {
        let mut conn = self.app.store.read().await.unwrap();
        conn.fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
    }

    /// All that is due at this time is done: the loop has looked, and nothing is in progress. So many attempts are recorded.
    pub async fn settles(&self, recorded: usize) {
        let before = self.probe.1.requests().len();
        self.happens_at(self.probe.0.id, EventKind::SendLimitExceeded, None).await;
        self.until(async || {
            self.app.webhooks.wake();
            let active = self.number("SELECT COUNT(*) FROM webhook_requests WHERE owner <> 0").await;
            self.probe.1.requests().len() > before && active == 0
        })
        .await;
        assert_eq!(self.attempts().await.len(), recorded);
    }

    pub async fn mails(&self) -> Vec<(String, String)> {
        let mut conn = self.app.store.read().await.unwrap();
        let rows = conn.fetch_all("SELECT recipient, subject FROM mails ORDER BY recipient", &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get(1).unwrap())).collect()
    }
}

/// When every test begins.
pub const START: Timestamp = app::START;
