//! The lines that say who may do what: `rita may view deals/42 because rule`, `rita may view only deals/1 deals/42`,
//! `only rita zoe may edit deals/42`.

mod words;

use std::collections::{BTreeMap, BTreeSet};

use rolecall::{
    Asked, AskedFacts,
    catalog::{ActionId, ModuleId, SegmentId, SegmentValue},
    organization::{OneOrMany, RecordId, RecordKey},
};

use super::source::Span;
pub use words::Word;
use words::Words;

/// What an allow may be because of: the ways to a record (design, section 2, step 4).
pub const PATHS: [&str; 10] =
    ["permission", "all", "own", "default", "superior", "top", "peer", "rule", "container", "follows"];

/// What a deny may be because of: the gates.
pub const GATES: [&str; 9] =
    ["status", "ended", "sign_in", "unknown", "permission", "container", "reach", "segment", "parent"];

/// What a line claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Claim {
    /// A member may do something, or may not.
    May {
        /// Who.
        member: Word,
        /// What.
        ask: Ask,
        /// Whether.
        allowed: bool,
        /// One of the ways that open it, or of the gates that block it.
        because: Option<Word>,
    },
    /// A member may do something on these records of their module and on no others.
    MayOnly {
        /// Who.
        member: Word,
        /// What, on the module of the records.
        ask: Ask,
        /// On which.
        records: BTreeSet<RecordId>,
    },
    /// These members may do something and no others.
    OnlyMay {
        /// Who.
        members: Vec<Word>,
        /// What.
        ask: Ask,
    },
}

/// What is asked of a member.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// The action, as it stands in the line.
    pub action_word: Word,
    /// The module or record, as it stands in the line.
    pub object_word: Word,
    /// The action.
    pub action: ActionId,
    /// The module.
    pub module: ModuleId,
    /// The record.
    pub record: Option<RecordId>,
    /// `in apollo`.
    pub container: Option<Word>,
    /// `owned by eve`.
    pub owner: Option<Word>,
    /// `under customers/acme`, as it stands in the line.
    pub parent_word: Option<Word>,
    /// The parent.
    pub parent: Option<RecordKey>,
    /// `with location Berlin`.
    pub segments: BTreeMap<SegmentId, BTreeSet<SegmentValue>>,
}

