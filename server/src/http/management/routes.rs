//! Routes of a mail server.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::route_views::{EndpointOptionView, RouteCreate, RouteUpdate, RouteView};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::ServerId;
use crate::routing::RouteEntry;

#[derive(Debug, Default)]
pub struct RoutesApi;

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<RouteEntry, ApiError> {
    app.routing.find_route(server, uuid).await?.ok_or_else(|| ApiError::not_found("route"))
}

fn view(app: &App, entry: RouteEntry) -> RouteView {
    let forward_address = app.routing.forward_address(&entry.route);
    RouteView::new(entry, forward_address)
}

#[OpenApi(tag = "Area::Routes")]
impl RoutesApi {
    /// List the routes of a mail server, by name.
    #[oai(path = "/organizations/:org/servers/:server/routes", method = "get", operation_id = "route_list")]
    async fn route_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<RouteView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let page = PageRequest::parse("routes", limit.0, cursor.0.as_deref())?;
        let routes = app.routing.list_routes(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of = |entry: &RouteEntry| Cursor::new([entry.route.name.clone(), entry.route.id.to_string()]);
        Ok(Json(Page::build(routes, &page, cursor_of, |entry| view(&app, entry))))
    }

    /// Make a route: from now on the mail server takes mail for its address.
    ///
    /// One address has one route in the whole installation.
    #[oai(path = "/organizations/:org/servers/:server/routes", method = "post", operation_id = "route_create")]
    async fn route_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<RouteCreate>,
    ) -> Result<Created<RouteView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let entry = app.routing.create_route(&server, &body.0.into(), caller.user.is_admin).await?;
        Ok(Created::new(view(&app, entry)))
    }

    /// List all endpoints that a route of this mail server can point to, on one page.
    #[oai(
        path = "/organizations/:org/servers/:server/routes/endpoint_options",
        method = "get",
        operation_id = "route_endpoint_options"
    )]
    async fn route_endpoint_options(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<Page<EndpointOptionView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let names = app.routing.list_endpoint_names(server.id).await?;
        Ok(Json(Page { items: names.into_iter().map(Into::into).collect(), next_cursor: None }))
    }

    /// Fetch one route.
    #[oai(path = "/organizations/:org/servers/:server/routes/:uuid", method = "get", operation_id = "route_get")]
    async fn route_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<RouteView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        Ok(Json(view(&app, find(&app, server.id, &uuid).await?)))
    }

    /// Change a route.
    #[oai(path = "/organizations/:org/servers/:server/routes/:uuid", method = "patch", operation_id = "route_update")]
    async fn route_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<RouteUpdate>,
    ) -> Result<Json<RouteView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let route = find(&app, server.id, &uuid).await?.route;
        let changed = app.routing.update_route(&server, &route, &body.0.into(), caller.user.is_admin).await?;
        Ok(Json(view(&app, changed)))
    }

    /// Delete a route: mail for its address is refused from now on.
    #[oai(path = "/organizations/:org/servers/:server/routes/:uuid", method = "delete", operation_id = "route_delete")]
    async fn route_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        app.routing.delete_route(&find(&app, server.id, &uuid).await?.route).await?;
        Ok(Done::Done)
    }
}
