//! What every request of the management API passes before its handler: is there such an operation, who asks, is the body
//! what the document says.
//!
//! In this order, so that nobody unknown makes us read a large body, and so that each refusal names all its causes.

use percent_encoding::percent_decode_str;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde_json::Value;

use super::audit_trail::{self, Subject};
use super::schema::Schemas;
use super::step_up;
use crate::app::App;
use crate::http::caller::{self, Caller};
use crate::http::error::ApiError;
use crate::http::guard::{BodyError, BodyLimits, MAX_BODY_BYTES, MAX_IMPORT_BYTES, mail_body_bytes, read_body};
use crate::http::measure::{self, OperationName};
use crate::secrets::sha256_hex;
use crate::store::audit;

/// Name of the header for requests that are carried out once.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Bytes of all messages of a batch.
const MAX_BATCH_BYTES: usize = 50 << 20;

/// The operations of the document in front of what handles them.
#[derive(Debug)]
pub struct Gate<E> {
    inner: E,
    operations: Vec<Operation>,
    schemas: Schemas,
}

/// One operation, as far as it matters before its handler.
#[derive(Debug)]
struct Operation {
    id: String,
    method: Method,
    /// Between the slashes; `None`: a parameter.
    segments: Vec<Option<String>>,
    is_public: bool,
    body: Option<Body>,
    size: BodySize,
    /// Knows the header `Idempotency-Key`.
    is_idempotent: bool,
    /// What the audit log says that it is about.
    subject: Subject,
}

/// How large a body may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BodySize {
    Form,
    /// One message.
    Mail,
    /// Many messages.
    Batch,
    /// A file with many rows.
    Import,
}

impl BodySize {
    fn of(operation: &Value) -> Self {
        match operation["operationId"].as_str() {
            Some("message_send" | "message_send_raw") => Self::Mail,
            Some("message_send_batch") => Self::Batch,
            Some("suppression_import" | "organization_suppression_import") => Self::Import,
            _ => Self::Form,
        }
    }
}

/// SHA-256 in hex of the body, of requests with an `Idempotency-Key`.
#[derive(Debug, Clone)]
pub struct BodyHash(pub String);

#[derive(Debug)]
struct Body {
    schema: Value,
    is_required: bool,
}

impl<E> Gate<E> {
    pub fn new(document: &Value, inner: E) -> Self {
        let paths = document["paths"].as_object();
        let operations = paths.into_iter().flatten().flat_map(|(path, methods)| {
            methods
                .as_object()
                .into_iter()
                .flatten()
                .filter_map(|(method, operation)| Operation::read(path, &method.to_ascii_uppercase(), operation))
        });
        Self { inner, operations: operations.collect(), schemas: Schemas::of(document) }
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Value) -> Option<Self> {
        let segment = |text: &str| (!text.starts_with('{')).then(|| text.to_owned());
        let body = operation.get("requestBody").map(|body| Body {
            schema: body["content"]
                .as_object()
                .and_then(|types| types.values().next())
                .map_or(Value::Null, |media| media["schema"].clone()),
            is_required: body["required"] == true,
        });
        Some(Self {
            id: operation["operationId"].as_str().unwrap_or(measure::OTHER).to_owned(),
            method: method.parse().ok()?,
            segments: path.split('/').map(segment).collect(),
            is_public: operation["security"].as_array().is_none_or(Vec::is_empty),
            body,
            size: BodySize::of(operation),
            is_idempotent: operation["parameters"]
                .as_array()
                .is_some_and(|parameters| parameters.iter().any(|parameter| parameter["name"] == IDEMPOTENCY_KEY)),
            subject: Subject::of(method, path),
        })
    }

