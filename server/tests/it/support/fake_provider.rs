//! An OpenID provider on 127.0.0.1 with real keys. It says about its only user what it is told to say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use poem::http::{StatusCode, header};
use poem::listener::{Acceptor as _, Listener as _, TcpListener};
use poem::web::Data;
use poem::{Endpoint as _, EndpointExt as _, IntoResponse as _, Request, Response, Route, Server, get, handler, post};
use postal::config::{Config, Secret};
use serde_json::{Map, Value, json};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;
use url::Url;
use url::form_urlencoded::parse;

use super::app::START;

pub const CLIENT_ID: &str = "postal";
/// With a character that has to be escaped in Basic authentication (RFC 6749 §2.3.1).
pub const CLIENT_SECRET: &str = "top secret/1";
const REDIRECT_URI: &str = "https://postal.example.com/auth/oidc/callback";

/// How ID tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signature {
    Rs256,
    Es256,
    /// With the client's secret.
    Hs256,
    /// Not at all.
    None,
    /// By somebody else, who names our key.
    Forged,
}

enum Key {
    Rsa(RsaKeyPair),
    Ec(EcdsaKeyPair),
}

/// What the provider says and has been asked.
pub struct Said {
    pub signature: Signature,
    /// Added to the claims of the ID token; null: taken out of them.
    pub claims: Map<String, Value>,
    /// `None`: there is no such endpoint.
    pub userinfo: Option<Map<String, Value>>,
    /// Names of the discovery document, added to it; null: taken out of it.
    pub metadata: Map<String, Value>,
    pub sends_id_token: bool,
    /// Answers 503 to everything.
    pub is_down: bool,
    /// Requests by path.
    pub requests: BTreeMap<String, usize>,
    /// Seconds since 1970.
    pub now: i64,
    key_id: String,
    rsa: Key,
    ec: Key,
    /// Parameters of the request for a code, by code.
    codes: BTreeMap<String, BTreeMap<String, String>>,
}

pub struct FakeProvider {
    pub url: String,
    said: Arc<Mutex<Said>>,
    _stop: DropGuard,
}

impl FakeProvider {
    pub async fn start() -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr().remove(0);
        let url = format!("http://{}/realm", address.as_socket_addr().unwrap());
        let said = Arc::new(Mutex::new(Said {
            signature: Signature::Rs256,
            claims: object(json!({ "sub": "u-1", "email": "ada@acme.example", "email_verified": true })),
            userinfo: Some(object(json!({ "sub": "u-1", "name": "Augusta King" }))),
            metadata: Map::new(),
            sends_id_token: true,
            is_down: false,
            requests: BTreeMap::new(),
            now: START.0 / 1_000_000,
            key_id: "key-1".to_owned(),
            rsa: Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap()),
            ec: Key::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()),
            codes: BTreeMap::new(),
        }));
        let routes = Route::new()
            .at("/realm/.well-known/openid-configuration", get(configuration))
            .at("/realm/jwks", get(jwks))
            .at("/realm/token", post(token))
            .at("/realm/userinfo", get(userinfo))
            .data(said.clone())
            .data(Issuer(url.clone()))
            .around({
                let said = said.clone();
                move |next, request: Request| {
                    let said = said.clone();
                    async move {
                        let is_down = {
                            let mut said = said.lock().unwrap();
                            *said.requests.entry(request.uri().path().replace("/realm", "")).or_default() += 1;
                            said.is_down
                        };
                        if is_down {
                            return Ok(StatusCode::SERVICE_UNAVAILABLE.into_response());
                        }
                        next.call(request).await.map(poem::IntoResponse::into_response)
                    }
                }
            });
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let server = Server::new_with_acceptor(acceptor).run_with_graceful_shutdown(
            routes,
            stopped,
            Some(Duration::from_millis(10)),
        );
        TaskTracker::new().spawn(server);
        Self { url, said, _stop: stop.drop_guard() }
    }

    /// Makes an installation log in through this provider.
    pub fn configure(&self, config: &mut Config) {
        config.oidc.enabled = true;
        config.oidc.name = "Acme ID".to_owned();
        config.oidc.issuer = Some(self.url.clone());
        config.oidc.identifier = Some(CLIENT_ID.to_owned());
        config.oidc.secret = Some(Secret::new(CLIENT_SECRET));
    }

    pub fn change(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.said.lock().unwrap());
    }

    /// Adds claims to the ID token; null takes one out.
    pub fn claim(&self, claims: Value) {
        self.change(|said| said.claims.extend(object(claims)));
    }

    /// Signs with new keys from now on.
    pub fn rotate_keys(&self) {
        self.change(|said| {
            said.key_id = format!("{}x", said.key_id);
            said.rsa = Key::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
        });
    }

    /// How often a path below the issuer was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.said.lock().unwrap().requests.get(path).copied().unwrap_or_default()
    }

    /// The person says yes at the page where the browser was sent; answers where it is sent back.
    pub fn consent(&self, authorization_url: &str) -> String {
        let url = Url::parse(authorization_url).unwrap();
        let asked: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        assert_eq!(url.path(), "/realm/authorize");
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT_URI),
            ("code_challenge_method", "S256"),
            ("scope", "openid email"),
        ] {
            assert_eq!(asked.get(name).map(String::as_str), Some(value), "{name} in {authorization_url}");
        }
        let mut said = self.said.lock().unwrap();
        let code = format!("code-{}", said.codes.len() + 1);
        let state = asked["state"].clone();
        said.codes.insert(code.clone(), asked);
        format!("/auth/oidc/callback?code={code}&state={state}")
    }
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[derive(Clone)]
struct Issuer(String);

