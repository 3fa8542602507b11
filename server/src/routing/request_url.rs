//! URLs that users name for requests of ours: HTTP endpoints and webhooks.

use std::net::{IpAddr, Ipv4Addr};

use url::{Host, Url};

use crate::config::Destination;
use crate::http_client::RequestPolicy;
use crate::model::{ViolationCode, Violations};

/// Longest URL in characters.
const MAX_URL_CHARS: usize = 1000;

/// An `http` or `https` URL without fragment, trimmed. 3.3 takes any text. `allowed`: private destinations that are
/// permitted (`postal.allowed_request_destinations`).
pub fn request_url(field: &str, text: &str, allowed: &[Destination], violations: &mut Violations) -> String {
    let text = text.trim();
    if text.is_empty() {
        violations.add(field, ViolationCode::Blank, "can't be blank");
    } else if text.chars().count() > MAX_URL_CHARS {
        let message = format!("is too long (maximum is {MAX_URL_CHARS} characters)");
        violations.add(field, ViolationCode::TooLong, message);
    } else if let Err(reason) = check_url(text, allowed) {
        violations.add(field, ViolationCode::Invalid, reason);
    }
    text.to_owned()
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
