//! What keeps a message back: each step looks at one thing and says what is recorded if it is not as it must be.

use std::time::Duration;

use postal_mail::bounce_class::BounceClass;
use postal_mail::header::{self, Header};

use super::limits::{Asking, Verdict};
use super::outgoing::{Deliverer, MAX_QUEUE_TIME, Work};
use super::send::OWN_DNS_FAILED;
use super::{DeliveryError, Outcome, Report, record};
use crate::config::InspectionFailure;
use crate::inspection::{self, Threshold};
use crate::model::{MessageScope, ServerMode, Timestamp};
use crate::store::deliveries;
use crate::store::results::{LimitMark, SuppressionChange};
use crate::suppression;

const SUSPENDED: &str = "Mail server has been suspended. No e-mails can be processed at present. \
                         Contact support for assistance.";

/// Whether an attempt follows when nothing keeps the message back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sending {
    Now,
    Later,
}

impl Deliverer {
    /// The steps before the content is needed.
    pub(super) async fn unfit(&self, work: &mut Work) -> Result<Option<Report>, DeliveryError> {
        if let Some(kept) = suspended(work) {
            return Ok(Some(kept));
        }
        if let Some(kept) = self.exhausted(work).await? {
            return Ok(Some(kept));
        }
        Ok(content_removed(work))
    }

    /// The steps of outgoing mail that need nothing but its envelope.
    pub(super) fn unsendable(work: &Work) -> Option<Report> {
        no_domain(work).or_else(|| no_recipient(work))
    }

    /// The steps after the tag was read.
    pub(super) fn early_holds(work: &Work) -> Option<Report> {
        credential_hold(work).or_else(|| suppressed(work))
    }

    /// Outgoing mail that looks like spam is not sent, whoever wants it.
    pub(super) async fn spam(&self, work: &mut Work, content: &[u8]) -> Result<Option<Report>, DeliveryError> {
        let Some(threshold) = work.dispatch.server.outbound_spam_threshold else { return Ok(None) };
        if let Some(kept) = self.inspect(work, Threshold::From(threshold), content).await {
            return Ok(Some(kept));
        }
        Ok(work.inspected().filter(|inspected| inspected.is_spam).map(|inspected| {
            let (threshold, score) = (inspection::number(threshold), inspection::number(inspected.spam_score));
            let text = format!("Message is likely spam. Threshold is {threshold} and the message scored {score}.");
            Report::local(Outcome::hard(), text)
        }))
    }

    /// Inspects a message that was not inspected before. `Some`: a scanner could not look, and the operator does not want
    /// such mail to go on.
    pub(super) async fn inspect(&self, work: &mut Work, threshold: Threshold, content: &[u8]) -> Option<Report> {
        if work.inspected().is_some() {
            return None;
        }
        let (parts, message) = (&self.0, &work.dispatch.message);
        let policy = parts.settings.inspection_failure;
        let looked = inspection::inspect(&parts.scanners, policy, message, threshold, content).await;
        let consequence = if work.dispatch.row.is_manual { InspectionFailure::Accept } else { looked.consequence };
        match consequence {
            InspectionFailure::Accept => {
                work.findings.inspection = Some(looked.inspection);
                None
            }
            InspectionFailure::Defer => {
                let text = "The message could not be inspected and will be inspected again later.";
                Some(Report::local(Outcome::soft(), text).with_output(looked.failure))
            }
            InspectionFailure::Hold => {
                let text = "The message could not be inspected.";
                Some(Report::local(Outcome::Held, text).with_output(looked.failure))
            }
        }
    }

    /// What an application sends to try out itself goes no further.
    pub(super) fn sandbox(work: &Work) -> Option<Report> {
        let is_trial = work.dispatch.message.extras.options.sandbox;
        is_trial
            .then(|| Report::local(Outcome::Sent { reply: None }, "Sandbox: the message was accepted and not sent."))
    }

    /// The last steps before outgoing mail is sent.
    pub(super) async fn late_holds(&self, work: &mut Work, sending: Sending) -> Result<Option<Report>, DeliveryError> {
        if let Some(kept) = self.over_limit(work, sending).await? {
            return Ok(Some(kept));
        }
        Ok(development_mode(work))
    }

    async fn exhausted(&self, work: &mut Work) -> Result<Option<Report>, DeliveryError> {
        let max = self.0.settings.max_attempts;
        let row = &work.dispatch.row;
        if row.attempts >= max {
            let address = &work.dispatch.message.rcpt_to;
            let mut details = format!("Maximum number of delivery attempts ({max}) has been reached.");
            if work.dispatch.message.scope == MessageScope::Outgoing && work.dispatch.server.suppression.is_enabled {
                let attempts = row.attempts;
                record::add_sentence(
                    &mut details,
                    &format!("Added {address} to suppression list because delivery has failed {attempts} times."),
                );
                work.findings.suppression =
                    Some(SuppressionChange::Add(self.suppression(work, suppression::TOO_MANY_SOFT_FAILS)));
            }
            return Ok(Some(Report::local(Outcome::hard(), details).with_class(BounceClass::Expired)));
        }
        if let Some(limit) = work.dispatch.message.extras.options.expire_after()
            && work.now.since(row.created_at) >= limit
        {
            let seconds = limit.as_secs();
            let details = format!("The message could not be delivered within {seconds} seconds, as it was to be.");
            return Ok(Some(
                Report::local(Outcome::hard(), details).with_code("4.4.7").with_class(BounceClass::Expired),
            ));
        }
        if work.now.since(row.created_at) <= MAX_QUEUE_TIME || !self.had_its_chance(work).await? {
            return Ok(None);
        }
        let days = MAX_QUEUE_TIME.as_secs() / 86400;
        let details = format!("The message could not be delivered within {days} days.");
        Ok(Some(Report::local(Outcome::hard(), details).with_code("4.4.7").with_class(BounceClass::Expired)))
    }

