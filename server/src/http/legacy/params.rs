//! Parameters of a 3.3 API request: where they come from and which types they may have.
//!
//! Begin with [`read`]; [`Parameters`] has one function per type. A wrong type is a
//! [`ParameterError`], whose text goes to the client as it is.

use poem::http::HeaderMap;
use poem::web::Multipart;
use poem::{FromRequest, Request, RequestBody};
use serde_json::{Map, Value};

/// What a client reads in `data.message` of a `parameter-error`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ParameterError(pub String);

/// Named values of any JSON type. `null` is the same as absent.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parameters(Map<String, Value>);

/// Reads the parameters of a request whose body is complete.
///
/// A JSON body is taken as it is. Everything else may name a JSON document in the field `params`;
/// plain form fields are ignored, as in 3.3. Keys of the query string are added to those of a JSON body.
pub async fn read(headers: &HeaderMap, query: &str, body: Vec<u8>) -> Result<Parameters, ParameterError> {
    let content_type = headers.get("content-type").map(poem::http::HeaderValue::as_bytes).unwrap_or_default();
    let query = form_fields(query.as_bytes())?;
    if content_type.starts_with(b"application/json") {
        let mut parameters = json_object(&body, "The request body")?;
        // 3.3: the query string wins; here: the body, which is what the client wrote on purpose.
        for (key, value) in nested(query) {
            parameters.entry(key).or_insert(value);
        }
        return Ok(Parameters(cleaned_object(parameters)));
    }
    let form = if starts_with_ignore_case(content_type, b"application/x-www-form-urlencoded") {
        form_fields(&body)?
    } else if starts_with_ignore_case(content_type, b"multipart/form-data") {
        multipart_fields(content_type, body).await?
    } else {
        Vec::new()
    };
    let document = form
        .into_iter()
        .chain(query)
        .find(|(key, value)| key == "params" && !value.trim().is_empty())
        .map(|(_, value)| value);
    let parameters = match document {
        Some(document) => json_object(document.as_bytes(), "The `params` parameter")?,
        None => Map::new(),
    };
    Ok(Parameters(cleaned_object(parameters)))
}

impl std::fmt::Display for Parameters {
    /// As JSON.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&serde_json::to_string(&self.0).unwrap_or_default())
    }
}

impl Parameters {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// A string; blank counts as absent. Numbers are taken as they are written.
    pub fn text(&self, key: &str) -> Result<Option<String>, ParameterError> {
        let text = match self.get(key) {
            None | Some(Value::Bool(false)) => None,
            Some(value) => Some(scalar_text(value).ok_or_else(|| wrong_type(key, "a string"))?),
        };
        Ok(text.filter(|text| !text.trim().is_empty()))
    }

    /// JSON truthiness: everything but `null` and `false`.
    pub fn is_truthy(&self, key: &str) -> bool {
        !matches!(self.get(key), None | Some(Value::Bool(false)))
    }

    /// An array of strings, or one string with commas between the elements, which stays one element here. Blank elements
    /// are left out.
    pub fn addresses(&self, key: &str) -> Result<Vec<String>, ParameterError> {
        let wrong = || wrong_type(key, "an array of strings or a string");
        let mut addresses = match self.get(key) {
            None | Some(Value::Bool(false)) => Ok(Vec::new()),
            Some(Value::String(list)) => Ok(vec![list.clone()]),
            // The Go client has no null for a map.
            Some(Value::Object(object)) if object.is_empty() => Ok(Vec::new()),
            Some(Value::Array(elements)) => {
                elements.iter().map(|element| element.as_str().map(str::to_owned).ok_or_else(wrong)).collect()
            }
            Some(_) => Err(wrong()),
        }?;
        // Forms send what nobody filled in.
        addresses.retain(|text: &String| text.contains(|c: char| c != ',' && !c.is_whitespace()));
        Ok(addresses)
    }

    /// `headers`: an object, or an array of `{key|name, value}`; anything else is ignored, as in 3.3.
    /// The Java client writes `Headers`.
    pub fn headers(&self) -> Vec<(String, String)> {
        let lower = header_fields(self.get("headers"));
        if lower.is_empty() { header_fields(self.get("Headers")) } else { lower }
    }

