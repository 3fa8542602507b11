//! Sending domains and what was last seen of their DNS records.

use super::{DomainId, OrganizationId, ServerId, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainOwner {
    Server(ServerId),
    Organization(OrganizationId),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VerificationMethod {
    Dns,
    Email,
}

impl VerificationMethod {
    pub const fn as_str(self) -> &'static str {
        match self {
            VerificationMethod::Dns => "DNS",
            VerificationMethod::Email => "Email",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [VerificationMethod::Dns, VerificationMethod::Email].into_iter().find(|method| method.as_str() == text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckStatus {
    Ok,
    Missing,
    Invalid,
}

impl CheckStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            CheckStatus::Ok => "OK",
            CheckStatus::Missing => "Missing",
            CheckStatus::Invalid => "Invalid",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [CheckStatus::Ok, CheckStatus::Missing, CheckStatus::Invalid].into_iter().find(|status| status.as_str() == text)
    }
}

/// Result of one DNS check. `status` is `None` before the first check. `error` explains a bad
/// status, or says that the last look-up failed (the status is then the one before).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Check {
    pub status: Option<CheckStatus>,
    pub error: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    pub id: DomainId,
    pub uuid: String,
    pub organization_id: OrganizationId,
    pub owner: DomainOwner,
    /// Lower-case A-labels.
    pub name: String,
    pub verification_method: VerificationMethod,
    pub verification_token: String,
    pub verified_at: Option<Timestamp>,
    /// PKCS#8 DER, encrypted with the installation's secret key.
    pub dkim_private_key: Vec<u8>,
    /// SubjectPublicKeyInfo in base64, the `p=` value.
    pub dkim_public_key: String,
    /// 6 characters; the selector is `<dns.dkim_identifier>-<this>`.
    pub dkim_identifier: String,
    pub spf: Check,
    pub dkim: Check,
    pub mx: Check,
    pub return_path: Check,
    pub dns_checked_at: Option<Timestamp>,
    /// May send for any From domain.
    pub use_for_any: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Domain {
    pub fn is_verified(&self) -> bool {
        self.verified_at.is_some()
    }
}