    /// `false`: nobody has tried yet, because everything stood still or our own DNS failed.
    async fn had_its_chance(&self, work: &Work) -> Result<bool, DeliveryError> {
        let row = &work.dispatch.row;
        if row.attempts > 0 {
            return Ok(true);
        }
        let mut conn = self.0.store.read().await?;
        let (server, message, since) = (row.server_id, row.message_id, row.created_at);
        Ok(deliveries::has_soft_fail_since(&mut conn, server, message, since, OWN_DNS_FAILED).await?)
    }

    /// Asks the send limit. A message counts once for each time that it was queued, when it is first sent; 3.3 counted
    /// every attempt.
    async fn over_limit(&self, work: &mut Work, sending: Sending) -> Result<Option<Report>, DeliveryError> {
        // Our own reports are not the tenant's sending.
        let message = &work.dispatch.message;
        if message.is_bounce && message.credential_id.is_none() {
            return Ok(None);
        }
        let server = &work.dispatch.server;
        let asking = match sending {
            _ if work.dispatch.is_counted => Asking::Again,
            Sending::Now => Asking::New,
            Sending::Later => Asking::Look,
        };
        let id = work.dispatch.message.server_id;
        let verdict = self.0.limits.take(&self.0.store, id, server.send_limit, asking, work.now).await?;
        let marked = |at: Option<Timestamp>| at.is_some_and(|at| work.now.since(at) < Duration::from_secs(60));
        match verdict {
            Verdict::Exceeded => {
                work.findings.limit = (!marked(server.send_limit_exceeded_at)).then_some(LimitMark::Exceeded);
                let limit = server.send_limit.unwrap_or(0);
                let text = format!("Message held because send limit ({limit}) has been reached.");
                Ok(Some(Report::local(Outcome::Held, text)))
            }
            Verdict::Passed(_) if asking != Asking::New => Ok(None),
            Verdict::Passed(mark) => {
                let has_mark = server.send_limit_approaching_at.is_some() || server.send_limit_exceeded_at.is_some();
                work.findings.limit = match mark {
                    LimitMark::Approaching if !marked(server.send_limit_approaching_at) => Some(mark),
                    LimitMark::Below if has_mark => Some(mark),
                    _ => None,
                };
                work.findings.processed = Some((MessageScope::Outgoing, work.now));
                Ok(None)
            }
        }
    }
}

fn suspended(work: &Work) -> Option<Report> {
    work.dispatch.server.is_suspended.then(|| Report::local(Outcome::Held, SUSPENDED))
}

pub(super) fn removed() -> Report {
    Report::local(Outcome::hard(), "Raw message has been removed. Cannot send message.")
}

fn content_removed(work: &Work) -> Option<Report> {
    work.dispatch.message.content_id.is_none().then(removed)
}

fn no_domain(work: &Work) -> Option<Report> {
    work.dispatch.domain.is_none().then(|| Report::local(Outcome::hard(), "Message's domain no longer exist"))
}

fn no_recipient(work: &Work) -> Option<Report> {
    let is_blank = work.dispatch.message.rcpt_to.trim().is_empty();
    is_blank.then(|| Report::local(Outcome::hard(), "Message doesn't have an RCPT to"))
}

/// Before any hold; the field stays in the mail.
pub(super) fn read_tag(work: &mut Work, content: &[u8]) {
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
    if work.dispatch.row.is_manual {
        return None;
    }
    let known = &work.dispatch.suppressions;
    let is_enabled = work.dispatch.server.suppression.is_enabled;
    let own = [&known.address, &known.domain].map(|entry| entry.as_ref().filter(|_| is_enabled));
    let shared = [&known.organization_address, &known.organization_domain].map(Option::as_ref);
    let whose = [(own, "the suppression list"), (shared, "the organization's suppression list")];
    let (live, list) = whose.into_iter().find_map(|(entries, list)| {
        let live = entries.into_iter().flatten().find(|entry| suppression::is_live(entry.keep_until, work.now));
        live.map(|live| (live, list))
    })?;
    let (address, reason) = (&work.dispatch.message.rcpt_to, &live.reason);
    Some(Report::local(Outcome::Held, format!("Recipient ({address}) is on {list} (reason: {reason})")))
}

pub(super) fn development_mode(work: &Work) -> Option<Report> {
    let is_held = work.dispatch.server.mode == ServerMode::Development && !work.dispatch.row.is_manual;
    is_held.then(|| Report::local(Outcome::Held, "Server is in development mode."))
}
