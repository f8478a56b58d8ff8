//! What things are called, as the server says; each is asked for once.

use std::{cell::RefCell, collections::HashMap};

use serde_json::Value;

use super::Organization;
use crate::names::Names;

/// Names that a server knows.
pub struct Asked<'a> {
    organization: &'a Organization,
    known: RefCell<HashMap<(&'static str, String), String>>,
}

impl<'a> Asked<'a> {
    /// The names of an organization.
    pub fn of(organization: &'a Organization) -> Self {
        Self { organization, known: RefCell::default() }
    }

    /// What a thing is called: the first of some fields that says something. What cannot be read is called by its id.
    fn named(&self, list: &'static str, id: &str, name: impl Fn(&Value) -> Option<String>) -> String {
        let key = (list, id.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = self.organization.get(&[list, id], &[]).ok();
        let told = found.as_ref().and_then(name).unwrap_or_else(|| id.to_owned());
        self.known.borrow_mut().insert(key, told.clone());
        told
    }
}

impl Names for Asked<'_> {
    fn member(&self, id: &str) -> String {
        self.named("members", id, display_name)
    }

    fn role(&self, id: &str) -> String {
        self.named("roles", id, |role| text(role, "name"))
    }

    fn position(&self, id: &str) -> String {
        self.named("positions", id, |position| text(position, "name"))
    }

    fn group(&self, id: &str) -> String {
        self.named("groups", id, |group| text(group, "name"))
    }

    fn container(&self, id: &str) -> String {
        let called =
            |container: &Value| Some(format!("{} {}", text(container, "kind")?, text(container, "name")?));
        self.named("containers", id, called)
    }
}

/// What a member is called: by name, else by the product's id, the address, the id.
pub fn display_name(member: &Value) -> Option<String> {
    ["name", "external_id", "email", "id"].into_iter().find_map(|key| text(member, key))
}

fn text(object: &Value, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).map(str::to_owned)
}
