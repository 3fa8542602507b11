//! The steps of a delivery, in order: what keeps a message back, then the attempt, then what follows from it.

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use postal_mail::bounce_class::BounceClass;
use postal_mail::dkim::SigningKey;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use super::content::Signatures;
use super::limits::SendLimits;
use super::record::{self, Findings};
use super::send::Trip;
use super::smtp::Opener;
use super::source::Source;
use super::steps::{self, Sending};
use super::targets::Way;
use super::{DeliveryError, Outcome, Report, Settings};
use crate::bounces::Bounces;
use crate::clock::SharedClock;
use crate::http_client::{HttpClient, Signer};
use crate::ip_pools::Sources;
use crate::metrics::Metrics;
use crate::model::{Inspected, Message, MessageScope, MessageStatus, ProcessId, RawContent, Timestamp};
use crate::queue::HandedOver;
use crate::queue::ready::{Failure, Health};
use crate::random::Random;
use crate::scanners::Scanners;
use crate::secrets::SecretKey;
use crate::store::dispatch::{self, Dispatch, OWN_REFUSALS};
use crate::store::results::{QueueChange, SuppressionChange};
use crate::store::{Committer, Store, StoreError, contents, queue as rows};
use crate::suppression::policy;

/// Bytes of content that are read back for messages without a place in memory of their own.
const MAX_LOADED_BYTES: u32 = 64 << 20;

/// Time in the queue after which a message fails for good, however few attempts it had (RFC 5321 §4.5.4.1: 4 to 5
/// days). Waiting for a dead site costs no attempts, so the number of attempts alone would not end it.
pub const MAX_QUEUE_TIME: Duration = Duration::from_secs(5 * 24 * 3600);

/// Delivers messages; cheap to clone.
#[derive(Debug, Clone)]
pub struct Deliverer(pub(super) Arc<Parts>);

pub(super) struct Parts {
    pub settings: Settings,
    pub store: Store,
    pub committer: Committer,
    pub clock: SharedClock,
    pub random: Random,
    pub opener: Opener,
    pub signatures: Signatures,
    pub secret: SecretKey,
    pub bounces: Bounces,
    pub scanners: Scanners,
    pub http: HttpClient,
    pub metrics: Metrics,
    pub sources: Sources,
    pub signer: Signer,
    pub limits: SendLimits,
    pub loaded: Arc<Semaphore>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Deliverer")
    }
}

/// What one delivery works with.
pub(super) struct Work {
    pub dispatch: Dispatch,
    pub content: Option<RawContent>,
    pub findings: Findings,
    pub now: Timestamp,
    /// Room for content that was read back.
    pub room: Option<OwnedSemaphorePermit>,
}

impl Work {
    fn new(dispatch: Dispatch, entry: &HandedOver, now: Timestamp) -> Self {
        Self { dispatch, content: entry.content.clone(), findings: Findings::default(), now, room: None }
    }

    /// The message with what this attempt has found out about it.
    pub(super) fn message_now(&self) -> Message {
        let mut message = self.dispatch.message.clone();
        message.inspected = self.inspected().cloned();
        if let Some(prepared) = &self.findings.prepared {
            message.prepended_headers = Some(prepared.headers.clone());
        }
        message
    }

    /// What inspection said, now or in an earlier attempt.
    pub(super) fn inspected(&self) -> Option<&Inspected> {
        let now = self.findings.inspection.as_ref().map(|inspection| &inspection.inspected);
        now.or(self.dispatch.message.inspected.as_ref())
    }
}

/// Where the content is.
pub(super) enum Loaded {
    Content(RawContent),
    /// Removed, although the message says that it is there.
    Gone,
    /// The process stops.
    Stopped,
}

/// How far an attempt came.
pub(super) enum Attempted {
    Report(Box<Report>),
    /// The process stops, and nothing had begun.
    Stopped,
    /// It waits elsewhere now; nothing has happened.
    Moved,
}

