//! The OpenAPI document after the framework has written it: what its types cannot say is added, what is never so is taken out.
//!
//! Begin with [`tidied`]. The gate judges requests by the result, so it is true of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{examples, needs, step_up, versions, vocabulary};
use crate::http::page::{DEFAULT_LIMIT, MAX_LIMIT};
use crate::http::permission::Scope;
use crate::http::rate_limit;
use crate::model::endpoint::HTTP_TIMEOUT_SECONDS;
use crate::model::{SuppressionPolicy, ViolationCode};

/// Operations that can answer 409: the state of the object decides.
const CONFLICTS: &[&str] = &[
    "credential_reveal",
    "credential_rotate",
    "server_restore",
    "bulk_action_cancel",
    "organization_restore",
    "domain_move",
    "organization_domain_move",
    "message_send_incoming",
    "message_send_outgoing",
    "domain_check",
    "domain_dkim_cancel",
    "domain_dkim_import",
    "domain_dkim_rotate",
    "domain_update",
    "domain_verify_dns",
    "domain_verify_email_confirm",
    "domain_verify_email_send",
    "invite_accept",
    "ip_pool_delete",
    "message_cancel_hold",
    "message_remove_from_queue",
    "message_reschedule",
    "message_retry",
    "message_send",
    "message_send_batch",
    "message_send_raw",
    "message_unschedule",
    "organization_domain_check",
    "organization_domain_dkim_cancel",
    "organization_domain_dkim_import",
    "organization_domain_dkim_rotate",
    "organization_domain_update",
    "organization_domain_verify_dns",
    "organization_domain_verify_email_confirm",
    "organization_domain_verify_email_send",
    "session_confirm",
    "session_delete",
    "session_persist",
    "two_factor_confirm",
    "two_factor_enrol",
    "two_factor_renew_codes",
    "user_delete",
    "user_update",
    "webhook_replay",
    "webhook_replay_failed",
];

/// Operations that answer CSV or one JSON object per line, as the caller wishes: the framework describes one of both.
const DOWNLOADS: &[&str] = &[
    "audit_export",
    "message_export",
    "organization_audit_export",
    "organization_suppression_export",
    "suppression_export",
];

/// Properties that count from 1, up to 32 bits.
const COUNTS: [&str; 4] =
    ["send_limit", "message_retention_days", "raw_message_retention_days", "raw_message_retention_size"];

/// Other properties with a range.
const RANGES: [(&str, i64, i64); 7] = [
    ("timeout", HTTP_TIMEOUT_SECONDS.0, HTTP_TIMEOUT_SECONDS.2),
    ("port", 1, 65535),
    ("suppression_failures", 1, SuppressionPolicy::MAX_FAILURES),
    ("suppression_window_hours", 1, SuppressionPolicy::MAX_WINDOW_HOURS),
    ("suppression_days", 1, SuppressionPolicy::MAX_DAYS),
    ("suppression_growth_factor", 1, SuppressionPolicy::MAX_GROWTH_FACTOR),
    ("suppression_max_days", 1, SuppressionPolicy::MAX_DAYS),
];

/// Parameters that mean the same in every operation.
const PARAMETERS: &[(&str, &str)] = &[
    ("org", "Permalink or UUID of the organization."),
    ("server", "Permalink or UUID of the mail server."),
    ("domain", "UUID or name of the domain."),
    ("user", "UUID of the user."),
    ("uuid", "UUID of the object."),
    ("link", "Secret of the mailed link."),
    ("id", "Id of the message in this mail server."),
    ("scope", "Direction of the messages."),
    ("tag", "Tag of the message."),
    ("token", "Token of the message."),
];

/// `spec`: as the framework writes it.
pub fn tidied(spec: &str) -> Value {
    let Ok(mut document) = serde_json::from_str::<Value>(spec) else { return Value::Null };
    let requested = requested_schemas(&document);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for (name, schema) in schemas.iter_mut() {
            tidy_schema(name, schema, requested.contains(name));
        }
        vocabulary::add(schemas);
        examples::add(schemas);
    }
    let paths = document.pointer_mut("/paths").and_then(Value::as_object_mut);
    for (path, methods) in paths.into_iter().flatten() {
        for (method, operation) in methods.as_object_mut().into_iter().flatten() {
            tidy_operation(path, method, operation);
        }
    }
    versions::describe(&mut document);
    rate_limit::describe(&mut document);
    document
}

/// Names of the schemas that request bodies are made of.
fn requested_schemas(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let schemas = document.pointer("/components/schemas");
    let paths = document["paths"].as_object().into_iter().flatten();
    let operations = paths.flat_map(|(_, methods)| methods.as_object().into_iter().flatten());
    let mut open: Vec<String> = operations.flat_map(|(_, operation)| references(&operation["requestBody"])).collect();
    while let Some(name) = open.pop() {
        open.extend(schemas.and_then(|schemas| schemas.get(&name)).map(references).unwrap_or_default());
        // A name that is there already has been followed.
        if !found.insert(name) {
            open.retain(|name| !found.contains(name));
        }
    }
    found
}

