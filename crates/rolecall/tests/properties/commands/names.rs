//! What things are called in commands: names that are free, taken, taken in another writing, and none.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rolecall::catalog::{
    ActionId, Catalog, CommandName, Limits, ModuleId, Permission, Requirement, SegmentValue,
};
use rolecall::organization::{Change, MemberId, Organization};

use crate::{
    pick::Picks,
    world::{Scene, everyone},
};

/// The last ones are other writings of the first: Unicode NFKC makes one of full-width and plain letters.
const NAMES: &[&str] =
    &["Amber", "Blue", "Cobalt", "Dune", "Ebony", "Fawn", "amber", "Ａｍｂｅｒ", " BLUE ", "du\u{308}ne"];
const NO_NAMES: &[&str] = &["", "   ", "rol_mine"];
const ADDRESSES: &[&str] = &["ann", "bob", "cem", "dan", "eve", "fay", "gus", "hal", "ida", "Ann", "BOB"];
/// Values that segments without declared ones are given.
pub const VALUES: &[&str] = &["north", "south", "east"];
const COMPANIES: &[&str] = &["Initech", "Globex"];

/// A name for something new, or for something renamed; `taken` are those of others.
pub fn name(picks: &mut Picks, taken: &[String]) -> String {
    match picks.below(12) {
        0..9 => picks.of(NAMES).unwrap_or_default().to_owned(),
        9 => picks.of(taken).unwrap_or_default().to_lowercase(),
        10 => picks.of(taken).unwrap_or_default(),
        _ => picks.of(NO_NAMES).unwrap_or_default().to_owned(),
    }
}

/// A change of something, mostly none, seldom to nothing.
pub fn change<T>(picks: &mut Picks, to: impl FnOnce(&mut Picks) -> T) -> Change<T> {
    match picks.below(6) {
        0..3 => Change::Keep,
        5 => Change::Clear,
        _ => Change::Set(to(picks)),
    }
}

/// An e-mail address; few, so that they meet again.
pub fn address(picks: &mut Picks) -> String {
    if picks.seldom(40) {
        return "nowhere".to_owned();
    }
    format!("{}@example.com", picks.of(ADDRESSES).unwrap_or_default())
}

/// What a person is called; nothing else is called so.
pub fn person(picks: &mut Picks) -> String {
    if picks.seldom(20) {
        " ".to_owned()
    } else {
        format!("Person {}", picks.of(NAMES).unwrap_or_default().trim())
    }
}

/// A client company.
pub fn company(picks: &mut Picks) -> String {
    picks.of(COMPANIES).unwrap_or_default().to_owned()
}

/// A time soon after now, seldom one that is over.
pub fn time(scene: &Scene<'_>, picks: &mut Picks) -> Timestamp {
    let hours = [1, 24, 24 * 3, 24 * 30, -2];
    let away = SignedDuration::from_hours(picks.of(&hours).unwrap_or_default());
    scene.now.saturating_add(away).unwrap_or(scene.now)
}

/// A member as commands name one: by id, address or the product's own id; mostly one who is there.
pub fn member(scene: &Scene<'_>, picks: &mut Picks) -> String {
    let everyone = everyone(scene.organization);
    let present: Vec<MemberId> = everyone
        .iter()
        .filter(|id| scene.organization.member(id).is_some_and(|m| !m.is_removed()))
        .cloned()
        .collect();
    match picks.below(20) {
        0..16 => picks.of(&present).map_or_else(String::new, |id| id.to_string()),
        16 => picks.of(&everyone).map_or_else(String::new, |id| id.to_string()),
        17 => address(picks).to_uppercase(),
        18 => external_id(picks),
        _ => "mem_absent".to_owned(),
    }
}

/// The product's own id of a member; few.
pub fn external_id(picks: &mut Picks) -> String {
    format!("x-{}", picks.below(6))
}

