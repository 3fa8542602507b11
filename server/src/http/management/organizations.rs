//! Organizations.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, DeleteConfirm, Done, Suspend, time};
use super::me::UserView;
use super::members::RoleView;
use crate::accounts::Scope;
use crate::app::App;
use crate::http::caller::{Access, Caller};
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{Organization, ViolationCode, Violations};
use crate::tenancy::{OrganizationChange, OrganizationForm};

#[derive(Debug, Default)]
pub struct OrganizationsApi;

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrganizationView {
    pub uuid: String,
    pub name: String,
    /// Short name, in URLs and SMTP user names.
    pub permalink: String,
    /// IANA name.
    pub time_zone: String,
    /// Only members with a second factor may do anything in it.
    pub requires_two_factor: bool,
    pub suspended: bool,
    pub suspended_at: Option<String>,
    pub suspension_reason: Option<String>,
    /// What the caller is in it; absent in lists. Administrators act as owners.
    pub role: Option<RoleView>,
    /// Who answers for it; only when it is fetched.
    pub owner: Option<UserView>,
    pub created_at: String,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self {
            uuid: organization.uuid,
            name: organization.name,
            permalink: organization.permalink,
            time_zone: organization.time_zone,
            requires_two_factor: organization.requires_two_factor,
            suspended: organization.suspended_at.is_some(),
            suspended_at: organization.suspended_at.map(time),
            suspension_reason: organization.suspension_reason,
            role: None,
            owner: None,
            created_at: time(organization.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct OrganizationCreate {
    pub name: String,
    /// `a-z`, `0-9` and `-`; made of the name when absent.
    pub permalink: Option<String>,
    /// IANA name; `UTC` when absent.
    pub time_zone: Option<String>,
}

#[derive(Debug, Object)]
pub struct OrganizationUpdate {
    pub name: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Changed by admins and owners who have a second factor themselves.
    pub requires_two_factor: Option<bool>,
}

#[derive(Debug, Object)]
pub struct OwnerSet {
    /// UUID or e-mail address of the user.
    pub user: String,
}

#[OpenApi(tag = "Area::Organizations")]
impl OrganizationsApi {
    /// List the organizations that the caller may see, by name.
    #[oai(path = "/organizations", method = "get", operation_id = "organization_list")]
    async fn organization_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<OrganizationView>>, ApiError> {
        caller.require_scope(Scope::OrganizationsRead)?;
        let page = PageRequest::parse("organizations", limit.0, cursor.0.as_deref())?;
        if let Some(only) = caller.only_organizations() {
            // Few: a token names each of them.
            let organizations = app.accounts.organizations_of(&caller.user, only).await?;
            let items = organizations.into_iter().map(OrganizationView::from).collect();
            return Ok(Json(Page { items, next_cursor: None }));
        }
        let member = (!caller.user.is_admin).then_some(caller.user.id);
        let organizations = app.tenancy.list_organizations(member, page.after_text()?, page.fetch()).await?;
        let cursor_of = |row: &Organization| Cursor::new([row.name.clone(), row.id.to_string()]);
        Ok(Json(Page::build(organizations, &page, cursor_of, OrganizationView::from)))
    }

    /// Create an organization.
    #[oai(path = "/organizations", method = "post", operation_id = "organization_create")]
    async fn organization_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<OrganizationCreate>,
    ) -> Result<Created<OrganizationView>, ApiError> {
        caller.require_admin(Scope::OrganizationsWrite)?;
        let Json(body) = body;
        let form = OrganizationForm { name: body.name, permalink: body.permalink, time_zone: body.time_zone };
        Ok(Created::new(app.tenancy.create_organization(caller.user.id, &form).await?))
    }

    /// Fetch one organization.
    #[oai(path = "/organizations/:org", method = "get", operation_id = "organization_get")]
    async fn organization_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID.
        org: Path<String>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        let Access { organization, role, .. } = caller.organization(&app, &org, Permission::ReadOrganization).await?;
        let owner = app.tenancy.owner(&organization).await?.map(UserView::from);
        Ok(Json(OrganizationView { role: Some(role.into()), owner, ..organization.into() }))
    }

    /// Change name or time zone.
    #[oai(path = "/organizations/:org", method = "patch", operation_id = "organization_update")]
    async fn organization_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<OrganizationUpdate>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        let access = caller.organization(&app, &org, Permission::WriteOrganization).await?;
        let Json(body) = body;
        if let Some(requires) = body.requires_two_factor {
            caller.organization(&app, &org, Permission::WriteMembers).await?;
            if requires && caller.user.totp_enabled_at.is_none() {
                let message = "needs a second factor of your own first";
                return Err(Violations::one("/requires_two_factor", ViolationCode::Invalid, message).into());
            }
        }
        let change = OrganizationChange {
            name: body.name,
            time_zone: body.time_zone,
            requires_two_factor: body.requires_two_factor,
        };
        let organization = app.tenancy.update_organization(&access.organization, &change).await?;
        Ok(Json(OrganizationView { role: Some(access.role.into()), ..organization.into() }))
    }

    /// Give an organization another owner, who becomes a member with the role `owner` too.
    #[oai(path = "/organizations/:org/set_owner", method = "post", operation_id = "organization_set_owner")]
    async fn organization_set_owner(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<OwnerSet>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        let organization = caller.organization_as_admin(&app, &org, Scope::OrganizationsWrite).await?;
        Ok(Json(app.tenancy.set_owner(&organization, &body.user).await?.into()))
    }

    /// Delete an organization with its mail servers and their mail.
    #[oai(path = "/organizations/:org", method = "delete", operation_id = "organization_delete")]
    async fn organization_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// The name, typed again, when there is no body.
        confirm: Query<Option<String>>,
        body: Json<Option<DeleteConfirm>>,
    ) -> Result<Done, ApiError> {
        let organization = caller.organization_as_admin(&app, &org, Scope::OrganizationsWrite).await?;
        app.tenancy.delete_organization(&organization, &DeleteConfirm::typed(body.0, confirm.0)).await?;
        Ok(Done::Done)
    }

    /// Suspend all mail servers of an organization.
    #[oai(path = "/organizations/:org/suspend", method = "post", operation_id = "organization_suspend")]
    async fn organization_suspend(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<Suspend>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        let organization = caller.organization_as_admin(&app, &org, Scope::OrganizationsWrite).await?;
        Ok(Json(app.tenancy.suspend_organization(&organization, &body.reason).await?.into()))
    }

    /// End the suspension.
    #[oai(path = "/organizations/:org/unsuspend", method = "post", operation_id = "organization_unsuspend")]
    async fn organization_unsuspend(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
    ) -> Result<Json<OrganizationView>, ApiError> {
        let organization = caller.organization_as_admin(&app, &org, Scope::OrganizationsWrite).await?;
        Ok(Json(app.tenancy.unsuspend_organization(&organization).await?.into()))
    }
}
