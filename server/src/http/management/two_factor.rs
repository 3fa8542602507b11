//! The second factor of the own account.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;

#[derive(Debug, Default)]
pub struct TwoFactorApi;

/// The second factor of the own account.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TwoFactorView {
    /// A login needs a code.
    pub enabled: bool,
    /// Since when.
    pub enabled_at: Option<String>,
    /// Recovery codes that have not been used.
    pub recovery_codes_left: i64,
    /// The installation asks for one.
    pub required: bool,
}

#[derive(Debug, Object)]
pub struct TwoFactorEnrol {
    /// Needed by users who have a password.
    pub current_password: Option<String>,
}

/// What an app needs to know. It is shown once and counts after `two_factor_confirm`.
#[derive(Debug, Object)]
pub struct TwoFactorEnrolled {
    /// Base32, to be typed.
    pub secret: String,
    /// `otpauth://totp/…`, to be opened.
    pub uri: String,
    /// The same as a QR code, to be scanned: an SVG document.
    pub qr_svg: String,
}

#[derive(Debug, Object)]
pub struct TwoFactorConfirm {
    /// Six digits of the app.
    pub code: String,
}

/// The second factor counts from now on.
#[derive(Debug, Object)]
pub struct TwoFactorConfirmed {
    /// Each replaces a code of the app once. They are not stored and cannot be shown again.
    pub recovery_codes: Vec<String>,
}

#[derive(Debug, Object)]
pub struct TwoFactorDisable {
    /// Needed by users who have a password.
    pub current_password: Option<String>,
}

#[derive(Debug, Object)]
pub struct RecoveryCodesRenew {
    /// Needed by users who have a password.
    pub current_password: Option<String>,
}

/// New recovery codes.
#[derive(Debug, Object)]
pub struct RecoveryCodesView {
    /// Each replaces a code of the app once. They are not stored and cannot be shown again.
    pub recovery_codes: Vec<String>,
}

#[OpenApi(tag = "Area::Me")]
impl TwoFactorApi {
    /// Show whether the account has a second factor.
    #[oai(path = "/me/two-factor", method = "get", operation_id = "two_factor_get")]
    async fn two_factor_get(&self, app: Data<&App>, caller: Caller) -> Result<Json<TwoFactorView>, ApiError> {
        caller.require_all_scopes()?;
        Ok(Json(TwoFactorView {
            enabled: caller.user.totp_enabled_at.is_some(),
            enabled_at: caller.user.totp_enabled_at.map(time),
            recovery_codes_left: app.accounts.recovery_codes_left(&caller.user).await?,
            required: app.config.postal.require_two_factor,
        }))
    }

    /// Begin to set up a second factor: an app that shows codes (RFC 6238).
    #[oai(path = "/me/two-factor", method = "post", operation_id = "two_factor_enrol")]
    async fn two_factor_enrol(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<TwoFactorEnrol>,
    ) -> Result<Created<TwoFactorEnrolled>, ApiError> {
        caller.require_all_scopes()?;
        let current = body.current_password.as_deref().unwrap_or_default();
        let enrolment = app.accounts.enrol_two_factor(&caller.user, current).await?;
        Ok(Created::new(TwoFactorEnrolled { secret: enrolment.secret, uri: enrolment.uri, qr_svg: enrolment.qr_svg }))
    }

    /// Confirm the second factor with its first code. Ends all other sessions; the answer is the only place that shows the
    /// recovery codes.
    #[oai(path = "/me/two-factor/confirm", method = "post", operation_id = "two_factor_confirm")]
    async fn two_factor_confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<TwoFactorConfirm>,
    ) -> Result<Json<TwoFactorConfirmed>, ApiError> {
        caller.require_all_scopes()?;
        let codes = app.accounts.confirm_two_factor(&caller.user, &body.code, caller.own_session()).await?;
        Ok(Json(TwoFactorConfirmed { recovery_codes: codes }))
    }

    /// Remove the second factor.
    #[oai(path = "/me/two-factor", method = "delete", operation_id = "two_factor_disable")]
    async fn two_factor_disable(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<Option<TwoFactorDisable>>,
    ) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        let current = body.0.and_then(|body| body.current_password).unwrap_or_default();
        app.accounts.disable_two_factor(&caller.user, &current).await?;
        Ok(Done::Done)
    }

    /// Replace all recovery codes by new ones; the answer is the only place that shows them.
    #[oai(path = "/me/two-factor/renew_codes", method = "post", operation_id = "two_factor_renew_codes")]
    async fn two_factor_renew_codes(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<RecoveryCodesRenew>,
    ) -> Result<Json<RecoveryCodesView>, ApiError> {
        caller.require_all_scopes()?;
        let current = body.0.current_password.unwrap_or_default();
        let recovery_codes = app.accounts.renew_recovery_codes(&caller.user, &current).await?;
        Ok(Json(RecoveryCodesView { recovery_codes }))
    }
}
