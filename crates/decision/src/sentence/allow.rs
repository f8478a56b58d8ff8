//! How an allow is told: by its first way in.

use rolecall_catalog::{PositionId, Reach, SharingLevel};
use rolecall_organization::{ContainerId, MemberId, Principal, PrincipalKind, SharingRuleId, Source, Target};

use super::Telling;
use super::words::{container, listed, module, plain, position, thing};
use crate::{Opening, Path, record};

impl Telling<'_> {
    /// The first way in, in words.
    pub(super) fn opened(&self, opened: &[Opening], containers: &[ContainerId]) -> String {
        let Some(opening) = opened.first() else { return "nothing blocks it".to_owned() };
        let gives = self.gives(&opening.source, reaching(opening));
        if of_its_container(opening) {
            return format!("{gives} there");
        }
        match self.way(&opening.path, containers) {
            Some(way) => format!("{gives}, and {way}"),
            None => gives,
        }
    }

    /// The clause that tells a path; a path that opens everything needs none.
    fn way(&self, path: &Path, containers: &[ContainerId]) -> Option<String> {
        let who = self.who();
        Some(match path {
            Path::Permission | Path::All => return None,
            Path::Own => match &self.question.target {
                Target::New(_) => format!("it will be owned by {who}"),
                _ => format!("{who} owns it"),
            },
            Path::Default { level } => {
                let module = module(self.organization, &self.question.module);
                format!("the sharing default of {module} is {}", level_words(*level))
            }
            Path::Superior { owner, .. } => format!("{who} manages {}, who owns it", self.placed(owner)),
            Path::Top => format!("{who} stands at the top of the tree{}", self.own_position()),
            Path::Peer { owner } => self.peers(&who, owner),
            Path::Rule { rule, via } => self.rule(&who, rule, via.as_ref()),
            Path::Container { container } => self.belongs(&who, container, containers),
            Path::Follows { parent, action, opened } => {
                let question = record::on_parent(self.question, parent, action);
                let above = Telling { organization: self.organization, question: &question };
                let (parent, action) = (thing(self.organization, parent), plain(action.as_str()));
                format!("it follows {parent}, which {who} may {action} ({})", above.opened(opened, &[]))
            }
        })
    }

    fn held_position(&self) -> Option<&PositionId> {
        let id = self.question.member.as_ref()?;
        self.organization.member(id)?.position.as_ref()
    }

    fn own_position(&self) -> String {
        self.held_position()
            .map(|held| format!(" ({})", position(self.organization, held)))
            .unwrap_or_default()
    }

    fn peers(&self, who: &str, owner: &MemberId) -> String {
        let owner = self.organization.display_name(owner);
        let shared = self.held_position().map(|held| position(self.organization, held)).unwrap_or_default();
        format!("{who} shares position {shared} with {owner}, who owns it")
    }

    fn rule(&self, who: &str, rule: &SharingRuleId, via: Option<&MemberId>) -> String {
        let module = module(self.organization, &self.question.module);
        let Some(rule) = self.organization.sharing_rule(rule) else {
            return format!("a sharing rule opens it to {who}");
        };
        let (from, to) = (self.principal(&rule.from), self.principal(&rule.to));
        let opens = format!("a sharing rule opens {module} of {from} to {to}");
        match via {
            Some(via) => format!("{opens}, superiors included, and {who} manages {}", self.placed(via)),
            None => opens,
        }
    }

    fn principal(&self, principal: &Principal) -> String {
        let name = match &principal.kind {
            PrincipalKind::Position(id) => position(self.organization, id),
            PrincipalKind::Group(id) => {
                let found = self.organization.group(id);
                format!("group {}", found.map_or_else(|| id.to_string(), |group| group.name.to_string()))
            }
        };
        if principal.and_below { format!("{name} and below") } else { name }
    }

    fn belongs(&self, who: &str, place: &ContainerId, containers: &[ContainerId]) -> String {
        let all = if containers.is_empty() { std::slice::from_ref(place) } else { containers };
        let mut names: Vec<String> = all.iter().take(3).map(|id| container(self.organization, id)).collect();
        let further = all.len().saturating_sub(names.len());
        names.extend((further > 0).then(|| format!("{further} more")));
        format!("{who} is a member of {}", listed(&names, "and"))
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
