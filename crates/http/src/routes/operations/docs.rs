//! `GET /docs`: the API for people to read, made of its description. Fetches nothing from elsewhere.

#![expect(clippy::indexing_slicing, reason = "what is not there reads as null")]

use std::sync::OnceLock;

use askama::Template;
use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde_json::Value;

use crate::{Api, edge, openapi};

/// The page and its style.
pub fn router() -> Router<Api> {
    Router::new().route("/docs", get(page)).route("/docs/style.css", get(style))
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Page {
    about: Vec<String>,
    topics: Vec<Topic>,
    codes: Vec<Row>,
}

struct Topic {
    name: String,
    about: String,
    operations: Vec<Operation>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    parameters: Vec<Row>,
    fields: Vec<Row>,
    example: Option<String>,
    answers: Vec<Row>,
}

struct Row {
    name: String,
    place: String,
    about: String,
    required: bool,
}

async fn page() -> Response {
    static HTML: OnceLock<Option<String>> = OnceLock::new();
    match HTML.get_or_init(|| page_of(openapi::document()).render().ok()) {
        Some(html) => {
            let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CONTENT_SECURITY_POLICY, policy),
            ];
            (headers, html.as_str()).into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn style() -> Response {
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], include_str!("../../../assets/docs.css")).into_response()
}

/// A text with `code` in it, as HTML.
fn prose(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    let parts = escaped.split('`').enumerate();
    parts
        .map(|(place, part)| if place % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() })
        .collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn prose_of(value: &Value) -> String {
    prose(value.as_str().unwrap_or_default())
}

fn page_of(document: &Value) -> Page {
    let about = text(&document["info"]["description"]).split("\n\n").map(prose).collect();
    let tags = document["tags"].as_array().into_iter().flatten();
    let topics = tags.map(|tag| Topic {
        name: text(&tag["name"]),
        about: prose_of(&tag["description"]),
        operations: operations(document, &text(&tag["name"])),
    });
    let codes = edge::codes().map(|(code, status, title)| Row {
        name: code.to_owned(),
        place: status.to_string(),
        about: title.to_owned(),
        required: false,
    });
    Page { about, topics: topics.collect(), codes: codes.collect() }
}

fn operations(document: &Value, topic: &str) -> Vec<Operation> {
    let paths = document["paths"].as_object().into_iter().flatten();
    let all = paths.flat_map(|(path, methods)| {
        methods.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation))
    });
    let of_topic = all.filter(|(_, _, operation)| operation["tags"][0] == topic);
    of_topic.map(|(path, method, operation)| shown(document, path, method, operation)).collect()
}

fn shown(document: &Value, path: &str, method: &str, operation: &Value) -> Operation {
    let body = &operation["requestBody"]["content"]["application/json"];
    Operation {
        id: text(&operation["operationId"]),
        method: method.to_owned(),
        path: path.to_owned(),
        summary: prose_of(&operation["summary"]),
        parameters: parameters(document, operation),
        fields: fields(document, &body["schema"]),
        example: body.get("example").and_then(|example| serde_json::to_string_pretty(example).ok()),
        answers: answers(document, operation),
    }
}

fn parameters(document: &Value, operation: &Value) -> Vec<Row> {
    let listed = operation["parameters"].as_array().into_iter().flatten();
    let read = listed.map(|parameter| followed(document, parameter)).map(|parameter| Row {
        name: text(&parameter["name"]),
        place: text(&parameter["in"]),
        about: prose_of(&parameter["description"]),
        required: parameter["required"] == true,
    });
    read.collect()
}

fn fields(document: &Value, schema: &Value) -> Vec<Row> {
    let schema = followed(document, schema);
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|list| list.iter().any(|n| n == name));
    let properties = schema["properties"].as_object().into_iter().flatten();
    let read = properties.map(|(name, property)| Row {
        name: name.clone(),
        place: kind(property),
        about: prose_of(&property["description"]),
        required: required(name),
    });
    read.collect()
}

/// The kind of a field, in a word or two.
fn kind(property: &Value) -> String {
    let options = property["oneOf"].as_array().or(property["anyOf"].as_array());
    if let Some(options) = options {
        let kinds: Vec<String> = options.iter().map(kind).collect();
        return kinds.join(" or ");
    }
    if let Some(reference) = property["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    match &property["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        Value::String(kind) if kind == "array" => format!("list of {}", self::kind(&property["items"])),
        Value::String(kind) => kind.clone(),
        _ => String::new(),
    }
}

fn answers(document: &Value, operation: &Value) -> Vec<Row> {
    let listed = operation["responses"].as_object().into_iter().flatten();
    let read = listed.map(|(status, response)| Row {
        name: status.clone(),
        place: String::new(),
        about: prose_of(&followed(document, response)["description"]),
        required: false,
    });
    read.collect()
}

/// What a reference leads to.
fn followed<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    document.pointer(reference.trim_start_matches('#')).unwrap_or(value)
}