impl Deliverer {
    /// `writer`: the process whose counter rows the committer writes.
    #[expect(clippy::too_many_arguments, reason = "wiring, called once")]
    pub fn new(
        settings: Settings,
        store: Store,
        committer: Committer,
        clock: SharedClock,
        random: Random,
        opener: Opener,
        installation_key: Arc<SigningKey>,
        secret: SecretKey,
        bounces: Bounces,
        scanners: Scanners,
        http: HttpClient,
        metrics: Metrics,
        sources: Sources,
        writer: ProcessId,
    ) -> Self {
        Self(Arc::new(Parts {
            settings,
            store,
            committer,
            clock,
            random,
            opener,
            signer: Signer::new(installation_key.clone()),
            signatures: Signatures::new(installation_key, secret.clone()),
            secret,
            bounces,
            scanners,
            http,
            metrics,
            sources,
            limits: SendLimits::new(writer),
            loaded: Arc::new(Semaphore::new(MAX_LOADED_BYTES as usize)),
        }))
    }

    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub fn opener(&self) -> &Opener {
        &self.0.opener
    }

    /// One attempt for a message that this process holds, recorded when it returns `Ok`.
    ///
    /// `stop`: give up what can be given up; a message whose content may have arrived is recorded as such.
    /// `Err`: the database cannot be reached; nothing has happened or been recorded, and the row is still held.
    pub async fn deliver(&self, entry: &HandedOver, way: &Way, stop: &CancellationToken) -> Result<Health, StoreError> {
        let dispatch = match self.still_ours(entry).await {
            Ok(Some(dispatch)) => dispatch,
            Ok(None) => return Ok(Health::Unknown),
            Err(error) => {
                self.record_fault(&entry.queued, Findings::default(), error.into(), stop).await?;
                return Ok(Health::Unknown);
            }
        };
        let now = self.0.clock.now();
        tracing::info!("starting message unqueue");
        tracing::info!("queue latency is {:.3}s", now.since(entry.queued.due_at).as_secs_f64());
        let mut work = Work::new(dispatch, entry, now);
        // A fault in our own code must end as a record, too, or the message would be tried again at once.
        let attempted = AssertUnwindSafe(self.attempt(&mut work, way, stop))
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Err(DeliveryError::Panic(panic_text(panic.as_ref()))));
        match attempted {
            Ok(Attempted::Stopped | Attempted::Moved) => {
                self.uncount(&work);
                Ok(Health::Unknown)
            }
            Ok(Attempted::Report(mut report)) => {
                self.consequences(&mut work, &mut report).await;
                let (now, health) = (self.0.clock.now(), report.health.clone());
                let result = record::result(&self.0.settings, &work.dispatch, *report, work.findings, now);
                let (scope, status) = (result.scope, result.delivery.status);
                self.record(result, stop).await?;
                self.0.metrics.worker.delivery(scope, status);
                Ok(health)
            }
            Err(DeliveryError::Store(error)) if error.is_transient() => {
                self.uncount(&work);
                Err(error)
            }
            Err(error) => {
                self.record_fault(&work.dispatch.row, work.findings, error, stop).await?;
                Ok(Health::Unknown)
            }
        }
    }

    /// A message that waits because its site cannot be reached: back to the queue until then, unless it has to be held
    /// anyway. The first time its record says why, without an attempt being used.
    pub async fn defer(
        &self,
        entry: &HandedOver,
        until: Timestamp,
        failure: Option<&Failure>,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        let dispatch = match self.still_ours(entry).await {
            Ok(Some(dispatch)) => dispatch,
            Ok(None) => return Ok(()),
            Err(error) => return self.record_fault(&entry.queued, Findings::default(), error.into(), stop).await,
        };
        let now = self.0.clock.now();
        let mut work = Work::new(dispatch, entry, now);
        let kept = match self.kept_without_attempt(&mut work, stop).await {
            Ok(kept) => kept,
            Err(error) => return self.record_fault(&work.dispatch.row, work.findings, error, stop).await,
        };
        let dispatch = &work.dispatch;
        if let Some(report) = kept {
            return self.record(record::result(&self.0.settings, dispatch, report, work.findings, now), stop).await;
        }
        match failure {
            Some(failure) if matches!(dispatch.message.status, MessageStatus::Pending | MessageStatus::Scheduled) => {
                let details = match dispatch.message.scope {
                    MessageScope::Outgoing => {
                        format!("No SMTP servers were available for {}.{}", dispatch.row.destination, failure.tried)
                    }
                    MessageScope::Incoming => format!("The endpoint cannot be reached.{}", failure.tried),
                };
                let report = Report::local(Outcome::soft(), details).with_output(failure.output.clone());
                let attempts = dispatch.row.attempts;
                let mut result = record::result(&self.0.settings, dispatch, report, Findings::default(), now);
                result.queue = QueueChange::Retry { due_at: until, attempts };
                self.record(result, stop).await
            }
            _ => {
                let mut conn = self.0.store.write().await?;
                rows::postpone(&mut conn, dispatch.row.owner, &[entry.key()], until).await.map(drop)
            }
        }
    }

    /// The message as it is now. `None`: it is no longer in the queue, or somebody else's.
    async fn still_ours(&self, entry: &HandedOver) -> Result<Option<Dispatch>, StoreError> {
        let (server, message) = entry.key();
        let found = dispatch::find(&mut self.0.store.read().await?, server, message).await?;
        let Some(dispatch) = found else {
            // A row whose message is gone leads nowhere.
            rows::delete(&mut self.0.store.write().await?, &entry.queued).await?;
            return Ok(None);
        };
        let is_ours = dispatch.row.owner == entry.queued.owner && dispatch.row.generation == entry.queued.generation;
        if is_ours && dispatch.server.is_deleted {
            rows::delete(&mut self.0.store.write().await?, &dispatch.row).await?;
            return Ok(None);
        }
        Ok(is_ours.then_some(dispatch))
    }

    /// The steps, in order.
    async fn attempt(&self, work: &mut Work, way: &Way, stop: &CancellationToken) -> Result<Attempted, DeliveryError> {
        let report = |report| Ok(Attempted::Report(Box::new(report)));
        let is_incoming = work.dispatch.message.scope == MessageScope::Incoming;
        if let Some(kept) = self.unfit(work).await? {
            return if is_incoming { self.give_up(work, kept, stop).await } else { report(kept) };
        }
        if !is_incoming && let Some(kept) = Self::unsendable(work) {
            return report(kept);
        }
        let content = match self.content(work, stop).await? {
            Loaded::Content(content) => content,
            Loaded::Gone => return report(steps::removed()),
            Loaded::Stopped => return Ok(Attempted::Stopped),
        };
        if is_incoming {
            return self.receive(work, content, stop).await;
        }
        steps::read_tag(work, &content);
        if let Some(kept) = Self::early_holds(work) {
            return report(kept);
        }
        if let Some(kept) = self.spam(work, &content).await? {
            return report(kept);
        }
        if let Some(kept) = self.late_holds(work, Sending::Now).await? {
            return report(kept);
        }
        if let Some(done) = Self::sandbox(work) {
            return report(done);
        }
        let source = match self.source(work, &content).await? {
            Source::Address(address) => Some(*address),
            Source::System => None,
            Source::Elsewhere => return Ok(Attempted::Moved),
        };
        let content = self.tracked(work, content).await?;
        let trip = Trip {
            mail_from: self.envelope_sender(&work.dispatch),
            rcpt_to: work.dispatch.message.rcpt_to.clone(),
            destination: work.dispatch.row.destination.clone(),
            source,
        };
        self.send(work, &trip, content, way, stop).await
    }

    /// The steps that come before an attempt, for a message that is not attempted now.
    async fn kept_without_attempt(
        &self,
        work: &mut Work,
        stop: &CancellationToken,
    ) -> Result<Option<Report>, DeliveryError> {
        if let Some(kept) = self.unfit(work).await? {
            if work.dispatch.message.scope == MessageScope::Outgoing {
                return Ok(Some(kept));
            }
            return Ok(match self.give_up(work, kept, stop).await? {
                Attempted::Report(report) => Some(*report),
                Attempted::Stopped | Attempted::Moved => None,
            });
        }
        if work.dispatch.message.scope == MessageScope::Incoming {
            return Ok(None);
        }
        let kept = match Self::unsendable(work).or_else(|| Self::early_holds(work)) {
            Some(kept) => Some(kept),
            None => self.late_holds(work, Sending::Later).await?,
        };
        let Some(kept) = kept else { return Ok(None) };
        // Lists show the tag of what is held.
        if let Loaded::Content(content) = self.content(work, stop).await? {
            steps::read_tag(work, &content);
        }
        Ok(Some(kept))
    }

    pub(super) fn suppression(&self, work: &Work, reason: &str) -> crate::model::Suppression {
        let (message, policy) = (&work.dispatch.message, &work.dispatch.server.suppression);
        let (default, repeats) = (self.0.settings.suppress_for, work.dispatch.suppressions.repeats);
        let (server, address) = (message.server_id, &message.rcpt_to);
        policy::entry_after_failure(server, address, reason, policy, default, repeats, work.now)
    }

    /// The content from memory, or from the database when there is room for it.
    pub(super) async fn content(&self, work: &mut Work, stop: &CancellationToken) -> Result<Loaded, DeliveryError> {
        if let Some(content) = work.content.take() {
            return Ok(Loaded::Content(content));
        }
        let message = &work.dispatch.message;
        let Some(id) = message.content_id else { return Ok(Loaded::Gone) };
        let bytes = u32::try_from(message.size_bytes.max(1)).unwrap_or(u32::MAX).min(MAX_LOADED_BYTES);
        tokio::select! {
            room = self.0.loaded.clone().acquire_many_owned(bytes) => work.room = room.ok(),
            () = stop.cancelled() => return Ok(Loaded::Stopped),
        }
        let mut conn = self.0.store.read().await?;
        let found = contents::find(&mut conn, message.server_id, id).await?;
        Ok(found.map_or(Loaded::Gone, Loaded::Content))
    }

    /// Nothing was sent, and the message will ask the send limit again.
    fn uncount(&self, work: &Work) {
        if let Some((MessageScope::Outgoing, counted_at)) = work.findings.processed {
            self.0.limits.give_back(work.dispatch.message.server_id, counted_at);
        }
    }

    /// What a result means for the suppression list.
    async fn consequences(&self, work: &mut Work, report: &mut Report) {
        if work.dispatch.message.scope == MessageScope::Incoming {
            return;
        }
        let is_refusal = matches!(report.outcome, Outcome::HardFail { .. });
        let is_sent = matches!(report.outcome, Outcome::Sent { .. });
        let is_attempt = report.trace.log_id.is_some() && !is_own_refusal(report);
        if is_refusal
            && is_attempt
            && let Some(reason) = self.suppression_reason(work, report).await
        {
            let entry = self.suppression(work, reason);
            work.findings.suppression = Some(SuppressionChange::Add(entry));
            let sentence = format!("Recipient added to suppression list ({reason})");
            record::add_sentence(&mut report.details, &sentence);
        } else if is_sent {
            let (address, known) = (work.dispatch.message.rcpt_to.clone(), &work.dispatch.suppressions);
            if known.address.as_ref().is_some_and(|entry| entry.kind.ends_by_delivery()) {
                work.findings.suppression = Some(SuppressionChange::Remove { address });
                record::add_sentence(&mut report.details, "Recipient removed from suppression list");
            } else if known.repeats.is_some() {
                work.findings.suppression = Some(SuppressionChange::Forget { address });
            }
        }
    }

    /// The host has answered: whatever the database says now, the attempt must not be repeated.
    async fn suppression_reason(&self, work: &Work, report: &Report) -> Option<&'static str> {
        let message = &work.dispatch.message;
        let look = async {
            let class = report.failure_class().unwrap_or(BounceClass::Unknown);
            let mut conn = self.0.store.read().await?;
            let policy = &work.dispatch.server.suppression;
            policy::reason_after_refusal(&mut conn, message, class, policy, work.now).await
        };
        look.await.unwrap_or_else(|error: StoreError| {
            let (server, message) = (message.server_id.0, message.id.0);
            tracing::error!(server, message, %error, "the recipient is not suppressed: earlier failures are not known");
            None
        })
    }
}

/// We did not even ask the host about the recipient.
fn is_own_refusal(report: &Report) -> bool {
    report.outcome.reply().is_none() && report.enhanced_code.as_deref().is_some_and(|code| OWN_REFUSALS.contains(&code))
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
