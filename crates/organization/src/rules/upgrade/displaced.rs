//! Records that another version of the catalog would leave in the wrong place. Lists of records go by the container kind that
//! the catalog in force declares, decisions by the container that a record holds: they agree as long as no record holds one of
//! another kind, and none is registered where the records are containers.

use rolecall_catalog::{Catalog, ContainerKindId, Module, ModuleId};

use crate::{Code, Facts, Organization, Records, Refusal};

const CONTAINED: &str =
    "move these records out of their containers, or delete them, first; or keep what the module says `in`";
const CONTAINING: &str = "delete these records first, or make the containers records of another module";

/// The refusal of a new version that would displace records, with how.
pub(super) fn check(organization: &Organization, records: &dyn Records, new: &Catalog) -> Option<Refusal> {
    let kept = || organization.catalog.modules.iter().filter_map(|(id, old)| Kept::of(id, old, new));
    let contained: Vec<String> =
        kept().filter_map(|module| contained(organization, records, new, &module)).collect();
    let containing: Vec<String> =
        kept().filter_map(|module| containing(organization, records, new, &module)).collect();
    refusal(contained, CONTAINED).or_else(|| refusal(containing, CONTAINING))
}

fn refusal(displaced: Vec<String>, help: &str) -> Option<Refusal> {
    (!displaced.is_empty()).then(|| {
        let detail =
            format!("the new version changes where registered records live: {}", displaced.join(", "));
        Refusal::new(Code::CatalogInUse, detail).help(help).figure("displaced", displaced)
    })
}

/// A module that both versions have, by whatever names, and that is not given up.
struct Kept<'a> {
    was: &'a ModuleId,
    before: &'a Module,
    now: &'a ModuleId,
    after: &'a Module,
}

impl<'a> Kept<'a> {
    fn of(was: &'a ModuleId, before: &'a Module, new: &'a Catalog) -> Option<Self> {
        let (now, after) = new.modules.get_key_value(new.renamed.module(was))?;
        (!new.retired.modules.contains(was)).then_some(Self { was, before, now, after })
    }
}

/// A module whose records live elsewhere from now on, while one of them is in a container that is not of the new kind. Of which
/// kind a container was that is deleted, nobody knows any more; it is none.
fn contained(
    organization: &Organization,
    records: &dyn Records,
    new: &Catalog,
    module: &Kept<'_>,
) -> Option<String> {
    let called = |kind: &ContainerKindId| new.renamed.container_kind(kind).clone();
    let (before, after) = (module.before.container.as_ref(), module.after.container.as_ref());
    if before.map(called).as_ref() == after {
        return None;
    }
    let fits = |kind: &ContainerKindId| Some(&called(kind)) == after;
    let displaced = |facts: &Facts| {
        let container = facts.container.as_ref();
        container.is_some_and(|container| !organization.container_kind(container).is_some_and(fits))
    };
    records.of_module(module.was).any(|(_, facts)| displaced(&facts)).then(|| {
        let place = |kind: Option<&ContainerKindId>| {
            kind.map_or_else(|| "no container".to_owned(), |kind| format!("`{kind}`"))
        };
        format!("`{}` in {} would live in {}", module.was, place(before), place(after))
    })
}

/// A module whose records are containers from now on, and made as such, while ordinary ones are registered.
fn containing(
    organization: &Organization,
    records: &dyn Records,
    new: &Catalog,
    module: &Kept<'_>,
) -> Option<String> {
    let kind = new.container_kind_of(module.now)?;
    let ordinary = organization.catalog.container_kind_of(module.was).is_none();
    (ordinary && records.of_module(module.was).next().is_some())
        .then(|| format!("`{}` would be the module of the container kind `{kind}`", module.was))
}
