//! What the operations on webhooks take and answer.

use poem_openapi::{Enum, Object};
use serde_json::Value;

use super::answers::time;
use crate::model::{EventKind, Webhook, WebhookAttempt, WebhookFormat};
use crate::webhooks::manage::shown_url;
use crate::webhooks::{Secrets, Sent, WebhookChange, WebhookForm};

/// What the body of a request looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "WebhookFormat")]
pub enum FormatView {
    /// As Postal 3: `{event, timestamp, payload, uuid}`.
    #[oai(rename = "legacy")]
    Legacy,
    /// As Standard Webhooks: `{type, timestamp, data}`.
    #[oai(rename = "v2")]
    V2,
}

impl From<WebhookFormat> for FormatView {
    fn from(format: WebhookFormat) -> Self {
        match format {
            WebhookFormat::Legacy => Self::Legacy,
            WebhookFormat::V2 => Self::V2,
        }
    }
}

impl From<FormatView> for WebhookFormat {
    fn from(format: FormatView) -> Self {
        match format {
            FormatView::Legacy => Self::Legacy,
            FormatView::V2 => Self::V2,
        }
    }
}

/// A program that is told what happens.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookView {
    pub uuid: String,
    pub name: String,
    /// A password in it is shown as `***`. Sent back like that, it stays as it is.
    pub url: String,
    pub enabled: bool,
    /// With the format `legacy` the ten events of Postal 3, with `v2` all there are.
    pub all_events: bool,
    /// Chosen events, by the names of the format; empty with `all_events`.
    pub events: Vec<String>,
    pub format: FormatView,
    /// Requests carry `X-Postal-Signature` (RSA with SHA-1) besides the other signatures.
    pub sign_sha1: bool,
    /// Names of the custom header fields. `webhook_reveal_secret` shows their values.
    pub header_names: Vec<String>,
    /// Until then the secret before signs too.
    pub previous_secret_until: Option<String>,
    /// The last success; to the minute.
    pub last_used_at: Option<String>,
    /// Since then there were only failures.
    pub failing_since: Option<String>,
    pub last_failure_at: Option<String>,
    /// What went wrong the last time.
    pub last_failure: Option<String>,
    /// When Postal itself disabled it. What was not delivered waits for ten days, until it is enabled again.
    pub disabled_at: Option<String>,
    pub disabled_reason: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Webhook> for WebhookView {
    fn from(webhook: Webhook) -> Self {
        let (failure, disabled) = (webhook.last_failure, webhook.disabled);
        Self {
            url: shown_url(&webhook.url),
            events: webhook.events.iter().map(|kind| webhook.format.event_name(*kind).to_owned()).collect(),
            uuid: webhook.uuid,
            name: webhook.name,
            enabled: webhook.is_enabled,
            all_events: webhook.all_events,
            format: webhook.format.into(),
            sign_sha1: webhook.signs_sha1,
            header_names: webhook.header_names,
            previous_secret_until: webhook.previous_secret.map(|previous| time(previous.until)),
            last_used_at: webhook.last_used_at.map(time),
            failing_since: webhook.failing_since.map(time),
            last_failure_at: failure.as_ref().map(|failure| time(failure.at)),
            last_failure: failure.map(|failure| failure.what),
            disabled_at: disabled.as_ref().map(|disabled| time(disabled.at)),
            disabled_reason: disabled.map(|disabled| disabled.reason),
            created_at: time(webhook.created_at),
            updated_at: time(webhook.updated_at),
        }
    }
}

/// A header field of one's own.
#[derive(Debug, Object)]
#[oai(rename = "WebhookHeader")]
pub struct HeaderView {
    /// Not one that requests have anyway.
    pub name: String,
    /// Printable ASCII characters.
    pub value: String,
}

fn pairs(headers: Vec<HeaderView>) -> Vec<(String, String)> {
    headers.into_iter().map(|header| (header.name, header.value)).collect()
}

