//! The API as it describes itself, and whether an answer keeps to it: the status is documented, the media type, too, and
//! the body fits its schema.

use serde_json::Value;

use crate::world::Reply;

/// One operation of the description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// `GET`.
    pub method: String,
    /// With names in braces.
    pub path: String,
}

fn document() -> &'static Value {
    rolecall_http::openapi::document()
}

/// Every operation there is.
pub fn operations() -> Vec<Operation> {
    let paths = document()["paths"].as_object().unwrap();
    let of = |(path, methods): (&String, &Value)| -> Vec<Operation> {
        let methods = methods.as_object().unwrap().keys();
        methods.map(|method| Operation { method: method.to_uppercase(), path: path.clone() }).collect()
    };
    paths.iter().flat_map(of).collect()
}

/// What is written about an operation.
pub fn described(operation: &Operation) -> &'static Value {
    &document()["paths"][&operation.path][operation.method.to_lowercase()]
}

/// The operation that a request is of; a path without names goes before one with some.
pub fn operation_of(method: &str, path: &str) -> Option<Operation> {
    let mut fitting: Vec<Operation> = operations()
        .into_iter()
        .filter(|operation| operation.method == method && fits(&operation.path, path))
        .collect();
    fitting.sort_by_key(|operation| operation.path.matches('{').count());
    fitting.into_iter().next()
}

fn fits(template: &str, path: &str) -> bool {
    let (ours, theirs): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let same =
        |(ours, theirs): (&&str, &&str)| (ours.starts_with('{') && !theirs.is_empty()) || ours == theirs;
    ours.len() == theirs.len() && ours.iter().zip(&theirs).all(same)
}

/// Fails where an answer is not as described.
#[track_caller]
pub fn hold(method: &str, path: &str, reply: &Reply) {
    assert!(reply.status < 500, "{method} {path}: {} {}", reply.status, reply.text);
    assert!(reply.headers.contains_key("x-request-id"), "{method} {path}: no request id");
    if reply.status == 405 {
        // `members/bulk` takes one method only, and would be the address of a member, too.
        return;
    }
    let Some(operation) = operation_of(method, path) else { return };
    let told = |what: &str| format!("{method} {path}: {} {what}: {}", reply.status, reply.text);
    let responses = &described(&operation)["responses"];
    let response = resolved(&responses[reply.status.to_string()]);
    assert!(!response.is_null(), "{}", told("is not documented"));
    for (name, _) in response["headers"].as_object().into_iter().flatten() {
        let streams = media(reply) == "application/x-ndjson";
        assert!(streams || reply.headers.contains_key(name.as_str()), "{}", told(&format!("lacks `{name}`")));
    }
    let content = &response["content"][media(reply)];
    assert!(!content.is_null(), "{}", told(&format!("has another media type, {}", media(reply))));
    if ["application/json", "application/problem+json"].contains(&media(reply)) {
        let faults = faults(&content["schema"], &reply.json(), "");
        assert!(faults.is_empty(), "{}", told(&format!("does not fit: {faults:?}")));
    }
}

fn media(reply: &Reply) -> &str {
    let sent = reply.headers.get("content-type").map_or("", |value| value.to_str().unwrap());
    sent.split(';').next().unwrap()
}

/// What a reference leads to.
pub fn resolved(value: &'static Value) -> &'static Value {
    match value["$ref"].as_str() {
        Some(place) => resolved(document().pointer(place.strip_prefix('#').unwrap()).expect("it is there")),
        None => value,
    }
}

/// What does not fit a schema: the part of JSON Schema that the description uses.
pub fn faults(schema: &'static Value, value: &Value, at: &str) -> Vec<String> {
    let schema = resolved(schema);
    let mut found = Vec::new();
    if !of_type(&schema["type"], value) {
        found.push(format!("{at}: {value} is no {}", schema["type"]));
    }
    let listed = |key: &str| schema[key].as_array();
    if listed("enum").is_some_and(|words| !words.contains(value)) {
        found.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    for part in listed("allOf").into_iter().flatten() {
        found.extend(faults(part, value, at));
    }
    for key in ["oneOf", "anyOf"] {
        let fit = |parts: &'static Vec<Value>| parts.iter().any(|part| faults(part, value, at).is_empty());
        if !listed(key).is_none_or(fit) {
            found.push(format!("{at}: {value} fits none of {}", schema[key]));
        }
    }
    if schema["format"] == "date-time"
        && value.as_str().is_some_and(|text| text.parse::<jiff::Timestamp>().is_err())
    {
        found.push(format!("{at}: {value} is no time"));
    }
    found.extend(inside(schema, value, at));
    found
}

fn inside(schema: &'static Value, value: &Value, at: &str) -> Vec<String> {
    match value {
        Value::Array(items) if schema["items"].is_object() => items
            .iter()
            .enumerate()
            .flat_map(|(i, item)| faults(&schema["items"], item, &format!("{at}/{i}")))
            .collect(),
        Value::Object(fields) => {
            let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let missing =
                needed.filter(|name| !fields.contains_key(*name)).map(|name| format!("{at}: no `{name}`"));
            let mut found: Vec<String> = missing.collect();
            for (name, field) in fields {
                let named = &schema["properties"][name];
                let schema = if named.is_object() { named } else { &schema["additionalProperties"] };
                if schema.is_object() {
                    found.extend(faults(schema, field, &format!("{at}/{name}")));
                }
            }
            found
        }
        _ => Vec::new(),
    }
}

fn of_type(kind: &Value, value: &Value) -> bool {
    match kind {
        Value::Array(kinds) => kinds.iter().any(|kind| of_type(kind, value)),
        Value::String(kind) => match kind.as_str() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_u64() || value.is_i64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("the description knows a type {other}"),
        },
        _ => true,
    }
}
