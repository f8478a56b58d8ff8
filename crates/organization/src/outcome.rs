//! What goes into carrying out a command, and what comes of it.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    AccessRule, Actor, Catalogs, Event, InvitationId, MemberId, Organization, PersonValue, RecordChange,
    Records, Seed,
};

/// Who gives a command, when, and the randomness it may draw.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// Who.
    pub actor: &'a Actor,
    /// When.
    pub now: Timestamp,
    /// What ids and salts are drawn from.
    pub seed: Seed,
}

/// What a command reads beside the organization.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// The organization's records.
    pub records: &'a dyn Records,
    /// The access rule, which decides whether the actor may.
    pub rule: &'a dyn AccessRule,
    /// The catalogs that may be adopted.
    pub catalogs: &'a Catalogs,
}

/// What a command changes, and what it answers. Nothing has changed yet: whoever keeps the ledger appends it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// What happened.
    pub events: Vec<Event>,
    /// Rows for the people table, which the events commit to.
    pub people: Vec<PersonValue>,
    /// Changed records.
    pub records: Vec<RecordChange>,
    /// What leaves through the outbox.
    pub effects: Vec<Effect>,
    /// What the caller is told.
    pub answer: Answer,
    /// There is more to do: append this, then give the same command again (records of a removed member go in batches).
    pub unfinished: bool,
}

/// Something that leaves through the outbox. Holds no personal data: who sends it looks that up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// An invitation is mailed.
    Invitation {
        /// To whom.
        member: MemberId,
        /// Which.
        invitation: InvitationId,
    },
}

/// What the caller of a command is told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Answer {
    /// The ids of what was made, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub created: Vec<String>,
    /// Invitations that were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub invitations: Vec<InvitationId>,
    /// Permissions that a clone leaves out, because they are reserved to built-in roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<rolecall_catalog::Permission>,
    /// What went with what was deleted: sharing rules left one-sided, groups that lost a part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<Lost>,
    /// How many records were written.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub written: u64,
    /// How many records were deleted.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub deleted: u64,
    /// How many records were as they are already, or newer.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub ignored: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// Something that went with what was deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, serde::Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lost {
    /// `sharing_rule` or `group`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

impl Organization {
    /// Takes in what a command came to, all but the records.
    ///
    /// # Errors
    /// [`crate::FoldError`] where an event names a catalog that is not at hand.
    pub fn take(&mut self, outcome: &Outcome, catalogs: &Catalogs) -> Result<(), crate::FoldError> {
        // Removing a member releases its address: values first, then what happened.
        for row in &outcome.people {
            self.people.set(&row.member, row.field, Some(&row.value));
        }
        outcome.events.iter().try_for_each(|event| self.apply(event, catalogs))
    }
}
