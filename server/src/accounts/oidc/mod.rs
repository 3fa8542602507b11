//! Login through the OpenID provider: a browser goes there, comes back, and turns out to be a user or not.
//!
//! What the browser has to come back with is in a sealed cookie, so that nobody fills our database by beginning logins;
//! only an answer that was taken is written down, because each counts once. Begin with [`Oidc::begin`] and
//! [`Oidc::finish`]; who somebody is says `matching`.

mod matching;
mod person;
mod roles;

use std::net::IpAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use self::person::Person;
use super::sessions::account_key;
use super::throttle::client_network;
use super::{Accounts, AccountsError, Login, is_own_path};
use crate::model::{SessionId, Timestamp};
use crate::openid::{Attempt, OpenIdError, Provider};
use crate::secrets::{SecretError, SecretKey, sha256_hex};
use crate::store::{StoreError, oidc};

/// A login has to be finished within this time.
pub const LOGIN_TIME: Duration = Duration::from_secs(10 * 60);
/// Longer paths would not fit into a cookie (RFC 6265 §6.1: 4096 bytes).
const MAX_RETURN_PATH: usize = 1000;
/// Characters of the state that tell the logins of one browser apart.
const NAME_CHARS: usize = 8;
const COOKIE_CONTEXT: &str = "cookie of an OpenID login";
const ID_TOKEN_CONTEXT: &str = "sessions.oidc_id_token";

/// Why nobody was let in.
#[derive(Debug, thiserror::Error)]
pub enum OidcError {
    /// Never begun in this browser, too long ago, or finished already.
    #[error("the login was not begun in this browser, has expired, or was finished before")]
    Expired,
    /// The person or the provider said no.
    #[error("the login was cancelled at the provider")]
    Denied,
    #[error("the provider answered with an error: {0}")]
    Answer(String),
    #[error(transparent)]
    Provider(#[from] OpenIdError),
    #[error("the provider names nobody: the claim for the user's identity is missing")]
    NoUid,
    #[error("the provider does not say that the e-mail address is verified")]
    EmailNotVerified,
    #[error("nobody here is linked with this account of the provider, and nobody else has its e-mail address")]
    UnknownUser,
    #[error("too many failed logins")]
    Throttled,
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error(transparent)]
    Secret(#[from] SecretError),
}

impl From<StoreError> for OidcError {
    fn from(error: StoreError) -> Self {
        Self::Accounts(error.into())
    }
}

impl OidcError {
    /// For the login page, which has a sentence for each.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Expired => "oidc_expired",
            Self::Denied => "oidc_denied",
            Self::Answer(_) | Self::Provider(OpenIdError::Refused(_)) => "oidc_refused",
            Self::Provider(OpenIdError::Untrusted(_)) => "oidc_untrusted",
            Self::Provider(_) => "oidc_unavailable",
            Self::NoUid => "oidc_no_uid",
            Self::EmailNotVerified => "oidc_email_not_verified",
            Self::UnknownUser => "oidc_unknown_user",
            Self::Throttled => "too_many_requests",
            Self::Accounts(_) | Self::Secret(_) => "internal",
        }
    }
}

/// Where the browser goes, and the cookie that it has to bring back.
#[derive(Debug)]
pub struct Departure {
    pub url: String,
    /// Tells the logins of one browser apart.
    pub name: String,
    pub sealed: String,
}

/// What the browser brings back.
#[derive(Debug, Default)]
pub struct Arrival {
    pub state: Option<String>,
    pub code: Option<String>,
    /// RFC 6749 §4.1.2.1
    pub error: Option<String>,
    /// RFC 9207
    pub iss: Option<String>,
    /// Of the cookie with [`name_of`] the state.
    pub sealed: Option<String>,
}

/// Somebody is in.
#[derive(Debug)]
pub struct Entry {
    pub login: Login,
    /// Path of the page to show.
    pub return_to: String,
}

