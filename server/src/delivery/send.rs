//! The attempt itself: a session, this recipient's bytes, one transaction.

use std::time::Duration;

use postal_mail::header;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::classify::{self, Phrase};
use super::content::{self, Form};
use super::outgoing::{Attempted, Deliverer, Work};
use super::record;
use super::smtp::NoSession;
use super::targets::{Hop, Way};
use super::{DeliveryError, Outcome, Report, Trace};
use crate::bounces::return_path;
use crate::model::{IpAddress, MessageScope, RawContent};
use crate::queue::ready::{Failure, Health};
use crate::smtp_client::{Envelope, Parameters, Session, Target};
use crate::store::dispatch::Dispatch;
use crate::store::{StoreError, deliveries};

/// Enhanced code of an attempt that found no such domain, and may be the only one (RFC 3463 §3.2).
const DOMAIN_MISSING: &str = "4.1.2";
/// Enhanced code when the DNS that we use failed altogether (RFC 3463 §3.4: our system is not set up as it must be).
pub(super) const OWN_DNS_FAILED: &str = "4.3.5";
/// The same when the address to send from is not on the machine.
const OWN_ADDRESS_MISSING: &str = "4.3.5";
/// How long a domain must have been missing before its mail is given up.
const DOMAIN_MISSING_FOR: Duration = Duration::from_secs(600);

/// The envelope of one attempt.
pub(super) struct Trip {
    pub mail_from: String,
    pub rcpt_to: String,
    /// Whose hosts are asked, for the record.
    pub destination: String,
    /// Where it leaves from; `None`: the system chooses.
    pub source: Option<IpAddress>,
}

impl Deliverer {
    /// An attempt by SMTP.
    pub(super) async fn send(
        &self,
        work: &mut Work,
        trip: &Trip,
        content: RawContent,
        way: &Way,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let began = Instant::now();
        let log_id = self.0.random.log_id();
        let destination = trip.destination.clone();
        let report = match way {
            Way::NullMx => unavailable(&destination, " The domain does not accept mail.", Outcome::hard())
                .with_code("5.1.10")
                .with_output("556 5.1.10 The domain has a null MX record"),
            Way::NoSuchDomain if self.was_missing_before(work).await? => {
                unavailable(&destination, " The domain does not exist.", Outcome::hard())
                    .with_code("5.1.2")
                    .with_output("The name does not exist in the DNS")
            }
            Way::NoSuchDomain => unavailable(&destination, " No hosts to try.", Outcome::soft())
                .with_code(DOMAIN_MISSING)
                .with_output("The name does not exist in the DNS. It is looked up again before the mail is given up."),
            Way::Unknown(error) if error.is_ours() => {
                unavailable(&destination, " No hosts to try.", Outcome::soft_without_attempt())
                    .with_code(OWN_DNS_FAILED)
                    .with_output(error.to_string())
            }
            Way::Unknown(error) => unavailable(&destination, " No hosts to try.", Outcome::soft())
                .with_code("4.4.3")
                .with_output(error.to_string()),
            Way::Endpoint => unavailable(&destination, " No hosts to try.", Outcome::soft()),
            Way::Hops(hops) => {
                let opened = tokio::select! {
                    opened = self.0.opener.open(hops, trip.source.as_ref()) => opened,
                    () = stop.cancelled() => return Ok(Attempted::Stopped),
                };
                match opened {
                    Ok(session) => match self.transact(work, trip, session, hops, content, stop).await? {
                        Attempted::Report(report) => *report,
                        other => return Ok(other),
                    },
                    Err(failed) => no_session(trip, &failed),
                }
            }
        };
        let mut report = report;
        report.trace.duration = Some(began.elapsed());
        if matches!(way, Way::Hops(_)) {
            self.0.metrics.worker.smtp_attempt(report.outcome.status(), began.elapsed());
        }
        report.trace.log_id = Some(log_id);
        Ok(Attempted::Report(Box::new(report)))
    }

