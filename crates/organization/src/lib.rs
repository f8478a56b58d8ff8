//! One organization: its policy, the commands, the events, the rules (design, sections 1, 3 and 4).
//!
//! Data flows one way: a [`Command`] and its actor come in, `execute` answers with [`Event`]s or a [`Refusal`], `apply` folds
//! events into the policy. This room does no I/O, reads no clock and draws no random number: time and randomness are
//! arguments. Records are no part of the policy; they are read through [`Records`].
#![deny(missing_docs)]

mod access;
mod adopt;
mod apply;
mod authority;
mod change;
mod command;
mod draft;
mod event;
mod execute;
mod ids;
mod memory;
mod outcome;
mod person;
mod policy;
mod record;
mod refusal;
mod rules;
mod seed;
mod view;

pub use access::{AccessRule, Actor, Question, Target};
pub use apply::{Catalogs, FoldError};
pub use change::Change;
pub use command::{Command, EditMember, GrantForm, Named, NewMember, OneOrMany, PrincipalForm, RecordForm};
pub use event::{Event, MemberChanged};
pub use execute::{FoundOrganization, Founder, RECORDS_AT_ONCE, TRANSFER_BATCH, execute, found, require};
pub use ids::{
    CommandId, Company, ContainerId, Email, ExternalId, GroupId, InvitationId, MemberId, OrganizationId,
    RESERVED_PREFIXES, RecordId, Revision, SharingRuleId, Slug, is_reserved,
};
pub use memory::MemoryRecords;
pub use outcome::{Answer, Call, Effect, Lost, Outcome, Surroundings};
pub use person::{Commitment, Field, People, Person, PersonValue, Salt};
pub use policy::{
    Commitments, Container, CustomRole, Group, GroupParts, HeldGrant, Invitation, InvitationState, Member,
    Membership, Organization, Policy, Position, Principal, PrincipalKind, RoleEdit, RoleRef, RuleLevel,
    SharingRule, Source, Status,
};
pub use record::{Facts, RecordChange, RecordKey, Records};
pub use refusal::{Code, Refusal};
pub use rolecall_catalog::{PositionId, RoleId};
pub use rules::Usage;
pub use seed::Seed;
pub use view::{
    ContainerView, GrantView, GroupView, InvitationView, MemberView, MembershipView, OrganizationView,
    PositionView, PrincipalView, RoleView, SharingRuleView,
};
