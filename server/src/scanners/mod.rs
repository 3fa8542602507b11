//! Spam and virus scanners: rspamd or SpamAssassin, and clamd, over TCP or a Unix socket.
//!
//! Says what they found ([`Inspection`]) and which of them could not look ([`ScanFailure`]). Knows no thresholds and
//! stores nothing. Begin with [`Scanners::inspect`].

mod clamd;
mod fault;
mod link;
mod rspamd;
mod spamd;

use std::net::IpAddr;
use std::sync::Arc;

use crate::config::{Config, InspectionFailure};
use crate::model::MessageScope;

use clamd::Clamd;
use fault::Fault;
use rspamd::Rspamd;
use spamd::Spamd;

/// What a scanner is told about a mail besides its content.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    pub direction: MessageScope,
    /// `None`: the null reverse-path.
    pub mail_from: Option<&'a str>,
    pub rcpt_to: &'a str,
    /// Names the mail in the scanner's log.
    pub token: &'a str,
    /// The client that handed an incoming mail in.
    pub client_ip: Option<IpAddr>,
    pub helo: Option<&'a str>,
    /// Who submitted an outgoing mail.
    pub user: Option<&'a str>,
}

/// What the scanners found in one mail.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Inspection {
    /// rspamd's own score; with SpamAssassin the sum of `checks`. 0 without a result.
    ///
    /// Always the sum of `checks` (but for rounding): where rspamd's score is not the sum of its symbols, because it caps
    /// groups of symbols for example, a check [`SCORE_ADJUSTMENT`] holds the difference.
    pub score: f64,
    /// In the scanner's order. A scanner that failed leaves one with score 0 and the code `ERROR`, `TIMEOUT` or
    /// `TOO_LARGE`.
    pub checks: Vec<SpamCheck>,
    /// rspamd's own verdict.
    pub verdict: Option<Verdict>,
    /// clamd found something.
    pub is_threat: bool,
    /// What clamd found, or why it found nothing; `None` without clamd.
    pub threat_details: Option<String>,
    /// Scanners that could not look. Empty: all did.
    pub failures: Vec<ScanFailure>,
}

/// One rule that applied.
#[derive(Debug, Clone, PartialEq)]
pub struct SpamCheck {
    /// At most 255 characters.
    pub code: String,
    pub score: f64,
    /// At most 1000 characters.
    pub description: Option<String>,
}

impl SpamCheck {
    fn new(code: &str, score: f64, description: Option<&str>) -> Self {
        let description = description.map(|text| text.chars().take(1000).collect());
        Self { code: code.chars().take(255).collect(), score, description }
    }
}

/// Code of the check that makes up for the difference between rspamd's score and the sum of its symbols.
pub const SCORE_ADJUSTMENT: &str = "SCORE_ADJUSTMENT";
/// Most checks kept of one mail.
const MAX_CHECKS: usize = 1000;

/// What rspamd would do with a mail.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Such as `no action`, `greylist`, `add header` or `reject`.
    pub action: String,
    /// The score at which rspamd rejects.
    pub required_score: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Rspamd,
    SpamAssassin,
    ClamAv,
}

impl std::fmt::Display for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Engine::Rspamd => "rspamd",
            Engine::SpamAssassin => "SpamAssassin",
            Engine::ClamAv => "ClamAV",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection.
    Unreachable,
    /// No answer, or no free connection, in time.
    TimedOut,
    /// The connection broke, or the answer makes no sense or reports a fault.
    BadAnswer,
    /// The mail is larger than the scanner takes, now and later.
    TooLarge,
}

/// A scanner that could not look at a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanFailure {
    pub engine: Engine,
    pub kind: FailureKind,
    /// What happened, for the operator.
    pub reason: String,
}

impl ScanFailure {
    fn new(engine: Engine, fault: &Fault) -> Self {
        Self { engine, kind: fault.kind(), reason: fault.to_string() }
    }
}

/// `rspamd could not inspect the message: …`.
impl std::fmt::Display for ScanFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} could not inspect the message: {}", self.engine, self.reason)
    }
}

impl Inspection {
    /// What becomes of the mail under this policy: `Accept` when nothing failed.
    ///
    /// `Defer` becomes `Hold` for a mail that is too large: waiting does not make it smaller.
    pub fn consequence(&self, policy: InspectionFailure) -> InspectionFailure {
        if self.failures.is_empty() {
            return InspectionFailure::Accept;
        }
        let is_lasting = self.failures.iter().any(|failure| failure.kind == FailureKind::TooLarge);
        match policy {
            InspectionFailure::Defer if is_lasting => InspectionFailure::Hold,
            policy => policy,
        }
    }
}

