//! How many requests of the management API somebody may make, and what every answer says about it
//! (draft-ietf-httpapi-ratelimit-headers-10).
//!
//! Counted per process, in windows that begin with the first request. Begin with [`RateLimits::count`]; [`Told`] writes
//! the header fields.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use poem::http::{HeaderName, HeaderValue};
use poem::{Endpoint, IntoResponse as _, Request, Response};
use serde_json::{Value, json};

use super::caller::{Caller, Proof};
use crate::accounts::client_network;
use crate::model::{Timestamp, TokenId, UserId};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");
const WINDOW: Duration = Duration::from_secs(60);
/// Windows kept before the old ones are thrown out.
const MAX_WINDOWS: usize = 50_000;

/// Whose requests count together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    Token(TokenId),
    /// All sessions of a user.
    User(UserId),
    /// Nobody that we know; as [`client_network`] says.
    Network(IpAddr),
}

impl Whose {
    pub fn caller(caller: &Caller) -> Self {
        match &caller.proof {
            Proof::Token(token) => Self::Token(token.id),
            Proof::Session(_) => Self::User(caller.user.id),
        }
    }

    pub fn client(address: IpAddr) -> Self {
        Self::Network(client_network(address))
    }
}

/// How somebody stands with one limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Of the limit, in the header fields.
    pub name: &'static str,
    pub quota: u64,
    pub window: Duration,
    pub remaining: u64,
    /// Until there is more.
    pub reset: Duration,
    /// This request was one too many.
    pub is_exceeded: bool,
}

impl Standing {
    /// Messages that a mail server may still send; `sent`: in the last 60 minutes. The window moves on each minute.
    pub fn sending(send_limit: i64, sent: i64) -> Self {
        let quota = u64::try_from(send_limit).unwrap_or(0);
        Self {
            name: "send-limit",
            quota,
            window: Duration::from_secs(3600),
            remaining: quota.saturating_sub(u64::try_from(sent).unwrap_or(0)),
            reset: WINDOW,
            is_exceeded: false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Window {
    began_at: Timestamp,
    requests: u64,
}

/// The requests of this process, by whose they are. Clones share them.
#[derive(Debug, Clone)]
pub struct RateLimits {
    quota: u64,
    windows: Arc<Mutex<HashMap<Whose, Window>>>,
}

impl RateLimits {
    /// `quota`: requests in a minute; 0: no limit.
    pub fn new(quota: u32) -> Self {
        Self { quota: u64::from(quota), windows: Arc::default() }
    }

    /// Counts a request. `None`: there is no limit.
    pub fn count(&self, whose: Whose, now: Timestamp) -> Option<Standing> {
        self.add(whose, 1, now)
    }

    /// How somebody stands, without counting anything.
    pub fn look(&self, whose: Whose, now: Timestamp) -> Option<Standing> {
        self.add(whose, 0, now).map(|standing| Standing { is_exceeded: false, ..standing })
    }

    fn add(&self, whose: Whose, requests: u64, now: Timestamp) -> Option<Standing> {
        if self.quota == 0 {
            return None;
        }
        let is_over = |window: &Window| now.since(window.began_at) >= WINDOW;
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() > MAX_WINDOWS {
            windows.retain(|_, window| !is_over(window));
        }
        let window = windows.entry(whose).or_insert(Window { began_at: now, requests: 0 });
        if is_over(window) {
            *window = Window { began_at: now, requests: 0 };
        }
        window.requests = window.requests.saturating_add(requests);
        Some(Standing {
            name: "default",
            quota: self.quota,
            window: WINDOW,
            remaining: self.quota.saturating_sub(window.requests),
            reset: WINDOW.saturating_sub(now.since(window.began_at)),
            is_exceeded: window.requests > self.quota,
        })
    }
}

/// What the answer to a request says; travels with the request.
#[derive(Debug, Clone, Default)]
pub struct Told(Arc<Mutex<Vec<Standing>>>);

impl Told {
    /// One more limit that this request has to do with.
    pub fn tell(request: &Request, standing: Standing) {
        if let Some(Self(standings)) = request.extensions().get::<Self>() {
            standings.lock().unwrap_or_else(PoisonError::into_inner).push(standing);
        }
    }

    /// Around all that may tell something.
    pub fn around<E: Endpoint>(inner: E) -> impl Endpoint<Output = Response> {
        Telling(inner)
    }

    fn write(&self, response: &mut Response) {
        let standings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut policy, mut standing) = (String::new(), String::new());
        for it in standings.iter() {
            let comma = if policy.is_empty() { "" } else { ", " };
            let _ = write!(policy, "{comma}\"{}\";q={};w={}", it.name, it.quota, it.window.as_secs());
            let reset = it.reset.as_secs_f64().ceil();
            let _ = write!(standing, "{comma}\"{}\";r={};t={reset}", it.name, it.remaining);
        }
        for (name, value) in [(POLICY, policy), (STANDING, standing)] {
            if let Ok(value) = HeaderValue::from_str(&value)
                && !value.is_empty()
            {
                response.headers_mut().insert(name, value);
            }
        }
    }
}

struct Telling<E>(E);

impl<E: Endpoint> Endpoint for Telling<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let told = Told::default();
        request.extensions_mut().insert(told.clone());
        let mut response = match self.0.call(request).await {
            Ok(response) => response.into_response(),
            Err(error) => error.into_response(),
        };
        told.write(&mut response);
        Ok(response)
    }
}

