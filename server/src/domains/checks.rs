//! The DNS checks: what was answered, held against what is expected. Texts go out in `DomainDNSError` (3.3's).

use std::collections::HashMap;

use super::spf;
use crate::dns::{DnsError, MxAnswer};
use crate::model::{Check, CheckStatus, Domain, LookupFailure, Timestamp};

/// Scheduled checks in a row that must find a record wrong before its status changes from right: one odd answer must not
/// change how mail is signed and where bounces go.
const WRONG_IN_A_ROW: u32 = 2;

/// Who wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// A person waits for the answer and gets what was seen just now. Nobody else is told.
    Person,
    /// The clock; what breaks is told.
    Schedule,
}

/// SPF and DKIM are right; MX and return path are right or left out.
pub fn is_dns_ok(domain: &Domain) -> bool {
    let is = |check: &Check, allowed: &[CheckStatus]| check.status.is_some_and(|status| allowed.contains(&status));
    is(&domain.spf, &[CheckStatus::Ok])
        && is(&domain.dkim, &[CheckStatus::Ok])
        && is(&domain.mx, &[CheckStatus::Ok, CheckStatus::Missing])
        && is(&domain.return_path, &[CheckStatus::Ok, CheckStatus::Missing])
}

/// A required record is not right, or an optional one is wrong. Not known is not broken.
pub fn is_dns_broken(domain: &Domain) -> bool {
    let is_bad = |check: &Check| check.status.is_some_and(|status| status != CheckStatus::Ok);
    let is_wrong = |check: &Check| check.status == Some(CheckStatus::Invalid);
    is_bad(&domain.spf) || is_bad(&domain.dkim) || is_wrong(&domain.mx) || is_wrong(&domain.return_path)
}

pub fn ok() -> Check {
    Check { status: Some(CheckStatus::Ok), ..Check::default() }
}

pub fn missing(error: String) -> Check {
    Check { status: Some(CheckStatus::Missing), error: Some(error), ..Check::default() }
}

pub fn invalid(error: String) -> Check {
    Check { status: Some(CheckStatus::Invalid), error: Some(error), ..Check::default() }
}

/// What a check says now: what was seen, or what was known before when the look-up failed.
///
/// 3.3 takes a failed look-up for a missing record, and the first wrong answer for the truth.
pub fn settled<T>(
    previous: &Check,
    answer: Result<T, DnsError>,
    occasion: Occasion,
    now: Timestamp,
    check: impl FnOnce(T) -> Check,
) -> Check {
    let seen = match answer {
        Ok(answer) => check(answer),
        Err(error) => {
            let failure = Some(LookupFailure { at: now, reason: error.to_string() });
            return Check { failure, ..previous.clone() };
        }
    };
    let is_doubted = occasion == Occasion::Schedule
        && previous.status == Some(CheckStatus::Ok)
        && seen.status != Some(CheckStatus::Ok)
        && previous.doubts + 1 < WRONG_IN_A_ROW;
    if !is_doubted {
        return seen;
    }
    let error = seen.error.unwrap_or_default();
    Check {
        status: previous.status,
        error: None,
        warning: Some(format!("The last check found something else; it counts if the next one does too. {error}")),
        doubts: previous.doubts + 1,
        ..seen
    }
}

/// `records`: TXT records at the domain.
/// `lookups`: how many the record needs, when known.
pub fn spf(records: &[String], lookups: Option<usize>, include: &str) -> Check {
    let found = spf::records(records);
    if found.is_empty() {
        return missing("No SPF record exists for this domain".to_owned());
    }
    let mut warnings = Vec::new();
    if found.len() > 1 {
        warnings.push(format!(
            "There are {} SPF records. Receivers take none of them then (RFC 7208 §3.2): make one of them.",
            found.len()
        ));
    }
    if lookups.is_some_and(|lookups| lookups > spf::MAX_LOOKUPS) {
        warnings.push(format!(
            "The SPF record needs more than {} look-ups. Receivers give up there (RFC 7208 §4.6.4): include less.",
            spf::MAX_LOOKUPS
        ));
    }
    let check = if found.iter().any(|record| has_include(record, include)) {
        ok()
    } else {
        invalid(format!("An SPF record exists but it doesn't include {include}"))
    };
    Check { warning: (!warnings.is_empty()).then(|| warnings.join(" ")), found, ..check }
}

