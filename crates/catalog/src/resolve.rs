//! From what the TOML says to the catalog: every name is looked up, every default filled in, every grant spread over
//! the modules it means. One room per section; each notes what is wrong and goes on with what is right.

mod commands;
mod families;
mod grants;
mod history;
mod labels;
mod limits;
mod matrix;
mod members;
mod modules;
mod names;
mod places;
mod plans;
mod role_rules;
mod roles;

pub(crate) use names::Names;

use crate::model::{Catalog, CatalogHash, Reach, RolesPerMember};
use crate::problem::Problems;
use crate::raw::RawCatalog;

/// Resolves a catalog and tells whether its modules are sound. `None`, or a catalog with gaps, where `problems` says
/// why.
pub(crate) fn resolve(
    raw: &RawCatalog,
    hash: CatalogHash,
    problems: &mut Problems<'_>,
) -> Option<(Catalog, bool)> {
    let id = labels::catalog_id(raw, problems)?;
    let name = labels::catalog_name(raw, problems);
    let names = Names::of(raw, problems);
    let default_reach = raw.default_reach.as_ref().map_or(Reach::All, |reach| reach.value);
    let segments = places::segments(raw, &names, problems);
    let container_kinds = places::container_kinds(raw, &names, problems);
    let before = problems.count();
    let modules = modules::modules(raw, &names, &container_kinds, problems);
    let modules_sound = problems.count() == before && !raw.lost_actions();
    let positions = places::positions(raw, &names, problems);
    let granting = grants::Granting { names: &names, modules: &modules, segments: &segments, default_reach };
    let roles = roles::roles(raw, &granting, problems);
    let roles_per_member = raw.roles_per_member.as_ref().map_or(RolesPerMember::One, |number| number.value);
    let kinds = members::kinds(raw, &names, &roles, problems);
    let features = plans::features(raw, &names, problems);
    let limits = limits::limits(raw, &names, &kinds, problems);
    let mut catalog = Catalog {
        id,
        name,
        hash,
        default_reach,
        founder: members::founder(raw, &names, problems),
        roles_per_member,
        default_role: members::default_role(raw, &names, problems),
        invite: members::invite(raw, problems),
        labels: labels::labels(raw, problems),
        direct: plans::direct(raw, &names, &modules, problems),
        editions: plans::editions(raw, &names, &limits, problems),
        commands: commands::commands(raw, &names, &modules, problems),
        renamed: history::renamed(raw, &names, &modules, problems),
        retired: history::retired(raw, &names, &modules, &segments, problems),
        modules,
        segments,
        kinds,
        container_kinds,
        positions,
        roles,
        features,
        limits,
    };
    limits::declare_named_limits(&mut catalog);
    Some((catalog, modules_sound))
}
