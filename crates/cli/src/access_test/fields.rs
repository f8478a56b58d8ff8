//! Reads a table key by key and notes every key that nobody asked for.

use jiff::Timestamp;

use super::{
    node::{Node, Table, Value},
    source::{Faults, Span},
};

/// A table that is being read.
pub struct Fields<'a> {
    /// Where the table stands.
    pub span: Span,
    table: &'a Table,
    asked: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    /// Begins to read; `None` where it is no table, which is then among the faults.
    pub fn of(node: &'a Node, what: &str, faults: &mut Faults) -> Option<Self> {
        if let Value::Table(table) = &node.value {
            return Some(Self { span: node.span.clone(), table, asked: Vec::new() });
        }
        let message = format!("{what} is a table, not {}", node.kind());
        faults.add(&node.span, message, "write `{ key = value }`");
        None
    }

    /// The value of a key.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Node> {
        self.asked.push(key);
        self.table.iter().find(|(own, _)| own.name == key).map(|(_, node)| node)
    }

    /// The text under a key.
    pub fn text(&mut self, key: &'static str, faults: &mut Faults) -> Option<(&'a str, &'a Span)> {
        let node = self.take(key)?;
        let text = node.text();
        if text.is_none() {
            faults.add(&node.span, format!("`{key}` is a text, not {}", node.kind()), "put it in quotes");
        }
        text.map(|text| (text, &node.span))
    }

    /// The text under a key that has to be there and not be empty.
    pub fn required(
        &mut self,
        key: &'static str,
        what: &str,
        faults: &mut Faults,
    ) -> Option<(&'a str, &'a Span)> {
        let present = self.take(key).is_some();
        let found = self.text(key, faults).filter(|(text, _)| !text.trim().is_empty());
        if found.is_none() && (!present || self.take(key).is_some_and(|node| node.text().is_some())) {
            let span = self.take(key).map_or_else(|| self.span.clone(), |node| node.span.clone());
            faults.add(&span, format!("{what} has no `{key}`"), format!("add `{key} = \"...\"`"));
        }
        found
    }

    /// The items of the list under a key.
    pub fn list(&mut self, key: &'static str, faults: &mut Faults) -> &'a [Node] {
        match self.take(key).map(|node| (node, &node.value)) {
            Some((_, Value::List(items))) => items,
            Some((node, _)) => {
                faults.add(
                    &node.span,
                    format!("`{key}` is a list, not {}", node.kind()),
                    "put it in `[` and `]`",
                );
                &[]
            }
            None => &[],
        }
    }

    /// The entries of the table under a key.
    pub fn table(&mut self, key: &'static str, faults: &mut Faults) -> &'a [(super::node::Key, Node)] {
        match self.take(key).map(|node| (node, &node.value)) {
            Some((_, Value::Table(entries))) => entries,
            Some((node, _)) => {
                faults.add(
                    &node.span,
                    format!("`{key}` is a table, not {}", node.kind()),
                    "write `{ key = value }`",
                );
                &[]
            }
            None => &[],
        }
    }

    /// The instant under a key, as a text or as TOML's own.
    pub fn time(&mut self, key: &'static str, faults: &mut Faults) -> Option<Timestamp> {
        let node = self.take(key)?;
        let text = match &node.value {
            Value::Text(text) | Value::Time(text) => text.as_str(),
            _ => "",
        };
        let read = text.parse().ok();
        if read.is_none() {
            faults.add(&node.span, format!("`{key}` is no instant"), "write it like `2026-01-05T09:00:00Z`");
        }
        read
    }

    /// The entries that nobody asked for, to be read by somebody else.
    pub fn rest(self) -> Table {
        self.table.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())).cloned().collect()
    }

    /// Notes every key that nobody asked for.
    pub fn finish(mut self, what: &str, faults: &mut Faults) {
        self.asked.sort_unstable();
        self.asked.dedup();
        let known = self.asked.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        for (key, _) in self.table.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())) {
            faults.add(&key.span, format!("{what} has no key `{}`", key.name), format!("it has {known}"));
        }
    }
}
