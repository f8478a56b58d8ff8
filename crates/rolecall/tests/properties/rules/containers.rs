//! Who is in containers: `company_required`, `company_mismatch`.

use rolecall::organization::Organization;

use crate::held::Held;

/// Containers are of a kind that there is, and their members were not removed.
pub fn memberships_are_sound(organization: &Organization) -> Held {
    for (id, container) in &organization.policy().containers {
        let known = organization.catalog().container_kinds.contains_key(&container.kind);
        ensure!(known, "`{id}` is of the unknown kind `{}`", container.kind);
        for member_id in container.members.keys() {
            let member = organization.policy().members.get(member_id);
            let there = member.is_some_and(|member| !member.is_removed());
            ensure!(there, "{member_id} is in `{id}`, and is no member");
        }
    }
    Ok(())
}

/// A client belongs to a client company, and joins that company's containers only.
pub fn clients_belong_to_companies(organization: &Organization) -> Held {
    for (id, member) in &organization.policy().members {
        if member.is_removed() || !organization.catalog().kinds[&member.kind].company {
            continue;
        }
        ensure!(member.company.is_some(), "company_required: the client {id} has none");
        for (container_id, container) in &organization.policy().containers {
            let joined = container.members.contains_key(id);
            let fits = container.company == member.company;
            ensure!(!joined || fits, "company_mismatch: the client {id} is in `{container_id}`");
        }
    }
    Ok(())
}
