//! The provider of this installation, and where it sends browsers.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient};
use openidconnect::{
    AsyncHttpClient, ClientId, ClientSecret, CsrfToken, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
};
use url::Url;

use super::OpenIdError;
use super::known::{Endpoints, Known, issuer};
use crate::clock::SharedClock;
use crate::config::{Config, WebProtocol};
use crate::dns::Resolver;
use crate::http_client::{Failure, HttpClient, RequestPolicy};
use crate::random::Random;
use crate::smtp_client;

/// Path of the redirect URI, which is registered at the provider; that of Postal 3.
const CALLBACK_PATH: &str = "/auth/oidc/callback";
/// Where the provider sends the browser after a logout.
const LOGGED_OUT_PATH: &str = "/login";
/// For one request to the provider: somebody sits and waits.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Key sets of large providers have some 20 kB.
const MAX_ANSWER_BYTES: usize = 1 << 20;
/// RFC 7636 §4.1: 43 to 128.
const VERIFIER_CHARS: usize = 64;
const SECRET_CHARS: usize = 40;

pub(super) type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

/// Secrets of one login; the browser that began it has to come back with them.
#[derive(Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Comes back in the answer (RFC 6749 §10.12).
    pub state: String,
    /// Comes back in the ID token.
    pub nonce: String,
    /// Only we can redeem the code (RFC 7636).
    pub verifier: String,
}

impl std::fmt::Debug for Attempt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Attempt")
    }
}

impl Attempt {
    pub fn new(random: &Random) -> Self {
        Self {
            state: random.alphanumeric(SECRET_CHARS),
            nonce: random.alphanumeric(SECRET_CHARS),
            verifier: random.alphanumeric(VERIFIER_CHARS),
        }
    }
}

/// Cheap to clone; clones share what is known of the provider.
#[derive(Clone)]
pub struct Provider {
    pub(super) issuer: IssuerUrl,
    pub(super) client_id: ClientId,
    pub(super) client_secret: Option<ClientSecret>,
    scopes: Vec<String>,
    redirect_url: RedirectUrl,
    logged_out_url: String,
    /// `None`: they are discovered.
    pub(super) endpoints: Option<Endpoints>,
    pub(super) http: Http,
    pub(super) clock: SharedClock,
    known: Arc<Mutex<Option<Known>>>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Provider").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Provider {
    /// `None`: login through a provider is not configured. Nothing is asked yet: a provider that is down does not keep us
    /// from starting.
    pub fn new(config: &Config, resolver: Resolver, clock: SharedClock) -> Result<Option<Self>, OpenIdError> {
        let oidc = &config.oidc;
        let (true, Some(_), Some(identifier)) = (oidc.enabled, &oidc.issuer, &oidc.identifier) else {
            return Ok(None);
        };
        let protocol = if config.postal.web_protocol == WebProtocol::Https { "https" } else { "http" };
        let here = |path: &str| format!("{protocol}://{}{path}", config.postal.web_hostname);
        let policy =
            RequestPolicy::new(&config.postal.allowed_request_destinations).and_hosts(configured_hosts(config));
        Ok(Some(Self {
            issuer: issuer(oidc)?,
            client_id: ClientId::new(identifier.clone()),
            client_secret: oidc.secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned())),
            scopes: oidc.scopes.clone(),
            redirect_url: RedirectUrl::new(here(CALLBACK_PATH))
                .map_err(|source| OpenIdError::Url { option: "postal.web_hostname", source })?,
            logged_out_url: here(LOGGED_OUT_PATH),
            endpoints: Endpoints::configured(oidc)?,
            http: Http(HttpClient::new(resolver, policy, smtp_client::system_roots(), clock.clone())?),
            clock,
            known: Arc::default(),
        }))
    }

    /// As the configuration spells it.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where the browser logs in.
    pub async fn authorization_url(&self, attempt: &Attempt) -> Result<Url, OpenIdError> {
        let known = self.known().await?;
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let client = self.client(&known);
        let request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        );
        // The library asks for this one by itself.
        let scopes = self.scopes.iter().filter(|scope| *scope != "openid").map(|scope| Scope::new(scope.clone()));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        Ok(request.add_scopes(scopes).set_pkce_challenge(challenge).url().0)
    }

    /// Where the browser ends its login at the provider (OpenID Connect RP-Initiated Logout 1.0 §2). `None`: the provider
    /// does not offer that.
    pub async fn logout_url(&self, id_token: &str) -> Result<Option<Url>, OpenIdError> {
        let Some(end_session) = self.known().await?.endpoints.end_session else { return Ok(None) };
        let mut url = end_session.url().clone();
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token)
            .append_pair("client_id", &self.client_id)
            .append_pair("post_logout_redirect_uri", &self.logged_out_url);
        Ok(Some(url))
    }

    pub(super) fn client(&self, known: &Known) -> Client {
        let mut client = CoreClient::new(self.client_id.clone(), self.issuer.clone(), known.keys.clone())
            .set_auth_uri(known.endpoints.authorization.clone())
            .set_token_uri(known.endpoints.token.clone())
            .set_redirect_uri(self.redirect_url.clone())
            .set_auth_type(known.endpoints.authentication.clone());
        if let Some(secret) = &self.client_secret {
            client = client.set_client_secret(secret.clone());
        }
        client
    }

    pub(super) fn held(&self) -> Option<Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn hold(&self, known: Known) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        known
    }
}

/// Our HTTP client, as the library wants one.
#[derive(Clone)]
pub(super) struct Http(HttpClient);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Failure;
    type Future = BoxFuture<'c, Result<HttpResponse, Failure>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        self.0.send(request, TIMEOUT, MAX_ANSWER_BYTES).boxed()
    }
}

/// Hosts that the operator names: the provider may well be in the own network. What discovery adds to them has to be public
/// or allowed, as for every other request.
fn configured_hosts(config: &Config) -> Vec<String> {
    let oidc = &config.oidc;
    let manual = [&oidc.token_endpoint, &oidc.userinfo_endpoint, &oidc.jwks_uri];
    let manual = manual.into_iter().filter(|_| !oidc.discovery);
    let urls = std::iter::once(&oidc.issuer).chain(manual).flatten();
    urls.filter_map(|text| Url::parse(text).ok())
        .filter_map(|url| url.host_str().map(|host| host.trim_matches(['[', ']']).to_owned()))
        .collect()
}
