//! Sharing: defaults per module, and rules.

use std::collections::BTreeMap;

use rolecall_catalog::{CommandName, ModuleId, SharingLevel};

use crate::draft::Draft;
use crate::{Event, Principal, PrincipalForm, PrincipalKind, Refusal, RuleLevel, SharingRuleId};

/// Changes sharing defaults of modules that can be shared.
pub(super) fn set_defaults(
    draft: &mut Draft<'_>,
    defaults: &BTreeMap<ModuleId, SharingLevel>,
) -> Result<(), Refusal> {
    draft.require(CommandName::SharingDefaultEdit)?;
    for module in defaults.keys() {
        shareable(draft, "defaults", module)?;
    }
    let changed: BTreeMap<_, _> = defaults
        .iter()
        .filter(|(module, level)| draft.before.sharing_default(module) != Some(**level))
        .map(|(module, level)| (module.clone(), *level))
        .collect();
    if !changed.is_empty() {
        draft.emit(Event::SharingDefaultsSet { defaults: changed });
    }
    Ok(())
}

/// A sharing rule as sent.
pub(super) struct Form<'a> {
    pub module: &'a ModuleId,
    pub from: &'a PrincipalForm,
    pub to: &'a PrincipalForm,
    pub level: RuleLevel,
    pub superiors_allowed: bool,
}

/// Makes a sharing rule.
pub(super) fn create(draft: &mut Draft<'_>, form: &Form<'_>) -> Result<(), Refusal> {
    draft.require(CommandName::SharingRuleCreate)?;
    shareable(draft, "module", form.module)?;
    let (from, to) = (principal(draft, "from", form.from)?, principal(draft, "to", form.to)?);
    let rule: SharingRuleId = draft.draw("shr_")?;
    draft.answer.created.push(rule.to_string());
    let (module, level) = (form.module.clone(), form.level);
    draft.emit(Event::SharingRuleSet {
        rule,
        module,
        from,
        to,
        level,
        superiors_allowed: form.superiors_allowed,
    });
    Ok(())
}

/// What changes in a sharing rule.
pub(super) struct Edit<'a> {
    pub module: Option<&'a ModuleId>,
    pub from: Option<&'a PrincipalForm>,
    pub to: Option<&'a PrincipalForm>,
    pub level: Option<RuleLevel>,
    pub superiors_allowed: Option<bool>,
}

/// Changes a sharing rule.
pub(super) fn edit(draft: &mut Draft<'_>, text: &str, edit: &Edit<'_>) -> Result<(), Refusal> {
    draft.require(CommandName::SharingRuleEdit)?;
    let rule = find(draft, text)?;
    let Some(before) = draft.before.sharing_rule(&rule).cloned() else { return Ok(()) };
    let module = edit.module.unwrap_or(&before.module).clone();
    shareable(draft, "module", &module)?;
    let from =
        edit.from.map(|form| principal(draft, "from", form)).transpose()?.unwrap_or(before.from.clone());
    let to = edit.to.map(|form| principal(draft, "to", form)).transpose()?.unwrap_or(before.to.clone());
    let level = edit.level.unwrap_or(before.level);
    let superiors_allowed = edit.superiors_allowed.unwrap_or(before.superiors_allowed);
    let after = crate::SharingRule { module, from, to, level, superiors_allowed };
    if after != before {
        let crate::SharingRule { module, from, to, level, superiors_allowed } = after;
        draft.emit(Event::SharingRuleSet { rule, module, from, to, level, superiors_allowed });
    }
    Ok(())
}

/// Deletes a sharing rule.
pub(super) fn delete(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    draft.require(CommandName::SharingRuleDelete)?;
    let rule = find(draft, text)?;
    draft.emit(Event::SharingRuleDeleted { rule });
    Ok(())
}

fn find(draft: &Draft<'_>, text: &str) -> Result<SharingRuleId, Refusal> {
    let found = draft.before.policy.sharing_rules.get_key_value(text);
    found.map(|(id, _)| id.clone()).ok_or_else(|| Refusal::not_found("sharing rule", text))
}

fn shareable(draft: &Draft<'_>, field: &str, module: &ModuleId) -> Result<(), Refusal> {
    match draft.after.sharing_default(module) {
        Some(_) => Ok(()),
        None => {
            Err(Refusal::invalid(field, format!("records of `{module}` are not shared by default or rule")))
        }
    }
}

fn principal(draft: &Draft<'_>, field: &str, form: &PrincipalForm) -> Result<Principal, Refusal> {
    let kind = match (&form.position, &form.group) {
        (Some(position), None) => PrincipalKind::Position(draft.position_in(field, position)?),
        (None, Some(group)) if !form.and_below => PrincipalKind::Group(draft.group_in(field, group)?),
        (None, Some(_)) => return Err(Refusal::invalid(field, "`and_below` goes with a position")),
        _ => return Err(Refusal::invalid(field, "name a position or a group, and not both")),
    };
    Ok(Principal { kind, and_below: form.and_below })
}
