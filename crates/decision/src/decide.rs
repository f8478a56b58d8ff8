//! The front door: the reference's answer, and how long it holds by itself. Dates of a member and of memberships pass
//! without an entry in the ledger.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_organization::{AccessRule, Organization, Question, Records};

use crate::Decision;
use crate::reference::answer;

/// *May this member do this to that record, and why?* Pure and total.
pub fn decide(organization: &Organization, records: &dyn Records, question: &Question) -> Decision {
    let at = |now| answer(organization, records, &Question { now, ..question.clone() });
    let answer = at(question.now);
    let valid_until = turning_points(organization, question).into_iter().find(|later| at(*later) != answer);
    Decision { valid_until, ..answer }
}

/// The instants from now on at which an answer to the question could change by itself, the earliest first: the member's end
/// date and those of the member's places in containers.
fn turning_points(organization: &Organization, question: &Question) -> BTreeSet<Timestamp> {
    let Some(id) = &question.member else { return BTreeSet::new() };
    let end = organization.member(id).and_then(|member| member.ends_at);
    let containers = organization.policy().containers.values();
    let places = containers.filter_map(|container| container.members.get(id)?.until);
    let mut dates: BTreeSet<Timestamp> = places.chain(end).collect();
    dates.split_off(&question.now)
}

/// The access rule, for commands that decide on their actor by it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Reference;

impl AccessRule for Reference {
    fn allows(&self, organization: &Organization, records: &dyn Records, question: &Question) -> bool {
        answer(organization, records, question).allowed
    }
}
