//! An endpoint goes; what becomes of the routes that use it.

use super::{Routing, RoutingError};
use crate::model::{EndpointRef, Route, RouteMode};
use crate::store::{endpoints, routes};

/// What the deletion of an endpoint did to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Its first further endpoint took the place.
    Promoted,
    /// It refuses mail now.
    Rejects,
    /// It was a return path without further endpoints, which makes no sense without endpoint.
    Deleted,
    /// The endpoint was a further one and is taken from the list.
    Shortened,
}

/// A route that used a deleted endpoint, as it is now.
#[derive(Debug, Clone)]
pub struct AffectedRoute {
    pub route: Route,
    pub effect: Effect,
}

impl Routing {
    /// Deletes an endpoint and mends the routes that use it, in one transaction.
    ///
    /// 3.3 switches them to `Reject` without looking whether that is allowed, and leaves those alone where it is not.
    pub async fn delete_endpoint(&self, endpoint: EndpointRef) -> Result<Vec<AffectedRoute>, RoutingError> {
        let mut affected = Vec::new();
        let mut tx = self.store.begin().await?;
        // The endpoint first: who wants to use it meanwhile waits for us, or we for them.
        endpoints::delete(&mut tx, endpoint).await?;
        for mut route in routes::list_of_endpoint(&mut tx, endpoint).await? {
            let effect = detach(&mut route, endpoint);
            if effect == Effect::Deleted {
                routes::delete(&mut tx, route.id).await?;
            } else {
                route.updated_at = self.clock.now();
                routes::update_targets(&mut tx, &route).await?;
            }
            affected.push(AffectedRoute { route, effect });
        }
        tx.commit().await?;
        Ok(affected)
    }
}

fn detach(route: &mut Route, endpoint: EndpointRef) -> Effect {
    route.additional_endpoints.retain(|other| *other != endpoint);
    if route.endpoint != Some(endpoint) {
        return Effect::Shortened;
    }
    if !route.additional_endpoints.is_empty() {
        route.endpoint = Some(route.additional_endpoints.remove(0));
        return Effect::Promoted;
    }
    route.endpoint = None;
    route.mode = RouteMode::Reject;
    if route.is_return_path() { Effect::Deleted } else { Effect::Rejects }
}
