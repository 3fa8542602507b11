//! Moving a domain between an organization and its mail servers.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Area;
use super::domain_views::{DomainMove, DomainView};
use super::domains::Owned;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::permission::Permission;
use crate::model::DomainOwner;

#[derive(Debug, Default)]
pub struct DomainMoveApi;

/// The caller must be allowed to change the domains of both owners.
async fn move_to(
    app: &App,
    caller: &Caller,
    org: &str,
    owned: &Owned,
    key: &str,
    body: DomainMove,
) -> Result<Json<DomainView>, ApiError> {
    let target = match body.server {
        Some(server) => Owned::by_server(app, caller, org, &server, Permission::WriteDomains).await?.owner,
        None => Owned::by_organization(app, caller, org, Permission::WriteDomains).await?.owner,
    };
    if let DomainOwner::Server(_) = target {
        // It goes away from all other mail servers of the organization, too.
        caller.organization(app, org, Permission::WriteDomains).await?;
    }
    let domain = owned.find(app, key).await?;
    Ok(Json(app.domains.move_to(&domain, target).await?.into()))
}

#[OpenApi(tag = "Area::Domains")]
impl DomainMoveApi {
    /// Give a mail server's domain to the organization, or to another of its mail servers.
    ///
    /// Keys, checks and proof stay. `used_by_others` (409): other mail servers have routes or track domains with it.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/move",
        method = "post",
        operation_id = "domain_move"
    )]
    async fn domain_move(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        domain: Path<String>,
        body: Json<DomainMove>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        move_to(&app, &caller, &org, &owned, &domain, body.0).await
    }

    /// Give a domain of the organization to one of its mail servers.
    ///
    /// Keys, checks and proof stay. `used_by_others` (409): other mail servers have routes or track domains with it.
    #[oai(
        path = "/organizations/:org/domains/:domain/move",
        method = "post",
        operation_id = "organization_domain_move"
    )]
    async fn organization_domain_move(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        domain: Path<String>,
        body: Json<DomainMove>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        move_to(&app, &caller, &org, &owned, &domain, body.0).await
    }
}
