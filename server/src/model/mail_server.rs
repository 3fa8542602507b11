//! The tenant: a mail server of an organization.

use super::{IpPoolRef, OrganizationId, ServerId, SuppressionPolicy, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerMode {
    Live,
    /// Accepts everything and holds it.
    Development,
}

impl ServerMode {
    pub const fn as_str(self) -> &'static str {
        match self {
            ServerMode::Live => "Live",
            ServerMode::Development => "Development",
        }
    }

    pub fn parse(text: &str) -> Option<ServerMode> {
        [ServerMode::Live, ServerMode::Development].into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Since when and why mail is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspension {
    pub since: Timestamp,
    pub reason: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct MailServer {
    pub id: ServerId,
    pub uuid: String,
    pub organization_id: OrganizationId,
    /// Permalink of the organization, read along: `235 Granted for ORG/SERVER` needs it.
    pub organization_permalink: String,
    /// 6 characters `[a-z0-9]`, used in return paths and tracking links.
    pub token: String,
    pub name: String,
    pub permalink: String,
    pub mode: ServerMode,
    /// Whose addresses its mail leaves from; `None`: the system chooses.
    pub ip_pool: Option<IpPoolRef>,
    pub postmaster_address: Option<String>,
    pub spam_threshold: f64,
    pub spam_failure_threshold: f64,
    /// `None`: outgoing mail is not scanned.
    pub outbound_spam_threshold: Option<f64>,
    /// Messages in 60 minutes; `None`: no limit.
    pub send_limit: Option<i64>,
    pub send_limit_approaching_at: Option<Timestamp>,
    pub send_limit_exceeded_at: Option<Timestamp>,
    /// From may be foreign when Sender is at a verified domain.
    pub allow_sender: bool,
    /// Leave client host and address out of added Received fields.
    pub privacy_mode: bool,
    pub log_smtp_data: bool,
    pub message_retention_days: Option<i64>,
    pub raw_message_retention_days: Option<i64>,
    /// MB (1,048,576 bytes).
    pub raw_message_retention_size: Option<i64>,
    pub suppression: SuppressionPolicy,
    /// The server's own suspension, else its organization's.
    pub suspension: Option<Suspension>,
    /// True when the server itself, not only its organization, is suspended.
    pub is_suspended_itself: bool,
    pub deleted_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl MailServer {
    pub fn is_suspended(&self) -> bool {
        self.suspension.is_some()
    }

    /// `ORG/SERVER`, the user name of SMTP clients.
    pub fn full_permalink(&self) -> String {
        format!("{}/{}", self.organization_permalink, self.permalink)
    }
}
