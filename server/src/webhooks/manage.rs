//! What people do with webhooks: make, change, delete, change the secret, try.

use std::borrow::Cow;
use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};

use super::{Sent, Webhooks, WebhooksError, sample, signature};
use crate::model::{
    EventKind, MailServer, PreviousSecret, ServerId, Timestamp, ViolationCode, Violations, Webhook, WebhookFormat,
    WebhookId, WebhookRequest, WebhookRequestId,
};
use crate::routing::request_url;
use crate::store::{audit, webhook_attempts, webhook_requests, webhooks};

const SECRET_CONTEXT: &str = "webhooks.secret";
const HEADERS_CONTEXT: &str = "webhooks.headers";
/// How long a replaced secret signs too.
const PREVIOUS_SECRET_LASTS: Duration = Duration::from_secs(86_400);
const MAX_HEADERS: usize = 20;
const MAX_HEADER_CHARS: usize = 1000;
/// Stands for the password where a URL is shown.
const HIDDEN: &str = "***";

/// A submitted new webhook.
#[derive(Debug, Clone)]
pub struct WebhookForm {
    pub name: String,
    pub url: String,
    pub is_enabled: bool,
    pub all_events: bool,
    /// Names of either format.
    pub events: Vec<String>,
    pub format: WebhookFormat,
    /// `None`: with the format `legacy` only.
    pub signs_sha1: Option<bool>,
    pub headers: Vec<(String, String)>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct WebhookChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub is_enabled: Option<bool>,
    pub all_events: Option<bool>,
    pub events: Option<Vec<String>>,
    pub format: Option<WebhookFormat>,
    pub signs_sha1: Option<bool>,
    pub headers: Option<Vec<(String, String)>>,
}

/// What a webhook keeps to itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// `whsec_…`
    pub secret: String,
    /// The one before, and until when it signs too.
    pub previous: Option<(String, Timestamp)>,
    /// With password.
    pub url: String,
    pub headers: Vec<(String, String)>,
}

