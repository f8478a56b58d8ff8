//! The fields of a member's forms that are not what they must be: every one of them is told at once.

use super::{
    member::kind_of,
    resolve::{company, email, external_id, name},
    roles_of_member::check_listed,
};
use crate::draft::Draft;
use crate::{Change, EditMember, NewMember, Refusal};

/// Looks at the form of a new member.
pub(super) fn check_new(draft: &Draft<'_>, form: &NewMember) -> Result<(), Refusal> {
    let position = form.position.as_deref();
    let wrong = [
        email(&form.email).err(),
        form.name.as_deref().and_then(wrong_name),
        form.kind.as_ref().and_then(|kind| kind_of(draft, Some(kind)).err()),
        form.roles.as_ref().and_then(|names| draft.roles_in("roles", names, None).err()),
        check_listed(draft, &form.permissions).err(),
        position.and_then(|text| draft.position_in("position", text).err()),
        form.company.as_deref().and_then(|text| company(text).err()),
        form.external_id.as_deref().and_then(|text| external_id(text).err()),
        draft.limits("segments", &form.segments).err(),
    ];
    Refusal::together(wrong.into_iter().flatten()).map_or(Ok(()), Err)
}

/// Looks at what is to change in a member.
pub(super) fn check_edit(draft: &Draft<'_>, form: &EditMember) -> Result<(), Refusal> {
    let wrong = [
        form.email.as_deref().and_then(|text| email(text).err()),
        set(&form.name).and_then(|text| wrong_name(text)),
        form.kind.as_ref().and_then(|kind| kind_of(draft, Some(kind)).err()),
        form.roles.as_ref().and_then(|names| draft.roles_in("roles", names, None).err()),
        set(&form.position).and_then(|text| draft.position_in("position", text).err()),
        set(&form.company).and_then(|text| company(text).err()),
        set(&form.external_id).and_then(|text| external_id(text).err()),
        set(&form.segments).and_then(|limits| draft.limits("segments", limits).err()),
    ];
    Refusal::together(wrong.into_iter().flatten()).map_or(Ok(()), Err)
}

/// The value that a field is given, if it is given one.
fn set<T>(change: &Change<T>) -> Option<&T> {
    match change {
        Change::Set(value) => Some(value),
        Change::Keep | Change::Clear => None,
    }
}

/// A blank name is a rule's to tell, not a wrong value.
fn wrong_name(text: &str) -> Option<Refusal> {
    if text.trim().is_empty() { None } else { name(text).err() }
}
