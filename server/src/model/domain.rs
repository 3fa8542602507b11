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

/// Result of one DNS check, and what it was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Check {
    /// `None` before the first check.
    pub status: Option<CheckStatus>,
    /// Explains a bad status.
    pub error: Option<String>,
    /// What is not wrong but should be looked at.
    pub warning: Option<String>,
    /// The records that were found, as text.
    pub found: Vec<String>,
    /// The name at which they were found, where that is not the obvious one.
    pub found_at: Option<String>,
    /// The last look-up failed; all else is from before.
    pub failure: Option<LookupFailure>,
    /// Scheduled checks in a row that found something else than the status says.
    pub doubts: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookupFailure {
    pub at: Timestamp,
    pub reason: String,
}

/// What has become of a DKIM key that does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DkimKeyState {
    /// Signs as soon as its record is seen.
    Pending,
    /// Another took its place; messages that it signed are still on their way.
    Retired,
    /// Its record may be removed from DNS.
    Removable,
}

impl DkimKeyState {
    pub const fn as_str(self) -> &'static str {
        match self {
            DkimKeyState::Pending => "pending",
            DkimKeyState::Retired => "retired",
            DkimKeyState::Removable => "removable",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [DkimKeyState::Pending, DkimKeyState::Retired, DkimKeyState::Removable]
            .into_iter()
            .find(|state| state.as_str() == text)
    }
}

/// A DKIM key of a domain beside the one that signs, which is in [`Domain`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DkimKey {
    pub domain_id: DomainId,
    /// As [`Domain::dkim_identifier`].
    pub identifier: String,
    /// As [`Domain::dkim_selector`].
    pub selector: Option<String>,
    pub state: DkimKeyState,
    /// As [`Domain::dkim_private_key`]; empty once it is removable.
    pub private_key: Vec<u8>,
    pub public_key: String,
    pub check: Check,
    pub created_at: Timestamp,
    /// When it came into this state.
    pub changed_at: Timestamp,
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
    /// 6 characters; the selector is `<dns.dkim_identifier>-<this>`, unless the key has one of its own.
    pub dkim_identifier: String,
    /// Selector of an imported key.
    pub dkim_selector: Option<String>,
    pub spf: Check,
    pub dkim: Check,
    pub mx: Check,
    pub return_path: Check,
    pub dmarc: Check,
    pub dns_checked_at: Option<Timestamp>,
    /// When all was right the last time.
    pub dns_ok_at: Option<Timestamp>,
    /// The statuses that were told last; `None` while all is right.
    pub dns_alert: Option<String>,
    /// When people were told by mail the last time.
    pub dns_mailed_at: Option<Timestamp>,
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
