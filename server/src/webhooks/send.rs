//! One request to a webhook: its body, its header fields, its result.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;
use tokio::time::Instant;

use super::{Webhooks, WebhooksError, manage, signature};
use crate::http_client::{Answer, Post, escaped};
use crate::model::{Timestamp, Webhook, WebhookAttempt, WebhookFormat, WebhookRequest};

/// For the whole exchange, by format.
const TIMEOUT_LEGACY: Duration = Duration::from_secs(5);
const TIMEOUT_V2: Duration = Duration::from_secs(15);
/// RFC 9110 §15.5.11: it will not come back.
const GONE: i64 = 410;

/// What came back from one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Where it went, without password.
    pub url: String,
    /// Of HTTP, or the pseudo code of the failure (−1 to −4).
    pub status_code: i64,
    /// At most 64 KiB; what went wrong where there was no answer.
    pub body: String,
    pub retry_after: Option<Duration>,
    pub duration: Duration,
    /// When it was over.
    pub at: Timestamp,
}

impl Sent {
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status_code)
    }

    pub fn is_gone(&self) -> bool {
        self.status_code == GONE
    }

    /// The entry of the history.
    pub fn attempt(&self, request: &WebhookRequest, will_retry: bool) -> WebhookAttempt {
        WebhookAttempt {
            server_id: request.server_id,
            id: 0,
            webhook_id: request.webhook_id,
            request_uuid: request.uuid.clone(),
            event: request.event.clone(),
            format: request.format,
            message_id: request.message_id,
            url: self.url.clone(),
            attempt: request.attempts + 1,
            status_code: self.status_code,
            is_success: self.is_success(),
            will_retry,
            payload: request.payload.clone(),
            body: self.body.clone(),
            duration_us: i64::try_from(self.duration.as_micros()).unwrap_or(i64::MAX),
            event_at: request.created_at,
            created_at: self.at,
        }
    }
}

impl Webhooks {
    /// Sends a request once. `Err`: it could not be made, which is our own fault; nothing was sent.
    pub async fn send(&self, webhook: &Webhook, request: &WebhookRequest) -> Result<Sent, WebhooksError> {
        let body = Bytes::from(body(request));
        let now = self.clock().now();
        let mut headers = self.custom_headers(webhook)?;
        let secrets = self.signing_secrets(webhook, now)?;
        let standard = signature::header_fields(&secrets, &request.uuid, now, &body);
        let postal = self.0.signer.sign(body.clone()).await?;
        let postal = postal.into_iter().filter(|(name, _)| webhook.signs_sha1 || *name != "X-Postal-Signature");
        headers.extend(postal.chain(standard).map(|(name, value)| (Cow::Borrowed(name), value)));
        let timeout = match request.format {
            WebhookFormat::Legacy => TIMEOUT_LEGACY,
            WebhookFormat::V2 => TIMEOUT_V2,
        };
        let post = Post { url: webhook.url.clone(), content_type: "application/json", body, headers, timeout };
        let client = self.client().await?;
        let begun = Instant::now();
        let answer = client.post(&post).await;
        let retry_after = match &answer {
            Answer::Response(response) => response.retry_after,
            Answer::Failed(_) => None,
        };
        Ok(Sent {
            url: manage::shown_url(&webhook.url),
            status_code: i64::from(answer.code()),
            // U+0000 is no text on PostgreSQL.
            body: answer.body().replace('\0', "\u{fffd}"),
            retry_after,
            duration: begun.elapsed(),
            at: self.clock().now(),
        })
    }
}

/// The same bytes in each attempt: signatures and receivers that compare them rely on it.
fn body(request: &WebhookRequest) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let payload = &request.payload;
    let json = match request.format {
        WebhookFormat::Legacy => format!(
            r#"{{"event":{},"timestamp":{},"payload":{payload},"uuid":{}}}"#,
            text(&request.event),
            Value::from(request.created_at.as_seconds_f64()),
            text(&request.uuid),
        ),
        WebhookFormat::V2 => format!(
            r#"{{"type":{},"timestamp":{},"data":{payload}}}"#,
            text(&request.event),
            text(&request.created_at.to_rfc3339()),
        ),
    };
    escaped(&json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ServerId, WebhookId, WebhookRequestId};

    #[test]
    fn the_envelope_is_that_of_its_format() {
        let request = |format, event: &str| WebhookRequest {
            id: WebhookRequestId(1),
            server_id: ServerId(1),
            webhook_id: WebhookId(1),
            uuid: "6f1c1b1e-6a0e-4b62-9f51-0d8f0c0a7b11".to_owned(),
            event: event.to_owned(),
            format,
            message_id: None,
            payload: r#"{"b":"<1>","a":null}"#.to_owned(),
            attempts: 0,
            due_at: Timestamp(0),
            generation: 1,
            created_at: Timestamp(1_767_225_600_123_456),
        };
        assert_eq!(
            body(&request(WebhookFormat::Legacy, "MessageSent")),
            r#"{"event":"MessageSent","timestamp":1767225600.123456,"payload":{"b":"\u003c1\u003e","a":null},"uuid":"6f1c1b1e-6a0e-4b62-9f51-0d8f0c0a7b11"}"#
        );
        assert_eq!(
            body(&request(WebhookFormat::V2, "message.sent")),
            r#"{"type":"message.sent","timestamp":"2026-01-01T00:00:00.123456Z","data":{"b":"\u003c1\u003e","a":null}}"#
        );
    }
}
