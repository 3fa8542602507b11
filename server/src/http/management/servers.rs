//! Mail servers of an organization.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, DeleteConfirm, Done, Suspend, rounded};
use super::server_views::{HeaderView, ServerCreate, ServerUpdate, ServerView};
use crate::accounts::Scope;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{MailServer, ServerId};
use crate::{statistics, store};

/// More held or queued messages than this are shown as this many.
const COUNT_LIMIT: i64 = 10_000;

#[derive(Debug, Default)]
pub struct ServersApi;

#[OpenApi(tag = "Area::Servers")]
impl ServersApi {
    /// List the mail servers that the caller may see, by name.
    #[oai(path = "/organizations/:org/servers", method = "get", operation_id = "server_list")]
    async fn server_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ServerView>>, ApiError> {
        let access = caller.organization(&app, &org, Permission::ReadServers).await?;
        let page = PageRequest::parse("servers", limit.0, cursor.0.as_deref())?;
        let organization = access.organization.id;
        if caller.is_limited_to_servers() {
            // Few: a token names each of them.
            let servers = app.accounts.servers_of(access.only_servers().unwrap_or_default()).await?;
            let servers = servers.into_iter().filter(|server| server.organization_id == organization);
            return Ok(Json(Page { items: servers.map(ServerView::from).collect(), next_cursor: None }));
        }
        let servers =
            app.tenancy.list_servers(organization, access.assigned_to, page.after_text()?, page.fetch()).await?;
        let cursor_of = |row: &MailServer| Cursor::new([row.name.clone(), row.id.to_string()]);
        let ids: Vec<ServerId> = servers.iter().map(|server| server.id).collect();
        let rates = statistics::message_rates(&app.store, &ids, app.clock.now()).await?;
        let view = |server: MailServer| {
            let rate = rates.get(&server.id).copied().unwrap_or(0.0);
            ServerView { message_rate: Some(rounded(rate, 2)), ..server.into() }
        };
        Ok(Json(Page::build(servers, &page, cursor_of, view)))
    }

    /// Create a mail server.
    #[oai(path = "/organizations/:org/servers", method = "post", operation_id = "server_create")]
    async fn server_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<ServerCreate>,
    ) -> Result<Created<ServerView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteServers).await?;
        Ok(Created::new(app.tenancy.create_server(&access.organization, &body.0.into()).await?))
    }

    /// Fetch one mail server.
    #[oai(path = "/organizations/:org/servers/:server", method = "get", operation_id = "server_get")]
    async fn server_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
    ) -> Result<Json<ServerView>, ApiError> {
        Ok(Json(caller.mail_server(&app, &org, &server, Permission::ReadServers).await?.into()))
    }

    /// Change settings; some of them for administrators only.
    #[oai(path = "/organizations/:org/servers/:server", method = "patch", operation_id = "server_update")]
    async fn server_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<ServerUpdate>,
    ) -> Result<Json<ServerView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteServers).await?;
        Ok(Json(app.tenancy.update_server(&server, &body.0.into(), caller.user.is_admin).await?.into()))
    }

    /// Delete a mail server with its mail.
    #[oai(path = "/organizations/:org/servers/:server", method = "delete", operation_id = "server_delete")]
    async fn server_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The name, typed again, when there is no body.
        confirm: Query<Option<String>>,
        body: Json<Option<DeleteConfirm>>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::DeleteServers).await?;
        app.tenancy.delete_server(&server, &DeleteConfirm::typed(body.0, confirm.0)).await?;
        Ok(Done::Done)
    }

    /// Refuse and hold all mail of a mail server.
    #[oai(path = "/organizations/:org/servers/:server/suspend", method = "post", operation_id = "server_suspend")]
    async fn server_suspend(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<Suspend>,
    ) -> Result<Json<ServerView>, ApiError> {
        let server = caller.mail_server_as_admin(&app, &org, &server, Scope::ServersWrite).await?;
        Ok(Json(app.tenancy.suspend_server(&server, &body.reason).await?.into()))
    }

    /// End the suspension of the mail server itself.
    #[oai(path = "/organizations/:org/servers/:server/unsuspend", method = "post", operation_id = "server_unsuspend")]
    async fn server_unsuspend(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<ServerView>, ApiError> {
        let server = caller.mail_server_as_admin(&app, &org, &server, Scope::ServersWrite).await?;
        Ok(Json(app.tenancy.unsuspend_server(&server).await?.into()))
    }

    /// Live figures of a mail server.
    #[oai(path = "/organizations/:org/servers/:server/header", method = "get", operation_id = "server_header")]
    async fn server_header(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<HeaderView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadStatistics).await?;
        let now = app.clock.now();
        let (incoming, outgoing) = statistics::live(&app.store, server.id, 60, now).await?;
        let bounce_rate = statistics::bounce_rate(&app.store, server.id, now).await?;
        let domains = app.domains.counts(server.id).await?;
        let used_bytes = statistics::stored_bytes(&app.store, server.id).await?;
        let mut conn = app.store.read().await?;
        let held = store::messages::count_held(&mut conn, server.id, COUNT_LIMIT).await?;
        let queued = store::queue::count_due(&mut conn, server.id, now, COUNT_LIMIT).await?;
        Ok(Json(HeaderView {
            status: (&server).into(),
            ip_pool_name: server.ip_pool.filter(|_| app.config.postal.use_ip_pools).map(|pool| pool.name),
            held,
            queued,
            bounce_rate: rounded(bounce_rate, 1),
            message_rate: rounded((incoming + outgoing) as f64 / 60.0, 2),
            outgoing_60_min: outgoing,
            incoming_60_min: incoming,
            send_limit: server.send_limit,
            used_bytes,
            domains_status: (&domains).into(),
            domains_total: domains.total,
            domains_unverified: domains.unverified,
            domains_faulty: domains.faulty,
        }))
    }
}
