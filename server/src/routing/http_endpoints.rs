//! HTTP endpoints.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use super::{Routing, RoutingError, Used};
use crate::config::Destination;
use crate::http_client::RequestPolicy;
use crate::model::endpoint::HTTP_TIMEOUT_SECONDS;
use crate::model::{
    EndpointRef, HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat, MailServer, ServerId, ViolationCode,
    Violations,
};
use crate::store::endpoints;

/// Longest URL in characters.
const MAX_URL_CHARS: usize = 1000;

/// A submitted new HTTP endpoint.
#[derive(Debug, Clone)]
pub struct HttpEndpointForm {
    pub name: String,
    pub url: String,
    pub encoding: HttpEncoding,
    pub format: HttpFormat,
    pub strip_replies: bool,
    pub include_attachments: bool,
    /// Seconds; `None`: the usual.
    pub timeout: Option<i64>,
}

/// A submitted change; `None`: stays as it is.
#[derive(Debug, Clone, Default)]
pub struct HttpEndpointChange {
    pub name: Option<String>,
    pub url: Option<String>,
    pub encoding: Option<HttpEncoding>,
    pub format: Option<HttpFormat>,
    pub strip_replies: Option<bool>,
    pub include_attachments: Option<bool>,
    pub timeout: Option<i64>,
}

impl Routing {
    pub async fn create_http_endpoint(
        &self,
        server: &MailServer,
        form: &HttpEndpointForm,
    ) -> Result<HttpEndpoint, RoutingError> {
        let mut violations = Violations::new();
        let now = self.clock.now();
        let mut endpoint = HttpEndpoint {
            id: HttpEndpointId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            name: violations.required_text("/name", &form.name),
            url: self.url("/url", &form.url, &mut violations),
            encoding: form.encoding,
            format: form.format,
            strip_replies: form.strip_replies,
            include_attachments: form.include_attachments,
            timeout_seconds: timeout("/timeout", form.timeout.unwrap_or(HTTP_TIMEOUT_SECONDS.1), &mut violations),
            last_used_at: None,
            created_at: now,
            updated_at: now,
        };
        violations.into_result()?;
        endpoint.id = endpoints::http::insert(&mut self.store.write().await?, &endpoint).await?;
        Ok(endpoint)
    }

