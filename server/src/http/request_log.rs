//! One line in the log for each request, in the words of Postal 3: `GET /api/v2/organizations (200)`.

use std::net::IpAddr;
use std::time::Duration;

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
            Some((name, _)) if is_secret(name) => format!("{name}=[FILTERED]"),
            _ => parameter.to_owned(),
        })
        .collect();
    format!("{own_path}?{}", parameters.join("&"))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    SECRET_WORDS.iter().any(|word| name.contains(word)) || name == "ssn"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_the_query_are_not_logged() {
        let path = |text: &str| path(&text.parse().unwrap());
        assert_eq!(path("/a"), "/a");
        assert_eq!(path("/a?limit=5&token=x&API_KEY=y"), "/a?limit=5&token=[FILTERED]&API_KEY=[FILTERED]");
    }

    #[test]
    fn files_of_the_interface_are_left_out() {
        assert!(is_file("/assets/index.js") && is_file("/favicon.ico"));
        assert!(!is_file("/api/v2/openapi.json") && !is_file("/org/acme") && !is_file("/"));
    }
}