type Shared = Arc<Mutex<Said>>;

fn answer(status: StatusCode, body: Value) -> Response {
    Response::builder().status(status).content_type("application/json").body(body.to_string())
}

fn merged(mut value: Map<String, Value>, more: &Map<String, Value>) -> Value {
    value.extend(more.clone());
    value.retain(|_, value| !value.is_null());
    Value::Object(value)
}

#[handler]
fn configuration(said: Data<&Shared>, issuer: Data<&Issuer>) -> Response {
    let (said, issuer) = (said.lock().unwrap(), &issuer.0.0);
    let document = json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": said.userinfo.is_some().then(|| format!("{issuer}/userinfo")),
        "jwks_uri": format!("{issuer}/jwks"),
        "end_session_endpoint": format!("{issuer}/logout"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"],
    });
    answer(StatusCode::OK, merged(object(document), &said.metadata))
}

#[handler]
fn jwks(said: Data<&Shared>) -> Response {
    let said = said.lock().unwrap();
    let (Key::Rsa(rsa), Key::Ec(ec)) = (&said.rsa, &said.ec) else { unreachable!() };
    let encoded = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let point = ec.public_key().as_ref();
    // `RSAPublicKey` of 2048 bits: the modulus without its leading zero is at byte 9; the exponent is 65537.
    let modulus = &rsa.public_key().as_ref()[9..265];
    answer(
        StatusCode::OK,
        json!({ "keys": [
            { "kty": "RSA", "use": "sig", "alg": "RS256", "kid": said.key_id, "n": encoded(modulus), "e": "AQAB" },
            { "kty": "EC", "use": "sig", "alg": "ES256", "kid": format!("{}-ec", said.key_id), "crv": "P-256",
              "x": encoded(&point[1..33]), "y": encoded(&point[33..]) },
        ] }),
    )
}

#[handler]
async fn token(request: &Request, body: poem::Body, said: Data<&Shared>, issuer: Data<&Issuer>) -> Response {
    let form: BTreeMap<String, String> = parse(&body.into_bytes().await.unwrap()).into_owned().collect();
    let mut said = said.lock().unwrap();
    // RFC 6749 §2.3.1: both halves are form-encoded first.
    let expected = format!("Basic {}", STANDARD.encode(format!("{CLIENT_ID}:top+secret%2F1")));
    if request.header(header::AUTHORIZATION) != Some(expected.as_str()) {
        return answer(StatusCode::UNAUTHORIZED, json!({ "error": "invalid_client" }));
    }
    let Some(asked) = form.get("code").and_then(|code| said.codes.remove(code)) else {
        return answer(StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant", "error_description": "used" }));
    };
    let challenge = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, form["code_verifier"].as_bytes()));
    if asked["code_challenge"] != challenge || form["redirect_uri"] != asked["redirect_uri"] {
        return answer(StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }));
    }
    let access_token = "access-1";
    let hash = digest::digest(&digest::SHA256, access_token.as_bytes());
    let claims = json!({
        "iss": issuer.0.0,
        "aud": CLIENT_ID,
        "iat": said.now,
        "exp": said.now + 300,
        "nonce": asked["nonce"],
        "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]),
    });
    let claims = merged(object(claims), &said.claims);
    let id_token = said.sign(&claims);
    let mut body = json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 300 });
    if said.sends_id_token {
        body["id_token"] = id_token.into();
    }
    answer(StatusCode::OK, body)
}

#[handler]
fn userinfo(request: &Request, said: Data<&Shared>) -> Response {
    assert_eq!(request.header(header::AUTHORIZATION), Some("Bearer access-1"));
    let said = said.lock().unwrap();
    // Taken away after the discovery: it tells nothing new.
    let nothing_new = || object(json!({ "sub": said.claims["sub"] }));
    answer(StatusCode::OK, Value::Object(said.userinfo.clone().unwrap_or_else(nothing_new)))
}

impl Said {
    fn sign(&self, claims: &Value) -> String {
        let (algorithm, key_id) = match self.signature {
            Signature::Rs256 | Signature::Forged => ("RS256", self.key_id.clone()),
            Signature::Es256 => ("ES256", format!("{}-ec", self.key_id)),
            Signature::Hs256 => ("HS256", "hmac".to_owned()),
            Signature::None => ("none", "none".to_owned()),
        };
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&json!({ "alg": algorithm, "kid": key_id })), part(claims));
        let signature = match (self.signature, &self.rsa, &self.ec) {
            (Signature::Rs256, Key::Rsa(key), _) => rs256(key, &signed),
            (Signature::Forged, ..) => rs256(&RsaKeyPair::generate(KeySize::Rsa2048).unwrap(), &signed),
            (Signature::Es256, _, Key::Ec(key)) => {
                key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap().as_ref().to_vec()
            }
            (Signature::Hs256, ..) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, CLIENT_SECRET.as_bytes());
                hmac::sign(&key, signed.as_bytes()).as_ref().to_vec()
            }
            _ => Vec::new(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn rs256(key: &RsaKeyPair, text: &str) -> Vec<u8> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text.as_bytes(), &mut signature).unwrap();
    signature
}
