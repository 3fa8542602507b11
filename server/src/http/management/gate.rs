//! What every request of the management API passes before its handler: is there such an operation, who asks and how often,
//! is the body what the document says, is the object the version that is meant.
//!
//! In this order, so that nobody unknown makes us read a large body, and so that each refusal names all its causes.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde_json::Value;

use super::admission::{self, Cost};
use super::audit_trail::{self, Subject};
use super::schema::Schemas;
use super::step_up;
use super::versions::{self, Edit, IfMatch, Look};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::guard::{BodyError, BodyLimits, MAX_BODY_BYTES, MAX_IMPORT_BYTES, mail_body_bytes, read_body};
use crate::http::measure::{self, OperationName};
use crate::secrets::sha256_hex;
use crate::store::audit;

/// Name of the header for requests that are carried out once.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";
/// Bytes of all messages of a batch.
const MAX_BATCH_BYTES: usize = 50 << 20;
/// For carrying out a request, without reading its body: whatever takes longer hangs.
const HANDLER_TIME: Duration = Duration::from_secs(120);

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
    /// Knows the header `If-Match`.
    is_conditional: bool,
    /// Its answer has an `ETag`.
    has_tag: bool,
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
        let has_parameter = |name: &str| {
            let mut parameters = operation["parameters"].as_array().into_iter().flatten();
            parameters.any(|parameter| parameter["name"] == name)
        };
        Some(Self {
            id: operation["operationId"].as_str().unwrap_or(measure::OTHER).to_owned(),
            method: method.parse().ok()?,
            segments: path.split('/').map(segment).collect(),
            is_public: operation["security"].as_array().is_none_or(Vec::is_empty),
            body,
            size: BodySize::of(operation),
            is_idempotent: has_parameter(IDEMPOTENCY_KEY),
            subject: Subject::of(method, path),
            is_conditional: has_parameter("If-Match"),
            has_tag: operation.pointer("/responses/200/headers/ETAG").is_some(),
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
        // What is no text, or none that a database can hold, names nothing.
        if percent_decode_str(request.uri().path()).decode_utf8().map_or(true, |text| text.contains('\0')) {
            return Err(ApiError::not_found("object").into());
        }
        let method = if *request.method() == Method::HEAD { Method::GET } else { request.method().clone() };
        admission::expand(&mut request, |path| !self.at(path).is_empty()).await?;
        let path = request.uri().path().to_owned();
        let there = self.at(&path);
        // Fixed words win over parameters: `/messages/held` is no message.
        let fixed = |operation: &&&Operation| operation.segments.iter().filter(|segment| segment.is_some()).count();
        let Some(operation) = there.iter().filter(|operation| operation.method == method).max_by_key(fixed) else {
            admission::count(&request, None)?;
            if there.is_empty() {
                return self.inner.call(request).await;
            }
            let mut methods: Vec<&str> = there.iter().map(|operation| operation.method.as_str()).collect();
            methods.sort_unstable();
            return Err(ApiError::method_not_allowed(&methods.join(", ")).into());
        };
        OperationName::set(&request, &operation.id);
        if operation.is_public {
            admission::count(&request, None)?;
        } else {
            let is_mail = matches!(operation.size, BodySize::Mail | BodySize::Batch);
            admission::admit(&operation.id, if is_mail { Cost::Nothing } else { Cost::One }, &mut request).await?;
        }
        let has_key = request.headers().contains_key(IDEMPOTENCY_KEY);
        if method != Method::GET && has_key && !operation.is_idempotent {
            // Whoever sends it relies on it: without it a repeated request would be done twice.
            let message = "Idempotency-Key is for sending mail. Leave it out, and do not repeat this request blindly.";
            return Err(ApiError::bad_request("idempotency_not_available", message).into());
        }
        if method != Method::GET && request.headers().contains_key(header::IF_MATCH) && !operation.is_conditional {
            let message = "If-Match is for changing and deleting what has an ETag. Leave it out.";
            return Err(ApiError::bad_request("versions_not_available", message).into());
        }
        let body = match &operation.body {
            Some(body) => self.read_body(operation, body, &mut request).await?,
            None => None,
        };
        step_up::require_fresh_proof(&request, &operation.id, body.as_ref())?;
        let answer = tokio::time::timeout(HANDLER_TIME, self.carry_out(operation, request, body.as_ref())).await;
        answer.unwrap_or_else(|_| Err(ApiError::timed_out().into()))
    }
}

impl<E: Endpoint<Output = Response>> Gate<E> {
    /// Calls the handler: at once, or when the object is the version that the caller means.
    async fn carry_out(&self, operation: &Operation, request: Request, body: Option<&Value>) -> poem::Result<Response> {
        if !operation.is_conditional {
            let is_head = *request.method() == Method::HEAD;
            let response = self.handle(operation, request, body).await?;
            return if operation.has_tag && !is_head { versions::tagged(response).await } else { Ok(response) };
        }
        let wanted = IfMatch::read(request.headers());
        let Some(app) = request.data::<App>().cloned().filter(|_| wanted.is_some() || operation.has_tag) else {
            return self.handle(operation, request, body).await;
        };
        let look = Look::of(&request);
        let object = match look.at(&self.inner).await {
            // The object may be named in several ways, but has one UUID.
            Ok(view) => view.get("uuid").and_then(Value::as_str).unwrap_or(request.uri().path()).to_owned(),
            Err(refusal) if wanted.is_some() => return Err(refusal),
            Err(_) => return self.handle(operation, request, body).await,
        };
        let edit = Edit::begin(&app, &object).await?;
        let answer = self.change(operation, wanted, &look, request, body).await;
        edit.end().await;
        answer
    }

    /// Answers to changes may show less than a fetch, so the version that is there then is fetched.
    async fn change(
        &self,
        operation: &Operation,
        wanted: Option<IfMatch>,
        look: &Look,
        request: Request,
        body: Option<&Value>,
    ) -> poem::Result<Response> {
        if let Some(wanted) = wanted {
            let current = look.at(&self.inner).await?;
            let tag = versions::tag(&current);
            if !wanted.allows(&tag) {
                return Err(ApiError::precondition_failed(&tag, current).into());
            }
        }
        let mut response = self.handle(operation, request, body).await?;
        if operation.has_tag
            && response.status() == StatusCode::OK
            && let Ok(view) = look.at(&self.inner).await
            && let Ok(tag) = HeaderValue::from_str(&versions::tag(&view))
        {
            response.headers_mut().insert(header::ETAG, tag);
        }
        Ok(response)
    }

    async fn handle(&self, operation: &Operation, request: Request, body: Option<&Value>) -> poem::Result<Response> {
        let is_mail = matches!(operation.size, BodySize::Mail | BodySize::Batch);
        // A message is the record of its own sending.
        if operation.method == Method::GET || is_mail {
            return self.inner.call(request).await;
        }
        self.call_recorded(operation, request, body).await
    }

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
    fn at(&self, path: &str) -> Vec<&Operation> {
        self.operations.iter().filter(|operation| operation.is_at(path)).collect()
    }

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
