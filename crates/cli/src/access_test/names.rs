//! The names that a file uses: a name that nobody has is a slip of the pen, not somebody without access.

use std::collections::BTreeSet;

use rolecall::catalog::{ActionId, Catalog, ModuleId};

use super::{
    file::acts,
    line::{Ask, Claim, Word},
    source::{Fault, Faults, Place, Span},
    step::{Case, Line, Step},
    world::World,
};

/// Who is meant to be unknown is called so.
const STRANGER: &str = "stranger";

/// A record that is meant to be unregistered is called so, as in `deals/unheard-of`.
const UNHEARD: &str = "unheard";

/// What a file calls people, containers and records.
pub struct Names {
    members: BTreeSet<String>,
    containers: BTreeSet<String>,
    /// Records of the world, as `deals/42`.
    records: BTreeSet<String>,
    /// Ids of records that steps register.
    ids: BTreeSet<String>,
}

impl Names {
    /// The names in the world and those that steps give.
    pub fn of(world: &World, cases: &[Case]) -> Self {
        let (members, containers) = (world.member_names(), world.container_names());
        let mut names = Self { members, containers, records: world.record_names(), ids: BTreeSet::new() };
        for act in acts(cases) {
            let subject = act.form.name.split('.').next().unwrap_or_default();
            let mut take = |key: &str, text: &str| match (subject, key) {
                ("member", "email" | "external_id") => _ = names.members.insert(text.to_owned()),
                ("container", "id" | "name") => _ = names.containers.insert(text.to_owned()),
                ("record", "id") => _ = names.ids.insert(text.to_owned()),
                _ => {}
            };
            act.form.fields.iter().for_each(|(key, value)| value.each_text(&key.name, &mut take));
        }
        names
    }

    /// Notes every name in a line, and every actor, that nobody has.
    pub fn check(&self, cases: &[Case], catalog: &Catalog, faults: &mut Faults) {
        for act in acts(cases) {
            if let Some(actor) = act.actor.as_ref().filter(|actor| !self.is_somebody(actor)) {
                faults.found.push(nobody(actor, act.actor_place.clone()));
            }
        }
        for line in lines(cases) {
            self.check_line(line, catalog, faults);
        }
    }

    fn is_somebody(&self, name: &str) -> bool {
        name.starts_with(STRANGER) || self.members.contains(name)
    }

    fn check_line(&self, line: &Line, catalog: &Catalog, faults: &mut Faults) {
        let (members, ask, because) = match &line.claim {
            Claim::May { member, ask, because, .. } => (std::slice::from_ref(member), ask, because.as_ref()),
            Claim::MayOnly { member, ask, .. } => (std::slice::from_ref(member), ask, None),
            Claim::OnlyMay { members, ask } => (members.as_slice(), ask, None),
        };
        for word in members.iter().chain(&ask.owner).filter(|word| !self.is_somebody(&word.text)) {
            faults.found.push(nobody(&word.text, place(line, &word.at)));
        }
        if let Some(word) = ask.container.as_ref().filter(|word| !self.containers.contains(&word.text)) {
            let fault = Fault::at(
                place(line, &word.at),
                format!("no container in this file is called `{}`", word.text),
            );
            faults.found.push(fault.note("help", "name one of `[containers]`, or one that a step makes"));
        }
        if let Claim::May { .. } | Claim::OnlyMay { .. } = &line.claim {
            faults.found.extend(self.unregistered(line, ask));
        }
        // Asking what the catalog does not know is fine where just that is the point.
        if because.is_none_or(|word| word.text != "unknown") {
            faults.found.extend(unknown(line, ask, catalog));
        }
    }
}

impl Names {
    /// A record that was never registered is denied to most, so a slip in its id would pass for a rule. It may be named
    /// where the file registers none of its module, or gives its facts.
    fn unregistered(&self, line: &Line, ask: &Ask) -> Option<Fault> {
        let has_facts = ask.owner.is_some() || ask.parent.is_some() || !ask.segments.is_empty();
        let to_be = ask.action.as_str() == "create";
        let object = ask.record.as_ref().filter(|_| !has_facts && !to_be);
        let object = object.map(|id| (&ask.object_word, &ask.module, id));
        let parent = ask.parent_word.as_ref().zip(ask.parent.as_ref());
        let parent = parent.map(|(word, key)| (word, &key.module, &key.id));
        let unknown =
            object.into_iter().chain(parent).find(|(_, module, id)| !self.is_known(module, id.as_str()));
        unknown.map(|(word, _, _)| {
            let fault = Fault::at(place(line, &word.at), format!("this file registers no record `{}`", word.text));
            let help = "name one of `[records]`, or one that a step registers; one that is meant to be unregistered has \
                        an id that begins with `unheard`";
            fault.note("help", help)
        })
    }

    fn is_known(&self, module: &ModuleId, id: &str) -> bool {
        let listed = self.records.contains(&format!("{module}/{id}"));
        let registers_some = self.records.iter().any(|name| name.split('/').next() == Some(module.as_str()));
        listed
            || !registers_some
            || id.starts_with(UNHEARD)
            || self.ids.contains(id)
            || self.containers.contains(id)
    }
}

/// All lines of these cases.
pub fn lines(cases: &[Case]) -> impl Iterator<Item = &Line> {
    let steps = cases.iter().flat_map(|case| &case.steps);
    steps.filter_map(|step| if let Step::Expect(lines) = step { Some(lines) } else { None }).flatten()
}

fn place(line: &Line, at: &Span) -> Place {
    Place::of(line.words.source(), &line.words.span(at))
}

fn nobody(name: &str, place: Place) -> Fault {
    let help = "name the founder, one of `[members]` or somebody whom a step adds; who is meant to be unknown is a `stranger`";
    Fault::at(place, format!("nobody in this file is called `{name}`")).note("help", help)
}

/// What the catalog does not know in a line.
fn unknown(line: &Line, ask: &Ask, catalog: &Catalog) -> Option<Fault> {
    let no_module = |module: &ModuleId, word: &Word| {
        let known = catalog.modules.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        Fault::at(place(line, &word.at), format!("the catalog has no module `{module}`"))
            .note("help", format!("it has {known}"))
    };
    let parent = ask.parent.as_ref().zip(ask.parent_word.as_ref());
    if let Some((key, word)) = parent.filter(|(key, _)| !catalog.modules.contains_key(&key.module)) {
        return Some(no_module(&key.module, word));
    }
    let Some(module) = catalog.modules.get(&ask.module) else {
        return Some(no_module(&ask.module, &ask.object_word));
    };
    let segment = ask.segments.keys().find(|id| !module.segments.contains(*id));
    if let Some(id) = segment {
        let fault =
            Fault::at(line.place.clone(), format!("records of `{}` carry no segment `{id}`", ask.module));
        let known = module.segments.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        return Some(fault.note(
            "help",
            if known.is_empty() { "they carry none".to_owned() } else { format!("they carry {known}") },
        ));
    }
    let no_action = |action: &ActionId| {
        let known = module.actions.keys().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        let fault =
            Fault::at(place(line, &ask.action_word.at), format!("`{}` has no action `{action}`", ask.module));
        fault.note(
            "help",
            format!("it has {known}; where that is the point, end the line with `because unknown`"),
        )
    };
    (!module.actions.contains_key(&ask.action)).then(|| no_action(&ask.action))
}
