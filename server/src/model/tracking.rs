//! Track domains, and what becomes known of a message by its links and its image.

use super::{Check, DomainId, MessageId, ServerId, Timestamp, TrackDomainId};

/// A name under a sending domain that tracked links lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackDomain {
    pub id: TrackDomainId,
    pub uuid: String,
    pub server_id: ServerId,
    pub domain_id: DomainId,
    /// UUID of the sending domain, read along.
    pub domain_uuid: String,
    /// Name of the sending domain, read along.
    pub domain_name: String,
    /// Labels before the domain, lower-case.
    pub name: String,
    /// `name` and the domain's name.
    pub host: String,
    pub ssl_enabled: bool,
    pub track_clicks: bool,
    pub track_loads: bool,
    /// Hosts whose links stay as they are, lower-case, with their port where one is given.
    pub excluded_click_domains: Vec<String>,
    pub dns: Check,
    pub dns_checked_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// Who asked for a link or an image, as far as one can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visitor {
    Person,
    /// The mail service of the recipient, when the mail is shown.
    Proxy,
    /// A scanner, a prefetcher, a robot: it looks whether or not anybody reads.
    Robot,
}

impl Visitor {
    /// Not the recipient's own program.
    pub const fn is_machine(self) -> bool {
        matches!(self, Visitor::Proxy | Visitor::Robot)
    }
}

/// A link that was followed or an image that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub server_id: ServerId,
    pub message_id: MessageId,
    pub kind: ActivityKind,
    pub ip_address: String,
    /// At most 1000 characters.
    pub user_agent: Option<String>,
    pub visitor: Visitor,
    pub at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActivityKind {
    Click {
        /// Of the link.
        token: String,
        url: String,
    },
    Load,
}

/// One hit as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Counted per mail server and kind.
    pub id: i64,
    pub kind: ActivityKind,
    pub ip_address: String,
    pub user_agent: Option<String>,
    pub is_machine: bool,
    pub created_at: Timestamp,
}

/// Place in a list from new to old; of one time clicks come before loads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityPosition {
    pub created_at: Timestamp,
    pub is_load: bool,
    pub id: i64,
}

impl Activity {
    pub fn position(&self) -> ActivityPosition {
        let is_load = self.kind == ActivityKind::Load;
        ActivityPosition { created_at: self.created_at, is_load, id: self.id }
    }
}
