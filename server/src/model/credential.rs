//! What an application proves itself with.

use super::{CredentialId, ServerId, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    Smtp,
    Api,
    SmtpIp,
}

impl CredentialKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            CredentialKind::Smtp => "SMTP",
            CredentialKind::Api => "API",
            CredentialKind::SmtpIp => "SMTP-IP",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [CredentialKind::Smtp, CredentialKind::Api, CredentialKind::SmtpIp]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    pub id: CredentialId,
    pub uuid: String,
    pub server_id: ServerId,
    pub kind: CredentialKind,
    pub name: String,
    /// First characters of the key; the whole network for SMTP-IP.
    pub key_prefix: String,
    /// AES-256-GCM of the key; SMTP only, because CRAM-MD5 needs it back.
    pub key_encrypted: Option<Vec<u8>>,
    /// SMTP-IP only: the client network in normal form.
    pub network: Option<String>,
    /// Messages are held instead of sent.
    pub hold: bool,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}
