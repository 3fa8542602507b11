//! SMTP endpoints of a mail server.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::answers::{Created, time};
use super::route_views::EndpointDeleted;
use super::server_views::change;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{EndpointRef, ServerId, SmtpEndpoint, SslMode};
use crate::routing::{SmtpEndpointChange, SmtpEndpointForm, Used};

/// TLS towards an SMTP endpoint.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "SslMode")]
pub enum SslModeView {
    None,
    /// STARTTLS when offered; the certificate is not verified.
    Auto,
    /// STARTTLS or no delivery; the certificate is verified.
    #[oai(rename = "STARTTLS")]
    StartTls,
    /// From the first byte on; the certificate is verified.
    #[oai(rename = "TLS")]
    Tls,
}

impl From<SslMode> for SslModeView {
    fn from(mode: SslMode) -> Self {
        match mode {
            SslMode::None => Self::None,
            SslMode::Auto => Self::Auto,
            SslMode::StartTls => Self::StartTls,
            SslMode::Tls => Self::Tls,
        }
    }
}

impl From<SslModeView> for SslMode {
    fn from(mode: SslModeView) -> Self {
        match mode {
            SslModeView::None => Self::None,
            SslModeView::Auto => Self::Auto,
            SslModeView::StartTls => Self::StartTls,
            SslModeView::Tls => Self::Tls,
        }
    }
}

/// A mail host that mail is passed on to.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SmtpEndpointView {
    pub uuid: String,
    pub name: String,
    /// Host name or IP address.
    pub hostname: String,
    /// `name (hostname)`
    pub description: String,
    /// Absent: 25, or 465 with `TLS`.
    pub port: Option<i64>,
    pub ssl_mode: SslModeView,
    /// Routes that use it, first or as a further endpoint.
    pub routes_count: i64,
    /// When mail last went there; to the minute.
    pub last_used_at: Option<String>,
    pub created_at: String,
    pub updated_at: String,
}

impl From<Used<SmtpEndpoint>> for SmtpEndpointView {
    fn from(Used { endpoint, routes }: Used<SmtpEndpoint>) -> Self {
        Self {
            description: format!("{} ({})", endpoint.name, endpoint.hostname),
            uuid: endpoint.uuid,
            name: endpoint.name,
            hostname: endpoint.hostname,
            port: endpoint.port.map(i64::from),
            ssl_mode: endpoint.ssl_mode.into(),
            routes_count: routes,
            last_used_at: endpoint.last_used_at.map(time),
            created_at: time(endpoint.created_at),
            updated_at: time(endpoint.updated_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct SmtpEndpointCreate {
    pub name: String,
    /// Host name or IP address.
    pub hostname: String,
    /// 25 when absent, or 465 with `TLS`.
    pub port: Option<i64>,
    /// `Auto` when absent.
    pub ssl_mode: Option<SslModeView>,
}

impl From<SmtpEndpointCreate> for SmtpEndpointForm {
    fn from(body: SmtpEndpointCreate) -> Self {
        Self {
            name: body.name,
            hostname: body.hostname,
            port: body.port,
            ssl_mode: body.ssl_mode.map_or(SslMode::Auto, Into::into),
        }
    }
}

/// What is absent stays.
#[derive(Debug, Object)]
pub struct SmtpEndpointUpdate {
    pub name: Option<String>,
    /// Host name or IP address.
    pub hostname: Option<String>,
    /// `null`: 25, or 465 with `TLS`.
    pub port: MaybeUndefined<i64>,
    pub ssl_mode: Option<SslModeView>,
}

impl From<SmtpEndpointUpdate> for SmtpEndpointChange {
    fn from(body: SmtpEndpointUpdate) -> Self {
        Self {
            name: body.name,
            hostname: body.hostname,
            port: change(body.port),
            ssl_mode: body.ssl_mode.map(Into::into),
        }
    }
}

#[derive(Debug, Default)]
pub struct SmtpEndpointsApi;

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<Used<SmtpEndpoint>, ApiError> {
    app.routing.find_smtp_endpoint(server, uuid).await?.ok_or_else(|| ApiError::not_found("endpoint"))
}

#[OpenApi(tag = "Area::Routes")]
impl SmtpEndpointsApi {
    /// List the SMTP endpoints of a mail server, by name.
    #[oai(
        path = "/organizations/:org/servers/:server/smtp-endpoints",
        method = "get",
        operation_id = "smtp_endpoint_list"
    )]
    async fn smtp_endpoint_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SmtpEndpointView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        let page = PageRequest::parse("smtp-endpoints", limit.0, cursor.0.as_deref())?;
        let found = app.routing.list_smtp_endpoints(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of =
            |row: &Used<SmtpEndpoint>| Cursor::new([row.endpoint.name.clone(), row.endpoint.id.to_string()]);
        Ok(Json(Page::build(found, &page, cursor_of, SmtpEndpointView::from)))
    }

    /// Make an SMTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/smtp-endpoints",
        method = "post",
        operation_id = "smtp_endpoint_create"
    )]
    async fn smtp_endpoint_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<SmtpEndpointCreate>,
    ) -> Result<Created<SmtpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = app.routing.create_smtp_endpoint(&server, &body.0.into()).await?;
        Ok(Created::new(Used { endpoint, routes: 0 }))
    }

    /// Fetch one SMTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/smtp-endpoints/:uuid",
        method = "get",
        operation_id = "smtp_endpoint_get"
    )]
    async fn smtp_endpoint_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<SmtpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadRoutes).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// Change an SMTP endpoint.
    #[oai(
        path = "/organizations/:org/servers/:server/smtp-endpoints/:uuid",
        method = "patch",
        operation_id = "smtp_endpoint_update"
    )]
    async fn smtp_endpoint_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<SmtpEndpointUpdate>,
    ) -> Result<Json<SmtpEndpointView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let Used { endpoint, routes } = find(&app, server.id, &uuid).await?;
        let endpoint = app.routing.update_smtp_endpoint(&endpoint, &body.0.into()).await?;
        Ok(Json(Used { endpoint, routes }.into()))
    }

    /// Delete an SMTP endpoint; the answer names the routes that used it.
    ///
    /// A route's first further endpoint takes its place. A route without further endpoints refuses mail from now on; a
    /// return path is deleted.
    #[oai(
        path = "/organizations/:org/servers/:server/smtp-endpoints/:uuid",
        method = "delete",
        operation_id = "smtp_endpoint_delete"
    )]
    async fn smtp_endpoint_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<EndpointDeleted>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteRoutes).await?;
        let endpoint = EndpointRef::Smtp(find(&app, server.id, &uuid).await?.endpoint.id);
        Ok(Json(app.routing.delete_endpoint(endpoint).await?.into()))
    }
}
