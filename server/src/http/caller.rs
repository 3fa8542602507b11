//! Who asks, and what they may do: a handler without a [`Caller`] is for everybody.
//!
//! `Authorization: Bearer` with a management token wins over the session cookie. Somebody else's organization or mail
//! server is not forbidden but not there (404).

use std::net::IpAddr;

use poem::http::{Method, header};
use poem::{Request, RequestBody};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::error::ApiError;
use super::guard;
use super::permission::{Permission, Scope};
use crate::accounts::AccountsError;
use crate::app::App;
use crate::model::{MailServer, Organization, Role, ServerId, Session, Token, User, UserId, network};
use crate::store::audit;

/// Name of the session cookie.
pub const SESSION_COOKIE: &str = "postal_session";

/// How somebody proved who they are.
#[derive(Debug, Clone)]
pub enum Proof {
    Session(Session),
    Token(Token),
}

/// A user who is logged in, or a program that acts for one.
#[derive(Debug, Clone)]
pub struct Caller {
    pub user: User,
    pub proof: Proof,
    pub client: IpAddr,
}

/// What a caller is in an organization that they may see.
#[derive(Debug, Clone)]
pub struct Access {
    pub organization: Organization,
    /// Installation admins act as owners.
    pub role: Role,
    /// `Some`: the caller sees only some mail servers: [`Self::only_servers`].
    pub assigned_to: Option<UserId>,
    /// Those, when `assigned_to` is `Some`.
    servers: Vec<ServerId>,
}

impl Access {
    /// The mail servers that the caller sees, when they are only some.
    pub fn only_servers(&self) -> Option<&[ServerId]> {
        self.assigned_to.is_some().then_some(self.servers.as_slice())
    }
}

impl Caller {
    /// The organization, when the caller may do this in it.
    ///
    /// A member who sees some mail servers only may read at the organization's level, but change nothing there.
    pub async fn organization(&self, app: &App, org: &str, permission: Permission) -> Result<Access, ApiError> {
        let access = self.access(app, org).await?;
        self.require_role(&access, permission)?;
        if permission.writes() && access.assigned_to.is_some() {
            return Err(ApiError::forbidden("forbidden", "You may only change the mail servers assigned to you."));
        }
        Ok(access)
    }

    /// The mail server, when the caller may do this on it.
    pub async fn mail_server(
        &self,
        app: &App,
        org: &str,
        server: &str,
        permission: Permission,
    ) -> Result<MailServer, ApiError> {
        Ok(self.mail_server_access(app, org, server, permission).await?.1)
    }

    /// As [`Self::mail_server`], with what the caller is in its organization.
    pub async fn mail_server_access(
        &self,
        app: &App,
        org: &str,
        server: &str,
        permission: Permission,
    ) -> Result<(Access, MailServer), ApiError> {
        let (access, server) = self.visible_server(app, org, server).await?;
        self.require_role(&access, permission)?;
        Ok((access, server))
    }

    async fn visible_server(&self, app: &App, org: &str, server: &str) -> Result<(Access, MailServer), ApiError> {
        let access = self.access(app, org).await?;
        let server = app.tenancy.find_server(access.organization.id, server).await?;
        let server = server
            .filter(|server| access.assigned_to.is_none() || access.servers.contains(&server.id))
            .ok_or_else(|| ApiError::not_found("mail server"))?;
        audit::on(&server);
        Ok((access, server))
    }

    /// For what only installation admins may do.
    pub fn require_admin(&self, scope: Scope) -> Result<(), ApiError> {
        if let Proof::Token(Token { organizations: Some(_), .. }) = &self.proof {
            return Err(ApiError::forbidden("forbidden", "This token is limited to organizations or mail servers."));
        }
        self.require_admin_with(scope)
    }

    fn require_admin_with(&self, scope: Scope) -> Result<(), ApiError> {
        self.require_scope(scope)?;
        if self.user.is_admin {
            return Ok(());
        }
        Err(ApiError::forbidden("forbidden", "Only an administrator may do this."))
    }

    /// The organization, for what only installation admins may do to it. Strangers get 404, members 403.
    pub async fn organization_as_admin(&self, app: &App, org: &str, scope: Scope) -> Result<Organization, ApiError> {
        let access = self.access(app, org).await?;
        self.require_admin_with(scope)?;
        if access.assigned_to.is_some() {
            return Err(ApiError::forbidden("forbidden", "This token is limited to some mail servers."));
        }
        Ok(access.organization)
    }

    /// The mail server, for what only installation admins may do to it. Strangers get 404, members 403.
    pub async fn mail_server_as_admin(
        &self,
        app: &App,
        org: &str,
        server: &str,
        scope: Scope,
    ) -> Result<MailServer, ApiError> {
        let (_, server) = self.visible_server(app, org, server).await?;
        self.require_admin_with(scope)?;
        Ok(server)
    }

