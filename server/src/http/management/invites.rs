//! Invitations to an organization.

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use super::members::RoleView;
use super::organizations::OrganizationView;
use super::sessions::{require_passwords, session_cookie_for, user_agent};
use crate::accounts::{Acceptance, InvitationForm, NewPassword};
use crate::app::App;
use crate::http::caller::{self, Caller, session_cookie};
use crate::http::error::ApiError;
use crate::http::guard;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::Invitation;

#[derive(Debug, Default)]
pub struct InvitesApi;

/// Somebody asked to join.
#[derive(Debug, Object)]
pub struct InviteView {
    pub uuid: String,
    pub email_address: String,
    pub role: RoleView,
    /// False: only those in `servers`.
    pub has_all_servers: bool,
    /// Permalinks; empty when all.
    pub servers: Vec<String>,
    /// Name of who asked.
    pub invited_by: String,
    /// It can no longer be accepted; `invite_resend` renews it.
    pub expired: bool,
    pub expires_at: String,
    pub created_at: String,
}

#[derive(Debug, Object)]
pub struct InviteCreate {
    pub email_address: String,
    pub role: RoleView,
    /// True when absent.
    pub has_all_servers: Option<bool>,
    /// Permalinks or UUIDs; counts when `has_all_servers` is false.
    #[oai(default)]
    pub servers: Vec<String>,
}

/// What the page of the mailed link shows.
#[derive(Debug, Object)]
pub struct InviteCheckView {
    /// Name of the organization.
    pub organization: String,
    pub email_address: String,
    pub role: RoleView,
    /// Name of who asked.
    pub invited_by: String,
    /// The address has an account: its password is asked for, no name and no new one.
    pub has_account: bool,
    pub expires_at: String,
}

#[derive(Debug, Object)]
pub struct InviteAccept {
    /// Of the account, or of a new one: then at least 8 characters. Not needed by who is logged in.
    pub password: Option<String>,
    /// When given, must be the same.
    pub password_confirmation: Option<String>,
    /// For a new account.
    pub first_name: Option<String>,
    /// For a new account.
    pub last_name: Option<String>,
    /// IANA name, for a new account; `UTC` when absent.
    pub time_zone: Option<String>,
}

#[derive(Debug, ApiResponse)]
enum Accepted {
    /// A member now. Who was not logged in is: the cookie holds the session.
    #[oai(status = 200)]
    Accepted(Json<OrganizationView>, #[oai(header = "Set-Cookie")] Option<String>),
}

async fn view(app: &App, invitation: Invitation) -> Result<InviteView, ApiError> {
    Ok(InviteView {
        uuid: invitation.uuid,
        email_address: invitation.email_address,
        role: invitation.role.into(),
        has_all_servers: invitation.has_all_servers,
        servers: app.tenancy.server_permalinks(&invitation.servers).await?,
        invited_by: invitation.invited_by,
        expired: invitation.expires_at <= app.clock.now(),
        expires_at: time(invitation.expires_at),
        created_at: time(invitation.created_at),
    })
}

#[OpenApi(tag = "Area::Members")]
impl InvitesApi {
    /// List the invitations that nobody has accepted, newest first.
    #[oai(path = "/organizations/:org/invites", method = "get", operation_id = "invite_list")]
    async fn invite_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<InviteView>>, ApiError> {
        let access = caller.organization(&app, &org, Permission::ReadMembers).await?;
        let page = PageRequest::parse("invites", limit.0, cursor.0.as_deref())?;
        let invitations = app.accounts.list_invitations(access.organization.id, page.after_id()?, page.fetch()).await?;
        let mut views = Vec::with_capacity(invitations.len());
        for invitation in invitations {
            views.push((invitation.id, view(&app, invitation).await?));
        }
        Ok(Json(Page::build(views, &page, |(id, _)| Cursor::new([id.to_string()]), |(_, view)| view)))
    }

    /// Invite somebody by mail. The link works for seven days, and once.
    #[oai(path = "/organizations/:org/invites", method = "post", operation_id = "invite_create")]
    async fn invite_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<InviteCreate>,
    ) -> Result<Created<InviteView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let Json(body) = body;
        let form = InvitationForm {
            email_address: body.email_address,
            role: body.role.into(),
            has_all_servers: body.has_all_servers.unwrap_or(true),
            servers: body.servers,
        };
        let invitation = app.accounts.invite(&access.organization, access.role, &caller.user, &form).await?;
        Ok(Created::new(view(&app, invitation).await?))
    }

    /// Mail another link, good for seven days; the earlier one stops working.
    #[oai(path = "/organizations/:org/invites/:uuid/resend", method = "post", operation_id = "invite_resend")]
    async fn invite_resend(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<InviteView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let invitation = app.accounts.find_invitation(access.organization.id, &uuid).await?;
        let invitation = invitation.ok_or_else(|| ApiError::not_found("invitation"))?;
        let invitation = app.accounts.resend_invitation(&access.organization, access.role, &invitation).await?;
        Ok(Json(view(&app, invitation).await?))
    }

    /// Revoke an invitation; its link stops working.
    #[oai(path = "/organizations/:org/invites/:uuid", method = "delete", operation_id = "invite_revoke")]
    async fn invite_revoke(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteMembers).await?;
        let invitation = app.accounts.find_invitation(access.organization.id, &uuid).await?;
        let invitation = invitation.ok_or_else(|| ApiError::not_found("invitation"))?;
        if app.accounts.revoke_invitation(&invitation).await? {
            Ok(Done::Done)
        } else {
            Err(ApiError::not_found("invitation"))
        }
    }

    /// Show what a mailed link invites to. 404: unknown, accepted, revoked or expired.
    #[oai(path = "/invites/:link", method = "get", operation_id = "invite_check")]
    async fn invite_check(&self, app: Data<&App>, link: Path<String>) -> Result<Json<InviteCheckView>, ApiError> {
        let invited = app.accounts.check_invitation(&link).await?;
        Ok(Json(InviteCheckView {
            organization: invited.organization.name,
            email_address: invited.invitation.email_address,
            role: invited.invitation.role.into(),
            invited_by: invited.invitation.invited_by,
            has_account: invited.has_account,
            expires_at: time(invited.invitation.expires_at),
        }))
    }

    /// Accept an invitation: as who is logged in, with the password of the account that has the address, or with a new
    /// account.
    #[oai(path = "/invites/:link/accept", method = "post", operation_id = "invite_accept")]
    async fn invite_accept(
        &self,
        app: Data<&App>,
        request: &Request,
        link: Path<String>,
        body: Json<InviteAccept>,
    ) -> Result<Accepted, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        if session_cookie(request).is_some()
            && let Ok(caller) = caller::identify(request).await
        {
            let organization = app.accounts.accept_invitation(&link, &caller.user).await?;
            return Ok(Accepted::Accepted(Json(organization.into()), None));
        }
        require_passwords(&app)?;
        let Json(body) = body;
        let acceptance = Acceptance {
            first_name: body.first_name,
            last_name: body.last_name,
            time_zone: body.time_zone,
            password: NewPassword {
                password: body.password.unwrap_or_default(),
                confirmation: body.password_confirmation,
            },
        };
        let organization = app.accounts.check_invitation(&link).await?.organization;
        let client = guard::client_address(request, &app.config.postal);
        let login = app.accounts.accept_invitation_with(&link, &acceptance, client, user_agent(request)).await?;
        let cookie = session_cookie_for(&app, &login);
        Ok(Accepted::Accepted(Json(organization.into()), Some(cookie)))
    }
}
