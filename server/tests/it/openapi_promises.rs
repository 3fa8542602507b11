//! What clients may rely on in the management API, line by line in `openapi/promises.txt`. Lines are added, never lost.
//!
//! `has …` is what there is: it stays. `needs …` is what a request must bring: nothing is added to it. Whoever takes
//! something away on purpose deletes its line by hand, so that the change shows what breaks.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use postal::http::management;
use serde_json::Value;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/promises.txt");

/// Operations, parameters, properties with their types, and values of enumerations.
fn promises(document: &Value) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            lines.insert(format!("has {id}: {} {path}", method.to_uppercase()));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let (name, place) = (parameter["name"].as_str().unwrap(), parameter["in"].as_str().unwrap());
                lines.insert(format!("has {id}: {place} parameter {name}, {}", kind(&parameter["schema"])));
                if parameter["required"] == true {
                    lines.insert(format!("needs {id}: {place} parameter {name}"));
                }
            }
            for (media, body) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
                lines.insert(format!("has {id}: body {media}, {}", kind(&body["schema"])));
            }
            for (status, response) in operation["responses"].as_object().unwrap() {
                for (media, body) in response["content"].as_object().into_iter().flatten() {
                    if status.starts_with('2') {
                        lines.insert(format!("has {id}: {status} {media}, {}", kind(&body["schema"])));
                    }
                }
            }
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // Requests are closed, answers are not.
        let is_request = schema["additionalProperties"] == false;
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (property, described) in schema["properties"].as_object().into_iter().flatten() {
            lines.insert(format!("has {name}: {property}, {}", kind(described)));
            if required.contains(&property.as_str()) {
                let word = if is_request { "needs" } else { "has" };
                lines.insert(format!("{word} {name}: {property} always"));
            }
        }
        for value in schema["enum"].as_array().into_iter().flatten() {
            lines.insert(format!("has {name}: value {value}"));
        }
    }
    lines
}

/// In a word or two: a name, a type with its format, a list of something.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().map(kind).collect::<Vec<_>>().join(" and ");
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("array"), _) => format!("list of {}", kind(&schema["items"])),
        (Some(name), Some(format)) => format!("{name} ({format})"),
        (Some(name), None) => name.to_owned(),
        (None, _) => "anything".to_owned(),
    }
}

/// What a line is about: the name of an operation or a schema.
fn subject(line: &str) -> &str {
    line.split([' ', ':']).nth(1).unwrap_or_default()
}

#[test]
fn nothing_that_clients_rely_on_is_lost() {
    let now = promises(&serde_json::from_str(&management::document()).unwrap());
    let text = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    let then: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let known: BTreeSet<&str> = then.iter().map(|line| subject(line)).collect();
    let is_kept = |line: &&String| line.starts_with("has ");
    let lost = then.iter().filter(is_kept).filter(|line| !now.contains(*line));
    let asked =
        now.iter().filter(|line| line.starts_with("needs ") && known.contains(subject(line)) && !then.contains(*line));
    let broken: Vec<&String> = lost.chain(asked).collect();
    assert!(
        broken.is_empty(),
        "this breaks clients; if it is meant, take these lines out of openapi/promises.txt (or put them in, for `needs`): {broken:#?}"
    );
    let current = now.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    // As for the document itself: `UPDATE_OPENAPI=1 cargo nextest run openapi` writes it.
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(COMMITTED, &current).unwrap();
    }
    assert!(std::fs::read_to_string(COMMITTED).unwrap() == current, "openapi/promises.txt is not current");
}
