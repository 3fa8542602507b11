//! Routes: which addresses a mail server receives mail for, and what becomes of it.

use super::{AddressEndpointId, DomainId, HttpEndpointId, RouteId, ServerId, SmtpEndpointId, Timestamp};

/// Name of the route that takes what bounces back and is no bounce: auto-replies and the like.
pub const RETURN_PATH_NAME: &str = "__returnpath__";
/// Name of the route for everything that no other route of the domain takes.
pub const WILDCARD_NAME: &str = "*";

/// What becomes of mail that a route takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RouteMode {
    /// Goes to the route's endpoints.
    Endpoint,
    /// Stored, nothing else.
    Accept,
    /// Stored and held until a person looks at it.
    Hold,
    /// Taken, then returned to the sender.
    Bounce,
    /// Refused at RCPT.
    Reject,
}

impl RouteMode {
    pub const ALL: [RouteMode; 5] =
        [RouteMode::Endpoint, RouteMode::Accept, RouteMode::Hold, RouteMode::Bounce, RouteMode::Reject];

    pub const fn as_str(self) -> &'static str {
        match self {
            RouteMode::Endpoint => "Endpoint",
            RouteMode::Accept => "Accept",
            RouteMode::Hold => "Hold",
            RouteMode::Bounce => "Bounce",
            RouteMode::Reject => "Reject",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        RouteMode::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// What a route does with mail that inspection or sender authentication objects to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Goes on; header fields and the record say what was found.
    Mark,
    /// Held until a person looks at it.
    Quarantine,
    /// Fails for good. What sender authentication asks to refuse is refused in the SMTP session where all recipients of
    /// the mail want it so.
    Fail,
}

impl Treatment {
    pub const ALL: [Treatment; 3] = [Treatment::Mark, Treatment::Quarantine, Treatment::Fail];

    pub const fn as_str(self) -> &'static str {
        match self {
            Treatment::Mark => "Mark",
            Treatment::Quarantine => "Quarantine",
            Treatment::Fail => "Fail",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Treatment::ALL.into_iter().find(|treatment| treatment.as_str() == text)
    }
}

/// One endpoint of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EndpointRef {
    Http(HttpEndpointId),
    Smtp(SmtpEndpointId),
    Address(AddressEndpointId),
}

impl EndpointRef {
    /// `HTTPEndpoint`, `SMTPEndpoint` or `AddressEndpoint`: in the database and before the `#` of the API's selectors.
    pub const fn kind(self) -> &'static str {
        match self {
            EndpointRef::Http(_) => "HTTPEndpoint",
            EndpointRef::Smtp(_) => "SMTPEndpoint",
            EndpointRef::Address(_) => "AddressEndpoint",
        }
    }

    /// Id within its kind.
    pub const fn id(self) -> i64 {
        match self {
            EndpointRef::Http(id) => id.0,
            EndpointRef::Smtp(id) => id.0,
            EndpointRef::Address(id) => id.0,
        }
    }

    pub fn from_parts(kind: &str, id: i64) -> Option<Self> {
        match kind {
            "HTTPEndpoint" => Some(EndpointRef::Http(HttpEndpointId(id))),
            "SMTPEndpoint" => Some(EndpointRef::Smtp(SmtpEndpointId(id))),
            "AddressEndpoint" => Some(EndpointRef::Address(AddressEndpointId(id))),
            _ => None,
        }
    }
}

/// Where an incoming message waits in the queue: its endpoint, or nowhere in particular. The colon keeps it apart from the
/// domains that outgoing mail waits for.
pub fn incoming_destination(endpoint: Option<EndpointRef>) -> String {
    match endpoint {
        Some(EndpointRef::Http(id)) => format!(":http:{id}"),
        Some(EndpointRef::Smtp(id)) => format!(":smtp:{id}"),
        Some(EndpointRef::Address(id)) => format!(":address:{id}"),
        None => ":local".to_owned(),
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    pub id: RouteId,
    pub uuid: String,
    pub server_id: ServerId,
    /// `None` for the return path.
    pub domain_id: Option<DomainId>,
    /// Name of that domain, read along.
    pub domain_name: Option<String>,
    /// Local part, [`WILDCARD_NAME`] or [`RETURN_PATH_NAME`].
    pub name: String,
    /// 8 characters `[A-Za-z0-9]`: `TOKEN@dns.route_domain` reaches the route, too.
    pub token: String,
    pub mode: RouteMode,
    /// Only with [`RouteMode::Endpoint`].
    pub endpoint: Option<EndpointRef>,
    /// Further endpoints, in order; each gets a message of its own.
    pub additional_endpoints: Vec<EndpointRef>,
    pub spam_mode: Treatment,
    pub threat_mode: Treatment,
    /// For mail that fails DMARC.
    pub dmarc_mode: Treatment,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Route {
    pub fn is_return_path(&self) -> bool {
        self.name == RETURN_PATH_NAME
    }

    pub fn is_wildcard(&self) -> bool {
        self.name == WILDCARD_NAME
    }

    /// `name@domain`, or `Return Path`.
    pub fn description(&self) -> String {
        match &self.domain_name {
            Some(domain) if !self.is_return_path() => format!("{}@{domain}", self.name),
            _ => "Return Path".to_owned(),
        }
    }
}
