//! People and what they belong to.

use ipnet::IpNet;

use super::{InvitationId, OrganizationId, ServerId, SessionId, Timestamp, TokenId, UserId};

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
    /// Who the OpenID provider of `oidc_issuer` says it is. `None`: not linked.
    pub oidc_uid: Option<String>,
    pub oidc_issuer: Option<String>,
    /// Since when a login needs a code. `None`: it does not.
    pub totp_enabled_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl User {
    /// As it is shown: `{first} {last}`.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Logs in with nothing but a password. Without one the OpenID provider decides what it asks for.
    pub fn lacks_second_factor(&self) -> bool {
        self.password_digest.is_some() && self.totp_enabled_at.is_none()
    }
}

/// What a link that was mailed to a user is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// A new password.
    Reset,
    /// Proof that a new address belongs to the user.
    Email,
    /// A login that waits for its second factor. Not mailed.
    Login,
}

impl LinkPurpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Email => "email",
            Self::Login => "login",
        }
    }
}

/// A link that works once. Its secret is in the mail and stored as a hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserLink {
    pub purpose: LinkPurpose,
    pub user_id: UserId,
    /// The new address, for [`LinkPurpose::Email`].
    pub email_address: Option<String>,
    pub expires_at: Timestamp,
    pub created_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: OrganizationId,
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    pub time_zone: String,
    pub owner_id: UserId,
    /// Only for members with a second factor.
    pub requires_two_factor: bool,
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

/// Somebody asked by mail to join an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub uuid: String,
    pub organization_id: OrganizationId,
    pub email_address: String,
    pub role: Role,
    /// False: only the servers in `servers`.
    pub has_all_servers: bool,
    pub servers: Vec<ServerId>,
    /// Name of the user who asked.
    pub invited_by: String,
    pub expires_at: Timestamp,
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
    pub last_activity_ip: Option<String>,
    /// Ends at `expires_at`, which use does not move.
    pub is_remembered: bool,
    pub expires_at: Timestamp,
    /// When password or second factor were last given.
    pub confirmed_at: Timestamp,
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
    /// `None`: all organizations of the owner.
    pub organizations: Option<Vec<OrganizationId>>,
    /// `None`: all mail servers.
    pub servers: Option<Vec<ServerId>>,
    /// Where it may be used from. `None`: anywhere.
    pub networks: Option<Vec<IpNet>>,
    pub expires_at: Option<Timestamp>,
    pub last_used_at: Option<Timestamp>,
    pub created_at: Timestamp,
}
