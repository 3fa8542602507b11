//! Who receives mail for an address: a bounce's mail server, a route, or nobody here.
//!
//! An envelope recipient is looked up twice: [`at_own_domain`] and [`at_route`] decide whether it is taken, and once
//! its mail has come in, [`settle`] says as of then which messages it makes. Knows no protocol: a [`Refusal`] has no text.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use postal_mail::address::{Address, normalize_domain};

use crate::config::Config;
use crate::ingest;
use crate::model::route::{WILDCARD_NAME, incoming_destination};
use crate::model::{EndpointRef, MailServer, MessageScope, Route, RouteId, RouteMode, ServerId, Treatment};
use crate::store::{Conn, StoreError, domains, endpoints, routes, servers};

/// RFC 5321 §4.5.1: this mailbox is to exist wherever mail is taken.
const POSTMASTER: &str = "postmaster";

/// The domains of the installation itself; all as [`Address::domain`] gives them.
#[derive(Debug, Clone)]
pub struct OwnDomains {
    return_path: String,
    /// With its dot: what the return path domain of a customer's domain begins with.
    custom_return_path_prefix: String,
    route: String,
    host: String,
}

impl OwnDomains {
    pub fn new(config: &Config) -> Self {
        // A name that is none is compared as it is; no address has it.
        let normal = |name: &str| normalize_domain(name).unwrap_or_else(|_| name.to_lowercase());
        Self {
            return_path: normal(&config.dns.return_path_domain),
            custom_return_path_prefix: format!("{}.", config.dns.custom_return_path_prefix.to_ascii_lowercase()),
            route: normal(&config.dns.route_domain),
            host: normal(&config.postal.smtp_hostname),
        }
    }
}

/// A recipient that somebody here takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// As the message will have it: the address as given, or that of the route whose token was given.
    pub rcpt_to: String,
    pub server_id: ServerId,
    pub way: Way,
}

/// How mail comes to a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// It answers what the mail server sent: bounces and auto-replies.
    ReturnPath,
    Route(RouteId),
}

/// Why nobody takes the mail of an address that leads here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// At a return path domain, but not of a mail server.
    UnknownServerToken,
    /// At the route domain, but not of a route.
    UnknownRouteToken,
    /// The mail server or its organization is suspended.
    Suspended,
    /// The route refuses.
    Rejected,
    /// It was taken at first; meanwhile its mail server or route has gone.
    Gone,
}

type Reception = Result<Receiver, Refusal>;

/// Addresses at the return path domains and at the route domain, which are ours whoever writes to them. `None`: another
/// domain.
pub async fn at_own_domain(
    conn: &mut Conn,
    own: &OwnDomains,
    address: &Address,
) -> Result<Option<Reception>, StoreError> {
    let (token, tag) = address.split_tag();
    let is_return_path = address.domain() == own.return_path || is_custom_return_path(conn, own, address).await?;
    if !is_return_path && address.domain() != own.route {
        return Ok(None);
    }
    let found = if is_return_path {
        by_server_token(conn, address, token).await?
    } else {
        by_route_token(conn, token, tag).await?
    };
    match found {
        Err(Refusal::UnknownServerToken | Refusal::UnknownRouteToken) if token.eq_ignore_ascii_case(POSTMASTER) => {
            let postmaster = at_postmaster(conn, own).await?;
            Ok(Some(postmaster.unwrap_or(found).map(|it| Receiver { rcpt_to: address.as_str().to_owned(), ..it })))
        }
        found => Ok(Some(found)),
    }
}

/// Addresses that a route takes: the one of this name, or else the wildcard of the domain. `None`: there is none.
pub async fn at_route(conn: &mut Conn, address: &Address) -> Result<Option<Reception>, StoreError> {
    let (name, _) = address.split_tag();
    for name in [name, WILDCARD_NAME] {
        let key = routes::address_key(name, address.domain());
        // The return path of a mail server has a key of the same form, which is no address.
        let route = routes::find_by_address_key(conn, &key).await?.filter(|route| !route.is_return_path());
        if let Some(route) = route
            && let Some(reception) = through(conn, &route, address.as_str().to_owned()).await?
        {
            return Ok(Some(reception));
        }
    }
    Ok(None)
}

