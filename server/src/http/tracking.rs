//! The tracking host: the image, redirects, and nothing else. Answers before host check, request log and login.
//!
//! Texts, codes and paths are 3.3's; readers' mail refers to them for years.

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Request, Response};

use super::guard::{self, TrackHost};
use crate::app::App;
use crate::metrics::TrackingHit;
use crate::model::{ActivityKind, ServerId};
use crate::store::StoreError;
use crate::tracking;

/// One transparent pixel.
const PIXEL: &[u8] = include_bytes!("../../assets/tracking/pixel.png");

const TEXT: &str = "text/plain; charset=utf-8";

/// What a deleted mail server's links show.
const GONE_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <meta name=\"viewport\" content=\"width=device-width\">\n<title>No longer available</title>\n\
    <h1>No longer available</h1>\n<p>The sender of this message no longer uses this service, so its links lead nowhere.</p>\n\
    </html>\n";

/// The answer to a request for the tracking host. `None`: it is for the application.
pub async fn answer(app: &App, request: &Request) -> Option<Response> {
    let is_ours = match guard::track_host(request, &app.config.postal) {
        TrackHost::Marked => true,
        TrackHost::Web => false,
        TrackHost::Named(host) => app.tracking.is_host(&host).await.unwrap_or_else(|error| {
            tracing::error!(%error, host, "track domains cannot be looked up");
            false
        }),
    };
    if !is_ours {
        return None;
    }
    let mut response = respond(app, request).await;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store, private"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    Some(response)
}

/// What a path asks for. 3.3: a prefix decides, in any case, and what follows it is ignored.
#[derive(Debug, PartialEq, Eq)]
enum Asked<'a> {
    Image { server: &'a str, message: &'a str },
    Link { server: &'a str, link: &'a str },
    Nothing,
}

impl<'a> Asked<'a> {
    fn parse(path: &'a str) -> Self {
        /// A token, and what follows it.
        fn token(text: &str) -> Option<(&str, &str)> {
            let text = text.strip_prefix('/')?;
            let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
            text.split_at_checked(end).filter(|(token, _)| !token.is_empty())
        }
        let Some((first, rest)) = token(path) else { return Self::Nothing };
        let Some((second, rest)) = token(rest) else { return Self::Nothing };
        if first.eq_ignore_ascii_case("img")
            && let Some((message, _)) = token(rest)
        {
            return Self::Image { server: second, message };
        }
        Self::Link { server: first, link: second }
    }
}

async fn respond(app: &App, request: &Request) -> Response {
    match Asked::parse(request.uri().path()) {
        Asked::Image { server, message } => image(app, request, server, message).await,
        Asked::Link { server, link } => redirect(app, request, server, link).await,
        Asked::Nothing => text(StatusCode::OK, "Hello."),
    }
}

async fn image(app: &App, request: &Request, server: &str, message: &str) -> Response {
    match app.tracking.image(server, message).await {
        Ok(None) => return text(StatusCode::NOT_FOUND, "Invalid Server Token"),
        Ok(Some(target)) if target.is_deleted => return gone(),
        Ok(Some(target)) => {
            if let Some(id) = target.found {
                record(app, request, target.server_id, id, ActivityKind::Load).await;
            }
        }
        // Nobody shall see a broken image because of us.
        Err(error) => failed(&error),
    }
    // Until 3.3.5 it was fetched: a way into the network behind.
    let names_source = request.uri().query().is_some_and(|query| {
        query
            .split('&')
            .any(|pair| pair.split('=').next().is_some_and(|name| name == "src" || name.starts_with("src[")))
    });
    if names_source {
        return text(StatusCode::BAD_REQUEST, "Invalid/missing source image");
    }
    Response::builder().content_type("image/png").header(header::CONTENT_LENGTH, PIXEL.len()).body(PIXEL)
}

async fn redirect(app: &App, request: &Request, server: &str, link: &str) -> Response {
    let target = match app.tracking.link(server, link).await {
        Ok(None) => return text(StatusCode::NOT_FOUND, "Invalid Server Token"),
        Ok(Some(target)) => target,
        Err(error) => {
            failed(&error);
            return text(StatusCode::SERVICE_UNAVAILABLE, "Please try again later.");
        }
    };
    if target.is_deleted {
        return gone();
    }
    let Some(found) = target.found else {
        app.metrics.tracking_hit(TrackingHit::Unknown);
        return text(StatusCode::NOT_FOUND, "Link not found");
    };
    let kind = ActivityKind::Click { token: link.to_owned(), url: found.url.clone() };
    record(app, request, target.server_id, found.message_id, kind).await;
    Response::builder()
        .status(StatusCode::TEMPORARY_REDIRECT)
        .content_type(TEXT)
        .header(header::LOCATION, location(&found.url))
        .body(format!("Redirected to: {}", found.url))
}

async fn record(app: &App, request: &Request, server: ServerId, message: crate::model::MessageId, kind: ActivityKind) {
    app.metrics.tracking_hit(match kind {
        ActivityKind::Load => TrackingHit::Open,
        ActivityKind::Click { .. } => TrackingHit::Click,
    });
    let value = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let names = |name: &str, word: &str| value(name).is_some_and(|value| value.to_ascii_lowercase().contains(word));
    let is_prefetch = names("purpose", "prefetch")
        || names("sec-purpose", "prefetch")
        || names("x-purpose", "preview")
        || names("x-moz", "prefetch");
    let agent = request.headers().get(header::USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let asked =
        tracking::Request { is_head: *request.method() == Method::HEAD, user_agent: agent.as_deref(), is_prefetch };
    let client = guard::client_address(request, &app.config.postal);
    app.tracking.record(server, message, kind, client, asked).await;
}

fn text(status: StatusCode, body: &'static str) -> Response {
    Response::builder().status(status).content_type(TEXT).body(body)
}

fn gone() -> Response {
    Response::builder()
        .status(StatusCode::GONE)
        .content_type("text/html; charset=utf-8")
        .header(header::CONTENT_SECURITY_POLICY, "default-src 'none'")
        .body(GONE_PAGE)
}

fn failed(error: &StoreError) {
    tracing::error!(%error, "a tracking request cannot be looked up");
}

/// The URL as a field value: what is not visible ASCII is percent-encoded (RFC 3986 §2.1).
fn location(url: &str) -> String {
    let mut location = String::with_capacity(url.len());
    for byte in url.bytes() {
        if byte.is_ascii_graphic() {
            location.push(char::from(byte));
        } else {
            location.push_str(&format!("%{byte:02X}"));
        }
    }
    location
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paths_beginning_decides_in_any_case() {
        let link = |server, link| Asked::Link { server, link };
        let image = |server, message| Asked::Image { server, message };
        for (path, expected) in [
            ("/", Asked::Nothing),
            ("/abc", Asked::Nothing),
            ("/abc/", Asked::Nothing),
            ("//abc/def", Asked::Nothing),
            ("/abc/DeF", link("abc", "DeF")),
            ("/abc/def.html/more", link("abc", "def")),
            ("/img/abc", link("img", "abc")),
            ("/IMG/abc/M-1.png", image("abc", "M-1")),
            ("/img/abc/", link("img", "abc")),
            ("/abc%2Fdef/x", Asked::Nothing),
        ] {
            assert_eq!(Asked::parse(path), expected, "{path}");
        }
    }

    #[test]
    fn locations_are_ascii() {
        assert_eq!(location("http://a/?x=1&y=%20#z"), "http://a/?x=1&y=%20#z");
        assert_eq!(location("http://a/\u{e9} b"), "http://a/%C3%A9%20b");
    }
}
