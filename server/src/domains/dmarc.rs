//! The DMARC check: what the domain asks receivers to do with mail that only pretends to come from it. RFC 7489.

use super::checks::{invalid, missing, ok};
use crate::model::{Check, CheckStatus, Domain};
use crate::verification::{DmarcPolicy, DmarcRecord, is_dmarc, organizational, parse_dmarc};

/// What to publish first: it changes nothing for anybody but makes the domain's wish known.
pub const SUGGESTED: &str = "v=DMARC1; p=none;";

/// The name of the record at a domain.
pub fn record_name(domain: &str) -> String {
    format!("_dmarc.{domain}")
}

/// The domain whose record counts when `domain` has none.
pub fn parent(domain: &str) -> Option<&str> {
    let parent = organizational(domain);
    (parent != domain).then_some(parent)
}

/// `records`: TXT records at `_dmarc` of the domain, and those of its parent where they were asked for.
pub fn check(domain: &Domain, records: &[String], inherited: &[String], return_path: &str) -> Check {
    let only_dmarc = |texts: &[String]| texts.iter().filter(|text| is_dmarc(text)).cloned().collect::<Vec<_>>();
    let own_name = record_name(&domain.name);
    let mut found = only_dmarc(records);
    let mut name = own_name.clone();
    if found.is_empty()
        && let Some(parent) = parent(&domain.name)
    {
        found = only_dmarc(inherited);
        name = record_name(parent);
    }
    let check = match found.as_slice() {
        [] => missing(format!("There is no DMARC record at {own_name}")),
        [record] => match parse_dmarc(record) {
            Some(record) => Check { warning: warning(&record, domain, return_path), ..ok() },
            None => invalid(format!("The DMARC record at {name} names no valid policy.")),
        },
        several => invalid(format!("There are {} DMARC records at {name}. There should only be one.", several.len())),
    };
    let found_at = (name != own_name && !found.is_empty()).then_some(name);
    Check { found, found_at, ..check }
}

fn warning(record: &DmarcRecord, domain: &Domain, return_path: &str) -> Option<String> {
    let policy = if record.policy == DmarcPolicy::None { record.subdomain_policy } else { record.policy };
    if policy != DmarcPolicy::None && domain.dkim.status != Some(CheckStatus::Ok) {
        return Some(format!(
            "The policy is {} and the domain's DKIM record is not right, so that receivers may refuse its mail.",
            policy.as_str()
        ));
    }
    record.is_spf_strict.then(|| {
        format!(
            "aspf=s asks for an SPF domain of exactly {}, and the return path is {return_path}: only DKIM counts.",
            domain.name
        )
    })
}

/// What a DMARC record says, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DmarcSummary {
    /// Where the record is.
    pub name: String,
    pub policy: DmarcPolicy,
    pub subdomain_policy: DmarcPolicy,
    pub is_dkim_strict: bool,
    pub is_spf_strict: bool,
}

/// `None`: there is no usable record.
pub fn summary(domain: &Domain) -> Option<DmarcSummary> {
    let [record] = domain.dmarc.found.as_slice() else { return None };
    let record = parse_dmarc(record)?;
    Some(DmarcSummary {
        name: domain.dmarc.found_at.clone().unwrap_or_else(|| record_name(&domain.name)),
        policy: record.policy,
        subdomain_policy: record.subdomain_policy,
        is_dkim_strict: record.is_dkim_strict,
        is_spf_strict: record.is_spf_strict,
    })
}

/// The next step towards protection; `None` when there is none or nothing is known.
pub fn suggestion(domain: &Domain) -> Option<String> {
    match domain.dmarc.status? {
        CheckStatus::Missing => Some(format!(
            "Publish a TXT record at {} with the value \"{SUGGESTED}\". Add rua=mailto:… to get reports.",
            record_name(&domain.name)
        )),
        CheckStatus::Invalid => Some(format!("Leave one record, beginning with \"{SUGGESTED}\".")),
        CheckStatus::Ok => match summary(domain)?.policy {
            DmarcPolicy::None => Some(
                "Once SPF and DKIM have been right for a while, change the policy to p=quarantine, then to p=reject."
                    .to_owned(),
            ),
            DmarcPolicy::Quarantine => {
                Some("Once no good mail ends up as spam, change the policy to p=reject.".to_owned())
            }
            DmarcPolicy::Reject => None,
        },
    }
}
