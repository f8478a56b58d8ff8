//! Carrying out a command: who may (`forbidden`), what it changes (events), and whether the rules of the house stand it.
//!
//! A command works on a copy of the organization. What it emits is folded into the copy at once; then the rules compare
//! the organization before with the one after. Where several forbid it, the first in the order of [`Code`] is told.

mod container;
mod draft;
mod found;
mod group;
mod invitation;
mod member;
mod member_fields;
mod organization;
mod position;
mod record;
mod removal;
mod resolve;
mod role;
mod roles_of_member;
mod sharing;

use jiff::Timestamp;
use rolecall_catalog::{CommandName, ContainerKindId};
use serde::Serialize;

pub(crate) use draft::{Draft, Exemption, feature_off};
pub use found::{FoundOrganization, Founder, found};

use crate::{
    AccessRule, Actor, Catalogs, Code, Command, Event, InvitationId, MemberId, Organization, PersonValue,
    RecordChange, Records, Refusal, Seed, Target, rules,
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
pub struct Lost {
    /// `sharing_rule` or `group`.
    pub kind: String,
    /// Its id.
    pub id: String,
}

/// Records that one step of a removal moves (issue: above 50,000 records in batches, the removal with the last).
pub const TRANSFER_BATCH: usize = 50_000;

/// Records that one command may name.
pub const RECORDS_AT_ONCE: usize = 10_000;

/// Carries out a command on an organization.
///
/// # Errors
/// The refusal by the first rule, in the order of [`Code`], that forbids the command. Nothing has changed then.
pub fn execute(
    organization: &Organization,
    surroundings: Surroundings<'_>,
    command: &Command,
    call: Call<'_>,
) -> Result<Outcome, Refusal> {
    if organization.policy.deleted {
        return Err(Refusal::not_found("organization", organization.policy.slug.as_str()));
    }
    let mut draft = Draft::new(organization, surroundings, call);
    draft.require_member()?;
    run(&mut draft, command)?;
    rules::settle(&mut draft);
    draft.finish()
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

/// Whether an actor may have a reading, by what the catalog asks for it.
///
/// # Errors
/// `forbidden`, or `feature_off` where the product or the organization does not have it.
pub fn require(
    organization: &Organization,
    surroundings: Surroundings<'_>,
    call: Call<'_>,
    name: CommandName,
    kind: Option<&ContainerKindId>,
    target: Target,
) -> Result<(), Refusal> {
    let mut draft = Draft::new(organization, surroundings, call);
    draft.require_member()?;
    draft.require_at(name, kind, target)?;
    draft.finish().map(drop)
}

/// One use case a command.
fn run(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::RenameOrganization { name } => organization::rename(draft, name),
        Command::ChangeSlug { slug } => organization::change_slug(draft, slug),
        Command::ChangeEdition { edition } => organization::change_edition(draft, edition),
        Command::SwitchFeatures { features } => organization::switch_features(draft, features),
        Command::AdoptCatalog { catalog } => organization::adopt_catalog(draft, catalog),
        Command::DeleteOrganization {} => organization::delete(draft),
        Command::TransferOwnership { to } => organization::transfer(draft, to),
        Command::InviteMember(form) => member::invite(draft, form),
        Command::InviteMembers { members } => member::invite_all(draft, members),
        Command::AcceptInvitation { invitation, name } => {
            invitation::accept(draft, invitation, name.as_deref())
        }
        Command::ResendInvitation { member } => invitation::resend(draft, member),
        Command::EditMember(form) => member::edit(draft, form),
        Command::ActivateMember { member } => member::activate(draft, member),
        Command::DeactivateMember { member } => member::deactivate(draft, member),
        Command::SetRoles { member, roles } => roles_of_member::set_roles(draft, member, roles),
        Command::SetPermissions { member, permissions } => {
            roles_of_member::set_permissions(draft, member, permissions)
        }
        Command::RemoveMember { member, transfer_records_to } => {
            removal::remove(draft, member, transfer_records_to.as_deref())
        }
        Command::EraseMember { member } => removal::erase(draft, member),
        role => run_on_roles(draft, role),
    }
}

fn run_on_roles(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::CreateRole { name, description, grants, container } => {
            role::create(draft, name, description.as_deref(), grants, container.as_deref())
        }
        Command::CloneRole { role, name, description } => {
            role::clone(draft, role, name, description.as_deref())
        }
        Command::EditRole { role, name, description, grants } => {
            role::edit(draft, role, name, description, grants.as_deref())
        }
        Command::DeleteRole { role, reassign_to } => role::delete(draft, role, reassign_to.as_deref()),
        Command::CreatePosition { name, reports_to, share_with_peers, description } => {
            position::create(draft, name, reports_to.as_deref(), *share_with_peers, description.as_deref())
        }
        Command::EditPosition { position, name, reports_to, share_with_peers, description } => {
            position::edit(
                draft,
                position,
                &position::Edit { name, reports_to, share_with_peers: *share_with_peers, description },
            )
        }
        Command::DeletePosition { position, transfer_to } => {
            position::delete(draft, position, transfer_to.as_deref())
        }
        sharing => run_on_sharing(draft, sharing),
    }
}

fn run_on_sharing(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::CreateGroup { name, members, positions, positions_and_below, groups } => {
            let form = group::Form {
                members: Some(members),
                positions: Some(positions),
                positions_and_below: Some(positions_and_below),
                groups: Some(groups),
            };
            group::create(draft, name, &form)
        }
        Command::EditGroup { group, name, members, positions, positions_and_below, groups } => {
            let form = group::Form {
                members: members.as_ref(),
                positions: positions.as_ref(),
                positions_and_below: positions_and_below.as_ref(),
                groups: groups.as_ref(),
            };
            group::edit(draft, group, name, &form)
        }
        Command::DeleteGroup { group } => group::delete(draft, group),
        Command::SetSharingDefaults { defaults } => sharing::set_defaults(draft, defaults),
        Command::CreateSharingRule { module, from, to, level, superiors_allowed } => sharing::create(
            draft,
            &sharing::Form { module, from, to, level: *level, superiors_allowed: *superiors_allowed },
        ),
        Command::EditSharingRule { rule, module, from, to, level, superiors_allowed } => {
            let edit = sharing::Edit {
                module: module.as_ref(),
                from: from.as_ref(),
                to: to.as_ref(),
                level: *level,
                superiors_allowed: *superiors_allowed,
            };
            sharing::edit(draft, rule, &edit)
        }
        Command::DeleteSharingRule { rule } => sharing::delete(draft, rule),
        contents => run_on_contents(draft, contents),
    }
}

fn run_on_contents(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::CreateContainer { kind, id, name, company } => {
            container::create(draft, kind, id.as_deref(), name, company.as_deref())
        }
        Command::EditContainer { container, name, company } => {
            container::edit(draft, container, name, company)
        }
        Command::DeleteContainer { container } => container::delete(draft, container),
        Command::PutContainerMember { container, member, roles, until } => {
            container::put_member(draft, container, member, roles.as_deref(), *until)
        }
        Command::RemoveContainerMember { container, member } => {
            container::remove_member(draft, container, member)
        }
        Command::PutRecords { records } => record::put(draft, records),
        Command::DeleteRecords { records } => record::delete(draft, records),
        Command::AssignOwner { module, ids, owner } => {
            record::assign_owner(draft, module, ids, owner.as_deref())
        }
        _ => Err(Refusal::new(Code::Invalid, "this command is none of an organization's")),
    }
}
