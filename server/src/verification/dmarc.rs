//! Whether what SPF and DKIM say is about the domain in `From`, and what that domain asks for otherwise. RFC 7489.

use super::results::best;
use super::spf::Spf;
use super::{AuthResult, DkimSignature, DmarcPolicy, Lookup};
use crate::dns::DnsError;

/// More domains in one `From` field are no honest mail: such mail fails, and not all policies are asked for.
const MAX_FROM_DOMAINS: usize = 4;

/// RFC 7489 §6.3, as far as receivers need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub policy: DmarcPolicy,
    pub subdomain_policy: DmarcPolicy,
    pub is_dkim_strict: bool,
    pub is_spf_strict: bool,
    /// Share of mails that the policy applies to.
    pub percent: u64,
}

/// What is published for one domain of `From`.
#[derive(Debug, PartialEq, Eq)]
enum Published {
    None,
    TempError,
    PermError,
    Record {
        record: Record,
        /// Found at the organizational domain of a subdomain.
        is_inherited: bool,
    },
}

/// The policies of all domains that `From` names.
pub struct Policies {
    domains: Vec<(String, Published)>,
    is_too_many: bool,
}

pub struct Dmarc {
    pub result: AuthResult,
    pub domain: Option<String>,
    pub policy: Option<DmarcPolicy>,
    pub disposition: DmarcPolicy,
}

