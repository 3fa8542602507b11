//! What follows from an attempt: the request is done or waits again, the webhook is in use, fails, or is disabled.

use std::time::Duration;

use super::history::KEPT_FOR;
use super::{Sent, Webhooks, WebhooksError, schedule};
use crate::model::{NewMail, ProcessId, Timestamp, Webhook, WebhookAttempt, WebhookRequest};
use crate::store::webhook_requests::{self, PARKED};
use crate::store::webhooks::FailureState;
use crate::store::{Conn, StoreError, mails, webhook_attempts, webhooks};

/// A webhook that has only failed for so long is disabled.
const DISABLED_AFTER: Duration = Duration::from_secs(3 * 86_400);
/// Wait after a fault of our own.
const OWN_FAULT_PAUSE: Duration = Duration::from_secs(300);
const MAX_TRIES: u32 = 8;

/// An attempt that is over.
#[derive(Debug, Clone)]
pub struct Finished {
    pub webhook: Webhook,
    pub request: WebhookRequest,
    /// The process under whose id the request was taken.
    pub owner: ProcessId,
    pub sent: Sent,
}

impl Webhooks {
    /// Records the results of attempts in one transaction, the history among them.
    pub async fn record(&self, finished: &[Finished]) -> Result<(), StoreError> {
        let mut tries = 0;
        let attempts = loop {
            tries += 1;
            match self.write(finished).await {
                Err(error) if error.is_retryable() && tries < MAX_TRIES => {
                    tokio::time::sleep(Duration::from_millis(5 << tries)).await;
                }
                result => break result?,
            }
        };
        attempts.iter().for_each(report);
        Ok(())
    }

    async fn write(&self, finished: &[Finished]) -> Result<Vec<WebhookAttempt>, StoreError> {
        // Ordered, so that parallel transactions lock rows in the same order.
        let mut ordered: Vec<&Finished> = finished.iter().collect();
        ordered.sort_by_key(|one| (one.request.webhook_id, one.request.id));
        let mut attempts = Vec::with_capacity(ordered.len());
        let mut tx = self.store().begin().await?;
        for one in ordered {
            let will_retry = self.settle(&mut tx, one).await?;
            attempts.push(one.sent.attempt(&one.request, will_retry));
        }
        webhook_attempts::insert(&mut tx, &attempts).await?;
        tx.commit().await?;
        Ok(attempts)
    }

    /// Answers whether the request is sent again.
    async fn settle(&self, conn: &mut Conn, one: &Finished) -> Result<bool, StoreError> {
        let Finished { request, sent, owner, .. } = one;
        if sent.is_success() {
            webhooks::record_success(conn, request.webhook_id, sent.at).await?;
            webhook_requests::remove(conn, *owner, request).await?;
            return Ok(false);
        }
        let what = failure_text(sent);
        let state = webhooks::record_failure(conn, request.webhook_id, sent.at, &what).await?;
        let Some(state) = state else {
            // The webhook was deleted meanwhile.
            webhook_requests::remove(conn, *owner, request).await?;
            return Ok(false);
        };
        let is_parked = self.disable_if_due(conn, one, &state, &what).await? || state.is_disabled_by_postal;
        let parts = &self.0.parts;
        let max_attempts = parts.config.worker.webhook_attempts;
        let wait = schedule::wait(request.format, request.attempts + 1, max_attempts, sent.retry_after, &parts.random);
        let Some(wait) = wait.filter(|_| !sent.is_gone()) else {
            webhook_requests::remove(conn, *owner, request).await?;
            return Ok(false);
        };
        let due_at = if is_parked { PARKED } else { sent.at + wait };
        webhook_requests::retry(conn, *owner, request, due_at).await
    }

    /// Disables a webhook that says it is gone, or that has done nothing but fail for days; answers whether it did.
    async fn disable_if_due(
        &self,
        conn: &mut Conn,
        one: &Finished,
        state: &FailureState,
        what: &str,
    ) -> Result<bool, StoreError> {
        if !state.is_enabled {
            return Ok(false);
        }
        let reason = if one.sent.is_gone() {
            "It answered 410 Gone.".to_owned()
        } else if one.sent.at.since(state.failing_since) >= DISABLED_AFTER {
            let since = state.failing_since.to_rfc3339();
            format!("Nothing but failures since {since}. The last one: {what}")
        } else {
            return Ok(false);
        };
        let webhook = &one.webhook;
        if !webhooks::disable(conn, webhook.id, one.sent.at, &reason).await? {
            return Ok(false);
        }
        webhook_requests::park(conn, webhook.id).await?;
        self.tell_keepers(conn, webhook, &one.sent.url, &reason, one.sent.at).await?;
        tracing::warn!(
            component = "worker",
            server = webhook.server_id.0,
            webhook = webhook.uuid,
            "webhook disabled: {reason}"
        );
        Ok(true)
    }

    async fn tell_keepers(
        &self,
        conn: &mut Conn,
        webhook: &Webhook,
        url: &str,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(keepers) = webhooks::keepers(conn, webhook.server_id).await? else { return Ok(()) };
        let place = format!("{}/{}", keepers.organization_permalink, keepers.server_permalink);
        let postal = &self.0.parts.config.postal;
        let page = format!(
            "{}://{}/org/{}/servers/{}/webhooks",
            postal.web_protocol.as_str(),
            postal.web_hostname,
            keepers.organization_permalink,
            keepers.server_permalink
        );
        for recipient in keepers.addresses {
            let mail = NewMail {
                recipient,
                subject: format!("Webhook \"{}\" of {place} is disabled", webhook.name),
                body: format!(
                    "Postal has disabled the webhook \"{}\" of the mail server {place}.\n\n\
                     URL: {url}\nReason: {reason}\n\n\
                     What has not been delivered waits for 10 days. It is sent when you enable the webhook again:\n{page}\n",
                    webhook.name
                ),
            };
            mails::insert(conn, &mail, now).await?;
        }
        Ok(())
    }

    /// Gives back a request that could not be sent or whose result could not be written, as if it had failed. Where that
    /// fails too, the audit finds it. What is older than the history is not tried any more.
    pub async fn postpone(&self, owner: ProcessId, request: &WebhookRequest) {
        let now = self.clock().now();
        let freed = async {
            let mut conn = self.store().write().await?;
            if now.since(request.created_at) > KEPT_FOR {
                return webhook_requests::remove(&mut conn, owner, request).await;
            }
            webhook_requests::retry(&mut conn, owner, request, now + OWN_FAULT_PAUSE).await
        };
        if let Err(error) = freed.await {
            tracing::error!(component = "worker", %error, "a request to a webhook cannot be given back");
        }
    }

    /// Removes a request whose webhook is gone.
    pub async fn drop_request(&self, owner: ProcessId, request: &WebhookRequest) -> Result<(), WebhooksError> {
        webhook_requests::remove(&mut self.store().write().await?, owner, request).await?;
        Ok(())
    }
}

/// The text of 3.3, and what is known besides.
fn failure_text(sent: &Sent) -> String {
    let text = format!("Couldn't send to URL. Code received was {}", sent.status_code);
    if sent.status_code < 0 { format!("{text}: {}", sent.body) } else { text }
}

/// Every recorded attempt passes here once, after the commit.
fn report(attempt: &WebhookAttempt) {
    tracing::info!(
        component = "worker",
        server = attempt.server_id.0,
        request = attempt.request_uuid,
        event = attempt.event,
        attempt = attempt.attempt,
        status_code = attempt.status_code,
        will_retry = attempt.will_retry,
        duration_ms = attempt.duration_us / 1000,
        "Webhook request sent to {}",
        attempt.url
    );
}
