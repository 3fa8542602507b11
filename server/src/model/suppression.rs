//! Addresses that a mail server does not send to.

use serde_json::{Value, json};

use super::{MailServer, MessageId, ServerId, Timestamp};

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
    pub server_id: ServerId,
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
