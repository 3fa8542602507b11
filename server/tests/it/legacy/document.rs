//! `openapi/legacy.json` is written by hand and frozen; it names what there is.

use serde_json::Value;

#[test]
fn the_document_names_the_four_actions_and_every_expansion() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/legacy.json");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    assert_eq!(
        paths,
        ["/api/v1/send/message", "/api/v1/send/raw", "/api/v1/messages/message", "/api/v1/messages/deliveries"]
    );
    let schemas = &document["components"]["schemas"];
    let mut properties = schemas["Message"]["properties"].as_object().unwrap().clone();
    for expansion in schemas["Expansion"]["enum"].as_array().unwrap() {
        assert!(properties.remove(expansion.as_str().unwrap()).is_some(), "{expansion}");
    }
    assert_eq!(properties.keys().collect::<Vec<_>>(), ["id", "token"]);
}
