//! Who may do something: every member whom the rule allows, one by one.

use rolecall_organization::{MemberId, Organization, Question, Records};

use crate::reference::answer;

/// The members who may do what the question asks, in the order of their ids. The member that it names is ignored.
pub fn who_can(organization: &Organization, records: &dyn Records, question: &Question) -> Vec<MemberId> {
    let members = organization.members().map(|(id, _)| id.clone());
    let allowed = |id: &MemberId| {
        let asked = Question { member: Some(id.clone()), ..question.clone() };
        answer(organization, records, &asked).allowed
    };
    members.filter(allowed).collect()
}
