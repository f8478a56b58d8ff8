//! The names a catalog declares, gathered before anything is looked up, so that the order of sections never matters.

use std::collections::BTreeMap;
use std::hash::Hash;
use std::str::FromStr;

use indexmap::{IndexMap, IndexSet};

use crate::problem::Problems;
use crate::raw::RawCatalog;
use crate::read::{Named, Text};
use crate::{
    ActionId, CatalogId, ContainerKindId, EditionId, FeatureId, InvalidId, KindId, LimitId, ModuleId, Name,
    PositionId, RoleId, SegmentId, comparable, suggest,
};

/// An id that a catalog declares in one place and names in others.
pub(crate) trait Id: FromStr<Err = InvalidId> + AsRef<str> + Clone + Eq + Hash {
    /// What it is, in the singular.
    const WHAT: &'static str;
    /// What several are called.
    const PLURAL: &'static str;
    /// Where it is declared.
    const WHERE: &'static str;
}

macro_rules! declared {
    ($($type:ty: $what:literal, $plural:literal, $place:literal;)*) => {$(
        impl Id for $type {
            const WHAT: &'static str = $what;
            const PLURAL: &'static str = $plural;
            const WHERE: &'static str = $place;
        }
    )*};
}

declared! {
    CatalogId: "catalog id", "catalog ids", "catalog";
    ModuleId: "module", "modules", "[modules]";
    ActionId: "action", "actions", "[modules]";
    SegmentId: "segment", "segments", "[segments]";
    KindId: "member kind", "member kinds", "[kinds]";
    ContainerKindId: "container kind", "container kinds", "[containers]";
    FeatureId: "feature", "features", "[features]";
    EditionId: "edition", "editions", "[editions]";
    LimitId: "limit", "limits", "[limits]";
    RoleId: "role", "roles", "[roles]";
    PositionId: "position", "positions", "[positions]";
}

/// Beginnings that only generated ids have, so that no built-in role or position can pass for one.
const RESERVED_BEGINNINGS: &[&str] =
    &["org_", "mem_", "rol_", "pos_", "grp_", "shr_", "con_", "inv_", "cmd_"];

/// All names of a catalog.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) modules: IndexSet<ModuleId>,
    /// The modules of each group.
    pub(crate) groups: IndexMap<String, Vec<ModuleId>>,
    pub(crate) segments: IndexSet<SegmentId>,
    pub(crate) kinds: IndexSet<KindId>,
    pub(crate) containers: IndexSet<ContainerKindId>,
    pub(crate) positions: IndexSet<PositionId>,
    pub(crate) roles: IndexSet<RoleId>,
    /// The container kind of each role that is held in containers.
    pub(crate) role_places: BTreeMap<RoleId, ContainerKindId>,
    pub(crate) features: IndexSet<FeatureId>,
    pub(crate) editions: IndexSet<EditionId>,
}

impl Names {
    /// Gathers all names, noting those that are no names and those that are taken.
    pub(crate) fn of(raw: &RawCatalog, problems: &mut Problems<'_>) -> Self {
        let mut names = Self {
            modules: ids(raw.modules.as_ref(), problems),
            segments: ids(raw.segments.as_ref(), problems),
            kinds: ids(raw.kinds.as_ref(), problems),
            containers: ids(raw.containers.as_ref(), problems),
            positions: spoken(raw.positions.as_ref(), problems),
            roles: spoken(raw.roles.as_ref(), problems),
            features: ids(raw.features.as_ref(), problems),
            editions: ids(raw.editions.as_ref(), problems),
            ..Self::default()
        };
        for (key, module) in entries(raw.modules.as_ref()) {
            let group = module.group.as_ref().and_then(|group| group.value.parse::<Name>().ok());
            if let (Ok(id), Some(group)) = (key.value.parse(), group) {
                names.groups.entry(group.as_str().to_owned()).or_default().push(id);
            }
        }
        for (key, role) in entries(raw.roles.as_ref()) {
            let place = role.r#in.as_ref().and_then(|place| find(place, &names.containers, problems));
            if let (Ok(id), Some(place)) = (key.value.parse(), place) {
                names.role_places.insert(id, place);
            }
        }
        names
    }

    /// A role held in the organization; one that is held in containers is noted.
    pub(crate) fn organization_role(&self, text: &Text, problems: &mut Problems<'_>) -> Option<RoleId> {
        let id = find(text, &self.roles, problems)?;
        let Some(place) = self.role_places.get(&id) else {
            return Some(id);
        };
        let message = format!("role `{id}` is held in containers of kind `{place}`, not in the organization");
        problems.add(&text.span, message, self.organization_roles_help());
        None
    }

