//! Whether the client may send for the domain of the reverse-path. RFC 7208.

use std::net::IpAddr;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::spf::Spf as Record;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{MessageAuthenticator, SpfResult};

use super::{AuthResult, Lookup, SpfIdentity, normal_domain};
use crate::dns::DnsError;

/// For the macro `%{r}`, which only explanations use (RFC 7208 §7.3), and nobody reads those here.
const RECEIVER: &str = "unknown";

pub struct Spf {
    pub result: AuthResult,
    pub domain: Option<String>,
    pub identity: SpfIdentity,
}

pub async fn verify(lookup: &Lookup<'_>, ip: IpAddr, helo: &str, mail_from: Option<&str>) -> Spf {
    let (identity, domain) = match mail_from {
        // `postmaster` alone has no domain either (RFC 7208 §2.4, §4.3).
        Some(sender) => match sender.rsplit_once('@') {
            Some((_, domain)) => (SpfIdentity::MailFrom, domain),
            None => (SpfIdentity::Helo, helo),
        },
        None => (SpfIdentity::Helo, helo),
    };
    // An address literal as HELO name, or a single label, has no records (§4.3).
    let Some(domain) = normal_domain(domain).filter(|domain| domain.contains('.')) else {
        return Spf { result: AuthResult::None, domain: None, identity };
    };
    let result = match lookup.authenticator() {
        Ok(authenticator) => lookup
            .in_time(check_host(lookup, &authenticator, ip, helo, mail_from, &domain))
            .await
            .unwrap_or(AuthResult::TempError),
        Err(_) => AuthResult::TempError,
    };
    Spf { result, domain: Some(domain), identity }
}

async fn check_host(
    lookup: &Lookup<'_>,
    authenticator: &MessageAuthenticator,
    ip: IpAddr,
    helo: &str,
    mail_from: Option<&str>,
    domain: &str,
) -> AuthResult {
    // The library takes the first record that it can read. RFC 7208 §4.5, §4.6: there must be one, and without errors.
    let records = match lookup.resolver.txt(domain).await {
        Ok(records) => records,
        Err(DnsError::Name(_)) => return AuthResult::None,
        Err(_) => return AuthResult::TempError,
    };
    let records: Vec<&String> = records.iter().filter(|record| is_spf(record)).collect();
    match records.as_slice() {
        [] => return AuthResult::None,
        [record] if has_known_terms(record) && Record::parse(record.as_bytes()).is_ok() => {}
        _ => return AuthResult::PermError,
    }
    let local_part = mail_from.and_then(|sender| sender.rsplit_once('@')).map_or("postmaster", |(local, _)| local);
    let sender = format!("{local_part}@{domain}");
    let output = authenticator.verify_spf(SpfParameters::verify_mail_from(ip, helo, RECEIVER, &sender)).await;
    match output.result() {
        SpfResult::Pass => AuthResult::Pass,
        SpfResult::Fail => AuthResult::Fail,
        SpfResult::SoftFail => AuthResult::SoftFail,
        SpfResult::Neutral => AuthResult::Neutral,
        SpfResult::TempError => AuthResult::TempError,
        SpfResult::PermError => AuthResult::PermError,
        SpfResult::None => AuthResult::None,
    }
}

fn is_spf(record: &str) -> bool {
    const VERSION: &str = "v=spf1";
    record.get(..VERSION.len()).is_some_and(|start| start.eq_ignore_ascii_case(VERSION))
        && record.get(VERSION.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// RFC 7208 §4.6: an unknown mechanism is a syntax error, which the library passes over; an unknown modifier is none.
fn has_known_terms(record: &str) -> bool {
    record.split(' ').skip(1).filter(|term| !term.is_empty()).all(|term| {
        let mechanism = term.trim_start_matches(['+', '-', '?', '~']);
        let end = mechanism.find([':', '/', '=']).unwrap_or(mechanism.len());
        let (name, rest) = mechanism.split_at(end);
        match name.to_ascii_lowercase().as_str() {
            "all" => rest.is_empty(),
            "a" | "mx" | "ptr" => !rest.starts_with('='),
            "include" | "exists" | "ip4" | "ip6" => rest.starts_with(':'),
            _ => rest.starts_with('=') && mechanism.len() == term.len(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_must_be_known_but_modifiers_need_not_be() {
        for good in [
            "v=spf1",
            "v=spf1 -all",
            "v=spf1  +a mx/24 a:x.example//64 ?ptr ip4:192.0.2.1 ip6:2001:db8::/32 exists:%{i}.x ~ALL",
            "v=spf1 redirect=x.example exp=y.example future=z",
        ] {
            assert!(has_known_terms(good), "{good}");
        }
        for bad in
            ["v=spf1 ip5:1.2.3.4", "v=spf1 alll", "v=spf1 include=x", "v=spf1 include", "v=spf1 -x=y", "v=spf1 all:x"]
        {
            assert!(!has_known_terms(bad), "{bad}");
        }
        assert!(is_spf("v=spf1") && is_spf("V=SPF1 -all") && !is_spf("v=spf10 -all") && !is_spf("x"));
    }
}
