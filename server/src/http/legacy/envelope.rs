//! The answer of the 3.3 API: always one JSON object with `status`, `time`, `flags` and `data`, in this order.

use poem::Response;
use poem::http::{StatusCode, header};
use serde_json::{Map, Value, json};

use super::params::ParameterError;

/// What an action says.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    Success(Value),
    Error(Refusal),
    Parameter(ParameterError),
}

/// `status: error`.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    code: &'static str,
    /// In front of `code`, in this order.
    data: Map<String, Value>,
}

impl Refusal {
    /// Without a message, as `ServerSuspended`.
    pub fn bare(code: &'static str) -> Self {
        Self { code, data: Map::new() }
    }

    pub fn new(code: &'static str, message: &str) -> Self {
        Self::bare(code).with("message", message.into())
    }

    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.data.insert(key.to_owned(), value);
        self
    }
}

impl From<ParameterError> for Answer {
    fn from(error: ParameterError) -> Self {
        Answer::Parameter(error)
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        Answer::Error(refusal)
    }
}

impl Answer {
    /// `seconds`: how long the request took. `top_level`: a further key of the envelope, for clients that need it.
    pub fn into_response(self, status: StatusCode, seconds: f64, top_level: Option<(&str, Value)>) -> Response {
        let (word, data) = match self {
            Answer::Success(data) => ("success", data),
            Answer::Error(refusal) => {
                let mut data = refusal.data;
                data.insert("code".to_owned(), refusal.code.into());
                ("error", Value::Object(data))
            }
            Answer::Parameter(error) => ("parameter-error", json!({ "message": error.0 })),
        };
        let time = (seconds * 1000.0).round() / 1000.0;
        let mut envelope = Map::new();
        envelope.insert("status".to_owned(), word.into());
        envelope.insert("time".to_owned(), time.into());
        // Clients dereference it.
        envelope.insert("flags".to_owned(), json!({}));
        envelope.insert("data".to_owned(), data);
        if let Some((key, value)) = top_level {
            envelope.insert(key.to_owned(), value);
        }
        json_response(status, &Value::Object(envelope))
    }
}

/// JSON as 3.3 writes it.
pub fn json_response(status: StatusCode, value: &Value) -> Response {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
        .header(header::CACHE_CONTROL, "no-store")
        .body(escaped(&value.to_string()))
}

/// 3.3 writes `<`, `>`, `&`, U+2028 and U+2029 as escapes. In JSON they occur inside strings only.
fn escaped(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len() + json.len() / 64);
    for c in json.chars() {
        match c {
            '<' => escaped.push_str("\\u003c"),
            '>' => escaped.push_str("\\u003e"),
            '&' => escaped.push_str("\\u0026"),
            '\u{2028}' => escaped.push_str("\\u2028"),
            '\u{2029}' => escaped.push_str("\\u2029"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn body(answer: Answer) -> String {
        answer.into_response(StatusCode::OK, 0.012_345, None).into_body().into_string().await.unwrap()
    }

    #[tokio::test]
    async fn keys_come_in_the_order_of_3_3() {
        assert_eq!(
            body(Answer::Success(json!({"a": "<b> & c"}))).await,
            r#"{"status":"success","time":0.012,"flags":{},"data":{"a":"\u003cb\u003e \u0026 c"}}"#
        );
        let refusal = Refusal::new("MessageNotFound", "No message").with("id", 3.into());
        assert_eq!(
            body(refusal.into()).await,
            r#"{"status":"error","time":0.012,"flags":{},"data":{"message":"No message","id":3,"code":"MessageNotFound"}}"#
        );
        assert_eq!(
            body(ParameterError("x".to_owned()).into()).await,
            r#"{"status":"parameter-error","time":0.012,"flags":{},"data":{"message":"x"}}"#
        );
    }
}