    /// For lists over organizations, which show what the caller may see.
    pub fn require_scope(&self, scope: Scope) -> Result<(), ApiError> {
        let Proof::Token(token) = &self.proof else { return Ok(()) };
        let Some(scopes) = &token.scopes else { return Ok(()) };
        if scopes.iter().any(|held| held == scope.as_str()) {
            return Ok(());
        }
        let message = format!("This token lacks the scope {}.", scope.as_str());
        Err(ApiError::forbidden("missing_scope", message))
    }

    /// True for a token that names its mail servers.
    pub fn is_limited_to_servers(&self) -> bool {
        matches!(&self.proof, Proof::Token(Token { servers: Some(_), .. }))
    }

    /// The organizations that the caller's token is limited to.
    pub fn only_organizations(&self) -> Option<&[crate::model::OrganizationId]> {
        match &self.proof {
            Proof::Token(token) => token.organizations.as_deref(),
            Proof::Session(_) => None,
        }
    }

    /// For the own account: a restricted token could otherwise make itself an unrestricted one.
    pub fn require_all_scopes(&self) -> Result<(), ApiError> {
        match &self.proof {
            Proof::Token(token) if token.scopes.is_some() => {
                Err(ApiError::forbidden("missing_scope", "A token restricted to scopes may not do this."))
            }
            Proof::Token(token) if token.organizations.is_some() || token.networks.is_some() => {
                Err(ApiError::forbidden("forbidden", "A token with limits may not do this."))
            }
            Proof::Token(_) | Proof::Session(_) => Ok(()),
        }
    }

    /// For what only a person in front of a browser does.
    pub fn require_session(&self) -> Result<&Session, ApiError> {
        match &self.proof {
            Proof::Session(session) => Ok(session),
            Proof::Token(_) => Err(ApiError::conflict("no_session", "A token has no session.")),
        }
    }

    /// The session that is not to be ended with the others.
    pub fn own_session(&self) -> Option<crate::model::SessionId> {
        match &self.proof {
            Proof::Session(session) => Some(session.id),
            Proof::Token(_) => None,
        }
    }

    /// For people; a program has no second factor, and its token was made by somebody who had one.
    fn require_second_factor_of(&self, organization: &Organization) -> Result<(), ApiError> {
        if organization.requires_two_factor && self.is_without_second_factor() {
            let message = "This organization asks for a second factor. Set one up in your profile.";
            return Err(ApiError::forbidden("two_factor_required", message));
        }
        Ok(())
    }

    /// A person in front of a browser whose password is all that protects the account.
    pub fn is_without_second_factor(&self) -> bool {
        matches!(self.proof, Proof::Session(_)) && self.user.lacks_second_factor()
    }

    fn require_role(&self, access: &Access, permission: Permission) -> Result<(), ApiError> {
        self.require_scope(permission.scope())?;
        if access.role >= permission.role() {
            return Ok(());
        }
        let message = format!("Your role in this organization ({}) does not allow this.", access.role.as_str());
        Err(ApiError::forbidden("forbidden", message))
    }

    async fn access(&self, app: &App, org: &str) -> Result<Access, ApiError> {
        let not_there = || ApiError::not_found("organization");
        let organization = app.tenancy.find_organization(org).await?.ok_or_else(not_there)?;
        if self.only_organizations().is_some_and(|only| !only.contains(&organization.id)) {
            return Err(not_there());
        }
        audit::within(&organization);
        let limit = match &self.proof {
            Proof::Token(Token { servers: Some(servers), .. }) => Some(servers.clone()),
            Proof::Token(_) | Proof::Session(_) => None,
        };
        if self.user.is_admin {
            self.require_second_factor_of(&organization)?;
            let assigned_to = limit.as_ref().map(|_| self.user.id);
            let servers = limit.unwrap_or_default();
            return Ok(Access { organization, role: Role::Owner, assigned_to, servers });
        }
        let membership = app.tenancy.find_membership(organization.id, self.user.id).await?.ok_or_else(not_there)?;
        self.require_second_factor_of(&organization)?;
        let servers = match limit {
            Some(limit) if membership.has_all_servers => limit,
            Some(limit) => limit.into_iter().filter(|id| membership.servers.contains(id)).collect(),
            None if membership.has_all_servers => {
                return Ok(Access { organization, role: membership.role, assigned_to: None, servers: Vec::new() });
            }
            None => membership.servers,
        };
        Ok(Access { organization, role: membership.role, assigned_to: Some(self.user.id), servers })
    }
}

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        registry.create_security_scheme(
            "session",
            MetaSecurityScheme {
                ty: "apiKey",
                description: Some(
                    "Set by `session_create`. Requests that change something also need an `Origin` of this installation, \
                     or without one the header `X-Requested-With`.",
                ),
                name: Some(SESSION_COOKIE),
                key_in: Some("cookie"),
                scheme: None,
                bearer_format: None,
                flows: None,
                openid_connect_url: None,
            },
        );
        registry.create_security_scheme(
            "token",
            MetaSecurityScheme {
                ty: "http",
                description: Some("A management token, made by `token_create` or `postal make-token`."),
                name: None,
                key_in: None,
                scheme: Some("bearer"),
                bearer_format: None,
                flows: None,
                openid_connect_url: None,
            },
        );
    }

    fn security_schemes() -> Vec<&'static str> {
        vec!["session", "token"]
    }

    async fn from_request(
        request: &'a Request,
        _body: &mut RequestBody,
        _options: ExtractParamOptions<Self::ParamType>,
    ) -> poem::Result<Self> {
        // The gate in front of the operations has asked already.
        match request.extensions().get::<Caller>() {
            Some(caller) => Ok(caller.clone()),
            None => Ok(identify(request).await?),
        }
    }
}

