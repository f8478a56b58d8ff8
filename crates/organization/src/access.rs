//! Questions that the access rule answers, and the rule as this room needs it: whether the actor may. The rule itself
//! stands in the room above (`decision`); it is handed in, so that there is one.

use jiff::Timestamp;
use rolecall_catalog::{ActionId, ModuleId, Permission};
use serde::{Deserialize, Serialize};

use crate::{ContainerId, Facts, MemberId, Organization, RecordId, Records};

/// *May this member do this to that record?*
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Who; `None` for a subject that is no member here.
    pub member: Option<MemberId>,
    /// The action.
    pub action: ActionId,
    /// The module.
    pub module: ModuleId,
    /// On what.
    pub target: Target,
    /// When.
    pub now: Timestamp,
}

/// What a question is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// No record: at all?
    Module,
    /// No record, but a container.
    Container(ContainerId),
    /// A record by its id. Registered facts win over those sent; a record that was never registered has just those.
    Record(RecordId, Facts),
    /// A record to be, with the facts sent.
    New(Facts),
}

/// The access rule, as commands need it to decide on their actor.
pub trait AccessRule {
    /// Whether the rule allows.
    fn allows(&self, organization: &Organization, records: &dyn Records, question: &Question) -> bool;
}

/// Who gives a command.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The product itself, or its operator.
    Platform,
    /// The organization's own program, in no member's name. As the platform, but for what is the platform's alone.
    Organization,
    /// A member.
    Member(MemberId),
}

impl Question {
    /// A question about a permission.
    pub fn new(member: &MemberId, permission: &Permission, target: Target, now: Timestamp) -> Self {
        Self {
            member: Some(member.clone()),
            action: permission.action.clone(),
            module: permission.module.clone(),
            target,
            now,
        }
    }
}
