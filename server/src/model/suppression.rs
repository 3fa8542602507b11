//! Addresses that a mail server does not send to.

use serde_json::{Value, json};

use super::{MailServer, MessageId, OrganizationId, ServerId, Timestamp};

/// Whose list it is. Mail is kept back by both: that of its mail server and that of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionList {
    Server(ServerId),
    /// Holds for every mail server of the organization; people fill it.
    Organization(OrganizationId),
}

impl From<ServerId> for SuppressionList {
    fn from(server: ServerId) -> Self {
        Self::Server(server)
    }
}

impl From<OrganizationId> for SuppressionList {
    fn from(organization: OrganizationId) -> Self {
        Self::Organization(organization)
    }
}

impl SuppressionList {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Server(_) => "server",
            Self::Organization(_) => "organization",
        }
    }
}

/// How a mail server's list is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuppressionPolicy {
    /// `false`: the server's own list keeps nothing back, and failures add nothing to it.
    pub is_enabled: bool,
    /// So many permanent failures that do not say whose fault they are suppress, from 1 …
    pub failures: i64,
    /// … when they come within so many hours.
    pub window_hours: i64,
    /// How long failures suppress; `None`: `postal.default_suppression_list_automatic_removal_days`.
    pub days: Option<i64>,
    /// Each time that an address is suppressed again lasts so many times as long as the one before; 1: as long.
    pub growth_factor: i64,
    /// Limit of that growth; `None`: [`Self::MAX_DAYS`].
    pub max_days: Option<i64>,
}

impl SuppressionPolicy {
    /// That of 3.3: two failures within a day.
    pub const DEFAULT: Self =
        Self { is_enabled: true, failures: 2, window_hours: 24, days: None, growth_factor: 1, max_days: None };
    /// Nothing is suppressed for longer because of failures: ten years.
    pub const MAX_DAYS: i64 = 3650;
    pub const MAX_FAILURES: i64 = 100;
    /// A year.
    pub const MAX_WINDOW_HOURS: i64 = 8760;
    pub const MAX_GROWTH_FACTOR: i64 = 10;
}

/// How often failures have suppressed an address before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SuppressionRepeats {
    pub times: i64,
    /// End of the last time.
    pub keep_until: Timestamp,
}

/// Why an address is on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionKind {
    /// Mail to it failed.
    Bounce,
    /// Its owner complained about mail.
    Complaint,
    /// Its owner wants no more mail.
    Unsubscribe,
    /// A person or a program put it there.
    Manual,
}

impl SuppressionKind {
    pub const ALL: [Self; 4] = [Self::Bounce, Self::Complaint, Self::Unsubscribe, Self::Manual];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Bounce => "bounce",
            Self::Complaint => "complaint",
            Self::Unsubscribe => "unsubscribe",
            Self::Manual => "manual",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// That mail arrived proves a bounce wrong, and nothing else: who complained still wants none.
    pub const fn ends_by_delivery(self) -> bool {
        matches!(self, Self::Bounce)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    pub list: SuppressionList,
    /// An address, or `@` and a domain for all addresses in it.
    pub address: String,
    pub kind: SuppressionKind,
    pub reason: String,
    pub note: Option<String>,
    /// The message because of which it was added.
    pub message_id: Option<MessageId>,
    pub created_at: Timestamp,
    /// `None`: without end.
    pub keep_until: Option<Timestamp>,
}

impl Suppression {
    /// The payload of webhooks, in the form of Postal 3's: the mail server as in its other events, times as numbers.
    pub fn payload(&self, server: &MailServer) -> Value {
        json!({
            "server": {
                "uuid": server.uuid,
                "name": server.name,
                "permalink": server.permalink,
                "organization": server.organization_permalink,
            },
            "list": self.list.as_str(),
            "address": self.address,
            "kind": self.kind.as_str(),
            "reason": self.reason,
            "note": self.note,
            "message_id": self.message_id.map(|id| id.0),
            "timestamp": self.created_at.as_seconds_f64(),
            "keep_until": self.keep_until.map(Timestamp::as_seconds_f64),
        })
    }
}
