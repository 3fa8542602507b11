//! From the report of an attempt to what is written about it.

use super::{DeliveryError, Outcome, Report, Settings};
use crate::model::{DomainId, MessageId, MessageScope, MessageStatus, QueuedMessage, Timestamp};
use crate::queue::retry::retry_wait;
use crate::store::dispatch::Dispatch;
use crate::store::results::{
    DeliveryResult, Inspection, Lease, LimitMark, NewDelivery, Prepared, QueueChange, SuppressionChange,
};

/// Longest details and output, in characters. 3.3 cut replies after 250, often before they came to the point.
const MAX_TEXT: usize = 1000;
/// Longest description of the TLS session, in characters.
const MAX_TLS: usize = 64;

const INTERNAL_ERROR: &str =
    "An internal error occurred while sending this message. This message will be retried automatically.";

/// What the steps found out on the way and has to be kept.
#[derive(Debug, Default)]
pub struct Findings {
    pub tag: Option<String>,
    pub prepared: Option<Prepared>,
    pub processed: Option<(MessageScope, Timestamp)>,
    pub limit: Option<LimitMark>,
    pub suppression: Option<SuppressionChange>,
    pub inspection: Option<Inspection>,
    /// The message that this one turned out to be about, and that one's domain.
    pub bounce_for: Option<(MessageId, Option<DomainId>)>,
    /// What follows for other messages.
    pub related: Vec<DeliveryResult>,
}

/// The write set for a report.
pub(super) fn result(
    settings: &Settings,
    work: &Dispatch,
    report: Report,
    findings: Findings,
    now: Timestamp,
) -> DeliveryResult {
    let attempts = work.row.attempts;
    let queue = match &report.outcome {
        Outcome::SoftFail { wait, counts, .. } => QueueChange::Retry {
            due_at: next_try(work, now + wait.unwrap_or_else(|| retry_wait(attempts)), now),
            attempts: attempts + i64::from(*counts),
        },
        Outcome::Sent { .. } | Outcome::HardFail { .. } | Outcome::Held | Outcome::Processed => QueueChange::Remove,
    };
    let status = report.outcome.status();
    // What is held may still be sent.
    let has_ended = queue == QueueChange::Remove && status != MessageStatus::Held;
    let class = report.failure_class();
    let code = report.code().map(i64::from);
    let reply = report.outcome.reply();
    let enhanced_code = report.enhanced_code.or_else(|| reply.and_then(|reply| reply.enhanced).map(|c| c.to_string()));
    let is_in_clear_after_error = report.trace.tls.as_ref().is_some_and(|tls| tls.starts_with("none"));
    let delivery = NewDelivery {
        status,
        code,
        enhanced_code,
        reason: class.map(|class| class.as_str().to_owned()),
        details: cut(&report.details, MAX_TEXT),
        output: report.output.map(|output| cut(output.trim(), MAX_TEXT)),
        sent_with_tls: report.trace.tls.is_some() && !is_in_clear_after_error,
        tls: report.trace.tls.map(|tls| cut(&tls, MAX_TLS)),
        mx_host: report.trace.mx_host,
        mx_address: report.trace.mx_address,
        dialogue: report.trace.dialogue.filter(|dialogue| !dialogue.is_empty()).map(|text| text.replace('\0', "")),
        log_id: report.trace.log_id,
        duration_us: report.trace.duration.map(|time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX)),
    };
    DeliveryResult {
        server_id: work.message.server_id,
        message_id: work.message.id,
        scope: work.message.scope,
        at: now,
        lease: Some(Lease { owner: work.row.owner, generation: work.row.generation }),
        queue,
        delivery,
        hold_expires_at: (status == MessageStatus::Held).then(|| now + settings.hold_for),
        tag: findings.tag,
        prepared: findings.prepared,
        suppression: findings.suppression,
        processed: findings.processed,
        limit: findings.limit,
        inspection: findings.inspection,
        bounce_for: findings.bounce_for,
        event: None,
        keeps_status: false,
        discard: work.message.content_to_discard().filter(|_| has_ended),
        related: findings.related,
    }
}

/// A message that is worthless after some time is looked at again when that is over, to be given up.
fn next_try(work: &Dispatch, due_at: Timestamp, now: Timestamp) -> Timestamp {
    let end = work.message.extras.options.expire_after().map(|limit| work.row.created_at + limit);
    end.filter(|end| *end > now).map_or(due_at, |end| end.min(due_at))
}

/// The write set for a fault of our own: it counts as an attempt, so that it ends some day.
pub(super) fn internal_error(
    row: &QueuedMessage,
    findings: Findings,
    error: &DeliveryError,
    now: Timestamp,
) -> DeliveryResult {
    let mut delivery = NewDelivery::new(MessageStatus::Error, INTERNAL_ERROR);
    delivery.output = Some(cut(&error.output(), MAX_TEXT));
    let attempts = row.attempts;
    // An inspected message is not read again for what it tells about others.
    let is_inspected = findings.inspection.is_some();
    DeliveryResult {
        server_id: row.server_id,
        message_id: row.message_id,
        // Of no account with this status.
        scope: MessageScope::Outgoing,
        at: now,
        lease: Some(Lease { owner: row.owner, generation: row.generation }),
        queue: QueueChange::Retry { due_at: now + retry_wait(attempts), attempts: attempts + 1 },
        delivery,
        hold_expires_at: None,
        tag: findings.tag,
        prepared: None,
        suppression: None,
        processed: findings.processed,
        limit: findings.limit,
        inspection: findings.inspection,
        bounce_for: None,
        event: None,
        keeps_status: false,
        discard: None,
        // Told again by the next attempt.
        related: if is_inspected { findings.related } else { Vec::new() },
    }
}

/// Adds a sentence to the details, as 3.3 does.
pub(super) fn add_sentence(details: &mut String, sentence: &str) {
    if !details.is_empty() {
        if !details.ends_with('.') {
            details.push('.');
        }
        details.push(' ');
    }
    details.push_str(sentence);
}

fn cut(text: &str, max: usize) -> String {
    text.chars().filter(|c| *c != '\0').take(max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_joined_with_one_full_stop() {
        let mut details = "Accepted".to_owned();
        add_sentence(&mut details, "More");
        assert_eq!(details, "Accepted. More");
        let mut details = "Accepted.".to_owned();
        add_sentence(&mut details, "More");
        assert_eq!(details, "Accepted. More");
    }

    #[test]
    fn text_is_cut_by_characters() {
        assert_eq!(cut(&"ä".repeat(3000), MAX_TEXT).chars().count(), 1000);
    }
}
