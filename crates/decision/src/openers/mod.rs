//! What would open a deny: the smallest changes, found by trying them. A change counts as an opener only where the rule
//! itself, asked again with it, allows.

mod change;
mod proposals;
mod roles;
mod trial;

use std::collections::BTreeSet;

use rolecall_organization::{Organization, Question, Records};

pub use change::Change;
use trial::Trial;

/// At most so many alternatives are told.
const ALTERNATIVES: usize = 5;
/// At most so many changes together count as an alternative.
const CHANGES: usize = 4;
/// At most so many combinations are tried: with this many, nobody is helped by a further one.
const TRIALS: usize = 400;

/// The smallest changes that would turn a deny into an allow: alternatives, the smallest first; of each, all changes are
/// needed. Empty for an allow, and where nothing that one can change would help (a removed member, an unknown module).
pub fn openers(organization: &Organization, records: &dyn Records, question: &Question) -> Vec<Vec<Change>> {
    let denied = Trial::new(organization, records, question);
    let mut found: Vec<Vec<Change>> = Vec::new();
    let mut seen: BTreeSet<BTreeSet<Change>> = BTreeSet::new();
    let mut round = vec![(Vec::new(), denied.clone())];
    for _ in 0..CHANGES {
        let mut next = Vec::new();
        for (made, trial) in &round {
            for (changes, tried) in one_more(made, trial) {
                let new = seen.len() < TRIALS && seen.insert(changes.iter().cloned().collect());
                if !new || contains_any(&changes, &found) {
                    continue;
                }
                let answer = tried.answer();
                if answer.allowed {
                    found.push(needed(&denied, changes));
                } else if answer != trial.answer() || prepares(&changes) {
                    next.push((changes, tried));
                }
                if found.len() == ALTERNATIVES {
                    return smallest_first(found);
                }
            }
        }
        round = next;
    }
    smallest_first(found)
}

/// What was changed so far and one change more, for each that the gates which still block suggest.
fn one_more<'a>(made: &[Change], trial: &Trial<'a>) -> Vec<(Vec<Change>, Trial<'a>)> {
    let suggested = proposals::proposals(trial).into_iter().filter(|change| !takes_back(change, made));
    let with = |change: Change| (made.iter().cloned().chain([change.clone()]).collect(), trial.with(&change));
    suggested.map(with).collect()
}

/// Whether the last change may help with another only: a role held in a container can wait for one in the organization.
fn prepares(changes: &[Change]) -> bool {
    matches!(changes.last(), Some(Change::JoinContainer { .. }))
}

/// Whether a change takes back a role that was given just before.
fn takes_back(change: &Change, made: &[Change]) -> bool {
    let Change::GiveRole { instead_of, .. } = change else { return false };
    made.iter().any(|before| matches!(before, Change::GiveRole { role, .. } if instead_of.contains(role)))
}

fn contains_any(changes: &[Change], found: &[Vec<Change>]) -> bool {
    found.iter().any(|found| found.iter().all(|change| changes.contains(change)))
}

/// The changes without those that the others do not need.
fn needed(denied: &Trial<'_>, changes: Vec<Change>) -> Vec<Change> {
    let mut needed = changes;
    let mut place = 0;
    while place < needed.len() {
        let others: Vec<Change> = needed
            .iter()
            .enumerate()
            .filter(|(index, _)| *index != place)
            .map(|(_, change)| change.clone())
            .collect();
        let tried = others.iter().fold(denied.clone(), |trial, change| trial.with(change));
        if tried.answer().allowed {
            needed = others;
        } else {
            place += 1;
        }
    }
    needed
}

fn smallest_first(mut found: Vec<Vec<Change>>) -> Vec<Vec<Change>> {
    found.sort_by_key(Vec::len);
    found
}
