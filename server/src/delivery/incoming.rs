//! The steps of incoming mail, in order: reports about our own mail first, then inspection, then what its route says.

use postal_mail::bounce_class::BounceClass;
use postal_mail::reply::EnhancedCode;
use tokio_util::sync::CancellationToken;

use super::outgoing::{Attempted, Deliverer, Loaded, Work};
use super::{DeliveryError, Outcome, Report, record, steps};
use crate::bounces::{Notified, Undeliverable, Understood};
use crate::inspection::{self, Threshold};
use crate::model::route::incoming_destination;
use crate::model::{MessageScope, MessageStatus, RawContent, Route, RouteMode, Treatment};
use crate::store::results::{DeliveryResult, NewDelivery, Prepared};
use crate::store::{queue as rows, routes};
use crate::verification::{AuthResult, DmarcPolicy, Verification};

/// RFC 3463: given up after the time in the queue.
const EXPIRED: EnhancedCode = EnhancedCode { class: 4, subject: 4, detail: 7 };
/// RFC 3463: the system does not take mail for this address.
const NOT_ACCEPTED: EnhancedCode = EnhancedCode { class: 5, subject: 7, detail: 1 };
/// RFC 3463: other or undefined.
const FAILED: EnhancedCode = EnhancedCode { class: 5, subject: 0, detail: 0 };

impl Deliverer {
    /// The steps.
    pub(super) async fn receive(
        &self,
        work: &mut Work,
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let report = |report| Ok(Attempted::Report(Box::new(report)));
        let route = self.route_of(work).await?;
        if let Some(settled) = self.about_other_mail(work, route.as_ref(), &content).await? {
            return report(settled);
        }
        if let Some(route) = &route
            && self.moves(work, route).await?
        {
            return Ok(Attempted::Moved);
        }
        if !work.dispatch.is_counted {
            work.findings.processed = Some((MessageScope::Incoming, work.now));
        }
        if let Some(kept) = self.spam_score(work, &content).await {
            return report(kept);
        }
        if let Some(kept) = steps::development_mode(work) {
            return report(kept);
        }
        let Some(route) = route else {
            let text = "Message does not have a route and/or endpoint available for delivery.";
            return report(Report::local(Outcome::hard(), text));
        };
        if let Some(kept) = objections(work, &route) {
            return report(kept);
        }
        match route.mode {
            RouteMode::Accept => {
                report(Report::local(Outcome::Processed, "Message has been accepted but not sent to any endpoints."))
            }
            RouteMode::Hold if work.dispatch.row.is_manual => {
                report(Report::local(Outcome::Processed, "Message has been processed."))
            }
            RouteMode::Hold => {
                report(Report::local(Outcome::Held, "Message has been accepted but not sent to any endpoints."))
            }
            RouteMode::Bounce | RouteMode::Reject => {
                let failed = Failed { status: NOT_ACCEPTED, ..Failed::default() };
                let Some(notified) = self.notify(work, Some(&route), &content, &failed, stop).await? else {
                    return Ok(Attempted::Stopped);
                };
                let mut details = "Message has been bounced because the route asks for this.".to_owned();
                // 3.3 wrote nothing at all about a message that it could not bounce.
                record::add_sentence(
                    &mut details,
                    &match notified {
                        Notified::By(id) => format!("See message <msg:{id}>"),
                        Notified::Not(_) => notified.sentence(),
                    },
                );
                report(Report::local(Outcome::hard(), details))
            }
            RouteMode::Endpoint => self.lead_on(work, &route, content, stop).await,
        }
    }

    async fn route_of(&self, work: &Work) -> Result<Option<Route>, DeliveryError> {
        let Some(id) = work.dispatch.message.route_id else { return Ok(None) };
        Ok(routes::find(&mut self.0.store.read().await?, id).await?)
    }

    /// A message that waited for no endpoint, and whose route has got one since: it waits among those of that endpoint, so
    /// that its fate there is nobody else's.
    async fn moves(&self, work: &Work, route: &Route) -> Result<bool, DeliveryError> {
        if route.mode != RouteMode::Endpoint || work.dispatch.message.endpoint.is_some() {
            return Ok(false);
        }
        let destination = incoming_destination(route.endpoint);
        if route.endpoint.is_none() || work.dispatch.row.destination == destination {
            return Ok(false);
        }
        rows::redirect(&mut self.0.store.write().await?, &work.dispatch.row, &destination).await?;
        Ok(true)
    }

