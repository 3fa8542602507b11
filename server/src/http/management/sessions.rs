//! Logging in and out, and the way back in for who has forgotten the password.

use poem::Request;
use poem::http::header;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object, OpenApi};

use super::Area;
use super::answers::{Done, time};
use super::me::UserView;
use crate::accounts::{Challenge, Confirmation, Login, LoginStep, NewPassword, REMEMBERED_SESSION_TIME};
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
    /// The session ends at `expires_at` however much it is used ("remember me").
    pub remembered: bool,
    /// The installation asks for a second factor, which the user does not have: until it is set up (`two_factor_enrol`)
    /// everything else answers 403 `two_factor_required`.
    pub two_factor_required: bool,
}

#[derive(Debug, Object)]
pub struct PasswordResetBegin {
    pub email_address: String,
    /// Path of the page to go to afterwards, such as `/org/acme`; it comes back in the mailed link.
    pub return_to: Option<String>,
}

/// A link that sets a password.
#[derive(Debug, Object)]
pub struct PasswordResetView {
    /// Whose password it sets.
    pub email_address: String,
    pub expires_at: String,
}

#[derive(Debug, Object)]
pub struct PasswordResetFinish {
    /// At least 8 characters.
    pub password: String,
    /// When given, must be the same.
    pub password_confirmation: Option<String>,
}

impl SessionView {
    fn new(app: &App, user: User, session: &Session) -> Self {
        Self {
            two_factor_required: app.config.postal.require_two_factor && user.lacks_second_factor(),
            user: user.into(),
            expires_at: Some(time(session.expires_at)),
            remembered: session.is_remembered,
        }
    }
}

/// The password was right; a code is needed too.
#[derive(Debug, Object)]
pub struct SecondFactorView {
    /// For `session_second_factor`.
    pub challenge: String,
    /// Until then the code can be given.
    pub expires_at: String,
}

#[derive(Debug, Object)]
pub struct SecondFactorGive {
    /// From the answer to the password.
    pub challenge: String,
    /// Six digits of the app, or a recovery code.
    pub code: String,
}

#[derive(Debug, Object)]
pub struct SessionConfirm {
    /// Of users who have one.
    pub password: Option<String>,
    /// Of the second factor, for users without a password.
    pub code: Option<String>,
}

#[derive(Debug, ApiResponse)]
pub enum LoginAnswer {
    /// The cookie holds the session.
    #[oai(status = 201)]
    LoggedIn(Json<SessionView>, #[oai(header = "Set-Cookie")] String),
    /// Nobody is logged in yet: the account has a second factor.
    #[oai(status = 202)]
    SecondFactor(Json<SecondFactorView>),
}

#[derive(Debug, ApiResponse)]
pub enum LoggedIn {
    /// The cookie holds the session.
    #[oai(status = 201)]
    LoggedIn(Json<SessionView>, #[oai(header = "Set-Cookie")] String),
}

#[derive(Debug, ApiResponse)]
enum LoggedOut {
    /// The session has ended; the login at the OpenID provider ends when the browser goes where this says.
    #[oai(status = 200)]
    GoesOn(Json<ProviderLogoutView>, #[oai(header = "Set-Cookie")] String),
    /// The session has ended.
    #[oai(status = 204)]
    LoggedOut(#[oai(header = "Set-Cookie")] String),
}

/// The rest of a logout.
#[derive(Debug, Object)]
pub struct ProviderLogoutView {
    /// Page of the OpenID provider; it sends the browser back to the login page.
    pub provider_logout_url: String,
}

#[OpenApi(tag = "Area::Session")]
impl SessionsApi {
    /// Log in with a password. A session that the request still carries ends. With a second factor the answer is 202, and
    /// `session_second_factor` goes on.
    ///
    /// Too many failures for an account or from an address answer 429 for a while. The request needs an `Origin` of
    /// this installation, or without one the header `X-Requested-With`.
    #[oai(path = "/session", method = "post", operation_id = "session_create")]
    async fn session_create(
        &self,
        app: Data<&App>,
        request: &Request,
        body: Json<SessionCreate>,
    ) -> Result<LoginAnswer, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        require_passwords(&app)?;
        let client = guard::client_address(request, &app.config.postal);
        let step = app.accounts.log_in(&body.email_address, &body.password, client, user_agent(request)).await?;
        answer(&app, request, step).await
    }

    /// Log in with the second factor, after the password.
    #[oai(path = "/session/second-factor", method = "post", operation_id = "session_second_factor")]
    async fn session_second_factor(
        &self,
        app: Data<&App>,
        request: &Request,
        body: Json<SecondFactorGive>,
    ) -> Result<LoggedIn, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        let client = guard::client_address(request, &app.config.postal);
        let login = app.accounts.second_step(&body.challenge, &body.code, client, user_agent(request)).await?;
        logged_in(&app, request, login).await
    }

