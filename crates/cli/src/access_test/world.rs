//! The world that a file's cases begin in: an organization with its people, places and records, built by commands of the
//! platform.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use rolecall::organization::Command;

use super::{
    fields::Fields,
    form::{Form, Saved},
    node::{Key, Node, Table, Value},
    source::{Fault, Faults, Place, Source, Span},
};

/// What a file and the file it includes say about the world.
#[derive(Default)]
pub struct World {
    /// The plan.
    pub edition: Option<(String, Place)>,
    /// Features that are switched right after the founding.
    features: Vec<Item>,
    /// The time at which every case begins.
    pub now: Option<Timestamp>,
    /// The founder's name in the file.
    pub founder: Option<String>,
    positions: Vec<Item>,
    roles: Vec<Item>,
    members: Vec<Item>,
    groups: Vec<Item>,
    containers: Vec<Item>,
    sharing_defaults: Vec<Item>,
    sharing_rules: Vec<Item>,
    records: Vec<Item>,
}

/// A thing in the world, with its name in the file.
struct Item {
    key: Key,
    node: Node,
    source: Arc<Source>,
}

/// A command that builds a part of the world, and where the file asks for it.
pub struct Prepared {
    /// Where.
    pub place: Place,
    /// What.
    pub command: Command,
}

impl World {
    /// Takes in what a file says. What it says again about the same name takes the place of what was said before.
    pub fn read(&mut self, fields: &mut Fields<'_>, faults: &mut Faults) {
        if let Some((edition, span)) = fields.text("edition", faults) {
            self.edition = Some((edition.to_owned(), Place::of(&faults.source, span)));
        }
        if let Some((founder, _)) = fields.text("founder", faults) {
            self.founder = Some(founder.to_owned());
        }
        self.now = fields.time("now", faults).or(self.now);
        for (section, key) in [
            (&mut self.features, "features"),
            (&mut self.positions, "positions"),
            (&mut self.roles, "roles"),
            (&mut self.members, "members"),
            (&mut self.groups, "groups"),
            (&mut self.containers, "containers"),
            (&mut self.sharing_defaults, "sharing_defaults"),
            (&mut self.records, "records"),
        ] {
            for (key, node) in fields.table(key, faults) {
                put(
                    section,
                    Item { key: key.clone(), node: node.clone(), source: Arc::clone(&faults.source) },
                );
            }
        }
        for node in fields.list("sharing_rules", faults) {
            let key = Key { span: node.span.clone(), name: String::new() };
            self.sharing_rules.push(Item { key, node: node.clone(), source: Arc::clone(&faults.source) });
        }
    }

    /// The founder's name in the file.
    pub fn founder(&self) -> &str {
        self.founder.as_deref().unwrap_or("founder")
    }

    /// What members are called: names in the file and e-mail addresses.
    pub fn member_names(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::from([self.founder().to_owned(), email(self.founder())]);
        for item in &self.members {
            names.extend([item.key.name.clone(), email(&item.key.name)]);
            let mut own = |key: &str, text: &str| {
                if key == "email" {
                    names.insert(text.to_owned());
                }
            };
            item.node.each_text("", &mut own);
        }
        names
    }

    /// The names of the members that begin invited.
    pub fn invited(&self) -> impl Iterator<Item = &str> {
        self.members
            .iter()
            .filter(|item| status(&item.node) == Some("invited"))
            .map(|item| item.key.name.as_str())
    }

    /// What containers are called.
    pub fn container_names(&self) -> BTreeSet<String> {
        self.containers.iter().map(|item| item.key.name.clone()).collect()
    }

    /// The records that there are, as `deals/42`.
    pub fn record_names(&self) -> BTreeSet<String> {
        self.records.iter().map(|item| item.key.name.clone()).collect()
    }

    /// The commands that build it, in order; what cannot be read is among the faults.
    pub fn commands(&self, faults: &mut Vec<Fault>) -> Vec<Prepared> {
        let mut forms = Vec::new();
        forms.extend(together(&self.features, "organization.features", "features"));
        forms.extend(self.positions.iter().map(|item| item.form("position.create", &["name"])));
        forms.extend(self.roles.iter().map(|item| item.form("role.create", &["name"])));
        forms.extend(self.members.iter().map(invite));
        forms.extend(self.groups.iter().map(|item| item.form("group.create", &["name"])));
        for item in &self.containers {
            forms.extend(container(item, faults));
        }
        forms.extend(together(&self.sharing_defaults, "sharing_default.edit", "defaults"));
        forms.extend(self.sharing_rules.iter().map(|item| item.form("sharing_rule.create", &[])));
        forms.extend(self.register());
        forms.extend(self.members.iter().filter_map(|item| deactivate(item, faults)));
        forms.into_iter().filter_map(|form| prepare(&form, faults)).collect()
    }

    /// All records in one command.
    fn register(&self) -> Option<Form> {
        let first = self.records.first()?;
        let records = self.records.iter().map(record).collect();
        let node = Node { span: first.key.span.clone(), value: Value::List(records) };
        let key = Key { span: first.key.span.clone(), name: "records".to_owned() };
        Some(first.sending("record.put", vec![(key, node)]))
    }
}

fn put(section: &mut Vec<Item>, item: Item) {
    match section.iter_mut().find(|own| own.key.name == item.key.name) {
        Some(own) => *own = item,
        None => section.push(item),
    }
}

