//! Versions of objects: what is read has an `ETag`, and a change with `If-Match` is made to that version or not at all.
//!
//! One mechanism for every object that can be fetched and changed at the same path: the tag is a hash of what the fetch
//! answers, so no handler and no table knows of it. A look and the change after it are one, because nobody else changes
//! the object meanwhile ([`Edit`]).

use std::time::Duration;

use poem::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Uri, header};
use poem::{Endpoint, Request, Response};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::http::error::ApiError;
use crate::model::ProcessId;
use crate::secrets::sha256_hex;
use crate::store::{edits, retried};

/// Properties that change by themselves: nobody's change is lost when they differ.
const OBSERVED: [&str; 20] = [
    "dkim",
    "dmarc",
    "dns_checked_at",
    "dns_error",
    "dns_ok",
    "dns_status",
    "failing_since",
    "ip_pool_name",
    "is_expired",
    "last_failure",
    "last_failure_at",
    "last_used_at",
    "machines",
    "message_rate",
    "mx",
    "previous_secret_until",
    "return_path",
    "routes_count",
    "spf",
    "updated_at",
];
/// Characters of a tag: 128 bits.
const TAG_CHARS: usize = 32;
/// How long a change waits for another one of the same object.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// The entity tag of an object, with its quotes (RFC 9110 §8.8.3).
pub fn tag(view: &Value) -> String {
    let text = match view {
        Value::Object(properties) => {
            let kept = properties.iter().filter(|(name, _)| !OBSERVED.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect()).to_string()
        }
        other => other.to_string(),
    };
    let hash: String = sha256_hex(&text).chars().take(TAG_CHARS).collect();
    format!("\"{hash}\"")
}

/// What a change is to be made to (RFC 9110 §13.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IfMatch {
    /// Whatever is there.
    Any,
    /// One of these versions.
    Tags(Vec<String>),
}

impl IfMatch {
    /// `None`: the header is not there.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let mut tags = Vec::new();
        for value in headers.get_all(header::IF_MATCH) {
            let parts = value.to_str().unwrap_or_default().split(',').map(str::trim);
            tags.extend(parts.filter(|part| !part.is_empty()).map(str::to_owned));
        }
        match tags.as_slice() {
            [] if !headers.contains_key(header::IF_MATCH) => None,
            [any] if any == "*" => Some(Self::Any),
            _ => Some(Self::Tags(tags)),
        }
    }

    /// A weak tag (`W/"…"`) matches nothing, as the RFC wants it.
    pub fn allows(&self, current: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Tags(tags) => tags.iter().any(|tag| tag == current),
        }
    }
}

/// A fetch of the object that a request changes, by the same caller.
#[derive(Debug, Clone)]
pub struct Look {
    uri: Uri,
    extensions: Extensions,
}

impl Look {
    pub fn of(request: &Request) -> Self {
        Self { uri: request.uri().clone(), extensions: request.extensions().clone() }
    }

    /// What a GET of the same path answers.
    pub async fn at<E: Endpoint<Output = Response>>(&self, operations: &E) -> poem::Result<Value> {
        let mut request = Request::builder().uri(self.uri.clone()).finish();
        *request.extensions_mut() = self.extensions.clone();
        let response = operations.call(request).await?;
        if response.status() != StatusCode::OK {
            return Err(poem::Error::from_response(response));
        }
        Ok(response.into_body().into_json().await.map_err(|error| ApiError::internal(&error))?)
    }
}

/// An answer with the version of the object that it shows.
pub async fn tagged(response: Response) -> poem::Result<Response> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = body.into_bytes().await.map_err(|error| ApiError::internal(&error))?;
    if let Ok(view) = serde_json::from_slice::<Value>(&bytes)
        && let Ok(tag) = HeaderValue::from_str(&tag(&view))
    {
        parts.headers.insert(header::ETAG, tag);
    }
    Ok(Response::from_parts(parts, bytes.into()))
}

/// The right to change an object; ends with [`Edit::end`], or when it is dropped.
pub struct Edit {
    app: App,
    object: String,
    owner: ProcessId,
    is_ended: bool,
}

