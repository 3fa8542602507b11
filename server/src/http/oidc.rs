//! Where the OpenID provider sends browsers back to: a session and the page they wanted, or the login page with a reason.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::Data;
use poem::{IntoResponse as _, Request, Response, handler};
use url::form_urlencoded;

use super::caller::{cookie, session_cookie};
use super::error::{ApiError, REQUEST_ID};
use super::guard;
use super::management::sessions::{session_cookie_for, user_agent};
use crate::accounts::oidc::{Arrival, Departure, LOGIN_TIME, OidcError, name_of};
use crate::app::App;
use crate::config::WebProtocol;
use crate::model::audit::{Actor, NewAuditEntry};
use crate::openid::OpenIdError;
use crate::store::audit;

/// Only what is below this path gets the cookie.
const COOKIE_PATH: &str = "/auth/oidc";

/// The cookie that has to come back with the provider's answer. `Lax` because that answer is a link from the provider's
/// page to ours (RFC 6265bis §5.6.7); with `Strict` the browser would leave it at home.
pub fn departure_cookie(app: &App, departure: &Departure) -> String {
    let (name, sealed) = (&departure.name, &departure.sealed);
    format!("postal_oidc_{name}={sealed}; Max-Age={}{}", LOGIN_TIME.as_secs(), cookie_attributes(app))
}

fn cookie_attributes(app: &App) -> String {
    let secure = if app.config.postal.web_protocol == WebProtocol::Https { "; Secure" } else { "" };
    format!("; Path={COOKIE_PATH}; HttpOnly; SameSite=Lax{secure}")
}

/// `GET /auth/oidc/callback` (RFC 6749 §4.1.2).
#[handler]
pub async fn callback(request: &Request, app: Data<&App>) -> Response {
    let Some(oidc) = &app.oidc else { return ApiError::not_found("OpenID provider").into_response() };
    let mut arrival = Arrival::default();
    for (name, value) in form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
        let field = match &*name {
            "state" => &mut arrival.state,
            "code" => &mut arrival.code,
            "error" => &mut arrival.error,
            "iss" => &mut arrival.iss,
            _ => continue,
        };
        *field = Some(value.into_owned());
    }
    let name = format!("postal_oidc_{}", name_of(arrival.state.as_deref().unwrap_or_default()));
    arrival.sealed = cookie(request, &name);
    let client = guard::client_address(request, &app.config.postal);
    let entry = NewAuditEntry {
        ip_address: Some(client.to_string()),
        request_id: REQUEST_ID.try_with(Clone::clone).ok(),
        ..NewAuditEntry::new("oidc_login", Actor::nobody(), "session", app.clock.now())
    };
    // Written with the session, by then with the name of who logs in.
    let (finished, _) = audit::watched(entry, oidc.finish(arrival, client, user_agent(request))).await;
    let used = format!("{name}=; Max-Age=0{}", cookie_attributes(&app));
    let entry = match finished {
        Ok(entry) => entry,
        Err(rejection) => {
            tell(&rejection.error, client);
            let return_to = rejection
                .return_to
                .filter(|path| path != "/")
                .map(|path| format!("&return_to={}", utf8_percent_encode(&path, NON_ALPHANUMERIC)));
            let page = format!("/login?error={}{}", rejection.error.code(), return_to.unwrap_or_default());
            return redirect(&page, &[used]);
        }
    };
    // The session that the browser had: nobody could end that any more.
    if let Some(old) = session_cookie(request)
        && let Err(error) = app.accounts.forget_session(&old).await
    {
        return ApiError::from(error).into_response();
    }
    redirect(&entry.return_to, &[used, session_cookie_for(&app, &entry.login)])
}

/// One line that fail2ban can read where the client may be at fault.
fn tell(error: &OidcError, client: std::net::IpAddr) {
    match error {
        OidcError::Accounts(_) | OidcError::Secret(_) => {
            tracing::error!(%error, client_ip = %client, "a login through OpenID failed");
        }
        OidcError::Provider(OpenIdError::Unavailable(_)) => {
            tracing::warn!(%error, client_ip = %client, "nobody can log in through OpenID");
        }
        _ => tracing::warn!(reason = %error, client_ip = %client, "login failed from {client}"),
    }
}

fn redirect(page: &str, cookies: &[String]) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    let home = || HeaderValue::from_static("/");
    headers.insert(header::LOCATION, HeaderValue::from_str(page).unwrap_or_else(|_| home()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The address of this request holds the code.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
    response
}
