//! What a management token may do at most.

macro_rules! scopes {
    ($($name:ident = $text:literal),+ $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Scope { $($name),+ }

        impl Scope {
            pub const ALL: &'static [Scope] = &[$(Scope::$name),+];

            pub const fn as_str(self) -> &'static str {
                match self { $(Scope::$name => $text),+ }
            }
        }
    };
}

scopes! {
    OrganizationsRead = "organizations:read",
    OrganizationsWrite = "organizations:write",
    ServersRead = "servers:read",
    ServersWrite = "servers:write",
    DomainsRead = "domains:read",
    DomainsWrite = "domains:write",
    CredentialsRead = "credentials:read",
    CredentialsWrite = "credentials:write",
    RoutesRead = "routes:read",
    RoutesWrite = "routes:write",
    WebhooksRead = "webhooks:read",
    WebhooksWrite = "webhooks:write",
    SuppressionsRead = "suppressions:read",
    SuppressionsWrite = "suppressions:write",
    MessagesRead = "messages:read",
    MessagesWrite = "messages:write",
    MessagesContent = "messages:content",
    MessagesSend = "messages:send",
    UsersRead = "users:read",
    UsersWrite = "users:write",
    IpPoolsRead = "ip_pools:read",
    IpPoolsWrite = "ip_pools:write",
    AuditRead = "audit:read",
    AuditWrite = "audit:write",
    StatsRead = "stats:read",
}

impl Scope {
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text)
    }
}
