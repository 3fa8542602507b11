//! What requests and answers about routes look like, and what endpoints of all kinds have in common.

use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object};

use super::answers::time;
use super::message_views::DomainNameView;
use super::server_views::change;
use crate::model::{EndpointRef, RouteMode, Treatment};
use crate::routing::{AffectedRoute, Effect, RouteChange, RouteEntry, RouteForm};
use crate::store::endpoints::EndpointName;

/// What becomes of mail that a route takes.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "RouteMode")]
pub enum RouteModeView {
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

impl From<RouteMode> for RouteModeView {
    fn from(mode: RouteMode) -> Self {
        match mode {
            RouteMode::Endpoint => Self::Endpoint,
            RouteMode::Accept => Self::Accept,
            RouteMode::Hold => Self::Hold,
            RouteMode::Bounce => Self::Bounce,
            RouteMode::Reject => Self::Reject,
        }
    }
}

/// What a route does with mail that inspection or sender authentication objects to.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "Treatment")]
pub enum TreatmentView {
    /// Goes on; header fields and the record say what was found.
    Mark,
    /// Held until a person looks at it.
    Quarantine,
    /// Fails for good.
    Fail,
}

impl From<Treatment> for TreatmentView {
    fn from(treatment: Treatment) -> Self {
        match treatment {
            Treatment::Mark => Self::Mark,
            Treatment::Quarantine => Self::Quarantine,
            Treatment::Fail => Self::Fail,
        }
    }
}

impl From<TreatmentView> for Treatment {
    fn from(treatment: TreatmentView) -> Self {
        match treatment {
            TreatmentView::Mark => Self::Mark,
            TreatmentView::Quarantine => Self::Quarantine,
            TreatmentView::Fail => Self::Fail,
        }
    }
}

/// Kind of an endpoint, as in selectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "EndpointKind")]
pub enum EndpointKindView {
    #[oai(rename = "HTTPEndpoint")]
    Http,
    #[oai(rename = "SMTPEndpoint")]
    Smtp,
    #[oai(rename = "AddressEndpoint")]
    Address,
}

/// Which mail a mail server takes, and what becomes of it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RouteView {
    pub uuid: String,
    /// Local part, `*` for all that no other route of the domain takes, or `__returnpath__` for mail to the return path
    /// that is no bounce.
    pub name: String,
    /// Absent for the return path.
    pub domain: Option<DomainNameView>,
    /// `name@domain`, or `Return Path`.
    pub description: String,
    pub mode: RouteModeView,
    /// `HTTPEndpoint#UUID`, `SMTPEndpoint#UUID` or `AddressEndpoint#UUID` with the mode `Endpoint`, else the mode.
    pub endpoint: String,
    /// Name and target of the endpoint.
    pub endpoint_description: Option<String>,
    /// Selectors of further endpoints, in order; each gets a message of its own.
    pub additional_endpoints: Vec<String>,
    /// What to do with spam.
    pub spam_mode: TreatmentView,
    /// What to do with viruses and the like.
    pub threat_mode: TreatmentView,
    /// What to do with mail that fails DMARC.
    pub dmarc_mode: TreatmentView,
    /// 8 letters and digits.
    pub token: String,
    /// Mail for this address reaches the route, too: for domains whose mail is forwarded here.
    pub forward_address: String,
    pub created_at: String,
    pub updated_at: String,
}

/// `HTTPEndpoint#UUID`.
pub fn selector(endpoint: &EndpointName) -> String {
    format!("{}#{}", endpoint.endpoint.kind(), endpoint.uuid)
}