    /// Whether an earlier attempt, long enough ago, did not find the domain either: a name server with a bad zone must
    /// not cost the mail of an hour.
    async fn was_missing_before(&self, work: &Work) -> Result<bool, StoreError> {
        let message = &work.dispatch.message;
        let until = work.now - DOMAIN_MISSING_FOR;
        let mut conn = self.0.store.read().await?;
        deliveries::has_code_until(&mut conn, message.server_id, message.id, DOMAIN_MISSING, until).await
    }

    /// One transaction; a connection that breaks before the content arrived is replaced once.
    async fn transact(
        &self,
        work: &mut Work,
        trip: &Trip,
        mut session: Session,
        hops: &[Hop],
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let (server, message) = (work.dispatch.message.server_id, work.dispatch.message.id);
        tracing::info!("Sending message {server}::{message} to {}", trip.rcpt_to);
        let mail_from = trip.mail_from.clone();
        let rcpt_to = wire_address(&trip.rcpt_to);
        let mut has_retried = false;
        loop {
            if work.dispatch.message.extras.options.require_tls && session.tls().is_none() {
                let target = session.target().clone();
                self.0.opener.keep(session);
                let details = format!("The message is to be sent over TLS only, and {target} does not offer it");
                let report = Report::local(Outcome::soft(), details).with_code("4.7.10");
                return Ok(Attempted::Report(Box::new(Report { health: Health::Up, ..report })));
            }
            let needs_smtputf8 = needs_smtputf8(work, &content, &mail_from, &rcpt_to);
            let parcel = match self.parcel(work, &session, &content, &mail_from, needs_smtputf8).await? {
                Ok(parcel) => parcel,
                Err(report) => {
                    self.0.opener.keep(session);
                    return Ok(Attempted::Report(report));
                }
            };
            let slices = parcel.slices();
            let envelope = Envelope {
                mail_from: &mail_from,
                rcpt_to: &rcpt_to,
                parameters: Parameters {
                    size_bytes: Some(slices.iter().map(|slice| slice.len() as u64).sum()),
                    is_eight_bit: parcel.is_eight_bit,
                    smtputf8: needs_smtputf8,
                    dsn: work.dispatch.message.dsn.as_ref(),
                },
            };
            let target = session.target().clone();
            let trace = Trace {
                mx_host: Some(target.host.clone()),
                mx_address: Some(target.address.to_string()),
                tls: session
                    .tls()
                    .map(ToString::to_string)
                    .or_else(|| session.clear_after().map(|error| format!("none, after {error}"))),
                ..Trace::default()
            };
            let attempt = tokio::select! {
                biased;
                attempt = session.deliver(envelope, &slices) => attempt,
                () = stop.cancelled() => {
                    // The peer discards what has no end (RFC 5321 §4.1.1.4).
                    if !session.is_dot_out() {
                        return Ok(Attempted::Stopped);
                    }
                    let details = format!(
                        "Stopped while sending to {target}. The message will be sent again: possible duplicate."
                    );
                    let report = Report { trace, ..Report::local(Outcome::soft(), details) };
                    return Ok(Attempted::Report(Box::new(report)));
                }
            };
            if attempt.may_retry_at_once && !has_retried {
                has_retried = true;
                match self.reconnect(&target, hops, trip.source.as_ref(), stop).await {
                    Some(Ok(fresh)) => session = fresh,
                    Some(Err(failed)) => {
                        let report = no_session(trip, &failed);
                        return Ok(Attempted::Report(Box::new(report)));
                    }
                    None => return Ok(Attempted::Stopped),
                }
                continue;
            }
            let verdict = classify::answer(attempt.stage, &attempt.answer);
            if verdict.phrase == Phrase::Accepted {
                tracing::info!("Accepted by {target} for {}", trip.rcpt_to);
            }
            let mut details = match verdict.phrase {
                Phrase::Accepted => {
                    let from = target.source.map(|source| format!(" (from {source})")).unwrap_or_default();
                    format!("Message for {} accepted by {target}{from}", trip.rcpt_to)
                }
                Phrase::Temporary => format!("Temporary SMTP delivery error when sending to {target}"),
                Phrase::Permanent => format!("Permanent SMTP delivery error when sending to {target}"),
                Phrase::Error => format!("An error occurred while sending the message to {target}"),
            };
            if attempt.is_in_doubt {
                // RFC 1047
                record::add_sentence(&mut details, "The message may have arrived: possible duplicate");
            }
            self.0.opener.keep(session);
            return Ok(Attempted::Report(Box::new(Report {
                outcome: verdict.outcome,
                details,
                output: Some(verdict.output),
                enhanced_code: None,
                class: None,
                trace: Trace { dialogue: Some(attempt.dialogue), ..trace },
                health: verdict.health,
            })));
        }
    }

