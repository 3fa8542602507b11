//! Which role and which token scope an operation needs: one table.

use crate::model::Role;

/// What a caller wants to do inside an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    ReadOrganization,
    WriteOrganization,
    ReadMembers,
    WriteMembers,
    ReadServers,
    WriteServers,
    /// Deleting a mail server takes its mail along: 3.3 lets every member do it, here organization admins.
    DeleteServers,
    /// The IP pools of the organization; which they are is for installation admins.
    ReadIpPools,
    ReadIpPoolRules,
    WriteIpPoolRules,
    ReadDomains,
    WriteDomains,
    ReadCredentials,
    WriteCredentials,
    /// See a stored key again.
    RevealCredentials,
    /// Routes and endpoints.
    ReadRoutes,
    WriteRoutes,
    /// Message lists, properties, deliveries, the queue.
    ReadMessages,
    /// Bodies, headers, attachments, raw messages.
    ReadContent,
    /// Retry, hold, release, remove from the queue.
    WriteMessages,
    SendMessages,
    ReadSuppressions,
    WriteSuppressions,
    ReadStatistics,
    /// Webhooks without their secrets, and their history.
    ReadWebhooks,
    /// Change, try and replay; see the secrets.
    WriteWebhooks,
    /// Who changed what.
    ReadAudit,
}

impl Permission {
    /// The least role that may do it. Installation admins may do everything.
    pub const fn role(self) -> Role {
        match self {
            Self::ReadOrganization
            | Self::ReadMembers
            | Self::ReadServers
            | Self::ReadIpPools
            | Self::ReadIpPoolRules
            | Self::ReadDomains
            | Self::ReadCredentials
            | Self::ReadRoutes
            | Self::ReadMessages
            | Self::ReadSuppressions
            | Self::ReadStatistics
            | Self::ReadWebhooks => Role::Viewer,
            Self::ReadContent | Self::WriteMessages | Self::WriteSuppressions => Role::Support,
            Self::WriteOrganization
            | Self::WriteServers
            | Self::WriteIpPoolRules
            | Self::WriteDomains
            | Self::WriteCredentials
            | Self::RevealCredentials
            | Self::WriteRoutes
            | Self::SendMessages
            | Self::WriteWebhooks => Role::Developer,
            Self::WriteMembers | Self::DeleteServers | Self::ReadAudit => Role::Admin,
        }
    }

    /// The scope that a restricted token must have.
    pub const fn scope(self) -> Scope {
        match self {
            Self::ReadOrganization | Self::ReadMembers => Scope::OrganizationsRead,
            Self::WriteOrganization => Scope::OrganizationsWrite,
            // Whoever adds an owner gives away all that the organization has: more than writing its name.
            Self::WriteMembers => Scope::UsersWrite,
            Self::ReadServers => Scope::ServersRead,
            Self::WriteServers | Self::DeleteServers => Scope::ServersWrite,
            Self::ReadIpPools | Self::ReadIpPoolRules => Scope::IpPoolsRead,
            Self::WriteIpPoolRules => Scope::IpPoolsWrite,
            Self::ReadDomains => Scope::DomainsRead,
            Self::WriteDomains => Scope::DomainsWrite,
            Self::ReadCredentials => Scope::CredentialsRead,
            Self::WriteCredentials | Self::RevealCredentials => Scope::CredentialsWrite,
            Self::ReadRoutes => Scope::RoutesRead,
            Self::WriteRoutes => Scope::RoutesWrite,
            Self::ReadMessages => Scope::MessagesRead,
            Self::ReadContent => Scope::MessagesContent,
            Self::WriteMessages => Scope::MessagesWrite,
            Self::SendMessages => Scope::MessagesSend,
            Self::ReadSuppressions => Scope::SuppressionsRead,
            Self::WriteSuppressions => Scope::SuppressionsWrite,
            Self::ReadStatistics => Scope::StatsRead,
            Self::ReadWebhooks => Scope::WebhooksRead,
            Self::WriteWebhooks => Scope::WebhooksWrite,
            Self::ReadAudit => Scope::AuditRead,
        }
    }

    /// True for what changes something.
    pub const fn writes(self) -> bool {
        !matches!(
            self,
            Self::ReadOrganization
                | Self::ReadMembers
                | Self::ReadServers
                | Self::ReadIpPools
                | Self::ReadIpPoolRules
                | Self::ReadDomains
                | Self::ReadCredentials
                | Self::ReadRoutes
                | Self::ReadMessages
                | Self::ReadContent
                | Self::ReadSuppressions
                | Self::ReadStatistics
                | Self::ReadWebhooks
                | Self::ReadAudit
        )
    }
}

pub use crate::accounts::scope::Scope;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_scopes_go_with_reading_permissions() {
        for permission in [Permission::ReadOrganization, Permission::ReadDomains, Permission::ReadStatistics] {
            assert!(!permission.writes());
            assert!(permission.scope().as_str().ends_with(":read"));
        }
        assert!(Permission::RevealCredentials.writes());
    }
}
