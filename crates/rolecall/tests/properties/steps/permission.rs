//! `forbidden`: the actor needs the permission that the catalog asks for this command, and with it is not forbidden.

use rolecall::catalog::{CommandName, Requirement};
use rolecall::decision::decide;
use rolecall::organization::{
    Actor, Code, Command, EditMember, Facts, MemberId, Organization, Question, RecordKey, Records, Target,
};

use crate::{held::Held, world::Step};

/// What is asked of a member who gives a command.
enum Asked {
    /// No member may.
    Platform,
    /// The product has no such thing.
    Off,
    /// Being a member is enough.
    Nothing,
    /// These permissions, each about something.
    All(Vec<(rolecall::catalog::Permission, Target)>),
    /// It depends on what this predicate does not look into.
    Unclear,
}

/// Who lacks what is asked is told `forbidden` and nothing else; who has it is told anything but.
pub fn only_who_may_does(step: &Step<'_>) -> Held {
    let code = step.result.as_ref().err().map(|refusal| refusal.code);
    let Actor::Member(actor) = step.actor else {
        let skipped = [Code::Forbidden, Code::OwnAccount, Code::Escalation];
        ensure!(code.is_none_or(|code| !skipped.contains(&code)), "a platform call is told {code:?}");
        return Ok(());
    };
    if step.before.policy().deleted {
        ensure!(code == Some(Code::NotFound), "the organization was deleted, and the answer is {code:?}");
        return Ok(());
    }
    if !stands(step.before, actor, step.now) {
        ensure!(code == Some(Code::Forbidden), "{actor} is no active member, and is told {code:?}");
        return Ok(());
    }
    match asked(step, actor) {
        Asked::Platform => {
            ensure!(code == Some(Code::Forbidden), "it is for the platform, and is told {code:?}");
        }
        Asked::Off => {
            ensure!(code == Some(Code::FeatureOff), "the product lacks it, and the answer is {code:?}");
        }
        Asked::Nothing => ensure!(code != Some(Code::Forbidden), "any member may, and it is {code:?}"),
        Asked::Unclear => {}
        Asked::All(needed) => {
            let lacking = needed.iter().find(|(permission, target)| {
                let question = Question::new(actor, permission, target.clone(), step.now);
                !decide(step.before, step.records_before, &question).allowed
            });
            match lacking {
                Some((permission, _)) => {
                    ensure!(
                        code == Some(Code::Forbidden),
                        "{actor} lacks `{permission}`, and is told {code:?}"
                    );
                }
                None if for_the_platform_in_part(step.command) => {}
                None => {
                    ensure!(code != Some(Code::Forbidden), "{actor} has what it asks, and is told {code:?}");
                }
            }
        }
    }
    Ok(())
}

/// Active, before the end date, of a kind that signs in.
pub fn stands(organization: &Organization, actor: &MemberId, now: jiff::Timestamp) -> bool {
    let Some(member) = organization.policy().members.get(actor) else { return false };
    let over = member.ends_at.is_some_and(|end| end <= now);
    let signs_in = organization.catalog().kinds.get(&member.kind).is_some_and(|kind| kind.sign_in);
    member.status.as_str() == "active" && !over && signs_in
}

/// `invite: false` takes a platform token.
fn for_the_platform_in_part(command: &Command) -> bool {
    match command {
        Command::InviteMember(form) => form.invite == Some(false),
        Command::InviteMembers { members } => members.iter().any(|form| form.invite == Some(false)),
        _ => false,
    }
}

