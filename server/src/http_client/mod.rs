//! HTTP client: requests to URLs that users name, for incoming mail and for webhooks (RFC 9110, RFC 9112).
//!
//! What a remote host answers, and that it does not, is a value ([`Answer`]), never an error of ours. Decides nothing
//! about retries and knows nothing about mail. Begin with [`HttpClient::post`]; [`HttpClient::send`] is for those who
//! need the whole answer; [`Signer`] makes the header fields that
//! prove where a request comes from, [`RequestPolicy`] says where it may go.

mod answer;
mod client;
mod exchange;
mod guard;
mod json;
mod policy;
mod signature;

pub use answer::{Answer, Failure, Response};
pub use client::{ClientError, HttpClient, Post};
pub use json::escaped;
pub use policy::RequestPolicy;
pub use signature::{SignatureError, Signer};