/// Somebody is not.
#[derive(Debug)]
pub struct Rejection {
    pub error: OidcError,
    /// Where they wanted to go, as far as that is known.
    pub return_to: Option<String>,
}

/// Content of the cookie.
#[derive(Serialize, Deserialize)]
struct Flight {
    state: String,
    nonce: String,
    verifier: String,
    return_to: Option<String>,
    /// Secret of an invitation.
    invitation: Option<String>,
    /// Microseconds since 1970.
    expires_at: i64,
}

/// Which of the browser's cookies belongs to a state.
pub fn name_of(state: &str) -> String {
    state.chars().filter(char::is_ascii_alphanumeric).take(NAME_CHARS).collect()
}

/// Login through the provider; cheap to clone.
#[derive(Debug, Clone)]
pub struct Oidc {
    accounts: Accounts,
    provider: Provider,
    secret_key: SecretKey,
}

impl Oidc {
    pub fn new(accounts: Accounts, provider: Provider, secret_key: SecretKey) -> Self {
        Self { accounts, provider, secret_key }
    }

    /// `return_to`: path of the page to show afterwards, kept only if it is one of ours. `invitation`: secret of a mailed
    /// invitation, with which somebody unknown gets an account.
    pub async fn begin(&self, return_to: Option<&str>, invitation: Option<&str>) -> Result<Departure, OidcError> {
        let attempt = Attempt::new(&self.accounts.random);
        let url = self.provider.authorization_url(&attempt).await?;
        let is_kept = |path: &&str| is_own_path(path) && path.len() <= MAX_RETURN_PATH;
        let flight = Flight {
            expires_at: (self.accounts.clock.now() + LOGIN_TIME).0,
            return_to: return_to.filter(is_kept).map(str::to_owned),
            invitation: invitation.filter(|secret| secret.len() <= MAX_RETURN_PATH).map(str::to_owned),
            state: attempt.state,
            nonce: attempt.nonce,
            verifier: attempt.verifier,
        };
        let name = name_of(&flight.state);
        let plain = serde_json::to_vec(&flight).map_err(|_| SecretError::Encrypt)?;
        let sealed = self.secret_key.encrypt(&plain, COOKIE_CONTEXT, &self.accounts.random)?;
        Ok(Departure { url: url.into(), name, sealed: URL_SAFE_NO_PAD.encode(sealed) })
    }

    /// Takes what the browser brings back, once, and begins a session.
    pub async fn finish(&self, arrival: Arrival, client: IpAddr, user_agent: Option<&str>) -> Result<Entry, Rejection> {
        let unknown = || Rejection { error: OidcError::Expired, return_to: None };
        let flight = self.flight(&arrival).ok_or_else(unknown)?;
        let return_to = flight.return_to.clone();
        let address = format!("oidc-from:{}", client_network(client));
        let finished = async {
            let retry_after = self.accounts.throttle.attempt(std::slice::from_ref(&address), self.accounts.clock.now());
            if !retry_after.is_zero() {
                return Err(OidcError::Throttled);
            }
            self.take(&flight).await?;
            let (person, id_token) = self.person(arrival, &flight).await?;
            let entry = self.enter(flight, &person, &id_token, client, user_agent).await?;
            let account = account_key(&entry.login.user.email_address);
            self.accounts.throttle.succeeded(&account, std::slice::from_ref(&address));
            Ok(entry)
        };
        finished.await.map_err(|error| Rejection { error, return_to })
    }

    /// What this browser took along when it left; `None`: nothing that counts.
    fn flight(&self, arrival: &Arrival) -> Option<Flight> {
        let (state, sealed) = (arrival.state.as_deref()?, arrival.sealed.as_deref()?);
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.secret_key.decrypt(&sealed, COOKIE_CONTEXT).ok()?;
        let flight: Flight = serde_json::from_slice(&plain).ok()?;
        // Both came from the browser, and it knows both: how long the comparison takes tells nobody anything.
        let is_mine = flight.state == state && self.accounts.clock.now().0 < flight.expires_at;
        is_mine.then_some(flight)
    }