fn asked(step: &Step<'_>, actor: &MemberId) -> Asked {
    let organization = step.before;
    match step.command {
        Command::AcceptInvitation { .. }
        | Command::EraseMember { .. }
        | Command::PutRecords { .. }
        | Command::DeleteRecords { .. } => Asked::Platform,
        Command::AssignOwner { module, ids, .. } => of_every_record(step, module, ids),
        Command::EditMember(form) => of_an_edit(organization, actor, form),
        Command::CreateContainer { kind, .. } => {
            let kind = organization.catalog().container_kinds.get_key_value(kind.as_str()).map(|(id, _)| id);
            if kind.is_none() {
                return Asked::Unclear;
            }
            requirement(organization, CommandName::ContainerCreate, kind, Target::Module)
        }
        Command::EditContainer { container, .. } => {
            about(organization, container, CommandName::ContainerEdit)
        }
        Command::DeleteContainer { container } => {
            about(organization, container, CommandName::ContainerDelete)
        }
        Command::PutContainerMember { container, member, .. } => {
            let joined = organization.find_container(container).and_then(|id| organization.container(id));
            let member = organization.find_member(member);
            let known = member.is_some_and(|id| joined.is_some_and(|c| c.members.contains_key(id)));
            let name = if known { CommandName::ContainerMemberEdit } else { CommandName::ContainerMemberAdd };
            within(organization, container, name)
        }
        Command::RemoveContainerMember { container, .. } => {
            within(organization, container, CommandName::ContainerMemberRemove)
        }
        other => match name_of(other).parse::<CommandName>() {
            Ok(name) => requirement(organization, name, None, Target::Module),
            Err(_) => Asked::Unclear,
        },
    }
}

fn name_of(command: &Command) -> String {
    match command.name().as_str() {
        "member.invite_all" => "member.invite".to_owned(),
        name => name.to_owned(),
    }
}

/// One's own name and address are one's own; an invited person's address is changed by whoever may invite; roles ask what
/// setting roles asks.
fn of_an_edit(organization: &Organization, actor: &MemberId, form: &EditMember) -> Asked {
    let found = organization.find_member(&form.member);
    let invited =
        found.and_then(|id| organization.member(id)).is_some_and(|m| m.status.as_str() == "invited");
    let nothing = EditMember { member: form.member.clone(), ..EditMember::default() };
    let address = EditMember { email: form.email.clone(), ..nothing };
    let details = EditMember { name: form.name.clone(), ..address.clone() };
    let readdressed = invited && form.email.is_some();
    let mut names = Vec::new();
    if readdressed {
        names.push(CommandName::MemberInvite);
    }
    let own = found == Some(actor) && *form == details;
    if !(own || readdressed && *form == address) {
        names.push(CommandName::MemberEdit);
    }
    if form.roles.is_some() && found.is_some() {
        names.push(CommandName::MemberRoles);
    }
    let mut all = Vec::new();
    for name in names {
        match requirement(organization, name, None, Target::Module) {
            Asked::All(needed) => all.extend(needed),
            Asked::Nothing => {}
            platform_or_off => return platform_or_off,
        }
    }
    if all.is_empty() { Asked::Nothing } else { Asked::All(all) }
}

fn about(organization: &Organization, container: &str, name: CommandName) -> Asked {
    let Some(id) = organization.find_container(container) else { return Asked::Unclear };
    let record = id.as_str().parse().expect("a container's id is a record's");
    requirement(organization, name, organization.container_kind(id), Target::Record(record, Facts::default()))
}

fn within(organization: &Organization, container: &str, name: CommandName) -> Asked {
    let Some(id) = organization.find_container(container) else { return Asked::Unclear };
    requirement(organization, name, organization.container_kind(id), Target::Container(id.clone()))
}

fn requirement(
    organization: &Organization,
    name: CommandName,
    kind: Option<&rolecall::catalog::ContainerKindId>,
    target: Target,
) -> Asked {
    match organization.catalog().requirement(name, kind) {
        Requirement::Permission(permission) => Asked::All(vec![(permission, target)]),
        Requirement::Platform => Asked::Platform,
        Requirement::Member => Asked::Nothing,
        Requirement::Off => Asked::Off,
    }
}

/// A member's `assign-owner` asks `assign_owner`, else `edit`, of every record named.
fn of_every_record(
    step: &Step<'_>,
    module: &rolecall::catalog::ModuleId,
    ids: &[rolecall::organization::RecordId],
) -> Asked {
    let Some(declared) = step.before.catalog().modules.get(module) else { return Asked::Unclear };
    let action = ["assign_owner", "edit"].iter().find(|action| declared.actions.contains_key(**action));
    let Some(action) = action else { return Asked::Platform };
    let permission: rolecall::catalog::Permission =
        format!("{module}:{action}").parse().expect("it is a permission");
    // Of a record that is not registered nothing is known; the question is asked of it all the same.
    let known = |id| step.records_before.facts(&RecordKey::new(module.clone(), id)).unwrap_or_default();
    let asked = ids.iter().map(|id| (permission.clone(), Target::Record(id.clone(), known(id.clone()))));
    Asked::All(asked.collect())
}
