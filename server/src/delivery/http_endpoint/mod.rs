//! Handing a message to an HTTP endpoint.
//!
//! [`payload`] makes the body; this file sends it and says what the answer means for the message and the endpoint.

pub mod payload;

use std::time::Duration;

use bytes::Bytes;
use url::Url;

use super::{DeliveryError, Outcome, Report, Trace};
use crate::http_client::{Answer, Failure, HttpClient, Post, Response, Signer};
use crate::model::{HttpEndpoint, Message};
use crate::queue::ready::{self, Health};
use crate::queue::retry::bounded_wait;

/// Characters of a response that are shown.
const MAX_OUTPUT_CHARS: usize = 500;

/// One request. `raw`: the message as stored, with the header fields that were put in front of it.
///
/// `Err`: the request could not be made, which is our own fault; nothing was sent.
pub async fn attempt(
    client: &HttpClient,
    signer: &Signer,
    endpoint: &HttpEndpoint,
    message: &Message,
    raw: Bytes,
) -> Result<Report, DeliveryError> {
    let payload = {
        let (endpoint, message) = (endpoint.clone(), message.clone());
        // Decoding and encoding a large message takes its time.
        tokio::task::spawn_blocking(move || payload::build(&endpoint, &message, &raw))
            .await
            .map_err(|error| DeliveryError::Content(error.to_string()))?
    };
    let body = Bytes::from(payload.body);
    let signatures = signer.sign(body.clone()).await.map_err(|error| DeliveryError::Signature(error.to_string()))?;
    // A receiver that was told twice, because its answer got lost, can know by this.
    let token = [("Idempotency-Key", message.token.clone())];
    let headers = signatures.into_iter().chain(token).map(|(name, value)| (name.into(), value)).collect();
    let request = Post {
        url: endpoint.url.clone(),
        content_type: payload.content_type,
        body,
        headers,
        timeout: Duration::from_secs(endpoint.timeout_seconds.unsigned_abs()),
    };
    let answer = client.post(&request).await;
    let report = report(endpoint, &answer);
    tracing::info!("{} for {}", report.details, message.rcpt_to);
    Ok(report)
}

/// What the answer means.
fn report(endpoint: &HttpEndpoint, answer: &Answer) -> Report {
    let shown = without_user_information(&endpoint.url);
    let host = Url::parse(&endpoint.url).ok().and_then(|url| url.host_str().map(str::to_owned));
    let (outcome, health) = match answer {
        Answer::Response(response) => judge(response),
        Answer::Failed(failure) => judge_failure(failure, host.as_deref()),
    };
    let output: String = answer.body().chars().take(MAX_OUTPUT_CHARS).collect();
    let mut trace = Trace {
        mx_host: host,
        // 3.3 looked only at the scheme, and so did those who read `sent_with_ssl`.
        tls: is_https(&endpoint.url).then(|| "HTTPS".to_owned()),
        ..Trace::default()
    };
    match answer {
        Answer::Response(Response { status, peer, .. }) => {
            trace.http_status = Some(*status);
            trace.mx_address = peer.map(|peer| peer.ip().to_canonical().to_string());
        }
        // The output is that of 3.3; here is what is wrong with the certificate.
        Answer::Failed(Failure::Tls(cause)) => trace.dialogue = Some(cause.clone()),
        Answer::Failed(_) => {}
    }
    Report {
        outcome,
        details: format!("Received a {} from {shown}", answer.code()),
        output: Some(output.trim().to_owned()),
        enhanced_code: None,
        class: None,
        trace,
        health,
    }
}

/// RFC 9110 §15.
fn judge(response: &Response) -> (Outcome, Health) {
    let wait = response.retry_after.map(bounded_wait);
    let soft = |wait, counts| Outcome::SoftFail { reply: None, wait, counts };
    match response.status {
        200..=299 => (Outcome::Sent { reply: None }, Health::Up),
        // It asks for less, which says nothing about the message; so does 503 with a time.
        // 3.3: 429 was a failure for good.
        429 => (soft(wait, false), Health::Busy),
        503 if wait.is_some() => (soft(wait, false), Health::Busy),
        // 3.3: 408 and 425 were failures for good; both say that the same request may succeed (§15.5.9, RFC 8470 §5.2).
        408 | 425 => (soft(wait, true), Health::Up),
        500..=599 => (soft(None, true), Health::Up),
        _ => (Outcome::hard(), Health::Up),
    }
}

fn judge_failure(failure: &Failure, host: Option<&str>) -> (Outcome, Health) {
    match failure {
        // Found out by ourselves, at once, for each message: there is nobody to be spared.
        Failure::NotPermitted { .. } => (Outcome::soft(), Health::Unknown),
        Failure::NoNameServer(_) => (Outcome::soft_without_attempt(), Health::Unknown),
        Failure::TimedOut(_) | Failure::Network(_) | Failure::Tls(_) => {
            let tried = host.map(|host| format!(" Tried {host}.")).unwrap_or_default();
            (Outcome::soft(), Health::Down(ready::Failure { tried, output: failure.body() }))
        }
    }
}

fn is_https(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "https")
}

/// The URL as the user wrote it, without user name and password.
fn without_user_information(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    match rest.split_at_checked(end) {
        Some((authority, path)) => {
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => url.to_owned(),
    }
}