    /// A new session to the same place, or else to any. `None`: the process stops.
    async fn reconnect(
        &self,
        target: &Target,
        hops: &[Hop],
        source: Option<&IpAddress>,
        stop: &CancellationToken,
    ) -> Option<Result<Session, NoSession>> {
        let connect = async {
            match self.0.opener.connect(target).await {
                Ok(session) => Ok(session),
                Err(_) => self.0.opener.open(hops, source).await,
            }
        };
        tokio::select! {
            opened = connect => Some(opened),
            () = stop.cancelled() => None,
        }
    }

    /// The bytes for this peer. `Ok(Err)`: it cannot take them.
    async fn parcel(
        &self,
        work: &mut Work,
        session: &Session,
        content: &RawContent,
        mail_from: &str,
        needs_smtputf8: bool,
    ) -> Result<Result<Parcel, Box<Report>>, DeliveryError> {
        let refused = |code: &str, text: String| {
            let details = format!("Permanent SMTP delivery error when sending to {}", session.target());
            let mut report =
                Report::local(Outcome::hard(), details).with_code(code).with_output(format!("{code} {text}"));
            report.health = Health::Up;
            Ok(Err(Box::new(report)))
        };
        let peer = session.capabilities();
        if needs_smtputf8 && !peer.smtputf8 {
            return refused("5.6.7", "The host does not support internationalized mail (SMTPUTF8)".to_owned());
        }
        let was_prepared = work.dispatch.message.is_prepared;
        let was_converted = was_prepared && work.dispatch.is_seven_bit;
        let is_eight_bit = content::is_eight_bit(content);
        let form =
            if is_eight_bit && (was_converted || !peer.eight_bit_mime) { Form::SevenBit } else { Form::AsAccepted };
        let body = match form {
            Form::AsAccepted => content.clone(),
            Form::SevenBit => match content::seven_bit(content.clone()).await? {
                Ok(body) => body,
                Err(reason) => return refused("5.6.3", format!("The host does not support 8BITMIME; {reason}")),
            },
        };
        let stored = work.dispatch.message.prepended_headers.clone();
        let is_incoming = work.dispatch.message.scope == MessageScope::Incoming;
        let headers = match (stored, was_converted == (form == Form::SevenBit)) {
            // What is passed on stays as it came.
            (stored, _) if is_incoming => {
                let added = work.findings.prepared.as_ref().map(|prepared| prepared.headers.clone());
                added.or(stored).unwrap_or_default()
            }
            (Some(headers), true) if was_prepared => headers,
            _ => {
                let Some(domain) = work.dispatch.domain.clone() else {
                    return Err(DeliveryError::Signature("the domain is gone".to_owned()));
                };
                let now = self.0.clock.now();
                let prepared =
                    self.0.signatures.prepare(&self.0.settings, &work.dispatch, &domain, &body, form, now).await?;
                let headers = prepared.headers.clone();
                work.findings.prepared = Some(prepared);
                headers
            }
        };
        // 3.3 wrote an empty field for the null sender.
        let resent = if self.0.settings.use_resent_sender && !mail_from.is_empty() {
            // Without the part that belongs to this message alone.
            format!("Resent-Sender: {}\r\n", self.return_path(&work.dispatch, &work.dispatch.server.token))
        } else {
            String::new()
        };
        let parcel = Parcel {
            prefix: resent + &headers,
            body,
            is_eight_bit: is_eight_bit && form == Form::AsAccepted,
            keeps_all_fields: is_incoming,
        };
        let size: u64 = parcel.slices().iter().map(|slice| slice.len() as u64).sum();
        // RFC 1870 §6.1
        if let Some(Some(limit)) = peer.size
            && limit > 0
            && size > limit
        {
            return refused("5.3.4", format!("The message has {size} bytes, the host takes {limit}"));
        }
        Ok(Ok(parcel))
    }