/// The postmaster of the installation: who has a route for `postmaster` at its host name. `None`: nobody.
pub async fn at_postmaster(conn: &mut Conn, own: &OwnDomains) -> Result<Option<Reception>, StoreError> {
    match Address::from_parts(POSTMASTER, &own.host) {
        Ok(address) => at_route(conn, &address).await,
        // A host name that is none.
        Err(_) => Ok(None),
    }
}

/// Whether mail for this domain is expected here, so that an address without a route is a wrong one.
pub async fn is_hosted(conn: &mut Conn, domain: &str) -> Result<bool, StoreError> {
    domains::is_verified_by_anybody(conn, domain).await
}

/// `<prefix>.<domain>` of any verified domain. 3.3: whatever begins with the prefix, even where it is a stranger's domain.
async fn is_custom_return_path(conn: &mut Conn, own: &OwnDomains, address: &Address) -> Result<bool, StoreError> {
    match address.domain().strip_prefix(own.custom_return_path_prefix.as_str()) {
        Some(domain) => is_hosted(conn, domain).await,
        None => Ok(false),
    }
}

async fn by_server_token(conn: &mut Conn, address: &Address, token: &str) -> Result<Reception, StoreError> {
    let Some(server) = servers::find_by_token(conn, token).await? else {
        return Ok(Err(Refusal::UnknownServerToken));
    };
    if server.is_suspended() {
        return Ok(Err(Refusal::Suspended));
    }
    let rcpt_to = address.as_str().to_owned();
    Ok(Ok(Receiver { rcpt_to, server_id: server.id, way: Way::ReturnPath }))
}

async fn by_route_token(conn: &mut Conn, token: &str, tag: Option<&str>) -> Result<Reception, StoreError> {
    let Some(route) = routes::find_by_token(conn, token).await? else {
        return Ok(Err(Refusal::UnknownRouteToken));
    };
    // The return path has no address to put in place of the token. 3.3 dropped the connection.
    let Some(domain) = &route.domain_name else { return Ok(Err(Refusal::UnknownRouteToken)) };
    let local_part = match tag {
        Some(tag) => format!("{}+{tag}", route.name),
        None => route.name.clone(),
    };
    let rcpt_to = match Address::from_parts(&local_part, domain) {
        Ok(address) => address.as_str().to_owned(),
        // Too long for SMTP, which is not where it goes now.
        Err(_) => format!("{local_part}@{domain}"),
    };
    Ok(through(conn, &route, rcpt_to).await?.unwrap_or(Err(Refusal::UnknownRouteToken)))
}

/// `None`: the mail server is deleted.
async fn through(conn: &mut Conn, route: &Route, rcpt_to: String) -> Result<Option<Reception>, StoreError> {
    let Some(server) = live_server(conn, route.server_id).await? else { return Ok(None) };
    Ok(Some(match refusal(&server, Some(route)) {
        Some(refusal) => Err(refusal),
        None => Ok(Receiver { rcpt_to, server_id: server.id, way: Way::Route(route.id) }),
    }))
}

async fn live_server(conn: &mut Conn, id: ServerId) -> Result<Option<MailServer>, StoreError> {
    Ok(servers::find(conn, id).await?.filter(|server| server.deleted_at.is_none()))
}

fn refusal(server: &MailServer, route: Option<&Route>) -> Option<Refusal> {
    if server.is_suspended() {
        Some(Refusal::Suspended)
    } else if route.is_some_and(|route| route.mode == RouteMode::Reject) {
        Some(Refusal::Rejected)
    } else {
        None
    }
}

/// A recipient whose mail is here, with everything that decides what becomes of it.
#[derive(Debug, Clone)]
pub struct Settled {
    receiver: Receiver,
    /// `None`: a return path for which there is no route.
    route: Option<Arc<Arrangement>>,
}