/// Names the header fields in the document: once, and with each refusal.
pub fn describe(document: &mut Value) {
    let header = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    let headers = json!({
        "RateLimit-Policy": header(
            "On every answer. The limits that the request has to do with: `q` requests (`default`) or messages \
             (`send-limit`, the mail server's own) in `w` seconds."
        ),
        "RateLimit": header("On every answer. What is left of each limit (`r`), and in how many seconds there is more (`t`)."),
    });
    let references: Vec<(String, Value)> = headers
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| (name.clone(), json!({ "$ref": format!("#/components/headers/{name}") })))
        .collect();
    if let Some(components) = document["components"].as_object_mut() {
        components.insert("headers".to_owned(), headers);
    }
    let paths = document.pointer_mut("/paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flatten().flat_map(|(_, methods)| methods.as_object_mut().into_iter().flatten());
    for (_, operation) in operations {
        let refused = operation.pointer_mut("/responses/429").and_then(Value::as_object_mut);
        let headers = refused.map(|it| it.entry("headers").or_insert_with(|| json!({})));
        if let Some(headers) = headers.and_then(Value::as_object_mut) {
            headers.extend(references.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_with_the_first_request_and_ends_after_a_minute() {
        let limits = RateLimits::new(2);
        let (me, other) = (Whose::Token(TokenId(1)), Whose::User(UserId(1)));
        let begin = Timestamp::from_seconds(1_000);
        let count = |whose, seconds| limits.count(whose, begin + Duration::from_secs(seconds)).unwrap();
        assert_eq!((count(me, 0).remaining, count(me, 10).remaining), (1, 0));
        let refused = count(me, 20);
        assert!(refused.is_exceeded);
        assert_eq!(refused.reset, Duration::from_secs(40));
        assert!(!count(other, 20).is_exceeded);
        assert!(!count(me, 60).is_exceeded);
        assert_eq!(limits.look(me, begin + Duration::from_secs(61)).unwrap().remaining, 1);
        assert_eq!(RateLimits::new(0).count(me, begin), None);
    }

    #[test]
    fn all_limits_stand_in_one_field() {
        let told = Told::default();
        let limits = RateLimits::new(600);
        let standing = limits.count(Whose::client("2001:db8::1".parse().unwrap()), Timestamp::from_seconds(0)).unwrap();
        told.0.lock().unwrap().extend([standing, Standing::sending(1000, 1)]);
        let mut response = Response::default();
        told.write(&mut response);
        assert_eq!(response.headers()["ratelimit-policy"], "\"default\";q=600;w=60, \"send-limit\";q=1000;w=3600");
        assert_eq!(response.headers()["ratelimit"], "\"default\";r=599;t=60, \"send-limit\";r=999;t=60");
    }
}
