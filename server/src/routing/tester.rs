//! Trying out an address: who would take its mail now, which way, and why.

use postal_mail::address::Address;

use super::receive::{self, OwnDomains, Refusal, Way};
use super::{RouteEntry, Routing, RoutingError};
use crate::model::route::WILDCARD_NAME;
use crate::model::{MailServer, ViolationCode, Violations};
use crate::store::routes;

/// What would become of mail for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// This mail server's route of this name takes it.
    Route,
    /// No route has the name; the one for everything else of the domain takes it.
    Wildcard,
    /// The route's forward address.
    RouteToken,
    /// It comes back to what this mail server has sent.
    ReturnPath,
    /// The route refuses.
    RouteRejects,
    /// This mail server or its organization is suspended.
    Suspended,
    /// A mail server takes mail for the domain, but nobody for this address.
    NoRoute,
    /// Nobody here takes mail for the domain.
    UnknownDomain,
    /// Another mail server has a say in it.
    Elsewhere,
}

/// The answer to a trial.
#[derive(Debug)]
pub struct Trial {
    pub verdict: Verdict,
    /// The route of this mail server that decides.
    pub route: Option<RouteEntry>,
    /// Messages that one mail makes.
    pub messages: usize,
}

impl Routing {
    /// What RCPT would say, and what would become of the mail; seen from one mail server, which learns nothing of others.
    pub async fn try_address(&self, server: &MailServer, text: &str) -> Result<Trial, RoutingError> {
        let address = Address::parse(text.trim()).map_err(|_| {
            RoutingError::from(Violations::one("address", ViolationCode::Invalid, "is not an e-mail address"))
        })?;
        let mut conn = self.store.read().await?;
        let own = receive::at_own_domain(&mut conn, &OwnDomains::new(&self.config), &address).await?;
        let is_own = own.is_some();
        let reception = match own {
            Some(reception) => Some(reception),
            None => receive::at_route(&mut conn, &address).await?,
        };
        let nothing = |verdict| Trial { verdict, route: None, messages: 0 };
        let receiver = match reception {
            Some(Ok(receiver)) if receiver.server_id != server.id => return Ok(nothing(Verdict::Elsewhere)),
            Some(Ok(receiver)) => receiver,
            refused => {
                let is_hosted = is_own || receive::is_hosted(&mut conn, address.domain()).await?;
                drop(conn);
                // Whose the refusing route is, only its own mail server learns.
                let route = self.deciding_route(server, &address, is_own).await?;
                let is_own_return_path = is_own && address.split_tag().0.eq_ignore_ascii_case(&server.token);
                return Ok(match refused {
                    Some(Err(Refusal::Rejected)) if route.is_some() => {
                        Trial { verdict: Verdict::RouteRejects, route, messages: 0 }
                    }
                    Some(Err(Refusal::Suspended)) if route.is_some() || is_own_return_path => {
                        Trial { verdict: Verdict::Suspended, route, messages: 0 }
                    }
                    Some(Err(Refusal::Rejected | Refusal::Suspended | Refusal::Gone)) => nothing(Verdict::Elsewhere),
                    _ if is_hosted => nothing(Verdict::NoRoute),
                    _ => nothing(Verdict::UnknownDomain),
                });
            }
        };
        let settled = receive::settle(&mut conn, &[&receiver]).await?.pop();
        let messages = settled.and_then(Result::ok).map_or(0, |settled| settled.messages().len());
        let found = match receiver.way {
            Way::ReturnPath => None,
            Way::Route(id) => routes::find(&mut conn, id).await?,
        };
        drop(conn);
        let verdict = match &found {
            None => Verdict::ReturnPath,
            Some(_) if is_own => Verdict::RouteToken,
            Some(route) if route.name == WILDCARD_NAME => Verdict::Wildcard,
            Some(_) => Verdict::Route,
        };
        let route = match found {
            Some(route) => self.find_route(server.id, &route.uuid).await?,
            None => None,
        };
        Ok(Trial { verdict, route, messages })
    }

    /// The route of this mail server that an address belongs to, whatever it does with the mail. `is_own`: the address is
    /// at a domain of the installation, where routes have forward addresses.
    async fn deciding_route(
        &self,
        server: &MailServer,
        address: &Address,
        is_own: bool,
    ) -> Result<Option<RouteEntry>, RoutingError> {
        let (name, _) = address.split_tag();
        let mut conn = self.store.read().await?;
        let mut found = if is_own { routes::find_by_token(&mut conn, name).await? } else { None };
        for name in [name, WILDCARD_NAME] {
            if found.is_none() {
                let key = routes::address_key(name, address.domain());
                found = routes::find_by_address_key(&mut conn, &key).await?;
            }
        }
        drop(conn);
        match found.filter(|route| route.server_id == server.id) {
            Some(route) => self.find_route(server.id, &route.uuid).await,
            None => Ok(None),
        }
    }
}
