//! Records: registered, taken off, given another owner. They are written by the product; a member assigns owners only
//! (design, section 8: *Commands and readings*).

use std::collections::BTreeMap;

use rolecall_catalog::{ModuleId, Ownership, Permission};

use super::RECORDS_AT_ONCE;
use crate::draft::Draft;
use crate::{
    Code, Facts, MemberId, OneOrMany, RecordChange, RecordForm, RecordId, RecordKey, Refusal, Status, Target,
};

/// Registers records, or changes them. An older version of a record is ignored and counted.
pub(super) fn put(draft: &mut Draft<'_>, forms: &[RecordForm]) -> Result<(), Refusal> {
    draft.authority().require_program("writing records")?;
    refuse_too_many(forms.len())?;
    let read = forms.iter().enumerate().map(|(index, form)| {
        read_record(draft, form).map_err(|(field, detail)| (format!("records[{index}].{field}"), detail))
    });
    let (rows, errors): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
    if let Some(refusal) = Refusal::of_fields(errors.into_iter().filter_map(Result::err)) {
        return Err(refusal);
    }
    let mut changed: BTreeMap<RecordKey, Facts> = BTreeMap::new();
    for (key, facts) in rows.into_iter().flatten() {
        let present = changed.get(&key).cloned().or_else(|| draft.records_before().facts(&key));
        if present
            .is_some_and(|present| present == facts || present.version > facts.version.or(present.version))
        {
            draft.answer.ignored += 1;
        } else {
            changed.insert(key, facts);
        }
    }
    draft.answer.written = changed.len() as u64;
    draft.records =
        changed.into_iter().map(|(key, facts)| RecordChange { key, facts: Some(facts) }).collect();
    Ok(())
}

/// Takes records off the register; those not on it are counted as ignored.
pub(super) fn delete(draft: &mut Draft<'_>, keys: &[RecordKey]) -> Result<(), Refusal> {
    draft.authority().require_program("deleting records")?;
    refuse_too_many(keys.len())?;
    let present: std::collections::BTreeSet<_> =
        keys.iter().filter(|key| draft.records_before().facts(key).is_some()).cloned().collect();
    draft.answer.ignored = (keys.len() - present.len()) as u64;
    draft.answer.deleted = present.len() as u64;
    draft.records = present.into_iter().map(|key| RecordChange { key, facts: None }).collect();
    Ok(())
}

/// Gives records another owner, or none. Asks `assign_owner`, else `edit`, of every record named.
pub(super) fn assign_owner(
    draft: &mut Draft<'_>,
    module: &ModuleId,
    ids: &[RecordId],
    owner: Option<&str>,
) -> Result<(), Refusal> {
    refuse_too_many(ids.len())?;
    let catalog = draft.before.catalog_in_force();
    let unknown = || Refusal::invalid("module", format!("there is no module `{module}`"));
    let declared = catalog.modules.get(module).ok_or_else(unknown)?;
    let action = ["assign_owner", "edit"].iter().find_map(|action| declared.actions.get_key_value(*action));
    let action = action.map(|(action, _)| action.clone());
    let action = action.or_else(|| "edit".parse().ok()).ok_or_else(unknown)?;
    let permission = Permission::new(module.clone(), action);
    if ids.is_empty() {
        draft.require_permission(&permission, Target::Module)?;
    }
    for id in ids {
        draft.require_permission(&permission, Target::Record(id.clone(), Facts::default()))?;
    }
    if declared.owner != Ownership::Own {
        return Err(Refusal::invalid("module", format!("records of `{module}` have no owner of their own")));
    }
    let owner = owner.map(|text| draft.member_in("owner", text)).transpose()?;
    if let Some(owner) = &owner {
        refuse_inactive_owner(draft, owner);
    }
    let mut changed = BTreeMap::new();
    for id in ids {
        let key = RecordKey::new(module.clone(), id.clone());
        let facts = draft
            .records_before()
            .facts(&key)
            .ok_or_else(|| Refusal::not_found("record", &key.to_string()))?;
        if facts.owner != owner {
            changed.insert(key, Facts { owner: owner.clone(), ..facts.clone() });
        }
    }
    draft.answer.written = changed.len() as u64;
    draft.answer.ignored = (ids.len() as u64).saturating_sub(draft.answer.written);
    draft.records =
        changed.into_iter().map(|(key, facts)| RecordChange { key, facts: Some(facts) }).collect();
    Ok(())
}