impl RouteView {
    pub fn new(entry: RouteEntry, forward_address: String) -> Self {
        let RouteEntry { route, domain_uuid, endpoint, additional_endpoints } = entry;
        Self {
            description: route.description(),
            domain: domain_uuid.zip(route.domain_name).map(|(uuid, name)| DomainNameView { uuid, name }),
            endpoint: endpoint.as_ref().map_or_else(|| route.mode.as_str().to_owned(), selector),
            endpoint_description: endpoint.map(|endpoint| endpoint.description),
            additional_endpoints: additional_endpoints.iter().map(selector).collect(),
            uuid: route.uuid,
            name: route.name,
            mode: route.mode.into(),
            spam_mode: route.spam_mode.into(),
            threat_mode: route.threat_mode.into(),
            dmarc_mode: route.dmarc_mode.into(),
            token: route.token,
            forward_address,
            created_at: time(route.created_at),
            updated_at: time(route.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct RouteCreate {
    /// A local part (RFC 5321 §4.1.2) without `+`, `*` or `__returnpath__`. Compared without case. `NAME+TAG` reaches the
    /// route `NAME`.
    pub name: String,
    /// UUID of a verified domain of the mail server or of its organization. Needed unless the name is `__returnpath__`.
    pub domain: Option<String>,
    /// `HTTPEndpoint#UUID`, `SMTPEndpoint#UUID`, `AddressEndpoint#UUID`, `Accept`, `Hold`, `Bounce` or `Reject`. The
    /// return path goes to an HTTP endpoint only.
    pub endpoint: String,
    /// Selectors of further endpoints, 50 at most; blank ones are dropped. HTTP endpoints only where the name is `*`.
    #[oai(default)]
    pub additional_endpoints: Vec<String>,
    /// `Mark` when absent.
    pub spam_mode: Option<TreatmentView>,
    /// `Mark` when absent.
    pub threat_mode: Option<TreatmentView>,
    /// `Mark` when absent.
    pub dmarc_mode: Option<TreatmentView>,
}

impl From<RouteCreate> for RouteForm {
    fn from(body: RouteCreate) -> Self {
        let treatment = |view: Option<TreatmentView>| view.map_or(Treatment::Mark, Treatment::from);
        Self {
            name: body.name,
            domain: body.domain,
            endpoint: body.endpoint,
            additional_endpoints: body.additional_endpoints,
            spam_mode: treatment(body.spam_mode),
            threat_mode: treatment(body.threat_mode),
            dmarc_mode: treatment(body.dmarc_mode),
        }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct RouteUpdate {
    pub name: Option<String>,
    /// `null`: none, for the return path.
    pub domain: MaybeUndefined<String>,
    /// As in `RouteCreate`.
    pub endpoint: Option<String>,
    /// Takes the place of the whole list.
    pub additional_endpoints: Option<Vec<String>>,
    pub spam_mode: Option<TreatmentView>,
    pub threat_mode: Option<TreatmentView>,
    pub dmarc_mode: Option<TreatmentView>,
}

impl From<RouteUpdate> for RouteChange {
    fn from(body: RouteUpdate) -> Self {
        Self {
            name: body.name,
            domain: change(body.domain),
            endpoint: body.endpoint,
            additional_endpoints: body.additional_endpoints,
            spam_mode: body.spam_mode.map(Into::into),
            threat_mode: body.threat_mode.map(Into::into),
            dmarc_mode: body.dmarc_mode.map(Into::into),
        }
    }
}

/// Something that a route can point to.
#[derive(Debug, Object)]
pub struct EndpointOptionView {
    /// For `endpoint` and `additional_endpoints` of a route.
    pub selector: String,
    pub kind: EndpointKindView,
    /// Name and target.
    pub description: String,
}

impl From<EndpointName> for EndpointOptionView {
    fn from(name: EndpointName) -> Self {
        Self { selector: selector(&name), kind: name.endpoint.into(), description: name.description }
    }
}

impl From<EndpointRef> for EndpointKindView {
    fn from(endpoint: EndpointRef) -> Self {
        match endpoint {
            EndpointRef::Http(_) => Self::Http,
            EndpointRef::Smtp(_) => Self::Smtp,
            EndpointRef::Address(_) => Self::Address,
        }
    }
}

/// What the deletion of an endpoint did to a route.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "EndpointDeletionEffect", rename_all = "snake_case")]
pub enum EffectView {
    /// Its first further endpoint took the place.
    Promoted,
    /// It refuses mail now: its mode is `Reject`.
    Rejects,
    /// The route is deleted: a return path needs an endpoint.
    Deleted,
    /// The endpoint was a further one of the route.
    Shortened,
}

/// A route that used a deleted endpoint.
#[derive(Debug, Object)]
pub struct AffectedRouteView {
    pub uuid: String,
    /// `name@domain`, or `Return Path`.
    pub description: String,
    pub effect: EffectView,
}

/// What an endpoint's deletion changed.
#[derive(Debug, Object)]
pub struct EndpointDeleted {
    /// The routes that used it.
    pub routes: Vec<AffectedRouteView>,
}

impl From<Vec<AffectedRoute>> for EndpointDeleted {
    fn from(affected: Vec<AffectedRoute>) -> Self {
        let view = |AffectedRoute { route, effect }: AffectedRoute| AffectedRouteView {
            description: route.description(),
            uuid: route.uuid,
            effect: match effect {
                Effect::Promoted => EffectView::Promoted,
                Effect::Rejects => EffectView::Rejects,
                Effect::Deleted => EffectView::Deleted,
                Effect::Shortened => EffectView::Shortened,
            },
        };
        Self { routes: affected.into_iter().map(view).collect() }
    }
}
