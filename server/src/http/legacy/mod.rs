//! The 3.3 API under `/api/v1`, byte for byte: four actions, one envelope, HTTP status 200 for nearly everything.
//!
//! [`Legacy::answer`] takes any request below `/api/v1`. [`params`] finds the parameters, [`send`] and [`read`] hold the
//! actions, [`envelope`] writes the answer. Frozen: additions belong into the management API. The one exception is [`once`],
//! which only those meet who ask for it.

mod envelope;
mod expansions;
mod limits;
mod once;
mod params;
mod read;
mod send;

use std::net::IpAddr;
use std::sync::Arc;

use poem::http::{HeaderMap, HeaderValue, Method, StatusCode};
use poem::{Request, Response};
use serde_json::{Value, json};

use self::envelope::{Answer, Refusal};
use self::limits::FailedKeys;
use self::once::Begun;
use self::params::{ParameterError, Parameters};
use crate::app::App;
use crate::clock::SharedClock;
use crate::config::Config;
use crate::dns::Resolver;
use crate::http::guard::{self, BodyError, BodyLimits};
use crate::http::measure;
use crate::ingest::Ingest;
use crate::model::CredentialKind;
use crate::random::Random;
use crate::store::Store;
use crate::tenancy::authentication::{Authentication, Identity};

/// Base64 makes a message a third longer; what stands around it needs room too.
const BODY_FACTOR: f64 = 1.4;

/// What the 3.3 API needs of the program.
#[derive(Clone)]
pub struct Parts {
    pub config: Arc<Config>,
    pub store: Store,
    pub authentication: Arc<Authentication>,
    pub ingest: Ingest,
    pub resolver: Resolver,
    pub clock: SharedClock,
    pub random: Random,
}

impl From<&App> for Parts {
    fn from(app: &App) -> Self {
        Self {
            config: Arc::clone(&app.config),
            store: app.store.clone(),
            authentication: Arc::clone(&app.authentication),
            ingest: app.ingest.clone(),
            resolver: app.resolver.clone(),
            clock: app.clock.clone(),
            random: app.random.clone(),
        }
    }
}

/// The 3.3 API of one process.
pub struct Legacy {
    parts: Parts,
    failures: FailedKeys,
}

impl std::fmt::Debug for Legacy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Legacy")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    SendMessage,
    SendRaw,
    Message,
    Deliveries,
}

impl Action {
    /// `path`: behind `/api/v1/`; one slash or `.json` at its end is tolerated.
    fn at(path: &str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let path = path.strip_suffix(".json").unwrap_or(path);
        match path {
            "send/message" => Some(Self::SendMessage),
            "send/raw" => Some(Self::SendRaw),
            "messages/message" => Some(Self::Message),
            "messages/deliveries" => Some(Self::Deliveries),
            _ => None,
        }
    }
}

/// Whoever mounts this may have taken the prefix away.
fn action(path: &str) -> Option<Action> {
    path.strip_prefix("/api/v1").unwrap_or(path).strip_prefix('/').and_then(Action::at)
}

/// Name of the action at this path, for the metrics.
pub fn action_name(path: &str) -> &'static str {
    match action(path) {
        Some(Action::SendMessage) => "send/message",
        Some(Action::SendRaw) => "send/raw",
        Some(Action::Message) => "messages/message",
        Some(Action::Deliveries) => "messages/deliveries",
        None => measure::OTHER,
    }
}

/// Why there is no answer from an action.
enum Failure {
    /// Said in the envelope, with this HTTP status.
    Told(StatusCode, Answer),
    /// Our own fault, logged already.
    Internal,
}

/// What an action has come to.
struct Done {
    data: Value,
    /// By an earlier request with the same `Idempotency-Key`.
    is_replayed: bool,
}

impl Done {
    fn now(data: Value) -> Self {
        Self { data, is_replayed: false }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Failure::Told(StatusCode::OK, refusal.into())
    }
}

impl From<ParameterError> for Failure {
    fn from(error: ParameterError) -> Self {
        Failure::Told(StatusCode::OK, error.into())
    }
}

impl Failure {
    /// Logs what went wrong on our side.
    fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        let cause = error.source().map(ToString::to_string).unwrap_or_default();
        tracing::error!(error = %error, cause, "a request to the 3.3 API failed");
        Failure::Internal
    }
}

impl Legacy {
    pub fn new(parts: Parts) -> Self {
        Self { parts, failures: FailedKeys::default() }
    }

    /// Answers any request below `/api/v1/`. `client`: where it comes from, proxies left aside.
    pub async fn answer(&self, client: IpAddr, mut request: Request) -> Response {
        let parts = &self.parts;
        let started = parts.clock.now();
        let accepts_json = accepts_json(request.headers());
        let action = action(request.uri().path());
        let is_offered =
            matches!(*request.method(), Method::GET | Method::HEAD | Method::POST | Method::PUT | Method::PATCH);
        let Some(action) = action.filter(|_| is_offered) else {
            return plain_error(StatusCode::NOT_FOUND, accepts_json);
        };
        let outcome = self.run(client, action, &mut request).await;
        let seconds = parts.clock.now().since(started).as_secs_f64();
        match outcome {
            Ok(Done { data, is_replayed }) => {
                let top_level = symfony_message_id(action, request.headers(), &data);
                let mut response = Answer::Success(data).into_response(StatusCode::OK, seconds, top_level);
                if is_replayed {
                    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
                }
                response
            }
            Err(Failure::Told(status, answer)) => answer.into_response(status, seconds, None),
            Err(Failure::Internal) => plain_error(StatusCode::INTERNAL_SERVER_ERROR, accepts_json),
        }
    }