    /// Give the password again, so that for ten minutes dangerous operations do not ask for it.
    ///
    /// Those answer 403 `step_up_required` to a session whose password or code was given longer ago. A user without a
    /// password gives the code of the second factor; without that too, only another login helps (409 `login_required`).
    #[oai(path = "/session/confirm", method = "post", operation_id = "session_confirm")]
    async fn session_confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<SessionConfirm>,
    ) -> Result<Done, ApiError> {
        let session = caller.require_session()?;
        let given = Confirmation {
            password: body.password.as_deref().unwrap_or_default(),
            code: body.code.as_deref().unwrap_or_default(),
        };
        if app.accounts.confirm_session(&caller.user, session.id, &given).await? {
            return Ok(Done::Done);
        }
        Err(ApiError::unauthorized("unauthorized", "The session has ended."))
    }

    /// Remember this login: the session lasts two months from now, whether it is used or not.
    #[oai(path = "/session/persist", method = "post", operation_id = "session_persist")]
    async fn session_persist(&self, app: Data<&App>, request: &Request, caller: Caller) -> Result<LoggedIn, ApiError> {
        let session = caller.require_session()?;
        let ended = || ApiError::unauthorized("unauthorized", "The session has ended.");
        let session = app.accounts.remember(session).await?.ok_or_else(ended)?;
        let secret = session_cookie(request).ok_or_else(ended)?;
        let cookie = format!("{}; Max-Age={}", cookie(&app, &secret), REMEMBERED_SESSION_TIME.as_secs());
        Ok(LoggedIn::LoggedIn(Json(SessionView::new(&app, caller.user, &session)), cookie))
    }

    /// Mail a link that sets a new password. The answer is the same whether there is such a user or not.
    #[oai(path = "/password-resets", method = "post", operation_id = "password_reset_begin")]
    async fn password_reset_begin(
        &self,
        app: Data<&App>,
        request: &Request,
        body: Json<PasswordResetBegin>,
    ) -> Result<Done, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        require_passwords(&app)?;
        let client = guard::client_address(request, &app.config.postal);
        app.accounts.begin_reset(&body.email_address, body.return_to.as_deref(), client).await?;
        Ok(Done::Done)
    }

    /// Show whose password a link sets. 404: unknown, used or expired.
    #[oai(path = "/password-resets/:link", method = "get", operation_id = "password_reset_check")]
    async fn password_reset_check(
        &self,
        app: Data<&App>,
        link: Path<String>,
    ) -> Result<Json<PasswordResetView>, ApiError> {
        require_passwords(&app)?;
        let (link, user) = app.accounts.check_reset(&link).await?;
        Ok(Json(PasswordResetView { email_address: user.email_address, expires_at: time(link.expires_at) }))
    }

