//! What a run came upon: a run that refuses everything, or nothing, proves nothing.

use std::collections::{BTreeMap, BTreeSet};

use rolecall::catalog::{Catalog, CommandName, Requirement, SetBy, Verb};
use rolecall::organization::{Actor, Code, Command, Outcome, Refusal};

/// How often commands were given, and what came of them.
#[derive(Debug, Default)]
pub struct Tally {
    given: usize,
    done: usize,
    done_by_members: usize,
    commands: BTreeMap<String, usize>,
    codes: BTreeMap<Code, usize>,
}

impl Tally {
    /// Counts one command.
    pub fn count(&mut self, actor: &Actor, command: &Command, result: &Result<Outcome, Refusal>) {
        self.given += 1;
        match result {
            Ok(_) => {
                self.done += 1;
                self.done_by_members += usize::from(*actor != Actor::Platform);
                *self.commands.entry(command.name()).or_default() += 1;
            }
            Err(refusal) => *self.codes.entry(refusal.code).or_default() += 1,
        }
    }

    /// Fails where too little was done, or too few codes were told.
    pub fn is_enough(&self, codes: usize) {
        assert!(self.done * 100 >= self.given * 30, "fewer than 30 % were done: {self:?}");
        assert!(
            self.done_by_members * 10 >= self.done,
            "fewer than 10 % of what was done, members did: {self:?}"
        );
        assert!(self.codes.len() >= codes, "fewer than {codes} codes were told: {self:?}");
    }

    /// Fails where a command that the product has was never done.
    pub fn has_every_command(&self, catalog: &Catalog) {
        let never: BTreeSet<&str> = CommandName::ALL
            .iter()
            .filter(|name| catalog.requirement(**name, None) != Requirement::Off)
            .filter(|name| has_more_than_one(catalog, **name))
            .filter_map(|name| written(*name))
            .chain(["member.invite_all", "member.accept", "member.erase"])
            .chain(["record.put", "record.delete", "record.assign_owner"])
            .filter(|name| !self.commands.contains_key(*name))
            .collect();
        assert!(never.is_empty(), "these were never done: {never:?} in {self:?}");
    }

    /// Adds what another run came upon.
    pub fn add(&mut self, other: &Self) {
        self.codes.extend(other.codes.iter().map(|(code, times)| (*code, *times)));
    }

    /// Fails where one of the codes was never told.
    pub fn has_every_code(&self, but: &[Code]) {
        let never: Vec<&Code> =
            Code::ALL.iter().filter(|code| !self.codes.contains_key(*code) && !but.contains(code)).collect();
        assert!(never.is_empty(), "these were never told: {never:?} in {self:?}");
    }
}

/// Whether there is anything to choose for a command about editions or features.
fn has_more_than_one(catalog: &Catalog, name: CommandName) -> bool {
    match name {
        CommandName::OrganizationEdition => catalog.editions.len() > 1,
        CommandName::OrganizationFeatures => catalog.features.values().any(|f| f.set_by == SetBy::Platform),
        _ => true,
    }
}

/// A command's name where commands are written; readings are none.
fn written(name: CommandName) -> Option<&'static str> {
    match name {
        CommandName::ContainerMemberAdd | CommandName::ContainerMemberEdit => Some("container_member.put"),
        CommandName::OrganizationDelete | CommandName::DecisionAsk => None,
        name if name.verb() == Verb::View => None,
        name => Some(name.as_str()),
    }
}