fn prepare(form: &Form, faults: &mut Vec<Fault>) -> Option<Prepared> {
    match form.read(&Saved::new()) {
        Ok(command) => Some(Prepared { place: Place::line_of(&form.source, &form.span), command }),
        Err(unfit) => {
            faults.push(unfit.into_fault());
            None
        }
    }
}

impl Item {
    fn fields(&self) -> Table {
        match &self.node.value {
            Value::Table(table) => table.clone(),
            // What is no table here is told when the command is read.
            _ => vec![(self.key.clone(), self.node.clone())],
        }
    }

    fn sending(&self, name: &str, fields: Table) -> Form {
        let (source, span) = (Arc::clone(&self.source), self.key.span.clone());
        Form { source, span, tag: "do", name: name.to_owned(), fields }
    }

    /// A command with the item's fields; its name in the file stands under the keys given, unless these are there.
    fn form(&self, name: &str, named: &[&str]) -> Form {
        let mut fields = self.fields();
        for key in named {
            default(&mut fields, key, &self.key.span, Value::Text(self.key.name.clone()));
        }
        self.sending(name, fields)
    }
}

fn default(fields: &mut Table, key: &str, span: &Span, value: Value) {
    if !fields.iter().any(|(own, _)| own.name == key) {
        fields.push((Key { span: span.clone(), name: key.to_owned() }, Node { span: span.clone(), value }));
    }
}

/// One command that carries all items as one table.
fn together(items: &[Item], name: &str, key: &str) -> Option<Form> {
    let first = items.first()?;
    let span = &first.key.span;
    let table = items.iter().map(|item| (item.key.clone(), item.node.clone())).collect();
    let key = Key { span: span.clone(), name: key.to_owned() };
    Some(first.sending(name, vec![(key, Node { span: span.clone(), value: Value::Table(table) })]))
}

/// The e-mail address of somebody of this name.
pub fn email(name: &str) -> String {
    if name.contains('@') { name.to_owned() } else { format!("{name}@example.com") }
}

/// The display name of somebody of this name.
pub fn display_name(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn status(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Table(table) => table.iter().find(|(key, _)| key.name == "status")?.1.text(),
        _ => None,
    }
}

fn invite(item: &Item) -> Form {
    let (key, span) = (&item.key.name, &item.key.span);
    let mut form = item.form("member.invite", &["external_id"]);
    form.fields.retain(|(key, _)| key.name != "status");
    default(&mut form.fields, "email", span, Value::Text(email(key)));
    default(&mut form.fields, "name", span, Value::Text(display_name(key)));
    default(&mut form.fields, "invite", span, Value::Flag(status(&item.node) == Some("invited")));
    form
}

/// Members who are inactive are made so in the end: before that they can join containers.
fn deactivate(item: &Item, faults: &mut Vec<Fault>) -> Option<Form> {
    let key = Key { span: item.key.span.clone(), name: "member".to_owned() };
    let member = Node { span: key.span.clone(), value: Value::Text(item.key.name.clone()) };
    match status(&item.node) {
        Some("inactive") => Some(item.sending("member.deactivate", vec![(key, member)])),
        Some("active" | "invited") | None => None,
        Some(other) => {
            let span = item.node.find_text(other).unwrap_or(&item.key.span);
            let fault =
                Fault::at(Place::of(&item.source, span), format!("`{other}` is no status to begin with"));
            faults.push(fault.note("help", "one of `active`, `invited`, `inactive`"));
            None
        }
    }
}

/// The commands that make a container and fill it.
fn container(item: &Item, faults: &mut Vec<Fault>) -> Vec<Form> {
    let mut made = item.form("container.create", &["id", "name"]);
    let members = made.fields.iter().position(|(key, _)| key.name == "members");
    let members = members.map(|index| made.fields.remove(index).1);
    let mut forms = vec![made];
    let entries = match members.map(|node| (node.span, node.value)) {
        None => Vec::new(),
        Some((_, Value::Table(entries))) => entries,
        Some((span, _)) => {
            let fault = Fault::at(Place::of(&item.source, &span), "`members` of a container is a table");
            faults.push(fault.note("help", "write `members = { rita = {} }`"));
            Vec::new()
        }
    };
    for (key, node) in entries {
        let member = Item { key, node, source: Arc::clone(&item.source) };
        let mut form = member.form("container_member.put", &["member"]);
        default(&mut form.fields, "container", &item.key.span, Value::Text(item.key.name.clone()));
        forms.push(form);
    }
    forms
}

/// A record as `record.put` takes it: its key and its parent's are one text in the file.
fn record(item: &Item) -> Node {
    let mut fields = item.fields();
    for (key, node) in &mut fields {
        if let ("parent", Value::Text(text)) = (key.name.as_str(), &node.value) {
            node.value = Value::Table(split(text, &node.span));
        }
    }
    fields.extend(split(&item.key.name, &item.key.span));
    Node { span: item.node.span.clone(), value: Value::Table(fields) }
}

/// `deals/42` as module and id.
fn split(text: &str, span: &Span) -> Table {
    let (module, id) = text.split_once('/').unwrap_or((text, ""));
    let part = |key: &str, text: &str| {
        let key = Key { span: span.clone(), name: key.to_owned() };
        (key, Node { span: span.clone(), value: Value::Text(text.to_owned()) })
    };
    vec![part("module", module), part("id", id)]
}
