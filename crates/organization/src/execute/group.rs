//! Groups: made, changed, deleted.

use std::collections::BTreeSet;

use rolecall_catalog::CommandName;

use super::position::lose_rules;
use crate::draft::Draft;
use crate::{Change, Code, Event, GroupId, GroupParts, PrincipalKind, Refusal};

/// What a group is made of, as sent; in an edit, what is absent stays.
pub(super) struct Form<'a> {
    pub members: Option<&'a [String]>,
    pub positions: Option<&'a [String]>,
    pub positions_and_below: Option<&'a [String]>,
    pub groups: Option<&'a [String]>,
}

/// Makes a group.
pub(super) fn create(draft: &mut Draft<'_>, name: &str, form: &Form<'_>) -> Result<(), Refusal> {
    draft.require(CommandName::GroupCreate)?;
    let name = draft.name(name)?;
    let taken = draft.after.find_group(name.as_str()).is_some();
    draft.refuse_taken("group", name.as_str(), taken);
    let parts = parts_after(draft, form, GroupParts::default())?;
    let group: GroupId = draft.draw("grp_")?;
    draft.answer.created.push(group.to_string());
    draft.emit(Event::GroupCreated { group, name, parts });
    Ok(())
}

/// Changes a group.
pub(super) fn edit(
    draft: &mut Draft<'_>,
    text: &str,
    name: &Change<String>,
    form: &Form<'_>,
) -> Result<(), Refusal> {
    draft.require(CommandName::GroupEdit)?;
    let id = draft.after.find_group(text).cloned().ok_or_else(|| Refusal::not_found("group", text))?;
    let Some(before) = draft.before.group(&id).cloned() else { return Ok(()) };
    let name = draft.name_change(name)?.unwrap_or_else(|| before.name.clone());
    let taken = draft.after.find_group(name.as_str()).is_some_and(|other| *other != id);
    draft.refuse_taken("group", name.as_str(), taken);
    let parts = parts_after(draft, form, before.parts.clone())?;
    if name == before.name && parts == before.parts {
        return Ok(());
    }
    draft.emit(Event::GroupChanged { group: id.clone(), name, parts });
    if draft.after.group_contains(&id, &id) {
        let detail = "a group does not contain itself, not through other groups either";
        draft.refuse(Refusal::new(Code::Cycle, detail));
    }
    Ok(())
}

/// Deletes a group: other groups lose it, sharing rules that name it go with it, and the answer lists them.
pub(super) fn delete(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::GroupDelete)?;
    let id = draft.after.find_group(text).cloned().ok_or_else(|| Refusal::not_found("group", text))?;
    let losing: Vec<_> =
        draft.before.policy.groups.iter().filter(|(_, g)| g.parts.groups.contains(&id)).collect();
    for (group, found) in losing {
        let mut parts = found.parts.clone();
        parts.groups.remove(&id);
        draft.lose("group", group.as_str());
        draft.emit(Event::GroupChanged { group: group.clone(), name: found.name.clone(), parts });
    }
    lose_rules(draft, &PrincipalKind::Group(id.clone()));
    draft.emit(Event::GroupDeleted { group: id });
    Ok(())
}

/// The parts after a change. Removed members, whom nobody names any more, stay where they were.
fn parts_after(draft: &Draft<'_>, form: &Form<'_>, before: GroupParts) -> Result<GroupParts, Refusal> {
    let removed = |id: &&crate::MemberId| draft.before.member(id).is_some_and(crate::Member::is_removed);
    let gone: BTreeSet<_> = before.members.iter().filter(removed).cloned().collect();
    let mut parts = before;
    if let Some(names) = form.members {
        parts.members = named(names, |text| draft.member_in("members", text))?;
        parts.members.extend(gone);
    }
    if let Some(names) = form.positions {
        parts.positions = named(names, |text| draft.position_in("positions", text))?;
    }
    if let Some(names) = form.positions_and_below {
        parts.positions_and_below = named(names, |text| draft.position_in("positions_and_below", text))?;
    }
    if let Some(names) = form.groups {
        parts.groups = named(names, |text| draft.group_in("groups", text))?;
    }
    Ok(parts)
}

fn named<I: Ord>(
    names: &[String],
    find: impl Fn(&str) -> Result<I, Refusal>,
) -> Result<BTreeSet<I>, Refusal> {
    names.iter().map(|text| find(text)).collect()
}