/// `include:` and, after optional spaces as in 3.3, exactly this name.
fn has_include(record: &str, include: &str) -> bool {
    let (record, include) = (record.to_ascii_lowercase(), include.to_ascii_lowercase());
    record.split("include:").skip(1).any(|rest| {
        rest.trim_start().strip_prefix(&include).is_some_and(|end| {
            let end = end.strip_prefix('.').unwrap_or(end);
            end.is_empty() || end.starts_with(char::is_whitespace)
        })
    })
}

/// `records`: TXT records at `fqdn`, the selector's name. `public_key`: our `p=`.
pub fn dkim(records: &[String], fqdn: &str, public_key: &str) -> Check {
    let check = match records {
        [] => missing(format!("No TXT records were returned for {fqdn}")),
        [record] if is_our_key(record, public_key) => ok(),
        [_] => invalid(format!(
            "The DKIM record at {fqdn} does not match the record we have provided. Please check it has been copied \
             correctly."
        )),
        several => invalid(format!("There are {} records for at {fqdn}. There should only be one.", several.len())),
    };
    Check { found: records.to_vec(), ..check }
}

/// RFC 6376 §3.6.1: compares by tags, where 3.3 compares the text.
fn is_our_key(record: &str, public_key: &str) -> bool {
    let tags: HashMap<&str, String> = record
        .split(';')
        .filter_map(|tag| tag.split_once('='))
        .map(|(name, value)| (name.trim(), value.chars().filter(|c| !c.is_whitespace()).collect()))
        .collect();
    let allows = |name: &str, wanted: &[&str]| {
        tags.get(name).is_none_or(|value| value.split(':').any(|item| wanted.contains(&item)))
    };
    tags.get("p").is_some_and(|key| key == public_key)
        && allows("v", &["DKIM1"])
        && allows("k", &["rsa"])
        && allows("h", &["sha256"])
        && allows("s", &["*", "email"])
}

pub fn mx(answer: &MxAnswer, name: &str, ours: &[String]) -> Check {
    let found = match answer {
        MxAnswer::Records(records) => {
            records.iter().map(|record| format!("{} {}", record.preference, record.host)).collect()
        }
        MxAnswer::NullMx => vec!["0 .".to_owned()],
        MxAnswer::NoRecords | MxAnswer::NxDomain => Vec::new(),
    };
    Check { found, ..judge_mx(answer, name, ours) }
}

fn judge_mx(answer: &MxAnswer, name: &str, ours: &[String]) -> Check {
    let hosts: Vec<&str> = match answer {
        MxAnswer::Records(records) => records.iter().map(|record| record.host.as_str()).collect(),
        // A null MX (RFC 7505) is a record, and it is not ours.
        MxAnswer::NullMx => vec![""],
        MxAnswer::NoRecords | MxAnswer::NxDomain => Vec::new(),
    };
    if hosts.is_empty() {
        return missing(format!("There are no MX records for {name}"));
    }
    let lost: Vec<&str> =
        ours.iter().map(String::as_str).filter(|our| !hosts.iter().any(|host| same_name(host, our))).collect();
    if lost.is_empty() {
        ok()
    } else if lost.len() == ours.len() {
        missing("You have MX records but none of them point to us.".to_owned())
    } else {
        let noun = if lost.len() == 1 { "MX record" } else { "MX records" };
        invalid(format!("{noun} for {} are missing and are required.", sentence(&lost)))
    }
}