    /// The return path of a message; bounces come back to us, not to the submitter (RFC 5321 §3.6.3).
    pub(super) fn envelope_sender(&self, work: &Dispatch) -> String {
        let message = &work.message;
        // RFC 5321 §4.5.5: a report has none, and what came without one goes on without one.
        if message.is_bounce || (message.scope == MessageScope::Incoming && message.mail_from.is_none()) {
            return String::new();
        }
        let local = return_path::local_part(&self.0.secret, &work.server.token, message.server_id, message.id);
        self.return_path(work, &local)
    }

    fn return_path(&self, work: &Dispatch, local: &str) -> String {
        let settings = &self.0.settings;
        match &work.domain {
            Some(domain) if domain.is_return_path_ok => {
                format!("{local}@{}.{}", settings.custom_return_path_prefix, domain.name)
            }
            _ => format!("{local}@{}", settings.return_path_domain),
        }
    }
}

/// What goes over the wire.
struct Parcel {
    prefix: String,
    body: RawContent,
    is_eight_bit: bool,
    keeps_all_fields: bool,
}

impl Parcel {
    fn slices(&self) -> Vec<&[u8]> {
        let mut slices = vec![self.prefix.as_bytes()];
        if self.keeps_all_fields {
            slices.push(&self.body);
        } else {
            slices.extend(content::without_own_fields(&self.body));
        }
        slices
    }
}

fn unavailable(destination: &str, why: &str, outcome: Outcome) -> Report {
    Report::local(outcome, format!("No SMTP servers were available for {destination}.{why}"))
}

fn no_session(trip: &Trip, failed: &NoSession) -> Report {
    let destination = &trip.destination;
    let (tried, output) = (failed.tried_text(), failed.errors.join(", "));
    if failed.is_ours {
        let outcome = Outcome::soft_without_attempt();
        return unavailable(destination, &tried, outcome).with_output(output).with_code(OWN_DNS_FAILED);
    }
    if failed.is_source_missing {
        let source = trip.source.as_ref().map(|source| source.ipv4.to_string()).unwrap_or_default();
        let details = format!(
            "The message is to leave from {source}, and that address is not on this machine. Give the machine the address, \
             or remove it from its IP pool."
        );
        let report = Report::local(Outcome::soft_without_attempt(), details);
        return report.with_output(output).with_code(OWN_ADDRESS_MISSING);
    }
    let mut report = unavailable(destination, &tried, Outcome::soft()).with_output(output.clone());
    report.trace.dialogue = Some(failed.dialogue.as_str().to_owned());
    report.health = Health::Down(Failure { tried, output });
    report
}

/// Whether the peer must know RFC 6531: for an address, or for header fields in UTF-8 of a message that was declared so.
/// Other header fields with 8-bit characters are nobody's charset and go out as they came.
fn needs_smtputf8(work: &Work, content: &[u8], mail_from: &str, rcpt_to: &str) -> bool {
    let is_internationalized = work.dispatch.message.is_smtputf8 && !header::split(content).0.is_ascii();
    !rcpt_to.is_ascii() || !mail_from.is_ascii() || is_internationalized
}

/// The forward-path as SMTP takes it: its domain in A-labels.
fn wire_address(address: &str) -> String {
    let Some((local, domain)) = address.rsplit_once('@') else { return address.to_owned() };
    if domain.is_ascii() {
        return address.to_owned();
    }
    idna::domain_to_ascii(domain).map_or_else(|_| address.to_owned(), |domain| format!("{local}@{domain}"))
}