/// Who sends this request.
pub async fn identify(request: &Request) -> Result<Caller, ApiError> {
    let Some(app) = request.data::<App>() else {
        return Err(ApiError::unavailable("The program is starting."));
    };
    let client = guard::client_address(request, &app.config.postal);
    if let Some(value) = request.headers().get(header::AUTHORIZATION) {
        let unknown = || ApiError::unauthorized("invalid_token", "The token is unknown or expired.");
        let text = value.to_str().map_err(|_| unknown())?;
        let (scheme, secret) = text.split_once(' ').ok_or_else(unknown)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(unknown());
        }
        let (token, user) = app.accounts.token(secret.trim()).await?.ok_or_else(unknown)?;
        if token.networks.as_ref().is_some_and(|networks| !network::contain(networks, client)) {
            let message = format!("This token may not be used from {client}.");
            return Err(ApiError::forbidden("address_not_allowed", message));
        }
        return Ok(Caller { user, proof: Proof::Token(token), client });
    }
    let cookie = session_cookie(request);
    let nobody = || ApiError::unauthorized("unauthorized", "Log in or send a token.");
    let secret = cookie.ok_or_else(nobody)?;
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        guard::require_own_origin(request, &app.config.postal)?;
    }
    let (session, user) = app.accounts.session(&secret, client).await?.ok_or_else(nobody)?;
    Ok(Caller { user, proof: Proof::Session(session), client })
}

/// The secret in the session cookie.
pub fn session_cookie(request: &Request) -> Option<String> {
    cookie(request, SESSION_COOKIE)
}

/// Value of a cookie (RFC 6265 §5.4).
pub fn cookie(request: &Request, wanted: &str) -> Option<String> {
    request
        .headers()
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value.to_owned())
}

impl From<AccountsError> for ApiError {
    fn from(error: AccountsError) -> Self {
        match error {
            AccountsError::Invalid(violations) => violations.into(),
            AccountsError::Refused => {
                ApiError::unauthorized("invalid_credentials", "The e-mail address or the password is wrong.")
            }
            AccountsError::UnknownLink => ApiError::not_found("link, or it has expired or been used"),
            AccountsError::LoginOver => {
                ApiError::unauthorized("login_over", "Begin again with the password: the code came too late.")
            }
            AccountsError::WrongCode => ApiError::unauthorized("wrong_code", "The code is wrong or has been used."),
            AccountsError::TwoFactorEnabled => {
                ApiError::conflict("two_factor_enabled", "There is a second factor already. Remove it first.")
            }
            AccountsError::NoTwoFactor => ApiError::conflict("two_factor_disabled", "There is no second factor."),
            AccountsError::NothingToConfirmWith => {
                ApiError::conflict("login_required", "This account has no password: log in again instead.")
            }
            AccountsError::NeedsSecondFactor => ApiError::conflict(
                "second_factor_required",
                "This account has a second factor: log in first, then accept.",
            ),
            AccountsError::OwnAccount => ApiError::conflict("own_account", "You cannot delete yourself."),
            AccountsError::LastAdmin => {
                ApiError::conflict("last_admin", "The installation needs at least one administrator.")
            }
            AccountsError::Throttled { retry_after } => ApiError::too_many_requests(retry_after),
            AccountsError::Store(error) => error.into(),
            error @ (AccountsError::Hash(_) | AccountsError::Secret(_) | AccountsError::Totp(_)) => {
                ApiError::internal(&error)
            }
        }
    }
}
