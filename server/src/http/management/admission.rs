//! Who asks, how often, and about which mail server when the path leaves it out.

use poem::Request;
use poem::http::header;

use super::step_up;
use crate::app::App;
use crate::http::caller::{self, Caller, Proof};
use crate::http::error::ApiError;
use crate::http::guard;
use crate::http::rate_limit::{Told, Whose};
use crate::model::Token;

/// What a request costs of the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    One,
    /// Mail has its mail server's send limit.
    Nothing,
}

/// Finds out who asks for an operation that is not for everybody, and whether they may ask now. `operation`: its id.
pub async fn admit(operation: &str, cost: Cost, request: &mut Request) -> Result<(), ApiError> {
    let caller = match request.extensions().get::<Caller>() {
        Some(caller) => caller.clone(),
        None => identify(request).await?,
    };
    let whose = Whose::caller(&caller);
    match cost {
        Cost::One => count(request, Some(whose))?,
        Cost::Nothing => {
            if let Some(app) = request.data::<App>()
                && let Some(standing) = app.rate_limits.look(whose, app.clock.now())
            {
                Told::tell(request, standing);
            }
        }
    }
    step_up::require_second_factor(request, &caller, operation)?;
    request.extensions_mut().insert(caller);
    Ok(())
}

/// Counts a request; `None`: as one of its address.
pub fn count(request: &Request, whose: Option<Whose>) -> Result<(), ApiError> {
    let Some(app) = request.data::<App>() else { return Ok(()) };
    let whose = whose.unwrap_or_else(|| Whose::client(guard::client_address(request, &app.config.postal)));
    let Some(standing) = app.rate_limits.count(whose, app.clock.now()) else { return Ok(()) };
    Told::tell(request, standing);
    if standing.is_exceeded {
        return Err(ApiError::rate_limited(standing.quota, standing.reset));
    }
    Ok(())
}

/// Puts the mail server into a path that leaves it out, for a token that is limited to one: `/messages` is that server's.
///
/// `is_there`: whether there is an operation at a path.
pub async fn expand(request: &mut Request, is_there: impl Fn(&str) -> bool) -> Result<(), ApiError> {
    let path = request.uri().path();
    let has_token = request.headers().contains_key(header::AUTHORIZATION);
    if is_there(path) || !has_token || !is_there(&format!("/organizations/-/servers/-{path}")) {
        return Ok(());
    }
    let caller = identify(request).await?;
    let Proof::Token(Token { servers: Some(servers), .. }) = &caller.proof else { return Ok(()) };
    let ([server], Some(app)) = (servers.as_slice(), request.data::<App>()) else { return Ok(()) };
    let Some(server) = app.accounts.servers_of(&[*server]).await?.pop() else { return Ok(()) };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let whole = format!("/organizations/{}/servers/{}{path}{query}", server.organization_permalink, server.uuid);
    if let Ok(uri) = whole.parse() {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(caller);
    }
    Ok(())
}

/// Who sends this request. Whoever cannot prove it counts as their address.
async fn identify(request: &Request) -> Result<Caller, ApiError> {
    match caller::identify(request).await {
        Ok(caller) => Ok(caller),
        Err(refusal) => {
            count(request, None)?;
            Err(refusal)
        }
    }
}