    /// The member kinds; `user` where the catalog names none.
    pub(crate) fn kinds_or_usual(&self) -> IndexSet<KindId> {
        if self.kinds.is_empty() { "user".parse().into_iter().collect() } else { self.kinds.clone() }
    }

    fn organization_roles_help(&self) -> String {
        let held: Vec<&RoleId> =
            self.roles.iter().filter(|role| !self.role_places.contains_key(*role)).collect();
        if held.is_empty() {
            return "declare a role without `in`".to_owned();
        }
        format!("name a role of the organization: {}", suggest::listed(&held))
    }
}

/// The entries of a section; none where the section is absent.
pub(crate) fn entries<T>(section: Option<&Named<T>>) -> impl Iterator<Item = &(Text, T)> {
    section.into_iter().flat_map(|named| named.entries.iter())
}

/// Parses an id, noting what is wrong with it.
pub(crate) fn id<I: Id>(text: &Text, problems: &mut Problems<'_>) -> Option<I> {
    match text.value.parse() {
        Ok(id) => Some(id),
        Err(InvalidId { value, rule, .. }) => {
            problems.add(&text.span, format!("`{value}` is no {}", I::WHAT), rule);
            None
        }
    }
}

fn ids<I: Id, T>(section: Option<&Named<T>>, problems: &mut Problems<'_>) -> IndexSet<I> {
    section.into_iter().flat_map(|named| &named.names).filter_map(|name| id(name, problems)).collect()
}

/// Names that people read and type: unique without regard to case and Unicode form (design, section 3, `name_taken`).
fn spoken<I: Id, T>(section: Option<&Named<T>>, problems: &mut Problems<'_>) -> IndexSet<I> {
    let mut found = IndexMap::<String, I>::new();
    for text in section.into_iter().flat_map(|named| &named.names) {
        let Some(id) = id::<I>(text, problems) else { continue };
        if let Some(start) = RESERVED_BEGINNINGS.iter().find(|start| id.as_ref().starts_with(**start)) {
            let message = format!("`{}` begins like a generated id", text.value);
            problems.add(&text.span, message, format!("choose a name that does not begin with `{start}`"));
        }
        let folded = comparable(id.as_ref());
        if let Some(other) = found.get(&folded) {
            let message = format!("the {} name `{}` is taken by `{}`", I::WHAT, text.value, other.as_ref());
            problems.add(&text.span, message, "choose names that differ by more than case and Unicode form");
            continue;
        }
        found.insert(folded, id);
    }
    found.into_values().collect()
}

/// Looks a name up; an unknown one is noted with what was probably meant.
pub(crate) fn find<I: Id>(text: &Text, known: &IndexSet<I>, problems: &mut Problems<'_>) -> Option<I> {
    let found = text.value.parse::<I>().ok().filter(|id| known.contains(id));
    if found.is_none() {
        unknown::<I>(text, &text.value, known.iter().map(AsRef::as_ref), problems);
    }
    found
}

/// Notes a name that nothing is declared under.
pub(crate) fn unknown<'k, I: Id>(
    text: &Text,
    name: &str,
    known: impl IntoIterator<Item = &'k str>,
    problems: &mut Problems<'_>,
) {
    let declare = format!("declare the {} under {}", I::WHAT, I::WHERE);
    let help = suggest::instead(name, known, I::PLURAL, &declare);
    problems.add(&text.span, format!("unknown {} `{name}`", I::WHAT), help);
}

/// Looks up a list of names; unknown ones and repeated ones are noted.
pub(crate) fn find_all<I: Id>(
    texts: Option<&Vec<Text>>,
    known: &IndexSet<I>,
    problems: &mut Problems<'_>,
) -> Vec<I> {
    once(texts, problems).into_iter().filter_map(|text| find(text, known, problems)).collect()
}

/// The texts of a list, those that repeat an earlier one noted and left out.
pub(crate) fn once<'t>(texts: Option<&'t Vec<Text>>, problems: &mut Problems<'_>) -> Vec<&'t Text> {
    let mut seen: Vec<&Text> = Vec::new();
    for text in texts.into_iter().flatten() {
        if seen.iter().any(|other| other.value == text.value) {
            problems.add(&text.span, format!("`{}` stands here twice", text.value), "name it once");
        } else {
            seen.push(text);
        }
    }
    seen
}