    /// The objects of an array; other elements are skipped, as in 3.3.
    pub fn objects(&self, key: &str) -> Result<Vec<Parameters>, ParameterError> {
        match self.get(key) {
            None | Some(Value::Bool(false)) => Ok(Vec::new()),
            Some(Value::String(text)) if text.trim().is_empty() => Ok(Vec::new()),
            Some(Value::Object(object)) if object.is_empty() => Ok(Vec::new()),
            Some(Value::Array(elements)) => {
                Ok(elements.iter().filter_map(Value::as_object).cloned().map(Parameters).collect())
            }
            Some(_) => Err(wrong_type(key, "an array of objects")),
        }
    }
}

/// The error of a required parameter that is blank.
pub fn missing(key: &str) -> ParameterError {
    ParameterError(format!("`{key}` parameter is required but is missing"))
}

pub fn wrong_type(key: &str, expected: &str) -> ParameterError {
    ParameterError(format!("`{key}` parameter must be {expected}"))
}

fn header_fields(value: Option<&Value>) -> Vec<(String, String)> {
    match value {
        Some(Value::Object(object)) => {
            object.iter().filter_map(|(name, value)| Some((name.clone(), header_value(value)?))).collect()
        }
        Some(Value::Array(elements)) => elements
            .iter()
            .filter_map(|element| {
                let name = element.get("key").or_else(|| element.get("name"))?.as_str()?;
                Some((name.to_owned(), header_value(element.get("value")?)?))
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Values are made strings; `null` has none.
fn header_value(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn json_object(document: &[u8], what: &str) -> Result<Map<String, Value>, ParameterError> {
    if document.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    if std::str::from_utf8(document).is_err() {
        return Err(ParameterError(format!("{what} is not valid UTF-8")));
    }
    match serde_json::from_slice(document) {
        Ok(Value::Object(object)) => Ok(object),
        // 3.3: an array has no named values, so there are no parameters.
        Ok(_) => Ok(Map::new()),
        Err(error) => {
            Err(ParameterError(format!("{what} is not valid JSON (line {}, column {})", error.line(), error.column())))
        }
    }
}

/// `null` elements of arrays are dropped, and U+0000, which no database column can hold, from strings.
fn cleaned(value: Value) -> Value {
    match value {
        Value::Array(elements) => {
            Value::Array(elements.into_iter().filter(|element| !element.is_null()).map(cleaned).collect())
        }
        Value::Object(object) => Value::Object(cleaned_object(object)),
        Value::String(text) if text.contains('\0') => Value::String(text.replace('\0', "")),
        other => other,
    }
}

fn cleaned_object(object: Map<String, Value>) -> Map<String, Value> {
    object.into_iter().map(|(key, value)| (key, cleaned(value))).collect()
}

/// Fields of `application/x-www-form-urlencoded` text, in order.
fn form_fields(text: &[u8]) -> Result<Vec<(String, String)>, ParameterError> {
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let key = form_decode(halves.next().unwrap_or_default())?;
            let value = form_decode(halves.next().unwrap_or_default())
                .map_err(|_| ParameterError(format!("`{key}` parameter is not valid UTF-8")))?;
            Ok((key, value))
        })
        .collect()
}

fn form_decode(text: &[u8]) -> Result<String, ParameterError> {
    let spaces: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_encoding::percent_decode(&spaces)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| ParameterError("A parameter name is not valid UTF-8".to_owned()))
}

async fn multipart_fields(content_type: &[u8], body: Vec<u8>) -> Result<Vec<(String, String)>, ParameterError> {
    let malformed = || ParameterError("The multipart/form-data body is malformed".to_owned());
    let request = Request::builder().header("content-type", content_type).finish();
    let mut body = RequestBody::new(body.into());
    let mut multipart = Multipart::from_request(&request, &mut body).await.map_err(|_| malformed())?;
    let mut fields = Vec::new();
    while let Some(field) = multipart.next_field().await.map_err(|_| malformed())? {
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let value = field.bytes().await.map_err(|_| malformed())?;
        if name == "params" {
            let value = String::from_utf8(value)
                .map_err(|_| ParameterError("`params` parameter is not valid UTF-8".to_owned()))?;
            fields.push((name, value));
        }
    }
    Ok(fields)
}

/// `a=1`, `b[]=1&b[]=2` and `c[key]=1` as the values that clients of 3.3 mean by them.
fn nested(fields: Vec<(String, String)>) -> Map<String, Value> {
    let mut values = Map::new();
    for (key, value) in fields {
        let value = Value::String(value);
        let Some((outer, inner)) = key.split_once('[').and_then(|(outer, rest)| Some((outer, rest.strip_suffix(']')?)))
        else {
            values.insert(key, value);
            continue;
        };
        if inner.is_empty() {
            if let Value::Array(elements) = values.entry(outer).or_insert_with(|| Value::Array(Vec::new())) {
                elements.push(value);
            }
        } else if let Value::Object(object) = values.entry(outer).or_insert_with(|| Value::Object(Map::new())) {
            object.insert(inner.to_owned(), value);
        }
    }
    values
}

fn starts_with_ignore_case(text: &[u8], prefix: &[u8]) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    async fn parameters(content_type: &str, query: &str, body: &str) -> Result<Value, ParameterError> {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        read(&headers, query, body.as_bytes().to_vec()).await.map(|parameters| Value::Object(parameters.0))
    }

    #[tokio::test]
    async fn a_json_body_wins_over_the_query_string() {
        let found = parameters("application/json; charset=utf-8", "id=9&tag=a%20b&to[]=x&to[]=y", r#"{"id":1}"#).await;
        assert_eq!(found, Ok(json!({"id": 1, "tag": "a b", "to": ["x", "y"]})));
        assert_eq!(parameters("application/json", "", "").await, Ok(json!({})));
        assert_eq!(parameters("application/json", "", "[1]").await, Ok(json!({})));
        let found = parameters("application/json", "", r#"{"to":[null,"a",null],"x":"a\u0000b"}"#).await;
        assert_eq!(found, Ok(json!({"to": ["a"], "x": "ab"})));
    }

    #[tokio::test]
    async fn ruby_clients_send_a_json_document_in_the_field_params() {
        let form = "application/x-www-form-urlencoded";
        let found = parameters(form, "", "params=%7B%22id%22%3A1%7D&to=ignored").await;
        assert_eq!(found, Ok(json!({"id": 1})));
        assert_eq!(parameters("text/plain", "params=%7B%22id%22%3A2%7D", "").await, Ok(json!({"id": 2})));
        assert_eq!(parameters(form, "", "to=a@b.example").await, Ok(json!({})));
        assert_eq!(parameters(form, "", "params=+").await, Ok(json!({})));
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"params\"\r\n\r\n{\"id\":3}\r\n--x--\r\n";
        assert_eq!(parameters("multipart/form-data; boundary=x", "", multipart).await, Ok(json!({"id": 3})));
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_named() {
        for (content_type, query, body, message) in [
            ("application/json", "", "{", "The request body is not valid JSON (line 1, column 1)"),
            ("text/plain", "params=%7B", "", "The `params` parameter is not valid JSON (line 1, column 1)"),
            ("text/plain", "params=%FF", "", "`params` parameter is not valid UTF-8"),
            ("multipart/form-data", "", "x", "The multipart/form-data body is malformed"),
        ] {
            assert_eq!(parameters(content_type, query, body).await, Err(ParameterError(message.to_owned())));
        }
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        let found = read(&headers, "", b"{\"subject\":\"\xff\"}".to_vec()).await;
        assert_eq!(found, Err(ParameterError("The request body is not valid UTF-8".to_owned())));
    }

    #[test]
    fn types_are_checked_and_null_is_absent() {
        let Value::Object(map) = json!({"a": null, "b": " ", "c": "x", "d": 5, "e": [], "f": {"g": 1}, "h": "a, b",
            "headers": [{"key": "X-A", "value": 1}, {"name": "X-B", "value": "b"}, {"key": "X-C", "value": null}, 7]})
        else {
            panic!()
        };
        let parameters = Parameters(map);
        assert_eq!(parameters.text("a"), Ok(None));
        assert_eq!(parameters.text("b"), Ok(None));
        assert_eq!(parameters.text("c"), Ok(Some("x".to_owned())));
        assert_eq!(parameters.text("d"), Ok(Some("5".to_owned())));
        assert_eq!(parameters.text("e"), Err(ParameterError("`e` parameter must be a string".to_owned())));
        assert_eq!(parameters.addresses("b"), Ok(Vec::new()));
        assert_eq!(parameters.addresses("h"), Ok(vec!["a, b".to_owned()]));
        assert_eq!(
            parameters.addresses("f"),
            Err(ParameterError("`f` parameter must be an array of strings or a string".to_owned()))
        );
        assert!(parameters.is_truthy("b") && parameters.is_truthy("e") && !parameters.is_truthy("a"));
        assert_eq!(parameters.headers(), [("X-A".to_owned(), "1".to_owned()), ("X-B".to_owned(), "b".to_owned())]);
    }
}