    fn is_at(&self, path: &str) -> bool {
        let mut given = path.split('/');
        self.segments.iter().all(|segment| {
            given.next().is_some_and(|given| segment.as_ref().map_or(!given.is_empty(), |fixed| fixed == given))
        }) && given.next().is_none()
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for Gate<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let path = request.uri().path().to_owned();
        // What is no text, or none that a database can hold, names nothing.
        if percent_decode_str(&path).decode_utf8().map_or(true, |text| text.contains('\0')) {
            return Err(ApiError::not_found("object").into());
        }
        let there: Vec<&Operation> = self.operations.iter().filter(|operation| operation.is_at(&path)).collect();
        let method = if *request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        // Fixed words win over parameters: `/messages/held` is no message.
        let fixed = |operation: &&&Operation| operation.segments.iter().filter(|segment| segment.is_some()).count();
        let Some(operation) = there.iter().filter(|operation| operation.method == method).max_by_key(fixed) else {
            if there.is_empty() {
                return self.inner.call(request).await;
            }
            let mut methods: Vec<&str> = there.iter().map(|operation| operation.method.as_str()).collect();
            methods.sort_unstable();
            return Err(ApiError::method_not_allowed(&methods.join(", ")).into());
        };
        OperationName::set(&request, &operation.id);
        if !operation.is_public {
            let caller = caller::identify(&request).await?;
            step_up::require_second_factor(&request, &caller, &operation.id)?;
            request.extensions_mut().insert(caller);
        }
        let has_key = request.headers().contains_key(IDEMPOTENCY_KEY);
        if method != Method::GET && has_key && !operation.is_idempotent {
            // Whoever sends it relies on it: without it a repeated request would be done twice.
            let message = "Idempotency-Key is for sending mail. Leave it out, and do not repeat this request blindly.";
            return Err(ApiError::bad_request("idempotency_not_available", message).into());
        }
        let body = match &operation.body {
            Some(body) => self.read_body(operation, body, &mut request).await?,
            None => None,
        };
        step_up::require_fresh_proof(&request, &operation.id, body.as_ref())?;
        // A message is the record of its own sending.
        if method == Method::GET || matches!(operation.size, BodySize::Mail | BodySize::Batch) {
            return self.inner.call(request).await;
        }
        self.call_recorded(operation, request, body.as_ref()).await
    }
}

impl<E: Endpoint<Output = Response>> Gate<E> {
    /// Answers a request that changes something, and writes the audit log.
    async fn call_recorded(
        &self,
        operation: &Operation,
        request: Request,
        body: Option<&Value>,
    ) -> poem::Result<Response> {
        let Some(app) = request.data::<App>().cloned() else {
            return Err(ApiError::unavailable("The program is starting.").into());
        };
        let mut entry = audit_trail::entry(&app, &operation.id, &request, &operation.subject);
        if let Some(item) = operation.subject.item(request.uri().path())
            && let Some(before) = self.as_it_is(&item, &request, &app).await
        {
            audit_trail::name(&mut entry.object, &before);
            if operation.method != Method::POST {
                entry.before = audit_trail::told(&audit_trail::touched(before, body));
            }
        }
        entry.after = body.and_then(audit_trail::told);
        let (answer, watched) = audit::watched(entry, self.inner.call(request)).await;
        // Of what is for everybody only real changes are told, and those are made in transactions.
        let is_done = answer.as_ref().is_ok_and(|response| response.status().is_success());
        if is_done && !operation.is_public {
            // Nothing has been changed, or it would be there already: without its entry no secret is shown.
            watched.write_if_missing(&app.store).await.map_err(ApiError::from)?;
        }
        answer
    }

    /// What GET shows at this path. `None`: nothing.
    async fn as_it_is(&self, path: &str, request: &Request, app: &App) -> Option<Value> {
        let is_item = |operation: &&Operation| operation.method == Method::GET && operation.is_at(path);
        self.operations.iter().find(is_item)?;
        let mut get = Request::builder().method(Method::GET).uri(path.parse().ok()?).finish();
        get.set_data(app.clone());
        get.extensions_mut().insert(audit_trail::reader(request.extensions().get::<Caller>()?));
        let response = self.inner.call(get).await.ok().filter(|response| response.status().is_success())?;
        serde_json::from_slice(&response.into_body().into_bytes().await.ok()?).ok()
    }
}

