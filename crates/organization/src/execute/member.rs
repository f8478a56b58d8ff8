//! Members: added, edited, made inactive and active.

use std::collections::BTreeSet;

use rolecall_catalog::{CommandName, Kind, KindId};
use serde_json::json;

use super::{
    execute, invitation, member_fields, member_kind,
    resolve::{company, email, external_id},
};
use crate::draft::Draft;
use crate::{
    Change, Code, Command, Commitments, EditMember, Event, ExternalId, Field, Member, MemberChanged,
    MemberId, NewMember, Refusal, RoleId, Status,
};

/// Adds a member: invited by mail, or active at once where the kind, the catalog or the caller says so.
pub(super) fn invite(draft: &mut Draft<'_>, form: &NewMember) -> Result<(), Refusal> {
    draft.require(CommandName::MemberInvite)?;
    require_invitation(draft, form)?;
    member_fields::check_new(draft, form)?;
    let (kind_id, kind) = kind_of(draft, form.kind.as_ref())?;
    let member: MemberId = draft.draw("mem_")?;
    let roles = roles_for(draft, form, &kind)?;
    let personal = personal_values(draft, form, &member)?;
    draft.limits("segments", &form.segments)?;
    let position = form.position.as_ref().map(|text| draft.position_in("position", text)).transpose()?;
    let belongs_to = form.company.as_deref().map(company).transpose()?;
    super::roles_of_member::check_permissions(draft, &form.permissions)?;
    let status = status_for(draft, form, &kind)?;
    if let Status::Invited(invitation) = &status {
        invitation::send(draft, &member, &invitation.id);
    }
    draft.answer.created.push(member.to_string());
    draft.emit(Event::MemberAdded {
        member: member.clone(),
        status,
        kind: kind_id,
        roles,
        permissions: form.permissions.clone(),
        position,
        company: belongs_to,
        ends_at: form.ends_at,
        segments: form.segments.clone(),
        personal,
        at: draft.now(),
    });
    Ok(())
}

/// Adds several, all or nothing; every refusal is listed with the index of its line.
pub(super) fn invite_all(draft: &mut Draft<'_>, forms: &[NewMember]) -> Result<(), Refusal> {
    draft.require(CommandName::MemberInvite)?;
    let mut refusals = Vec::new();
    for (index, form) in forms.iter().enumerate() {
        let line = Command::InviteMember(form.clone());
        match execute(&draft.after, draft.surroundings, &line, draft.call) {
            Ok(outcome) => draft.absorb(outcome),
            Err(refusal) => refusals.push((index, refusal)),
        }
    }
    let listed: Vec<_> = refusals
        .iter()
        .map(|(index, refusal)| json!({ "index": index, "code": refusal.code.as_str(), "detail": refusal.detail }))
        .collect();
    match refusals.into_iter().next() {
        None => Ok(()),
        Some((_, first)) => Err(used_before(draft, first).figure("refusals", listed)),
    }
}

/// A limit that a line of a bulk command reached tells what is used now, not what would be with the lines before it.
fn used_before(draft: &Draft<'_>, refusal: Refusal) -> Refusal {
    let limit = refusal.figures.get("limit").and_then(|limit| limit.as_str());
    let usage = draft.before.usage().into_iter().find(|usage| Some(usage.limit.as_str()) == limit);
    match usage {
        Some(usage) => refusal.figure("used", usage.used),
        None => refusal,
    }
}

pub(super) fn kind_of(draft: &Draft<'_>, asked: Option<&KindId>) -> Result<(KindId, Kind), Refusal> {
    let kinds = &draft.before.catalog.kinds;
    let found = match asked {
        Some(id) => kinds.get_key_value(id),
        None => kinds.first(),
    };
    let unknown = || {
        Refusal::invalid("kind", format!("there is no member kind `{}`", asked.map_or("", |id| id.as_str())))
    };
    found.map(|(id, kind)| (id.clone(), kind.clone())).ok_or_else(unknown)
}

/// The roles named, else the catalog's default where the kind may hold it.
fn roles_for(draft: &Draft<'_>, form: &NewMember, kind: &Kind) -> Result<BTreeSet<RoleId>, Refusal> {
    if let Some(names) = &form.roles {
        return draft.roles_in("roles", names, None);
    }
    let default = draft.before.catalog.default_role.iter().filter(|role| kind.roles.contains(*role));
    Ok(default.cloned().collect())
}

