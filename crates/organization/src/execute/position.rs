//! The reporting tree: positions made, changed, deleted with a place for their people and children.

use rolecall_catalog::CommandName;

use crate::draft::Draft;
use crate::{Change, Code, Event, GroupParts, PositionId, PrincipalKind, Refusal};

/// Makes a position, under the top where no superior is named.
pub(super) fn create(
    draft: &mut Draft<'_>,
    name: &str,
    reports_to: Option<&str>,
    share_with_peers: bool,
    description: Option<&str>,
) -> Result<(), Refusal> {
    draft.require(CommandName::PositionCreate)?;
    let name = draft.name(name)?;
    let taken = draft.after.find_position(name.as_str()).is_some();
    draft.refuse_taken("position", name.as_str(), taken);
    let reports_to = match reports_to {
        Some(text) => draft.position_in("reports_to", text)?,
        None => top(draft)?,
    };
    let position: PositionId = draft.draw("pos_")?;
    draft.answer.created.push(position.to_string());
    let description = description.map(str::to_owned);
    draft.emit(Event::PositionCreated { position, name, reports_to, share_with_peers, description });
    Ok(())
}

fn top(draft: &Draft<'_>) -> Result<PositionId, Refusal> {
    let top = draft.after.top_position().cloned();
    top.ok_or_else(|| Refusal::new(Code::FeatureOff, "the product has no reporting tree"))
}

/// What changes in a position.
pub(super) struct Edit<'a> {
    pub name: &'a Change<String>,
    pub reports_to: &'a Change<String>,
    pub share_with_peers: Option<bool>,
    pub description: &'a Change<String>,
}

/// Changes a position. Sharing rules and members name it by id, so a rename costs nothing (Zoho CRM, rule 22).
pub(super) fn edit(draft: &mut Draft<'_>, text: &str, edit: &Edit<'_>) -> Result<(), Refusal> {
    draft.require(CommandName::PositionEdit)?;
    let id = draft.after.find_position(text).cloned().ok_or_else(|| Refusal::not_found("position", text))?;
    let Some(before) = draft.before.position(&id).cloned() else { return Ok(()) };
    let name = draft.name_change(edit.name)?.filter(|name| *name != before.name);
    if let Some(name) = &name {
        let taken = draft.after.find_position(name.as_str()).is_some_and(|other| *other != id);
        draft.refuse_taken("position", name.as_str(), taken);
    }
    let reports_to = match edit.reports_to {
        Change::Keep => None,
        // `null` puts it under the top; the top itself stays what it is.
        Change::Clear => Some(top(draft)?).filter(|top| *top != id),
        Change::Set(text) => Some(draft.position_in("reports_to", text)?),
    };
    let reports_to = reports_to.filter(|above| before.reports_to.as_ref() != Some(above));
    if let Some(above) = &reports_to {
        refuse_cycle(draft, &id, above);
    }
    let share_with_peers = edit.share_with_peers.filter(|shares| *shares != before.share_with_peers);
    let description = Change::between(
        before.description.as_ref(),
        edit.description.clone().after(before.description.clone()),
    );
    if name.is_some() || reports_to.is_some() || share_with_peers.is_some() || !description.is_kept() {
        draft.emit(Event::PositionChanged { position: id, name, reports_to, share_with_peers, description });
    }
    Ok(())
}

fn refuse_cycle(draft: &mut Draft<'_>, id: &PositionId, above: &PositionId) {
    if above == id || draft.before.is_below(above, id) {
        let detail = "a position does not report to itself or to one below it";
        draft.refuse(Refusal::new(Code::Cycle, detail).help("choose a position that is not below"));
    }
}

/// Deletes a position. Its people and children go to another; rules and groups lose it, and the answer lists them.
pub(super) fn delete(draft: &mut Draft<'_>, text: &str, transfer_to: Option<&str>) -> Result<(), Refusal> {
    draft.require(CommandName::PositionDelete)?;
    let id = draft.after.find_position(text).cloned().ok_or_else(|| Refusal::not_found("position", text))?;
    let Some(before) = draft.before.position(&id).cloned() else { return Ok(()) };
    let named = transfer_to.map(|to| draft.position_in("transfer_to", to)).transpose()?;
    let Some(parent) = before.reports_to.clone() else {
        let detail = format!("`{}` is the top of the tree and is not deleted", before.name);
        return Err(Refusal::new(Code::RoleBuiltIn, detail));
    };
    let unfit = named.as_ref().is_some_and(|to| *to == id || draft.before.is_below(to, &id));
    if unfit || (named.is_none() && is_occupied(draft, &id)) {
        let what = if unfit {
            "goes to a place that is not itself or below it"
        } else {
            "has people or positions below"
        };
        draft.refuse(
            Refusal::new(Code::TransferRequired, format!("`{}` {what}", before.name))
                .help("name another position for them with `transfer_to`"),
        );
    }
    // Where only removed members are left, they go to the parent.
    let to = named.filter(|_| !unfit).unwrap_or(parent);
    lose_in_groups(draft, &id);
    lose_rules(draft, &PrincipalKind::Position(id.clone()));
    draft.emit(Event::PositionDeleted { position: id, to });
    Ok(())
}

fn is_occupied(draft: &Draft<'_>, id: &PositionId) -> bool {
    let people = draft.before.members().any(|(_, member)| member.position.as_ref() == Some(id));
    people || draft.before.policy.positions.values().any(|p| p.reports_to.as_ref() == Some(id))
}

fn lose_in_groups(draft: &mut Draft<'_>, id: &PositionId) {
    let holds = |parts: &GroupParts| parts.positions.contains(id) || parts.positions_and_below.contains(id);
    let losing: Vec<_> = draft.before.policy.groups.iter().filter(|(_, g)| holds(&g.parts)).collect();
    for (group, found) in losing {
        let mut parts = found.parts.clone();
        parts.positions.remove(id);
        parts.positions_and_below.remove(id);
        draft.lose("group", group.as_str());
        draft.emit(Event::GroupChanged { group: group.clone(), name: found.name.clone(), parts });
    }
}

/// Sharing rules that name what is deleted go with it.
pub(super) fn lose_rules(draft: &mut Draft<'_>, principal: &PrincipalKind) {
    let losing: Vec<_> = draft.before.rules_naming(principal).cloned().collect();
    for rule in losing {
        draft.lose("sharing_rule", rule.as_str());
        draft.emit(Event::SharingRuleDeleted { rule });
    }
}
