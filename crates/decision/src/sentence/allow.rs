//! How an allow is told: by its first way in.

use rolecall_catalog::{PositionId, Reach, SharingLevel};
use rolecall_organization::{ContainerId, MemberId, Principal, PrincipalKind, SharingRuleId, Source, Target};

use super::Telling;
use super::words::{container, listed, module, plain, position, thing};
use crate::{Opening, Path, record};

impl Telling<'_> {
    /// The first way in, in words.
    pub(super) fn opened(&self, told: &mut String, opened: &[Opening], containers: &[ContainerId]) {
        let Some(opening) = opened.first() else { return told.push_str("nothing blocks it") };
        self.gives(told, &opening.source, reaching(opening));
        if of_its_container(opening) {
            return told.push_str(" there");
        }
        // A path that opens everything needs no clause.
        if !matches!(opening.path, Path::Permission | Path::All) {
            told.push_str(", and ");
            self.way(told, &opening.path, containers);
        }
    }

    /// The clause that tells a path.
    fn way(&self, told: &mut String, path: &Path, containers: &[ContainerId]) {
        let who = self.who;
        match path {
            Path::Permission | Path::All => {}
            Path::Own => match &self.question.target {
                Target::New(_) => told.extend(["it will be owned by ", who]),
                _ => told.extend([who, " owns it"]),
            },
            Path::Default { level } => {
                let module = module(self.organization, &self.question.module);
                told.extend(["the sharing default of ", module, " is ", level_words(*level)]);
            }
            Path::Superior { owner, .. } => {
                told.extend([who, " manages "]);
                self.placed(told, owner);
                told.push_str(", who owns it");
            }
            Path::Top => {
                told.extend([who, " stands at the top of the tree"]);
                if let Some(held) = self.held_position() {
                    told.extend([" (", position(self.organization, held), ")"]);
                }
            }
            Path::Peer { owner } => self.peers(told, owner),
            Path::Rule { rule, via } => self.rule(told, rule, via.as_ref()),
            Path::Container { container } => self.belongs(told, container, containers),
            Path::Follows { parent, action, opened } => {
                let question = record::on_parent(self.question, parent, action);
                let (parent, action) = (thing(self.organization, parent), plain(action.as_str()));
                told.extend(["it follows ", &*parent, ", which ", who, " may ", &*action, " ("]);
                Telling::new(self.organization, &question).opened(told, opened, &[]);
                told.push(')');
            }
        }
    }

    fn held_position(&self) -> Option<&PositionId> {
        let id = self.question.member.as_ref()?;
        self.organization.member(id)?.position.as_ref()
    }

    fn peers(&self, told: &mut String, owner: &MemberId) {
        let owner = self.organization.display_name(owner);
        let shared = self.held_position().map(|held| position(self.organization, held)).unwrap_or_default();
        told.extend([self.who, " shares position ", shared, " with ", owner, ", who owns it"]);
    }

    fn rule(&self, told: &mut String, rule: &SharingRuleId, via: Option<&MemberId>) {
        let module = module(self.organization, &self.question.module);
        let Some(rule) = self.organization.sharing_rule(rule) else {
            return told.extend(["a sharing rule opens it to ", self.who]);
        };
        let (from, to) = (self.principal(&rule.from), self.principal(&rule.to));
        told.extend(["a sharing rule opens ", module, " of ", &*from, " to ", &*to]);
        if let Some(via) = via {
            told.extend([", superiors included, and ", self.who, " manages "]);
            self.placed(told, via);
        }
    }

    fn principal(&self, principal: &Principal) -> String {
        let name = match &principal.kind {
            PrincipalKind::Position(id) => position(self.organization, id).to_owned(),
            PrincipalKind::Group(id) => {
                let found = self.organization.group(id);
                format!("group {}", found.map_or_else(|| id.to_string(), |group| group.name.to_string()))
            }
        };
        if principal.and_below { format!("{name} and below") } else { name }
    }

    fn belongs(&self, told: &mut String, place: &ContainerId, containers: &[ContainerId]) {
        let all = if containers.is_empty() { std::slice::from_ref(place) } else { containers };
        let mut names: Vec<String> = all.iter().take(3).map(|id| container(self.organization, id)).collect();
        let further = all.len().saturating_sub(names.len());
        names.extend((further > 0).then(|| format!("{further} more")));
        told.extend([self.who, " is a member of ", &*listed(&names, "and")]);
    }
}

/// What stands before the module's label.
fn reaching(opening: &Opening) -> &'static str {
    match (&opening.path, opening.reach) {
        (Path::All, _) => "all ",
        (_, Reach::Assigned) => "assigned ",
        _ => "",
    }
}

/// Whether the container has been told with the role that is held in it.
fn of_its_container(opening: &Opening) -> bool {
    let held_there = matches!(opening.source, Source::ContainerRole { .. });
    held_there && matches!(opening.path, Path::Permission | Path::All | Path::Container { .. })
}

/// A sharing default in words.
pub(super) fn level_words(level: SharingLevel) -> &'static str {
    match level {
        SharingLevel::Private => "private",
        SharingLevel::PublicRead => "public to read",
        SharingLevel::PublicReadWrite => "public to read and write",
        SharingLevel::PublicReadWriteDelete => "public to read, write and delete",
    }
}
