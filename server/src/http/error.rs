//! The one error of the management API: problem details (RFC 9457) with `code`, `message` and `fields`.
//!
//! Domain errors become answers here and nowhere else. Whatever the framework refuses by itself (parameters, bodies,
//! methods, unknown paths) passes through [`catch_all`] and looks the same.

use poem::http::StatusCode;
use poem::{IntoResponse, Response};
use poem_openapi::error::{ContentTypeError, ParseParamError, ParsePathError, ParseRequestPayloadError};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Object};

use crate::domains::DomainsError;
use crate::model::{Violation, Violations};
use crate::routing::RoutingError;
use crate::statistics::StatisticsError;
use crate::store::StoreError;
use crate::suppression::SuppressionError;
use crate::tenancy::TenancyError;
use crate::tracking::TrackingError;
use crate::webhooks::WebhooksError;

tokio::task_local! {
    /// Set around every request; repeated in `X-Request-Id`, in problem details and in the log.
    pub static REQUEST_ID: String;
}

/// A submitted field that breaks a rule.
#[derive(Debug, Clone, Object)]
pub struct FieldProblem {
    /// JSON Pointer into the request body, such as `/name`; the parameter's name for a parameter.
    pub field: String,
    /// Which rule.
    pub code: String,
    /// Reads on after the field's name: "can't be blank".
    pub message: String,
}

/// Problem details (RFC 9457).
#[derive(Debug, Clone, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Problem {
    /// Stable URI of this kind of problem.
    #[oai(rename = "type")]
    pub kind: String,
    /// The HTTP status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Id of the request, as in the header `X-Request-Id` and in the log.
    pub instance: Option<String>,
    /// Stable word for programs, such as `not_found`.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// Every field that breaks a rule; empty when the problem is another.
    pub fields: Vec<FieldProblem>,
    /// The object as it is now; with `precondition_failed` only.
    pub current: Option<serde_json::Value>,
}

