//! What requests and answers about domains look like.

use poem_openapi::{Enum, Object};

use super::answers::time;
use crate::domains::{DnsRecord, RecordKind, RecordPurpose, is_dns_ok};
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
    /// Explains a bad status, or says that the last look-up failed.
    pub error: Option<String>,
}

impl From<Check> for CheckView {
    fn from(check: Check) -> Self {
        Self { status: check.status.map(Into::into), error: check.error }
    }
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "VerificationMethod")]
pub enum VerificationMethodView {
    #[oai(rename = "DNS")]
    Dns,
    Email,
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
    pub dns_checked_at: Option<String>,
    /// SPF and DKIM are right; MX and return path are right or left out.
    pub dns_ok: bool,
    pub spf: CheckView,
    pub dkim: CheckView,
    pub mx: CheckView,
    pub return_path: CheckView,
    pub created_at: String,
}

impl From<Domain> for DomainView {
    fn from(domain: Domain) -> Self {
        Self {
            dns_ok: is_dns_ok(&domain),
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
}

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum PurposeView {
    Verification,
    Spf,
    Dkim,
    ReturnPath,
    Mx,
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
    /// MX only.
    pub priority: Option<u16>,
    /// Mail suffers without it.
    pub required: bool,
    /// Absent before the first check.
    pub status: Option<CheckStatusView>,
    pub error: Option<String>,
}

impl From<DnsRecord> for RecordView {
    fn from(record: DnsRecord) -> Self {
        Self {
            purpose: match record.purpose {
                RecordPurpose::Verification => PurposeView::Verification,
                RecordPurpose::Spf => PurposeView::Spf,
                RecordPurpose::Dkim => PurposeView::Dkim,
                RecordPurpose::ReturnPath => PurposeView::ReturnPath,
                RecordPurpose::Mx => PurposeView::Mx,
            },
            kind: record.kind.into(),
            name: record.relative_name,
            full_name: record.name,
            value: record.value,
            priority: record.priority,
            required: !record.is_optional,
            status: record.check.status.map(Into::into),
            error: record.check.error,
        }
    }
}

#[derive(Debug, Object)]
pub struct RecordsView {
    pub items: Vec<RecordView>,
}