impl Edit {
    /// Waits a moment for others. `path`: of the object.
    pub async fn begin(app: &App, path: &str) -> Result<Self, ApiError> {
        let (object, owner) = (sha256_hex(path), app.queue.process());
        let end = tokio::time::Instant::now() + PATIENCE;
        let mut is_looked = false;
        loop {
            let now = app.clock.now();
            // Who waits for the same row may be the one whom MariaDB ends: once more, then.
            let began = retried!(async { edits::begin(&mut app.store.write().await?, &object, owner, now).await });
            if began? {
                return Ok(Self { app: app.clone(), object, owner, is_ended: false });
            }
            if !is_looked {
                is_looked = true;
                retried!(async { edits::free_orphan(&mut app.store.write().await?, &object, now).await })?;
            } else if tokio::time::Instant::now() >= end {
                return Err(ApiError::unavailable("Somebody else is changing the same. Try again."));
            } else {
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    pub async fn end(mut self) {
        self.is_ended = true;
        release(&self.app, &self.object, self.owner).await;
    }
}

impl Drop for Edit {
    /// The client has gone in the middle of its request.
    fn drop(&mut self) {
        if self.is_ended {
            return;
        }
        let (app, object, owner) = (self.app.clone(), std::mem::take(&mut self.object), self.owner);
        let tasks = self.app.tasks.clone();
        tasks.spawn(async move { release(&app, &object, owner).await });
    }
}

async fn release(app: &App, object: &str, owner: ProcessId) {
    let ended = retried!(async { edits::end(&mut app.store.write().await?, object, owner).await });
    if let Err(error) = ended {
        tracing::warn!(%error, "a finished change still bars others from changing the same; for five minutes at most");
    }
}

/// Says in the document which operations know versions, and takes the answer 412 out of all others.
pub fn describe(document: &mut Value) {
    let paths = document.pointer_mut("/paths").and_then(Value::as_object_mut);
    for methods in paths.into_iter().flatten().filter_map(|(_, methods)| methods.as_object_mut()) {
        let read = methods.get("get").filter(|get| is_fetch(get)).map(|get| answer_of(get).cloned());
        let changes = ["patch", "put", "delete"].iter().any(|method| methods.contains_key(*method));
        for (method, operation) in methods.iter_mut() {
            let fetched = read.as_ref().filter(|_| changes);
            match (method.as_str(), fetched) {
                ("get", Some(_)) => add_tag(operation),
                ("patch" | "put" | "delete", Some(fetched)) => {
                    add_parameter(operation);
                    if answer_of(operation) == fetched.as_ref() && method != "delete" {
                        add_tag(operation);
                    }
                    continue;
                }
                _ => {}
            }
            if let Some(responses) = operation["responses"].as_object_mut() {
                responses.remove("412");
            }
        }
    }
}

/// One object, not a list.
fn is_fetch(operation: &Value) -> bool {
    operation["operationId"].as_str().is_some_and(|id| id.ends_with("_get") && id != "session_get")
}

fn answer_of(operation: &Value) -> Option<&Value> {
    operation.pointer("/responses/200/content/application~1json; charset=utf-8/schema")
}

fn add_tag(operation: &mut Value) {
    let response = operation.pointer_mut("/responses/200").and_then(Value::as_object_mut);
    let headers = response.map(|response| response.entry("headers").or_insert_with(|| Value::Object(Map::new())));
    if let Some(headers) = headers.and_then(Value::as_object_mut) {
        let description = "Version of the object, for `If-Match`.";
        let tag = json!({ "description": description, "required": true, "deprecated": false, "schema": { "type": "string" } });
        headers.insert("ETAG".to_owned(), tag);
    }
}

fn add_parameter(operation: &mut Value) {
    let parameter = json!({
        "name": "If-Match",
        "schema": { "type": "string" },
        "in": "header",
        "description": "`ETag` of the version that the change is meant for. When the object is another by now, nothing is \
                        done, and 412 shows it. Without the header the change is made to whatever is there.",
        "required": false,
        "deprecated": false,
        "explode": true,
    });
    let Some(operation) = operation.as_object_mut() else { return };
    let parameters = operation.entry("parameters").or_insert_with(|| Value::Array(Vec::new()));
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.push(parameter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_changes_with_what_people_change() {
        let view = json!({ "name": "a", "limit": 5, "last_used_at": "2026-01-01T00:00:00Z" });
        let used = json!({ "name": "a", "limit": 5, "last_used_at": "2026-02-01T00:00:00Z" });
        assert_eq!(tag(&view), tag(&used));
        assert_eq!(tag(&view).len(), TAG_CHARS + 2);
        assert_ne!(tag(&view), tag(&json!({ "name": "a", "limit": 6 })));
        assert_ne!(tag(&view), tag(&json!({ "name": "a" })));
    }

    #[test]
    fn if_match_is_read_as_the_rfc_says() {
        let read = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(header::IF_MATCH, value.parse().unwrap());
            }
            IfMatch::read(&headers)
        };
        assert_eq!(read(&[]), None);
        assert_eq!(read(&["*"]), Some(IfMatch::Any));
        let tags = read(&["\"a\", \"b\"", "\"c\""]).unwrap();
        assert!(tags.allows("\"b\"") && tags.allows("\"c\"") && !tags.allows("\"d\""));
        assert!(!read(&["W/\"a\""]).unwrap().allows("\"a\""));
        assert!(!read(&[""]).unwrap().allows("\"a\""));
    }
}
