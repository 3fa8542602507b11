//! The steps of a delivery, in order: what keeps a message back, then the attempt, then what follows from it.

use std::sync::Arc;
use std::time::Duration;

use postal_mail::dkim::SigningKey;
use postal_mail::header::{self, Header};
use tokio_util::sync::CancellationToken;

use super::content::Signatures;
use super::limits::{SendLimits, Verdict};
use super::record::{self, Findings};
use super::smtp::Opener;
use super::targets::Way;
use super::{DeliveryError, Outcome, Report, Settings};
use crate::clock::SharedClock;
use crate::model::{MessageScope, MessageStatus, ProcessId, RawContent, ServerId, ServerMode, Timestamp};
use crate::queue::HandedOver;
use crate::queue::ready::{Failure, Health};
use crate::random::Random;
use crate::secrets::SecretKey;
use crate::store::dispatch::{self, Dispatch};
use crate::store::results::{LimitMark, QueueChange, SuppressionChange};
use crate::store::{Committer, Store, StoreError, WriteSet, contents, queue as rows};
use crate::suppression;

/// Time in the queue after which a message fails for good, however few attempts it had (RFC 5321 §4.5.4.1: 4 to 5
/// days). Waiting for a dead site costs no attempts, so the number of attempts alone would not end it.
pub const MAX_QUEUE_TIME: Duration = Duration::from_secs(5 * 24 * 3600);

const SUSPENDED: &str = "Mail server has been suspended. No e-mails can be processed at present. \
                         Contact support for assistance.";

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
    pub limits: SendLimits,
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
}

