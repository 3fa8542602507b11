//! Inspection: what the scanners found, measured by the thresholds of the mail server.
//!
//! Speaks through `scanners`, decides by [`Threshold`], stores nothing: the result goes into the message's next record.

use crate::config::InspectionFailure;
use crate::model::{Inspected, Message, MessageScope};
use crate::scanners::{Envelope, Scanners};
use crate::store::results::Inspection;

/// When a message counts as spam.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// Incoming mail: above it.
    Above(f64),
    /// Outgoing mail: from it on.
    From(f64),
}

impl Threshold {
    fn is_reached(self, score: f64) -> bool {
        match self {
            Self::Above(threshold) => score > threshold,
            Self::From(threshold) => score >= threshold,
        }
    }
}

/// A message, inspected.
#[derive(Debug, Clone)]
pub struct Looked {
    pub inspection: Inspection,
    /// What becomes of the message because a scanner could not look.
    pub consequence: InspectionFailure,
    /// Why it could not; empty when all could.
    pub failure: String,
}

/// Hands a message to the scanners. Without any, its score is 0.
pub async fn inspect(
    scanners: &Scanners,
    policy: InspectionFailure,
    message: &Message,
    threshold: Threshold,
    content: &[u8],
) -> Looked {
    let envelope = Envelope {
        direction: message.scope,
        mail_from: message.mail_from.as_deref(),
        rcpt_to: &message.rcpt_to,
        token: &message.token,
        client_ip: message.client_ip.as_ref().and_then(|ip| ip.parse().ok()),
        helo: message.client_helo.as_deref(),
        user: match message.scope {
            MessageScope::Outgoing => message.mail_from.as_deref(),
            MessageScope::Incoming => None,
        },
    };
    let found = scanners.inspect(&envelope, content).await;
    let consequence = found.consequence(policy);
    let failures: Vec<String> = found.failures.iter().map(ToString::to_string).collect();
    let inspected = Inspected {
        is_spam: threshold.is_reached(found.score),
        spam_score: found.score,
        is_threat: found.is_threat,
        threat_details: found.threat_details,
    };
    Looked { inspection: Inspection { inspected, checks: found.checks }, consequence, failure: failures.join(". ") }
}

/// The header fields that an incoming message gets, as 3.3 writes them, each with its CRLF.
pub fn header_fields(inspected: &Inspected, threshold: f64) -> String {
    let yes_or_no = |it| if it { "yes" } else { "no" };
    format!(
        "X-Postal-Spam: {}\r\nX-Postal-Spam-Threshold: {}\r\nX-Postal-Spam-Score: {}\r\nX-Postal-Threat: {}\r\n",
        yes_or_no(inspected.is_spam),
        number(threshold),
        number(inspected.spam_score),
        yes_or_no(inspected.is_threat),
    )
}

/// A score as 3.3 writes it: `5.0`, `6.25`.
pub fn number(score: f64) -> String {
    format!("{:?}", (score * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_fields_are_those_of_3_3() {
        let inspected = Inspected { is_spam: true, spam_score: 6.1 + 0.2, is_threat: false, threat_details: None };
        assert_eq!(
            header_fields(&inspected, 5.0),
            "X-Postal-Spam: yes\r\nX-Postal-Spam-Threshold: 5.0\r\nX-Postal-Spam-Score: 6.3\r\nX-Postal-Threat: no\r\n"
        );
    }

    #[test]
    fn incoming_mail_must_exceed_its_threshold_and_outgoing_mail_only_reach_it() {
        assert!(!Threshold::Above(5.0).is_reached(5.0));
        assert!(Threshold::Above(5.0).is_reached(5.1));
        assert!(Threshold::From(5.0).is_reached(5.0));
        assert!(!Threshold::From(5.0).is_reached(4.9));
    }
}
