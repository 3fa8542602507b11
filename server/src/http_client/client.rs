//! One request, from the URL to the bounded body of the response.

use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::Instant;
use url::Url;

use super::answer::{Answer, Failure, Response};
use super::guard::Guard;
use super::policy::RequestPolicy;
use crate::clock::SharedClock;
use crate::dns::Resolver;
use crate::model::Timestamp;

/// More of a body is not read.
const MAX_BODY_BYTES: usize = 64 * 1024;
/// Shorter than the patience of common servers, which would hang up on the next request (Node: 5 s).
const IDLE_FOR: Duration = Duration::from_secs(4);
const IDLE_PER_HOST: usize = 8;
const USER_AGENT: &str = concat!("Postal/", env!("CARGO_PKG_VERSION"));

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
    #[error("the HTTP client cannot be set up")]
    Client(#[from] reqwest::Error),
}

/// A POST request.
#[derive(Debug, Clone)]
pub struct Post {
    /// `http` or `https`; user information becomes HTTP Basic authentication (RFC 7617).
    pub url: String,
    pub content_type: &'static str,
    pub body: Bytes,
    pub headers: Vec<(Cow<'static, str>, String)>,
    /// For the whole exchange, from the look-up of the host to the end of the body.
    pub timeout: Duration,
}

/// Sends requests over one pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct HttpClient {
    pub(super) http: reqwest::Client,
    pub(super) guard: Guard,
    clock: SharedClock,
}

impl std::fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpClient").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl HttpClient {
    /// `roots`: the authorities to trust; `clock`: for a Retry-After that is a date.
    pub fn new(
        resolver: Resolver,
        policy: RequestPolicy,
        roots: RootCertStore,
        clock: SharedClock,
    ) -> Result<Self, ClientError> {
        let guard = Guard::new(resolver, policy);
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(guard.clone())
            // A proxy would connect where we may not.
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(USER_AGENT)
            .http1_only()
            // As 3.3 wrote them; not every receiver ignores case.
            .http1_title_case_headers()
            .pool_idle_timeout(IDLE_FOR)
            .pool_max_idle_per_host(IDLE_PER_HOST)
            .build()?;
        Ok(Self { http, guard, clock })
    }

    /// Sends the request once and does not follow redirects.
    pub async fn post(&self, request: &Post) -> Answer {
        let deadline = Instant::now() + request.timeout;
        match self.exchange(request, deadline).await {
            Ok(response) => Answer::Response(response),
            Err(failure) => Answer::Failed(failure),
        }
    }

    async fn exchange(&self, request: &Post, deadline: Instant) -> Result<Response, Failure> {
        let target = Target::parse(&request.url)?;
        if let Some(host) = target.url.host() {
            self.guard.check_literal(&host)?;
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(request.content_type));
        if let Some(credentials) = target.authorization {
            headers.insert(AUTHORIZATION, credentials);
        }
        for (name, value) in &request.headers {
            let invalid = || Failure::Network(format!("{name} cannot be sent with this value"));
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| invalid())?;
            headers.insert(name, HeaderValue::from_str(value).map_err(|_| invalid())?);
        }
        let send = self.http.post(target.url).headers(headers).body(request.body.clone()).send();
        let sent = tokio::time::timeout_at(deadline, send).await.map_err(|_| Failure::TimedOut(request.timeout))?;
        let mut response = sent.map_err(failure)?;
        let retry_after = retry_after(response.headers(), self.clock.now());
        let (status, peer) = (response.status().as_u16(), response.remote_addr());
        let mut body = Vec::new();
        // The status is the answer; a body that breaks off or takes too long only says less.
        let read = async {
            while body.len() < MAX_BODY_BYTES
                && let Ok(Some(chunk)) = response.chunk().await
            {
                body.extend_from_slice(&chunk);
            }
        };
        let _ = tokio::time::timeout_at(deadline, read).await;
        body.truncate(MAX_BODY_BYTES);
        Ok(Response { status, body: String::from_utf8_lossy(&body).into_owned(), retry_after, peer })
    }
}

/// Where a request goes and what it shows there.
struct Target {
    url: Url,
    authorization: Option<HeaderValue>,
}

impl Target {
    fn parse(text: &str) -> Result<Self, Failure> {
        let invalid = |why: &dyn std::fmt::Display| Failure::Network(format!("The URL cannot be used: {why}"));
        let mut url = Url::parse(text).map_err(|error| invalid(&error))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(invalid(&"it begins neither with http:// nor with https://"));
        }
        let authorization = basic_authorization(&url);
        // Cannot fail: such a URL has a host.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Ok(Self { url, authorization })
    }
}

