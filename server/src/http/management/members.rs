//! Members of an organization.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use super::me::UserView;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{Membership, Role, User};
use crate::tenancy::{MemberChange, MemberForm};

#[derive(Debug, Default)]
pub struct MembersApi;

/// What a member may do; each role may do all that the ones before it may.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case", rename = "Role")]
pub enum RoleView {
    /// Reads, but no message content.
    Viewer,
    /// Messages, queue and suppressions; no secrets.
    Support,
    /// Everything but members and deleting mail servers.
    Developer,
    /// Members too, and deleting mail servers.
    Admin,
    /// As an admin.
    Owner,
}

impl From<Role> for RoleView {
    fn from(role: Role) -> Self {
        match role {
            Role::Viewer => Self::Viewer,
            Role::Support => Self::Support,
            Role::Developer => Self::Developer,
            Role::Admin => Self::Admin,
            Role::Owner => Self::Owner,
        }
    }
}

impl From<RoleView> for Role {
    fn from(role: RoleView) -> Self {
        match role {
            RoleView::Viewer => Self::Viewer,
            RoleView::Support => Self::Support,
            RoleView::Developer => Self::Developer,
            RoleView::Admin => Self::Admin,
            RoleView::Owner => Self::Owner,
        }
    }
}

#[derive(Debug, Object)]
pub struct MemberView {
    pub user: UserView,
    pub role: RoleView,
    /// False: only those in `servers`.
    pub has_all_servers: bool,
    /// Permalinks; empty when the member sees all.
    pub servers: Vec<String>,
    pub created_at: String,
}

#[derive(Debug, Object)]
pub struct MemberAdd {
    /// Of a user who exists.
    pub email_address: String,
    pub role: RoleView,
    /// True when absent.
    pub has_all_servers: Option<bool>,
    /// Permalinks or UUIDs; counts when `has_all_servers` is false.
    #[oai(default)]
    pub servers: Vec<String>,
}

#[derive(Debug, Object)]
pub struct MemberUpdate {
    pub role: Option<RoleView>,
    pub has_all_servers: Option<bool>,
    /// Permalinks or UUIDs.
    pub servers: Option<Vec<String>>,
}

async fn view(app: &App, membership: Membership, user: User) -> Result<MemberView, ApiError> {
    Ok(MemberView {
        user: user.into(),
        role: membership.role.into(),
        has_all_servers: membership.has_all_servers,
        servers: app.tenancy.server_permalinks(&membership.servers).await?,
        created_at: time(membership.created_at),
    })
}

#[OpenApi(tag = "Area::Members")]
impl MembersApi {
    /// List the members of an organization.
    #[oai(path = "/organizations/:org/members", method = "get", operation_id = "member_list")]
    async fn member_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<MemberView>>, ApiError> {
        let access = caller.organization(&app, &org, Permission::ReadMembers).await?;
        let page = PageRequest::parse("members", limit.0, cursor.0.as_deref())?;
        let members = app.tenancy.list_members(access.organization.id, page.after_id()?, page.fetch()).await?;
        let mut views = Vec::with_capacity(members.len());
        for (membership, user) in members {
            views.push((user.id, view(&app, membership, user).await?));
        }
        Ok(Json(Page::build(views, &page, |(id, _)| Cursor::new([id.to_string()]), |(_, view)| view)))
    }

    /// Add a user who exists.
    #[oai(path = "/organizations/:org/members", method = "post", operation_id = "member_add")]
    async fn member_add(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<MemberAdd>,
    ) -> Result<Created<MemberView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let Json(body) = body;
        let form = MemberForm {
            email_address: body.email_address,
            role: body.role.into(),
            has_all_servers: body.has_all_servers.unwrap_or(true),
            servers: body.servers,
        };
        let (membership, user) = app.tenancy.add_member(&access.organization, access.role, &form).await?;
        Ok(Created::new(view(&app, membership, user).await?))
    }

    /// Fetch one member.
    #[oai(path = "/organizations/:org/members/:user", method = "get", operation_id = "member_get")]
    async fn member_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// UUID of the user.
        user: Path<String>,
    ) -> Result<Json<MemberView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::ReadMembers).await?;
        let member = app.tenancy.find_member(access.organization.id, &user).await?;
        let (membership, user) = member.ok_or_else(|| ApiError::not_found("member"))?;
        Ok(Json(view(&app, membership, user).await?))
    }

    /// Change a member's role or mail servers.
    #[oai(path = "/organizations/:org/members/:user", method = "patch", operation_id = "member_update")]
    async fn member_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// UUID of the user.
        user: Path<String>,
        body: Json<MemberUpdate>,
    ) -> Result<Json<MemberView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let member = app.tenancy.find_member(access.organization.id, &user).await?;
        let (membership, user) = member.ok_or_else(|| ApiError::not_found("member"))?;
        let Json(body) = body;
        let change = MemberChange {
            role: body.role.map(Role::from),
            has_all_servers: body.has_all_servers,
            servers: body.servers,
        };
        let membership = app.tenancy.update_member(&membership, access.role, &change).await?;
        Ok(Json(view(&app, membership, user).await?))
    }

    /// Remove a member.
    #[oai(path = "/organizations/:org/members/:user", method = "delete", operation_id = "member_remove")]
    async fn member_remove(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// UUID of the user.
        user: Path<String>,
    ) -> Result<Done, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let member = app.tenancy.find_member(access.organization.id, &user).await?;
        let (membership, _) = member.ok_or_else(|| ApiError::not_found("member"))?;
        app.tenancy.remove_member(&membership, access.role).await?;
        Ok(Done::Done)
    }
}
