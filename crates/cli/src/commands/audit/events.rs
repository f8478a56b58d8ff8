//! Events of the ledger in words, with today's names. What is gone is told by its id.

use rolecall::organization::{
    Change, ContainerId, Event, GroupId, MemberChanged, MemberId, PositionId, Principal, PrincipalKind,
    RoleId, Status,
};

use crate::{names::Names, text::count};

/// An event in a few words.
pub fn words(names: &dyn Names, event: &Event) -> String {
    let names = Words(names);
    organization(event).or_else(|| names.member(event)).unwrap_or_else(|| names.thing(event))
}

fn organization(event: &Event) -> Option<String> {
    Some(match event {
        Event::OrganizationFounded { name, edition, .. } => match edition {
            Some(edition) => format!("founded {name}, edition {edition}"),
            None => format!("founded {name}"),
        },
        Event::OrganizationRenamed { name } => format!("renamed to {name}"),
        Event::SlugChanged { slug } => format!("slug {slug}"),
        Event::EditionChanged { edition } => format!("edition {edition}"),
        Event::FeaturesSwitched { features } => {
            let words = features.iter().map(|(id, on)| format!("{id} {}", if *on { "on" } else { "off" }));
            format!("switched {}", listed(words))
        }
        Event::CatalogAdopted { catalog } => format!("catalog {catalog}"),
        Event::OrganizationDeleted {} => "deleted the organization".to_owned(),
        Event::SharingDefaultsSet { defaults } => {
            let words = defaults.iter().map(|(module, level)| format!("{module} {}", word(level)));
            format!("sharing defaults {}", listed(words))
        }
        Event::RecordsWritten { written, deleted } => {
            let told = |number: &u64, did: &str| {
                (*number > 0).then(|| format!("{did} {}", count(*number, "record", "records")))
            };
            listed(told(written, "wrote").into_iter().chain(told(deleted, "deleted")))
        }
        _ => return None,
    })
}

/// What things are called today.
struct Words<'a>(&'a dyn Names);

impl Words<'_> {
    fn member(&self, event: &Event) -> Option<String> {
        let name = |member: &MemberId| self.0.member(member.as_str());
        Some(match event {
            Event::MemberAdded { member, status, roles, position, .. } => {
                let roles = roles.iter().map(|id| self.role(id));
                let position = position.iter().map(|id| format!("at {}", self.position(id)));
                let more = listed(roles.chain(position));
                let comma = if more.is_empty() { "" } else { ", " };
                format!("added {} ({}){comma}{more}", name(member), status.as_str())
            }
            Event::MemberChanged(changed) => {
                format!("changed {}{}", name(&changed.member), self.changed(changed))
            }
            Event::MemberStatusChanged { member, status } => match status {
                Status::Invited(_) => format!("invited {} anew", name(member)),
                status => format!("{} is {}", name(member), status.as_str()),
            },
            Event::MemberRemoved { member } => format!("removed {}", name(member)),
            Event::MemberErased { member } => format!("erased the personal values of {member}"),
            Event::MemberRolesSet { member, roles } => {
                format!("{} holds {}", name(member), or_none(listed(roles.iter().map(|id| self.role(id)))))
            }
            Event::MemberPermissionsSet { member, permissions } => {
                let permissions = listed(permissions.iter().map(ToString::to_string));
                format!("{} may directly {}", name(member), or_none(permissions))
            }
            Event::ContainerMemberSet { container, member, roles, until } => {
                let roles = roles.iter().map(|id| format!(", {}", self.role(id)));
                let until = until.iter().map(|at| format!(", until {at}"));
                let more: String = roles.chain(until).collect();
                format!("{} is in {}{more}", name(member), self.container(container))
            }
            Event::ContainerMemberRemoved { container, member } => {
                format!("{} is no longer in {}", name(member), self.container(container))
            }
            _ => return None,
        })
    }

    /// Roles, positions, groups, sharing rules, containers.
    fn thing(&self, event: &Event) -> String {
        match event {
            Event::RoleCreated { name, .. } => format!("made role {name}"),
            Event::RoleChanged { role, .. } => format!("changed role {}", self.role(role)),
            Event::RoleReassigned { role, to } => {
                format!("gave holders of role {} role {}", self.role(role), self.role(to))
            }
            Event::RoleDeleted { role } => format!("deleted role {}", self.role(role)),
            Event::PositionCreated { name, reports_to, .. } => {
                format!("made position {name} under {}", self.position(reports_to))
            }
            Event::PositionChanged { position, .. } => {
                format!("changed position {}", self.position(position))
            }
            Event::PositionDeleted { position, to } => {
                format!("deleted position {}, its people to {}", self.position(position), self.position(to))
            }
            Event::GroupCreated { name, .. } => format!("made group {name}"),
            Event::GroupChanged { group, .. } => format!("changed group {}", self.group(group)),
            Event::GroupDeleted { group } => format!("deleted group {}", self.group(group)),
            Event::SharingRuleSet { module, from, to, level, .. } => {
                let (from, to) = (self.principal(from), self.principal(to));
                format!("sharing rule: {module} of {from} to {to}, {}", word(level))
            }
            Event::SharingRuleDeleted { rule } => format!("deleted sharing rule {rule}"),
            Event::ContainerCreated { kind, name, .. } => format!("made {kind} {name}"),
            Event::ContainerChanged { container, .. } => format!("changed {}", self.container(container)),
            Event::ContainerDeleted { container } => format!("deleted {}", self.container(container)),
            other => word(other),
        }
    }

    fn changed(&self, changed: &MemberChanged) -> String {
        let mut words: Vec<String> = changed.kind.iter().map(|kind| format!("kind {kind}")).collect();
        match &changed.position {
            Change::Keep => {}
            Change::Clear => words.push("no position".to_owned()),
            Change::Set(position) => words.push(format!("at {}", self.position(position))),
        }
        match &changed.ends_at {
            Change::Keep => {}
            Change::Clear => words.push("no end".to_owned()),
            Change::Set(at) => words.push(format!("ends {at}")),
        }
        for (is_changed, word) in [
            (!changed.company.is_kept(), "company"),
            (changed.segments.is_some(), "segments"),
            (changed.personal.is_some(), "personal values"),
        ] {
            if is_changed {
                words.push(word.to_owned());
            }
        }
        words.insert(0, String::new());
        words.join(", ")
    }

    fn role(&self, id: &RoleId) -> String {
        self.0.role(id.as_str())
    }

    fn position(&self, id: &PositionId) -> String {
        self.0.position(id.as_str())
    }

    fn group(&self, id: &GroupId) -> String {
        self.0.group(id.as_str())
    }

    fn container(&self, id: &ContainerId) -> String {
        self.0.container(id.as_str())
    }

    fn principal(&self, principal: &Principal) -> String {
        let below = if principal.and_below { " and below" } else { "" };
        match &principal.kind {
            PrincipalKind::Position(id) => format!("{}{below}", self.position(id)),
            PrincipalKind::Group(id) => format!("group {}", self.group(id)),
        }
    }
}

fn listed(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn or_none(words: String) -> String {
    if words.is_empty() { "nothing".to_owned() } else { words }
}

/// A word of the ledger as people read it: `public_read` is `public read`.
fn word(value: &impl serde::Serialize) -> String {
    let written = serde_json::to_value(value).unwrap_or_default();
    let word = written.as_str().or_else(|| written.get("event")?.as_str()).unwrap_or_default();
    word.replace('_', " ")
}
