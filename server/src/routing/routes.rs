//! Routes come, change and go.

use std::collections::HashMap;

use super::route_rules::{self, Judged};
use super::{Routing, RoutingError};
use crate::model::{
    DomainId, EndpointRef, MailServer, Route, RouteId, RouteMode, ServerId, Treatment, ViolationCode, Violations,
};
use crate::store::endpoints::{self, EndpointName};
use crate::store::{Conn, StoreError, audit, domains, routes, servers};

const TOKEN_CHARS: usize = 8;
/// Attempts to find a free token.
const TOKEN_TRIES: usize = 8;

/// A submitted new route.
#[derive(Debug, Clone)]
pub struct RouteForm {
    /// Local part, `*` or `__returnpath__`.
    pub name: String,
    /// UUID or name; none for the return path.
    pub domain: Option<String>,
    /// Selector of an endpoint, such as `HTTPEndpoint#<uuid>`, or a mode.
    pub endpoint: String,
    /// Selectors; blank ones are dropped.
    pub additional_endpoints: Vec<String>,
    pub spam_mode: Treatment,
    pub threat_mode: Treatment,
    pub dmarc_mode: Treatment,
}

/// A submitted change; outer `None`: stays as it is, inner `None`: cleared.
#[derive(Debug, Clone, Default)]
pub struct RouteChange {
    pub name: Option<String>,
    pub domain: Option<Option<String>>,
    pub endpoint: Option<String>,
    pub additional_endpoints: Option<Vec<String>>,
    pub spam_mode: Option<Treatment>,
    pub threat_mode: Option<Treatment>,
    pub dmarc_mode: Option<Treatment>,
}

/// A route with what it points to.
#[derive(Debug, Clone)]
pub struct RouteEntry {
    pub route: Route,
    /// UUID of its domain.
    pub domain_uuid: Option<String>,
    /// The route's endpoint.
    pub endpoint: Option<EndpointName>,
    /// Further endpoints, in order.
    pub additional_endpoints: Vec<EndpointName>,
}

impl Routing {
    /// `by_admin`: the caller is an installation admin, who may learn whose an address is.
    pub async fn create_route(
        &self,
        server: &MailServer,
        form: &RouteForm,
        by_admin: bool,
    ) -> Result<RouteEntry, RoutingError> {
        let now = self.clock.now();
        let blank = Route {
            id: RouteId(0),
            uuid: self.random.uuid(),
            server_id: server.id,
            domain_id: None,
            domain_name: None,
            name: String::new(),
            token: String::new(),
            mode: RouteMode::Reject,
            endpoint: None,
            additional_endpoints: Vec::new(),
            spam_mode: form.spam_mode,
            threat_mode: form.threat_mode,
            dmarc_mode: form.dmarc_mode,
            created_at: now,
            updated_at: now,
        };
        let change = RouteChange {
            name: Some(form.name.clone()),
            domain: Some(form.domain.clone()),
            endpoint: Some(form.endpoint.clone()),
            additional_endpoints: Some(form.additional_endpoints.clone()),
            ..RouteChange::default()
        };
        let mut tx = self.store.begin().await?;
        let Judged { mut route, key } = judge(&mut tx, server, &blank, &change, by_admin).await?;
        for _ in 0..TOKEN_TRIES {
            route.token = self.random.token(TOKEN_CHARS);
            if !routes::has_token(&mut tx, &route.token).await? {
                break;
            }
        }
        route.id = routes::insert(&mut tx, &route, &key).await.map_err(taken)?;
        let entry = entry(&mut tx, route).await?;
        audit::object(&entry.route.uuid, &entry.route.name);
        tx.commit().await?;
        Ok(entry)
    }

    pub async fn find_route(&self, server: ServerId, uuid: &str) -> Result<Option<RouteEntry>, RoutingError> {
        let mut conn = self.store.read().await?;
        match routes::find_by_uuid(&mut conn, server, uuid).await? {
            Some(route) => Ok(Some(entry(&mut conn, route).await?)),
            None => Ok(None),
        }
    }

    /// By name. `after`: name and id of the last row of the page before.
    pub async fn list_routes(
        &self,
        server: ServerId,
        after: Option<(&str, i64)>,
        limit: i64,
    ) -> Result<Vec<RouteEntry>, RoutingError> {
        let mut conn = self.store.read().await?;
        let routes = routes::list(&mut conn, server, after, limit).await?;
        Ok(entries(&mut conn, routes).await?)
    }