    /// A message that is given up before its steps: its sender is told when attempts are used up.
    pub(super) async fn give_up(
        &self,
        work: &mut Work,
        mut kept: Report,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        if kept.class == Some(BounceClass::Expired) {
            let content = match self.content(work, stop).await? {
                Loaded::Content(content) => content,
                // Its header section is lost, the envelope is enough.
                Loaded::Gone => RawContent::from([]),
                Loaded::Stopped => return Ok(Attempted::Stopped),
            };
            let route = self.route_of(work).await?;
            let failed = Failed { status: EXPIRED, ..Failed::default() };
            let Some(notified) = self.notify(work, route.as_ref(), &content, &failed, stop).await? else {
                return Ok(Attempted::Stopped);
            };
            record::add_sentence(
                &mut kept.details,
                &match notified {
                    Notified::By(id) => format!("Bounce sent to sender (see message <msg:{id}>)"),
                    Notified::Not(_) => notified.sentence(),
                },
            );
        }
        Ok(Attempted::Report(Box::new(kept)))
    }

    /// Mail that only tells about other mail. What it tells is noted once, at the first attempt.
    async fn about_other_mail(
        &self,
        work: &mut Work,
        route: Option<&Route>,
        content: &RawContent,
    ) -> Result<Option<Report>, DeliveryError> {
        let message = &work.dispatch.message;
        if message.inspected.is_none() {
            let understood = self.0.bounces.understand(message, content.clone(), work.now).await?;
            // A route with several endpoints makes several messages of one mail; one of them speaks.
            let speaks = message.endpoint.is_none() || route.is_none_or(|route| message.endpoint == route.endpoint);
            let spoken = |related| if speaks { related } else { Vec::new() };
            match understood {
                Understood::Settled { details, about, related } => {
                    let related = spoken(related);
                    let mut details = details.into_iter();
                    let first = details.next().unwrap_or_default();
                    // One record for each message that it is about.
                    let more = details.map(|details| {
                        let delivery = NewDelivery::new(MessageStatus::Processed, details);
                        DeliveryResult::note(message.server_id, message.id, work.now, delivery)
                    });
                    work.findings.related = related.into_iter().chain(more).collect();
                    work.findings.bounce_for = Some(about);
                    return Ok(Some(Report::local(Outcome::Processed, first)));
                }
                Understood::Other { related } => work.findings.related = spoken(related),
            }
        }
        let text = "This message was a bounce but we couldn't link it with any outgoing message and there was no route \
                    for it.";
        let is_lost = message.is_bounce && message.route_id.is_none();
        Ok(is_lost.then(|| Report::local(Outcome::hard(), text)))
    }

    /// Inspection; its result is kept in header fields.
    async fn spam_score(&self, work: &mut Work, content: &RawContent) -> Option<Report> {
        let (threshold, limit) = (work.dispatch.server.spam_threshold, work.dispatch.server.spam_failure_threshold);
        let added = work.dispatch.message.prepended_headers.clone().unwrap_or_default();
        let whole = [added.as_bytes(), content].concat();
        if let Some(kept) = self.inspect(work, Threshold::Above(threshold), &whole).await {
            // It is read again with the next attempt, and what it tells about others is noted then.
            work.findings.related.clear();
            return Some(kept);
        }
        let inspected = work.inspected()?;
        let (fields, score) = (inspection::header_fields(inspected, threshold), inspected.spam_score);
        if !work.dispatch.message.is_prepared {
            work.findings.prepared = Some(Prepared { headers: fields + &added, is_seven_bit: false });
        }
        (score >= limit).then(|| {
            let text = format!(
                "Message's spam score is higher than the failure threshold for this server. Threshold is currently {}.",
                inspection::number(limit)
            );
            Report::local(Outcome::hard(), text)
        })
    }

