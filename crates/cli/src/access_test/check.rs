//! Holds a line against what is so.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall::{
    Asked, View,
    catalog::Permission,
    decision::Decision,
    organization::{MemberId, RecordId},
};

use super::{
    line::{Ask, Claim, Word},
    source::{Fault, Place},
    step::Line,
};

/// What is wrong with a line, where something is.
pub fn check(view: &View, line: &Line, now: Timestamp) -> Option<Fault> {
    match &line.claim {
        Claim::May { member, ask, allowed, because } => {
            may(view, line, &ask.about(&member.text), (*allowed, because.as_ref()), now)
        }
        Claim::MayOnly { member, ask, records } => may_only(view, line, (&member.text, ask), records, now),
        Claim::OnlyMay { members, ask } => only_may(view, line, members, ask, now),
    }
}

fn may(
    view: &View,
    line: &Line,
    asked: &Asked,
    (allowed, because): (bool, Option<&Word>),
    now: Timestamp,
) -> Option<Fault> {
    let decision = view.check(asked, now);
    let for_that = |word: &Word| decision.words().contains(&word.text.as_str());
    if decision.allowed == allowed && because.is_none_or(for_that) {
        return None;
    }
    let message = match (decision.allowed == allowed, allowed) {
        (true, _) => "this holds for another reason",
        (false, true) => "this is denied, and should be allowed",
        (false, false) => "this is allowed, and should be denied",
    };
    let expected = if allowed { "allow" } else { "deny" };
    let expected =
        because.map_or_else(|| expected.to_owned(), |word| format!("{expected} because {}", word.text));
    let fault = Fault::at(line.place.clone(), message).note("line", &line.text);
    Some(
        fault
            .note("decision", outcome(&decision))
            .note("reason", sentence(view, asked, now))
            .note("expected", expected),
    )
}

fn outcome(decision: &Decision) -> String {
    let mut words = decision.words();
    words.sort_unstable();
    words.dedup();
    format!("{} because {}", if decision.allowed { "allow" } else { "deny" }, words.join(", "))
}

fn sentence(view: &View, asked: &Asked, now: Timestamp) -> String {
    view.explain(asked, now).sentence
}

fn may_only(
    view: &View,
    line: &Line,
    (member, ask): (&str, &Ask),
    records: &BTreeSet<RecordId>,
    now: Timestamp,
) -> Option<Fault> {
    let permission = Permission::new(ask.module.clone(), ask.action.clone());
    let found: BTreeSet<RecordId> = view.list(member, &permission, now).into_iter().collect();
    let about = |record: &RecordId| Asked { record: Some(record.clone()), ..ask.about(member) };
    let show = |record: &RecordId| format!("{}/{record}", ask.module);
    let differs = Differs::between(&found, records, show)?;
    Some(differs.fault(line, "the list is another", |record| sentence(view, &about(record), now)))
}

fn only_may(view: &View, line: &Line, members: &[Word], ask: &Ask, now: Timestamp) -> Option<Fault> {
    let found: BTreeSet<MemberId> = view.who_can(&ask.about(""), now).into_iter().collect();
    let mut named = BTreeSet::new();
    for word in members {
        let Some(id) = view.organization.find_member(&word.text) else {
            let place = Place::of(line.words.source(), &line.words.span(&word.at));
            let fault = Fault::at(place, format!("`{}` is no member at this point", word.text));
            return Some(fault.note("help", "nobody who is no member can be among those who may"));
        };
        named.insert(id.clone());
    }
    let differs = Differs::between(&found, &named, |id| called(view, id))?;
    Some(differs.fault(line, "those who may are others", |id| sentence(view, &ask.about(id.as_str()), now)))
}

/// What a file calls a member: the id that it gave, else the address, else the id.
pub fn called(view: &View, id: &MemberId) -> String {
    let person = view.organization.people().person(id);
    let given = person.and_then(|person| person.external_id.as_ref().map(ToString::to_string));
    let address = || person.and_then(|person| person.email.as_ref().map(ToString::to_string));
    given.or_else(address).unwrap_or_else(|| id.to_string())
}

/// How two sets differ.
struct Differs<'a, T> {
    found: String,
    extra: Vec<&'a T>,
    missing: Vec<&'a T>,
    show: Box<dyn Fn(&T) -> String + 'a>,
}

impl<'a, T: Ord> Differs<'a, T> {
    /// `None` where they do not differ.
    fn between(
        found: &'a BTreeSet<T>,
        named: &'a BTreeSet<T>,
        show: impl Fn(&T) -> String + 'a,
    ) -> Option<Self> {
        let extra: Vec<&T> = found.difference(named).collect();
        let missing: Vec<&T> = named.difference(found).collect();
        if extra.is_empty() && missing.is_empty() {
            return None;
        }
        let listed = found.iter().map(&show).collect::<Vec<_>>().join(" ");
        let found = if listed.is_empty() { "none".to_owned() } else { listed };
        Some(Self { found, extra, missing, show: Box::new(show) })
    }

    /// The fault, with the reason of the first that is too much and of the first that is missing.
    fn fault(&self, line: &Line, message: &str, reason: impl Fn(&T) -> String) -> Fault {
        let mut fault = Fault::at(line.place.clone(), message).note("answer", &self.found);
        for (title, differing) in [("too much", &self.extra), ("missing", &self.missing)] {
            let Some(first) = differing.first() else { continue };
            let listed = differing.iter().map(|one| (self.show)(one)).collect::<Vec<_>>().join(" ");
            fault = fault.note(title, listed).note("reason", reason(first));
        }
        fault
    }
}
