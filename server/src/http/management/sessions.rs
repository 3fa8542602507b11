//! Logging in and out.

use poem::Request;
use poem::http::header;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Area;
use super::answers::time;
use super::me::UserView;
use crate::app::App;
use crate::config::WebProtocol;
use crate::http::caller::{Caller, Proof, SESSION_COOKIE, session_cookie};
use crate::http::error::ApiError;
use crate::http::guard;
use crate::model::{Session, User};

#[derive(Debug, Default)]
pub struct SessionsApi;

#[derive(Debug, Object)]
pub struct SessionCreate {
    pub email_address: String,
    pub password: String,
}

/// Who is logged in.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SessionView {
    pub user: UserView,
    /// When the session ends unless it is used; absent for a token without end.
    pub expires_at: Option<String>,
}

impl SessionView {
    fn new(user: User, session: &Session) -> Self {
        Self { user: user.into(), expires_at: Some(time(session.expires_at)) }
    }
}

#[derive(Debug, ApiResponse)]
enum LoggedIn {
    /// The cookie holds the session.
    #[oai(status = 201)]
    LoggedIn(Json<SessionView>, #[oai(header = "Set-Cookie")] String),
}

#[derive(Debug, ApiResponse)]
enum LoggedOut {
    /// The session has ended.
    #[oai(status = 204)]
    LoggedOut(#[oai(header = "Set-Cookie")] String),
}

#[OpenApi(tag = "Area::Session")]
impl SessionsApi {
    /// Log in with a password. A session that the request still carries ends.
    ///
    /// Too many failures for an account or from an address answer 429 for a while. The request needs an `Origin` of
    /// this installation, or without one the header `X-Requested-With`.
    #[oai(path = "/session", method = "post", operation_id = "session_create")]
    async fn session_create(
        &self,
        app: Data<&App>,
        request: &Request,
        body: Json<SessionCreate>,
    ) -> Result<LoggedIn, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        if !app.config.oidc.local_authentication_enabled {
            return Err(ApiError::forbidden("local_authentication_disabled", "Login by password is switched off."));
        }
        let client = guard::client_address(request, &app.config.postal);
        let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let login = app.accounts.log_in(&body.email_address, &body.password, client, agent).await?;
        // The browser forgets the old cookie, so nobody could end the old session any more.
        if let Some(old) = session_cookie(request) {
            app.accounts.forget_session(&old).await?;
        }
        let cookie = cookie(&app, &login.secret);
        Ok(LoggedIn::LoggedIn(Json(SessionView::new(login.user, &login.session)), cookie))
    }

    /// Show who is logged in.
    #[oai(path = "/session", method = "get", operation_id = "session_get")]
    async fn session_get(&self, caller: Caller) -> Result<Json<SessionView>, ApiError> {
        Ok(Json(match caller.proof {
            Proof::Session(session) => SessionView::new(caller.user, &session),
            Proof::Token(token) => SessionView { user: caller.user.into(), expires_at: token.expires_at.map(time) },
        }))
    }

    /// Log out.
    #[oai(path = "/session", method = "delete", operation_id = "session_delete")]
    async fn session_delete(&self, app: Data<&App>, caller: Caller) -> Result<LoggedOut, ApiError> {
        let Proof::Session(session) = caller.proof else {
            return Err(ApiError::conflict("no_session", "A token has no session to end."));
        };
        app.accounts.log_out(session.id).await?;
        Ok(LoggedOut::LoggedOut(format!("{}; Max-Age=0", cookie(&app, ""))))
    }
}

/// Ends with the browser; the server ends it earlier when it is idle (RFC 6265 §4.1).
fn cookie(app: &App, secret: &str) -> String {
    let secure = if app.config.postal.web_protocol == WebProtocol::Https { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}