/// One of several by its id, seldom by its name in capitals, or something absent.
pub fn one_of(picks: &mut Picks, all: &[(String, String)], absent: &str) -> String {
    match picks.below(14) {
        12 => picks.of(all).map_or_else(String::new, |(_, name)| name.to_uppercase()),
        13 => absent.to_owned(),
        _ => picks.of(all).map_or_else(|| absent.to_owned(), |(id, _)| id),
    }
}

/// A module of the catalog, half the times one that commands ask for.
pub fn module(catalog: &Catalog, picks: &mut Picks) -> ModuleId {
    let all: Vec<ModuleId> = catalog.modules.keys().cloned().collect();
    let administered: BTreeSet<ModuleId> = CommandName::ALL
        .iter()
        .filter_map(|name| match catalog.requirement(*name, None) {
            Requirement::Permission(permission) => Some(permission.module),
            _ => None,
        })
        .collect();
    let administered: Vec<ModuleId> = administered.into_iter().collect();
    let chosen = if picks.seldom(2) { picks.of(&administered) } else { picks.of(&all) };
    chosen.unwrap_or_else(|| "nowhere".parse().expect("it is a module id"))
}

/// Actions of a module: all, or one or two.
pub fn actions(catalog: &Catalog, module: &ModuleId, picks: &mut Picks) -> Vec<ActionId> {
    let all: Vec<ActionId> =
        catalog.modules.get(module).into_iter().flat_map(|m| m.actions.keys().cloned()).collect();
    match picks.below(4) {
        0 => all,
        many => (0..many.min(2)).filter_map(|_| picks.of(&all)).collect(),
    }
}

/// A permission that the catalog has.
pub fn permission(catalog: &Catalog, picks: &mut Picks) -> Option<Permission> {
    let module = module(catalog, picks);
    let action = actions(catalog, &module, picks).first().cloned()?;
    Some(Permission::new(module, action))
}

/// Limits to some values of some segments, mostly none.
pub fn limits(catalog: &Catalog, picks: &mut Picks) -> Limits {
    let mut limits = Limits::new();
    for segment in catalog.segments.keys() {
        if picks.below(3) > 0 {
            limits.insert(segment.clone(), values(catalog, segment.as_str(), picks));
        }
    }
    limits
}

/// Up to two values of a segment.
pub fn values(catalog: &Catalog, segment: &str, picks: &mut Picks) -> BTreeSet<SegmentValue> {
    let declared = catalog.segments.get(segment).and_then(|segment| segment.values.clone());
    let free = || VALUES.iter().map(|value| value.parse().expect("it is a value")).collect();
    let all: Vec<SegmentValue> = declared.map_or_else(free, |values| values.into_iter().collect());
    picks.some_of(&all, 2).into_iter().collect()
}

/// The roles held in the organization, or in containers of a kind: id and name.
pub fn roles(organization: &Organization, place: Option<&str>) -> Vec<(String, String)> {
    let here = organization
        .roles()
        .filter(|role| role.container.map(rolecall::catalog::ContainerKindId::as_str) == place);
    here.map(|role| (role.id.to_string(), role.name.to_owned())).collect()
}

/// All positions: id and name.
pub fn positions(organization: &Organization) -> Vec<(String, String)> {
    let all = organization.policy().positions.iter();
    all.map(|(id, position)| (id.to_string(), position.name.to_string())).collect()
}

/// All groups: id and name.
pub fn groups(organization: &Organization) -> Vec<(String, String)> {
    organization.policy().groups.iter().map(|(id, group)| (id.to_string(), group.name.to_string())).collect()
}

/// All containers: id and name.
pub fn containers(organization: &Organization) -> Vec<(String, String)> {
    let all = organization.policy().containers.iter();
    all.map(|(id, container)| (id.to_string(), container.name.to_string())).collect()
}

/// The names alone.
pub fn taken(all: &[(String, String)]) -> Vec<String> {
    all.iter().map(|(_, name)| name.clone()).collect()
}
