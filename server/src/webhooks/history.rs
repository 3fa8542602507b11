//! The history: what became of requests, sending them again, and forgetting them.

use std::time::Duration;

use super::{Webhooks, WebhooksError};
use crate::model::{
    EventKind, NewWebhookRequest, ServerId, Timestamp, Webhook, WebhookAttempt, WebhookFormat, WebhookId,
};
use crate::store::webhook_attempts::AttemptFilter;
use crate::store::{Store, StoreError, webhook_attempts, webhook_requests, webhooks};

/// How long attempts are kept, and requests that wait for a disabled webhook. 3.3's manual says 7 days, its code 10.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(10 * 86_400);
/// Requests that one call replays.
const REPLAYED_AT_ONCE: i64 = 1000;
/// More attempts than any schedule makes.
const MAX_ATTEMPTS_SHOWN: i64 = 200;

/// What a list of attempts shows.
#[derive(Debug, Clone, Default)]
pub struct AttemptList {
    pub webhook: Option<WebhookId>,
    pub kind: Option<EventKind>,
    pub is_success: Option<bool>,
    /// Id of the last row of the page before.
    pub before: Option<i64>,
    pub limit: i64,
}

/// What a call replayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    pub requests: u64,
    /// The same call again would replay more.
    pub has_more: bool,
}

impl Webhooks {
    /// Newest first.
    pub async fn attempts(&self, server: ServerId, list: &AttemptList) -> Result<Vec<WebhookAttempt>, WebhooksError> {
        let events = list.kind.map(|kind| {
            let mut names: Vec<String> =
                WebhookFormat::ALL.iter().map(|format| format.event_name(kind).to_owned()).collect();
            names.dedup();
            names
        });
        let filter =
            AttemptFilter { webhook: list.webhook, events: events.unwrap_or_default(), is_success: list.is_success };
        let mut conn = self.store().read().await?;
        Ok(webhook_attempts::list(&mut conn, server, &filter, list.before, list.limit).await?)
    }

    /// All attempts of one request, oldest first.
    pub async fn attempts_of(&self, server: ServerId, request: &str) -> Result<Vec<WebhookAttempt>, WebhooksError> {
        let mut conn = self.store().read().await?;
        Ok(webhook_attempts::list_of(&mut conn, server, request, MAX_ATTEMPTS_SHOWN).await?)
    }

    /// Id and UUID of all webhooks of a mail server: attempts know only the id.
    pub async fn uuids(&self, server: ServerId) -> Result<Vec<(WebhookId, String)>, WebhooksError> {
        Ok(webhooks::list_uuids(&mut self.store().read().await?, server).await?)
    }

    /// Sends a request of the history again, with the same UUID, by which a receiver knows it, and from the first attempt
    /// on. One that still waits is sent now instead. `attempt`: one of its attempts.
    pub async fn replay(&self, attempt: &WebhookAttempt) -> Result<(), WebhooksError> {
        let now = self.clock().now();
        let mut tx = self.store().begin().await?;
        let webhook = webhooks::find(&mut tx, attempt.webhook_id).await?.ok_or(WebhooksError::Gone)?;
        if !webhook.is_enabled {
            return Err(WebhooksError::Disabled);
        }
        if !webhook_requests::hurry(&mut tx, webhook.id, &attempt.request_uuid, now).await? {
            webhook_requests::insert(&mut tx, &[again(attempt, now)]).await?;
        }
        tx.commit().await?;
        self.wake();
        Ok(())
    }

    /// Sends what was given up between two times again: at most 1,000 requests of enabled webhooks, oldest first.
    pub async fn replay_given_up(
        &self,
        server: ServerId,
        webhook: Option<&Webhook>,
        since: Timestamp,
        until: Option<Timestamp>,
    ) -> Result<Replayed, WebhooksError> {
        if webhook.is_some_and(|webhook| !webhook.is_enabled) {
            return Err(WebhooksError::Disabled);
        }
        let now = self.clock().now();
        let until = until.unwrap_or(Timestamp(i64::MAX));
        let mut tx = self.store().begin().await?;
        let enabled: Vec<WebhookId> =
            webhooks::subscriptions(&mut tx, server).await?.into_iter().map(|one| one.webhook_id).collect();
        let (only, limit) = (webhook.map(|webhook| webhook.id), REPLAYED_AT_ONCE);
        let attempts =
            webhook_attempts::list_given_up(&mut tx, server, only, &enabled, since, until, limit + 1).await?;
        let has_more = attempts.len() as i64 > limit;
        let requests: Vec<NewWebhookRequest> =
            attempts.iter().take(REPLAYED_AT_ONCE as usize).map(|attempt| again(attempt, now)).collect();
        webhook_requests::insert(&mut tx, &requests).await?;
        tx.commit().await?;
        self.wake();
        Ok(Replayed { requests: requests.len() as u64, has_more })
    }
}

fn again(attempt: &WebhookAttempt, now: Timestamp) -> NewWebhookRequest {
    NewWebhookRequest {
        server_id: attempt.server_id,
        webhook_id: attempt.webhook_id,
        uuid: attempt.request_uuid.clone(),
        event: attempt.event.clone(),
        format: attempt.format,
        message_id: attempt.message_id,
        payload: attempt.payload.clone(),
        due_at: now,
        created_at: attempt.event_at,
    }
}

/// Removes attempts older than ten days, and requests that wait for a disabled webhook for so long; answers how many rows.
pub async fn prune_history(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let before = now - KEPT_FOR;
    let mut removed = webhook_requests::prune(&mut store.write().await?, before).await?;
    loop {
        // A group at a time, so that others get at the database in between.
        let group = webhook_attempts::prune(&mut store.write().await?, before).await?;
        removed += group;
        if group == 0 {
            return Ok(removed);
        }
    }
}
