//! The loop that sends requests to webhooks.
//!
//! It takes no more than it can begin at once: what waits stays in the database, where any process finds it. One task owns
//! all of this; requests and the recording of their results run beside it and report back.

use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::metrics::{CodeClass, Job, Metrics};
use crate::model::{ProcessId, Timestamp, Webhook, WebhookId, WebhookRequest, WebhookRequestId};
use crate::queue::Queue;
use crate::store::{StoreError, webhook_requests as rows, webhooks as hooks};
use crate::webhooks::{Finished, Health, Lanes, Webhooks};

/// How long after the last look the database is asked for due requests.
const POLL: Duration = Duration::from_secs(1);
/// How often rows are looked for that this process owns and does not know of.
const AUDIT: Duration = Duration::from_secs(60);
/// Webhooks that one look goes through; the next one goes on from there.
const WEBHOOKS_AT_ONCE: usize = 256;
/// Webhooks whose requests are taken in one transaction.
const CLAIMS_PER_TRANSACTION: usize = 16;
/// Results that are recorded in one transaction.
const RESULTS_AT_ONCE: usize = 128;
/// Pause after the database failed.
const DATABASE_PAUSE: Duration = Duration::from_secs(1);

/// What the loop needs.
#[derive(Clone)]
pub struct Settings {
    pub webhooks: Webhooks,
    pub queue: Queue,
    /// Requests in progress at once, and as many again to webhooks that do not answer well.
    pub max_requests: usize,
    pub max_requests_per_webhook: usize,
    /// How long requests in progress may go on after a stop.
    pub shutdown_timeout: Duration,
    pub tracker: TaskTracker,
    pub metrics: Metrics,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Settings")
    }
}

/// A request in progress is over, whatever became of its task: one that nobody reports would keep its place for ever.
struct Ending {
    events: mpsc::UnboundedSender<Ended>,
    end: Option<Ended>,
}

#[derive(Clone, Copy)]
struct Ended {
    webhook: WebhookId,
    request: WebhookRequestId,
    begun: Health,
    health: Option<Health>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            // The loop is gone only when the process ends.
            let _ = self.events.send(end);
        }
    }
}

struct Loop {
    settings: Settings,
    lanes: Lanes,
    held: Vec<WebhookRequestId>,
    cursor: WebhookId,
    next_look: Timestamp,
    next_audit: Timestamp,
    /// More is due than there was room for.
    has_backlog: bool,
    events: mpsc::UnboundedSender<Ended>,
    results: mpsc::Sender<(Finished, Ending)>,
    /// Cancelled when requests in progress must end.
    hard_stop: CancellationToken,
}

/// Sends until `stop`, then finishes what is in progress. Rows that are still held are freed by
/// [`crate::queue::process::leave`].
pub async fn run(settings: Settings, stop: CancellationToken) {
    let (events, mut ended) = mpsc::unbounded_channel();
    let (results, finished) = mpsc::channel(RESULTS_AT_ONCE);
    let recorder = settings.tracker.spawn(record(settings.webhooks.clone(), finished));
    let (webhooks, clock) = (settings.webhooks.clone(), settings.webhooks.clock().clone());
    let now = clock.now();
    let mut work = Loop {
        lanes: Lanes::new(settings.max_requests, settings.max_requests_per_webhook),
        held: Vec::new(),
        cursor: WebhookId(0),
        next_look: now,
        next_audit: now + AUDIT,
        has_backlog: false,
        events,
        results,
        hard_stop: CancellationToken::new(),
        settings,
    };
    loop {
        work.look_and_audit().await;
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            end = ended.recv() => if let Some(end) = end { work.on_end(end) },
            () = webhooks.woken() => work.next_look = clock.now(),
            () = clock.sleep_until(work.next_look) => {}
        }
        while let Ok(end) = ended.try_recv() {
            work.on_end(end);
        }
    }
    work.finish(&mut ended).await;
    drop(work);
    // It ends when all results are written.
    let _ = recorder.await;
}

impl Loop {
    fn now(&self) -> Timestamp {
        self.settings.webhooks.clock().now()
    }

    fn on_end(&mut self, end: Ended) {
        self.lanes.finished(end.webhook, end.begun, end.health);
        self.held.retain(|id| *id != end.request);
        if self.has_backlog {
            self.next_look = self.now();
        }
    }

    async fn look_and_audit(&mut self) {
        let now = self.now();
        if now >= self.next_audit {
            self.next_audit = now + AUDIT;
            if let Err(error) = self.audit().await {
                tracing::error!(component = "worker", %error, "requests to webhooks cannot be looked after");
            }
        }
        if now >= self.next_look && !self.lanes.is_full() {
            self.next_look = now + POLL;
            self.has_backlog &= self.cursor != WebhookId(0);
            if let Err(error) = self.look(now).await {
                tracing::error!(component = "worker", %error, "requests to webhooks cannot be read");
            }
        }
    }

    /// Where a commit got lost, rows belong to this process and nobody works on them.
    async fn audit(&self) -> Result<(), StoreError> {
        let owner = self.settings.queue.process();
        let mut conn = self.settings.webhooks.store().write().await?;
        let freed = rows::release_forgotten(&mut conn, owner, &self.held).await?;
        if freed > 0 {
            tracing::warn!(component = "worker", freed, "requests to webhooks were held by nobody; they are due again");
        }
        Ok(())
    }

