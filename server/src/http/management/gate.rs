//! What every request of the management API passes before its handler: is there such an operation, who asks and how often,
//! is the body what the document says, is the object the version that is meant.
//!
//! In this order, so that nobody unknown makes us read a large body, and so that each refusal names all its causes.

use std::time::Duration;

use percent_encoding::percent_decode_str;
use poem::http::{Extensions, HeaderValue, Method, StatusCode, Uri, header};
use poem::{Endpoint, Request, Response};
use serde_json::Value;

use super::schema::Schemas;
use super::versions::{self, Edit, IfMatch};
use crate::app::App;
use crate::http::caller::{self, Caller, Proof};
use crate::http::error::ApiError;
use crate::http::guard::{self, BodyError, BodyLimits, MAX_BODY_BYTES, MAX_IMPORT_BYTES, mail_body_bytes, read_body};
use crate::http::measure::{self, OperationName};
use crate::http::rate_limit::{Told, Whose};
use crate::model::Token;
use crate::secrets::sha256_hex;

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
            Some("suppression_import") => Self::Import,
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
        self.expand(&mut request).await?;
        let path = request.uri().path().to_owned();
        let there = self.at(&path);
        // Fixed words win over parameters: `/messages/held` is no message.
        let fixed = |operation: &&&Operation| operation.segments.iter().filter(|segment| segment.is_some()).count();
        let Some(operation) = there.iter().filter(|operation| operation.method == method).max_by_key(fixed) else {
            count(&request, None)?;
            if there.is_empty() {
                return self.inner.call(request).await;
            }
            let mut methods: Vec<&str> = there.iter().map(|operation| operation.method.as_str()).collect();
            methods.sort_unstable();
            return Err(ApiError::method_not_allowed(&methods.join(", ")).into());
        };
        OperationName::set(&request, &operation.id);
        self.admit(operation, &mut request).await?;
        if method != Method::GET && request.headers().contains_key(IDEMPOTENCY_KEY) && !operation.is_idempotent {
            // Whoever sends it relies on it: without it a repeated request would be done twice.
            let message = "Idempotency-Key is for sending mail. Leave it out, and do not repeat this request blindly.";
            return Err(ApiError::bad_request("idempotency_not_available", message).into());
        }
        if method != Method::GET && request.headers().contains_key(header::IF_MATCH) && !operation.is_conditional {
            let message = "If-Match is for changing and deleting what has an ETag. Leave it out.";
            return Err(ApiError::bad_request("versions_not_available", message).into());
        }
        if let Some(body) = &operation.body {
            self.read_body(operation, body, &mut request).await?;
        }
        let answer = tokio::time::timeout(HANDLER_TIME, self.carry_out(operation, request)).await;
        answer.unwrap_or_else(|_| Err(ApiError::timed_out().into()))
    }
}

impl<E> Gate<E> {
    fn at(&self, path: &str) -> Vec<&Operation> {
        self.operations.iter().filter(|operation| operation.is_at(path)).collect()
    }

    /// A token that is limited to one mail server may leave out the server: `/messages` is that server's.
    async fn expand(&self, request: &mut Request) -> Result<(), ApiError> {
        let path = request.uri().path();
        if !self.at(path).is_empty()
            || !request.headers().contains_key(header::AUTHORIZATION)
            || self.at(&format!("/organizations/-/servers/-{path}")).is_empty()
        {
            return Ok(());
        }
        let caller = identify(request).await?;
        let Proof::Token(Token { servers: Some(servers), .. }) = &caller.proof else { return Ok(()) };
        let ([server], Some(app)) = (servers.as_slice(), request.data::<App>()) else { return Ok(()) };
        let Some(server) = app.accounts.servers_of(&[*server]).await?.pop() else { return Ok(()) };
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        let whole = format!("/organizations/{}/servers/{}{path}{query}", server.organization_permalink, server.uuid);
        if let Ok(uri) = whole.parse() {
            *request.uri_mut() = uri;
            request.extensions_mut().insert(caller);
        }
        Ok(())
    }

    /// Who asks, and whether they ask too often.
    async fn admit(&self, operation: &Operation, request: &mut Request) -> Result<(), ApiError> {
        if operation.is_public {
            return count(request, None);
        }
        let caller = match request.extensions().get::<Caller>() {
            Some(caller) => caller.clone(),
            None => identify(request).await?,
        };
        let whose = Whose::caller(&caller);
        if matches!(operation.size, BodySize::Mail | BodySize::Batch) {
            // The mail server's send limit is the one that counts.
            if let Some(app) = request.data::<App>()
                && let Some(standing) = app.rate_limits.look(whose, app.clock.now())
            {
                Told::tell(request, standing);
            }
        } else {
            count(request, Some(whose))?;
        }
        request.extensions_mut().insert(caller);
        Ok(())
    }
}

/// Who sends this request. Whoever cannot prove it counts as their address.
async fn identify(request: &Request) -> Result<Caller, ApiError> {
    match caller::identify(request).await {
        Ok(caller) => Ok(caller),
        Err(refusal) => {
            count(request, None)?;
            Err(refusal)
        }
    }
}