fn personal_values(
    draft: &mut Draft<'_>,
    form: &NewMember,
    member: &MemberId,
) -> Result<Commitments, Refusal> {
    let mut personal = Commitments::default();
    let address = email(&form.email)?;
    refuse_known_address(draft, address.as_str());
    let name = form.name.as_deref().map(|text| draft.name(text)).transpose()?.map(|name| name.to_string());
    if name.is_none() && draft.before.catalog.invite.needs_name {
        draft.refuse(
            Refusal::new(Code::NameMissing, "a name is missing").help("give the name of the new member"),
        );
    }
    let product_id = form.external_id.as_deref().map(external_id).transpose()?;
    if let Some(id) = &product_id {
        refuse_known_id(draft, id.as_str());
    }
    draft.set_personal(&mut personal, member, Field::Email, Some(address.as_str()));
    draft.set_personal(&mut personal, member, Field::Name, name.as_deref());
    draft.set_personal(&mut personal, member, Field::ExternalId, product_id.as_ref().map(ExternalId::as_str));
    Ok(personal)
}

fn refuse_known_address(draft: &mut Draft<'_>, address: &str) {
    if draft.after.people.by_email(address).is_some() {
        let detail = format!("there is a member with the e-mail address `{address}`");
        draft.refuse(Refusal::new(Code::NameTaken, detail));
    }
}

fn refuse_known_id(draft: &mut Draft<'_>, id: &str) {
    if draft.after.people.by_external_id(id).is_some() {
        draft.refuse(Refusal::new(Code::NameTaken, format!("there is a member with the external id `{id}`")));
    }
}

/// `invite: false` makes a member active and registered at once and takes a platform token, or a catalog whose
/// invitation is without mail (design, section 8: *Members*).
fn require_invitation(draft: &Draft<'_>, form: &NewMember) -> Result<(), Refusal> {
    let kind = kind_of(draft, form.kind.as_ref()).ok();
    let at_once = kind.is_some_and(|(_, kind)| is_active_at_once(draft, form, &kind));
    if at_once || form.invite != Some(false) {
        return Ok(());
    }
    draft.require_platform("adding a member without an invitation")
}

/// A kind without sign-in is active at once, and so is everyone where nothing is mailed, unless the caller wants it.
fn is_active_at_once(draft: &Draft<'_>, form: &NewMember, kind: &Kind) -> bool {
    !kind.sign_in || (!draft.before.catalog.invite.mail && form.invite != Some(true))
}

fn status_for(draft: &mut Draft<'_>, form: &NewMember, kind: &Kind) -> Result<Status, Refusal> {
    if is_active_at_once(draft, form, kind) || form.invite == Some(false) {
        return Ok(Status::Active);
    }
    invitation::fresh(draft).map(Status::Invited)
}

/// Changes a member's details. One's own name is always one's own.
pub(super) fn edit(draft: &mut Draft<'_>, form: &EditMember) -> Result<(), Refusal> {
    let found = draft.after.find_member(&form.member).cloned();
    let own = found.as_ref().is_some_and(|member| draft.acting() == Some(member));
    let invited = found.as_ref().and_then(|id| draft.before.member(id)).is_some_and(Member::is_invited);
    let readdressed = invited && form.email.is_some();
    if readdressed {
        // An invited person's address is changed by whoever may invite (design, section 8: *Commands and readings*).
        draft.require(CommandName::MemberInvite)?;
    }
    let nothing_else = only_own_details(form) && form.name.is_kept();
    if !((own && only_own_details(form)) || (readdressed && nothing_else)) {
        draft.require(CommandName::MemberEdit)?;
    }
    let member = found.ok_or_else(|| Refusal::not_found("member", &form.member))?;
    let Some(before) = draft.before.member(&member).cloned() else {
        return Err(Refusal::not_found("member", &form.member));
    };
    member_fields::check_edit(draft, form)?;
    let mut changed = changes(draft, form, &member, &before)?;
    let personal = changed_personal(draft, form, &member, &before)?;
    let new_address = form.email.is_some() && personal.email != before.personal.email;
    changed.personal = (personal != before.personal).then_some(personal);
    if changes_anything(&changed) {
        draft.emit(Event::MemberChanged(Box::new(changed.clone())));
    }
    member_kind::settle_roles(draft, form, &member, &before)?;
    member_kind::settle_status(draft, &member, &before, new_address)
}

fn only_own_details(form: &EditMember) -> bool {
    let EditMember {
        member: _,
        email: _,
        name: _,
        kind,
        roles,
        position,
        company,
        external_id,
        ends_at,
        segments,
    } = form;
    kind.is_none()
        && roles.is_none()
        && position.is_kept()
        && company.is_kept()
        && external_id.is_kept()
        && ends_at.is_kept()
        && segments.is_kept()
}