    pub async fn find_http_endpoint(
        &self,
        server: ServerId,
        uuid: &str,
    ) -> Result<Option<Used<HttpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let Some(endpoint) = endpoints::http::find_by_uuid(&mut conn, server, uuid).await? else { return Ok(None) };
        let used = self.used(&mut conn, vec![endpoint], |it| EndpointRef::Http(it.id)).await?;
        Ok(used.into_iter().next())
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list_http_endpoints(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<Used<HttpEndpoint>>, RoutingError> {
        let mut conn = self.store.read().await?;
        let found = endpoints::http::list(&mut conn, server, after, limit).await?;
        self.used(&mut conn, found, |it| EndpointRef::Http(it.id)).await
    }

    pub async fn update_http_endpoint(
        &self,
        endpoint: &HttpEndpoint,
        change: &HttpEndpointChange,
    ) -> Result<HttpEndpoint, RoutingError> {
        let mut changed = endpoint.clone();
        let mut violations = Violations::new();
        if let Some(name) = &change.name {
            changed.name = violations.required_text("/name", name);
        }
        if let Some(url) = &change.url {
            changed.url = self.url("/url", url, &mut violations);
        }
        if let Some(seconds) = change.timeout {
            changed.timeout_seconds = timeout("/timeout", seconds, &mut violations);
        }
        violations.into_result()?;
        changed.encoding = change.encoding.unwrap_or(changed.encoding);
        changed.format = change.format.unwrap_or(changed.format);
        changed.strip_replies = change.strip_replies.unwrap_or(changed.strip_replies);
        changed.include_attachments = change.include_attachments.unwrap_or(changed.include_attachments);
        changed.updated_at = self.clock.now();
        endpoints::http::update(&mut self.store.write().await?, &changed).await?;
        Ok(changed)
    }

    /// An `http` or `https` URL without fragment. 3.3 takes any text.
    fn url(&self, field: &str, text: &str, violations: &mut Violations) -> String {
        let text = text.trim();
        if text.is_empty() {
            violations.add(field, ViolationCode::Blank, "can't be blank");
        } else if text.chars().count() > MAX_URL_CHARS {
            let message = format!("is too long (maximum is {MAX_URL_CHARS} characters)");
            violations.add(field, ViolationCode::TooLong, message);
        } else if let Err(reason) = check_url(text, &self.config.postal.allowed_request_destinations) {
            violations.add(field, ViolationCode::Invalid, reason);
        }
        text.to_owned()
    }
}

/// Why we do not want to send requests there. Names are looked up, and judged, at each request; what can be seen already is
/// said now.
fn check_url(text: &str, allowed: &[Destination]) -> Result<(), &'static str> {
    const NOT_A_URL: &str = "is not a URL such as https://example.com/mail";
    let url = Url::parse(text).map_err(|_| NOT_A_URL)?;
    // The parser forgives what others do not: spaces, backslashes, one slash.
    let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\');
    let has_authority = text.split_once("://").is_some_and(|(_, rest)| !rest.starts_with('/'));
    if !matches!(url.scheme(), "http" | "https") || !is_plain || !has_authority {
        return Err(NOT_A_URL);
    }
    if url.fragment().is_some() {
        return Err("must not have a fragment: # and what follows is never sent");
    }
    let policy = RequestPolicy::new(allowed);
    let address = match url.host() {
        None => return Err(NOT_A_URL),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            // RFC 6761 §6.3: never anything but this machine.
            let is_local = name == "localhost" || name.ends_with(".localhost");
            let is_permitted = !is_local || policy.is_permitted(name, IpAddr::V4(Ipv4Addr::LOCALHOST));
            return if is_permitted { Ok(()) } else { Err(PRIVATE) };
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
    };
    if policy.is_permitted(&address.to_string(), address) { Ok(()) } else { Err(PRIVATE) }
}

const PRIVATE: &str = "leads to a private address; an administrator can allow it (postal.allowed_request_destinations)";

fn timeout(field: &str, seconds: i64, violations: &mut Violations) -> i64 {
    let (min, _, max) = HTTP_TIMEOUT_SECONDS;
    if seconds < min {
        let message = format!("must be greater than or equal to {min}");
        violations.add(field, ViolationCode::GreaterThanOrEqualTo, message);
    } else if seconds > max {
        violations.add(field, ViolationCode::LessThanOrEqualTo, format!("must be less than or equal to {max}"));
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_http_and_lead_to_public_places() {
        let allowed = [Destination::Network("10.1.0.0/16".parse().unwrap()), Destination::Host("localhost".to_owned())];
        for (url, plain, with_allowed) in [
            ("https://example.com/mail?a=b", true, true),
            ("HTTP://user:secret@example.com:8080", true, true),
            ("http://192.0.2.1/", true, true),
            ("http://[2001:db8::1]/", true, true),
            ("http://10.1.2.3/", false, true),
            ("http://10.2.0.1/", false, false),
            ("http://localhost:3000/", false, true),
            ("http://app.localhost/", false, false),
            ("http://127.0.0.1/", false, false),
            ("http://0x7f.1/", false, false),
            ("http://2130706433/", false, false),
            ("http://[::1]/", false, false),
            ("http://[::ffff:127.0.0.1]/", false, false),
            ("http://169.254.169.254/latest", false, false),
            ("https://example.com/#top", false, false),
            ("ftp://example.com/", false, false),
            ("example.com", false, false),
            ("http:/example.com", false, false),
            ("http:///example.com", false, false),
            ("http://exa mple.com/", false, false),
            ("http:\\\\example.com", false, false),
            ("http://", false, false),
            ("file:///etc/passwd", false, false),
        ] {
            assert_eq!(check_url(url, &[]).is_ok(), plain, "{url}");
            assert_eq!(check_url(url, &allowed).is_ok(), with_allowed, "{url}");
        }
    }
}
