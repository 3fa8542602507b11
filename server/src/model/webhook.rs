//! Webhooks: what they are, what they want, what waits for them and what became of it.

use super::{EventKind, MessageId, ServerId, Timestamp, WebhookId, WebhookRequestId};

/// What the body of a request looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookFormat {
    /// As Postal 3.3: `{event, timestamp, payload, uuid}`.
    Legacy,
    /// As Standard Webhooks 1.0 recommends: `{type, timestamp, data}`.
    V2,
}

impl WebhookFormat {
    pub const ALL: [WebhookFormat; 2] = [WebhookFormat::Legacy, WebhookFormat::V2];

    pub const fn as_str(self) -> &'static str {
        match self {
            WebhookFormat::Legacy => "legacy",
            WebhookFormat::V2 => "v2",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        WebhookFormat::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// The name of an event in requests of this format.
    pub fn event_name(self, kind: EventKind) -> &'static str {
        match self {
            WebhookFormat::Legacy => kind.legacy_name().unwrap_or(kind.as_str()),
            WebhookFormat::V2 => kind.as_str(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    pub id: WebhookId,
    pub uuid: String,
    pub server_id: ServerId,
    pub name: String,
    /// `http` or `https`; may hold a user name and a password.
    pub url: String,
    pub is_enabled: bool,
    /// Wants all events of its format; see [`Subscription::wants`].
    pub all_events: bool,
    /// Chosen events; empty with `all_events`.
    pub events: Vec<EventKind>,
    pub format: WebhookFormat,
    /// Requests carry the SHA-1 signature of older versions besides those with SHA-256.
    pub signs_sha1: bool,
    /// Names of the custom header fields; their values are secrets.
    pub header_names: Vec<String>,
    pub headers_encrypted: Option<Vec<u8>>,
    /// Secret of the HMAC signatures (`whsec_…`), encrypted.
    pub secret_encrypted: Vec<u8>,
    pub previous_secret: Option<PreviousSecret>,
    /// Since when there was no success between the failures.
    pub failing_since: Option<Timestamp>,
    pub last_failure: Option<WebhookFailure>,
    /// `None`: enabled, or disabled by a person.
    pub disabled: Option<WebhookDisabled>,
    /// The last success; to the minute.
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A secret that was replaced and signs too for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviousSecret {
    pub encrypted: Vec<u8>,
    pub until: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookFailure {
    pub at: Timestamp,
    pub what: String,
}

/// That Postal itself disabled a webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookDisabled {
    pub at: Timestamp,
    pub reason: String,
}

/// What an enabled webhook wants to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    pub webhook_id: WebhookId,
    pub webhook_uuid: String,
    pub format: WebhookFormat,
    pub all_events: bool,
    pub events: Vec<EventKind>,
}

impl Subscription {
    /// "All events" of a legacy webhook are those of Postal 3.3: its clients know no others.
    pub fn wants(&self, kind: EventKind) -> bool {
        if self.all_events {
            return self.format == WebhookFormat::V2 || kind.is_of_postal_3();
        }
        self.events.contains(&kind)
    }
}

/// A request before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhookRequest {
    pub server_id: ServerId,
    pub webhook_id: WebhookId,
    /// The same in all attempts, and when it is replayed.
    pub uuid: String,
    pub event: String,
    pub format: WebhookFormat,
    pub message_id: Option<MessageId>,
    /// JSON: `payload` or `data` of the body.
    pub payload: String,
    pub due_at: Timestamp,
    /// When the event happened.
    pub created_at: Timestamp,
}

/// A request that waits or is being sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRequest {
    pub id: WebhookRequestId,
    pub server_id: ServerId,
    pub webhook_id: WebhookId,
    pub uuid: String,
    pub event: String,
    pub format: WebhookFormat,
    pub message_id: Option<MessageId>,
    pub payload: String,
    /// Finished attempts.
    pub attempts: i64,
    pub due_at: Timestamp,
    pub generation: i64,
    pub created_at: Timestamp,
}

/// What became of one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookAttempt {
    pub server_id: ServerId,
    /// Counted per mail server from 1; 0 before it is stored.
    pub id: i64,
    pub webhook_id: WebhookId,
    pub request_uuid: String,
    pub event: String,
    pub format: WebhookFormat,
    pub message_id: Option<MessageId>,
    /// Without password.
    pub url: String,
    /// Counted from 1.
    pub attempt: i64,
    /// Status of HTTP (RFC 9110 §15); negative where there was no answer.
    pub status_code: i64,
    pub is_success: bool,
    pub will_retry: bool,
    pub payload: String,
    /// Of the response, at most 64 KiB; what went wrong where there was none.
    pub body: String,
    pub duration_us: i64,
    /// When the event happened.
    pub event_at: Timestamp,
    pub created_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(format: WebhookFormat, all_events: bool, events: &[EventKind]) -> Subscription {
        let (webhook_id, webhook_uuid) = (WebhookId(1), String::new());
        Subscription { webhook_id, webhook_uuid, format, all_events, events: events.to_vec() }
    }

    #[test]
    fn new_events_reach_legacy_webhooks_only_when_they_are_chosen() {
        let legacy = subscription(WebhookFormat::Legacy, true, &[]);
        let told: Vec<_> = EventKind::ALL.iter().filter(|kind| legacy.wants(**kind)).collect();
        assert_eq!(told.len(), 10);
        assert!(!legacy.wants(EventKind::MessageQueued));
        let v2 = subscription(WebhookFormat::V2, true, &[]);
        assert!(EventKind::ALL.iter().all(|kind| v2.wants(*kind)));
        let chosen = subscription(WebhookFormat::Legacy, false, &[EventKind::MessageComplained]);
        assert!(chosen.wants(EventKind::MessageComplained) && !chosen.wants(EventKind::MessageSent));
    }
}