    /// Set the password, end all sessions of the user and log in. The link works once.
    #[oai(path = "/password-resets/:link", method = "post", operation_id = "password_reset_finish")]
    async fn password_reset_finish(
        &self,
        app: Data<&App>,
        request: &Request,
        link: Path<String>,
        body: Json<PasswordResetFinish>,
    ) -> Result<LoginAnswer, ApiError> {
        guard::require_own_origin(request, &app.config.postal)?;
        require_passwords(&app)?;
        let client = guard::client_address(request, &app.config.postal);
        let Json(body) = body;
        let new = NewPassword { password: body.password, confirmation: body.password_confirmation };
        let step = app.accounts.finish_reset(&link, &new, client, user_agent(request)).await?;
        answer(&app, request, step).await
    }

    /// Show who is logged in.
    #[oai(path = "/session", method = "get", operation_id = "session_get")]
    async fn session_get(&self, app: Data<&App>, caller: Caller) -> Result<Json<SessionView>, ApiError> {
        Ok(Json(match caller.proof {
            Proof::Session(session) => SessionView::new(&app, caller.user, &session),
            Proof::Token(token) => SessionView {
                user: caller.user.into(),
                expires_at: token.expires_at.map(time),
                remembered: false,
                two_factor_required: false,
            },
        }))
    }

    /// Log out.
    ///
    /// With `oidc.provider_logout` the answer to who came through the OpenID provider says how to end the login there.
    #[oai(path = "/session", method = "delete", operation_id = "session_delete")]
    async fn session_delete(&self, app: Data<&App>, caller: Caller) -> Result<LoggedOut, ApiError> {
        let session = caller.require_session()?.id;
        let provider = match &app.oidc {
            Some(oidc) => oidc.logout_url(session).await,
            None => None,
        };
        app.accounts.log_out(session).await?;
        let gone = format!("{}; Max-Age=0", cookie(&app, ""));
        Ok(match provider {
            Some(provider_logout_url) => LoggedOut::GoesOn(Json(ProviderLogoutView { provider_logout_url }), gone),
            None => LoggedOut::LoggedOut(gone),
        })
    }
}

/// Refuses where only the OpenID provider lets people in.
pub fn require_passwords(app: &App) -> Result<(), ApiError> {
    if app.config.oidc.local_authentication_enabled {
        return Ok(());
    }
    Err(ApiError::forbidden("local_authentication_disabled", "Login by password is switched off."))
}

pub fn user_agent(request: &Request) -> Option<&str> {
    request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok())
}

/// Hands the session to the browser, and ends the one that it had: nobody could end that any more.
pub async fn logged_in(app: &App, request: &Request, login: Login) -> Result<LoggedIn, ApiError> {
    if let Some(old) = session_cookie(request) {
        app.accounts.forget_session(&old).await?;
    }
    let cookie = cookie(app, &login.secret);
    Ok(LoggedIn::LoggedIn(Json(SessionView::new(app, login.user, &login.session)), cookie))
}

/// A session for the browser, or the question for the second factor.
pub async fn answer(app: &App, request: &Request, step: LoginStep) -> Result<LoginAnswer, ApiError> {
    match step {
        LoginStep::Session(login) => {
            let LoggedIn::LoggedIn(view, cookie) = logged_in(app, request, *login).await?;
            Ok(LoginAnswer::LoggedIn(view, cookie))
        }
        LoginStep::SecondFactor(Challenge { secret, expires_at }) => {
            let view = SecondFactorView { challenge: secret, expires_at: time(expires_at) };
            Ok(LoginAnswer::SecondFactor(Json(view)))
        }
    }
}

/// For an answer that begins a session.
pub fn session_cookie_for(app: &App, login: &Login) -> String {
    cookie(app, &login.secret)
}

/// Ends with the browser; the server ends it earlier when it is idle (RFC 6265 §4.1).
fn cookie(app: &App, secret: &str) -> String {
    let secure = if app.config.postal.web_protocol == WebProtocol::Https { "; Secure" } else { "" };
    format!("{SESSION_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}
