//! What things are called today, by their ids. What is gone is called by its id.

use rolecall::View;

/// Knows what things of an organization are called.
pub trait Names {
    /// A member.
    fn member(&self, id: &str) -> String;
    /// A role.
    fn role(&self, id: &str) -> String;
    /// A position.
    fn position(&self, id: &str) -> String;
    /// A group.
    fn group(&self, id: &str) -> String;
    /// A container, with its kind ahead.
    fn container(&self, id: &str) -> String;
}

impl Names for View {
    fn member(&self, id: &str) -> String {
        id.parse().map_or_else(|_| id.to_owned(), |member| self.organization.display_name(&member).to_owned())
    }

    fn role(&self, id: &str) -> String {
        let found = id.parse().ok().and_then(|id| Some(self.organization.role(&id)?.name.to_owned()));
        found.unwrap_or_else(|| id.to_owned())
    }

    fn position(&self, id: &str) -> String {
        let found = id.parse().ok().and_then(|id| Some(self.organization.position(&id)?.name.to_string()));
        found.unwrap_or_else(|| id.to_owned())
    }

    fn group(&self, id: &str) -> String {
        let found = id.parse().ok().and_then(|id| Some(self.organization.group(&id)?.name.to_string()));
        found.unwrap_or_else(|| id.to_owned())
    }

    fn container(&self, id: &str) -> String {
        let found = id.parse().ok().and_then(|id| {
            let found = self.organization.container(&id)?;
            Some(format!("{} {}", found.kind, found.name))
        });
        found.unwrap_or_else(|| id.to_owned())
    }
}
