//! The JSON Schema names everything that an author can write.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, schema};
use serde_json::Value;

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn the_schema_lists_every_top_level_key_with_a_description() {
    let schema = schema();
    let expected = [
        "actions",
        "catalog",
        "commands",
        "containers",
        "default_reach",
        "default_role",
        "direct",
        "editions",
        "features",
        "founder",
        "invite",
        "kinds",
        "labels",
        "levels",
        "limits",
        "matrix",
        "modules",
        "name",
        "positions",
        "retired",
        "roles",
        "roles_per_member",
        "segments",
    ];
    assert_eq!(keys(&schema["properties"]), expected.into());
    for (key, value) in schema["properties"].as_object().unwrap() {
        assert!(value["description"].is_string(), "{key}");
    }
    assert_eq!(schema["required"], serde_json::json!(["catalog", "name"]));
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn the_schema_lists_every_command_and_reading() {
    let schema = schema();
    let expected = CommandName::ALL.iter().map(|name| name.as_str()).collect();
    assert_eq!(keys(&schema["$defs"]["Commands"]["properties"]), expected);
}

#[test]
fn every_key_of_every_table_is_described() {
    for (name, definition) in schema()["$defs"].as_object().unwrap() {
        let Some(properties) = definition.get("properties") else { continue };
        for (key, value) in properties.as_object().unwrap() {
            assert!(value["description"].is_string(), "{name}.{key}");
        }
    }
}

#[test]
fn the_schema_speaks_of_nothing_that_toml_cannot_say() {
    let text = schema().to_string();
    assert!(!text.contains("null"), "TOML has no null");
    assert!(!text.contains("Raw"), "definitions carry the author's words");
}

#[test]
fn references_lead_somewhere() {
    fn walk(value: &Value, definitions: &BTreeSet<&str>) {
        match value {
            Value::Object(object) => {
                if let Some(Value::String(path)) = object.get("$ref") {
                    let name = path.strip_prefix("#/$defs/").unwrap();
                    assert!(definitions.contains(name), "{path}");
                }
                object.values().for_each(|value| walk(value, definitions));
            }
            Value::Array(items) => items.iter().for_each(|value| walk(value, definitions)),
            _ => {}
        }
    }
    let schema = schema();
    walk(&schema, &keys(&schema["$defs"]));
}
