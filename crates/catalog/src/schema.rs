//! The JSON Schema of the catalog format, from the very structs that read it, so that editors complete and check.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::Value;

use crate::raw::RawCatalog;

/// The JSON Schema (draft 2020-12) of a catalog's TOML.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().with_transform(RecursiveTransform(without_null));
    let mut schema = settings.into_generator().into_root_schema_for::<RawCatalog>();
    schema.insert("title".to_owned(), "Rolecall catalog".into());
    let mut value = schema.to_value();
    rename_definitions(&mut value);
    value
}

/// TOML has no null: what may be absent is either there or not.
fn without_null(schema: &mut Schema) {
    let is_null = |value: &Value| value == "null" || value.get("type").is_some_and(|kind| kind == "null");
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|kind| !is_null(kind));
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    let Some(Value::Array(choices)) = schema.get_mut("anyOf") else { return };
    choices.retain(|choice| !is_null(choice));
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        schema.remove("anyOf");
        for (key, value) in only {
            schema.ensure_object().entry(key).or_insert(value);
        }
    }
}

/// `RawModule` is our word; an author reads `Module`.
fn rename_definitions(value: &mut Value) {
    match value {
        Value::Object(object) => {
            for (key, value) in object.iter_mut() {
                match value {
                    Value::String(path) if key == "$ref" => *path = path.replace("#/$defs/Raw", "#/$defs/"),
                    _ => rename_definitions(value),
                }
            }
            if let Some(Value::Object(definitions)) = object.get_mut("$defs") {
                let renamed = std::mem::take(definitions).into_iter();
                *definitions = renamed
                    .map(|(key, value)| (key.strip_prefix("Raw").unwrap_or(&key).to_owned(), value))
                    .collect();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(rename_definitions),
        _ => {}
    }
}