/// Why a line cannot be read: where in it, what is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq)]
pub struct Unread {
    /// Where in the line, in bytes.
    pub at: Span,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

impl Ask {
    /// The question about a member.
    pub fn about(&self, member: &str) -> Asked {
        let values = |values: &BTreeSet<SegmentValue>| OneOrMany::Many(values.clone());
        Asked {
            member: member.to_owned(),
            action: self.action.clone(),
            module: self.module.clone(),
            record: self.record.clone(),
            container: self.container.as_ref().map(|word| word.text.clone()),
            facts: AskedFacts {
                owner: self.owner.as_ref().map(|word| word.text.clone()),
                parent: self.parent.clone(),
                container: None,
                segments: self.segments.iter().map(|(id, own)| (id.clone(), values(own))).collect(),
            },
        }
    }
}

/// Reads a line.
///
/// # Errors
/// [`Unread`], at the first word that is not what it must be.
pub fn read(line: &str) -> Result<Claim, Unread> {
    let mut words = Words::of(line)?;
    let claim = if words.eat("only") { only_may(&mut words)? } else { may(&mut words)? };
    match words.next() {
        None => Ok(claim),
        Some(word) => Err(words.unexpected(&word, "the end of the line")),
    }
}

fn only_may(words: &mut Words) -> Result<Claim, Unread> {
    let mut members = vec![words.expect("a member")?];
    while !words.eat("may") {
        members.push(words.expect("`may` or another member")?);
    }
    let action = words.expect("an action")?;
    let ask = object(words, action)?;
    Ok(Claim::OnlyMay { members, ask })
}

fn may(words: &mut Words) -> Result<Claim, Unread> {
    let member = words.expect("a member")?;
    words.keyword("may", "`may`")?;
    let allowed = !words.eat("not");
    let action = words.expect(if allowed { "an action, or `not`" } else { "an action" })?;
    if allowed && words.eat("only") {
        return may_only(words, member, action);
    }
    let ask = object(words, action)?;
    let because = if words.eat("because") { Some(cause(words, allowed)?) } else { None };
    Ok(Claim::May { member, ask, allowed, because })
}

fn may_only(words: &mut Words, member: Word, action: Word) -> Result<Claim, Unread> {
    let mut ask = object_alone(words, action, "a record, like `deals/42`")?;
    let first = ask.record.take().ok_or_else(|| no_record(&ask.object_word))?;
    let mut records = BTreeSet::from([first]);
    while let Some(word) = words.next() {
        let (module, record) = module_and_record(&word)?;
        let record = record.ok_or_else(|| no_record(&word))?;
        if module != ask.module {
            let message = format!("`{}` is no record of `{}`", word.text, ask.module);
            let help = "a list is about one module; write a line for each".to_owned();
            return Err(Unread { at: word.at, message, help });
        }
        if !records.insert(record) {
            let message = format!("`{}` stands here twice", word.text);
            return Err(Unread { at: word.at, message, help: "name each record once".to_owned() });
        }
    }
    Ok(Claim::MayOnly { member, ask, records })
}

fn no_record(word: &Word) -> Unread {
    let message = format!("expected a record, found `{}`", word.text);
    Unread { at: word.at.clone(), message, help: "write it like `deals/42`".to_owned() }
}

/// The word behind `because`.
fn cause(words: &mut Words, allowed: bool) -> Result<Word, Unread> {
    let (known, what): (&[&str], _) = if allowed { (&PATHS, "a way in") } else { (&GATES, "a gate") };
    let word = words.expect(what)?;
    if known.contains(&word.text.as_str()) {
        return Ok(word);
    }
    let message = format!("expected {what} after `because`, found `{}`", word.text);
    let listed = known.iter().map(|own| format!("`{own}`")).collect::<Vec<_>>().join(", ");
    Err(Unread { at: word.at, message, help: format!("one of {listed}") })
}

/// A module or record, then what is said about it in any order.
fn object(words: &mut Words, action: Word) -> Result<Ask, Unread> {
    let mut ask = object_alone(words, action, "a module or a record, like `deals` or `deals/42`")?;
    loop {
        if words.eat("in") {
            ask.container = Some(words.expect("a container")?);
        } else if words.eat("under") {
            let word = words.expect("the parent, like `customers/acme`")?;
            let (module, record) = module_and_record(&word)?;
            let record = record.ok_or_else(|| no_record(&word))?;
            ask.parent = Some(RecordKey::new(module, record));
            ask.parent_word = Some(word);
        } else if words.eat("owned") {
            words.keyword("by", "`by`")?;
            ask.owner = Some(words.expect("the owner")?);
        } else if words.eat("with") {
            let segment = words.expect("a segment")?;
            let value = words.expect("a value")?;
            let id = segment.text.parse().map_err(|error| segment.is_no(error))?;
            let value = value.text.parse().map_err(|error| value.is_no(error))?;
            ask.segments.entry(id).or_default().insert(value);
        } else {
            return Ok(ask);
        }
    }
}

fn object_alone(words: &mut Words, action_word: Word, expected: &str) -> Result<Ask, Unread> {
    let action = action_word.text.parse().map_err(|error| action_word.is_no(error))?;
    let object_word = words.expect(expected)?;
    let (module, record) = module_and_record(&object_word)?;
    Ok(Ask {
        action_word,
        object_word,
        action,
        module,
        record,
        container: None,
        owner: None,
        parent_word: None,
        parent: None,
        segments: BTreeMap::new(),
    })
}

fn module_and_record(word: &Word) -> Result<(ModuleId, Option<RecordId>), Unread> {
    let (module, record) = match word.text.split_once('/') {
        Some((module, record)) => (module, Some(record)),
        None => (word.text.as_str(), None),
    };
    let module = module.parse().map_err(|error| word.is_no(error))?;
    let record = record.map(|record| record.parse().map_err(|error| word.is_no(error))).transpose()?;
    Ok((module, record))
}

#[cfg(test)]
mod tests;
