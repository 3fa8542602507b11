//! What verification found, in the words of RFC 8601.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// RFC 8601 §2.7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AuthResult {
    /// Nothing to verify: no record, no signature.
    #[default]
    None,
    Pass,
    Fail,
    SoftFail,
    Neutral,
    /// Good, but not good enough for us.
    Policy,
    /// DNS did not answer: another time the result may be different.
    TempError,
    /// A record or signature makes no sense.
    PermError,
}

impl AuthResult {
    pub const fn as_str(self) -> &'static str {
        match self {
            AuthResult::None => "none",
            AuthResult::Pass => "pass",
            AuthResult::Fail => "fail",
            AuthResult::SoftFail => "softfail",
            AuthResult::Neutral => "neutral",
            AuthResult::Policy => "policy",
            AuthResult::TempError => "temperror",
            AuthResult::PermError => "permerror",
        }
    }
}

impl std::fmt::Display for AuthResult {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the results of several signatures amount to: one that passes is enough.
pub(super) fn best(results: impl Iterator<Item = AuthResult>) -> AuthResult {
    let rank = |result: &AuthResult| match result {
        AuthResult::Pass => 0,
        AuthResult::TempError => 1,
        AuthResult::Fail | AuthResult::SoftFail => 2,
        AuthResult::Policy => 3,
        AuthResult::PermError => 4,
        AuthResult::Neutral => 5,
        AuthResult::None => 6,
    };
    results.min_by_key(rank).unwrap_or_default()
}

/// RFC 7489 §6.3, `p=`. Ordered from lenient to strict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DmarcPolicy {
    None,
    Quarantine,
    Reject,
}

impl DmarcPolicy {
    pub const fn as_str(self) -> &'static str {
        match self {
            DmarcPolicy::None => "none",
            DmarcPolicy::Quarantine => "quarantine",
            DmarcPolicy::Reject => "reject",
        }
    }
}

/// Which name SPF was about. RFC 7208 §2.3, §2.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpfIdentity {
    #[default]
    MailFrom,
    /// The reverse-path was null.
    Helo,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DkimSignature {
    pub result: AuthResult,
    /// `d=`, A-labels in lower case; empty when the field cannot be read.
    pub domain: String,
    /// `s=`
    pub selector: String,
    /// First eight characters of `b=`, which tell signatures of one domain apart (RFC 6008).
    pub prefix: String,
    /// Why it does not pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// All results for one mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The client.
    pub ip: IpAddr,
    /// Whether the client's PTR name has the client's address.
    pub iprev: AuthResult,
    /// That PTR name.
    pub reverse_name: Option<String>,
    pub spf: AuthResult,
    /// The domain that SPF was about; `None` when there was none to ask about.
    pub spf_domain: Option<String>,
    pub spf_identity: SpfIdentity,
    /// `Pass` when any signature passes.
    pub dkim: AuthResult,
    pub dkim_signatures: Vec<DkimSignature>,
    pub dmarc: AuthResult,
    /// Domain in `From` that the result of DMARC is about.
    pub from_domain: Option<String>,
    /// What that domain asks for when DMARC fails; `None` without a record.
    pub dmarc_policy: Option<DmarcPolicy>,
    /// What it asks for this mail: `None` when DMARC does not fail or `pct` leaves this mail out.
    pub dmarc_disposition: DmarcPolicy,
    pub arc: AuthResult,
    /// Domains of the ARC seals, the first forwarder first.
    pub arc_sealers: Vec<String>,
}

impl Verification {
    /// The domain in `From` asks to refuse this mail: DMARC fails, its policy is `reject`, and `pct` includes the mail.
    ///
    /// An ARC chain changes nothing: no sealers are trusted to vouch for what they forwarded.
    pub fn should_reject(&self) -> bool {
        self.dmarc == AuthResult::Fail && self.dmarc_disposition == DmarcPolicy::Reject
    }

    /// Compact JSON for the database.
    pub fn to_json(&self) -> String {
        // Strings, numbers and lists of them: serializing them cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn sample() -> Verification {
        Verification {
            ip: "192.0.2.1".parse().unwrap(),
            iprev: AuthResult::Pass,
            reverse_name: Some("mx.shop.example".to_owned()),
            spf: AuthResult::SoftFail,
            spf_domain: Some("shop.example".to_owned()),
            spf_identity: SpfIdentity::MailFrom,
            dkim: AuthResult::Pass,
            dkim_signatures: vec![
                DkimSignature {
                    result: AuthResult::Pass,
                    domain: "shop.example".to_owned(),
                    selector: "s1".to_owned(),
                    prefix: "AbC+/123".to_owned(),
                    reason: None,
                },
                DkimSignature {
                    result: AuthResult::Fail,
                    domain: "list.example".to_owned(),
                    selector: "x".to_owned(),
                    prefix: "ZZ".to_owned(),
                    reason: Some("the body was changed".to_owned()),
                },
            ],
            dmarc: AuthResult::Pass,
            from_domain: Some("shop.example".to_owned()),
            dmarc_policy: Some(DmarcPolicy::Reject),
            dmarc_disposition: DmarcPolicy::None,
            arc: AuthResult::None,
            arc_sealers: Vec::new(),
        }
    }

    #[test]
    fn results_survive_storage() {
        let json = sample().to_json();
        assert!(json.contains(r#""spf":"softfail""#) && json.contains(r#""dmarc_policy":"reject""#), "{json}");
        assert_eq!(Verification::from_json(&json).unwrap(), sample());
        assert!(Verification::from_json("{}").is_err());
    }

    #[test]
    fn one_signature_that_passes_is_enough() {
        use AuthResult::{Fail, Neutral, None, Pass, TempError};
        for (results, expected) in
            [(vec![], None), (vec![Fail, Pass], Pass), (vec![Fail, TempError], TempError), (vec![Neutral, Fail], Fail)]
        {
            assert_eq!(best(results.clone().into_iter()), expected, "{results:?}");
        }
    }

    #[test]
    fn only_a_failure_under_a_reject_policy_that_applies_is_refused() {
        let with = |dmarc, dmarc_disposition| Verification { dmarc, dmarc_disposition, ..sample() };
        assert!(with(AuthResult::Fail, DmarcPolicy::Reject).should_reject());
        assert!(!with(AuthResult::Fail, DmarcPolicy::Quarantine).should_reject());
        assert!(!with(AuthResult::TempError, DmarcPolicy::Reject).should_reject());
        assert!(!with(AuthResult::Pass, DmarcPolicy::Reject).should_reject());
    }
}