/// What a scanner of spam says.
struct SpamResult {
    score: f64,
    checks: Vec<SpamCheck>,
    verdict: Option<Verdict>,
    failure: Option<ScanFailure>,
}

impl SpamResult {
    /// 3.3's check of a scan that failed, in place of the checks.
    fn failed(engine: Engine, fault: &Fault, code: &str, description: &str) -> Self {
        let checks = vec![SpamCheck::new(code, 0.0, Some(description))];
        Self { score: 0.0, checks, verdict: None, failure: Some(ScanFailure::new(engine, fault)) }
    }
}

/// What a scanner for viruses says.
struct ThreatResult {
    is_threat: bool,
    details: String,
    failure: Option<ScanFailure>,
}

#[derive(Debug)]
enum SpamScanner {
    Rspamd(Rspamd),
    Spamd(Spamd),
}

impl SpamScanner {
    async fn scan(&self, mail: &Envelope<'_>, content: &[u8]) -> SpamResult {
        match self {
            SpamScanner::Rspamd(rspamd) => rspamd.scan(mail, content).await,
            SpamScanner::Spamd(spamd) => spamd.scan(mail, content).await,
        }
    }
}

/// The configured scanners. Cheap to clone; clones share the limits on connections.
#[derive(Debug, Clone)]
pub struct Scanners {
    spam: Option<Arc<SpamScanner>>,
    threats: Option<Arc<Clamd>>,
}

impl Scanners {
    /// Connects to nothing yet. rspamd wins over SpamAssassin when both are on.
    pub fn new(config: &Config) -> Self {
        let spam = if config.rspamd.enabled {
            Some(SpamScanner::Rspamd(Rspamd::new(&config.rspamd)))
        } else if config.spamd.enabled {
            Some(SpamScanner::Spamd(Spamd::new(&config.spamd)))
        } else {
            None
        };
        let threats = config.clamav.enabled.then(|| Arc::new(Clamd::new(&config.clamav)));
        Self { spam: spam.map(Arc::new), threats }
    }

    /// Whether any scanner looks at mail.
    pub fn is_configured(&self) -> bool {
        self.spam.is_some() || self.threats.is_some()
    }

    /// Hands the mail to all scanners at once. Never fails: what a scanner could not do is in `failures`, and in the log.
    pub async fn inspect(&self, mail: &Envelope<'_>, content: &[u8]) -> Inspection {
        let spam = async {
            match &self.spam {
                Some(scanner) => Some(scanner.scan(mail, content).await),
                None => None,
            }
        };
        let threats = async {
            match &self.threats {
                Some(clamd) => Some(clamd.scan(content).await),
                None => None,
            }
        };
        let (spam, threats) = tokio::join!(spam, threats);
        let mut inspection = Inspection::default();
        if let Some(mut spam) = spam {
            spam.checks.truncate(MAX_CHECKS);
            inspection.score = spam.score;
            inspection.checks = spam.checks;
            inspection.verdict = spam.verdict;
            inspection.failures.extend(spam.failure);
        }
        if let Some(threats) = threats {
            inspection.is_threat = threats.is_threat;
            inspection.threat_details = Some(threats.details);
            inspection.failures.extend(threats.failure);
        }
        for failure in &inspection.failures {
            tracing::warn!(engine = %failure.engine, reason = failure.reason, "{failure}");
        }
        inspection
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_applies_only_to_failures_and_does_not_defer_what_stays_too_large() {
        use InspectionFailure::{Accept, Defer, Hold};
        let with = |kinds: &[FailureKind]| Inspection {
            failures: kinds
                .iter()
                .map(|kind| ScanFailure { engine: Engine::ClamAv, kind: *kind, reason: String::new() })
                .collect(),
            ..Inspection::default()
        };
        for (kinds, policy, expected) in [
            (vec![], Defer, Accept),
            (vec![], Hold, Accept),
            (vec![FailureKind::TimedOut], Accept, Accept),
            (vec![FailureKind::TimedOut], Defer, Defer),
            (vec![FailureKind::TimedOut, FailureKind::TooLarge], Defer, Hold),
            (vec![FailureKind::TooLarge], Accept, Accept),
            (vec![FailureKind::Unreachable], Hold, Hold),
        ] {
            assert_eq!(with(&kinds).consequence(policy), expected, "{kinds:?} {policy}");
        }
    }
}
