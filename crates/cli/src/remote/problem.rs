//! What a server refuses (RFC 9457), told as the program tells its own refusals.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Map, Value};

use crate::{Failure, failure::Report};

/// Members of a problem document that are no figures of the refusal.
const OF_THE_FORM: &[&str] = &["type", "title", "status", "detail", "code", "instance", "help"];

/// A problem as a failure. Decisions tell theirs as a text alone; what it is stands in the status then.
pub fn told(status: u16, problem: Value) -> Failure {
    match problem {
        Value::Object(fields) => of_document(status, &fields),
        Value::String(detail) => report(code_of(status).into(), detail, None, BTreeMap::new()),
        other => report(code_of(status).into(), other.to_string(), None, BTreeMap::new()),
    }
}

fn of_document(status: u16, fields: &Map<String, Value>) -> Failure {
    let text = |key: &str| fields.get(key).and_then(Value::as_str).map(str::to_owned);
    let code = text("code").map_or_else(|| code_of(status).into(), Cow::from);
    let detail = text("detail").or_else(|| text("title")).unwrap_or_else(|| format!("status {status}"));
    let figures = fields.iter().filter(|(key, _)| !OF_THE_FORM.contains(&key.as_str()));
    let figures = figures.map(|(key, value)| (key.clone().into(), value.clone())).collect();
    report(code, detail, text("help"), figures)
}

fn report(
    code: Cow<'static, str>,
    message: String,
    help: Option<String>,
    figures: BTreeMap<Cow<'static, str>, Value>,
) -> Failure {
    let of_token = || "put a valid API token into ROLECALL_TOKEN or behind --token".to_owned();
    let help = help.or_else(|| (code == "unauthorized").then(of_token));
    Failure::from(Report { message, code: Some(code), place: None, help, figures })
}

fn code_of(status: u16) -> &'static str {
    match status {
        400 => "malformed",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        503 => "unavailable",
        _ => "internal",
    }
}
