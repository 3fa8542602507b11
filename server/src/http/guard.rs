//! What every request passes: whose host it names, where it comes from, how large it is, what its answer carries.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use futures::StreamExt as _;
use percent_encoding::percent_decode_str;
use poem::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use poem::{Body, Endpoint, IntoResponse, Middleware, Request, Response};
use tokio::time::Instant;

use super::error::{ApiError, REQUEST_ID};
use super::management;
use super::request_log::RequestFacts;
use super::tracking;
use crate::app::App;
use crate::config::{Postal, WebProtocol};

/// Largest body of a management request that carries no mail, in bytes.
pub const MAX_BODY_BYTES: usize = 1 << 20;
/// Largest file of suppressed addresses, in bytes.
pub const MAX_IMPORT_BYTES: usize = 32 << 20;
const REQUEST_ID_HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// What the web interface may load: itself.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; frame-src 'self' blob:; \
    worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

/// Host check, request ids and security headers around all that the web host serves.
#[derive(Debug, Clone)]
pub struct Guard {
    app: App,
}

impl Guard {
    pub fn new(app: App) -> Self {
        Self { app }
    }
}

impl<E: Endpoint> Middleware<E> for Guard {
    type Output = Guarded<E>;
    fn transform(&self, inner: E) -> Guarded<E> {
        Guarded { app: self.app.clone(), inner }
    }
}

#[derive(Debug)]
pub struct Guarded<E> {
    app: App,
    inner: E,
}

impl<E: Endpoint> Endpoint for Guarded<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        if let Some(answer) = tracking::answer(&self.app, &request).await {
            return Ok(answer);
        }
        if !Facts::of(&request).is_allowed_host(&self.app.config.postal) {
            return Ok(Response::builder()
                .status(StatusCode::FORBIDDEN)
                .content_type("text/html; charset=utf-8")
                .finish());
        }
        let id = sane_request_id(&request).unwrap_or_else(|| self.app.random.uuid());
        let is_secure = self.app.config.postal.web_protocol == WebProtocol::Https;
        let facts = RequestFacts::of(&request, client_address(&request, &self.app.config.postal));
        let begin = Instant::now();
        let answer = async {
            // The router would refuse it without a body.
            let is_text = percent_decode_str(request.uri().path()).decode_utf8().is_ok();
            if !is_text && request.uri().path().starts_with(management::BASE_PATH) {
                return management::not_there();
            }
            match self.inner.call(request).await {
                Ok(response) => response.into_response(),
                Err(error) => error.into_response(),
            }
        };
        let mut response = REQUEST_ID.scope(id.clone(), answer).await;
        add_headers(&mut response, &id, is_secure);
        if let Some(facts) = facts {
            facts.log(response.status(), &id, begin.elapsed());
        }
        Ok(response)
    }
}

/// The client's own id, which finds the request in the logs of both sides; nothing that could forge a log line.
fn sane_request_id(request: &Request) -> Option<String> {
    let id = request.headers().get(REQUEST_ID_HEADER)?.to_str().ok()?;
    let is_sane = (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    is_sane.then(|| id.to_owned())
}

fn add_headers(response: &mut Response, request_id: &str, is_secure: bool) {
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(REQUEST_ID_HEADER, id);
    }
    // A handler's own, narrower policy stays.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    }
    if !headers.contains_key(header::REFERRER_POLICY) {
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    if is_secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}

/// How much of a body is read, and how long.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    pub bytes: usize,
    /// Between two pieces.
    pub idle: Duration,
    /// For all of it.
    pub total: Duration,
}

impl BodyLimits {
    /// With the usual times: a slow line passes, a client that trickles does not hold a connection for ever.
    pub const fn of(bytes: usize) -> Self {
        Self { bytes, idle: Duration::from_secs(30), total: Duration::from_secs(600) }
    }
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    TooLarge,
    TooSlow,
    /// It ended early.
    Broken,
}

/// Reads a body and counts it meanwhile, chunked ones too.
pub async fn read_body(body: Body, limits: BodyLimits) -> Result<Vec<u8>, BodyError> {
    let mut pieces = std::pin::pin!(body.into_bytes_stream());
    let mut bytes = Vec::new();
    let end = Instant::now() + limits.total;
    loop {
        let piece = tokio::time::timeout_at(end.min(Instant::now() + limits.idle), pieces.next()).await;
        match piece.map_err(|_| BodyError::TooSlow)? {
            None => return Ok(bytes),
            Some(Err(_)) => return Err(BodyError::Broken),
            Some(Ok(piece)) if bytes.len() + piece.len() > limits.bytes => return Err(BodyError::TooLarge),
            Some(Ok(piece)) => bytes.extend_from_slice(&piece),
        }
    }
}

