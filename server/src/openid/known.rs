//! What is known of the provider: its URLs and keys, by discovery or from the configuration.

use std::time::Duration;

use openidconnect::core::{CoreClientAuthMethod, CoreJsonWebKeySet};
use openidconnect::{
    AuthType, AuthUrl, EndSessionUrl, IssuerUrl, JsonWebKeySet, JsonWebKeySetUrl, ProviderMetadataWithLogout, TokenUrl,
    UserInfoUrl,
};

use super::provider::Provider;
use super::{OpenIdError, chain};
use crate::config::Oidc;
use crate::model::Timestamp;

/// URLs and keys count for this long; keys are asked for again earlier when a signature needs another one.
pub(super) const FRESH_FOR: Duration = Duration::from_secs(60 * 60);

#[derive(Debug, Clone)]
pub(super) struct Known {
    pub endpoints: Endpoints,
    pub keys: CoreJsonWebKeySet,
    pub fetched_at: Timestamp,
}

#[derive(Debug, Clone)]
pub(super) struct Endpoints {
    pub authorization: AuthUrl,
    pub token: TokenUrl,
    pub userinfo: Option<UserInfoUrl>,
    pub keys: JsonWebKeySetUrl,
    pub end_session: Option<EndSessionUrl>,
    /// How we prove who we are (OpenID Connect Core 1.0 §9).
    pub authentication: AuthType,
}

impl Endpoints {
    /// Those of the configuration. `None`: there is to be discovery.
    pub fn configured(config: &Oidc) -> Result<Option<Self>, OpenIdError> {
        if config.discovery {
            return Ok(None);
        }
        let needed = |text: &Option<String>| text.clone().unwrap_or_default();
        let bad = |option| move |source| OpenIdError::Url { option, source };
        let optional = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Ok(Some(Self {
            authorization: AuthUrl::new(needed(&config.authorization_endpoint))
                .map_err(bad("oidc.authorization_endpoint"))?,
            token: TokenUrl::new(needed(&config.token_endpoint)).map_err(bad("oidc.token_endpoint"))?,
            userinfo: optional(&config.userinfo_endpoint)
                .map(UserInfoUrl::new)
                .transpose()
                .map_err(bad("oidc.userinfo_endpoint"))?,
            keys: JsonWebKeySetUrl::new(needed(&config.jwks_uri)).map_err(bad("oidc.jwks_uri"))?,
            end_session: optional(&config.end_session_endpoint)
                .map(EndSessionUrl::new)
                .transpose()
                .map_err(bad("oidc.end_session_endpoint"))?,
            authentication: AuthType::BasicAuth,
        }))
    }
}

impl Provider {
    /// What is known, asked for anew when it is old. A provider that fails to repeat itself is taken at its last word.
    pub(super) async fn known(&self) -> Result<Known, OpenIdError> {
        let held = self.held();
        let now = self.clock.now();
        if let Some(known) = held.as_ref().filter(|known| now.since(known.fetched_at) < FRESH_FOR) {
            return Ok(known.clone());
        }
        match (self.fetch(now).await, held) {
            (Ok(known), _) => Ok(self.hold(known)),
            (Err(error), Some(held)) => {
                tracing::warn!(%error, "the OpenID provider does not tell its URLs and keys; the last known ones are used");
                Ok(held)
            }
            (Err(error), None) => Err(error),
        }
    }

    async fn fetch(&self, fetched_at: Timestamp) -> Result<Known, OpenIdError> {
        if let Some(endpoints) = self.endpoints.clone() {
            let keys = self.fetch_keys(&endpoints.keys).await?;
            return Ok(Known { endpoints, keys, fetched_at });
        }
        let metadata = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| OpenIdError::Unavailable(chain(&error)))?;
        let token = metadata.token_endpoint().cloned();
        let token = token.ok_or_else(|| OpenIdError::Unavailable("it names no token_endpoint".to_owned()))?;
        let methods = metadata.token_endpoint_auth_methods_supported().map_or(&[][..], Vec::as_slice);
        // OpenID Connect Discovery 1.0 §3: client_secret_basic unless it says otherwise.
        let takes_basic = methods.is_empty() || methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
        let endpoints = Endpoints {
            authorization: metadata.authorization_endpoint().clone(),
            token,
            userinfo: metadata.userinfo_endpoint().cloned(),
            keys: metadata.jwks_uri().clone(),
            end_session: metadata.additional_metadata().end_session_endpoint.clone(),
            authentication: if takes_basic { AuthType::BasicAuth } else { AuthType::RequestBody },
        };
        Ok(Known { endpoints, keys: metadata.jwks().clone(), fetched_at })
    }

    /// The keys as they are now: the provider signs with one that we do not know.
    pub(super) async fn with_new_keys(&self, known: Known) -> Result<Known, OpenIdError> {
        let keys = self.fetch_keys(&known.endpoints.keys).await?;
        Ok(self.hold(Known { keys, ..known }))
    }

    async fn fetch_keys(&self, url: &JsonWebKeySetUrl) -> Result<CoreJsonWebKeySet, OpenIdError> {
        JsonWebKeySet::fetch_async(url, &self.http).await.map_err(|error| OpenIdError::Unavailable(chain(&error)))
    }
}

/// The issuer as the provider has to spell it.
pub(super) fn issuer(config: &Oidc) -> Result<IssuerUrl, OpenIdError> {
    IssuerUrl::new(config.issuer.clone().unwrap_or_default())
        .map_err(|source| OpenIdError::Url { option: "oidc.issuer", source })
}
