//! Judges request bodies by the document itself: all that is wrong at once, each fault at its place.
//!
//! The framework stops at the first fault and names no field. Ranges and lengths are rules, judged with all others by the
//! domain. Begin with [`Schemas::judge`].

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use crate::model::{ViolationCode, Violations};

/// `components.schemas` of the document.
#[derive(Debug, Clone, Default)]
pub struct Schemas(Map<String, Value>);

impl Schemas {
    pub fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        Self(schemas.cloned().unwrap_or_default())
    }

    /// Whether `body` has the form that `schema` describes.
    pub fn judge(&self, schema: &Value, body: &Value) -> Result<(), Violations> {
        let mut violations = Violations::new();
        self.value(schema, body, "", &mut violations);
        violations.into_result()
    }

    fn resolve<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        name.and_then(|name| self.0.get(name)).unwrap_or(schema)
    }

    fn value(&self, schema: &Value, value: &Value, at: &str, violations: &mut Violations) {
        let schema = self.resolve(schema);
        if value.is_null() {
            if schema["nullable"] != true {
                violations.add(at, ViolationCode::Blank, "can't be blank");
            }
            return;
        }
        for part in schema["allOf"].as_array().into_iter().flatten() {
            self.value(part, value, at, violations);
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            self.any_of(choices, value, at, violations);
        }
        match schema["type"].as_str() {
            Some("object") => match value {
                Value::Object(object) => self.object(schema, object, at, violations),
                _ => violations.add(at, ViolationCode::Invalid, "must be an object"),
            },
            Some("array") => match value {
                Value::Array(elements) => {
                    for (index, element) in elements.iter().enumerate() {
                        self.value(&schema["items"], element, &format!("{at}/{index}"), violations);
                    }
                }
                _ => violations.add(at, ViolationCode::Invalid, "must be a list"),
            },
            Some("string") => string(schema, value, at, violations),
            Some("boolean") if !value.is_boolean() => {
                violations.add(at, ViolationCode::Inclusion, "must be true or false");
            }
            Some(kind @ ("integer" | "number")) => number(kind == "integer", value, at, violations),
            _ => {}
        }
    }

    fn object(&self, schema: &Value, object: &Map<String, Value>, at: &str, violations: &mut Violations) {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                violations.add(&pointer(at, name), ViolationCode::Required, "is required");
            }
        }
        for (name, value) in object {
            let place = pointer(at, name);
            match (schema["properties"].get(name), &schema["additionalProperties"]) {
                (Some(property), _) => self.value(property, value, &place, violations),
                (None, Value::Bool(false)) => {
                    violations.add(&place, ViolationCode::Invalid, "is not a property of this request");
                }
                (None, other) => self.value(other, value, &place, violations),
            }
        }
    }

    /// One of several forms; the faults of the one that has the right type tell more than "none fits".
    fn any_of(&self, choices: &[Value], value: &Value, at: &str, violations: &mut Violations) {
        let is_object = |choice: &&Value| self.resolve(choice)["type"] == "object";
        if choices.iter().any(|choice| self.judge(choice, value).is_ok()) {
            return;
        }
        match choices.iter().find(is_object) {
            Some(choice) if value.is_object() => self.value(choice, value, at, violations),
            Some(_) => violations.add(at, ViolationCode::Invalid, "must be a string or an object"),
            None => violations.add(at, ViolationCode::Invalid, "has the wrong type"),
        }
    }
}

fn string(schema: &Value, value: &Value, at: &str, violations: &mut Violations) {
    if let Some(choices) = schema["enum"].as_array() {
        if !choices.contains(value) {
            let names: Vec<&str> = choices.iter().filter_map(Value::as_str).collect();
            violations.add(at, ViolationCode::Inclusion, format!("must be one of {}", names.join(", ")));
        }
        return;
    }
    let Some(text) = value.as_str() else {
        violations.add(at, ViolationCode::Invalid, "must be a string");
        return;
    };
    if text.contains('\0') {
        // U+0000 is no text on PostgreSQL, so it is none anywhere.
        violations.add(at, ViolationCode::Invalid, "contains a NUL character");
    } else if schema["format"] == "byte" && STANDARD.decode(text).is_err() {
        violations.add(at, ViolationCode::Invalid, "is not base64");
    }
}

fn number(is_integer: bool, value: &Value, at: &str, violations: &mut Violations) {
    let Some(number) = value.as_f64() else {
        violations.add(at, ViolationCode::NotANumber, "is not a number");
        return;
    };
    if is_integer && (number.fract() != 0.0 || !value.is_i64()) {
        violations.add(at, ViolationCode::NotAnInteger, "is not an integer");
    }
}

/// RFC 6901 §3.
fn pointer(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn faults(body: &Value) -> Vec<String> {
        let document = json!({ "components": { "schemas": {
            "Form": {
                "type": "object",
                "required": ["name", "kind"],
                "additionalProperties": false,
                "properties": {
                    "name": { "type": "string" },
                    "kind": { "$ref": "#/components/schemas/Kind" },
                    "note": { "type": "string", "nullable": true },
                    "limit": { "type": "integer" },
                    "score": { "type": "number" },
                    "on": { "type": "boolean" },
                    "to": { "type": "array", "items": { "$ref": "#/components/schemas/Mailbox" } },
                    "content": { "type": "string", "format": "byte" },
                    "headers": { "type": "object", "additionalProperties": { "type": "string" } },
                },
            },
            "Kind": { "type": "string", "enum": ["a", "b"] },
            "Mailbox": { "anyOf": [{ "type": "string" }, { "$ref": "#/components/schemas/Parts" }] },
            "Parts": {
                "type": "object", "required": ["email"], "additionalProperties": false,
                "properties": { "email": { "type": "string" } },
            },
        } } });
        let judged = Schemas::of(&document).judge(&json!({ "$ref": "#/components/schemas/Form" }), body);
        let violations = judged.err().unwrap_or_default();
        violations.iter().map(|found| format!("{} {}", found.field, found.code.as_str())).collect()
    }

    #[test]
    fn a_body_of_the_right_form_passes() {
        let body = json!({ "name": "x", "kind": "a", "note": null, "limit": 10, "score": 1, "on": false, "content": "eA==",
            "to": ["a@b.example", { "email": "c@d.example" }], "headers": { "X-A": "b" } });
        assert_eq!(faults(&body), Vec::<String>::new());
    }

    #[test]
    fn every_fault_is_named_at_its_place() {
        let body = json!({ "kind": "c", "note": 5, "limit": 1.5, "score": "1", "on": "yes", "content": "*",
            "to": [7, { "mail": "x" }, null, "a\0"], "headers": { "a/b": true }, "more": 1 });
        let expected = [
            "/name required",
            "/kind inclusion",
            "/note invalid",
            "/limit not_an_integer",
            "/score not_a_number",
            "/on inclusion",
            "/content invalid",
            "/to/0 invalid",
            "/to/1/email required",
            "/to/1/mail invalid",
            "/to/2 blank",
            "/to/3 invalid",
            "/headers/a~1b invalid",
            "/more invalid",
        ];
        assert_eq!(faults(&body), expected);
        assert_eq!(faults(&json!({ "name": null, "kind": "a" })), ["/name blank"]);
        assert_eq!(faults(&json!({ "name": "", "kind": "a", "limit": 1e30 })), ["/limit not_an_integer"]);
        assert_eq!(faults(&json!([])), [" invalid"]);
    }
}
