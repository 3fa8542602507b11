//! Logging in through the OpenID provider: how the browser is sent there. It comes back to `http::oidc`.

use poem::Request;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Area;
use crate::accounts::oidc::OidcError;
use crate::app::App;
use crate::http::error::ApiError;
use crate::http::guard;
use crate::http::oidc::departure_cookie;

#[derive(Debug, Default)]
pub struct OidcApi;

#[derive(Debug, Object)]
pub struct OidcStart {
    /// Path of the page to go to afterwards, such as `/org/acme`.
    pub return_to: Option<String>,
    /// Secret of a mailed invitation: who has no account gets one, as a member of its organization.
    pub invite: Option<String>,
}

/// How a login at the OpenID provider begins.
#[derive(Debug, Object)]
pub struct OidcStartView {
    /// Page of the provider where the browser goes now. It comes back to `/auth/oidc/callback`, which begins a session or
    /// shows the login page with the parameter `error`.
    pub authorization_url: String,
}

#[derive(Debug, ApiResponse)]
enum Started {
    /// The cookie has to come back with the provider's answer, within ten minutes.
    #[oai(status = 201)]
    Started(Json<OidcStartView>, #[oai(header = "Set-Cookie")] String),
}

#[OpenApi(tag = "Area::Session")]
impl OidcApi {
    /// Begin a login through the OpenID provider.
    ///
    /// 403 with the code `oidc_disabled`: there is none. 503: it does not answer.
    /// The request needs an `Origin` of this installation, or without one the header `X-Requested-With`.
    #[oai(path = "/auth/oidc", method = "post", operation_id = "oidc_start")]
    async fn oidc_start(&self, app: Data<&App>, request: &Request, body: Json<OidcStart>) -> Result<Started, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        let disabled = || ApiError::forbidden("oidc_disabled", "Login through a provider is not set up.");
        let oidc = app.oidc.as_ref().ok_or_else(disabled)?;
        let departure = oidc.begin(body.return_to.as_deref(), body.invite.as_deref()).await?;
        let cookie = departure_cookie(&app, &departure);
        Ok(Started::Started(Json(OidcStartView { authorization_url: departure.url }), cookie))
    }
}

impl From<OidcError> for ApiError {
    fn from(error: OidcError) -> Self {
        match error {
            OidcError::Accounts(error) => error.into(),
            OidcError::Provider(error) => {
                tracing::warn!(%error, "nobody can log in through OpenID");
                ApiError::unavailable("The login provider cannot be reached at present. Try again in a few minutes.")
            }
            error => ApiError::internal(&error),
        }
    }
}
