//! Records of neighbouring lines, written together: an entry and a flush to disk for thousands of them.

use std::collections::BTreeMap;

use rolecall::organization::{Command, RecordForm};
use serde_json::Value;

use crate::{
    Failure, Place,
    command_file::{Step, What},
};

/// How many records are written together (design, section 6: *PUT …/records*).
const MOST: usize = 5_000;

/// Records that wait to be written.
#[derive(Debug, Default)]
pub struct Batch {
    records: Vec<(RecordForm, Place)>,
    /// Whose they are, and who writes them.
    address: Option<(Option<String>, Option<String>)>,
}

/// What a line has to say so that its records can wait: nothing that another line does not say.
fn records_of(step: &Step) -> Option<&[RecordForm]> {
    match &step.what {
        What::Do(command) if step.id.is_none() => match command.as_ref() {
            Command::PutRecords { records } => Some(records),
            _ => None,
        },
        _ => None,
    }
}

impl Batch {
    /// Whether the records of a line can be written together with those that wait.
    pub fn takes(&self, step: &Step) -> bool {
        let Some(records) = records_of(step) else { return false };
        let Some((organization, actor)) = &self.address else { return !records.is_empty() };
        *organization == step.organization
            && *actor == step.actor
            && !records.is_empty()
            && self.records.len() + records.len() <= MOST
    }

    /// Lets the records of a line wait.
    pub fn push(&mut self, step: Step) {
        let What::Do(command) = step.what else { return };
        let Command::PutRecords { records } = *command else { return };
        self.address.get_or_insert((step.organization, step.actor));
        self.records.extend(records.into_iter().map(|record| (record, step.place.clone())));
    }

    /// Everything that waits; nothing where nothing does.
    pub fn take(&mut self) -> Option<Self> {
        let taken = std::mem::take(self);
        (!taken.records.is_empty()).then_some(taken)
    }

    /// The command that writes them all, at the place of the first.
    pub fn step(&self) -> Step {
        let first = self.records.first().map(|(_, place)| place.clone());
        let records = self.records.iter().map(|(record, _)| record.clone()).collect();
        self.writing(records, first.unwrap_or(Place { file: String::new(), line: 0, text: String::new() }))
    }

    fn writing(&self, records: Vec<RecordForm>, place: Place) -> Step {
        let (organization, actor) = self.address.clone().unwrap_or_default();
        let what = What::Do(Box::new(Command::PutRecords { records }));
        Step { place, name: "record.put".to_owned(), organization, actor, id: None, what }
    }

    /// What a refusal is about: the lines at fault, each with its own failure, and the records that are left. A refusal
    /// that names no record is about all of them.
    pub fn split(self, failure: &Failure) -> (Vec<(Step, Failure)>, Self) {
        let faults = faults(failure);
        if faults.is_empty() {
            let step = self.step();
            return (vec![(step, failure.clone())], Self::default());
        }
        let mut refused = Vec::new();
        let mut rest = Self { records: Vec::new(), address: self.address.clone() };
        for (index, (record, place)) in self.records.iter().enumerate() {
            match faults.get(&index) {
                None => rest.records.push((record.clone(), place.clone())),
                Some(detail) => {
                    let step = self.writing(vec![record.clone()], place.clone());
                    refused.push((step, failure.with_message(detail)));
                }
            }
        }
        (refused, rest)
    }
}

/// The records that a refusal names: by their place in the batch, with what is wrong.
fn faults(failure: &Failure) -> BTreeMap<usize, String> {
    let fields =
        failure.refusal().and_then(|refusal| refusal.figures.get("fields")).and_then(Value::as_array);
    let fault = |field: &Value| {
        let (name, detail) = (field.get("field")?.as_str()?, field.get("detail")?.as_str()?);
        let (index, rest) = name.strip_prefix("records[")?.split_once("].")?;
        Some((index.parse().ok()?, format!("`{rest}`: {detail}")))
    };
    fields.into_iter().flatten().filter_map(fault).collect()
}
