//! Address endpoints of a mail server.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, time};
use super::route_views::EndpointDeleted;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{AddressEndpoint, EndpointRef, ServerId};
use crate::routing::{AddressEndpointForm, Used};

/// A mailbox that mail is sent on to.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AddressEndpointView {
    pub uuid: String,
    pub address: String,
    /// The address.
    pub description: String,
    /// Routes that use it, first or as a further endpoint.
    pub routes_count: i64,
    /// When mail last went there; to the minute.
    pub last_used_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Used<AddressEndpoint>> for AddressEndpointView {
    fn from(Used { endpoint, routes }: Used<AddressEndpoint>) -> Self {
        Self {
            uuid: endpoint.uuid,
            description: endpoint.address.clone(),
            address: endpoint.address,
            routes_count: routes,
            last_used_at: endpoint.last_used_at.map(time),
            created_at: time(endpoint.created_at),
            updated_at: time(endpoint.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct AddressEndpointCreate {
    /// A bare address, once per mail server.
    pub address: String,
}

impl From<AddressEndpointCreate> for AddressEndpointForm {
    fn from(body: AddressEndpointCreate) -> Self {
        Self { address: body.address }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct AddressEndpointUpdate {
    /// A bare address, once per mail server.
    pub address: Option<String>,
}

#[derive(Debug, Default)]
pub struct AddressEndpointsApi;

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<Used<AddressEndpoint>, ApiError> {
    app.routing.find_address_endpoint(server, uuid).await?.ok_or_else(|| ApiError::not_found("endpoint"))
}

#[OpenApi(tag = "Area::Routes")]
impl AddressEndpointsApi {
    /// List the address endpoints of a mail server, by address.
    #[oai(
        path = "/organizations/:org/servers/:server/address-endpoints",
        method = "get",
        operation_id = "address_endpoint_list"
    )]
    async fn address_endpoint_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AddressEndpointView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let page = PageRequest::parse("address-endpoints", limit.0, cursor.0.as_deref())?;
        let found = app.routing.list_address_endpoints(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of =
            |row: &Used<AddressEndpoint>| Cursor::new([row.endpoint.address.clone(), row.endpoint.id.to_string()]);
        Ok(Json(Page::build(found, &page, cursor_of, AddressEndpointView::from)))
    }

    /// Make an address endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/address-endpoints",
        method = "post",
        operation_id = "address_endpoint_create"
    )]
    async fn address_endpoint_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<AddressEndpointCreate>,
    ) -> Result<Created<AddressEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = app.routing.create_address_endpoint(&server, &body.0.into()).await?;
        Ok(Created::new(Used { endpoint, routes: 0 }))
    }

    /// Fetch one address endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/address-endpoints/:uuid",
        method = "get",
        operation_id = "address_endpoint_get"
    )]
    async fn address_endpoint_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<AddressEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// Change an address endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/address-endpoints/:uuid",
        method = "patch",
        operation_id = "address_endpoint_update"
    )]
    async fn address_endpoint_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<AddressEndpointUpdate>,
    ) -> Result<Json<AddressEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let Used { endpoint, routes } = find(&app, server.id, &uuid).await?;
        let form = AddressEndpointForm { address: body.0.address.unwrap_or_else(|| endpoint.address.clone()) };
        let endpoint = app.routing.update_address_endpoint(&endpoint, &form).await?;
        Ok(Json(Used { endpoint, routes }.into()))
    }

    /// Delete an address endpoint; the answer names the routes that used it.
    ///
    /// A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
    /// return path is deleted.
    #[oai(
        path = "/organizations/:org/servers/:server/address-endpoints/:uuid",
        method = "delete",
        operation_id = "address_endpoint_delete"
    )]
    async fn address_endpoint_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<EndpointDeleted>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = EndpointRef::Address(find(&app, server.id, &uuid).await?.endpoint.id);
        Ok(Json(app.routing.delete_endpoint(endpoint).await?.into()))
    }
}