    /// Another tab, a replayed address or a thief of both comes second.
    async fn take(&self, flight: &Flight) -> Result<(), OidcError> {
        let mut conn = self.accounts.store.write().await?;
        if oidc::take_state(&mut conn, &sha256_hex(&flight.state), Timestamp(flight.expires_at)).await? {
            return Ok(());
        }
        Err(OidcError::Expired)
    }

    /// Whom the provider vouches for, with the ID token.
    async fn person(&self, arrival: Arrival, flight: &Flight) -> Result<(Person, String), OidcError> {
        if arrival.iss.as_deref().is_some_and(|iss| iss != self.provider.issuer()) {
            // RFC 9207 §2.4: another provider's answer.
            return Err(OpenIdError::Untrusted("the answer comes from another issuer".to_owned()).into());
        }
        match arrival.error.as_deref() {
            None => {}
            Some("access_denied") => return Err(OidcError::Denied),
            Some(error) => {
                return Err(OidcError::Answer(error.chars().filter(|c| !c.is_control()).take(100).collect()));
            }
        }
        let code = arrival.code.ok_or_else(|| OidcError::Answer("it sent no code".to_owned()))?;
        let attempt =
            Attempt { state: flight.state.clone(), nonce: flight.nonce.clone(), verifier: flight.verifier.clone() };
        let identity = self.provider.redeem(&code, &attempt).await?;
        let person = Person::read(&identity.claims, &self.accounts.config.oidc).ok_or(OidcError::NoUid)?;
        Ok((person, identity.id_token))
    }

    async fn enter(
        &self,
        flight: Flight,
        person: &Person,
        id_token: &str,
        client: IpAddr,
        user_agent: Option<&str>,
    ) -> Result<Entry, OidcError> {
        let mut tx = self.accounts.store.begin().await?;
        let admitted = self.admit(&mut tx, person, flight.invitation.as_deref()).await?;
        let login = self.accounts.open_session(&mut tx, admitted.user, client, user_agent).await?;
        if self.accounts.config.oidc.provider_logout {
            let sealed = self.secret_key.encrypt(id_token.as_bytes(), ID_TOKEN_CONTEXT, &self.accounts.random)?;
            oidc::set_id_token(&mut tx, login.session.id, &sealed).await?;
        }
        tx.commit().await?;
        let user = &login.user;
        tracing::info!(
            user = user.uuid,
            client_ip = %client,
            "{} logged in through OpenID from {client}",
            user.email_address
        );
        // The page of the invitation would say that it has been used.
        let return_to = flight.return_to.filter(|_| !admitted.by_invitation).unwrap_or_else(|| "/".to_owned());
        Ok(Entry { login, return_to })
    }

    /// Where a browser ends its login at the provider too; `None`: that is not wanted or not possible. A provider that is
    /// away does not keep anybody from logging out here.
    pub async fn logout_url(&self, session: SessionId) -> Option<String> {
        if !self.accounts.config.oidc.provider_logout {
            return None;
        }
        match self.find_logout_url(session).await {
            Ok(url) => url,
            Err(error) => {
                tracing::warn!(%error, "somebody stays logged in at the OpenID provider");
                None
            }
        }
    }

    async fn find_logout_url(&self, session: SessionId) -> Result<Option<String>, OidcError> {
        let sealed = oidc::id_token(&mut self.accounts.store.read().await?, session).await?;
        let Some(sealed) = sealed else { return Ok(None) };
        let id_token = self.secret_key.decrypt(&sealed, ID_TOKEN_CONTEXT)?;
        let url = self.provider.logout_url(&String::from_utf8_lossy(&id_token)).await?;
        Ok(url.map(String::from))
    }
}

impl Accounts {
    /// Removes what was written down about logins that are over; answers how many.
    pub async fn delete_expired_oidc_states(&self) -> Result<u64, AccountsError> {
        Ok(oidc::delete_expired_states(&mut self.store.write().await?, self.clock.now()).await?)
    }
}
