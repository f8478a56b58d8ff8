//! `company_required` and `company_mismatch`: a client belongs to a client company, and joins that company's containers only.

use std::collections::BTreeSet;

use rolecall_catalog::comparable;

use crate::{
    Code, Company, Container, ContainerId, Event, Member, MemberId, Organization, Refusal, draft::Draft,
};

pub(super) fn check(draft: &Draft<'_>) -> Vec<Refusal> {
    let mut found = Vec::new();
    for id in draft.touched_members() {
        let Some(member) = draft.after.member(&id).filter(|member| !member.is_removed()) else { continue };
        if is_client(&draft.after, member) && member.company.is_none() {
            let detail =
                format!("{} is a client, and clients belong to a company", draft.after.display_name(&id));
            found.push(Refusal::new(Code::CompanyRequired, detail).help("name the client company"));
        }
    }
    for (container, member) in joined(draft) {
        found.extend(mismatch(&draft.after, &container, &member));
    }
    found
}

/// Memberships to look at: those touched, and all of a container that changed its company.
fn joined(draft: &Draft<'_>) -> BTreeSet<(ContainerId, MemberId)> {
    let mut joined = draft.touched_memberships();
    for event in &draft.events {
        if let Event::ContainerChanged { container, .. } = event {
            let members = draft.after.container(container).into_iter().flat_map(|c| c.members.keys());
            joined.extend(members.map(|member| (container.clone(), member.clone())));
        }
    }
    joined
}

fn is_client(organization: &Organization, member: &Member) -> bool {
    organization.kind_of(member).is_some_and(|kind| kind.company)
}

fn mismatch(organization: &Organization, container: &ContainerId, id: &MemberId) -> Option<Refusal> {
    let member =
        organization.member(id).filter(|member| !member.is_removed() && is_client(organization, member))?;
    let container: &Container = organization.container(container)?;
    let named = |company: &Option<Company>| company.as_ref().map(|name| comparable(name.as_str()));
    let fits = container.company.is_some() && named(&container.company) == named(&member.company);
    (!fits).then(|| {
        let client = organization.display_name(id);
        let detail = match &container.company {
            Some(company) => format!("`{}` belongs to {company}, and {client} does not", container.name),
            None => format!("`{}` belongs to no client company and takes no clients", container.name),
        };
        Refusal::new(Code::CompanyMismatch, detail).help("clients join containers of their own company only")
    })
}