/// A message in base64 inside JSON, and some room for the rest.
pub fn mail_body_bytes(max_message_bytes: usize) -> usize {
    max_message_bytes.saturating_mul(7) / 5 + MAX_BODY_BYTES
}

/// For whom the TCP peer asks: itself, unless it is a trusted proxy.
///
/// `Forwarded` (RFC 7239) is preferred to `X-Forwarded-For`. The right-most address that is not a trusted proxy
/// counts; when all are, the left-most.
pub fn client_address(request: &Request, postal: &Postal) -> IpAddr {
    Facts::of(request).client(postal)
}

/// The TCP peer; `None`: a local socket without address.
pub fn peer_address(request: &Request) -> Option<IpAddr> {
    request.remote_addr().as_socket_addr().map(|address| address.ip().to_canonical())
}

/// Whether a request is for the tracking host.
#[derive(Debug, PartialEq, Eq)]
pub enum TrackHost {
    /// The proxy in front says so.
    Marked,
    /// It names the web host, or this machine.
    Web,
    /// It names another one: lower-case, without port.
    Named(String),
}

/// For which host a request is, as far as it says.
pub fn track_host(request: &Request, postal: &Postal) -> TrackHost {
    Facts::of(request).track_host(postal)
}

/// Refuses requests that another site made a browser send with our cookie.
///
/// An `Origin` must be ours; without one the header `X-Requested-With` must be there, which no form can send.
pub fn require_own_origin(request: &Request, postal: &Postal) -> Result<(), ApiError> {
    Facts::of(request).require_own_origin(postal)
}

/// What decides where a request comes from and whom it names.
struct Facts<'a> {
    peer: Option<IpAddr>,
    headers: &'a HeaderMap,
    /// `Host` (RFC 9110 §7.2), or the authority of an absolute request target.
    host: String,
}

impl<'a> Facts<'a> {
    fn of(request: &'a Request) -> Self {
        let host = request.headers().get(header::HOST).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let host = host.or_else(|| request.original_uri().authority().map(ToString::to_string)).unwrap_or_default();
        Self { peer: peer_address(request), headers: request.headers(), host }
    }

    fn client(&self, postal: &Postal) -> IpAddr {
        let Some(peer) = self.peer else { return IpAddr::V4(Ipv4Addr::LOCALHOST) };
        if !postal.trusts_proxy(peer) {
            return peer;
        }
        let chain = self.forwarded_for();
        let foreign = chain.iter().rev().find(|address| !postal.trusts_proxy(**address));
        foreign.or_else(|| chain.first()).copied().unwrap_or(peer)
    }

    /// Anybody can write a header; only a trusted proxy is believed.
    fn track_host(&self, postal: &Postal) -> TrackHost {
        let is_trusted = self.peer.is_none_or(|peer| postal.trusts_proxy(peer));
        let mark = self.headers.get("x-postal-track-host").and_then(|value| value.to_str().ok());
        if is_trusted && mark.is_some_and(|mark| leading_integer(mark) == Some(1)) {
            return TrackHost::Marked;
        }
        let forwarded = self.headers.get_all("x-forwarded-host").iter().next_back().filter(|_| is_trusted);
        let forwarded =
            forwarded.map(|value| value.to_str().unwrap_or_default().rsplit(',').next().unwrap_or_default());
        let host = forwarded.unwrap_or(&self.host).trim();
        let name = without_port(host);
        if name.is_empty() || name.eq_ignore_ascii_case(&postal.web_hostname) || is_loopback_name(name) {
            return TrackHost::Web;
        }
        TrackHost::Named(name.trim_end_matches('.').to_lowercase())
    }

    fn forwarded_for(&self) -> Vec<IpAddr> {
        let values = |name: &str| -> Vec<&str> {
            let values = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
            values.flat_map(|value| value.split(',')).collect()
        };
        let forwarded: Vec<IpAddr> = values("forwarded")
            .into_iter()
            .flat_map(|element| element.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| name.eq_ignore_ascii_case("for"))
            .filter_map(|(_, value)| node(value))
            .collect();
        if forwarded.is_empty() { values("x-forwarded-for").into_iter().filter_map(node).collect() } else { forwarded }
    }

