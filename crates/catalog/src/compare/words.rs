//! Properties of a catalog in words for people.

use std::fmt::{Display, Write};

use crate::Requirement;
use crate::model::{Counted, Gate, Grant, Holders, Limits, OnEnd, Ownership, Reach, SetBy, SharingLevel};
use crate::read::Word;

/// `yes` or `no`.
pub(super) fn yes(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

/// Names in backticks, or `none`.
pub(super) fn names<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    let all: Vec<String> = all.into_iter().map(|name| format!("`{name}`")).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}

pub(super) fn reach(reach: Reach) -> String {
    format!("`{}`", word(reach))
}

pub(super) fn sharing(level: Option<SharingLevel>) -> String {
    level.map_or_else(|| "not shareable".to_owned(), |level| format!("`{}`", word(level)))
}

pub(super) fn owner(owner: &Ownership) -> String {
    match owner {
        Ownership::Own => "its own".to_owned(),
        Ownership::Parent => "its parent's".to_owned(),
        Ownership::Follows(pairs) => {
            let pairs: Vec<String> =
                pairs.iter().map(|(own, asked)| format!("`{own}` asks `{asked}`")).collect();
            format!("none, as it follows its parent ({})", pairs.join(", "))
        }
    }
}

pub(super) fn holders(holders: Option<Holders>) -> String {
    match holders {
        None => "any number".to_owned(),
        Some(Holders::AtLeast(least)) => format!("at least {least}"),
        Some(Holders::ExactlyOne) => "exactly one".to_owned(),
    }
}

pub(super) fn on_end(end: OnEnd) -> String {
    match end {
        OnEnd::End => "access ends",
        OnEnd::Remind => "somebody is reminded",
    }
    .to_owned()
}

pub(super) fn set_by(party: SetBy) -> String {
    match party {
        SetBy::Platform => "the operator",
        SetBy::Edition => "the edition",
    }
    .to_owned()
}

pub(super) fn gate(gate: &Gate) -> String {
    match gate {
        Gate::Reach(module, reach) => format!("{module}@{}", word(*reach)),
        Gate::Command(pattern) => pattern.as_str().to_owned(),
    }
}

pub(super) fn counted(counted: &Counted) -> String {
    match counted {
        Counted::Members { kinds, statuses } => {
            let statuses = names(statuses.iter().map(|status| word(*status)));
            format!("members of kind {} that are {statuses}", names(kinds))
        }
        Counted::Roles => "custom roles".to_owned(),
        Counted::Positions => "positions beyond the built-in ones".to_owned(),
        Counted::Groups => "groups".to_owned(),
        Counted::SharingRules => "sharing rules".to_owned(),
        Counted::Containers(kind) => format!("containers of kind `{kind}`"),
    }
}

/// A length of time in the largest unit that measures it.
pub(super) fn time(seconds: i64) -> String {
    let units = [("day", 86_400), ("hour", 3_600), ("minute", 60)];
    let fitting = units.into_iter().find(|(_, length)| seconds % length == 0);
    let (unit, number) = fitting.map_or(("second", seconds), |(unit, length)| (unit, seconds / length));
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

pub(super) fn requirement(requirement: &Requirement) -> String {
    match requirement {
        Requirement::Permission(permission) => format!("`{permission}`"),
        Requirement::Platform => "a platform call".to_owned(),
        Requirement::Member => "being a member".to_owned(),
        Requirement::Off => "nothing".to_owned(),
    }
}

/// How far a grant goes: its reach, limits and feature.
pub(super) fn extent(grant: &Grant) -> String {
    let mut text = match grant.reach {
        Reach::All => "on all records",
        Reach::Shared => "on shared records",
        Reach::Assigned => "on assigned records",
    }
    .to_owned();
    text.push_str(&limits(&grant.limits));
    if let Some(feature) = &grant.feature {
        // Writing into a string cannot fail.
        let _ = write!(text, " while `{feature}` is on");
    }
    text
}

fn limits(limits: &Limits) -> String {
    let limits: Vec<String> =
        limits.iter().map(|(segment, values)| format!(" with {segment} {}", names(values))).collect();
    limits.concat()
}

/// A value as a catalog writes it.
pub(super) fn word<W: Word + PartialEq>(value: W) -> &'static str {
    W::WORDS.iter().find(|(_, other)| *other == value).map_or("", |(word, _)| *word)
}
