//! Carrying out a command: who may (`forbidden`), what it changes (events), and whether the rules of the house stand it.
//!
//! A command works on a copy of the organization. What it emits is folded into the copy at once; then the rules compare
//! the organization before with the one after. Where several forbid it, the first in the order of [`Code`] is told.

mod container;
mod found;
mod group;
mod invitation;
mod member;
mod member_fields;
mod member_kind;
mod organization;
mod position;
mod record;
mod removal;
mod resolve;
mod role;
mod roles_of_member;
mod sharing;

pub use found::{FoundOrganization, Founder, found};
use rolecall_catalog::{CommandName, ContainerKindId};

use crate::{
    Call, Code, Command, Organization, Outcome, Refusal, Surroundings, Target, authority::Authority,
    draft::Draft, rules,
};

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
    draft.authority().require_member()?;
    run(&mut draft, command)?;
    rules::settle(&mut draft);
    draft.finish()
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
    let authority = Authority { organization, surroundings, call };
    authority.require_member()?;
    authority.require(name, kind, target)?;
    let lacking = authority.features_lacking(name).next();
    lacking.map_or(Ok(()), Err)
}

/// One use case a command.
fn run(draft: &mut Draft<'_>, command: &Command) -> Result<(), Refusal> {
    match command {
        Command::RenameOrganization { name } => organization::rename(draft, name),
        Command::ChangeSlug { slug } => organization::change_slug(draft, slug),
        Command::ChangeEdition { edition } => organization::change_edition(draft, edition),
        Command::SwitchFeatures { features } => organization::switch_features(draft, features),
        Command::EditOrganization { name, slug, edition, features } => {
            let edit = organization::Edit {
                name: name.as_deref(),
                slug: slug.as_deref(),
                edition: edition.as_ref(),
                features,
            };
            organization::edit(draft, &edit)
        }
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
            role::edit(draft, role, name, description, grants.as_list())
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
                members: members.as_list(),
                positions: positions.as_list(),
                positions_and_below: positions_and_below.as_list(),
                groups: groups.as_list(),
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