fn changes_anything(changed: &MemberChanged) -> bool {
    let nothing = MemberChanged {
        member: changed.member.clone(),
        kind: None,
        position: Change::Keep,
        company: Change::Keep,
        ends_at: Change::Keep,
        segments: None,
        personal: None,
    };
    *changed != nothing
}

fn changes(
    draft: &Draft<'_>,
    form: &EditMember,
    member: &MemberId,
    before: &Member,
) -> Result<MemberChanged, Refusal> {
    let kind = form.kind.as_ref().map(|id| kind_of(draft, Some(id))).transpose()?.map(|(id, _)| id);
    let position = form.position.clone().try_map(|text| draft.position_in("position", &text))?;
    let joins = form.company.clone().try_map(|text| company(&text))?;
    let segments = match form.segments.clone() {
        Change::Keep => None,
        Change::Clear => Some(rolecall_catalog::Limits::new()),
        Change::Set(limits) => {
            draft.limits("segments", &limits)?;
            Some(limits)
        }
    };
    Ok(MemberChanged {
        member: member.clone(),
        kind: kind.filter(|id| *id != before.kind),
        position: Change::between(before.position.as_ref(), position.after(before.position.clone())),
        company: Change::between(before.company.as_ref(), joins.after(before.company.clone())),
        ends_at: Change::between(before.ends_at.as_ref(), form.ends_at.clone().after(before.ends_at)),
        segments: segments.filter(|limits| *limits != before.segments),
        personal: None,
    })
}

/// A registered person's e-mail address is changed by that person alone (`registered`, for platform calls too).
fn changed_personal(
    draft: &mut Draft<'_>,
    form: &EditMember,
    member: &MemberId,
    before: &Member,
) -> Result<Commitments, Refusal> {
    let mut personal = before.personal.clone();
    let person = draft.before.people.person(member).cloned().unwrap_or_default();
    let address = form.email.as_deref().map(email).transpose()?;
    if let Some(address) = address.filter(|address| person.email.as_ref() != Some(address)) {
        if before.registered && draft.acting() != Some(member) {
            let detail = format!(
                "{} has registered: that person alone changes the e-mail address",
                draft.before.display_name(member)
            );
            draft.refuse(Refusal::new(Code::Registered, detail));
        }
        if draft.before.people.by_email(address.as_str()).is_some_and(|other| other != member) {
            refuse_known_address(draft, address.as_str());
        }
        draft.set_personal(&mut personal, member, Field::Email, Some(address.as_str()));
    }
    let name = form
        .name
        .clone()
        .try_map(|text| draft.name(&text).map(|name| name.to_string()))?
        .after(person.name.clone());
    if name.is_none() && person.name.is_some() && draft.before.catalog.invite.needs_name {
        draft.refuse(Refusal::new(Code::NameMissing, "a name is missing"));
    }
    if name != person.name {
        draft.set_personal(&mut personal, member, Field::Name, name.as_deref());
    }
    let product_id =
        form.external_id.clone().try_map(|text| external_id(&text))?.after(person.external_id.clone());
    if product_id != person.external_id {
        if let Some(id) = &product_id {
            refuse_known_id(draft, id.as_str());
        }
        draft.set_personal(
            &mut personal,
            member,
            Field::ExternalId,
            product_id.as_ref().map(ExternalId::as_str),
        );
    }
    Ok(personal)
}

/// Makes an inactive member active again.
pub(super) fn activate(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::MemberActivate)?;
    let member = draft.member(text)?;
    match draft.before.member(&member).map(|member| &member.status) {
        Some(Status::Inactive) => return member_kind::wake(draft, &member),
        Some(Status::Invited(_)) => draft.refuse(not_registered(draft, &member)),
        _ => {}
    }
    Ok(())
}

/// Makes a member inactive: may do nothing, keeps everything.
pub(super) fn deactivate(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::MemberDeactivate)?;
    let member = draft.member(text)?;
    match draft.before.member(&member).map(|member| &member.status) {
        Some(Status::Active) => draft.emit(Event::MemberStatusChanged { member, status: Status::Inactive }),
        Some(Status::Invited(_)) => draft.refuse(not_registered(draft, &member)),
        _ => {}
    }
    Ok(())
}

fn not_registered(draft: &Draft<'_>, member: &MemberId) -> Refusal {
    let detail = format!("{} has not accepted the invitation yet", draft.before.display_name(member));
    Refusal::new(Code::NotActive, detail)
        .help("remove the member to withdraw the invitation, or send it again")
}