    /// `by_admin`: as for [`Self::create_route`].
    pub async fn update_route(
        &self,
        server: &MailServer,
        route: &Route,
        change: &RouteChange,
        by_admin: bool,
    ) -> Result<RouteEntry, RoutingError> {
        let mut tx = self.store.begin().await?;
        // As it is now: an endpoint may have been deleted since the caller read it.
        let current = routes::find_and_lock(&mut tx, route.id).await?;
        let route = current.as_ref().unwrap_or(route);
        let Judged { mut route, key } = judge(&mut tx, server, route, change, by_admin).await?;
        route.updated_at = self.clock.now();
        routes::update(&mut tx, &route, &key).await.map_err(taken)?;
        let entry = entry(&mut tx, route).await?;
        tx.commit().await?;
        Ok(entry)
    }

    pub async fn delete_route(&self, route: &Route) -> Result<(), RoutingError> {
        let mut tx = self.store.begin().await?;
        routes::delete(&mut tx, route.id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// All that a route of this mail server can point to, by kind and description; for forms.
    pub async fn list_endpoint_names(&self, server: ServerId) -> Result<Vec<EndpointName>, RoutingError> {
        let mut conn = self.store.read().await?;
        let mut found = Vec::new();
        let http = endpoints::http::list(&mut conn, server, None, i64::MAX).await?;
        found.extend(http.into_iter().map(|it| EndpointRef::Http(it.id)));
        let smtp = endpoints::smtp::list(&mut conn, server, None, i64::MAX).await?;
        found.extend(smtp.into_iter().map(|it| EndpointRef::Smtp(it.id)));
        let address = endpoints::address::list(&mut conn, server, None, i64::MAX).await?;
        found.extend(address.into_iter().map(|it| EndpointRef::Address(it.id)));
        let mut names = HashMap::new();
        for some in found.chunks(100) {
            names.extend(endpoints::names(&mut conn, some).await?);
        }
        Ok(found.iter().filter_map(|endpoint| names.remove(endpoint)).collect())
    }

    /// `token@dns.route_domain`: mail for it reaches the route, too.
    pub fn forward_address(&self, route: &Route) -> String {
        format!("{}@{}", route.token, self.config.dns.route_domain)
    }
}

/// The changed route and its key, when it breaks no rule.
async fn judge(
    tx: &mut Conn,
    server: &MailServer,
    route: &Route,
    change: &RouteChange,
    by_admin: bool,
) -> Result<Judged, RoutingError> {
    let mut violations = Violations::new();
    let judged = route_rules::apply(tx, server, route, change, &mut violations).await?;
    if !violations.names("/name") && !violations.names("/domain") {
        let other = routes::find_by_address_key(tx, &judged.key).await?;
        if let Some(other) = other.filter(|other| other.id != route.id) {
            let message = conflict(tx, server, &other, by_admin).await?;
            violations.add("/name", ViolationCode::Taken, message);
        }
    }
    violations.into_result()?;
    routes::release_from_deleted(tx, &judged.key).await?;
    Ok(judged)
}

/// 3.3 tells everybody whose the address is; here only those who may know: other tenants' names are their own affair.
async fn conflict(conn: &mut Conn, server: &MailServer, other: &Route, by_admin: bool) -> Result<String, StoreError> {
    if other.is_return_path() {
        return Ok("A return path route already exists for this server".to_owned());
    }
    let may_know = by_admin || other.server_id == server.id;
    Ok(match servers::find(conn, other.server_id).await?.filter(|_| may_know) {
        Some(owner) => {
            format!("is configured on the {}/{} mail server", owner.organization_permalink, owner.permalink)
        }
        None => "is configured on another mail server".to_owned(),
    })
}

/// Somebody else was faster.
fn taken(error: StoreError) -> RoutingError {
    if routes::is_taken(&error) {
        Violations::one("/name", ViolationCode::Taken, "is configured already").into()
    } else {
        error.into()
    }
}

async fn entry(conn: &mut Conn, route: Route) -> Result<RouteEntry, StoreError> {
    let bare = RouteEntry { route, domain_uuid: None, endpoint: None, additional_endpoints: Vec::new() };
    let mut found = entries(conn, vec![bare.route.clone()]).await?;
    Ok(found.pop().unwrap_or(bare))
}

async fn entries(conn: &mut Conn, routes: Vec<Route>) -> Result<Vec<RouteEntry>, StoreError> {
    let domain_ids: Vec<DomainId> = routes.iter().filter_map(|route| route.domain_id).collect();
    let domain_uuids = domains::uuids(conn, &domain_ids).await?;
    let all: Vec<EndpointRef> =
        routes.iter().flat_map(|route| route.endpoint.iter().chain(&route.additional_endpoints)).copied().collect();
    let names = endpoints::names(conn, &all).await?;
    let entry = |route: Route| RouteEntry {
        domain_uuid: route.domain_id.and_then(|id| domain_uuids.get(&id).cloned()),
        endpoint: route.endpoint.and_then(|endpoint| names.get(&endpoint).cloned()),
        additional_endpoints: route.additional_endpoints.iter().filter_map(|one| names.get(one).cloned()).collect(),
        route,
    };
    Ok(routes.into_iter().map(entry).collect())
}