impl Webhooks {
    /// The new webhook and its secret.
    pub async fn create(&self, server: &MailServer, form: &WebhookForm) -> Result<(Webhook, String), WebhooksError> {
        let parts = &self.0.parts;
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        let allowed = &parts.config.postal.allowed_request_destinations;
        let url = request_url("/url", &form.url, allowed, &mut violations);
        let events = chosen(form.all_events, &form.events, &mut violations);
        check_headers(&form.headers, &mut violations);
        violations.into_result()?;
        let secret = signature::new_secret(&parts.random);
        let now = parts.clock.now();
        let mut webhook = Webhook {
            id: WebhookId(0),
            uuid: parts.random.uuid(),
            server_id: server.id,
            name,
            url,
            is_enabled: form.is_enabled,
            all_events: form.all_events,
            events,
            format: form.format,
            signs_sha1: form.signs_sha1.unwrap_or(form.format == WebhookFormat::Legacy),
            header_names: Vec::new(),
            headers_encrypted: None,
            secret_encrypted: parts.secret_key.encrypt(secret.as_bytes(), SECRET_CONTEXT, &parts.random)?,
            previous_secret: None,
            failing_since: None,
            last_failure: None,
            disabled: None,
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        self.set_headers(&mut webhook, &form.headers)?;
        let mut tx = self.store().begin().await?;
        webhook.id = webhooks::insert(&mut tx, &webhook).await?;
        audit::object(&webhook.uuid, &webhook.name);
        tx.commit().await?;
        Ok((webhook, secret))
    }

    pub async fn find(&self, server: ServerId, uuid: &str) -> Result<Option<Webhook>, WebhooksError> {
        Ok(webhooks::find_by_uuid(&mut self.store().read().await?, server, uuid).await?)
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Webhook>, WebhooksError> {
        Ok(webhooks::list(&mut self.store().read().await?, server, after, limit).await?)
    }

    /// What Postal had disabled and is enabled again sends what has waited.
    pub async fn update(&self, webhook: &Webhook, change: &WebhookChange) -> Result<Webhook, WebhooksError> {
        let parts = &self.0.parts;
        let mut changed = webhook.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        // A form sends back what it was shown.
        if let Some(url) = change.url.as_ref().filter(|url| url.trim() != shown_url(&webhook.url)) {
            let allowed = &parts.config.postal.allowed_request_destinations;
            changed.url = request_url("/url", url, allowed, &mut violations);
        }
        changed.all_events = change.all_events.unwrap_or(changed.all_events);
        match &change.events {
            Some(names) => changed.events = chosen(changed.all_events, names, &mut violations),
            None if changed.all_events => changed.events = Vec::new(),
            None if changed.events.is_empty() => no_events(&mut violations),
            None => {}
        }
        changed.format = change.format.unwrap_or(changed.format);
        changed.signs_sha1 = change.signs_sha1.unwrap_or(changed.signs_sha1);
        changed.is_enabled = change.is_enabled.unwrap_or(changed.is_enabled);
        if let Some(headers) = &change.headers {
            check_headers(headers, &mut violations);
            self.set_headers(&mut changed, headers)?;
        }
        violations.into_result()?;
        changed.updated_at = parts.clock.now();
        let is_enabled_again = changed.is_enabled && !webhook.is_enabled;
        let mut tx = self.store().begin().await?;
        webhooks::update(&mut tx, &changed).await?;
        if is_enabled_again {
            webhooks::forget_failures(&mut tx, changed.id).await?;
            webhook_requests::unpark(&mut tx, changed.id, changed.updated_at).await?;
            (changed.failing_since, changed.disabled) = (None, None);
        }
        tx.commit().await?;
        if is_enabled_again {
            self.wake();
        }
        Ok(changed)
    }

    /// What waits for it goes with it; its history stays.
    pub async fn delete(&self, webhook: &Webhook) -> Result<(), WebhooksError> {
        let mut tx = self.store().begin().await?;
        webhooks::delete(&mut tx, webhook.id).await?;
        webhook_requests::delete_of(&mut tx, webhook.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A new secret; the one before signs too for a day.
    pub async fn rotate_secret(&self, webhook: &Webhook) -> Result<Secrets, WebhooksError> {
        let parts = &self.0.parts;
        let now = parts.clock.now();
        let mut changed = webhook.clone();
        let secret = signature::new_secret(&parts.random);
        let encrypted = parts.secret_key.encrypt(secret.as_bytes(), SECRET_CONTEXT, &parts.random)?;
        let previous = std::mem::replace(&mut changed.secret_encrypted, encrypted);
        changed.previous_secret = Some(PreviousSecret { encrypted: previous, until: now + PREVIOUS_SECRET_LASTS });
        changed.updated_at = now;
        let mut tx = self.store().begin().await?;
        webhooks::set_secret(&mut tx, &changed).await?;
        tx.commit().await?;
        self.reveal(&changed)
    }

    pub fn reveal(&self, webhook: &Webhook) -> Result<Secrets, WebhooksError> {
        let now = self.clock().now();
        let previous = match &webhook.previous_secret {
            Some(previous) if previous.until > now => Some((self.decrypt(&previous.encrypted)?, previous.until)),
            _ => None,
        };
        let secret = self.decrypt(&webhook.secret_encrypted)?;
        Ok(Secrets { secret, previous, url: webhook.url.clone(), headers: self.headers(webhook)? })
    }

    /// Sends an example of an event at once, whether the webhook is enabled or not, and enters it in the history.
    pub async fn test(
        &self,
        server: &MailServer,
        webhook: &Webhook,
        kind: EventKind,
    ) -> Result<(String, Sent), WebhooksError> {
        let parts = &self.0.parts;
        let now = parts.clock.now();
        let request = WebhookRequest {
            id: WebhookRequestId(0),
            server_id: server.id,
            webhook_id: webhook.id,
            uuid: parts.random.uuid(),
            event: webhook.format.event_name(kind).to_owned(),
            format: webhook.format,
            message_id: None,
            payload: sample::payload(webhook.format, kind, server, now),
            attempts: 0,
            due_at: now,
            generation: 0,
            created_at: now,
        };
        let sent = self.send(webhook, &request).await?;
        let mut tx = self.store().begin().await?;
        webhook_attempts::insert(&mut tx, &[sent.attempt(&request, false)]).await?;
        tx.commit().await?;
        Ok((request.uuid, sent))
    }

    /// Secrets that sign now, the current one first.
    pub(super) fn signing_secrets(&self, webhook: &Webhook, now: Timestamp) -> Result<Vec<String>, WebhooksError> {
        let mut secrets = vec![self.decrypt(&webhook.secret_encrypted)?];
        if let Some(previous) = webhook.previous_secret.as_ref().filter(|previous| previous.until > now) {
            secrets.push(self.decrypt(&previous.encrypted)?);
        }
        Ok(secrets)
    }

    pub(super) fn custom_headers(&self, webhook: &Webhook) -> Result<Vec<(Cow<'static, str>, String)>, WebhooksError> {
        Ok(self.headers(webhook)?.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect())
    }

    fn headers(&self, webhook: &Webhook) -> Result<Vec<(String, String)>, WebhooksError> {
        let Some(encrypted) = &webhook.headers_encrypted else { return Ok(Vec::new()) };
        let json = self.0.parts.secret_key.decrypt(encrypted, HEADERS_CONTEXT)?;
        serde_json::from_slice(&json).map_err(|_| crate::secrets::SecretError::Decrypt.into())
    }

    fn set_headers(&self, webhook: &mut Webhook, headers: &[(String, String)]) -> Result<(), WebhooksError> {
        let parts = &self.0.parts;
        webhook.header_names = headers.iter().map(|(name, _)| name.clone()).collect();
        webhook.headers_encrypted = if headers.is_empty() {
            None
        } else {
            let pairs = headers.iter().map(|(name, value)| serde_json::json!([name, value]));
            let json = serde_json::Value::Array(pairs.collect()).to_string();
            Some(parts.secret_key.encrypt(json.as_bytes(), HEADERS_CONTEXT, &parts.random)?)
        };
        Ok(())
    }

    fn decrypt(&self, encrypted: &[u8]) -> Result<String, WebhooksError> {
        let secret = self.0.parts.secret_key.decrypt(encrypted, SECRET_CONTEXT)?;
        String::from_utf8(secret).map_err(|_| crate::secrets::SecretError::Decrypt.into())
    }
}

/// The chosen events without repetition; none with all events. 3.3 takes any text.
fn chosen(all_events: bool, names: &[String], violations: &mut Violations) -> Vec<EventKind> {
    if all_events {
        return Vec::new();
    }
    let mut kinds = Vec::new();
    for (index, name) in names.iter().enumerate() {
        match EventKind::parse_any(name) {
            Some(kind) if !kinds.contains(&kind) => kinds.push(kind),
            Some(_) => {}
            None => violations.add(&format!("/events/{index}"), ViolationCode::Inclusion, "is not an event"),
        }
    }
    if names.is_empty() {
        no_events(violations);
    }
    kinds
}

fn no_events(violations: &mut Violations) {
    violations.add("/events", ViolationCode::Blank, "can't be empty: choose events, or all of them");
}

/// RFC 9110 §5.1, §5.5; and not those that a request has anyway.
fn check_headers(headers: &[(String, String)], violations: &mut Violations) {
    const OWN: [&str; 9] = [
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "host",
        "te",
        "transfer-encoding",
        "upgrade",
    ];
    if headers.len() > MAX_HEADERS {
        let message = format!("has too many entries (maximum is {MAX_HEADERS})");
        violations.add("/headers", ViolationCode::TooLong, message);
    }
    let mut seen: Vec<String> = Vec::new();
    for (index, (name, value)) in headers.iter().enumerate() {
        let lower = name.to_ascii_lowercase();
        let field = |what: &str| format!("/headers/{index}/{what}");
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            violations.add(&field("name"), ViolationCode::Invalid, "is not the name of a header field");
        } else if OWN.contains(&lower.as_str()) || lower.starts_with("x-postal-") || lower.starts_with("webhook-") {
            violations.add(&field("name"), ViolationCode::Reserved, "is reserved");
        } else if seen.contains(&lower) {
            violations.add(&field("name"), ViolationCode::Taken, "occurs twice");
        }
        let is_text = value.chars().all(|c| matches!(c, '\t' | ' '..='~'));
        if !is_text || HeaderValue::from_str(value).is_err() {
            violations.add(&field("value"), ViolationCode::Invalid, "may hold printable ASCII characters only");
        } else if value.len() + name.len() > MAX_HEADER_CHARS {
            let message = format!("is too long (maximum is {MAX_HEADER_CHARS} characters with its name)");
            violations.add(&field("value"), ViolationCode::TooLong, message);
        }
        seen.push(lower);
    }
}

/// The URL with its password hidden, for those who must not see secrets.
pub fn shown_url(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    let shown = rest.split_at_checked(end).and_then(|(authority, path)| {
        let (user_information, host) = authority.rsplit_once('@')?;
        let (user, _) = user_information.split_once(':')?;
        Some(format!("{scheme}://{user}:{HIDDEN}@{host}{path}"))
    });
    shown.unwrap_or_else(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("https://x.example/a:b@c", "https://x.example/a:b@c"),
            ("https://u@x.example", "https://u@x.example"),
            ("https://u:p@w@x.example:8443/?q", "https://u:***@x.example:8443/?q"),
            ("http://:p@x.example", "http://:***@x.example"),
        ] {
            assert_eq!(shown_url(url), shown);
        }
    }

    #[test]
    fn header_fields_are_checked_one_by_one() {
        let check = |headers: &[(&str, &str)]| {
            let headers: Vec<_> =
                headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
            let mut violations = Violations::new();
            check_headers(&headers, &mut violations);
            let texts = violations.iter().map(|found| format!("{} {}", found.field, found.code.as_str()));
            texts.collect::<Vec<_>>()
        };
        assert_eq!(check(&[("Authorization", "Bearer x"), ("X-Tenant", "7")]), Vec::<String>::new());
        assert_eq!(
            check(&[("a b", "x"), ("Host", "x"), ("Webhook-Id", "x"), ("X-A", "\u{e4}"), ("x-a", "a\r\nb")]),
            [
                "/headers/0/name invalid",
                "/headers/1/name reserved",
                "/headers/2/name reserved",
                "/headers/3/value invalid",
                "/headers/4/name taken",
                "/headers/4/value invalid",
            ]
        );
        assert_eq!(check(&[("X-A", &"a".repeat(998))]), ["/headers/0/value too_long"]);
    }
}
