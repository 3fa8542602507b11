//! What requests and answers about domains look like.

use poem_openapi::{Enum, Object};

use super::answers::time;
use crate::domains::{
    CodeSent, DnsRecord, KeyStage, RecordKind, RecordPurpose, dmarc_suggestion, dmarc_summary, is_dns_ok,
    split_strings, verification_addresses,
};
use crate::model::{Check, CheckStatus, Domain, VerificationMethod};

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "CheckStatus")]
pub enum CheckStatusView {
    #[oai(rename = "OK")]
    Ok,
    Missing,
    Invalid,
}

impl From<CheckStatus> for CheckStatusView {
    fn from(status: CheckStatus) -> Self {
        match status {
            CheckStatus::Ok => Self::Ok,
            CheckStatus::Missing => Self::Missing,
            CheckStatus::Invalid => Self::Invalid,
        }
    }
}

/// What was last seen of a record.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CheckView {
    /// Absent before the first check.
    pub status: Option<CheckStatusView>,
    /// Explains a bad status.
    pub error: Option<String>,
    /// What is not wrong but should be looked at.
    pub warning: Option<String>,
    /// When the last look-up failed; the rest is then from before. Absent when it did not fail.
    pub lookup_failed_at: Option<String>,
    /// Why it failed.
    pub lookup_error: Option<String>,
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        let failure = check.failure;
        Self {
            status: check.status.map(Into::into),
            error: check.error,
            warning: check.warning,
            lookup_failed_at: failure.as_ref().map(|failure| time(failure.at)),
            lookup_error: failure.map(|failure| failure.reason),
        }
    }
}

/// How exactly a domain has to match the author's to count for DMARC.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Alignment {
    /// The registered domain is the same.
    Relaxed,
    Strict,
}

impl Alignment {
    fn of(is_strict: bool) -> Self {
        if is_strict { Self::Strict } else { Self::Relaxed }
    }
}

/// What was last seen of the DMARC record. Not a part of `dns_ok`.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DmarcView {
    /// Absent before the first check.
    pub status: Option<CheckStatusView>,
    /// Explains a bad status.
    pub error: Option<String>,
    /// What is not wrong but should be looked at.
    pub warning: Option<String>,
    /// When the last look-up failed; the rest is then from before. Absent when it did not fail.
    pub lookup_failed_at: Option<String>,
    /// Why it failed.
    pub lookup_error: Option<String>,
    /// Name of the record that counts: of the domain, or of the registered domain above it. Absent without a usable
    /// record, as are policies and alignments.
    pub record_name: Option<String>,
    /// What receivers do with mail that fails: `none`, `quarantine` or `reject`.
    pub policy: Option<String>,
    /// The same for sub-domains without a record.
    pub subdomain_policy: Option<String>,
    pub dkim_alignment: Option<Alignment>,
    pub spf_alignment: Option<Alignment>,
    /// The next step, in a sentence. Absent when nothing is left to do.
    pub suggestion: Option<String>,
}

impl From<&Domain> for DmarcView {
    fn from(domain: &Domain) -> Self {
        let check = CheckView::from(domain.dmarc.clone());
        let summary = dmarc_summary(domain);
        let summary = summary.as_ref();
        Self {
            status: check.status,
            error: check.error,
            warning: check.warning,
            lookup_failed_at: check.lookup_failed_at,
            lookup_error: check.lookup_error,
            record_name: summary.map(|summary| summary.name.clone()),
            policy: summary.map(|summary| summary.policy.as_str().to_owned()),
            subdomain_policy: summary.map(|summary| summary.subdomain_policy.as_str().to_owned()),
            dkim_alignment: summary.map(|summary| Alignment::of(summary.is_dkim_strict)),
            spf_alignment: summary.map(|summary| Alignment::of(summary.is_spf_strict)),
            suggestion: dmarc_suggestion(domain),
        }
    }
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "VerificationMethod")]
pub enum VerificationMethodView {
    /// A TXT record.
    #[oai(rename = "DNS")]
    Dns,
    /// A code that is mailed to the owner.
    Email,
}

impl From<VerificationMethodView> for VerificationMethod {
    fn from(method: VerificationMethodView) -> Self {
        match method {
            VerificationMethodView::Dns => Self::Dns,
            VerificationMethodView::Email => Self::Email,
        }
    }
}

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DomainView {
    pub uuid: String,
    /// A-labels in lower case.
    pub name: String,
    pub verification_method: VerificationMethodView,
    /// Absent: mail from it is refused until its ownership is proven.
    pub verified_at: Option<String>,
    /// Addresses that a code may be sent to. Only with the method `Email`, until it is verified.
    pub verify_email_addresses: Option<Vec<String>>,
    pub dns_checked_at: Option<String>,
    /// SPF and DKIM are right; MX and return path are right or left out.
    pub dns_ok: bool,
    pub spf: CheckView,
    pub dkim: CheckView,
    pub mx: CheckView,
    pub return_path: CheckView,
    pub dmarc: DmarcView,
    pub created_at: String,
}

