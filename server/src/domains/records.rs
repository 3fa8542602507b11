//! The DNS records that a domain's owner has to publish.

use crate::config::Dns;
use crate::model::{Check, Domain};

/// What a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPurpose {
    Verification,
    Spf,
    Dkim,
    ReturnPath,
    Mx,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    Txt,
    Cname,
    Mx,
}

/// One record to publish, and what was last seen of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsRecord {
    pub purpose: RecordPurpose,
    pub kind: RecordKind,
    /// Without a final dot.
    pub name: String,
    /// Relative to the domain; `@` is the domain itself.
    pub relative_name: String,
    pub value: String,
    /// MX only.
    pub priority: Option<u16>,
    /// Mail is sent without it too.
    pub is_optional: bool,
    pub check: Check,
}

/// Preference of our MX records in the instructions.
const MX_PRIORITY: u16 = 10;

/// The proof first, then in the order of the checks.
pub fn records(domain: &Domain, dns: &Dns) -> Vec<DnsRecord> {
    let record = |purpose, kind, relative: &str, value: String, is_optional, check: &Check| DnsRecord {
        purpose,
        kind,
        name: if relative == "@" { domain.name.clone() } else { format!("{relative}.{}", domain.name) },
        relative_name: relative.to_owned(),
        value,
        priority: None,
        is_optional,
        check: check.clone(),
    };
    let proof = verification_value(domain, dns);
    let dkim_name = format!("{}._domainkey", dkim_selector(domain, dns));
    let return_path = dns.return_path_domain.clone();
    let mut records = vec![
        record(RecordPurpose::Verification, RecordKind::Txt, "@", proof, domain.is_verified(), &Check::default()),
        record(RecordPurpose::Spf, RecordKind::Txt, "@", spf_value(dns), false, &domain.spf),
        record(RecordPurpose::Dkim, RecordKind::Txt, &dkim_name, dkim_value(domain), false, &domain.dkim),
        record(
            RecordPurpose::ReturnPath,
            RecordKind::Cname,
            &dns.custom_return_path_prefix,
            return_path,
            true,
            &domain.return_path,
        ),
    ];
    records.extend(dns.mx_records.iter().map(|host| DnsRecord {
        priority: Some(MX_PRIORITY),
        ..record(RecordPurpose::Mx, RecordKind::Mx, "@", host.clone(), true, &domain.mx)
    }));
    records
}

/// The TXT record at the domain that proves its ownership.
pub fn verification_value(domain: &Domain, dns: &Dns) -> String {
    format!("{} {}", dns.domain_verify_prefix, domain.verification_token)
}

/// `s=` of the domain's signatures.
pub fn dkim_selector(domain: &Domain, dns: &Dns) -> String {
    format!("{}-{}", dns.dkim_identifier, domain.dkim_identifier)
}

pub fn dkim_value(domain: &Domain) -> String {
    format!("v=DKIM1; t=s; h=sha256; p={};", domain.dkim_public_key)
}

fn spf_value(dns: &Dns) -> String {
    format!("v=spf1 a mx include:{} ~all", dns.spf_include)
}
