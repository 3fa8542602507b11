//! The own account.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Done, time};
use crate::accounts::ProfileForm;
use crate::app::App;
use crate::http::caller::{Caller, Proof};
use crate::http::error::ApiError;
use crate::model::User;

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
    pub email_address: Option<String>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Needed to change the e-mail address.
    pub current_password: Option<String>,
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
    async fn me_get(&self, caller: Caller) -> Result<Json<UserView>, ApiError> {
        Ok(Json(caller.user.into()))
    }

    /// Change the own profile.
    #[oai(path = "/me", method = "patch", operation_id = "me_update")]
    async fn me_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<MeUpdate>,
    ) -> Result<Json<UserView>, ApiError> {
        caller.require_all_scopes()?;
        let Json(body) = body;
        let form = ProfileForm {
            email_address: body.email_address,
            first_name: body.first_name,
            last_name: body.last_name,
            time_zone: body.time_zone,
            current_password: body.current_password,
        };
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
        if !app.config.oidc.local_authentication_enabled {
            return Err(ApiError::forbidden("local_authentication_disabled", "Login by password is switched off."));
        }
        let keep = match &caller.proof {
            Proof::Session(session) => Some(session.id),
            Proof::Token(_) => None,
        };
        let confirmation = body.password_confirmation.as_deref();
        app.accounts.change_password(&caller.user, &body.current_password, &body.password, confirmation, keep).await?;
        Ok(Done::Done)
    }
}