/// The registered domain above or equal to `domain`, by the public suffix list. RFC 7489 §3.2.
pub fn organizational(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// Whether two domains are aligned in relaxed mode. RFC 7489 §3.1.
pub fn is_same_organization(a: &str, b: &str) -> bool {
    a == b || organizational(a) == organizational(b)
}

/// Looks up what the domains of `From` publish. RFC 7489 §6.6.3.
pub async fn policies(lookup: &Lookup<'_>, from_domains: &[String]) -> Policies {
    let domains = futures::future::join_all(from_domains.iter().take(MAX_FROM_DOMAINS).map(async |domain| {
        let published = lookup.in_time(published(lookup, domain)).await.unwrap_or(Published::TempError);
        (domain.clone(), published)
    }));
    Policies { domains: domains.await, is_too_many: from_domains.len() > MAX_FROM_DOMAINS }
}

async fn published(lookup: &Lookup<'_>, domain: &str) -> Published {
    let organization = organizational(domain);
    match at(lookup, domain, false).await {
        Published::None if organization != domain => at(lookup, organization, true).await,
        found => found,
    }
}

async fn at(lookup: &Lookup<'_>, domain: &str, is_inherited: bool) -> Published {
    let records = match lookup.resolver.txt(&format!("_dmarc.{domain}")).await {
        Ok(records) => records,
        Err(DnsError::Name(_)) => return Published::None,
        Err(_) => return Published::TempError,
    };
    let mut records = records.iter().filter(|record| is_dmarc(record));
    match (records.next(), records.next()) {
        (Some(record), None) => {
            parse(record).map_or(Published::PermError, |record| Published::Record { record, is_inherited })
        }
        // Several are none (§6.6.3, step 5).
        _ => Published::None,
    }
}

/// Whether a TXT record is about DMARC.
pub fn is_dmarc(record: &str) -> bool {
    let (first, _) = record.split_once(';').unwrap_or((record, ""));
    first.split_once('=').is_some_and(|(name, value)| name.trim() == "v" && value.trim() == "DMARC1")
}

/// `None`: neither a policy nor an address to report to, so that DMARC does not apply (§6.6.3, step 6).
pub fn parse(record: &str) -> Option<Record> {
    let mut tags = Vec::new();
    for tag in record.split(';') {
        if let Some((name, value)) = tag.split_once('=') {
            tags.push((name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase()));
        }
    }
    let find = |wanted: &str| tags.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let policy_of = |value: &str| match value {
        "none" => Some(DmarcPolicy::None),
        "quarantine" => Some(DmarcPolicy::Quarantine),
        "reject" => Some(DmarcPolicy::Reject),
        _ => None,
    };
    let policy = find("p").and_then(policy_of);
    let subdomain_policy = match find("sp") {
        None => policy,
        Some(value) => policy_of(value),
    };
    let (policy, subdomain_policy) = match (policy, subdomain_policy) {
        (Some(policy), Some(subdomain_policy)) => (policy, subdomain_policy),
        _ if find("rua").is_some_and(|uris| uris.contains("mailto:")) => (DmarcPolicy::None, DmarcPolicy::None),
        _ => return None,
    };
    // RFC 9989 replaces `pct=0` by `t=y`.
    let percent = if find("t") == Some("y") { 0 } else { find("pct").and_then(|it| it.parse().ok()).unwrap_or(100) };
    Some(Record {
        policy,
        subdomain_policy,
        is_dkim_strict: find("adkim") == Some("s"),
        is_spf_strict: find("aspf") == Some("s"),
        percent,
    })
}

/// `draw`: a number from 0 to 99, the same chance for each.
///
/// RFC 7489 §6.6.1: with several domains in `From` each is checked, and the strictest policy among those that fail counts.
/// A mail must not get past one domain's policy by naming another beside it.
pub fn evaluate(policies: &Policies, spf: &Spf, dkim: &[DkimSignature], draw: impl Fn() -> u64) -> Dmarc {
    let none = Dmarc { result: AuthResult::None, domain: None, policy: None, disposition: DmarcPolicy::None };
    let severity = |dmarc: &Dmarc| {
        let rank = match dmarc.result {
            AuthResult::Fail => 4,
            AuthResult::TempError => 3,
            AuthResult::PermError => 2,
            AuthResult::Pass => 0,
            _ => 1,
        };
        (rank, dmarc.disposition)
    };
    let checks = policies.domains.iter().map(|(domain, published)| check(domain, published, spf, dkim, &draw));
    // Of equals the first.
    let worst = checks.rev().max_by_key(severity).unwrap_or(none);
    // Nobody has so many authors; the victim may be among those that were not asked.
    if policies.is_too_many && worst.result != AuthResult::Fail {
        return Dmarc { result: AuthResult::Fail, disposition: DmarcPolicy::Reject, ..worst };
    }
    worst
}

fn check(from: &str, published: &Published, spf: &Spf, dkim: &[DkimSignature], draw: impl Fn() -> u64) -> Dmarc {
    let without_policy =
        |result| Dmarc { result, domain: Some(from.to_owned()), policy: None, disposition: DmarcPolicy::None };
    let (record, is_inherited) = match published {
        Published::None => return without_policy(AuthResult::None),
        Published::TempError => return without_policy(AuthResult::TempError),
        Published::PermError => return without_policy(AuthResult::PermError),
        Published::Record { record, is_inherited } => (record, *is_inherited),
    };
    let is_aligned =
        |domain: &str, is_strict: bool| domain == from || (!is_strict && is_same_organization(domain, from));
    let by_spf = spf
        .domain
        .as_deref()
        .filter(|domain| is_aligned(domain, record.is_spf_strict))
        .map_or(AuthResult::None, |_| spf.result);
    let by_dkim = dkim
        .iter()
        .filter(|signature| is_aligned(&signature.domain, record.is_dkim_strict))
        .map(|signature| signature.result);
    let result = match best(by_dkim.chain([by_spf])) {
        AuthResult::Pass => AuthResult::Pass,
        // What is aligned may have passed but for DNS (§5.6.2 of RFC 7489: neither pass nor fail).
        AuthResult::TempError => AuthResult::TempError,
        _ => AuthResult::Fail,
    };
    let policy = if is_inherited { record.subdomain_policy } else { record.policy };
    let disposition = match result {
        AuthResult::Fail if draw() < record.percent => policy,
        // §6.6.4: the rest gets the next weaker treatment.
        AuthResult::Fail => match policy {
            DmarcPolicy::Reject => DmarcPolicy::Quarantine,
            DmarcPolicy::Quarantine | DmarcPolicy::None => DmarcPolicy::None,
        },
        _ => DmarcPolicy::None,
    };
    Dmarc { result, domain: Some(from.to_owned()), policy: Some(policy), disposition }
}

#[cfg(test)]
mod tests {
    use super::super::SpfIdentity;
    use super::*;

    #[test]
    fn records_are_read_as_rfc_7489_says() {
        let read = |text: &str| parse(text).map(|it| (it.policy, it.subdomain_policy, it.percent));
        use DmarcPolicy::{None as Nothing, Quarantine, Reject};
        for (text, expected) in [
            ("v=DMARC1; p=reject", Some((Reject, Reject, 100))),
            ("v=DMARC1;p=Reject;sp=none;pct=30", Some((Reject, Nothing, 30))),
            ("v=DMARC1; p = quarantine ; t=y", Some((Quarantine, Quarantine, 0))),
            ("v=DMARC1; p=rejekt; rua=mailto:a@b.example", Some((Nothing, Nothing, 100))),
            ("v=DMARC1; p=reject; sp=x; rua=mailto:a@b.example", Some((Nothing, Nothing, 100))),
            ("v=DMARC1; p=rejekt", None),
            ("v=DMARC1", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert!(is_dmarc("v=DMARC1; p=none") && is_dmarc("v = DMARC1;p=none"));
        assert!(!is_dmarc("v=DMARC12; p=none") && !is_dmarc("v=dmarc1; p=none") && !is_dmarc("p=none; v=DMARC1"));
    }

    #[test]
    fn organizations_end_at_public_suffixes() {
        for (a, b, same) in [
            ("mail.shop.example", "shop.example", true),
            ("a.shop.co.uk", "b.shop.co.uk", true),
            ("shop.co.uk", "other.co.uk", false),
            ("a.github.io", "b.github.io", false),
            ("co.uk", "shop.co.uk", false),
            ("shop.example", "workshop.example", false),
            ("example", "example", true),
        ] {
            assert_eq!(is_same_organization(a, b), same, "{a} {b}");
        }
    }

    fn signature(domain: &str, result: AuthResult) -> DkimSignature {
        let empty = String::new;
        DkimSignature { result, domain: domain.to_owned(), selector: empty(), prefix: empty(), reason: None }
    }

    fn evaluated(records: &[(&str, &str)], spf: (AuthResult, &str), dkim: &[DkimSignature], draw: u64) -> Dmarc {
        let domains = records
            .iter()
            .map(|(domain, text)| {
                let record = parse(text);
                let found = record.map_or(Published::None, |record| Published::Record { record, is_inherited: false });
                ((*domain).to_owned(), found)
            })
            .collect();
        let spf = Spf { result: spf.0, domain: Some(spf.1.to_owned()), identity: SpfIdentity::MailFrom };
        evaluate(&Policies { domains, is_too_many: false }, &spf, dkim, || draw)
    }

    #[test]
    fn alignment_decides_and_only_aligned_failures_of_dns_excuse() {
        use AuthResult::{Fail, Pass, TempError};
        let relaxed = ("shop.example", "v=DMARC1; p=reject");
        let strict = ("shop.example", "v=DMARC1; p=reject; adkim=s; aspf=s");
        for (record, spf, dkim, expected) in [
            (relaxed, (Pass, "bounce.shop.example"), vec![], Pass),
            (strict, (Pass, "bounce.shop.example"), vec![], Fail),
            (strict, (Pass, "shop.example"), vec![], Pass),
            (relaxed, (Fail, "shop.example"), vec![signature("mail.shop.example", Pass)], Pass),
            (strict, (Fail, "shop.example"), vec![signature("mail.shop.example", Pass)], Fail),
            (relaxed, (Pass, "evil.example"), vec![signature("evil.example", Pass)], Fail),
            (relaxed, (TempError, "evil.example"), vec![signature("evil.example", TempError)], Fail),
            (relaxed, (Fail, "shop.example"), vec![signature("shop.example", TempError)], TempError),
            (relaxed, (TempError, "shop.example"), vec![signature("shop.example", Pass)], Pass),
        ] {
            assert_eq!(evaluated(&[record], spf, &dkim, 0).result, expected, "{record:?} {spf:?} {dkim:?}");
        }
    }

    #[test]
    fn the_percentage_weakens_the_policy_for_the_rest() {
        let record = ("shop.example", "v=DMARC1; p=reject; pct=30");
        let disposition = |draw| evaluated(&[record], (AuthResult::Fail, "x.example"), &[], draw).disposition;
        assert_eq!((disposition(29), disposition(30)), (DmarcPolicy::Reject, DmarcPolicy::Quarantine));
    }

    #[test]
    fn the_strictest_policy_of_several_authors_that_fail_counts() {
        let pass = (AuthResult::Pass, "good.example");
        let good = ("good.example", "v=DMARC1; p=reject");
        let weak = ("weak.example", "v=DMARC1; p=quarantine");
        let strict = ("strict.example", "v=DMARC1; p=reject");
        let silent = ("silent.example", "");
        let found = evaluated(&[good, weak, strict], pass, &[], 0);
        assert_eq!((found.result, found.domain.as_deref()), (AuthResult::Fail, Some("strict.example")));
        assert_eq!(evaluated(&[good, silent], pass, &[], 0).result, AuthResult::None);
        assert_eq!(evaluated(&[good], pass, &[], 0).result, AuthResult::Pass);
        assert_eq!(evaluated(&[], pass, &[], 0).result, AuthResult::None);
    }
}
