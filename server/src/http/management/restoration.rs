//! Deleted mail servers and organizations: which can come back, and how.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Area;
use super::organizations::OrganizationView;
use super::server_views::ServerView;
use crate::accounts::Scope;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::Page;
use crate::http::permission::Permission;

#[derive(Debug, Default)]
pub struct RestorationApi;

#[OpenApi]
impl RestorationApi {
    /// List the deleted mail servers that can come back, the last deleted first, all on one page.
    ///
    /// A quarter past each hour, what was deleted ten minutes ago or earlier is removed for good.
    #[oai(
        path = "/organizations/:org/deleted-servers",
        method = "get",
        operation_id = "server_list_deleted",
        tag = "Area::Servers"
    )]
    async fn server_list_deleted(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
    ) -> Result<Json<Page<ServerView>>, ApiError> {
        let access = caller.organization(&app, &org, Permission::DeleteServers).await?;
        let servers = app.tenancy.list_deleted_servers(access.organization.id).await?;
        Ok(Json(Page { items: servers.into_iter().map(ServerView::from).collect(), next_cursor: None }))
    }

    /// Undo the deletion of a mail server: it is there again with its mail, and works at once.
    ///
    /// `404` once its rows are being removed. `name_taken` (409): another one has its name or short name meanwhile.
    #[oai(
        path = "/organizations/:org/servers/:server/restore",
        method = "post",
        operation_id = "server_restore",
        tag = "Area::Servers"
    )]
    async fn server_restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// UUID of the deleted mail server, or the short name that it had.
        server: Path<String>,
    ) -> Result<Json<ServerView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::DeleteServers).await?;
        let restored = app.tenancy.restore_server(access.organization.id, &server).await?;
        Ok(Json(restored.ok_or_else(|| ApiError::not_found("deleted mail server"))?.into()))
    }

    /// List the deleted organizations that can come back, the last deleted first, all on one page.
    ///
    /// A quarter past each hour, what was deleted ten minutes ago or earlier is removed for good.
    #[oai(
        path = "/deleted-organizations",
        method = "get",
        operation_id = "organization_list_deleted",
        tag = "Area::Organizations"
    )]
    async fn organization_list_deleted(
        &self,
        app: Data<&App>,
        caller: Caller,
    ) -> Result<Json<Page<OrganizationView>>, ApiError> {
        caller.require_admin(Scope::OrganizationsWrite)?;
        let organizations = app.tenancy.list_deleted_organizations().await?;
        Ok(Json(Page { items: organizations.into_iter().map(OrganizationView::from).collect(), next_cursor: None }))
    }

    /// Undo the deletion of an organization, with the mail servers that it had then. Invitations are gone.
    ///
    /// `404` once its rows are being removed. `name_taken` (409): another one has its short name meanwhile.
    #[oai(
        path = "/organizations/:org/restore",
        method = "post",
        operation_id = "organization_restore",
        tag = "Area::Organizations"
    )]
    async fn organization_restore(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID of the deleted organization, or the short name that it had.
        org: Path<String>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        caller.require_admin(Scope::OrganizationsWrite)?;
        let restored = app.tenancy.restore_organization(&org).await?;
        Ok(Json(restored.ok_or_else(|| ApiError::not_found("deleted organization"))?.into()))
    }
}
