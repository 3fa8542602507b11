//! Ids are newtypes, so that a message id is never taken for a server id.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id!(
    /// A person who can log in.
    UserId
);
id!(
    /// An organization: owns mail servers and domains.
    OrganizationId
);
id!(
    /// A mail server: the tenant that the product calls "server".
    ServerId
);
id!(
    /// A sending domain of a mail server or of an organization.
    DomainId
);
id!(
    /// A credential of a mail server.
    CredentialId
);
id!(
    /// A route for incoming mail.
    RouteId
);
id!(
    /// An HTTP endpoint.
    HttpEndpointId
);
id!(
    /// An SMTP endpoint.
    SmtpEndpointId
);
id!(
    /// An address endpoint.
    AddressEndpointId
);
id!(
    /// A message. Counted per mail server from 1 and visible in the API.
    MessageId
);
id!(
    /// A delivery record. Counted per mail server from 1 and visible in the API.
    DeliveryId
);
id!(
    /// Raw content. Made by the process that stores it, grows with time.
    ContentId
);
id!(
    /// A track domain of a mail server.
    TrackDomainId
);
id!(
    /// A web session.
    SessionId
);
id!(
    /// An action on many messages.
    BulkActionId
);
id!(
    /// A management token.
    TokenId
);
id!(
    /// A webhook.
    WebhookId
);
id!(
    /// A request to a webhook that waits. In one mail server they grow in the order of the events.
    WebhookRequestId
);
id!(
    /// An invitation to an organization.
    InvitationId
);
id!(
    /// A pool of addresses that mail leaves from.
    IpPoolId
);
id!(
    /// An address of a pool. Visible in the API. 0 is none.
    IpAddressId
);
id!(
    /// A rule that sends mail by a pool.
    IpPoolRuleId
);
id!(
    /// A running process. 0 is nobody.
    ProcessId
);
