//! What the browser brings back, turned into a proven identity (OpenID Connect Core 1.0 §3.1.3).

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use hyper::header::HeaderValue;
use openidconnect::core::{
    CoreGenderClaim, CoreIdToken, CoreIdTokenVerifier, CoreJwsSigningAlgorithm, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AdditionalClaims, AuthorizationCode, ClaimsVerificationError, Nonce,
    OAuth2TokenResponse as _, PkceCodeVerifier, RequestTokenError, SubjectIdentifier, TokenResponse as _,
    UserInfoClaims, UserInfoUrl,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::known::Known;
use super::provider::{Attempt, Client, Provider};
use super::{OpenIdError, chain};

/// The provider's clock may differ from ours by this much.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Signatures that prove something: with the provider's public key, not with a secret that we share (HS256), nor with
/// nothing.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// Somebody whom the provider vouches for.
#[derive(Debug, Clone)]
pub struct Identity {
    /// Of the user information, those of the ID token winning.
    pub claims: Map<String, Value>,
    /// For the logout at the provider.
    pub id_token: String,
}

/// Claims that OpenID Connect does not know.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct OtherClaims(HashMap<String, Value>);

impl AdditionalClaims for OtherClaims {}

impl Provider {
    /// Turns the code into tokens and proves them. Works once: the provider takes a code back.
    pub async fn redeem(&self, code: &str, attempt: &Attempt) -> Result<Identity, OpenIdError> {
        let known = self.known().await?;
        let client = self.client(&known);
        let tokens = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()))
            .request_async(&self.http)
            .await
            .map_err(|error| match &error {
                RequestTokenError::ServerResponse(answer) => OpenIdError::Refused(answer.to_string()),
                RequestTokenError::Request(failure) => OpenIdError::Unavailable(failure.to_string()),
                other => OpenIdError::Unavailable(chain(other)),
            })?;
        let id_token = tokens.id_token().ok_or_else(|| untrusted("it sent no ID token"))?;
        let nonce = Nonce::new(attempt.nonce.clone());
        let (known, subject) = self.prove(known, id_token, &tokens, &nonce).await?;
        let id_token = id_token.to_string();
        let mut claims = match &known.endpoints.userinfo {
            Some(url) => self.user_information(&known, url, tokens.access_token(), subject).await?,
            None => Map::new(),
        };
        let proven = payload(&id_token)?;
        if proven.get("email").is_some_and(|email| claims.get("email") != Some(email)) {
            // It was said of another address.
            claims.remove("email_verified");
        }
        claims.extend(proven);
        Ok(Identity { claims, id_token })
    }

    /// Proves the ID token, asking for the keys once more when one is missing; answers whom it is about.
    async fn prove(
        &self,
        known: Known,
        id_token: &CoreIdToken,
        tokens: &CoreTokenResponse,
        nonce: &Nonce,
    ) -> Result<(Known, SubjectIdentifier), OpenIdError> {
        match self.proven(&self.client(&known), id_token, tokens.access_token(), nonce) {
            Ok(subject) => Ok((known, subject)),
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let known = self.with_new_keys(known).await?;
                let proven = self.proven(&self.client(&known), id_token, tokens.access_token(), nonce);
                Ok((known, proven.map_err(|error| untrusted(&chain(&error)))?))
            }
            Err(error) => Err(untrusted(&chain(&error))),
        }
    }

    /// Signature, issuer, audience, times, nonce, and that the access token belongs to it.
    fn proven(
        &self,
        client: &Client,
        id_token: &CoreIdToken,
        access_token: &AccessToken,
        nonce: &Nonce,
    ) -> Result<SubjectIdentifier, ClaimsVerificationError> {
        let now = DateTime::<Utc>::from_timestamp_micros(self.clock.now().0)
            .ok_or_else(|| ClaimsVerificationError::Other("our clock shows no time".to_owned()))?;
        let verifier: CoreIdTokenVerifier<'_> = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now - CLOCK_SKEW)
            .set_issue_time_verifier_fn(move |issued_at| {
                if issued_at > now + CLOCK_SKEW {
                    return Err(format!("it was issued at {issued_at}, which is in the future"));
                }
                Ok(())
            });
        let claims = id_token.claims(&verifier, nonce)?;
        if let Some(expected) = claims.access_token_hash() {
            let algorithm = id_token.signing_alg().map_err(ClaimsVerificationError::SignatureVerification)?;
            let key = id_token.signing_key(&verifier).map_err(ClaimsVerificationError::SignatureVerification)?;
            let actual = AccessTokenHash::from_token(access_token, algorithm, key)
                .map_err(|error| ClaimsVerificationError::Other(error.to_string()))?;
            if actual != *expected {
                return Err(ClaimsVerificationError::Other("the access token belongs to another ID token".to_owned()));
            }
        }
        Ok(claims.subject().clone())
    }

    /// OpenID Connect Core 1.0 §5.3; the library refuses an answer about somebody else.
    async fn user_information(
        &self,
        known: &Known,
        url: &UserInfoUrl,
        access_token: &AccessToken,
        subject: SubjectIdentifier,
    ) -> Result<Map<String, Value>, OpenIdError> {
        // The library takes it for granted.
        if HeaderValue::from_str(access_token.secret()).is_err() {
            return Err(untrusted("the access token holds control characters"));
        }
        let client = self.client(known).set_user_info_url(url.clone());
        let claims: UserInfoClaims<OtherClaims, CoreGenderClaim> =
            client.user_info(access_token.clone(), Some(subject)).request_async(&self.http).await.map_err(|error| {
                match error {
                    openidconnect::UserInfoError::ClaimsVerification(error) => untrusted(&chain(&error)),
                    other => OpenIdError::Unavailable(format!("user information: {}", chain(&other))),
                }
            })?;
        match serde_json::to_value(&claims) {
            Ok(Value::Object(claims)) => Ok(claims),
            _ => Err(untrusted("the user information is no JSON object")),
        }
    }
}

/// The claims of an ID token that has been proven.
fn payload(id_token: &str) -> Result<Map<String, Value>, OpenIdError> {
    let bytes = id_token.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    bytes
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| untrusted("the ID token holds no JSON object"))
}

fn untrusted(why: &str) -> OpenIdError {
    OpenIdError::Untrusted(why.to_owned())
}