/// A route and the endpoints that its mail goes to now.
#[derive(Debug)]
struct Arrangement {
    route: Route,
    /// One message for each; `None`: a message without endpoint.
    endpoints: Vec<Option<EndpointRef>>,
}

/// Looks at mail servers and routes again: while a long message came in, somebody may have been suspended. One answer per
/// receiver, in order.
pub async fn settle(conn: &mut Conn, receivers: &[&Receiver]) -> Result<Vec<Result<Settled, Refusal>>, StoreError> {
    // Many recipients of one message share a mail server and often a wildcard.
    let mut servers: HashMap<ServerId, Option<MailServer>> = HashMap::new();
    let mut routes: HashMap<(ServerId, Way), Option<Arc<Arrangement>>> = HashMap::new();
    let mut settled = Vec::with_capacity(receivers.len());
    for receiver in receivers {
        let server = match servers.entry(receiver.server_id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(live_server(conn, receiver.server_id).await?),
        };
        let route = match routes.entry((receiver.server_id, receiver.way)) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => new.insert(arrangement(conn, receiver).await?).clone(),
        };
        settled.push(match (server, route) {
            (None, _) => Err(Refusal::Gone),
            (Some(_), None) if receiver.way != Way::ReturnPath => Err(Refusal::Gone),
            (Some(server), route) => {
                // Bounces are taken even where the route for auto-replies has lost its endpoint.
                let asked = route.as_ref().map(|it| &it.route).filter(|_| receiver.way != Way::ReturnPath);
                match refusal(server, asked) {
                    Some(refusal) => Err(refusal),
                    None => Ok(Settled { receiver: Receiver::clone(receiver), route }),
                }
            }
        });
    }
    Ok(settled)
}

async fn arrangement(conn: &mut Conn, receiver: &Receiver) -> Result<Option<Arc<Arrangement>>, StoreError> {
    let route = match receiver.way {
        Way::Route(id) => routes::find(conn, id).await?,
        Way::ReturnPath => routes::find_by_address_key(conn, &routes::return_path_key(receiver.server_id)).await?,
    };
    let Some(route) = route else { return Ok(None) };
    let mut endpoints = vec![None];
    if route.mode == RouteMode::Endpoint {
        endpoints = vec![route.endpoint];
        for endpoint in &route.additional_endpoints {
            if endpoints::exists(conn, *endpoint).await? {
                endpoints.push(Some(*endpoint));
            }
        }
    }
    Ok(Some(Arc::new(Arrangement { route, endpoints })))
}

impl Settled {
    /// What the route does with mail that fails DMARC. `None`: it answers what was sent from here. Bounces are recorded
    /// whoever they are from, and only then does the return path's route have its say.
    pub fn dmarc_mode(&self) -> Option<Treatment> {
        let route = self.route.as_ref().filter(|_| self.receiver.way != Way::ReturnPath);
        route.map(|it| it.route.dmarc_mode)
    }

    /// One message, or one for each endpoint of the route.
    pub fn messages(&self) -> Vec<ingest::Recipient> {
        let route = self.route.as_ref().map(|it| &it.route);
        let message = |endpoint: Option<EndpointRef>| ingest::Recipient {
            server_id: self.receiver.server_id,
            scope: MessageScope::Incoming,
            rcpt_to: self.receiver.rcpt_to.clone(),
            destination: incoming_destination(endpoint),
            credential_id: None,
            domain_id: route.and_then(|route| route.domain_id),
            route_id: route.map(|route| route.id),
            endpoint,
            dsn: None,
            tag: None,
            is_bounce: self.receiver.way == Way::ReturnPath,
            bounce_for_id: None,
        };
        let endpoints = self.route.as_ref().map_or(&[None][..], |it| it.endpoints.as_slice());
        endpoints.iter().map(|endpoint| message(*endpoint)).collect()
    }
}
