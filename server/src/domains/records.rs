//! The DNS records that a domain's owner has to publish.

use super::dmarc;
use crate::config::Dns;
use crate::model::{Check, CheckStatus, DkimKey, DkimKeyState, Domain, Timestamp, VerificationMethod};

/// What a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordPurpose {
    Verification,
    Spf,
    Dkim,
    ReturnPath,
    Mx,
    Dmarc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    Txt,
    Cname,
    Mx,
}

impl RecordKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            RecordKind::Txt => "TXT",
            RecordKind::Cname => "CNAME",
            RecordKind::Mx => "MX",
        }
    }
}

/// What the key of a DKIM record does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyStage {
    /// Signs.
    Active,
    /// Signs as soon as the record is seen.
    Pending,
    /// Signed until another took its place; the record is still needed.
    Retired,
    /// The record may be removed.
    Removable,
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
    /// Seconds, suggested.
    pub ttl: u32,
    /// MX only.
    pub priority: Option<u16>,
    /// Mail is sent without it too.
    pub is_optional: bool,
    pub check: Check,
    /// DKIM only.
    pub key: Option<KeyStage>,
    /// Since when the key is in that stage; not for the active one.
    pub key_changed_at: Option<Timestamp>,
}

/// Preference of our MX records in the instructions.
const MX_PRIORITY: u16 = 10;
/// An hour: mistakes are soon mended.
const TTL: u32 = 3600;
/// RFC 1035 §3.3: what one string of a TXT record holds.
const MAX_STRING_BYTES: usize = 255;

/// The proof first, then in the order of the checks. `keys`: DKIM keys beside the one that signs.
pub fn records(domain: &Domain, keys: &[DkimKey], dns: &Dns) -> Vec<DnsRecord> {
    let record = |purpose, kind, relative: &str, value: String, is_optional, check: &Check| DnsRecord {
        purpose,
        kind,
        name: if relative == "@" { domain.name.clone() } else { format!("{relative}.{}", domain.name) },
        relative_name: relative.to_owned(),
        value,
        ttl: TTL,
        priority: None,
        is_optional,
        check: check.clone(),
        key: None,
        key_changed_at: None,
    };
    let dkim = |selector: Option<&str>, identifier: &str, public_key: &str, check: &Check| {
        let name = format!("{}._domainkey", dkim_selector(selector, identifier, &dns.dkim_identifier));
        record(RecordPurpose::Dkim, RecordKind::Txt, &name, dkim_value(public_key), false, check)
    };
    let mut records = Vec::new();
    if domain.verification_method == VerificationMethod::Dns {
        let proof = verification_value(domain, dns);
        let is_done = domain.is_verified();
        records.push(record(RecordPurpose::Verification, RecordKind::Txt, "@", proof, is_done, &Check::default()));
    }
    records.push(record(RecordPurpose::Spf, RecordKind::Txt, "@", spf_value(dns), false, &domain.spf));
    records.push(DnsRecord {
        key: Some(KeyStage::Active),
        ..dkim(domain.dkim_selector.as_deref(), &domain.dkim_identifier, &domain.dkim_public_key, &domain.dkim)
    });
    records.extend(keys.iter().map(|key| DnsRecord {
        key: Some(match key.state {
            DkimKeyState::Pending => KeyStage::Pending,
            DkimKeyState::Retired => KeyStage::Retired,
            DkimKeyState::Removable => KeyStage::Removable,
        }),
        key_changed_at: Some(key.changed_at),
        is_optional: key.state == DkimKeyState::Removable,
        ..dkim(key.selector.as_deref(), &key.identifier, &key.public_key, &key.check)
    }));
    records.push(record(
        RecordPurpose::ReturnPath,
        RecordKind::Cname,
        &dns.custom_return_path_prefix,
        dns.return_path_domain.clone(),
        true,
        &domain.return_path,
    ));
    records.extend(dns.mx_records.iter().map(|host| DnsRecord {
        priority: Some(MX_PRIORITY),
        ..record(RecordPurpose::Mx, RecordKind::Mx, "@", host.clone(), true, &domain.mx)
    }));
    records.push(record(RecordPurpose::Dmarc, RecordKind::Txt, "_dmarc", dmarc_value(domain), true, &domain.dmarc));
    records
}

/// The TXT record at the domain that proves its ownership.
pub fn verification_value(domain: &Domain, dns: &Dns) -> String {
    format!("{} {}", dns.domain_verify_prefix, domain.verification_token)
}

/// `s=` of signatures. `own`: an imported key's selector. `prefix`: `dns.dkim_identifier`.
pub fn dkim_selector(own: Option<&str>, identifier: &str, prefix: &str) -> String {
    own.map_or_else(|| format!("{prefix}-{identifier}"), str::to_owned)
}

fn dkim_value(public_key: &str) -> String {
    format!("v=DKIM1; t=s; h=sha256; p={public_key};")
}

fn spf_value(dns: &Dns) -> String {
    format!("v=spf1 a mx include:{} ~all", dns.spf_include)
}

/// What is published already is right as it is.
fn dmarc_value(domain: &Domain) -> String {
    match domain.dmarc.found.as_slice() {
        [record] if domain.dmarc.status == Some(CheckStatus::Ok) => record.clone(),
        _ => dmarc::SUGGESTED.to_owned(),
    }
}

/// A TXT value cut into the strings that it has to be entered as where the provider does not cut it itself.
pub fn split_strings(value: &str) -> Vec<String> {
    let mut strings = vec![String::new()];
    for c in value.chars() {
        match strings.last_mut() {
            Some(last) if last.len() + c.len_utf8() <= MAX_STRING_BYTES => last.push(c),
            _ => strings.push(c.to_string()),
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut_at_255_bytes() {
        assert_eq!(split_strings("abc"), ["abc"]);
        let long = "x".repeat(600);
        let lengths: Vec<usize> = split_strings(&long).iter().map(String::len).collect();
        assert_eq!(lengths, [255, 255, 90]);
        assert_eq!(split_strings(&long).concat(), long);
        assert!(split_strings(&"ü".repeat(300)).iter().all(|string| string.len() <= 255));
    }
}
