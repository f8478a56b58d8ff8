//! What a product's owner columns call a member: the external id where there is one, else the member's id (design, section 8:
//! *Filter*).

use std::collections::BTreeMap;

use rolecall_organization::{ExternalId, MemberId, Organization};

/// The names of an organization's members in owner columns, no two of them alike.
pub(super) struct Names<'a> {
    organization: &'a Organization,
    /// Who was called last by an external id that nobody holds now.
    former: BTreeMap<&'a ExternalId, &'a MemberId>,
}

impl<'a> Names<'a> {
    pub(super) fn of(organization: &'a Organization) -> Self {
        let removed = organization.policy().members.iter().filter(|(_, member)| member.is_removed());
        let mut removed: Vec<_> = removed.map(|(id, member)| (member.added_at, id)).collect();
        removed.sort();
        let known = |id| organization.people().person(id)?.external_id.as_ref();
        let former = removed.into_iter().filter_map(|(_, id)| Some((known(id)?, id))).collect();
        Self { organization, former }
    }

    /// A removed member's external id is free again: held by somebody else now, it names that member in the table as it does
    /// when records are registered, and the removed one goes by the member's id.
    pub(super) fn name(&self, id: &MemberId) -> String {
        let people = self.organization.people();
        let external = people.person(id).and_then(|person| person.external_id.as_ref());
        let holds = |external: &&ExternalId| {
            let holder =
                people.by_external_id(external.as_str()).or_else(|| self.former.get(*external).copied());
            holder.is_none_or(|holder| holder == id)
        };
        external.filter(holds).map_or_else(|| id.to_string(), ToString::to_string)
    }
}