/// Names in all `$ref` below a value.
fn references(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => {
            let own = object.get("$ref").and_then(Value::as_str).and_then(|text| text.rsplit('/').next());
            own.map(str::to_owned).into_iter().chain(object.values().flat_map(references)).collect()
        }
        Value::Array(elements) => elements.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn tidy_schema(name: &str, schema: &mut Value, is_requested: bool) {
    let Some(schema) = schema.as_object_mut() else { return };
    if schema.contains_key("anyOf") {
        // The framework calls a union an object, also when one of its forms is a string.
        schema.remove("type");
    }
    let required: Vec<String> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(text).collect();
    let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
    for (property, described) in properties.into_iter().flatten() {
        tidy_property(property, described);
        let has_default = described.get("default").is_some();
        if described["default"].is_object() {
            // Generators do not know what to do with it; the defaults of its properties say the same.
            described.as_object_mut().map(|described| described.remove("default"));
        }
        if !is_requested || required.contains(property) || has_default {
            continue;
        }
        // A change leaves out what stays, so `null` clears where the description says what it means then. Elsewhere
        // `null` is the same as leaving out.
        let clears = described["description"].as_str().is_some_and(|description| description.contains("`null`"));
        if clears || !name.ends_with("Update") {
            make_nullable(described);
        }
    }
    if is_requested && schema.get("type").is_some_and(|kind| kind == "object") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    if name == "FieldProblem" {
        let codes: Vec<&str> = ViolationCode::ALL.iter().map(|code| code.as_str()).collect();
        set(schema, &["properties", "code", "enum"], json!(codes));
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn tidy_property(name: &str, property: &mut Value) {
    flatten_reference(property);
    let Some(property) = property.as_object_mut() else { return };
    let is_string = property.get("type").is_some_and(|kind| kind == "string");
    if is_string && is_time(name) {
        property.insert("format".to_owned(), "date-time".into());
    }
    if is_string && name == "uuid" {
        property.insert("format".to_owned(), "uuid".into());
    }
    if property.get("format").is_some_and(|format| format == "bytes") {
        // OpenAPI 3.0: base64 is `byte`.
        property.insert("format".to_owned(), "byte".into());
    }
    if matches!(name, "verification" | "current") && property.get("type").is_none() {
        // The framework knows JSON of any kind, not any object.
        property.insert("type".to_owned(), "object".into());
    }
    if COUNTS.contains(&name) {
        property.insert("minimum".to_owned(), 1.into());
        property.insert("maximum".to_owned(), i32::MAX.into());
    }
    if let Some((_, minimum, maximum)) = RANGES.iter().find(|(known, ..)| *known == name) {
        property.insert("minimum".to_owned(), (*minimum).into());
        property.insert("maximum".to_owned(), (*maximum).into());
    }
    if name == "scopes" {
        let scopes: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
        set(property, &["items", "enum"], json!(scopes));
    }
}

/// What the framework says of a reference stands beside `allOf`, and again as a schema within it, which stops generators.
fn flatten_reference(schema: &mut Value) {
    let Some(all) = schema.get_mut("allOf").and_then(Value::as_array_mut) else { return };
    let says_more = |part: &Map<String, Value>| part.keys().any(|key| key != "description" && key != "default");
    all.retain(|part| part.as_object().is_some_and(says_more));
}

/// Times carry their kind in their name.
fn is_time(name: &str) -> bool {
    name.ends_with("_at") || name.ends_with("_until") || matches!(name, "before" | "after" | "since" | "until")
}

/// OpenAPI 3.0 ignores what stands beside a `$ref`, so a reference is wrapped.
fn make_nullable(property: &mut Value) {
    if property.get("$ref").is_some() {
        *property = json!({ "nullable": true, "allOf": [property.take()] });
    } else if let Some(property) = property.as_object_mut() {
        property.insert("nullable".to_owned(), true.into());
    }
}

/// Sets a value deep inside; missing objects are made.
fn set(object: &mut Map<String, Value>, path: &[&str], value: Value) {
    match path {
        [] => {}
        [name] => {
            object.insert((*name).to_owned(), value);
        }
        [name, rest @ ..] => {
            let inner = object.entry((*name).to_owned()).or_insert_with(|| json!({}));
            if let Some(inner) = inner.as_object_mut() {
                set(inner, rest, value);
            }
        }
    }
}

fn tidy_operation(path: &str, method: &str, operation: &mut Value) {
    let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
    for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
        tidy_parameter(parameter);
    }
    let has_query = operation["parameters"].as_array().into_iter().flatten().any(|it| it["in"] == "query");
    let has_body = operation.get("requestBody").is_some();
    let is_public = operation["security"].as_array().is_none_or(Vec::is_empty);
    let changes = method != "get";
    if let Some(responses) = operation["responses"].as_object_mut() {
        responses.retain(|status, _| match status.as_str() {
            "400" => changes || has_query,
            "401" => !is_public || has_body,
            // Also for nobody: a browser's page of another origin changes nothing.
            "403" => !is_public || changes,
            "404" => path.contains('{'),
            // The path and its methods are right in a documented request.
            "405" => false,
            "408" | "413" | "415" => has_body,
            "409" => CONFLICTS.contains(&id.as_str()),
            "422" => has_body || has_query,
            _ => true,
        });
        if DOWNLOADS.contains(&id.as_str())
            && let Some(content) = responses.get_mut("200").and_then(|response| response["content"].as_object_mut())
        {
            for kind in ["text/csv", "application/x-ndjson"] {
                content.insert(kind.to_owned(), json!({ "schema": { "type": "string", "format": "binary" } }));
            }
        }
        for (status, response) in responses {
            if status.starts_with('2') && response["description"] == "" {
                let description = if changes { "Done; this is how it is now." } else { "What was asked for." };
                response["description"] = description.into();
            }
        }
    }
    if let Some(sentence) = needs::sentence(&id) {
        let before = operation["description"].as_str().map(|text| format!("{text}\n\n")).unwrap_or_default();
        operation["description"] = format!("{before}{sentence}").into();
    }
    if step_up::can_ask(&id) {
        let described = operation["description"].as_str().unwrap_or_default();
        let asks = "A session whose password was given more than ten minutes ago gets 403 `step_up_required`: \
                    `session_confirm` first.";
        operation["description"] = format!("{described} {asks}").into();
    }
}

fn tidy_parameter(parameter: &mut Value) {
    let name = parameter["name"].as_str().unwrap_or_default().to_owned();
    let is_query = parameter["in"] == "query";
    if is_query && parameter.pointer("/schema/type").is_some_and(|kind| kind == "array") {
        // The framework calls every list required, though none of them is.
        parameter["required"] = false.into();
    }
    if parameter.get("description").is_none()
        && let Some((_, description)) = PARAMETERS.iter().find(|(known, _)| *known == name)
    {
        parameter["description"] = (*description).into();
    }
    if is_query && is_time(&name) {
        parameter["schema"] = json!({ "type": "string", "format": "date-time" });
    }
    if is_query && name == "limit" {
        parameter["schema"] = json!({
            "type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        tidied(&super::super::service().spec())
    }

    fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
        let paths = document["paths"].as_object().unwrap().iter();
        paths
            .flat_map(|(path, methods)| {
                methods.as_object().unwrap().iter().map(move |(method, it)| (path.as_str(), method.as_str(), it))
            })
            .collect()
    }

    #[test]
    fn every_operation_says_who_may_call_it_and_only_what_can_happen() {
        let document = document();
        for (path, method, operation) in operations(&document) {
            let id = operation["operationId"].as_str().unwrap();
            let description = operation["description"].as_str().unwrap();
            assert!(description.contains("For ") || description.contains("Role: "), "{id}");
            assert!(operation.as_object().unwrap().values().all(|value| !value.is_null()), "{id}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.values().all(|response| response["description"] != ""), "{id}");
            assert!(!responses.contains_key("405"), "{id}");
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let is_conditional = parameters.clone().any(|parameter| parameter["name"] == "If-Match");
            assert_eq!(responses.contains_key("412"), is_conditional, "{id}");
            assert_eq!(responses.contains_key("404"), path.contains('{'), "{id}");
            assert!(method != "get" || !responses.contains_key("413"), "{id}");
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                assert!(parameter["description"].is_string(), "{id}: {}", parameter["name"]);
            }
        }
    }

    #[test]
    fn what_can_be_fetched_and_changed_has_versions() {
        let document = document();
        let server = &document["paths"]["/organizations/{org}/servers/{server}"];
        for method in ["get", "patch"] {
            assert!(server[method]["responses"]["200"]["headers"]["ETAG"].is_object(), "{method}");
        }
        assert!(server["delete"]["responses"]["412"].is_object());
        let operations = operations(&document);
        let without = operations.iter().filter(|(_, method, operation)| {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            *method == "patch" && !parameters.clone().any(|parameter| parameter["name"] == "If-Match")
        });
        // The message itself says when it is to be sent.
        assert_eq!(without.map(|(.., it)| &it["operationId"]).collect::<Vec<_>>(), ["message_reschedule"]);
    }

    #[test]
    fn requests_are_closed_and_say_what_null_clears() {
        let document = document();
        let schema = |name: &str| document["components"]["schemas"][name].clone();
        let update = schema("ServerUpdate");
        assert_eq!(update["additionalProperties"], false);
        assert_eq!(update["properties"]["send_limit"]["nullable"], true);
        assert_eq!(update["properties"]["send_limit"]["minimum"], 1);
        assert_eq!(update["properties"]["name"].get("nullable"), None);
        assert_eq!(schema("TokenCreate")["required"], json!(["name"]));
        assert_eq!(schema("TokenCreate")["properties"]["expires_at"]["format"], "date-time");
        assert_eq!(schema("Mailbox").get("type"), None);
        assert_eq!(schema("ServerView").get("additionalProperties"), None);
        assert_eq!(schema("AttachmentInput")["properties"]["content"]["format"], "byte");
    }
}