impl<E> Gate<E> {
    /// Reads the body, judges it, and hands it on; answers what it says.
    async fn read_body(
        &self,
        operation: &Operation,
        body: &Body,
        request: &mut Request,
    ) -> Result<Option<Value>, ApiError> {
        let max_message_bytes = request.data::<App>().map(|app| app.config.smtp_server.max_message_bytes());
        let max_bytes = match max_message_bytes {
            Some(max_bytes) if operation.size == BodySize::Mail => mail_body_bytes(max_bytes),
            Some(max_bytes) if operation.size == BodySize::Batch => mail_body_bytes(max_bytes.max(MAX_BATCH_BYTES)),
            _ if operation.size == BodySize::Import => MAX_IMPORT_BYTES,
            _ => MAX_BODY_BYTES,
        };
        let bytes = read_body(request.take_body(), BodyLimits::of(max_bytes)).await.map_err(|error| match error {
            BodyError::TooLarge => ApiError::too_large(max_bytes as u64),
            BodyError::TooSlow => ApiError::request_timeout(),
            BodyError::Broken => ApiError::bad_request("invalid_body", "The body ended too early."),
        })?;
        if bytes.is_empty() && !body.is_required {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            return Ok(None);
        }
        // The framework says what is wrong with the type, after this.
        let mut value = None;
        if is_json(request) {
            let read = serde_json::from_slice(&bytes).map_err(|error| unreadable(&bytes, &error))?;
            self.schemas.judge(&body.schema, &read)?;
            value = Some(read);
        }
        if request.headers().contains_key(IDEMPOTENCY_KEY) {
            request.extensions_mut().insert(BodyHash(sha256_hex(&bytes)));
        }
        if operation.size == BodySize::Import {
            without_parameters(request);
        }
        request.set_body(bytes);
        Ok(value)
    }
}

/// `text/csv; charset=utf-8` is `text/csv`: the framework compares whole texts.
fn without_parameters(request: &mut Request) {
    let media = request.content_type().and_then(|text| text.split(';').next()).unwrap_or_default();
    let media = HeaderValue::from_str(&media.trim().to_ascii_lowercase());
    if let Ok(media) = media
        && !media.is_empty()
    {
        request.headers_mut().insert(header::CONTENT_TYPE, media);
    }
}

fn is_json(request: &Request) -> bool {
    let media = request.content_type().and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    let media = media.to_ascii_lowercase();
    media == "application/json" || (media.starts_with("application/") && media.ends_with("+json"))
}

fn unreadable(bytes: &[u8], error: &serde_json::Error) -> ApiError {
    let message = if bytes.is_empty() {
        "The body is empty; it has to be a JSON object.".to_owned()
    } else if std::str::from_utf8(bytes).is_err() {
        "The body is not valid UTF-8.".to_owned()
    } else {
        format!("The body is not valid JSON (line {}, column {}).", error.line(), error.column())
    };
    ApiError::bad_request("invalid_body", message)
}

/// Headers of every answer: nothing of it is for caches, and a refused caller learns how to prove who it is.
pub fn with_headers(mut response: Response) -> Response {
    if response.status() == StatusCode::UNAUTHORIZED {
        // RFC 9110 §15.5.2
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let is_data = response
        .content_type()
        .is_none_or(|media| !media.starts_with("text/css") && !media.starts_with("text/javascript"));
    if is_data && !response.headers().contains_key(header::CACHE_CONTROL) {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_find_their_operations() {
        let at = |template: &str, path: &str| {
            Operation::read(template, "GET", &json!({ "operationId": "x" }))
                .is_some_and(|operation| operation.is_at(path))
        };
        assert!(at("/a/{b}/c", "/a/x/c"));
        assert!(at("/a/held", "/a/held"));
        for path in ["/a//c", "/a/x", "/a/x/c/d", "/a/x/c/", "/b/x/c"] {
            assert!(!at("/a/{b}/c", path), "{path}");
        }
    }
}