    async fn run(&self, client: IpAddr, action: Action, request: &mut Request) -> Result<Done, Failure> {
        let parts = &self.parts;
        // Credentials are judged before the body is looked at.
        let identity = self.authenticate(client, request.headers()).await?;
        let body = read_body(parts, request).await?;
        let query = request.uri().query().unwrap_or_default().to_owned();
        let parameters = params::read(request.headers(), &query, body).await?;
        match action {
            Action::SendMessage | Action::SendRaw => {
                self.send(client, &identity, action, request.headers(), &parameters).await
            }
            Action::Message => read::message(parts, &identity, &parameters).await.map(Done::now),
            Action::Deliveries => read::deliveries(parts, &identity, &parameters).await.map(Done::now),
        }
    }

    async fn send(
        &self,
        client: IpAddr,
        identity: &Identity,
        action: Action,
        headers: &HeaderMap,
        parameters: &Parameters,
    ) -> Result<Done, Failure> {
        let parts = &self.parts;
        let name = if action == Action::SendRaw { "send/raw" } else { "send/message" };
        let ticket = match once::begin(parts, identity, headers, name, parameters).await? {
            Begun::Now(ticket) => ticket,
            Begun::Before(sent) => return Ok(Done { data: send::answer(&sent), is_replayed: true }),
        };
        let composed = if action == Action::SendRaw {
            send::raw(parts, identity, client, parameters).await?
        } else {
            Some(send::message(parts, identity, client, parameters).await?)
        };
        let Some(composed) = composed else { return Ok(Done::now(send::nothing())) };
        let (sent, is_replayed) = once::store(parts, ticket, composed).await?;
        Ok(Done { data: send::answer(&sent), is_replayed })
    }

    async fn authenticate(&self, client: IpAddr, headers: &HeaderMap) -> Result<Arc<Identity>, Failure> {
        let parts = &self.parts;
        let key = headers.get("x-server-api-key").map(|key| String::from_utf8_lossy(key.as_bytes()));
        let Some(key) = key.filter(|key| !key.trim().is_empty()) else {
            return Err(Refusal::new("AccessDenied", "Must be authenticated as a server.").into());
        };
        let invalid = || {
            Refusal::new("InvalidServerAPIKey", "The API token provided in X-Server-API-Key was not valid.")
                .with("token", masked(&key).into())
        };
        let identity =
            parts.authentication.by_key(CredentialKind::Api, &key).await.map_err(|error| Failure::internal(&error))?;
        let Some(identity) = identity else {
            let now = parts.clock.now();
            if self.failures.is_blocked(client, now) {
                let refusal = Refusal::new("TooManyInvalidKeys", "Too many wrong API keys. Try again in a minute.");
                return Err(Failure::Told(StatusCode::TOO_MANY_REQUESTS, refusal.into()));
            }
            self.failures.record(client, now);
            return Err(invalid().into());
        };
        if identity.server.is_suspended() {
            return Err(Refusal::bare("ServerSuspended").into());
        }
        Ok(identity)
    }
}

/// The whole body, which may be chunked.
async fn read_body(parts: &Parts, request: &mut Request) -> Result<Vec<u8>, Failure> {
    let max_bytes = (parts.config.smtp_server.max_message_bytes() as f64 * BODY_FACTOR) as usize;
    match guard::read_body(request.take_body(), BodyLimits::of(max_bytes)).await {
        Ok(body) => Ok(body),
        Err(BodyError::TooLarge) => {
            let message = format!("The request is larger than {max_bytes} bytes");
            Err(Failure::Told(StatusCode::PAYLOAD_TOO_LARGE, Refusal::new("RequestTooLarge", &message).into()))
        }
        Err(BodyError::TooSlow) => {
            let refusal = Refusal::new("RequestTimeout", "The request body did not come in time");
            Err(Failure::Told(StatusCode::REQUEST_TIMEOUT, refusal.into()))
        }
        Err(BodyError::Broken) => Err(ParameterError("The request body ended early".to_owned()).into()),
    }
}

/// 3.3 gives the key back whole; here only its beginning, because answers end up in logs.
fn masked(key: &str) -> String {
    key.chars().enumerate().map(|(place, c)| if place < 4 { c } else { '*' }).take(64).collect()
}

/// Symfony's client reads a `message_id` beside `data`, which 3.3 never had; others fail on keys they do not know.
fn symfony_message_id(action: Action, headers: &HeaderMap, data: &Value) -> Option<(&'static str, Value)> {
    let agent = headers.get("user-agent")?.to_str().ok()?;
    let is_send = matches!(action, Action::SendMessage | Action::SendRaw);
    (is_send && agent.starts_with("Symfony HttpClient")).then(|| ("message_id", data["message_id"].clone()))
}

fn accepts_json(headers: &HeaderMap) -> bool {
    headers
        .get("accept")
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"))
}

/// Errors outside the envelope, as 3.3's framework gives them.
fn plain_error(status: StatusCode, accepts_json: bool) -> Response {
    let reason = status.canonical_reason().unwrap_or("Error");
    if accepts_json {
        return envelope::json_response(status, &json!({ "status": status.as_u16(), "error": reason }));
    }
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{reason}</title></head>\
         <body><h1>{reason}</h1></body></html>\n"
    );
    Response::builder().status(status).content_type("text/html; charset=utf-8").body(page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_or_json_at_the_end_is_tolerated() {
        for path in ["send/message", "send/message/", "send/message.json"] {
            assert_eq!(Action::at(path), Some(Action::SendMessage));
        }
        for path in ["send", "send/message/x", "send/message.xml", "SEND/message", ""] {
            assert_eq!(Action::at(path), None);
        }
    }

    #[test]
    fn a_wrong_key_is_not_repeated() {
        assert_eq!(masked("abcdefgh"), "abcd****");
        assert_eq!(masked("ab"), "ab");
    }
}
