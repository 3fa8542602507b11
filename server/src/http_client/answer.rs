//! How a request ended.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Response(Response),
    Failed(Failure),
}

/// What the remote host said, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// RFC 9110 §15.
    pub status: u16,
    /// The first 64 KiB, as UTF-8; what is not is replaced.
    pub body: String,
    /// Time from now, RFC 9110 §10.2.3; `None`: not given or not understood.
    pub retry_after: Option<Duration>,
    /// Who said it.
    pub peer: Option<SocketAddr>,
}

/// Why there is no response. `Display` is for operators, [`Failure::body`] for the records.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("Timed out after {}s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The URL, the name, the connection or the protocol.
    #[error("{0}")]
    Network(String),
    /// None of our own name servers answers: says nothing about the host.
    #[error("{0}")]
    NoNameServer(String),
    /// The handshake or the certificate.
    #[error("{0}")]
    Tls(String),
    /// An address where users may not send us.
    #[error("Destination '{host}' ({ip}) is not permitted")]
    NotPermitted { host: String, ip: IpAddr },
}

impl Failure {
    /// The pseudo status codes of Postal 3.3.
    pub const fn code(&self) -> i16 {
        match self {
            Failure::TimedOut(_) => -1,
            Failure::Network(_) | Failure::NoNameServer(_) => -2,
            Failure::Tls(_) => -3,
            Failure::NotPermitted { .. } => -4,
        }
    }

    /// What 3.3 records instead of a body.
    pub fn body(&self) -> String {
        match self {
            Failure::Tls(_) => "Invalid SSL certificate".to_owned(),
            other => other.to_string(),
        }
    }
}

impl Answer {
    /// The status, or the pseudo code of the failure.
    pub fn code(&self) -> i16 {
        match self {
            // Three digits, RFC 9110 §15.
            Answer::Response(response) => i16::try_from(response.status).unwrap_or(i16::MAX),
            Answer::Failed(failure) => failure.code(),
        }
    }

    /// What is recorded as its body.
    pub fn body(&self) -> String {
        match self {
            Answer::Response(response) => response.body.clone(),
            Answer::Failed(failure) => failure.body(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_have_the_codes_and_texts_of_3_3() {
        let refused = Failure::NotPermitted { host: "db.internal".to_owned(), ip: "10.0.0.5".parse().unwrap() };
        for (failure, code, body) in [
            (Failure::TimedOut(Duration::from_secs(5)), -1, "Timed out after 5s"),
            (Failure::Network("connection refused".to_owned()), -2, "connection refused"),
            (Failure::Tls("invalid peer certificate: Expired".to_owned()), -3, "Invalid SSL certificate"),
            (refused, -4, "Destination 'db.internal' (10.0.0.5) is not permitted"),
        ] {
            assert_eq!((failure.code(), failure.body().as_str()), (code, body));
        }
    }
}