#[derive(Debug, Object)]
pub struct WebhookCreate {
    pub name: String,
    /// `http` or `https`, without fragment, 1000 characters at most; user name and password in it become HTTP Basic
    /// authentication. Private addresses are refused unless `postal.allowed_request_destinations` names them.
    pub url: String,
    /// True when absent.
    pub enabled: Option<bool>,
    /// True when absent, unless `events` are given.
    pub all_events: Option<bool>,
    /// Names of `webhook_events`, of either form. At least one without `all_events`; not heeded with it.
    #[oai(default)]
    pub events: Vec<String>,
    /// `legacy` when absent.
    pub format: Option<FormatView>,
    /// When absent: true with the format `legacy`, else false.
    pub sign_sha1: Option<bool>,
    /// At most 20.
    #[oai(default)]
    pub headers: Vec<HeaderView>,
}

impl From<WebhookCreate> for WebhookForm {
    fn from(body: WebhookCreate) -> Self {
        Self {
            name: body.name,
            url: body.url,
            is_enabled: body.enabled.unwrap_or(true),
            all_events: body.all_events.unwrap_or(body.events.is_empty()),
            events: body.events,
            format: body.format.map_or(WebhookFormat::Legacy, Into::into),
            signs_sha1: body.sign_sha1,
            headers: pairs(body.headers),
        }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct WebhookUpdate {
    pub name: Option<String>,
    /// As in `WebhookCreate`.
    pub url: Option<String>,
    /// Enabling one that Postal disabled sends what has waited.
    pub enabled: Option<bool>,
    pub all_events: Option<bool>,
    /// All that are wanted from now on.
    pub events: Option<Vec<String>>,
    /// Requests that wait keep their format.
    pub format: Option<FormatView>,
    pub sign_sha1: Option<bool>,
    /// All that are sent from now on.
    pub headers: Option<Vec<HeaderView>>,
}

impl From<WebhookUpdate> for WebhookChange {
    fn from(body: WebhookUpdate) -> Self {
        Self {
            name: body.name,
            url: body.url,
            is_enabled: body.enabled,
            all_events: body.all_events,
            events: body.events,
            format: body.format.map(Into::into),
            signs_sha1: body.sign_sha1,
            headers: body.headers.map(pairs),
        }
    }
}

/// What a webhook keeps to itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookSecrets {
    /// Key of the signatures of Standard Webhooks: `whsec_` and base64.
    pub secret: String,
    /// The secret before, while it signs too.
    pub previous_secret: Option<String>,
    pub previous_secret_until: Option<String>,
    /// With password.
    pub url: String,
    pub headers: Vec<HeaderView>,
}

impl From<Secrets> for WebhookSecrets {
    fn from(secrets: Secrets) -> Self {
        let (previous_secret, until) = secrets.previous.unzip();
        let headers = secrets.headers.into_iter().map(|(name, value)| HeaderView { name, value });
        Self {
            secret: secrets.secret,
            previous_secret,
            previous_secret_until: until.map(time),
            url: secrets.url,
            headers: headers.collect(),
        }
    }
}

/// A new webhook and the secret of its signatures.
#[derive(Debug, Object)]
pub struct WebhookCreated {
    #[oai(flatten)]
    pub webhook: WebhookView,
    /// Key of the signatures of Standard Webhooks; `webhook_reveal_secret` shows it again.
    pub secret: String,
}

impl From<(Webhook, String)> for WebhookCreated {
    fn from((webhook, secret): (Webhook, String)) -> Self {
        Self { webhook: webhook.into(), secret }
    }
}

/// An event that a webhook can be told of.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookEventView {
    /// In the format `v2`.
    pub name: String,
    /// In the format `legacy`; the other name where this is absent.
    pub legacy_name: Option<String>,
    /// Part of "all events" of the format `legacy`.
    pub postal_3: bool,
    pub description: String,
}

