//! People and what they belong to.

use super::{OrganizationId, ServerId, SessionId, Timestamp, TokenId, UserId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub uuid: String,
    pub email_address: String,
    pub first_name: String,
    pub last_name: String,
    /// IANA name, `UTC` by default.
    pub time_zone: String,
    /// PHC string (Argon2id). `None`: cannot log in with a password.
    pub password_digest: Option<String>,
    pub is_admin: bool,
    pub email_verified_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    pub time_zone: String,
    pub owner_id: UserId,
    pub suspended_at: Option<Timestamp>,
    pub suspension_reason: Option<String>,
    pub deleted_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What a member may do in an organization. Ordered: a later role may do all that an earlier one may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads, but no message content.
    Viewer,
    /// Messages, queue and suppressions; no secrets.
    Support,
    /// Everything in a mail server but deleting it.
    Developer,
    /// Members and servers too.
    Admin,
    /// As an admin; the one who is asked.
    Owner,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Viewer, Role::Support, Role::Developer, Role::Admin, Role::Owner];

    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Support => "support",
            Role::Developer => "developer",
            Role::Admin => "admin",
            Role::Owner => "owner",
        }
    }

    pub fn parse(text: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub organization_id: OrganizationId,
    pub user_id: UserId,
    pub role: Role,
    /// False: only the servers in `servers`.
    pub has_all_servers: bool,
    pub servers: Vec<ServerId>,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub uuid: String,
    pub user_id: UserId,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub created_at: Timestamp,
    pub last_activity_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A management token. The secret itself is shown once and stored as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub uuid: String,
    pub user_id: UserId,
    pub name: String,
    /// First characters of the secret, so that a person can tell tokens apart.
    pub prefix: String,
    /// `None`: all rights of the owner. Otherwise names such as `messages:send`.
    pub scopes: Option<Vec<String>>,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}
