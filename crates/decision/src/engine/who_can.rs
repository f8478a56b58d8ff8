//! Who may do something: one answer for each member, in one pass.

use rolecall_organization::{MemberId, Question};

use super::{Engine, check::Asker};

impl Engine {
    /// The members who may do what the question asks, in the order of their ids. The member that it names is ignored.
    pub fn who_can(&self, question: &Question) -> Vec<MemberId> {
        let values = self.numbers(&question.target);
        let Some(asked) = self.asked(question, &values) else { return Vec::new() };
        let allowed = |member: &&u32| {
            let row = self.rights.row(**member, question.now);
            row.is_some_and(|row| self.answer(Asker { member: **member, row, now: question.now }, &asked))
        };
        let slots = self.rights.order().iter().filter(allowed);
        slots.filter_map(|slot| self.names.members.get(*slot).cloned()).collect()
    }
}