impl From<EventKind> for WebhookEventView {
    fn from(kind: EventKind) -> Self {
        Self {
            name: kind.as_str().to_owned(),
            legacy_name: kind.legacy_name().map(str::to_owned),
            postal_3: kind.is_of_postal_3(),
            description: kind.description().to_owned(),
        }
    }
}

/// All events, in order.
#[derive(Debug, Object)]
pub struct WebhookEventList {
    pub items: Vec<WebhookEventView>,
}

#[derive(Debug, Object)]
pub struct WebhookTest {
    /// Name of an event, of either form.
    pub event: String,
}

/// What came back.
#[derive(Debug, Object)]
pub struct WebhookTestResult {
    /// Of the request, as in the history.
    pub uuid: String,
    pub success: bool,
    /// Of HTTP. −1: time-out, −2: no connection, −3: TLS, −4: a destination that is not permitted.
    pub status_code: i64,
    /// Of the response, or what went wrong.
    pub body: String,
    pub duration_ms: i64,
}

impl From<(String, Sent)> for WebhookTestResult {
    fn from((uuid, sent): (String, Sent)) -> Self {
        Self {
            uuid,
            success: sent.is_success(),
            status_code: sent.status_code,
            body: sent.body,
            duration_ms: i64::try_from(sent.duration.as_millis()).unwrap_or(i64::MAX),
        }
    }
}

/// One attempt.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookAttemptView {
    /// Counts per mail server.
    pub id: i64,
    /// UUID of the request; all attempts share it.
    pub request_uuid: String,
    /// Absent: the webhook is deleted.
    pub webhook_uuid: Option<String>,
    /// Without password.
    pub url: String,
    pub event: String,
    pub format: FormatView,
    /// Absent: the event is about no message.
    pub message_id: Option<i64>,
    /// Counts from 1.
    pub attempt: i64,
    /// Of HTTP. −1: time-out, −2: no connection, −3: TLS, −4: a destination that is not permitted.
    pub status_code: i64,
    pub success: bool,
    pub will_retry: bool,
    pub duration_ms: i64,
    /// When the event happened.
    pub event_at: String,
    pub created_at: String,
}

impl WebhookAttemptView {
    pub fn new(attempt: &WebhookAttempt, webhook_uuid: Option<String>) -> Self {
        Self {
            id: attempt.id,
            request_uuid: attempt.request_uuid.clone(),
            webhook_uuid,
            url: attempt.url.clone(),
            event: attempt.event.clone(),
            format: attempt.format.into(),
            message_id: attempt.message_id.map(|id| id.0),
            attempt: attempt.attempt,
            status_code: attempt.status_code,
            success: attempt.is_success,
            will_retry: attempt.will_retry,
            duration_ms: attempt.duration_us / 1000,
            event_at: time(attempt.event_at),
            created_at: time(attempt.created_at),
        }
    }
}

/// One attempt with what was answered.
#[derive(Debug, Object)]
pub struct WebhookAttemptDetail {
    #[oai(flatten)]
    pub attempt: WebhookAttemptView,
    /// Of the response, at most 64 KiB, or what went wrong.
    pub body: String,
}

/// A request with all its attempts.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct WebhookRequestView {
    pub uuid: String,
    pub event: String,
    pub format: FormatView,
    /// `payload` or `data` of the body.
    pub payload: Value,
    /// When the event happened.
    pub event_at: String,
    /// Oldest first.
    pub attempts: Vec<WebhookAttemptDetail>,
}

#[derive(Debug, Object)]
pub struct WebhookReplay {
    /// UUID of a webhook; absent: all that are enabled.
    pub webhook: Option<String>,
    /// RFC 3339: requests whose last attempt was at this time or later.
    pub since: String,
    /// RFC 3339: and before this one.
    pub until: Option<String>,
}

#[derive(Debug, Object)]
pub struct WebhookReplayed {
    /// How many requests are sent again.
    pub requests: u64,
    /// The same call again sends more.
    pub has_more: bool,
}
