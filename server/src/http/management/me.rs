//! The own account: profile, password, address, sessions.

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Done, time};
use super::sessions::require_passwords;
use crate::accounts::{NewPassword, ProfileForm};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::guard;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::model::{Session, SessionId, User};

#[derive(Debug, Default)]
pub struct MeApi;

/// A person who can log in.
#[derive(Debug, Object)]
pub struct UserView {
    pub uuid: String,
    pub first_name: String,
    pub last_name: String,
    pub email_address: String,
    /// IANA name.
    pub time_zone: String,
    /// Administrator of the whole installation.
    pub admin: bool,
    pub created_at: String,
}

/// The own account.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct MeView {
    pub uuid: String,
    pub first_name: String,
    pub last_name: String,
    pub email_address: String,
    /// IANA name.
    pub time_zone: String,
    /// Administrator of the whole installation.
    pub admin: bool,
    /// Can log in with a password, and has to name it for what is dangerous.
    pub has_password: bool,
    /// Is linked with the account at the OpenID provider.
    pub oidc: bool,
    /// The provider of that account; absent when there is none.
    pub oidc_issuer: Option<String>,
    /// Who the provider says that the user is; absent when there is none.
    pub oidc_uid: Option<String>,
    /// A login needs a code.
    pub two_factor: bool,
    pub created_at: String,
}

impl From<User> for MeView {
    fn from(user: User) -> Self {
        Self {
            has_password: user.password_digest.is_some(),
            oidc: user.oidc_uid.is_some(),
            oidc_issuer: user.oidc_issuer,
            oidc_uid: user.oidc_uid,
            two_factor: user.totp_enabled_at.is_some(),
            uuid: user.uuid,
            first_name: user.first_name,
            last_name: user.last_name,
            email_address: user.email_address,
            time_zone: user.time_zone,
            admin: user.is_admin,
            created_at: time(user.created_at),
        }
    }
}

impl From<User> for UserView {
    fn from(user: User) -> Self {
        Self {
            uuid: user.uuid,
            first_name: user.first_name,
            last_name: user.last_name,
            email_address: user.email_address,
            time_zone: user.time_zone,
            admin: user.is_admin,
            created_at: time(user.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct MeUpdate {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
}

#[derive(Debug, Object)]
pub struct EmailChange {
    pub email_address: String,
    /// Needed by users who have a password.
    pub current_password: Option<String>,
}

/// A login that goes on.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OwnSessionView {
    pub uuid: String,
    /// The one that this request came with.
    pub current: bool,
    /// Address of the last request.
    pub ip_address: Option<String>,
    /// What the browser called itself at the login.
    pub user_agent: Option<String>,
    /// Ends at `expires_at` however much it is used.
    pub remembered: bool,
    /// To the minute.
    pub last_activity_at: String,
    pub expires_at: String,
    pub created_at: String,
}

impl OwnSessionView {
    fn new(session: Session, own: Option<SessionId>) -> Self {
        Self {
            current: own == Some(session.id),
            uuid: session.uuid,
            ip_address: session.last_activity_ip,
            user_agent: session.user_agent,
            remembered: session.is_remembered,
            last_activity_at: time(session.last_activity_at),
            expires_at: time(session.expires_at),
            created_at: time(session.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct PasswordChange {
    pub current_password: String,
    /// At least 8 characters.
    pub password: String,
    /// When given, must be the same.
    pub password_confirmation: Option<String>,
}

#[OpenApi(tag = "Area::Me")]
impl MeApi {
    /// Show the own profile.
    #[oai(path = "/me", method = "get", operation_id = "me_get")]
    async fn me_get(&self, caller: Caller) -> Result<Json<MeView>, ApiError> {
        Ok(Json(caller.user.into()))
    }

    /// Change the own profile.
    #[oai(path = "/me", method = "patch", operation_id = "me_update")]
    async fn me_update(&self, app: Data<&App>, caller: Caller, body: Json<MeUpdate>) -> Result<Json<MeView>, ApiError> {
        caller.require_all_scopes()?;
        let Json(body) = body;
        let form = ProfileForm { first_name: body.first_name, last_name: body.last_name, time_zone: body.time_zone };
        Ok(Json(app.accounts.update_profile(&caller.user, &form).await?.into()))
    }

    /// Change the own password; ends all other sessions.
    #[oai(path = "/me/password", method = "put", operation_id = "password_change")]
    async fn password_change(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<PasswordChange>,
    ) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        require_passwords(&app)?;
        let Json(body) = body;
        let new = NewPassword { password: body.password, confirmation: body.password_confirmation };
        app.accounts.change_password(&caller.user, &body.current_password, &new, caller.own_session()).await?;
        Ok(Done::Done)
    }

    /// Change the own e-mail address. It changes when the link in a mail to the new address is followed.
    ///
    /// The old address gets a notice.
    #[oai(path = "/me/email", method = "put", operation_id = "email_change")]
    async fn email_change(&self, app: Data<&App>, caller: Caller, body: Json<EmailChange>) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        let current = body.current_password.as_deref().unwrap_or_default();
        app.accounts.begin_email_change(&caller.user, &body.email_address, current).await?;
        Ok(Done::Done)
    }

    /// Confirm a new e-mail address with the secret of the mailed link.
    #[oai(path = "/email-changes/:link", method = "post", operation_id = "email_change_confirm")]
    async fn email_change_confirm(
        &self,
        app: Data<&App>,
        request: &Request,
        link: Path<String>,
    ) -> Result<Done, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        app.accounts.finish_email_change(&link).await?;
        Ok(Done::Done)
    }

    /// List the own sessions, newest first.
    #[oai(path = "/me/sessions", method = "get", operation_id = "own_session_list")]
    async fn own_session_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<OwnSessionView>>, ApiError> {
        caller.require_all_scopes()?;
        let page = PageRequest::parse("own_sessions", limit.0, cursor.0.as_deref())?;
        let sessions = app.accounts.list_sessions(caller.user.id, page.after_id()?, page.fetch()).await?;
        let own = caller.own_session();
        let cursor_of = |session: &Session| Cursor::new([session.id.to_string()]);
        Ok(Json(Page::build(sessions, &page, cursor_of, |session| OwnSessionView::new(session, own))))
    }

    /// End one of the own sessions.
    #[oai(path = "/me/sessions/:uuid", method = "delete", operation_id = "own_session_end")]
    async fn own_session_end(&self, app: Data<&App>, caller: Caller, uuid: Path<String>) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        if app.accounts.end_session(caller.user.id, &uuid).await? {
            Ok(Done::Done)
        } else {
            Err(ApiError::not_found("session"))
        }
    }

    /// End all own sessions but this one.
    #[oai(path = "/me/sessions", method = "delete", operation_id = "own_session_end_others")]
    async fn own_session_end_others(&self, app: Data<&App>, caller: Caller) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        app.accounts.end_sessions(caller.user.id, caller.own_session()).await?;
        Ok(Done::Done)
    }
}
