//! Questions in words: about records that are registered, that are not, that are to be, and about none.

use rolecall_organization::{ContainerId, Facts, Question, Target};

use super::{
    Engine,
    check::{Asker, Carried, Found},
    columns::{ParentRef, UNREGISTERED},
    rights::{HELD, HELD_ALL, ModuleShape, OwnerFrom, PermissionShape},
    slots::NONE,
};

/// A container that nobody knows: nobody belongs to it.
const UNKNOWN: u32 = u32::MAX;

/// A question by number, as far as it does not depend on who asks.
pub(super) struct Asked<'a> {
    permission: u32,
    shapes: (&'a PermissionShape, &'a ModuleShape),
    about: About<'a>,
}

enum About<'a> {
    /// A record; `made`: it is to be, and belongs to whoever asks.
    Record { found: Found<'a>, made: bool },
    /// No record, in a container or at all.
    Nothing(Option<u32>),
}

impl Engine {
    /// *May this member do this to that record?* The same as the reference answers, on every input.
    pub fn check(&self, question: &Question) -> bool {
        self.check_by(self.asker(question), question)
    }

    /// Each of several, in one pass: who asks one after the other is looked up once.
    pub fn check_all<'q>(&self, questions: &'q [Question]) -> Vec<bool> {
        let mut last: Option<(&'q Question, Option<Asker<'_>>)> = None;
        let check = |question: &'q Question| {
            let by = |other: &Question| other.member == question.member && other.now == question.now;
            let known = last.filter(|(other, _)| by(other));
            let asker = known.map_or_else(|| self.asker(question), |(_, asker)| asker);
            last = Some((question, asker));
            self.check_by(asker, question)
        };
        questions.iter().map(check).collect()
    }

    /// Who asks, where that is somebody who stands.
    fn asker(&self, question: &Question) -> Option<Asker<'_>> {
        let member = question.member.as_ref().and_then(|id| self.names.members.find(id.as_str()))?;
        let row = self.rights.row(member, question.now)?;
        Some(Asker { member, row, now: question.now })
    }

    fn check_by(&self, asker: Option<Asker<'_>>, question: &Question) -> bool {
        let Some(asker) = asker else { return false };
        let values = self.numbers(&question.target);
        self.asked(question, &values).is_some_and(|asked| self.answer(asker, &asked))
    }

    /// The numbers of the values that a caller sends.
    pub(super) fn numbers(&self, target: &Target) -> Vec<u32> {
        let (Target::Record(_, facts) | Target::New(facts)) = target else { return Vec::new() };
        let each = facts
            .segments
            .iter()
            .flat_map(|(segment, values)| values.iter().map(move |value| (segment, value)));
        each.filter_map(|(segment, value)| self.names.value(segment, value)).collect()
    }

    /// The question by number; nothing where the module or the action is unknown.
    pub(super) fn asked<'a>(&'a self, question: &'a Question, values: &'a [u32]) -> Option<Asked<'a>> {
        let permission = self.rights.shape.permission(&question.module, &question.action)?;
        let shapes = self.shapes(permission)?;
        let about = match &question.target {
            Target::Module => About::Nothing(None),
            Target::Container(container) => About::Nothing(Some(self.container(Some(container)))),
            Target::New(sent) => {
                let made = shapes.1.owner == OwnerFrom::Itself && sent.owner.is_none();
                About::Record { found: self.sent(shapes.1, sent, values), made }
            }
            Target::Record(id, sent) => {
                About::Record { found: self.record_found(shapes.1, id.as_str(), sent, values), made: false }
            }
        };
        Some(Asked { permission, shapes, about })
    }

    fn record_found<'a>(
        &'a self,
        module: &ModuleShape,
        id: &str,
        sent: &'a Facts,
        values: &'a [u32],
    ) -> Found<'a> {
        let registered = self.columns.table(module.table).and_then(|table| Some((table, table.find(id)?)));
        if let Some((table, slot)) = registered {
            return self.found(module, table, slot);
        }
        let container = if module.contains { self.container_called(module, id) } else { NONE };
        if container == NONE {
            self.sent(module, sent, values)
        } else {
            Found { container, ..Found::default() }
        }
    }

    /// What a caller says of a record.
    fn sent<'a>(&self, module: &ModuleShape, facts: &'a Facts, values: &'a [u32]) -> Found<'a> {
        let parent = facts.parent.as_ref().map_or_else(ParentRef::default, |parent| {
            let module = self.names.modules.find(parent.module.as_str()).unwrap_or(NONE);
            let slot = self.columns.table(module).and_then(|table| table.find(parent.id.as_str()));
            ParentRef { module, slot: slot.unwrap_or(UNREGISTERED | !UNREGISTERED) }
        });
        let owner = facts.owner.as_ref().and_then(|owner| self.names.members.find(owner.as_str()));
        let owner = match module.owner {
            OwnerFrom::Itself => owner.unwrap_or(NONE),
            OwnerFrom::Parent | OwnerFrom::Follows => self.owner_of_parent(module, parent),
        };
        let container = self.container(facts.container.as_ref());
        let parent_id = facts.parent.as_ref().map(|parent| parent.id.as_str());
        Found { owner, container, values: Carried::Said(values), parent, parent_id }
    }

    fn container(&self, container: Option<&ContainerId>) -> u32 {
        container.map_or(NONE, |container| self.names.containers.find(container.as_str()).unwrap_or(UNKNOWN))
    }

    /// The answer to one who stands.
    pub(super) fn answer(&self, asker: Asker<'_>, asked: &Asked<'_>) -> bool {
        match asked.about {
            About::Nothing(container) => self.at_all(asker, asked.permission, asked.shapes, container),
            About::Record { found, made } => {
                let owner = if made { asker.member } else { found.owner };
                self.reaches(asker, asked.permission, asked.shapes, Found { owner, ..found })
            }
        }
    }

    /// Step 3: a question without a record.
    fn at_all(
        &self,
        asker: Asker<'_>,
        permission: u32,
        (shape, module): (&PermissionShape, &ModuleShape),
        named: Option<u32>,
    ) -> bool {
        let place = named.and_then(|container| self.rights.place(asker.member, container, asker.now));
        let there =
            place.and_then(|place| self.rights.row_of(place.row)).map(|row| row.entry(permission).bits);
        let held = asker.row.entry(permission).bits | there.unwrap_or_default();
        if held & HELD == 0 {
            return false;
        }
        let to_be = module.contains && shape.creates;
        let needs_place = named.is_some() || (module.lives_in != NONE && !to_be);
        let has_place = || match named {
            Some(_) => place.is_some(),
            None => self.rights.places(asker.member).iter().any(|place| {
                self.rights.container_kind(place.container) == module.lives_in
                    && self.rights.counts(place, asker.now)
            }),
        };
        held & HELD_ALL != 0 || !needs_place || has_place()
    }
}