/// Records are assigned to active members only.
pub(super) fn refuse_inactive_owner(draft: &mut Draft<'_>, owner: &MemberId) {
    if draft.before.member(owner).is_none_or(|member| member.status != Status::Active) {
        let detail = format!("{} is not active", draft.before.display_name(owner));
        draft.refuse(
            Refusal::new(Code::NotActive, detail).help("records are assigned to active members only"),
        );
    }
}

fn refuse_too_many(count: usize) -> Result<(), Refusal> {
    if count <= RECORDS_AT_ONCE {
        return Ok(());
    }
    let detail = format!("{count} records at once; {RECORDS_AT_ONCE} are the most");
    Err(Refusal::new(Code::TooMany, detail).help("send them in several parts"))
}

type FieldError = (&'static str, String);

fn read_record(draft: &Draft<'_>, form: &RecordForm) -> Result<(RecordKey, Facts), FieldError> {
    let catalog = &draft.before.catalog;
    let unknown = || ("module", format!("there is no module `{}`", form.module));
    let module = catalog.modules.get(&form.module).ok_or_else(unknown)?;
    if catalog.container_kind_of(&form.module).is_some() {
        return Err(("module", format!("records of `{}` are containers: make them as such", form.module)));
    }
    if form.owner.is_some() && module.owner != Ownership::Own {
        return Err(("owner", format!("a record of `{}` takes the owner of its parent", form.module)));
    }
    if let Some(parent) = form.parent.as_ref().filter(|parent| !module.parents.contains(&parent.module)) {
        return Err((
            "parent",
            format!("a record of `{}` has no parent in `{}`", form.module, parent.module),
        ));
    }
    let facts = Facts {
        // An owner value that names no member counts as no owner (design, section 2).
        owner: form.owner.as_deref().and_then(|text| draft.before.find_owner(text)).cloned(),
        parent: form.parent.clone(),
        container: read_container(draft, form, module.container.as_ref())?,
        segments: read_segments(draft, form)?,
        version: form.version,
    };
    Ok((RecordKey::new(form.module.clone(), form.id.clone()), facts))
}

fn read_container(
    draft: &Draft<'_>,
    form: &RecordForm,
    kind: Option<&rolecall_catalog::ContainerKindId>,
) -> Result<Option<crate::ContainerId>, FieldError> {
    let Some(text) = &form.container else { return Ok(None) };
    let Some(kind) = kind else {
        return Err(("container", format!("a record of `{}` lives in no container", form.module)));
    };
    let found = draft.before.find_container(text).filter(|id| draft.before.container_kind(id) == Some(kind));
    found.cloned().map(Some).ok_or_else(|| ("container", format!("there is no {kind} `{text}`")))
}

fn read_segments(
    draft: &Draft<'_>,
    form: &RecordForm,
) -> Result<
    BTreeMap<rolecall_catalog::SegmentId, std::collections::BTreeSet<rolecall_catalog::SegmentValue>>,
    FieldError,
> {
    let module = draft.before.catalog.modules.get(&form.module);
    let foreign = form.segments.keys().find(|segment| module.is_none_or(|m| !m.segments.contains(*segment)));
    if let Some(segment) = foreign {
        return Err(("segments", format!("records of `{}` carry no segment `{segment}`", form.module)));
    }
    let segments: BTreeMap<_, _> =
        form.segments.iter().map(|(id, values)| (id.clone(), OneOrMany::into_set(values.clone()))).collect();
    draft.undeclared(&segments).map_or(Ok(()), |detail| Err(("segments", detail)))?;
    Ok(segments.into_iter().filter(|(_, values)| !values.is_empty()).collect())
}
