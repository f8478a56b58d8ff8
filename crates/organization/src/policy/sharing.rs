//! Sharing rules: records of a module owned by *from* are shared with *to* at a level.

use rolecall_catalog::{AccessClass, ModuleId};
use serde::{Deserialize, Serialize};

use super::{Member, Organization};
use crate::{GroupId, MemberId, PositionId, SharingRuleId};

/// A sharing rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharingRule {
    /// The module whose records it shares.
    pub module: ModuleId,
    /// Whose records.
    pub from: Principal,
    /// With whom.
    pub to: Principal,
    /// How far.
    pub level: RuleLevel,
    /// Whether superiors of those in `to` reach the records, too.
    pub superiors_allowed: bool,
}

/// One side of a sharing rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Principal {
    /// Who.
    pub kind: PrincipalKind,
    /// For a position: also all positions below.
    pub and_below: bool,
}

/// Who stands on one side of a sharing rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrincipalKind {
    /// The members of a position.
    Position(PositionId),
    /// The members of a group.
    Group(GroupId),
}

/// How far a sharing rule opens records. Ordered, the widest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleLevel {
    /// To read.
    Read,
    /// To read and write.
    ReadWrite,
    /// To read, write and delete.
    ReadWriteDelete,
}

impl RuleLevel {
    /// Whether this level opens records to an action of the class.
    pub fn admits(self, class: AccessClass) -> bool {
        match class {
            AccessClass::Read => true,
            AccessClass::Write => self >= Self::ReadWrite,
            AccessClass::Delete => self >= Self::ReadWriteDelete,
        }
    }
}

impl Organization {
    /// A sharing rule.
    pub fn sharing_rule(&self, id: &SharingRuleId) -> Option<&SharingRule> {
        self.policy.sharing_rules.get(id).map(AsRef::as_ref)
    }

    /// The sharing rules of a module, in the order of their ids.
    pub fn sharing_rules(&self, module: &ModuleId) -> impl Iterator<Item = (&SharingRuleId, &SharingRule)> {
        let of_module = move |rule: &&SharingRule| rule.module == *module;
        let rules = self.policy.sharing_rules.iter().map(|(id, rule)| (id, rule.as_ref()));
        rules.filter(move |(_, rule)| of_module(rule))
    }

    /// Whether one side of a sharing rule covers a member, by the position held or last held and by groups.
    pub fn covers(&self, principal: &Principal, id: &MemberId, member: &Member) -> bool {
        match &principal.kind {
            PrincipalKind::Group(group) => self.in_group(group, id, member),
            PrincipalKind::Position(position) => member.position.as_ref().is_some_and(|held| {
                held == position || (principal.and_below && self.is_below(held, position))
            }),
        }
    }

    /// Whether any sharing rule names the group or position.
    pub fn rules_naming<'a>(
        &'a self,
        principal: &'a PrincipalKind,
    ) -> impl Iterator<Item = &'a SharingRuleId> {
        let names = move |rule: &SharingRule| &rule.from.kind == principal || &rule.to.kind == principal;
        self.policy.sharing_rules.iter().filter(move |(_, rule)| names(rule)).map(|(id, _)| id)
    }
}
