//! The form of a new member, filled in a few words.

use serde_json::{Value, json};

/// A new member; what is left out is usual.
pub struct NewForm(pub(super) Value);

impl NewForm {
    pub fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.0[field] = value.into();
        self
    }

    pub fn role(self, role: &str) -> Self {
        self.roles(&[role])
    }

    pub fn roles(self, roles: &[&str]) -> Self {
        self.with("roles", json!(roles))
    }

    pub fn position(self, position: &str) -> Self {
        self.with("position", position)
    }

    pub fn kind(self, kind: &str) -> Self {
        self.with("kind", kind)
    }

    /// A client of a company.
    pub fn client(self, company: &str) -> Self {
        self.kind("client").role("Client").with("company", company)
    }

    /// Somebody who does not sign in.
    pub fn contact(self) -> Self {
        self.kind("contact")
    }

    pub fn ends_at(self, end: &str) -> Self {
        self.with("ends_at", end)
    }

    pub fn segments(self, segments: Value) -> Self {
        self.with("segments", segments)
    }

    /// Invited, not yet registered.
    pub fn by_mail(self) -> Self {
        self.with("invite", Value::Null)
    }
}