    /// To the message's endpoint; its sender hears of a failure.
    async fn lead_on(
        &self,
        work: &mut Work,
        route: &Route,
        content: RawContent,
        stop: &CancellationToken,
    ) -> Result<Attempted, DeliveryError> {
        let mut report = match self.to_endpoint(work, route, content.clone(), stop).await? {
            Some(Attempted::Report(report)) => report,
            Some(other) => return Ok(other),
            None => {
                let report = Report::local(Outcome::hard(), "Invalid endpoint for route.");
                return Ok(Attempted::Report(Box::new(report)));
            }
        };
        if matches!(report.outcome, Outcome::HardFail { .. }) {
            let failed = match report.outcome.reply() {
                Some(reply) => Failed {
                    status: reply.enhanced.unwrap_or(FAILED),
                    diagnostic: report.output.clone(),
                    remote_mta: report.trace.mx_host.clone(),
                },
                // What a program answers is between it and us.
                None => Failed::default(),
            };
            // The endpoint has answered: it must not be asked again because the report could not be stored.
            let sentence = match self.notify(work, Some(route), &content, &failed, stop).await {
                Ok(Some(notified)) => notified.sentence(),
                Ok(None) => "No bounce message was sent: the process was stopped".to_owned(),
                Err(error) => {
                    let (server, message) = (work.dispatch.message.server_id.0, work.dispatch.message.id.0);
                    tracing::error!(server, message, %error, "a bounce message cannot be made");
                    "No bounce message was sent: it could not be made".to_owned()
                }
            };
            record::add_sentence(&mut report.details, &sentence);
        }
        Ok(Attempted::Report(report))
    }

    /// Tells the sender; waits while the database is away. `None`: the process stops.
    async fn notify(
        &self,
        work: &Work,
        route: Option<&Route>,
        content: &[u8],
        failed: &Failed,
        stop: &CancellationToken,
    ) -> Result<Option<Notified>, DeliveryError> {
        let undeliverable = Undeliverable {
            message: &work.dispatch.message,
            content,
            route,
            server_token: &work.dispatch.server.token,
            postmaster_address: work.dispatch.server.postmaster_address.as_deref(),
            status: failed.status,
            diagnostic: failed.diagnostic.as_deref(),
            remote_mta: failed.remote_mta.as_deref(),
        };
        loop {
            match self.0.bounces.notify(&undeliverable, work.now).await.map_err(DeliveryError::from) {
                Err(DeliveryError::Store(error)) if error.is_transient() => {
                    tracing::error!(%error, "a bounce message cannot be stored, trying again");
                }
                notified => return notified.map(Some),
            }
            tokio::select! {
                () = tokio::time::sleep(std::time::Duration::from_secs(1)) => {}
                () = stop.cancelled() => return Ok(None),
            }
        }
    }
}

/// Why a message cannot be delivered, for its sender.
#[derive(Debug, Clone)]
struct Failed {
    status: EnhancedCode,
    diagnostic: Option<String>,
    remote_mta: Option<String>,
}

impl Default for Failed {
    fn default() -> Self {
        Self { status: FAILED, diagnostic: None, remote_mta: None }
    }
}

/// What the route does with mail that inspection or sender authentication objects to.
fn objections(work: &Work, route: &Route) -> Option<Report> {
    if work.dispatch.row.is_manual {
        return None;
    }
    let held = |text: &str| Some(Report::local(Outcome::Held, text));
    let failed = |text: &str| Some(Report::local(Outcome::hard(), text));
    if let Some(inspected) = work.inspected() {
        match route.spam_mode {
            Treatment::Quarantine if inspected.is_spam => return held("Message placed into quarantine."),
            Treatment::Fail if inspected.is_spam => {
                return failed("Message is spam and the route specifies it should be failed.");
            }
            _ => {}
        }
        let threat = inspected.threat_details.as_deref().unwrap_or("unknown");
        match route.threat_mode {
            Treatment::Quarantine if inspected.is_threat => {
                return held(&format!("Message placed into quarantine because it contains a threat ({threat})."));
            }
            Treatment::Fail if inspected.is_threat => {
                return failed(&format!(
                    "Message contains a threat ({threat}) and the route specifies it should be failed."
                ));
            }
            _ => {}
        }
    }
    match (route.dmarc_mode, dmarc_disposition(work)) {
        (Treatment::Fail, DmarcPolicy::Reject) => failed(
            "The message's sender could not be authenticated (DMARC) and the route specifies it should be failed.",
        ),
        (Treatment::Fail | Treatment::Quarantine, DmarcPolicy::Reject | DmarcPolicy::Quarantine) => {
            held("Message placed into quarantine because its sender could not be authenticated (DMARC).")
        }
        _ => None,
    }
}

/// What the author's domain asks for, as at the end of the SMTP session: nothing, unless DMARC failed.
fn dmarc_disposition(work: &Work) -> DmarcPolicy {
    let results = work.dispatch.message.verification.as_deref();
    let results = results.and_then(|json| Verification::from_json(json).ok());
    results.filter(|results| results.dmarc == AuthResult::Fail).map_or(DmarcPolicy::None, |it| it.dmarc_disposition)
}