impl Problem {
    fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Json<Problem> {
        Json(Problem {
            kind: format!("/api/v2/docs#problem-{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            instance: REQUEST_ID.try_with(Clone::clone).ok(),
            code: code.to_owned(),
            message: message.into(),
            fields: Vec::new(),
            current: None,
        })
    }
}

/// Every refusal of the management API.
#[derive(Debug, Clone, ApiResponse)]
pub enum ApiError {
    /// The request cannot be read: malformed JSON, a parameter of the wrong form.
    #[oai(status = 400, content_type = "application/problem+json")]
    BadRequest(Json<Problem>),
    /// Nobody is logged in, or the token is unknown or expired.
    #[oai(status = 401, content_type = "application/problem+json")]
    Unauthorized(Json<Problem>),
    /// The caller's role, the token's scopes or the origin of the request do not allow it.
    #[oai(status = 403, content_type = "application/problem+json")]
    Forbidden(Json<Problem>),
    /// There is no such object, or the caller may not know of it.
    #[oai(status = 404, content_type = "application/problem+json")]
    NotFound(Json<Problem>),
    /// The method is not offered at this path; `Allow` says which are.
    #[oai(status = 405, content_type = "application/problem+json")]
    MethodNotAllowed(Json<Problem>, #[oai(header = "Allow")] String),
    /// The body comes in too slowly.
    #[oai(status = 408, content_type = "application/problem+json")]
    RequestTimeout(Json<Problem>),
    /// The state of the object does not allow it.
    #[oai(status = 409, content_type = "application/problem+json")]
    Conflict(Json<Problem>),
    /// The object is another version than `If-Match` names; `current` shows it. Nothing was done.
    #[oai(status = 412, content_type = "application/problem+json")]
    PreconditionFailed(Json<Problem>, #[oai(header = "ETag")] String),
    /// The body is larger than accepted.
    #[oai(status = 413, content_type = "application/problem+json")]
    TooLarge(Json<Problem>),
    /// The body is not of an accepted type.
    #[oai(status = 415, content_type = "application/problem+json")]
    UnsupportedMediaType(Json<Problem>),
    /// Fields break rules; `fields` names all of them.
    #[oai(status = 422, content_type = "application/problem+json")]
    Invalid(Json<Problem>),
    /// Too many attempts; `Retry-After` says when to come back, in seconds.
    #[oai(status = 429, content_type = "application/problem+json")]
    TooManyRequests(Json<Problem>, #[oai(header = "Retry-After")] u64),
    /// Our own fault; the log has the request id.
    #[oai(status = 500, content_type = "application/problem+json")]
    Internal(Json<Problem>),
    /// Not at present: the database is away or the program is stopping.
    #[oai(status = 503, content_type = "application/problem+json")]
    Unavailable(Json<Problem>),
}

impl ApiError {
    pub fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::BadRequest(Problem::new(StatusCode::BAD_REQUEST, code, message))
    }

    pub fn unauthorized(code: &str, message: impl Into<String>) -> Self {
        Self::Unauthorized(Problem::new(StatusCode::UNAUTHORIZED, code, message))
    }

    pub fn forbidden(code: &str, message: impl Into<String>) -> Self {
        Self::Forbidden(Problem::new(StatusCode::FORBIDDEN, code, message))
    }

    /// `what`: the kind of object in words, such as `message`.
    pub fn not_found(what: &str) -> Self {
        Self::NotFound(Problem::new(StatusCode::NOT_FOUND, "not_found", format!("There is no such {what}.")))
    }

    /// There is something, and what is asked for is gone from it.
    pub fn gone_from(code: &str, message: impl Into<String>) -> Self {
        Self::NotFound(Problem::new(StatusCode::NOT_FOUND, code, message))
    }

    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::Conflict(Problem::new(StatusCode::CONFLICT, code, message))
    }

    /// `tag` and `current`: of the version that is there.
    pub fn precondition_failed(tag: &str, current: serde_json::Value) -> Self {
        let message = "Somebody has changed this meanwhile. Look at what it is now, and decide again.";
        let mut problem = Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed", message);
        problem.0.current = Some(current);
        Self::PreconditionFailed(problem, tag.to_owned())
    }

    /// `methods`: those that are offered, with commas between them.
    pub fn method_not_allowed(methods: &str) -> Self {
        let message = format!("The method is not offered at this path; offered: {methods}.");
        let problem = Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message);
        Self::MethodNotAllowed(problem, methods.to_owned())
    }

    pub fn request_timeout() -> Self {
        let message = "The body did not come in time.";
        Self::RequestTimeout(Problem::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", message))
    }

    /// A composed message, or one that comes complete, is larger than `max_bytes`.
    pub fn message_too_large(max_bytes: usize) -> Self {
        let message = format!("The message is larger than {max_bytes} bytes with its attachments encoded.");
        Self::TooLarge(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "message_too_large", message))
    }

    /// `max_bytes`: the limit that was passed.
    pub fn too_large(max_bytes: u64) -> Self {
        let message = format!("The body is larger than {max_bytes} bytes.");
        Self::TooLarge(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message))
    }

