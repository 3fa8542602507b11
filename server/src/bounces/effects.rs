//! What a report means for the messages that it is about.

use postal_mail::bounce_class::BounceClass;
use postal_mail::header::{self, Header};
use postal_mail::report::{self, Action, Complaint, Kind, RecipientStatus, Report};
use serde_json::json;

use super::{Bounces, BouncesError, Understood};
use crate::model::{EventKind, Message, MessageScope, MessageStatus, RawContent, Timestamp};
use crate::store::results::{DeliveryResult, NewDelivery, SuppressionChange};
use crate::store::{Conn, servers, suppressions};
use crate::suppression::{self, policy};

/// Above this, reading is work for another thread.
const LONG: usize = 64 * 1024;
/// Longest quotation of another host, in characters.
const MAX_OUTPUT: usize = 1000;
/// Kinds of reports that say "no more of this" (RFC 5965 §7.3); `not-spam`, `auth-failure` and unknown ones do not.
const COMPLAINTS: [&str; 5] = ["abuse", "fraud", "virus", "opt-out", "opt-out-list"];

/// What a report says about one message.
enum Meaning<'a> {
    /// It failed for good. `None`: the report does not say why.
    Failed(Option<&'a RecipientStatus>),
    /// It is on its way, or has arrived.
    Progress(&'a RecipientStatus),
}

impl Bounces {
    /// Finds out what an incoming mail tells about earlier messages.
    pub async fn understand(
        &self,
        message: &Message,
        content: RawContent,
        now: Timestamp,
    ) -> Result<Understood, BouncesError> {
        let (section, _) = header::split(&content);
        let header = Header::parse(section);
        // On routes only a report of a complaint means something: people register an address of theirs for them.
        let nothing = || Understood::Other { related: Vec::new() };
        if !message.is_bounce && !is_multipart_report(&header) {
            return Ok(nothing());
        }
        let is_from_host = message.mail_from.is_none() || is_mail_system(&header);
        let report = if content.len() > LONG {
            let read = tokio::task::spawn_blocking(move || report::read(&content)).await;
            read.map_err(|error| BouncesError::Read(error.to_string()))?
        } else {
            report::read(&content)
        };
        let mut conn = self.0.store.read().await?;
        let originals = self.originals(&mut conn, message, &report, now).await?;
        let Some(first) = originals.first() else { return Ok(nothing()) };
        let about = (first.id, first.domain_id);
        let mut details = Vec::new();
        let mut related = Vec::new();
        match &report.kind {
            Kind::Complaint(complaint) => {
                for original in &originals {
                    details.push(format!("This has been detected as a complaint about <msg:{}>.", original.id));
                    related.push(complained(original, message, complaint, now));
                }
                if !message.is_bounce {
                    return Ok(Understood::Other { related });
                }
            }
            _ if !message.is_bounce => return Ok(nothing()),
            Kind::AutoReply => {
                // The server may have a route for those.
                if message.route_id.is_some() {
                    return Ok(nothing());
                }
                let replied = |original: &Message| {
                    format!("This has been detected as an automatic reply to <msg:{}>.", original.id)
                };
                details.extend(originals.iter().map(replied));
            }
            // 3.3: whatever names a message of ours is its bounce. Here: when a host sent it, and it does not say better.
            Kind::Ordinary if !is_from_host || report.origin.tokens.is_empty() => return Ok(nothing()),
            Kind::Ordinary | Kind::DeliveryStatus => {
                for original in &originals {
                    match meaning(&report, original) {
                        Meaning::Failed(status) => {
                            details
                                .push(format!("This has been detected as a bounce message for <msg:{}>.", original.id));
                            related.push(self.bounced(&mut conn, original, message, status, now).await?);
                        }
                        Meaning::Progress(status) => {
                            let action = status.action.as_str();
                            details.push(format!(
                                "This has been detected as a delivery report ({action}) for <msg:{}>.",
                                original.id
                            ));
                            related.extend(progressed(original, message, status, now));
                        }
                    }
                }
            }
        }
        Ok(Understood::Settled { details, about, related })
    }

    /// The record of a failure that was reported later.
    async fn bounced(
        &self,
        conn: &mut Conn,
        original: &Message,
        bounce: &Message,
        status: Option<&RecipientStatus>,
        now: Timestamp,
    ) -> Result<DeliveryResult, BouncesError> {
        let class = status.map_or(BounceClass::Unknown, |status| status.class);
        let mut details =
            format!("We've received a bounce message for this e-mail. See <msg:{}> for details.", bounce.id);
        // A host that gives up after 4yz says that it could not, not that nobody could (RFC 3463 §2).
        let is_hard = status.is_none_or(RecipientStatus::is_hard);
        let mut change = None;
        if is_hard
            && original.scope == MessageScope::Outgoing
            && let Some(server) = servers::find(conn, original.server_id).await?
            && let Some(reason) = policy::reason_after_bounce(conn, original, class, &server.suppression, now).await?
        {
            details.push_str(&format!(" Recipient added to suppression list ({reason})."));
            let (default, address) = (self.0.settings.suppress_for, &original.rcpt_to);
            let repeats = suppressions::find_repeats(conn, server.id, address).await?;
            let entry =
                policy::entry_after_failure(server.id, address, reason, &server.suppression, default, repeats, now);
            change = Some(SuppressionChange::Add(entry));
        }
        let mut delivery = NewDelivery::new(MessageStatus::Bounced, details);
        quote(&mut delivery, status);
        delivery.reason = Some(class.as_str().to_owned());
        let mut result = DeliveryResult::note(original.server_id, original.id, now, delivery);
        result.scope = original.scope;
        result.event = Some((EventKind::MessageBounced, Some(json!({ "bounce_id": bounce.id.0 }))));
        result.suppression = change;
        Ok(result)
    }
}

/// The record of a complaint. Whoever complained gets nothing more.
fn complained(original: &Message, report: &Message, complaint: &Complaint, now: Timestamp) -> DeliveryResult {
    let kind = &complaint.feedback_type;
    let mut details = format!("The recipient has complained about this e-mail ({kind}). See <msg:{}>.", report.id);
    let is_complaint = COMPLAINTS.contains(&kind.as_str());
    if !is_complaint {
        details = format!("The recipient has reported this e-mail as {kind}. See <msg:{}>.", report.id);
    }
    let mut change = None;
    if is_complaint && original.scope == MessageScope::Outgoing {
        details.push_str(&format!(" Recipient added to suppression list ({}).", suppression::COMPLAINT));
        change = Some(SuppressionChange::Add(suppression::complaint_entry(original.server_id, &original.rcpt_to, now)));
    }
    let mut delivery = NewDelivery::new(original.status, details);
    delivery.reason = is_complaint.then(|| suppression::COMPLAINT.to_owned());
    let mut result = DeliveryResult::note(original.server_id, original.id, now, delivery);
    result.keeps_status = true;
    result.event = is_complaint
        .then(|| (EventKind::MessageComplained, Some(json!({ "report_id": report.id.0, "feedback_type": kind }))));
    result.suppression = change;
    result
}

/// The part of the report that is about this message's recipient.
fn meaning<'a>(report: &'a Report, original: &Message) -> Meaning<'a> {
    let names = |address: &Option<String>| {
        address.as_ref().is_some_and(|address| address.eq_ignore_ascii_case(&original.rcpt_to))
    };
    let own =
        report.recipients.iter().find(|status| names(&status.final_recipient) || names(&status.original_recipient));
    // Aliases and forwards: another address than ours failed, and it is still about our message.
    let failed = || report.recipients.iter().find(|status| status.action == Action::Failed);
    match own.or_else(failed).or_else(|| report.recipients.first()) {
        Some(status) if status.action != Action::Failed => Meaning::Progress(status),
        status => Meaning::Failed(status),
    }
}

