//! How many members there are of each kind and state: what limits count. Counting them at every command would make it as slow as
//! the organization is large.

use std::sync::Arc;

use imbl::OrdMap;
use rolecall_catalog::{CountedStatus, KindId};

use super::{Member, Policy, Status};

/// Members, not removed, by kind and state. Follows from the policy; the fold keeps it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally(OrdMap<(KindId, CountedStatus), u64>);

impl Tally {
    /// Counts the members of a policy.
    pub fn of(policy: &Policy) -> Self {
        let mut tally = Self::default();
        policy.members.values().for_each(|member| tally.add(member));
        tally
    }

    /// One more.
    pub fn add(&mut self, member: &Member) {
        if let Some(status) = counted_as(member) {
            *self.0.entry((member.kind.clone(), status)).or_default() += 1;
        }
    }

    /// One less; what nobody is any more is not kept.
    pub fn take(&mut self, member: &Member) {
        let Some(status) = counted_as(member) else { return };
        let key = (member.kind.clone(), status);
        match self.0.get_mut(&key) {
            Some(number) if *number > 1 => *number -= 1,
            _ => drop(self.0.remove(&key)),
        }
    }

    /// How many there are of a kind and state that are picked.
    pub fn count(&self, pick: impl Fn(&KindId, CountedStatus) -> bool) -> u64 {
        self.0.iter().filter(|((kind, status), _)| pick(kind, *status)).map(|(_, number)| number).sum()
    }
}

fn counted_as(member: &Member) -> Option<CountedStatus> {
    match member.status {
        Status::Invited(_) => Some(CountedStatus::Invited),
        Status::Active => Some(CountedStatus::Active),
        Status::Inactive => Some(CountedStatus::Inactive),
        Status::Removed => None,
    }
}

impl Policy {
    /// Puts a member there.
    pub(crate) fn put_member(&mut self, tally: &mut Tally, id: crate::MemberId, member: Member) {
        tally.add(&member);
        if let Some(before) = self.members.insert(id, Arc::new(member)) {
            tally.take(&before);
        }
    }

    /// Changes a member that is there.
    pub(crate) fn change_member(
        &mut self,
        tally: &mut Tally,
        id: &crate::MemberId,
        change: impl FnOnce(&mut Member),
    ) {
        let Some(member) = self.members.get_mut(id) else { return };
        tally.take(member);
        let member = Arc::make_mut(member);
        change(member);
        tally.add(member);
    }
}
