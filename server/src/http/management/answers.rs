//! Pieces that many answers have.

use poem_openapi::payload::Json;
use poem_openapi::types::{ParseFromJSON, ToJSON};
use poem_openapi::{ApiResponse, Object};

use crate::http::error::ApiError;
use crate::model::{Timestamp, ViolationCode, Violations};

/// The answer to a creation.
#[derive(Debug, ApiResponse)]
pub enum Created<T: ParseFromJSON + ToJSON + Send + Sync> {
    /// It exists now.
    #[oai(status = 201)]
    Created(Json<T>),
}

impl<T: ParseFromJSON + ToJSON + Send + Sync> Created<T> {
    pub fn new(view: impl Into<T>) -> Self {
        Self::Created(Json(view.into()))
    }
}

/// The answer to what leaves nothing to show.
#[derive(Debug, ApiResponse)]
pub enum Done {
    /// It is done.
    #[oai(status = 204)]
    Done,
}

/// The name of what is to be deleted, typed again.
#[derive(Debug, Object)]
pub struct DeleteConfirm {
    /// Case and surrounding space do not matter.
    pub confirm: String,
}

impl DeleteConfirm {
    /// From the body, or from the query: many programs drop the body of a DELETE (RFC 9110 §9.3.5).
    pub fn typed(body: Option<Self>, query: Option<String>) -> String {
        body.map(|body| body.confirm).or(query).unwrap_or_default()
    }
}

/// Why mail is refused from now on.
#[derive(Debug, Object)]
pub struct Suspend {
    pub reason: String,
}

/// RFC 3339 in UTC.
pub fn time(timestamp: Timestamp) -> String {
    timestamp.to_rfc3339()
}

/// A figure as it is shown, with so many digits after the point.
pub fn rounded(figure: f64, digits: i32) -> f64 {
    let factor = 10_f64.powi(digits);
    (figure * factor).round() / factor
}

/// Reads RFC 3339; `field`: JSON Pointer or name of the parameter.
pub fn parse_time(field: &str, text: &str) -> Result<Timestamp, ApiError> {
    text.parse::<jiff::Timestamp>()
        .map(|time| Timestamp(time.as_microsecond()))
        .map_err(|_| Violations::one(field, ViolationCode::Invalid, "is not a time (RFC 3339)").into())
}