/// How far an attempt came.
pub(super) enum Attempted {
    Report(Box<Report>),
    /// The process stops, and nothing had begun.
    Stopped,
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
        writer: ProcessId,
    ) -> Self {
        Self(Arc::new(Parts {
            settings,
            store,
            committer,
            clock,
            random,
            opener,
            signatures: Signatures::new(installation_key, secret),
            limits: SendLimits::new(writer),
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
        let Some(dispatch) = self.still_ours(entry).await? else { return Ok(Health::Unknown) };
        let now = self.0.clock.now();
        let mut work = Work { dispatch, content: entry.content.clone(), findings: Findings::default(), now };
        let attempted = self.attempt(&mut work, way, stop).await;
        let now = self.0.clock.now();
        let (result, health) = match attempted {
            Ok(Attempted::Stopped) => return Ok(Health::Unknown),
            Ok(Attempted::Report(report)) => {
                let mut report = *report;
                self.consequences(&mut work, &mut report).await?;
                let health = report.health.clone();
                (record::result(&self.0.settings, &work.dispatch, report, work.findings, now), health)
            }
            Err(DeliveryError::Store(error)) => return Err(error),
            Err(error) => {
                let (server, message) = entry.key();
                tracing::error!(server = server.0, message = message.0, %error, "delivery failed");
                (record::internal_error(&work.dispatch, &error, now), Health::Unknown)
            }
        };
        self.write(WriteSet::Result(Box::new(result)), stop).await?;
        Ok(health)
    }

    /// A message that waits because its site cannot be reached: back to the queue until then. The first time its
    /// record says why, without an attempt being used.
    pub async fn defer(
        &self,
        entry: &HandedOver,
        until: Timestamp,
        failure: Option<&Failure>,
        stop: &CancellationToken,
    ) -> Result<(), StoreError> {
        let Some(dispatch) = self.still_ours(entry).await? else { return Ok(()) };
        let now = self.0.clock.now();
        match failure {
            Some(failure) if dispatch.message.status == MessageStatus::Pending && !dispatch.server.is_suspended => {
                let details =
                    format!("No SMTP servers were available for {}.{}", dispatch.row.destination, failure.tried);
                let report = Report::local(Outcome::soft(), details).with_output(failure.output.clone());
                let attempts = dispatch.row.attempts;
                let mut result = record::result(&self.0.settings, &dispatch, report, Findings::default(), now);
                result.queue = QueueChange::Retry { due_at: until, attempts };
                self.write(WriteSet::Result(Box::new(result)), stop).await
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
        match found {
            Some(dispatch) if dispatch.server.is_deleted => {
                rows::delete(&mut self.0.store.write().await?, &dispatch.row).await?;
                Ok(None)
            }
            Some(dispatch) => {
                let is_ours =
                    dispatch.row.owner == entry.queued.owner && dispatch.row.generation == entry.queued.generation;
                Ok(is_ours.then_some(dispatch))
            }
            None => {
                // A row whose message is gone leads nowhere.
                rows::delete(&mut self.0.store.write().await?, &entry.queued).await?;
                Ok(None)
            }
        }
    }

    /// Writes until it is written: what has happened must not be forgotten because the database is away.
    async fn write(&self, write: WriteSet, stop: &CancellationToken) -> Result<(), StoreError> {
        let WriteSet::Result(result) = write else { return Ok(()) };
        let mut wait = Duration::from_millis(100);
        loop {
            match self.0.committer.write(WriteSet::Result(result.clone())).await {
                Ok(_) => return Ok(()),
                Err(error) if stop.is_cancelled() || matches!(error, StoreError::Stopped) => return Err(error),
                Err(error) => {
                    let (server, message) = (result.server_id.0, result.message_id.0);
                    tracing::error!(server, message, %error, "the result of a delivery cannot be stored, trying again");
                    tokio::select! {
                        () = tokio::time::sleep(wait) => {}
                        () = stop.cancelled() => {}
                    }
                    wait = (wait * 2).min(Duration::from_secs(10));
                }
            }
        }
    }

    /// The steps, in order.
    async fn attempt(&self, work: &mut Work, way: &Way, stop: &CancellationToken) -> Result<Attempted, DeliveryError> {
        let report = |report| Ok(Attempted::Report(Box::new(report)));
        if let Some(kept) = suspended(work).or_else(|| self.exhausted(work)).or_else(|| content_removed(work)) {
            return report(kept);
        }
        if work.dispatch.message.scope == MessageScope::Incoming {
            // Routes do not exist here, so none can be found.
            return report(Report::local(
                Outcome::hard(),
                "Message does not have a route and/or endpoint available for delivery.",
            ));
        }
        if let Some(kept) = no_domain(work).or_else(|| no_recipient(work)) {
            return report(kept);
        }
        let content = self.content(work).await?;
        read_tag(work, &content);
        if let Some(kept) = credential_hold(work).or_else(|| suppressed(work)) {
            return report(kept);
        }
        if let Some(kept) = self.over_limit(work).await? {
            return report(kept);
        }
        if let Some(kept) = development_mode(work) {
            return report(kept);
        }
        self.send(work, content, way, stop).await
    }

    fn exhausted(&self, work: &mut Work) -> Option<Report> {
        let max = self.0.settings.max_attempts;
        let row = &work.dispatch.row;
        if row.attempts >= max {
            let address = &work.dispatch.message.rcpt_to;
            let mut details = format!("Maximum number of delivery attempts ({max}) has been reached.");
            if work.dispatch.message.scope == MessageScope::Outgoing {
                let attempts = row.attempts;
                record::add_sentence(
                    &mut details,
                    &format!("Added {address} to suppression list because delivery has failed {attempts} times."),
                );
                work.findings.suppression =
                    Some(SuppressionChange::Add(self.suppression(work, suppression::TOO_MANY_SOFT_FAILS)));
            }
            return Some(Report::local(Outcome::hard(), details));
        }
        (work.now.since(row.created_at) > MAX_QUEUE_TIME).then(|| {
            let days = MAX_QUEUE_TIME.as_secs() / 86400;
            Report::local(Outcome::hard(), format!("The message could not be delivered within {days} days."))
                .with_code("4.4.7")
        })
    }

    fn suppression(&self, work: &Work, reason: &str) -> crate::model::Suppression {
        let message = &work.dispatch.message;
        suppression::entry(message.server_id, &message.rcpt_to, reason, work.now, self.0.settings.suppress_for)
    }

    async fn content(&self, work: &mut Work) -> Result<RawContent, DeliveryError> {
        if let Some(content) = work.content.take() {
            return Ok(content);
        }
        let message = &work.dispatch.message;
        let id = message.content_id.ok_or_else(|| DeliveryError::Content("it has been removed".to_owned()))?;
        let mut conn = self.0.store.read().await?;
        contents::find(&mut conn, message.server_id, id)
            .await?
            .ok_or_else(|| DeliveryError::Content("it has been removed".to_owned()))
    }

    /// Counts the message and asks the send limit. A message counts once; 3.3 counted every attempt.
    async fn over_limit(&self, work: &mut Work) -> Result<Option<Report>, DeliveryError> {
        let server = &work.dispatch.server;
        let is_new = work.dispatch.message.status == MessageStatus::Pending;
        let id: ServerId = work.dispatch.message.server_id;
        let verdict = self.0.limits.take(&self.0.store, id, server.send_limit, is_new, work.now).await?;
        let marked = |at: Option<Timestamp>| at.is_some_and(|at| work.now.since(at) < Duration::from_secs(60));
        match verdict {
            Verdict::Exceeded => {
                work.findings.limit = (!marked(server.send_limit_exceeded_at)).then_some(LimitMark::Exceeded);
                let limit = server.send_limit.unwrap_or(0);
                let text = format!("Message held because send limit ({limit}) has been reached.");
                Ok(Some(Report::local(Outcome::Held, text)))
            }
            Verdict::Passed(mark) => {
                let has_mark = server.send_limit_approaching_at.is_some() || server.send_limit_exceeded_at.is_some();
                work.findings.limit = match mark {
                    LimitMark::Approaching if !marked(server.send_limit_approaching_at) => Some(mark),
                    LimitMark::Below if is_new && has_mark => Some(mark),
                    _ => None,
                };
                work.findings.processed_at = is_new.then_some(work.now);
                Ok(None)
            }
        }
    }

    /// What a result means for the suppression list.
    async fn consequences(&self, work: &mut Work, report: &mut Report) -> Result<(), StoreError> {
        let is_attempt = report.trace.log_id.is_some();
        match &report.outcome {
            Outcome::HardFail { .. } if is_attempt => {
                let since = work.now - record::HARD_FAIL_WINDOW;
                let has_earlier = {
                    let mut conn = self.0.store.read().await?;
                    dispatch::has_earlier_hard_fail(&mut conn, &work.dispatch.message, since).await?
                };
                if has_earlier {
                    let reason = suppression::TOO_MANY_HARD_FAILS;
                    let entry = self.suppression(work, reason);
                    work.findings.suppression = Some(SuppressionChange::Add(entry));
                    record::add_sentence(
                        &mut report.details,
                        &format!("Recipient added to suppression list ({reason})"),
                    );
                }
            }
            Outcome::Sent { .. } if work.dispatch.suppression.is_some() => {
                let address = work.dispatch.message.rcpt_to.clone();
                work.findings.suppression = Some(SuppressionChange::Remove { address });
                record::add_sentence(&mut report.details, "Recipient removed from suppression list");
            }
            _ => {}
        }
        Ok(())
    }
}

fn suspended(work: &Work) -> Option<Report> {
    work.dispatch.server.is_suspended.then(|| Report::local(Outcome::Held, SUSPENDED))
}

fn content_removed(work: &Work) -> Option<Report> {
    let is_there = work.dispatch.message.content_id.is_some();
    (!is_there).then(|| Report::local(Outcome::hard(), "Raw message has been removed. Cannot send message."))
}

fn no_domain(work: &Work) -> Option<Report> {
    work.dispatch.domain.is_none().then(|| Report::local(Outcome::hard(), "Message's domain no longer exist"))
}

fn no_recipient(work: &Work) -> Option<Report> {
    let is_blank = work.dispatch.message.rcpt_to.trim().is_empty();
    is_blank.then(|| Report::local(Outcome::hard(), "Message doesn't have an RCPT to"))
}

/// Before any hold; the field stays in the mail.
fn read_tag(work: &mut Work, content: &[u8]) {
    if work.dispatch.message.tag.is_none() {
        let (section, _) = header::split(content);
        work.findings.tag = Header::parse(section).tag().map(|tag| tag.chars().take(255).collect());
    }
}

fn credential_hold(work: &Work) -> Option<Report> {
    let is_held = work.dispatch.is_held_by_credential && !work.dispatch.row.is_manual;
    is_held.then(|| Report::local(Outcome::Held, "Credential is configured to hold all messages authenticated by it."))
}

fn suppressed(work: &Work) -> Option<Report> {
    let entry = work.dispatch.suppression.as_ref()?;
    let is_live = suppression::is_live(entry.keep_until, work.now) && !work.dispatch.row.is_manual;
    is_live.then(|| {
        let address = &work.dispatch.message.rcpt_to;
        let reason = &entry.reason;
        Report::local(Outcome::Held, format!("Recipient ({address}) is on the suppression list (reason: {reason})"))
    })
}

fn development_mode(work: &Work) -> Option<Report> {
    let is_held = work.dispatch.server.mode == ServerMode::Development && !work.dispatch.row.is_manual;
    is_held.then(|| Report::local(Outcome::Held, "Server is in development mode."))
}
