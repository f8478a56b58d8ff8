//! How a deny is told: by the gate that blocked, and what would open it.

use std::collections::BTreeSet;

use rolecall_catalog::{ActionId, Permission, Reach, SegmentId, SegmentValue};
use rolecall_organization::{ContainerId, MemberId, RecordKey, Source, Target};

use super::Telling;
use super::words::{container, listed, module, plain, thing};
use crate::{Blocker, Change, Standing, change_words, record};

impl Telling<'_> {
    /// The first gate that blocked, in words; of standing, all that fails.
    pub(super) fn blocked(&self, told: &mut String, blocked: &[Blocker]) {
        let standing = |blocker: &Blocker| match blocker {
            Blocker::Standing { what } => Some(self.standing(what)),
            _ => None,
        };
        let failed: Vec<String> = blocked.iter().filter_map(standing).collect();
        match blocked.first() {
            Some(first) if failed.is_empty() => self.gate(told, first),
            _ => told.push_str(&listed(&failed, "and")),
        }
    }

    /// What would open it, to stand after what blocked.
    pub(super) fn would(&self, told: &mut String, blocked: &[Blocker], changes: &[Change]) {
        let words: Vec<String> = changes.iter().map(|change| self.change(change)).collect();
        let role = matches!((blocked, changes), ([Blocker::NoGrant { .. }], [Change::GiveRole { .. }]));
        let end = if role { "" } else { " allow it" };
        told.extend(["; ", &*listed(&words, "and"), " would", end]);
    }

    /// A change in words; the record asked about is `it`.
    fn change(&self, change: &Change) -> String {
        let asked = |record: &Option<RecordKey>| record.as_ref().is_none_or(|key| self.asks_about(key));
        match change {
            Change::OwnRecord { record, .. } if asked(record) => "owning it".to_owned(),
            Change::SetValue { record, segment, value } if asked(record) => {
                format!("{} {value} on it", plain(segment.as_str()))
            }
            other => change_words(self.organization, other),
        }
    }

    fn asks_about(&self, key: &RecordKey) -> bool {
        matches!(&self.question.target, Target::Record(id, _) if *id == key.id)
            && self.question.module == key.module
    }

    fn standing(&self, what: &Standing) -> String {
        let who = self.who;
        match what {
            Standing::Unknown => "there is no such member".to_owned(),
            Standing::OrganizationDeleted => "the organization was deleted".to_owned(),
            Standing::Removed => format!("{who} was removed"),
            Standing::Invited => format!("{who} has not accepted the invitation yet"),
            Standing::Inactive => format!("{who} is inactive"),
            Standing::Ended { at } => format!("{who}'s time ended at {at}"),
            Standing::NoSignIn { kind } => {
                format!("{who} is a {}, and that kind does not sign in", plain(kind.as_str()))
            }
        }
    }

    fn gate(&self, told: &mut String, blocker: &Blocker) {
        match blocker {
            Blocker::Standing { what } => told.push_str(&self.standing(what)),
            Blocker::UnknownModule { module } => {
                told.extend(["there is no module `", module.as_str(), "`"]);
            }
            Blocker::UnknownAction { module: id, action } => {
                let module = module(self.organization, id);
                told.extend(["there is no action `", action.as_str(), "` on ", module]);
            }
            Blocker::NoGrant { permission } => self.no_grant(told, permission),
            Blocker::Container { source, container } => self.no_member(told, source, container.as_ref()),
            Blocker::Reach { source, reach, owner } => {
                self.out_of_reach(told, source, *reach, owner.as_ref());
            }
            Blocker::Segment { source, segment, values, allowed } => {
                self.gives(told, source, "");
                told.push_str(&outside(segment, values, allowed));
            }
            Blocker::Parent { parent, action, blocked } => {
                self.closed_parent(told, parent.as_ref(), action, blocked);
            }
        }
    }

    fn no_grant(&self, told: &mut String, permission: &Permission) {
        let declared = self.organization.catalog().modules.get(&permission.module);
        let contained = declared.is_some_and(|declared| declared.container.is_some());
        let at_large = contained && self.question.target == Target::Module;
        let place = if at_large { " in the organization" } else { "" };
        let member = self.question.member.as_ref().and_then(|id| self.organization.member(id));
        if member.is_none_or(|member| member.roles.is_empty()) {
            told.extend([self.who, " holds no role", place, " that"]);
        } else {
            told.extend(["none of ", self.who, "'s roles", place]);
        }
        let module = module(self.organization, &permission.module);
        told.extend([" gives ", &*plain(permission.action.as_str()), " on ", module]);
    }

    fn no_member(&self, told: &mut String, source: &Source, place: Option<&ContainerId>) {
        self.gives(told, source, "");
        told.extend([", but ", self.who, " is "]);
        if let Some(place) = place {
            return told.extend(["no member of ", &*container(self.organization, place)]);
        }
        let kind =
            self.organization.catalog().modules.get(&self.question.module).and_then(|m| m.container.as_ref());
        let kind = kind.map_or_else(|| "container".into(), |kind| plain(kind.as_str()));
        told.extend(["a member of no ", &*kind]);
    }

    fn out_of_reach(&self, told: &mut String, source: &Source, reach: Reach, owner: Option<&MemberId>) {
        let assigned = reach == Reach::Assigned;
        self.gives(told, source, if assigned { "assigned " } else { "" });
        told.push_str(if assigned { " only, and " } else { ", but " });
        match owner {
            Some(owner) => self.placed(told, owner),
            None => told.push_str("nobody"),
        }
        told.push_str(" owns it");
        if assigned {
            return;
        }
        let tree = !self.organization.policy().positions.is_empty();
        let sharing = self.organization.sharing_default(&self.question.module).is_some();
        let closed = match (tree, sharing) {
            (true, true) => ", and neither the tree nor sharing opens it to ",
            (true, false) => ", and the tree does not open it to ",
            (false, true) => ", and sharing does not open it to ",
            (false, false) => return,
        };
        told.extend([closed, self.who]);
    }

    fn closed_parent(
        &self,
        told: &mut String,
        parent: Option<&RecordKey>,
        action: &ActionId,
        blocked: &[Blocker],
    ) {
        let Some(parent) = parent else { return told.push_str("it names no record to follow") };
        let question = record::on_parent(self.question, parent, action);
        let (parent, action) = (thing(self.organization, parent), plain(action.as_str()));
        told.extend(["it follows ", &*parent, ", which ", self.who, " may not ", &*action, " ("]);
        Telling::new(self.organization, &question).blocked(told, blocked);
        told.push(')');
    }
}

/// What a record's values are, and what they may be.
fn outside(segment: &SegmentId, values: &BTreeSet<SegmentValue>, allowed: &BTreeSet<SegmentValue>) -> String {
    let words = |values: &BTreeSet<SegmentValue>, and: &str| {
        listed(&values.iter().map(ToString::to_string).collect::<Vec<_>>(), and)
    };
    let segment = plain(segment.as_str());
    let is = match words(values, "and") {
        none if none.is_empty() => format!("it has no {segment}"),
        some => format!("its {segment} is {some}"),
    };
    let only = match words(allowed, "or") {
        none if none.is_empty() => "none is allowed".to_owned(),
        some => format!("only {some} is allowed"),
    };
    format!(", but {is}, and {only}")
}
