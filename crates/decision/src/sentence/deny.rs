//! How a deny is told: by the gate that blocked, and what would open it.

use std::collections::BTreeSet;

use rolecall_catalog::{ActionId, Permission, Reach, SegmentId, SegmentValue};
use rolecall_organization::{ContainerId, MemberId, RecordKey, Source, Target};

use super::Telling;
use super::words::{container, listed, module, plain, thing};
use crate::{Blocker, Change, Standing, change_words, record};

impl Telling<'_> {
    /// The first gate that blocked, in words; of standing, all that fails.
    pub(super) fn blocked(&self, blocked: &[Blocker]) -> String {
        let standing = |blocker: &Blocker| match blocker {
            Blocker::Standing { what } => Some(self.standing(what)),
            _ => None,
        };
        let failed: Vec<String> = blocked.iter().filter_map(standing).collect();
        match blocked.first() {
            Some(first) if failed.is_empty() => self.gate(first),
            _ => listed(&failed, "and"),
        }
    }

    /// What would open it, to stand after what blocked.
    pub(super) fn would(&self, blocked: &[Blocker], changes: &[Change]) -> String {
        let words: Vec<String> = changes.iter().map(|change| self.change(change)).collect();
        let role = matches!((blocked, changes), ([Blocker::NoGrant { .. }], [Change::GiveRole { .. }]));
        let end = if role { "" } else { " allow it" };
        format!("; {} would{end}", listed(&words, "and"))
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
        let who = self.who();
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

    fn gate(&self, blocker: &Blocker) -> String {
        match blocker {
            Blocker::Standing { what } => self.standing(what),
            Blocker::UnknownModule { module } => format!("there is no module `{module}`"),
            Blocker::UnknownAction { module: id, action } => {
                format!("there is no action `{action}` on {}", module(self.organization, id))
            }
            Blocker::NoGrant { permission } => self.no_grant(permission),
            Blocker::Container { source, container } => self.no_member(source, container.as_ref()),
            Blocker::Reach { source, reach, owner } => self.out_of_reach(source, *reach, owner.as_ref()),
            Blocker::Segment { source, segment, values, allowed } => {
                self.outside(source, segment, values, allowed)
            }
            Blocker::Parent { parent, action, blocked } => {
                self.closed_parent(parent.as_ref(), action, blocked)
            }
        }
    }

    fn no_grant(&self, permission: &Permission) -> String {
        let who = self.who();
        let declared = self.organization.catalog().modules.get(&permission.module);
        let contained = declared.is_some_and(|declared| declared.container.is_some());
        let at_large = contained && self.question.target == Target::Module;
        let place = if at_large { " in the organization" } else { "" };
        let gives = format!(
            "gives {} on {}",
            plain(permission.action.as_str()),
            module(self.organization, &permission.module)
        );
        let member = self.question.member.as_ref().and_then(|id| self.organization.member(id));
        if member.is_none_or(|member| member.roles.is_empty()) {
            return format!("{who} holds no role{place} that {gives}");
        }
        format!("none of {who}'s roles{place} {gives}")
    }

    fn no_member(&self, source: &Source, place: Option<&ContainerId>) -> String {
        let (gives, who) = (self.gives(source, ""), self.who());
        if let Some(place) = place {
            return format!("{gives}, but {who} is no member of {}", container(self.organization, place));
        }
        let kind =
            self.organization.catalog().modules.get(&self.question.module).and_then(|m| m.container.as_ref());
        let kind = kind.map_or_else(|| "container".to_owned(), |kind| plain(kind.as_str()).into_owned());
        format!("{gives}, but {who} is a member of no {kind}")
    }

    fn out_of_reach(&self, source: &Source, reach: Reach, owner: Option<&MemberId>) -> String {
        let owner = owner.map_or_else(|| "nobody".to_owned(), |owner| self.placed(owner));
        if reach == Reach::Assigned {
            return format!("{} only, and {owner} owns it", self.gives(source, "assigned "));
        }
        let tree = !self.organization.policy().positions.is_empty();
        let sharing = self.organization.sharing_default(&self.question.module).is_some();
        let who = self.who();
        let closed = match (tree, sharing) {
            (true, true) => format!(", and neither the tree nor sharing opens it to {who}"),
            (true, false) => format!(", and the tree does not open it to {who}"),
            (false, true) => format!(", and sharing does not open it to {who}"),
            (false, false) => String::new(),
        };
        format!("{}, but {owner} owns it{closed}", self.gives(source, ""))
    }

    fn outside(
        &self,
        source: &Source,
        segment: &SegmentId,
        values: &BTreeSet<SegmentValue>,
        allowed: &BTreeSet<SegmentValue>,
    ) -> String {
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
        format!("{}, but {is}, and {only}", self.gives(source, ""))
    }

    fn closed_parent(&self, parent: Option<&RecordKey>, action: &ActionId, blocked: &[Blocker]) -> String {
        let Some(parent) = parent else { return "it names no record to follow".to_owned() };
        let question = record::on_parent(self.question, parent, action);
        let above = Telling { organization: self.organization, question: &question };
        let (who, action) = (self.who(), plain(action.as_str()));
        format!(
            "it follows {}, which {who} may not {action} ({})",
            thing(self.organization, parent),
            above.blocked(blocked)
        )
    }
}