    pub fn too_many_requests(retry_after: std::time::Duration) -> Self {
        let seconds = retry_after.as_secs().max(1);
        let message = format!("Too many attempts. Try again in {seconds} seconds.");
        Self::TooManyRequests(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", message), seconds)
    }

    /// More requests than `quota` in a minute.
    pub fn rate_limited(quota: u64, retry_after: std::time::Duration) -> Self {
        let seconds = retry_after.as_secs_f64().ceil().max(1.0) as u64;
        let message = format!("More than {quota} requests in a minute. Try again in {seconds} seconds.");
        Self::TooManyRequests(Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", message), seconds)
    }

    /// Our own work took too long and was given up.
    pub fn timed_out() -> Self {
        let message = "This took too long and was given up. What was begun may have been done.";
        Self::Unavailable(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "timeout", message))
    }

    pub fn unavailable(message: impl Into<String>) -> Self {
        Self::Unavailable(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", message))
    }

    /// Logs `error` once, here, and tells the caller nothing about it.
    pub fn internal(error: &(dyn std::error::Error + 'static)) -> Self {
        tracing::error!(
            error = %chain(error),
            request_id = REQUEST_ID.try_with(Clone::clone).unwrap_or_default(),
            "a management request failed"
        );
        let message = "Something went wrong on our side.";
        Self::Internal(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message))
    }
}

/// The error and its causes in one line.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

impl From<Violations> for ApiError {
    fn from(violations: Violations) -> Self {
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields are not valid.");
        problem.0.fields = violations.iter().map(FieldProblem::from).collect();
        Self::Invalid(problem)
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_retryable() {
            return Self::unavailable("Somebody else changed the same at this moment. Try again.");
        }
        Self::internal(&error)
    }
}

impl From<TenancyError> for ApiError {
    fn from(error: TenancyError) -> Self {
        match error {
            TenancyError::Invalid(violations) => violations.into(),
            TenancyError::AdminOnly(fields) => {
                let mut problem = Problem::new(
                    StatusCode::FORBIDDEN,
                    "admin_only",
                    "Only an administrator may change these settings.",
                );
                let problems = fields.into_iter().map(|field| FieldProblem {
                    field: format!("/{field}"),
                    code: "invalid".to_owned(),
                    message: "may be changed by an administrator only".to_owned(),
                });
                problem.0.fields = problems.collect();
                Self::Forbidden(problem)
            }
            TenancyError::RoleAboveOwn => Self::forbidden("role_above_own", "That role is above your own."),
            TenancyError::NameTaken => {
                Self::conflict("name_taken", "Another one has its name or short name now. Rename that first.")
            }
            TenancyError::NoKey => Self::conflict("no_key", "This credential is a network and has no key."),
            TenancyError::KeyNotStored => {
                Self::conflict("key_not_stored", "The key was shown when it was made and is not stored.")
            }
            TenancyError::Store(error) => error.into(),
            error @ TenancyError::Secret(_) => Self::internal(&error),
        }
    }
}

impl From<DomainsError> for ApiError {
    fn from(error: DomainsError) -> Self {
        match error {
            DomainsError::Invalid(violations) => violations.into(),
            DomainsError::NotProven { name, record } => {
                Self::conflict("not_proven", format!("There is no TXT record \"{record}\" at {name} yet."))
            }
            DomainsError::OtherMethod => {
                Self::conflict("other_method", "This domain's verification method is another one.")
            }
            DomainsError::AlreadyVerified => Self::conflict("already_verified", "The domain is verified already."),
            DomainsError::NoCode => {
                Self::conflict("no_code", "No code is valid: it is too old or was guessed too often. Send a new one.")
            }
            DomainsError::Throttled { retry_after } => Self::too_many_requests(retry_after),
            DomainsError::AlreadyPending => {
                Self::conflict("already_pending", "A new DKIM key waits for its record already.")
            }
            DomainsError::UsedByOthers => {
                let message = "Other mail servers have routes or track domains with this domain. Delete them first.";
                Self::conflict("used_by_others", message)
            }
            DomainsError::NothingPending => Self::conflict("nothing_pending", "No new DKIM key waits for its record."),
            DomainsError::Gone => Self::not_found("domain"),
            DomainsError::Lookup(error) => Self::conflict("lookup_failed", format!("{error}.")),
            DomainsError::Store(error) => error.into(),
            error @ (DomainsError::Key(_) | DomainsError::Secret(_)) => Self::internal(&error),
        }
    }
}

impl From<RoutingError> for ApiError {
    fn from(error: RoutingError) -> Self {
        match error {
            RoutingError::Invalid(violations) => violations.into(),
            RoutingError::Store(error) => error.into(),
        }
    }
}

impl From<WebhooksError> for ApiError {
    fn from(error: WebhooksError) -> Self {
        match error {
            WebhooksError::Invalid(violations) => violations.into(),
            WebhooksError::Gone => Self::conflict("webhook_deleted", "The webhook of this request is deleted."),
            WebhooksError::Disabled => Self::conflict("webhook_disabled", "The webhook is disabled. Enable it first."),
            WebhooksError::Store(error) => error.into(),
            error @ (WebhooksError::Secret(_) | WebhooksError::Client(_) | WebhooksError::Signature(_)) => {
                Self::internal(&error)
            }
        }
    }
}

impl From<SuppressionError> for ApiError {
    fn from(error: SuppressionError) -> Self {
        match error {
            SuppressionError::Invalid(violations) => violations.into(),
            SuppressionError::Store(error) => error.into(),
        }
    }
}

impl From<TrackingError> for ApiError {
    fn from(error: TrackingError) -> Self {
        match error {
            TrackingError::Invalid(violations) => violations.into(),
            TrackingError::Gone => Self::not_found("track domain"),
            TrackingError::Store(error) => error.into(),
        }
    }
}

impl From<StatisticsError> for ApiError {
    fn from(error: StatisticsError) -> Self {
        match error {
            StatisticsError::Store(error) => error.into(),
            error @ StatisticsError::Window => Self::internal(&error),
        }
    }
}

impl From<&Violation> for FieldProblem {
    fn from(violation: &Violation) -> Self {
        Self {
            field: violation.field.clone(),
            code: violation.code.as_str().to_owned(),
            message: violation.message.clone(),
        }
    }
}

/// Turns what the framework refuses by itself into our body; passes on what is an answer already.
pub async fn catch_all(error: poem::Error) -> Response {
    if error.is_from_response() {
        return error.into_response();
    }
    let field = |field: String, message: String| vec![FieldProblem { field, code: "invalid".into(), message }];
    let problem = |code: &str, message: String, fields: Vec<FieldProblem>| {
        let mut problem = Problem::new(error.status(), code, message);
        problem.0.fields = fields;
        problem
    };
    let refused = if let Some(parameter) = error.downcast_ref::<ParseParamError>() {
        let fields = field(parameter.name.to_owned(), parameter.reason.clone());
        ApiError::BadRequest(problem("invalid_parameter", error.to_string(), fields))
    } else if error.is::<ParsePathError>() {
        // An id that cannot be one names nothing.
        ApiError::not_found("object")
    } else if let Some(body) = error.downcast_ref::<ParseRequestPayloadError>() {
        // What the document allows and the framework still cannot read.
        let message = format!("The body cannot be read: {}.", body.reason);
        ApiError::Invalid(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", message))
    } else if error.is::<ContentTypeError>() {
        ApiError::UnsupportedMediaType(problem("unsupported_media_type", error.to_string(), Vec::new()))
    } else {
        match error.status() {
            StatusCode::NOT_FOUND => ApiError::not_found("operation"),
            // Operations are judged before; what is left is the document and its page.
            StatusCode::METHOD_NOT_ALLOWED => ApiError::method_not_allowed("GET"),
            StatusCode::UNAUTHORIZED => ApiError::unauthorized("unauthorized", "Log in or send a token."),
            status if status.is_client_error() => {
                ApiError::BadRequest(Problem::new(StatusCode::BAD_REQUEST, "bad_request", error.to_string()))
            }
            _ => {
                tracing::error!(error = %error, "a management request failed");
                let message = "Something went wrong on our side.";
                ApiError::Internal(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message))
            }
        }
    };
    refused.into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_the_framework_refuses_is_a_problem_too() {
        let response = catch_all(poem::error::NotFoundError.into()).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        assert_eq!(response.content_type(), Some("application/problem+json"));
        let body: serde_json::Value = response.into_body().into_json().await.unwrap();
        assert_eq!(body["code"], "not_found");
    }
}
