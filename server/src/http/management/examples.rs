//! One example of each request and answer, by the name of its schema, from `examples.json`.
//!
//! A running server was asked and answered so; names, ids and times are made up. Readers of the document see them, and
//! generators and testing tools use them. A new schema needs one: the test below names those that are missing or wrong.

use serde_json::{Map, Value, json};

const EXAMPLES: &str = include_str!("examples.json");

/// What the framework puts before the name of the items in a list.
const PAGE: &str = "Page_";

/// Gives each schema its example. `schemas`: `components.schemas` of the document.
pub fn add(schemas: &mut Map<String, Value>) {
    let Ok(Value::Object(examples)) = serde_json::from_str(EXAMPLES) else { return };
    for (name, schema) in schemas {
        let example = match name.strip_prefix(PAGE) {
            Some(item) => examples.get(item).map(|item| json!({ "items": [item], "next_cursor": "MTc2NDMyMTAwMA" })),
            None => examples.get(name).cloned(),
        };
        if let (Some(example), Some(schema)) = (example, schema.as_object_mut()) {
            schema.insert("example".to_owned(), example);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::document::tidied;
    use super::super::schema::Schemas;
    use super::*;

    /// Names of the schemas that are bodies of requests and of answers.
    fn bodies(document: &Value) -> Vec<String> {
        let mut names = Vec::new();
        let operations =
            document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap());
        for (_, operation) in operations {
            let responses = operation["responses"].as_object().unwrap().iter();
            let done = responses.filter(|(status, _)| status.starts_with('2')).map(|(_, response)| response);
            for described in done.chain([&operation["requestBody"]]) {
                for media in described["content"].as_object().into_iter().flat_map(|content| content.values()) {
                    let reference = media["schema"]["$ref"].as_str();
                    names.extend(reference.and_then(|text| text.rsplit('/').next()).map(str::to_owned));
                }
            }
        }
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn every_body_has_an_example_that_is_right() {
        let document = tidied(&super::super::service().spec());
        let schemas = Schemas::of(&document);
        let mut faults = Vec::new();
        for name in bodies(&document) {
            let schema = &document["components"]["schemas"][&name];
            match schema.get("example") {
                None => faults.push(format!("{name} has no example")),
                Some(example) => {
                    faults.extend(
                        schemas.judge(schema, example).err().map(|violations| format!("{name}: {violations:?}")),
                    );
                }
            }
        }
        assert!(faults.is_empty(), "see examples.json:\n{}", faults.join("\n"));
    }

    #[test]
    fn every_example_is_used() {
        let document = tidied(&super::super::service().spec());
        let examples: Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap();
        let unknown: Vec<&String> =
            examples.keys().filter(|name| document["components"]["schemas"].get(name.as_str()).is_none()).collect();
        assert!(unknown.is_empty(), "schemas that do not exist: {unknown:?}");
    }
}
