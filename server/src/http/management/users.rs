//! The installation's users.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use super::members::RoleView;
use crate::accounts::{Scope, UserChange, UserForm};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::model::{Membership, Organization, User};

#[derive(Debug, Default)]
pub struct UsersApi;

/// An organization that a user is a member of.
#[derive(Debug, Object)]
pub struct UserOrganizationView {
    pub uuid: String,
    pub name: String,
    pub permalink: String,
    pub role: RoleView,
    /// False: only some of its mail servers.
    pub has_all_servers: bool,
}

impl From<(Organization, Membership)> for UserOrganizationView {
    fn from((organization, membership): (Organization, Membership)) -> Self {
        Self {
            uuid: organization.uuid,
            name: organization.name,
            permalink: organization.permalink,
            role: membership.role.into(),
            has_all_servers: membership.has_all_servers,
        }
    }
}

/// A user, as administrators see them.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AccountView {
    pub uuid: String,
    pub first_name: String,
    pub last_name: String,
    pub email_address: String,
    /// IANA name.
    pub time_zone: String,
    /// Administrator of the whole installation.
    pub admin: bool,
    /// Can log in with a password.
    pub has_password: bool,
    /// Is linked with an account at the OpenID provider.
    pub oidc: bool,
    /// A login needs a code.
    pub two_factor: bool,
    /// By name; absent in lists.
    pub organizations: Option<Vec<UserOrganizationView>>,
    pub created_at: String,
}

impl From<User> for AccountView {
    fn from(user: User) -> Self {
        Self {
            has_password: user.password_digest.is_some(),
            oidc: user.oidc_uid.is_some(),
            two_factor: user.totp_enabled_at.is_some(),
            uuid: user.uuid,
            first_name: user.first_name,
            last_name: user.last_name,
            email_address: user.email_address,
            time_zone: user.time_zone,
            admin: user.is_admin,
            organizations: None,
            created_at: time(user.created_at),
        }
    }
}

async fn view(app: &App, user: User) -> Result<AccountView, ApiError> {
    let organizations = app.accounts.memberships(user.id).await?;
    let organizations = organizations.into_iter().map(UserOrganizationView::from).collect();
    Ok(AccountView { organizations: Some(organizations), ..user.into() })
}

#[derive(Debug, Object)]
pub struct UserCreate {
    pub email_address: String,
    pub first_name: String,
    pub last_name: String,
    /// At least 8 characters; may be left out where users log in through OpenID.
    pub password: Option<String>,
    /// When given, must be the same.
    pub password_confirmation: Option<String>,
    /// IANA name; `UTC` when absent.
    pub time_zone: Option<String>,
    /// False when absent.
    pub admin: Option<bool>,
    /// UUIDs or permalinks. The user becomes a developer in them.
    #[oai(default)]
    pub organization_ids: Vec<String>,
}

#[derive(Debug, Object)]
pub struct UserUpdate {
    pub email_address: Option<String>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Cannot be changed by yourself.
    pub admin: Option<bool>,
    /// UUIDs or permalinks, as in `user_set_organizations`.
    pub organization_ids: Option<Vec<String>>,
}

#[derive(Debug, Object)]
pub struct UserOrganizationsSet {
    /// UUIDs or permalinks; exactly these.
    pub organization_ids: Vec<String>,
    /// In those that are new; `developer` when absent.
    pub role: Option<RoleView>,
}

async fn find(app: &App, caller: &Caller, user: &str, scope: Scope) -> Result<User, ApiError> {
    caller.require_admin(scope)?;
    app.accounts.find_user(user).await?.ok_or_else(|| ApiError::not_found("user"))
}

#[OpenApi(tag = "Area::Users")]
impl UsersApi {
    /// List the users by first and last name.
    #[oai(path = "/users", method = "get", operation_id = "user_list")]
    async fn user_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AccountView>>, ApiError> {
        caller.require_admin(Scope::UsersRead)?;
        let page = PageRequest::parse("users", limit.0, cursor.0.as_deref())?;
        let after = match &page.after {
            None => None,
            Some(cursor) => match (cursor.text(0), cursor.text(1), cursor.integer(2)) {
                (Some(first), Some(last), Some(id)) => Some((first, last, id)),
                _ => return Err(PageRequest::foreign()),
            },
        };
        let users = app.accounts.list_users(after, page.fetch()).await?;
        let cursor_of =
            |user: &User| Cursor::new([user.first_name.clone(), user.last_name.clone(), user.id.to_string()]);
        Ok(Json(Page::build(users, &page, cursor_of, AccountView::from)))
    }