    /// `postal.web_hostname` with any port; a loopback name from a loopback peer.
    fn is_allowed_host(&self, postal: &Postal) -> bool {
        // 3.3: the last `X-Forwarded-Host` element has to name us too.
        let forwarded = self.headers.get_all("x-forwarded-host").iter().next_back();
        let last = forwarded.map(|value| value.to_str().unwrap_or_default().rsplit(',').next().unwrap_or_default());
        self.is_known_host(&self.host, postal) && last.is_none_or(|host| self.is_known_host(host.trim(), postal))
    }

    fn is_known_host(&self, host: &str, postal: &Postal) -> bool {
        let name = without_port(host);
        name.eq_ignore_ascii_case(&postal.web_hostname) || (is_loopback_name(name) && self.has_loopback_peer())
    }

    fn has_loopback_peer(&self) -> bool {
        self.peer.is_some_and(|peer| peer.is_loopback())
    }

    fn require_own_origin(&self, postal: &Postal) -> Result<(), ApiError> {
        let foreign = |message: &str| Err(ApiError::forbidden("foreign_origin", message));
        let Some(origin) = self.headers.get(header::ORIGIN) else {
            if self.headers.contains_key("x-requested-with") {
                return Ok(());
            }
            return foreign("The request names no Origin; without one it needs the header X-Requested-With.");
        };
        let origin = origin.to_str().unwrap_or_default();
        let protocol = if postal.web_protocol == WebProtocol::Https { "https" } else { "http" };
        let is_ours = |scheme: &str, host: &str| origin.eq_ignore_ascii_case(&format!("{scheme}://{host}"));
        let is_loopback = is_loopback_name(without_port(&self.host)) && self.has_loopback_peer();
        // The guard has compared the Host with ours already; it may name a port.
        if is_ours(protocol, &postal.web_hostname)
            || is_ours(protocol, &self.host)
            || (is_loopback && (is_ours("http", &self.host) || is_ours("https", &self.host)))
        {
            return Ok(());
        }
        foreign("The request comes from a page of another origin.")
    }
}

/// The integer that a text begins with, as 3.3 reads it: `1`, ` 01x`.
fn leading_integer(text: &str) -> Option<u64> {
    let text = text.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

/// `192.0.2.1`, `192.0.2.1:80`, `"[2001:db8::1]:80"` (RFC 7239 §6).
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let address = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0.parse().ok()?,
        None => text.parse().or_else(|_| text.split_once(':').map_or(text, |(host, _)| host).parse()).ok()?,
    };
    Some(IpAddr::to_canonical(&address))
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) && !name.ends_with(':') => name,
        _ => host,
    }
}