/// What is at the name of a return path.
#[derive(Debug, Default)]
pub struct ReturnPath {
    /// CNAME targets.
    pub targets: Vec<String>,
    /// Without a CNAME: its addresses.
    pub addresses: Vec<String>,
    /// The addresses are those of the name it should point to, as some DNS providers make them of a CNAME.
    pub is_flattened: bool,
}

pub fn return_path(seen: ReturnPath, fqdn: &str, ours: &str) -> Check {
    let check = match seen.targets.as_slice() {
        [] if seen.is_flattened => ok(),
        [] => missing(format!("There is no return path record at {fqdn}")),
        [target] if same_name(target, ours) => ok(),
        [first, ..] => invalid(format!(
            "There is a CNAME record at {fqdn} but it points to {first} which is incorrect. It should point to {ours}."
        )),
    };
    Check { found: if seen.targets.is_empty() { seen.addresses } else { seen.targets }, ..check }
}

fn same_name(a: &str, b: &str) -> bool {
    a.trim_end_matches('.').eq_ignore_ascii_case(b.trim_end_matches('.'))
}

/// `a`, `a and b`, `a, b, and c`.
fn sentence(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} and {two}"),
        [first @ .., last] => format!("{}, and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns::MailExchanger;

    fn texts(records: &[&str]) -> Vec<String> {
        records.iter().map(|record| (*record).to_owned()).collect()
    }

    fn error(check: Check) -> (CheckStatus, String) {
        (check.status.unwrap(), check.error.unwrap_or_default())
    }

    #[test]
    fn spf_must_include_us_exactly() {
        let check = |records: &[&str]| error(spf(&texts(records), None, "spf.example"));
        assert_eq!(check(&["v=spf1 a mx include: spf.example ~all"]).0, CheckStatus::Ok);
        assert_eq!(check(&["v=spf1 include:spf.example"]).0, CheckStatus::Ok);
        assert_eq!(check(&["x"]), (CheckStatus::Missing, "No SPF record exists for this domain".into()));
        let text = "An SPF record exists but it doesn't include spf.example";
        assert_eq!(check(&["v=spf1 include:spf.example.evil ~all"]), (CheckStatus::Invalid, text.into()));
    }

    #[test]
    fn dkim_is_compared_by_tags() {
        let check = |records: &[&str]| error(dkim(&texts(records), "s._domainkey.a.example", "AAAA"));
        assert_eq!(check(&["v=DKIM1; t=s; h=sha256; p=AAAA;"]).0, CheckStatus::Ok);
        assert_eq!(check(&["p=AA AA; k=rsa"]).0, CheckStatus::Ok);
        assert_eq!(check(&["v=DKIM1; k=ed25519; p=AAAA"]).0, CheckStatus::Invalid);
        assert_eq!(
            check(&["p=BBBB"]).1,
            "The DKIM record at s._domainkey.a.example does not match the record we have provided. Please check it has \
             been copied correctly."
        );
        let none = "No TXT records were returned for s._domainkey.a.example";
        assert_eq!(check(&[]), (CheckStatus::Missing, none.into()));
        let two = "There are 2 records for at s._domainkey.a.example. There should only be one.";
        assert_eq!(check(&["p=AAAA", "x"]), (CheckStatus::Invalid, two.into()));
    }

    #[test]
    fn mx_records_of_others_do_not_matter() {
        let ours = texts(&["mx1.example", "mx2.example", "mx3.example"]);
        let check = |hosts: &[&str], ours: &[String]| {
            let records = hosts.iter().map(|host| MailExchanger { preference: 10, host: (*host).into() }).collect();
            error(mx(&MxAnswer::Records(records), "a.example", ours))
        };
        assert_eq!(check(&["mx1.example", "MX2.example", "mx3.example.", "other"], &ours).0, CheckStatus::Ok);
        let none = "You have MX records but none of them point to us.";
        assert_eq!(check(&["other"], &ours), (CheckStatus::Missing, none.into()));
        let one = "MX record for mx3.example are missing and are required.";
        assert_eq!(check(&["mx1.example", "mx2.example"], &ours), (CheckStatus::Invalid, one.into()));
        let two = "MX records for mx2.example and mx3.example are missing and are required.";
        assert_eq!(check(&["mx1.example"], &ours), (CheckStatus::Invalid, two.into()));
        let four = texts(&["mx1.example", "a", "b", "c"]);
        assert_eq!(check(&["mx1.example"], &four).1, "MX records for a, b, and c are missing and are required.");
        let nothing = error(mx(&MxAnswer::NxDomain, "a.example", &ours));
        assert_eq!(nothing, (CheckStatus::Missing, "There are no MX records for a.example".into()));
    }

    #[test]
    fn a_return_path_is_one_cname_to_us_or_its_addresses() {
        let check = |targets: &[&str], is_flattened| {
            let seen = ReturnPath { targets: texts(targets), is_flattened, ..ReturnPath::default() };
            error(return_path(seen, "psrp.a.example", "rp.example"))
        };
        assert_eq!(check(&["RP.example."], false).0, CheckStatus::Ok);
        assert_eq!(check(&[], true).0, CheckStatus::Ok);
        let none = "There is no return path record at psrp.a.example";
        assert_eq!(check(&[], false), (CheckStatus::Missing, none.into()));
        let other = "There is a CNAME record at psrp.a.example but it points to x.example which is incorrect. It should \
                     point to rp.example.";
        assert_eq!(check(&["x.example"], false), (CheckStatus::Invalid, other.into()));
    }

    #[test]
    fn several_spf_records_and_too_many_look_ups_are_warned_of() {
        let check = |records: &[&str], lookups| spf(&texts(records), lookups, "spf.example");
        let two = check(&["v=spf1 include:spf.example", "v=spf1 -all", "other"], None);
        assert_eq!((two.status, two.found.len()), (Some(CheckStatus::Ok), 2));
        assert!(two.warning.unwrap().starts_with("There are 2 SPF records."));
        let many = check(&["v=spf1 include:spf.example"], Some(11));
        assert!(many.warning.unwrap().contains("more than 10 look-ups"));
        assert_eq!(check(&["v=spf1 include:spf.example"], Some(10)).warning, None);
    }

    const NOW: Timestamp = Timestamp(7);

    fn answered(previous: &Check, occasion: Occasion, seen: Check) -> Check {
        settled(previous, Ok(()), occasion, NOW, |()| seen)
    }

    #[test]
    fn a_failed_look_up_keeps_what_was_known_and_is_kept_with_its_time() {
        let previous = Check { found: texts(&["v=spf1"]), ..ok() };
        let failure = DnsError::Temporary { name: "a.example".into(), reason: "time-out".into() };
        let failed = settled(&previous, Err::<(), _>(failure), Occasion::Person, NOW, |()| missing(String::new()));
        let seen = failed.failure.clone().unwrap();
        assert_eq!((seen.at, seen.reason.contains("time-out")), (NOW, true));
        assert_eq!(Check { failure: None, ..failed.clone() }, previous);
        assert_eq!(answered(&failed, Occasion::Schedule, ok()).failure, None);
    }

    #[test]
    fn what_was_right_becomes_wrong_at_the_second_scheduled_check_or_when_a_person_looks() {
        let wrong = || invalid("why".to_owned());
        let once = answered(&ok(), Occasion::Schedule, wrong());
        assert_eq!((once.status, once.error.clone(), once.doubts), (Some(CheckStatus::Ok), None, 1));
        assert!(once.warning.clone().unwrap().ends_with("why"));
        assert_eq!(answered(&once, Occasion::Schedule, wrong()), wrong());
        assert_eq!(answered(&once, Occasion::Schedule, ok()), ok());
        assert_eq!(answered(&ok(), Occasion::Person, wrong()), wrong());
        // The first check ever, and a change from bad to bad, count at once.
        assert_eq!(answered(&Check::default(), Occasion::Schedule, wrong()), wrong());
        assert_eq!(answered(&missing("x".to_owned()), Occasion::Schedule, wrong()), wrong());
    }
}
