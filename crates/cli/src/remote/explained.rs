//! What a server's explanation says, and what is good to know beside it.

use rolecall::catalog::instead;
use serde_json::{Map, Value, json};

use super::Organization;
use crate::{Failure, question};

/// A decision, as the server explains it.
pub struct Explained {
    /// Allow or deny.
    pub allowed: bool,
    /// In one sentence.
    pub sentence: String,
    /// With its reason as data.
    pub decision: Value,
    /// What would open a deny.
    pub openers: Vec<Value>,
    /// The revision it was computed at.
    pub revision: Value,
}

impl Explained {
    /// The answer of the API.
    pub(super) fn read(mut answer: Value) -> Self {
        let mut part = |key: &str| answer.get_mut(key).map(Value::take).unwrap_or_default();
        let (decision, openers) = (part("decision"), part("openers"));
        Self {
            allowed: decision.get("allowed").and_then(Value::as_bool).unwrap_or_default(),
            sentence: part("sentence").as_str().unwrap_or_default().to_owned(),
            decision,
            openers: openers.as_array().cloned().unwrap_or_default(),
            revision: part("revision"),
        }
    }

    /// As programs read it from data; the moment is told where one was asked about.
    pub fn json(&self, at: Option<&Value>, notes: &[String]) -> Value {
        let mut answer = match &self.decision {
            Value::Object(fields) => fields.clone(),
            _ => Map::new(),
        };
        answer.insert("revision".to_owned(), self.revision.clone());
        answer.insert("sentence".to_owned(), json!(self.sentence));
        answer.extend(at.map(|at| ("at".to_owned(), at.clone())));
        if !notes.is_empty() {
            answer.insert("notes".to_owned(), json!(notes));
        }
        Value::Object(answer)
    }

    /// The paths that opened, or the gates that blocked.
    pub fn reasons(&self) -> impl Iterator<Item = &Value> {
        let reason = self.decision.get("reason").and_then(Value::as_object);
        reason.into_iter().flat_map(Map::values).filter_map(Value::as_array).flatten()
    }

    /// One word for a path or a gate, as access tests write it.
    pub fn word(reason: &Value) -> &str {
        let text = |key: &str| reason.get(key).and_then(Value::as_str);
        match text("path").or_else(|| text("gate")).unwrap_or_default() {
            "unknown_module" | "unknown_action" => "unknown",
            "no_grant" => "permission",
            "standing" => match reason.get("what") {
                Some(Value::String(what)) if what == "unknown" => "unknown",
                Some(Value::Object(what)) if what.contains_key("ended") => "ended",
                Some(Value::Object(_)) => "sign_in",
                _ => "status",
            },
            word => word,
        }
    }
}

impl Organization {
    /// What may have been mistyped in a question that was denied because of it, or is good to know of the answer. Nothing
    /// where the token may not look.
    pub fn notes(&self, member: &str, action: &str, on: &str, explained: &Explained) -> Vec<String> {
        let (module, record) = question::module_and_record(on);
        let mistyped = explained.reasons().any(|reason| Explained::word(reason) == "unknown");
        let mut notes = Vec::new();
        if mistyped && absent(&self.get(&["members", member], &[])) {
            notes.push(format!("there is no member `{member}`; {}", self.member_help(member)));
        }
        if mistyped && notes.is_empty() {
            let told = self.require_permission(member, action, module).err();
            notes.extend(told.as_ref().and_then(Failure::sentence));
        }
        let Some(id) = record.filter(|_| notes.is_empty() && self.is_present() && action != "create") else {
            return notes;
        };
        if absent(&self.get(&["records", module, id], &[])) && absent(&self.get(&["containers", id], &[])) {
            notes.push(format!(
                "`{module}/{id}` is not registered: it is taken to have the facts given here, and no others"
            ));
        }
        notes
    }

    fn member_help(&self, member: &str) -> String {
        let members = self.items(&["members"], &[], usize::MAX).unwrap_or_default();
        let text = |member: &Value, key: &str| member.get(key).and_then(Value::as_str).map(str::to_owned);
        let names =
            members.iter().filter_map(|member| text(member, "external_id").or_else(|| text(member, "email")));
        let names: Vec<String> = names.collect();
        instead(member, names.iter().map(String::as_str), "members", "there are none")
    }
}

/// Whether the server says that there is no such thing, or no thing of the kind. It may say nothing of it, too.
fn absent(answer: &Result<Value, Failure>) -> bool {
    let refusal = answer.as_ref().err().and_then(Failure::refusal);
    refusal.is_some_and(|report| matches!(report.code.as_deref(), Some("not_found" | "feature_off")))
}
