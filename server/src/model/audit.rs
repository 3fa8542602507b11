//! Who changed what.

use super::{OrganizationId, ServerId, Timestamp};

/// What kind of caller it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A person with a session.
    User,
    /// A program with a user's token.
    Token,
    /// A command on the machine.
    System,
    /// Somebody who was not logged in.
    Nobody,
}

impl ActorKind {
    pub const ALL: [ActorKind; 4] = [ActorKind::User, ActorKind::Token, ActorKind::System, ActorKind::Nobody];

    pub const fn as_str(self) -> &'static str {
        match self {
            ActorKind::User => "user",
            ActorKind::Token => "token",
            ActorKind::System => "system",
            ActorKind::Nobody => "nobody",
        }
    }

    pub fn parse(text: &str) -> Option<ActorKind> {
        ActorKind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Whoever did it, in words that outlive the user and the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// Of the user, for a token its owner.
    pub uuid: Option<String>,
    /// Folded e-mail address of the user.
    pub address_key: Option<String>,
    /// `First Last <address>`, or the command.
    pub name: String,
    pub token_name: Option<String>,
}

impl Actor {
    pub fn nobody() -> Self {
        Self { kind: ActorKind::Nobody, uuid: None, address_key: None, name: String::new(), token_name: None }
    }

    pub fn system(command: &str) -> Self {
        Self { kind: ActorKind::System, name: command.to_owned(), ..Self::nobody() }
    }
}

/// What was changed or made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditObject {
    /// `organization`, `domain`, …
    pub kind: String,
    /// UUID, or the number of a message. `None`: many at once.
    pub id: Option<String>,
    pub name: Option<String>,
}

/// Where it happened; the permalink outlives the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place<Id> {
    pub id: Id,
    pub permalink: String,
}

/// An entry of the audit log before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAuditEntry {
    /// Id of the operation, such as `user_update`, or the name of a command.
    pub action: String,
    pub actor: Actor,
    pub ip_address: Option<String>,
    pub request_id: Option<String>,
    pub object: AuditObject,
    pub organization: Option<Place<OrganizationId>>,
    pub server: Option<Place<ServerId>>,
    /// JSON without secrets: how it was.
    pub before: Option<String>,
    /// JSON without secrets: what was asked for.
    pub after: Option<String>,
    pub at: Timestamp,
}

impl NewAuditEntry {
    /// With nothing but this.
    pub fn new(action: &str, actor: Actor, object_kind: &str, at: Timestamp) -> Self {
        Self {
            action: action.to_owned(),
            actor,
            ip_address: None,
            request_id: None,
            object: AuditObject { kind: object_kind.to_owned(), id: None, name: None },
            organization: None,
            server: None,
            before: None,
            after: None,
            at,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    pub id: i64,
    pub entry: NewAuditEntry,
}

/// Which entries a list shows; `None`: all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    pub organization: Option<OrganizationId>,
    pub actor_uuid: Option<String>,
    /// Folded e-mail address.
    pub actor_address_key: Option<String>,
    pub object_id: Option<String>,
    pub object_name: Option<String>,
    pub action: Option<String>,
    /// From this time on.
    pub after: Option<Timestamp>,
    /// Before this time.
    pub before: Option<Timestamp>,
}
