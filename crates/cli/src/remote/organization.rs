//! One organization of a server, at the moment that is asked about.

use rolecall::{Moment, catalog::instead};
use serde_json::{Map, Value, json};

use super::{Client, Explained};
use crate::{
    Failure,
    question::{self, Circumstances},
    scene::Seat,
};

/// One organization of a server.
pub struct Organization {
    client: Client,
    name: String,
    /// What a question says of its moment.
    moment: Map<String, Value>,
    is_present: bool,
}

impl Organization {
    /// An organization by its slug or id, as it is asked about.
    ///
    /// # Errors
    /// Where the moment is none.
    pub fn of(client: Client, name: &str, seat: &Seat) -> Result<Self, Failure> {
        let moment = seat.moment()?.map(|moment| match moment {
            Moment::Revision(revision) => ("revision".to_owned(), json!(revision)),
            Moment::Time(at) => ("at".to_owned(), json!(at)),
        });
        let at_least = seat.at_least.map(|revision| ("at_least".to_owned(), json!(revision)));
        let (is_present, moment) = (moment.is_none(), moment.into_iter().chain(at_least).collect());
        Ok(Self { client, name: name.to_owned(), moment, is_present })
    }

    /// An organization by its slug or id, as it is.
    pub fn present(client: Client, name: &str) -> Self {
        Self { client, name: name.to_owned(), moment: Map::new(), is_present: true }
    }

    /// What the organization is called in addresses.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The revision that the last answer was computed at.
    pub fn revision(&self) -> Option<u64> {
        self.client.revision()
    }

    /// The time asked about, where one is named.
    pub fn at(&self) -> Option<&Value> {
        self.moment.get("at")
    }

    /// Whether the present is asked about.
    pub fn is_present(&self) -> bool {
        self.is_present
    }

    /// Readings show the present alone.
    ///
    /// # Errors
    /// Where the past is asked for.
    pub fn at_present(&self) -> Result<(), Failure> {
        if self.is_present() {
            return Ok(());
        }
        Err(Failure::new("a server shows the present only")
            .help("leave --at and --revision out, or ask the data with --data DIR"))
    }

    /// Reads what stands at a path of the organization.
    ///
    /// # Errors
    /// What the server refuses, or why it cannot be asked.
    pub fn get(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Value, Failure> {
        self.client.get(&self.path(path), query)
    }

    /// The items of a list of the organization, so many at most.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn items(&self, path: &[&str], query: &[(&str, &str)], most: usize) -> Result<Vec<Value>, Failure> {
        self.client.items(&self.path(path), query, most)
    }

    fn path<'a>(&'a self, path: &[&'a str]) -> Vec<&'a str> {
        ["v1", "organizations", &self.name].into_iter().chain(path.iter().copied()).collect()
    }

    /// Decides and explains.
    ///
    /// # Errors
    /// Those of [`Self::get`], and where a word cannot be what it stands for.
    pub fn explain(
        &self,
        member: &str,
        action: &str,
        on: &str,
        circumstances: &Circumstances,
    ) -> Result<Explained, Failure> {
        let (module, record) = question::module_and_record(on);
        let mut body = self.moment.clone();
        let fields = [("member", json!(member)), ("action", json!(action)), ("module", json!(module))];
        body.extend(fields.map(|(key, value)| (key.to_owned(), value)));
        body.insert("container".to_owned(), json!(circumstances.container));
        let mut facts = facts(circumstances)?;
        facts.extend(record.map(|id| ("id".to_owned(), json!(id))));
        if !facts.is_empty() {
            body.insert("record".to_owned(), Value::Object(facts));
        }
        Ok(Explained::read(self.client.post(&self.path(&["explain"]), &Value::Object(body))?))
    }

    /// On which records a member may do something.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn filter(&self, question: &Value) -> Result<Value, Failure> {
        self.client.post(&self.path(&["filter"]), question)
    }

    /// Searches: every result's id, page after page.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub fn search(&self, what: &str, question: &Value) -> Result<Vec<String>, Failure> {
        let (mut found, mut token) = (Vec::new(), String::new());
        loop {
            let mut body = question.clone();
            if let Value::Object(fields) = &mut body {
                fields.insert("context".to_owned(), Value::Object(self.moment.clone()));
                fields.insert("page".to_owned(), json!({ "token": token, "limit": 1000 }));
            }
            let page = self.client.post(&self.path(&["access", "v1", "search", what]), &body)?;
            let results = page.get("results").and_then(Value::as_array).into_iter().flatten();
            found.extend(results.filter_map(|result| result.get("id")?.as_str().map(str::to_owned)));
            let next = page.get("page").and_then(|page| page.get("next_token")).and_then(Value::as_str);
            match next.filter(|next| !next.is_empty()) {
                Some(next) => next.clone_into(&mut token),
                None => return Ok(found),
            }
        }
    }

    /// The permission typed, where the product has it; told what was meant where it has not.
    ///
    /// # Errors
    /// Where there is no such member, module or action.
    pub fn require_permission(&self, member: &str, action: &str, module: &str) -> Result<(), Failure> {
        let access = self.get(&["members", member, "access"], &[])?;
        let all = access.get("items").and_then(Value::as_array).into_iter().flatten();
        let all: Vec<(&str, &str)> =
            all.filter_map(|item| item.get("permission")?.as_str()?.split_once(':')).collect();
        let actions: Vec<&str> =
            all.iter().filter(|(of, _)| *of == module).map(|(_, action)| *action).collect();
        if actions.is_empty() {
            let help =
                instead(module, all.iter().map(|(module, _)| *module), "modules", "the catalog has none");
            return Err(Failure::new(format!("there is no module `{module}`")).help(help));
        }
        if actions.contains(&action) {
            return Ok(());
        }
        let help = instead(action, actions, "actions", "the module has none");
        Err(Failure::new(format!("there is no action `{action}` in `{module}`")).help(help))
    }
}

/// What is known of a record, as the API takes it.
///
/// # Errors
/// Where a word cannot be what it stands for.
pub fn facts(circumstances: &Circumstances) -> Result<Map<String, Value>, Failure> {
    let mut facts = Map::new();
    facts.extend(circumstances.owner.as_ref().map(|owner| ("owner".to_owned(), json!(owner))));
    if let Some(text) = &circumstances.under {
        let (module, id) = question::split_key(text)?;
        facts.insert("parent".to_owned(), json!({ "module": module, "id": id }));
    }
    let mut segments: Map<String, Value> = Map::new();
    for text in &circumstances.segments {
        let (name, value) = question::split_segment(text)?;
        let values = segments.entry(name).or_insert_with(|| json!([]));
        if let Some(values) = values.as_array_mut() {
            values.push(json!(value));
        }
    }
    if !segments.is_empty() {
        facts.insert("segments".to_owned(), Value::Object(segments));
    }
    Ok(facts)
}