/// RFC 7617 §2. 3.3 sent user name and password as they stood in the URL; here they are percent-decoded.
fn basic_authorization(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut credentials: Vec<u8> = percent_decode_str(url.username()).collect();
    credentials.push(b':');
    credentials.extend(percent_decode_str(url.password().unwrap_or_default()));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(credentials))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// RFC 9110 §10.2.3: seconds, or a date; a date is compared with the remote host's own clock if it shows it.
fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text(RETRY_AFTER).filter(|asked| !asked.is_empty())?;
    if asked.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(asked.parse().unwrap_or(u64::MAX)));
    }
    let at = httpdate::parse_http_date(asked).ok()?;
    let now = text(DATE)
        .and_then(|date| httpdate::parse_http_date(date).ok())
        .unwrap_or_else(|| SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.0).unwrap_or_default()));
    Some(at.duration_since(now).unwrap_or_default())
}

/// What went wrong below the library's error.
pub(super) fn failure(error: reqwest::Error) -> Failure {
    let error = error.without_url();
    let mut texts: Vec<String> = Vec::new();
    for cause in causes(&error) {
        if let Some(failure) = cause.downcast_ref::<Failure>() {
            return failure.clone();
        }
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Failure::Tls(error.to_string());
        }
        let text = cause.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    // The first ones only say that a request failed.
    let last_two = texts.split_off(texts.len().saturating_sub(2));
    Failure::Network(last_two.join(": "))
}

/// The error, its source and so on; also what an `io::Error` was made from, which its `source` passes over.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(fields: &[(&'static str, &'static str)]) -> Option<u64> {
        let headers = fields
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        // Sun, 06 Nov 1994 08:49:00 GMT
        retry_after(&headers, Timestamp::from_seconds(784_111_740)).map(|wait| wait.as_secs())
    }

    #[test]
    fn retry_after_is_a_number_of_seconds_or_a_date() {
        assert_eq!(asked(&[("retry-after", "120")]), Some(120));
        assert_eq!(asked(&[("retry-after", " 0 ")]), Some(0));
        assert_eq!(asked(&[("retry-after", "99999999999999999999999")]), Some(u64::MAX));
        // The three forms of RFC 9110 §5.6.7.
        for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            let headers = [(RETRY_AFTER, HeaderValue::from_str(date).unwrap())].into_iter().collect();
            let wait = retry_after(&headers, Timestamp::from_seconds(784_111_740));
            assert_eq!(wait, Some(Duration::from_secs(37)), "{date}");
        }
        assert_eq!(asked(&[("retry-after", "Sat, 05 Nov 1994 08:49:37 GMT")]), Some(0));
        let by_its_own_clock =
            [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"), ("date", "Sun, 06 Nov 1994 08:49:30 GMT")];
        assert_eq!(asked(&by_its_own_clock), Some(7));
        for nonsense in ["", "soon", "-5", "+5", "1.5"] {
            let headers = [(RETRY_AFTER, HeaderValue::from_str(nonsense).unwrap())].into_iter().collect();
            assert_eq!(retry_after(&headers, Timestamp(0)), None, "{nonsense}");
        }
    }

    #[test]
    fn user_information_becomes_basic_authorization_and_leaves_the_url() {
        for (url, shown, credentials) in [
            ("https://x.example", "https://x.example/", None),
            ("https://u@x.example/", "https://x.example/", Some("u:")),
            ("https://u:p@x.example/a?b", "https://x.example/a?b", Some("u:p")),
            ("https://a%40b:p%3a%C3%A4@x.example/", "https://x.example/", Some("a@b:p:\u{e4}")),
            ("https://:p@x.example/", "https://x.example/", Some(":p")),
        ] {
            let target = Target::parse(url).unwrap();
            assert_eq!(target.url.as_str(), shown);
            let expected = credentials.map(|text| format!("Basic {}", STANDARD.encode(text)));
            assert_eq!(target.authorization.map(|value| value.to_str().unwrap().to_owned()), expected, "{url}");
        }
    }

    #[test]
    fn what_is_no_http_url_is_a_failure_with_a_text() {
        for (url, text) in [
            ("", "The URL cannot be used: relative URL without a base"),
            ("example.com/hook", "The URL cannot be used: relative URL without a base"),
            ("http://", "The URL cannot be used: empty host"),
            ("http://x.example:99999/", "The URL cannot be used: invalid port number"),
            ("ftp://x.example/", "The URL cannot be used: it begins neither with http:// nor with https://"),
            ("file:///etc/passwd", "The URL cannot be used: it begins neither with http:// nor with https://"),
        ] {
            let failure = Target::parse(url).err().unwrap();
            assert_eq!((failure.code(), failure.body().as_str()), (-2, text), "{url}");
        }
    }
}
