//! One line in the log for each request, in the words of Postal 3: `GET /api/v2/organizations (200)`.

use std::net::IpAddr;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use poem::Request;
use poem::http::{Method, StatusCode, Uri};

/// Query parameters whose name contains one of these keep their value to themselves.
const SECRET_WORDS: [&str; 8] = ["passw", "secret", "token", "_key", "crypt", "salt", "certificate", "otp"];

/// What is known of a request before it is answered.
#[derive(Debug)]
pub struct RequestFacts {
    method: Method,
    path: String,
    client: IpAddr,
}

impl RequestFacts {
    /// `None`: a file of the web interface, which nobody looks for in the log.
    pub fn of(request: &Request, client: IpAddr) -> Option<Self> {
        let uri = request.original_uri();
        (!is_file(uri.path())).then(|| Self { method: request.method().clone(), path: path(uri), client })
    }

    pub fn log(&self, status: StatusCode, request_id: &str, duration: Duration) {
        tracing::info!(
            component = "web-server",
            event = "request",
            method = %self.method,
            path = self.path,
            request_id,
            ip_address = %self.client,
            status = status.as_u16(),
            duration_ms = duration.as_millis() as u64,
            "{} {} ({})",
            self.method,
            self.path,
            status.as_u16()
        );
    }
}

fn is_file(path: &str) -> bool {
    !path.starts_with("/api/") && path.contains('.')
}

/// Before the secret of a link that was mailed.
const LINK_PATHS: [&str; 5] =
    ["/password-resets/", "/login/reset/", "/email-changes/", "/settings/email/", "/invites/"];

/// Whoever reads the log could follow the link.
fn without_link_secret(path: &str) -> String {
    for before in LINK_PATHS {
        if let Some((begin, rest)) = path.split_once(before)
            && !path.contains("/organizations/")
        {
            let after = rest.find('/').map_or("", |at| rest.get(at..).unwrap_or_default());
            return format!("{begin}{before}[FILTERED]{after}");
        }
    }
    path.to_owned()
}

/// Path and query, without the values of secrets.
fn path(uri: &Uri) -> String {
    let own_path = without_link_secret(uri.path());
    let Some(query) = uri.query() else { return own_path };
    let parameters: Vec<String> = query
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, value)) if is_secret(name) || is_login_secret(uri.path(), name) || leads_to_link(value) => {
                format!("{name}=[FILTERED]")
            }
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{own_path}?{}", parameters.join("&"))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word)) || name == "ssn"
}

/// What the OpenID provider sends browsers back with.
fn is_login_secret(path: &str, name: &str) -> bool {
    path.starts_with("/auth/oidc/") && matches!(name, "code" | "state")
}

/// Where to go after a login may be the page of a mailed link.
fn leads_to_link(value: &str) -> bool {
    let value = percent_decode_str(value).decode_utf8_lossy();
    LINK_PATHS.iter().any(|link| value.contains(link))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_the_query_are_not_logged() {
        let path = |text: &str| path(&text.parse().unwrap());
        assert_eq!(path("/a"), "/a");
        assert_eq!(path("/a?limit=5&token=x&API_KEY=y"), "/a?limit=5&token=[FILTERED]&API_KEY=[FILTERED]");
        assert_eq!(
            path("/auth/oidc/callback?code=x&state=y&iss=z"),
            "/auth/oidc/callback?code=[FILTERED]&state=[FILTERED]&iss=z"
        );
        assert_eq!(path("/login?return_to=%2Forg%2Facme"), "/login?return_to=%2Forg%2Facme");
        for link in ["/invites/x", "%2Finvites%2Fx", "%2flogin%2Freset%2fx"] {
            assert_eq!(path(&format!("/login?return_to={link}")), "/login?return_to=[FILTERED]", "{link}");
        }
    }

    #[test]
    fn files_of_the_interface_are_left_out() {
        assert!(is_file("/assets/index.js") && is_file("/favicon.ico"));
        assert!(!is_file("/api/v2/openapi.json") && !is_file("/org/acme") && !is_file("/"));
    }
}