/// The record of a delay or an arrival, for a message that is out of our hands.
fn progressed(
    original: &Message,
    report: &Message,
    status: &RecipientStatus,
    now: Timestamp,
) -> Option<DeliveryResult> {
    if original.status != MessageStatus::Sent {
        return None;
    }
    let what = match status.action {
        Action::Delayed => "that the message is delayed",
        Action::Delivered => "that the message was delivered",
        Action::Relayed => "that the message was passed on",
        Action::Expanded => "that the message was passed on to several recipients",
        Action::Failed => return None,
    };
    let details = format!("The recipient's mail system reports {what}. See <msg:{}> for details.", report.id);
    let mut delivery = NewDelivery::new(original.status, details);
    quote(&mut delivery, Some(status));
    Some(DeliveryResult { keeps_status: true, ..DeliveryResult::note(original.server_id, original.id, now, delivery) })
}

fn quote(delivery: &mut NewDelivery, status: Option<&RecipientStatus>) {
    let Some(status) = status else { return };
    let cut = |text: &str, max| text.chars().filter(|c| *c != '\0').take(max).collect::<String>();
    delivery.enhanced_code = status.status.map(|code| code.to_string());
    delivery.output = status.diagnostic.as_deref().map(|text| cut(text, MAX_OUTPUT));
    delivery.mx_host = status.remote_mta.as_deref().map(|text| cut(text, 255));
}

fn is_multipart_report(header: &Header<'_>) -> bool {
    header
        .last("content-type")
        .is_some_and(|field| field.value().trim_start().to_ascii_lowercase().starts_with("multipart/report"))
}

/// RFC 5321 §4.5.1 and habit: who signs reports.
fn is_mail_system(header: &Header<'_>) -> bool {
    header.last("from").is_some_and(|field| {
        let from = field.value().to_ascii_lowercase();
        ["mailer-daemon", "postmaster", "mail delivery", "mailerdaemon"].iter().any(|name| from.contains(name))
    })
}