    /// Create a user.
    #[oai(path = "/users", method = "post", operation_id = "user_create")]
    async fn user_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<UserCreate>,
    ) -> Result<Created<AccountView>, ApiError> {
        caller.require_admin(Scope::UsersWrite)?;
        let Json(body) = body;
        let form = UserForm {
            email_address: body.email_address,
            first_name: body.first_name,
            last_name: body.last_name,
            password: body.password,
            password_confirmation: body.password_confirmation,
            time_zone: body.time_zone,
            is_admin: body.admin.unwrap_or(false),
            organizations: body.organization_ids,
        };
        if form.password.as_deref().is_some_and(|password| !password.is_empty()) {
            super::sessions::require_passwords(&app)?;
        }
        let user = app.accounts.create_user(&form).await?;
        Ok(Created::new(view(&app, user).await?))
    }

    /// Fetch one user with the organizations.
    #[oai(path = "/users/:user", method = "get", operation_id = "user_get")]
    async fn user_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        user: Path<String>,
    ) -> Result<Json<AccountView>, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersRead).await?;
        Ok(Json(view(&app, user).await?))
    }

    /// Change a user. The password is the user's own matter: `user_send_reset` helps.
    ///
    /// Nothing is written when one of the fields is refused. One administrator always remains.
    #[oai(path = "/users/:user", method = "patch", operation_id = "user_update")]
    async fn user_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        user: Path<String>,
        body: Json<UserUpdate>,
    ) -> Result<Json<AccountView>, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        let Json(body) = body;
        let change = UserChange {
            email_address: body.email_address,
            first_name: body.first_name,
            last_name: body.last_name,
            time_zone: body.time_zone,
            is_admin: body.admin,
            organizations: body.organization_ids,
        };
        let user = app.accounts.update_user(&caller.user, &user, &change).await?;
        Ok(Json(view(&app, user).await?))
    }

    /// Delete a user with sessions, tokens and memberships.
    ///
    /// Organizations that the user owns are yours afterwards.
    #[oai(path = "/users/:user", method = "delete", operation_id = "user_delete")]
    async fn user_delete(&self, app: Data<&App>, caller: Caller, user: Path<String>) -> Result<Done, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        app.accounts.delete_user(&caller.user, &user).await?;
        Ok(Done::Done)
    }

    /// Make a user a member of exactly these organizations. Memberships that stay keep their role and mail servers.
    #[oai(path = "/users/:user/organizations", method = "put", operation_id = "user_set_organizations")]
    async fn user_set_organizations(
        &self,
        app: Data<&App>,
        caller: Caller,
        user: Path<String>,
        body: Json<UserOrganizationsSet>,
    ) -> Result<Json<AccountView>, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        let role = body.role.map(crate::model::Role::from);
        app.accounts.set_organizations(&user, &body.organization_ids, role).await?;
        Ok(Json(view(&app, user).await?))
    }

    /// Mail a user a link that sets a password.
    #[oai(path = "/users/:user/send_reset", method = "post", operation_id = "user_send_reset")]
    async fn user_send_reset(&self, app: Data<&App>, caller: Caller, user: Path<String>) -> Result<Done, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        super::sessions::require_passwords(&app)?;
        app.accounts.send_reset(&user).await?;
        Ok(Done::Done)
    }

    /// Take the second factor away from a user who has lost it.
    #[oai(path = "/users/:user/reset_two_factor", method = "post", operation_id = "user_reset_two_factor")]
    async fn user_reset_two_factor(
        &self,
        app: Data<&App>,
        caller: Caller,
        user: Path<String>,
    ) -> Result<Done, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        app.accounts.reset_two_factor(&user).await?;
        Ok(Done::Done)
    }

    /// End all sessions of a user.
    #[oai(path = "/users/:user/end_sessions", method = "post", operation_id = "user_end_sessions")]
    async fn user_end_sessions(&self, app: Data<&App>, caller: Caller, user: Path<String>) -> Result<Done, ApiError> {
        let user = find(&app, &caller, &user, Scope::UsersWrite).await?;
        app.accounts.end_sessions(user.id, None).await?;
        Ok(Done::Done)
    }
}
