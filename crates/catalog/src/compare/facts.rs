//! Properties of things that both versions have.

use std::fmt::Display;
use std::hash::Hash;

use indexmap::IndexMap;

use super::words::{counted, gate, holders, names, on_end, owner, set_by, sharing, word, yes};
use super::{ChangeKind, Comparison, Thing};
use crate::model::{
    BuiltInPosition, BuiltInRole, ContainerKind, Edition, Feature, Kind, Limit, Module, Segment,
};
use crate::{Catalog, LimitId};

/// A property in words.
pub(super) struct Fact {
    name: String,
    value: String,
    /// What it means that one version lacks the property. `None`: that is told elsewhere.
    absent: Option<&'static str>,
}

/// Something with properties.
pub(super) trait Facts {
    fn facts(&self) -> Vec<Fact>;
}

/// A property that every such thing has.
pub(super) fn fact(name: impl Into<String>, value: impl Into<String>) -> Fact {
    Fact { name: name.into(), value: value.into(), absent: None }
}

/// A property that not every such thing has.
pub(super) fn optional(name: String, value: String, absent: &'static str) -> Fact {
    Fact { name, value, absent: Some(absent) }
}

/// Notes every property that is another.
pub(super) fn compare(old: &Catalog, new: &Catalog, found: &mut Comparison) {
    section(Thing::Module, &old.modules, &new.modules, found);
    section(Thing::Segment, &old.segments, &new.segments, found);
    section(Thing::MemberKind, &old.kinds, &new.kinds, found);
    section(Thing::ContainerKind, &old.container_kinds, &new.container_kinds, found);
    section(Thing::Position, &old.positions, &new.positions, found);
    section(Thing::Role, &old.roles, &new.roles, found);
    section(Thing::Feature, &old.features, &new.features, found);
    section(Thing::Edition, &old.editions, &new.editions, found);
    section(Thing::Limit, &old.limits, &new.limits, found);
}

fn section<I: Eq + Hash + Display, T: Facts>(
    thing: Thing,
    old: &IndexMap<I, T>,
    new: &IndexMap<I, T>,
    found: &mut Comparison,
) {
    for (id, after) in new {
        if let Some(before) = old.get(id) {
            differences(thing, &id.to_string(), &before.facts(), &after.facts(), found);
        }
    }
}

/// Notes the facts that differ.
pub(super) fn differences(thing: Thing, id: &str, old: &[Fact], new: &[Fact], found: &mut Comparison) {
    let value = |facts: &[Fact], fact: &Fact| {
        let there = facts.iter().find(|other| other.name == fact.name);
        there.map(|other| other.value.clone()).or_else(|| fact.absent.map(str::to_owned))
    };
    let gone = old.iter().filter(|fact| !new.iter().any(|other| other.name == fact.name));
    for fact in new.iter().chain(gone) {
        let (Some(before), Some(after)) = (value(old, fact), value(new, fact)) else { continue };
        if before != after {
            let sentence = format!("{thing} `{id}`, {}: from {before} to {after}", fact.name);
            found.note(ChangeKind::Changed, thing, id, sentence);
        }
    }
}

impl Facts for Module {
    fn facts(&self) -> Vec<Fact> {
        let mut facts = vec![
            fact("label", format!("`{}`", self.label)),
            fact("group", names(&self.group)),
            fact("parents", names(&self.parents)),
            fact("owner", owner(&self.owner)),
            fact("property that names the owner", format!("`{}`", self.owner_property)),
            fact("container", names(&self.container)),
            fact("segments", names(&self.segments)),
            fact("sharing default", sharing(self.sharing_default)),
            fact("reserved", yes(self.reserved)),
            fact("capping its children", yes(self.caps_children)),
        ];
        // An action that comes or goes is told by itself; here only what it does to a record.
        facts.extend(
            self.actions.iter().map(|(id, class)| {
                fact(format!("what `{id}` does to a record"), format!("`{}`", word(*class)))
            }),
        );
        facts
    }
}

impl Facts for Segment {
    fn facts(&self) -> Vec<Fact> {
        let values = if self.values.is_some() { "a list" } else { "any text" };
        vec![fact("label", format!("`{}`", self.label)), fact("values", values)]
    }
}

impl Facts for Kind {
    fn facts(&self) -> Vec<Fact> {
        vec![
            fact("label", format!("`{}`", self.label)),
            fact("roles", names(&self.roles)),
            fact("custom roles", yes(self.custom_roles)),
            fact("signing in", yes(self.sign_in)),
            fact("client company", yes(self.company)),
        ]
    }
}

impl Facts for ContainerKind {
    fn facts(&self) -> Vec<Fact> {
        vec![
            fact("label", format!("`{}`", self.label)),
            fact("module", format!("`{}`", self.module)),
            fact("creator joins", yes(self.creator_joins)),
            fact("default roles", names(&self.default_roles)),
            fact("end of a membership", on_end(self.on_end)),
        ]
    }
}

impl Facts for BuiltInPosition {
    fn facts(&self) -> Vec<Fact> {
        vec![
            fact("position above", names(&self.reports_to)),
            fact("sharing with peers", yes(self.share_with_peers)),
        ]
    }
}

impl Facts for BuiltInRole {
    fn facts(&self) -> Vec<Fact> {
        vec![
            fact("container", names(&self.container)),
            fact("holders", holders(self.holders)),
            fact("role of a former holder", names(&self.former_becomes)),
            fact("locked", yes(self.locked)),
            fact("held alone", yes(self.alone)),
            fact("roles it excludes", names(&self.exclusive_with)),
            fact("roles it counts with", names(&self.only_with)),
        ]
    }
}

impl Facts for Feature {
    fn facts(&self) -> Vec<Fact> {
        vec![
            fact("label", format!("`{}`", self.label)),
            fact("on by default", yes(self.default)),
            fact("who decides", set_by(self.set_by)),
            fact("what it gates", names(self.gates.iter().map(gate))),
        ]
    }
}

impl Facts for Edition {
    fn facts(&self) -> Vec<Fact> {
        let limit = |(id, number): (&LimitId, &u64)| {
            optional(format!("limit `{id}`"), number.to_string(), "not limited")
        };
        let mut facts =
            vec![fact("label", format!("`{}`", self.label)), fact("features", names(&self.features))];
        facts.extend(self.limits.iter().map(limit));
        facts
    }
}

impl Facts for Limit {
    fn facts(&self) -> Vec<Fact> {
        vec![fact("label", format!("`{}`", self.label)), fact("what it counts", counted(&self.counts))]
    }
}
