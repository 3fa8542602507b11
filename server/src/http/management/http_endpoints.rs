//! HTTP endpoints of a mail server.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::answers::{Created, time};
use super::route_views::EndpointDeleted;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{EndpointRef, HttpEncoding, HttpEndpoint, HttpFormat, ServerId};
use crate::routing::{HttpEndpointChange, HttpEndpointForm, Used};

/// How an HTTP endpoint gets its data.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "HttpEncoding")]
pub enum EncodingView {
    /// `application/json`
    #[oai(rename = "BodyAsJSON")]
    BodyAsJson,
    /// `application/x-www-form-urlencoded`
    FormData,
}

impl From<HttpEncoding> for EncodingView {
    fn from(encoding: HttpEncoding) -> Self {
        match encoding {
            HttpEncoding::BodyAsJson => Self::BodyAsJson,
            HttpEncoding::FormData => Self::FormData,
        }
    }
}

impl From<EncodingView> for HttpEncoding {
    fn from(encoding: EncodingView) -> Self {
        match encoding {
            EncodingView::BodyAsJson => Self::BodyAsJson,
            EncodingView::FormData => Self::FormData,
        }
    }
}

/// What an HTTP endpoint gets.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "HttpFormat")]
pub enum FormatView {
    /// The message taken apart: addresses, bodies, attachments.
    Hash,
    /// The message as it came.
    RawMessage,
}

impl From<HttpFormat> for FormatView {
    fn from(format: HttpFormat) -> Self {
        match format {
            HttpFormat::Hash => Self::Hash,
            HttpFormat::RawMessage => Self::RawMessage,
        }
    }
}

impl From<FormatView> for HttpFormat {
    fn from(format: FormatView) -> Self {
        match format {
            FormatView::Hash => Self::Hash,
            FormatView::RawMessage => Self::RawMessage,
        }
    }
}

/// Where mail goes as an HTTP request.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HttpEndpointView {
    pub uuid: String,
    pub name: String,
    pub url: String,
    /// `name (url)`
    pub description: String,
    pub encoding: EncodingView,
    pub format: FormatView,
    /// Quoted text goes into a field of its own.
    pub strip_replies: bool,
    /// With the format `Hash` only.
    pub include_attachments: bool,
    /// Seconds for the whole request.
    pub timeout: i64,
    /// Routes that use it, first or as a further endpoint.
    pub routes_count: i64,
    /// When mail last went there; to the minute.
    pub last_used_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Used<HttpEndpoint>> for HttpEndpointView {
    fn from(Used { endpoint, routes }: Used<HttpEndpoint>) -> Self {
        Self {
            description: format!("{} ({})", endpoint.name, endpoint.url),
            uuid: endpoint.uuid,
            name: endpoint.name,
            url: endpoint.url,
            encoding: endpoint.encoding.into(),
            format: endpoint.format.into(),
            strip_replies: endpoint.strip_replies,
            include_attachments: endpoint.include_attachments,
            timeout: endpoint.timeout_seconds,
            routes_count: routes,
            last_used_at: endpoint.last_used_at.map(time),
            created_at: time(endpoint.created_at),
            updated_at: time(endpoint.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct HttpEndpointCreate {
    pub name: String,
    /// `http` or `https`, without fragment, 1000 characters at most. Private addresses are refused unless
    /// `postal.allowed_request_destinations` names them.
    pub url: String,
    /// `BodyAsJSON` when absent.
    pub encoding: Option<EncodingView>,
    /// `Hash` when absent.
    pub format: Option<FormatView>,
    #[oai(default)]
    pub strip_replies: bool,
    /// True when absent.
    pub include_attachments: Option<bool>,
    /// Seconds; 5 when absent.
    pub timeout: Option<i64>,
}

impl From<HttpEndpointCreate> for HttpEndpointForm {
    fn from(body: HttpEndpointCreate) -> Self {
        Self {
            name: body.name,
            url: body.url,
            encoding: body.encoding.map_or(HttpEncoding::BodyAsJson, Into::into),
            format: body.format.map_or(HttpFormat::Hash, Into::into),
            strip_replies: body.strip_replies,
            include_attachments: body.include_attachments.unwrap_or(true),
            timeout: body.timeout,
        }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct HttpEndpointUpdate {
    pub name: Option<String>,
    /// As in `HttpEndpointCreate`.
    pub url: Option<String>,
    pub encoding: Option<EncodingView>,
    pub format: Option<FormatView>,
    pub strip_replies: Option<bool>,
    pub include_attachments: Option<bool>,
    /// Seconds.
    pub timeout: Option<i64>,
}

impl From<HttpEndpointUpdate> for HttpEndpointChange {
    fn from(body: HttpEndpointUpdate) -> Self {
        Self {
            name: body.name,
            url: body.url,
            encoding: body.encoding.map(Into::into),
            format: body.format.map(Into::into),
            strip_replies: body.strip_replies,
            include_attachments: body.include_attachments,
            timeout: body.timeout,
        }
    }
}

#[derive(Debug, Default)]
pub struct HttpEndpointsApi;

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<Used<HttpEndpoint>, ApiError> {
    app.routing.find_http_endpoint(server, uuid).await?.ok_or_else(|| ApiError::not_found("endpoint"))
}

#[OpenApi(tag = "Area::Routes")]
impl HttpEndpointsApi {
    /// List the HTTP endpoints of a mail server, by name.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints",
        method = "get",
        operation_id = "http_endpoint_list"
    )]
    async fn http_endpoint_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<HttpEndpointView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let page = PageRequest::parse("http-endpoints", limit.0, cursor.0.as_deref())?;
        let found = app.routing.list_http_endpoints(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of =
            |row: &Used<HttpEndpoint>| Cursor::new([row.endpoint.name.clone(), row.endpoint.id.to_string()]);
        Ok(Json(Page::build(found, &page, cursor_of, HttpEndpointView::from)))
    }

    /// Make an HTTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints",
        method = "post",
        operation_id = "http_endpoint_create"
    )]
    async fn http_endpoint_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<HttpEndpointCreate>,
    ) -> Result<Created<HttpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = app.routing.create_http_endpoint(&server, &body.0.into()).await?;
        Ok(Created::new(Used { endpoint, routes: 0 }))
    }

    /// Fetch one HTTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints/:uuid",
        method = "get",
        operation_id = "http_endpoint_get"
    )]
    async fn http_endpoint_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<HttpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// Change an HTTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints/:uuid",
        method = "patch",
        operation_id = "http_endpoint_update"
    )]
    async fn http_endpoint_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<HttpEndpointUpdate>,
    ) -> Result<Json<HttpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let Used { endpoint, routes } = find(&app, server.id, &uuid).await?;
        let endpoint = app.routing.update_http_endpoint(&endpoint, &body.0.into()).await?;
        Ok(Json(Used { endpoint, routes }.into()))
    }

    /// Delete an HTTP endpoint; the answer names the routes that used it.
    ///
    /// A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
    /// return path is deleted.
    #[oai(
        path = "/organizations/:org/servers/:server/http-endpoints/:uuid",
        method = "delete",
        operation_id = "http_endpoint_delete"
    )]
    async fn http_endpoint_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<EndpointDeleted>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = EndpointRef::Http(find(&app, server.id, &uuid).await?.endpoint.id);
        Ok(Json(app.routing.delete_endpoint(endpoint).await?.into()))
    }
}