    async fn look(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let began = Instant::now();
        let looked = self.take_due(now).await;
        self.settings.metrics.worker.job(Job::ProcessWebhookRequests, began.elapsed(), false);
        looked
    }

    async fn take_due(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let mut wanted: Vec<(WebhookId, usize)> = Vec::new();
        {
            let mut conn = self.settings.webhooks.store().read().await?;
            for _ in 0..WEBHOOKS_AT_ONCE {
                let Some((webhook, due_at)) = rows::next_webhook(&mut conn, self.cursor).await? else {
                    self.cursor = WebhookId(0);
                    break;
                };
                self.cursor = webhook;
                if due_at <= now {
                    wanted.push((webhook, self.lanes.room(webhook)));
                }
            }
        }
        if self.cursor != WebhookId(0) {
            // Not the whole round: the rest does not wait for the next poll.
            self.next_look = now;
        }
        self.has_backlog |= wanted.iter().any(|(_, room)| *room == 0);
        wanted.retain(|(_, room)| *room > 0);
        for group in wanted.chunks(CLAIMS_PER_TRANSACTION) {
            self.claim(group, now).await?;
        }
        Ok(())
    }

    async fn claim(&mut self, group: &[(WebhookId, usize)], now: Timestamp) -> Result<(), StoreError> {
        let owner = self.settings.queue.process();
        let store = self.settings.webhooks.store().clone();
        let mut claimed: Vec<(WebhookId, Vec<WebhookRequest>)> = Vec::new();
        let mut tx = store.begin().await?;
        for (webhook, room) in group {
            let requests = rows::claim(&mut tx, owner, *webhook, now, *room as i64).await?;
            self.has_backlog |= requests.len() == *room;
            claimed.push((*webhook, requests));
        }
        tx.commit().await?;
        let mut conn = store.read().await?;
        for (id, requests) in claimed {
            if requests.is_empty() {
                continue;
            }
            let webhook = hooks::find(&mut conn, id).await?;
            for request in requests {
                match &webhook {
                    Some(webhook) => self.begin(webhook.clone(), request, owner),
                    // Its webhook was deleted while it was being made.
                    None => {
                        self.settings.webhooks.drop_request(owner, &request).await.unwrap_or_else(|error| {
                            tracing::error!(component = "worker", %error, "a request to a deleted webhook stays");
                        });
                    }
                }
            }
        }
        Ok(())
    }

    fn begin(&mut self, webhook: Webhook, request: WebhookRequest, owner: ProcessId) {
        let begun = self.lanes.begin(webhook.id);
        self.held.push(request.id);
        let end = Some(Ended { webhook: webhook.id, request: request.id, begun, health: None });
        let mut ending = Ending { events: self.events.clone(), end };
        let (webhooks, results, hard_stop) =
            (self.settings.webhooks.clone(), self.results.clone(), self.hard_stop.clone());
        let metrics = self.settings.metrics.clone();
        self.settings.tracker.spawn(async move {
            let sent = tokio::select! {
                biased;
                () = hard_stop.cancelled() => return,
                sent = webhooks.send(&webhook, &request) => sent,
            };
            match sent {
                Ok(sent) => {
                    metrics.webhook_request(CodeClass::of(u16::try_from(sent.status_code).ok()), sent.duration);
                    metrics.worker.job(Job::ProcessWebhookRequests, sent.duration, true);
                    if let Some(end) = &mut ending.end {
                        end.health = Some(Health::of(&sent));
                    }
                    // The place is free when the result is written: a later request about the same message waits for that.
                    let _ = results.send((Finished { webhook, request, owner, sent }, ending)).await;
                }
                Err(error) => {
                    tracing::error!(
                        component = "worker",
                        server = webhook.server_id.0,
                        webhook = webhook.uuid,
                        %error,
                        "a request to a webhook cannot be made"
                    );
                    webhooks.postpone(owner, &request).await;
                }
            }
        });
    }

    /// Waits for requests in progress, for a while.
    async fn finish(&mut self, ended: &mut mpsc::UnboundedReceiver<Ended>) {
        let deadline = tokio::time::Instant::now() + self.settings.shutdown_timeout;
        while !self.lanes.is_idle() {
            match tokio::time::timeout_at(deadline, ended.recv()).await {
                Ok(Some(end)) => self.on_end(end),
                Ok(None) | Err(_) => break,
            }
        }
        self.hard_stop.cancel();
    }
}

/// Records results as they come, those that wait together in one transaction.
async fn record(webhooks: Webhooks, mut finished: mpsc::Receiver<(Finished, Ending)>) {
    let mut batch = Vec::new();
    while finished.recv_many(&mut batch, RESULTS_AT_ONCE).await > 0 {
        let (results, endings): (Vec<Finished>, Vec<Ending>) = batch.drain(..).unzip();
        if let Err(error) = webhooks.record(&results).await {
            tracing::error!(component = "worker", %error, "results of webhooks cannot be recorded together");
            // One by one: what is wrong with one is not wrong with the others.
            for result in &results {
                if let Err(error) = webhooks.record(std::slice::from_ref(result)).await {
                    tracing::error!(component = "worker", %error, "the result of a webhook cannot be recorded");
                    tokio::time::sleep(DATABASE_PAUSE).await;
                    webhooks.postpone(result.owner, &result.request).await;
                }
            }
        }
        drop(endings);
    }
}