fn is_loopback_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("localhost")
        || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn bodies_end_in_time_and_in_size() {
        let limits = BodyLimits { bytes: 4, idle: Duration::from_millis(20), total: Duration::from_millis(50) };
        let read = async |pieces: Vec<&'static [u8]>, is_endless: bool| {
            let pieces = futures::stream::iter(pieces.into_iter().map(Ok::<_, std::io::Error>));
            let rest = if is_endless {
                futures::stream::pending().left_stream()
            } else {
                futures::stream::empty().right_stream()
            };
            read_body(Body::from_bytes_stream(pieces.chain(rest)), limits).await
        };
        assert_eq!(read(vec![b"ab", b"cd"], false).await, Ok(b"abcd".to_vec()));
        assert_eq!(read(vec![b"ab", b"cde"], true).await, Err(BodyError::TooLarge));
        assert_eq!(read(vec![b"ab"], true).await, Err(BodyError::TooSlow));
        let trickle = futures::stream::unfold((), async |()| {
            tokio::time::sleep(Duration::from_millis(10)).await;
            Some((Ok::<_, std::io::Error>(Vec::new()), ()))
        });
        assert_eq!(read_body(Body::from_bytes_stream(trickle), limits).await, Err(BodyError::TooSlow));
    }

    fn with<T>(peer: &str, pairs: &[(&'static str, &str)], judge: impl Fn(&Facts<'_>) -> T) -> T {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().unwrap());
        }
        let host = headers.get(header::HOST).map(|host| host.to_str().unwrap().to_owned()).unwrap_or_default();
        judge(&Facts { peer: Some(peer.parse().unwrap()), headers: &headers, host })
    }

    fn postal() -> Postal {
        Postal {
            web_hostname: "postal.example".into(),
            trusted_proxies: vec!["192.0.2.0/24".parse().unwrap()],
            ..Postal::default()
        }
    }

    #[test]
    fn the_client_is_the_right_most_address_that_is_no_trusted_proxy() {
        let client = |peer: &str, headers: &[(&'static str, &str)]| {
            with(peer, headers, |facts| facts.client(&postal()).to_string())
        };
        assert_eq!(client("198.51.100.1", &[("x-forwarded-for", "203.0.113.9")]), "198.51.100.1");
        assert_eq!(client("127.0.0.1", &[("x-forwarded-for", "203.0.113.9, 203.0.113.7, 192.0.2.1")]), "203.0.113.7");
        assert_eq!(client("127.0.0.1", &[("x-forwarded-for", "192.0.2.5, 192.0.2.1")]), "192.0.2.5");
        let both = [("forwarded", "for=\"[2001:db8::1]:80\";proto=https"), ("x-forwarded-for", "203.0.113.9")];
        assert_eq!(client("127.0.0.1", &both), "2001:db8::1");
        assert_eq!(client("::1", &[]), "::1");
    }

    #[test]
    fn the_tracking_host_is_marked_by_a_trusted_proxy_or_named() {
        let asked =
            |peer: &str, headers: &[(&'static str, &str)]| with(peer, headers, |facts| facts.track_host(&postal()));
        let named = || TrackHost::Named("click.acme.example".to_owned());
        let web = ("host", "postal.example");
        for mark in ["1", " 1", "01", "1x", "+1"] {
            assert_eq!(asked("127.0.0.1", &[web, ("x-postal-track-host", mark)]), TrackHost::Marked, "{mark}");
        }
        for mark in ["0", "2", "11", "", "x1", "true"] {
            assert_eq!(asked("127.0.0.1", &[web, ("x-postal-track-host", mark)]), TrackHost::Web, "{mark}");
        }
        assert_eq!(asked("198.51.100.1", &[web, ("x-postal-track-host", "1")]), TrackHost::Web);
        assert_eq!(asked("198.51.100.1", &[("host", "Click.Acme.example.:8080")]), named());
        let forwarded = ("x-forwarded-host", "postal.example, click.acme.example");
        assert_eq!(asked("127.0.0.1", &[web, forwarded]), named());
        assert_eq!(asked("198.51.100.1", &[web, forwarded]), TrackHost::Web);
        assert_eq!(asked("127.0.0.1", &[("host", "localhost:5000")]), TrackHost::Web);
        assert_eq!(asked("127.0.0.1", &[]), TrackHost::Web);
    }

    #[test]
    fn only_our_host_is_served_and_loopback_names_only_to_loopback_peers() {
        let allowed = |peer: &str, headers: &[(&'static str, &str)]| {
            with(peer, headers, |facts| facts.is_allowed_host(&postal()))
        };
        assert!(allowed("198.51.100.1", &[("host", "POSTAL.example:8080")]));
        assert!(!allowed("198.51.100.1", &[("host", "evil.example")]));
        assert!(!allowed("198.51.100.1", &[("host", "localhost")]));
        assert!(allowed("127.0.0.1", &[("host", "localhost:5000")]));
        assert!(allowed("127.0.0.1", &[("host", "[::1]:5000")]));
        assert!(!allowed("127.0.0.1", &[("host", "postal.example"), ("x-forwarded-host", "a, evil.example")]));
        assert!(!allowed("127.0.0.1", &[]));
    }

    #[test]
    fn cookie_requests_of_other_origins_are_refused() {
        let allowed = |peer: &str, headers: &[(&'static str, &str)]| {
            with(peer, headers, |facts| facts.require_own_origin(&postal()).is_ok())
        };
        let host = ("host", "postal.example");
        assert!(allowed("198.51.100.1", &[host, ("origin", "https://postal.example")]));
        assert!(!allowed("198.51.100.1", &[host, ("origin", "http://postal.example")]));
        assert!(!allowed("198.51.100.1", &[host, ("origin", "https://evil.example"), ("x-requested-with", "x")]));
        assert!(!allowed("198.51.100.1", &[host, ("origin", "null")]));
        assert!(!allowed("198.51.100.1", &[host]));
        assert!(allowed("198.51.100.1", &[host, ("x-requested-with", "x")]));
        assert!(allowed("127.0.0.1", &[("host", "localhost:5000"), ("origin", "http://localhost:5000")]));
        assert!(!allowed("127.0.0.1", &[("host", "localhost:5000"), ("origin", "http://localhost:6000")]));
    }
}