impl From<Domain> for DomainView {
    fn from(domain: Domain) -> Self {
        Self {
            dns_ok: is_dns_ok(&domain),
            dmarc: DmarcView::from(&domain),
            verify_email_addresses: (domain.verification_method == VerificationMethod::Email && !domain.is_verified())
                .then(|| verification_addresses(&domain.name)),
            uuid: domain.uuid,
            name: domain.name,
            verification_method: match domain.verification_method {
                VerificationMethod::Dns => VerificationMethodView::Dns,
                VerificationMethod::Email => VerificationMethodView::Email,
            },
            verified_at: domain.verified_at.map(time),
            dns_checked_at: domain.dns_checked_at.map(time),
            spf: domain.spf.into(),
            dkim: domain.dkim.into(),
            mx: domain.mx.into(),
            return_path: domain.return_path.into(),
            created_at: time(domain.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct DomainCreate {
    /// A host name of at least two labels; converted to A-labels in lower case.
    pub name: String,
    /// How the ownership will be proven; `DNS` when absent. Nothing is left to prove when an administrator adds it.
    pub verification_method: Option<VerificationMethodView>,
}

/// Who is to own a domain.
#[derive(Debug, Object)]
pub struct DomainMove {
    /// Permalink or UUID of a mail server of the organization; absent: the organization itself.
    pub server: Option<String>,
}

#[derive(Debug, Object)]
pub struct DomainUpdate {
    /// How the ownership will be proven. A token or code of before proves nothing any more.
    pub verification_method: Option<VerificationMethodView>,
}

#[derive(Debug, Object)]
pub struct VerifyEmailSend {
    /// One of the domain's `verify_email_addresses`.
    pub address: String,
}

/// A code is on its way.
#[derive(Debug, Object)]
pub struct VerifyEmailSent {
    pub address: String,
    /// Until when the code is valid.
    pub expires_at: String,
}

impl From<CodeSent> for VerifyEmailSent {
    fn from(sent: CodeSent) -> Self {
        Self { address: sent.address, expires_at: time(sent.expires_at) }
    }
}

#[derive(Debug, Object)]
pub struct VerifyEmailConfirm {
    /// The eight digits of the last mail.
    pub code: String,
}

#[derive(Debug, Object)]
pub struct DkimImport {
    /// Name of the record before `._domainkey`: labels of letters, digits and hyphens.
    pub selector: String,
    /// RSA private key in PEM (PKCS#1 or PKCS#8), 1024 to 8192 bits. Never shown again.
    pub private_key: String,
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum PurposeView {
    Verification,
    Spf,
    Dkim,
    ReturnPath,
    Mx,
    Dmarc,
}

/// What the key of a DKIM record does.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DkimKeyStage {
    /// Signs.
    Active,
    /// Signs as soon as the record is seen.
    Pending,
    /// Signed until another took its place. The record is needed for seven days more.
    Retired,
    /// The record may be removed.
    Removable,
}

impl From<KeyStage> for DkimKeyStage {
    fn from(stage: KeyStage) -> Self {
        match stage {
            KeyStage::Active => Self::Active,
            KeyStage::Pending => Self::Pending,
            KeyStage::Retired => Self::Retired,
            KeyStage::Removable => Self::Removable,
        }
    }
}

/// Type of a DNS record.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "UPPERCASE")]
pub enum RecordType {
    Txt,
    Cname,
    Mx,
}

impl From<RecordKind> for RecordType {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Txt => Self::Txt,
            RecordKind::Cname => Self::Cname,
            RecordKind::Mx => Self::Mx,
        }
    }
}

/// One DNS record to publish.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RecordView {
    pub purpose: PurposeView,
    #[oai(rename = "type")]
    pub kind: RecordType,
    /// Relative to the domain; `@` is the domain itself.
    pub name: String,
    pub full_name: String,
    pub value: String,
    /// TXT only: the value cut into strings of 255 bytes, for providers that do not do it themselves.
    pub strings: Option<Vec<String>>,
    /// Suggested, in seconds.
    pub ttl: u32,
    /// MX only.
    pub priority: Option<u16>,
    /// Mail suffers without it.
    pub required: bool,
    /// DKIM only.
    pub dkim_key: Option<DkimKeyStage>,
    /// Since when the key is in this stage. Not for the active one.
    pub dkim_key_since: Option<String>,
    /// Absent before the first check.
    pub status: Option<CheckStatusView>,
    /// Explains a bad status.
    pub error: Option<String>,
    /// What is not wrong but should be looked at.
    pub warning: Option<String>,
    /// What was found at the last check: values of TXT records, names, `preference name` of MX records.
    pub found: Vec<String>,
    /// When the last look-up failed; the rest is then from before. Absent when it did not fail.
    pub lookup_failed_at: Option<String>,
    /// Why it failed.
    pub lookup_error: Option<String>,
}

impl From<DnsRecord> for RecordView {
    fn from(record: DnsRecord) -> Self {
        let check = CheckView::from(record.check.clone());
        Self {
            purpose: match record.purpose {
                RecordPurpose::Verification => PurposeView::Verification,
                RecordPurpose::Spf => PurposeView::Spf,
                RecordPurpose::Dkim => PurposeView::Dkim,
                RecordPurpose::ReturnPath => PurposeView::ReturnPath,
                RecordPurpose::Mx => PurposeView::Mx,
                RecordPurpose::Dmarc => PurposeView::Dmarc,
            },
            kind: record.kind.into(),
            name: record.relative_name,
            full_name: record.name,
            strings: (record.kind == RecordKind::Txt).then(|| split_strings(&record.value)),
            value: record.value,
            ttl: record.ttl,
            priority: record.priority,
            required: !record.is_optional,
            dkim_key: record.key.map(Into::into),
            dkim_key_since: record.key_changed_at.map(time),
            found: record.check.found.clone(),
            status: check.status,
            error: check.error,
            warning: check.warning,
            lookup_failed_at: check.lookup_failed_at,
            lookup_error: check.lookup_error,
        }
    }
}

#[derive(Debug, Object)]
pub struct RecordsView {
    pub items: Vec<RecordView>,
}