/// Counts a request; `None`: as one of its address.
fn count(request: &Request, whose: Option<Whose>) -> Result<(), ApiError> {
    let Some(app) = request.data::<App>() else { return Ok(()) };
    let whose = whose.unwrap_or_else(|| Whose::client(guard::client_address(request, &app.config.postal)));
    let Some(standing) = app.rate_limits.count(whose, app.clock.now()) else { return Ok(()) };
    Told::tell(request, standing);
    if standing.is_exceeded {
        return Err(ApiError::rate_limited(standing.quota, standing.reset));
    }
    Ok(())
}

impl<E: Endpoint<Output = Response>> Gate<E> {
    /// Calls the handler: at once, or when the object is the version that the caller means.
    async fn carry_out(&self, operation: &Operation, request: Request) -> poem::Result<Response> {
        if !operation.is_conditional {
            let is_head = *request.method() == Method::HEAD;
            let response = self.inner.call(request).await?;
            return if operation.has_tag && !is_head { tagged(response).await } else { Ok(response) };
        }
        let wanted = IfMatch::read(request.headers());
        let Some(app) = request.data::<App>().cloned().filter(|_| wanted.is_some() || operation.has_tag) else {
            return self.inner.call(request).await;
        };
        let look = Look { uri: request.uri().clone(), extensions: request.extensions().clone() };
        let object = match self.current(&look).await {
            // The object may be named in several ways, but has one UUID.
            Ok(view) => view["uuid"].as_str().unwrap_or(look.uri.path()).to_owned(),
            Err(refusal) if wanted.is_some() => return Err(refusal),
            Err(_) => return self.inner.call(request).await,
        };
        let edit = Edit::begin(&app, &object).await?;
        let answer = self.change(wanted, &look, request, operation.has_tag).await;
        edit.end().await;
        answer
    }

    /// With the version that is there then, when `has_tag`. Answers to changes may show less than a fetch, so it is
    /// fetched.
    async fn change(
        &self,
        wanted: Option<IfMatch>,
        look: &Look,
        request: Request,
        has_tag: bool,
    ) -> poem::Result<Response> {
        if let Some(wanted) = wanted {
            let current = self.current(look).await?;
            let tag = versions::tag(&current);
            if !wanted.allows(&tag) {
                return Err(ApiError::precondition_failed(&tag, current).into());
            }
        }
        let mut response = self.inner.call(request).await?;
        if has_tag
            && response.status() == StatusCode::OK
            && let Ok(view) = self.current(look).await
            && let Ok(tag) = HeaderValue::from_str(&versions::tag(&view))
        {
            response.headers_mut().insert(header::ETAG, tag);
        }
        Ok(response)
    }

    /// What a GET of the same path answers this caller.
    async fn current(&self, look: &Look) -> poem::Result<Value> {
        let mut request = Request::builder().uri(look.uri.clone()).finish();
        *request.extensions_mut() = look.extensions.clone();
        let response = self.inner.call(request).await?;
        if response.status() != StatusCode::OK {
            return Err(poem::Error::from_response(response));
        }
        Ok(response.into_body().into_json().await.map_err(|error| ApiError::internal(&error))?)
    }
}

/// A fetch of the object that a request changes, by the same caller.
struct Look {
    uri: Uri,
    extensions: Extensions,
}

/// With the version of the object that it shows.
async fn tagged(response: Response) -> poem::Result<Response> {
    if response.status() != StatusCode::OK {
        return Ok(response);
    }
    let (mut parts, body) = response.into_parts();
    let bytes = body.into_bytes().await.map_err(|error| ApiError::internal(&error))?;
    if let Ok(view) = serde_json::from_slice::<Value>(&bytes)
        && let Ok(tag) = HeaderValue::from_str(&versions::tag(&view))
    {
        parts.headers.insert(header::ETAG, tag);
    }
    Ok(Response::from_parts(parts, bytes.into()))
}

impl<E> Gate<E> {
    /// Reads the body, judges it, and hands it on.
    async fn read_body(&self, operation: &Operation, body: &Body, request: &mut Request) -> Result<(), ApiError> {
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
            return Ok(());
        }
        // The framework says what is wrong with the type, after this.
        if is_json(request) {
            let value = serde_json::from_slice(&bytes).map_err(|error| unreadable(&bytes, &error))?;
            self.schemas.judge(&body.schema, &value)?;
        }
        if request.headers().contains_key(IDEMPOTENCY_KEY) {
            request.extensions_mut().insert(BodyHash(sha256_hex(&bytes)));
        }
        if operation.size == BodySize::Import {
            without_parameters(request);
        }
        request.set_body(bytes);
        Ok(())
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
            Operation::read(template, "GET", &json!({})).is_some_and(|operation| operation.is_at(path))
        };
        assert!(at("/a/{b}/c", "/a/x/c"));
        assert!(at("/a/held", "/a/held"));
        for path in ["/a//c", "/a/x", "/a/x/c/d", "/a/x/c/", "/b/x/c"] {
            assert!(!at("/a/{b}/c", path), "{path}");
        }
    }
}
