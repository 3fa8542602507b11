//! The OpenID provider: what is asked of it and how its answers are proven (OpenID Connect Core 1.0, RFC 6749, RFC 7636).
//!
//! Knows nothing about users. Who a proven answer is, and whether they may come in, is a matter of `accounts`. Begin with
//! [`Provider`]: [`Provider::authorization_url`] sends the browser away, [`Provider::redeem`] takes what it comes back with.

mod known;
mod provider;
mod redeem;

use std::error::Error;

pub use provider::{Attempt, Provider};
pub use redeem::Identity;

use crate::http_client::ClientError;

/// Why nobody was proven.
#[derive(Debug, thiserror::Error)]
pub enum OpenIdError {
    /// The configuration names no usable URL.
    #[error("{option} is not a usable URL")]
    Url { option: &'static str, source: url::ParseError },
    #[error("there is no HTTP client")]
    Client(#[from] ClientError),
    /// It does not answer, or with what makes no sense: another time it may.
    #[error("the OpenID provider cannot be used at present: {0}")]
    Unavailable(String),
    /// It says that the code is no good, or that we are not.
    #[error("the OpenID provider refused: {0}")]
    Refused(String),
    /// What it said cannot be proven: signature, issuer, audience, times, nonce.
    #[error("the answer of the OpenID provider cannot be trusted: {0}")]
    Untrusted(String),
}

/// The error and its causes in one line.
fn chain(error: &(dyn Error + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in std::iter::successors(Some(error), |&error| error.source()) {
        let text = cause.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
    }
    texts.join(": ")
}
