//! Organizations drawn from a number: everything that their catalog allows, mixed.

use std::collections::{BTreeMap, BTreeSet};

use rolecall_catalog::{
    ActionId, ContainerKindId, Grant, Limits, Module, ModuleId, Ownership, Reach, SegmentId, SharingLevel,
};
use rolecall_organization::{Event, Facts, GroupParts, Principal, RecordKey, RoleId, RuleLevel, Status};

use crate::world::{New, World, group, id, inside, key, mem, position, position_and_below};

const PEOPLE: [&str; 6] = ["ann", "bob", "cid", "dan", "eve", "fay"];
const VALUES: [&str; 3] = ["Berlin", "Paris", "Rome"];
const DATES: [&str; 3] = ["2026-01-05T09:00:00Z", "2026-01-06T09:00:00Z", "2026-02-01T00:00:00Z"];
const RECORDS: u64 = 6;

pub fn sales(seed: u64) -> World {
    fill(World::sales(), seed)
}

pub fn rooms(seed: u64) -> World {
    fill(World::rooms(), seed)
}

pub fn knots() -> World {
    World::of("knots.toml", include_str!("knots.toml"))
}

pub fn knotted(seed: u64) -> World {
    fill(knots(), seed)
}

pub fn atelier(seed: u64) -> World {
    let catalog = include_str!("../../../../tests/access/mixed/catalog.toml");
    fill(World::of("catalog.toml", catalog), seed)
}

/// Numbers without end from one (splitmix64).
struct Draw(u64);

impl Draw {
    fn number(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.number(100) < percent
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.number(u64::try_from(all.len().max(1)).unwrap())).unwrap();
        all.get(index)
    }

    fn some<T: Clone + Ord>(&mut self, all: &[T], percent: u64) -> BTreeSet<T> {
        all.iter().filter(|_| self.chance(percent)).cloned().collect()
    }

    fn limits(&mut self, segments: &[SegmentId], percent: u64) -> Limits {
        let chosen = self.some(segments, percent);
        chosen.into_iter().map(|segment| (segment, self.some(&VALUES.map(id), 60))).collect()
    }
}

struct Filling {
    draw: Draw,
    world: World,
    places: Vec<String>,
    modules: Vec<(ModuleId, Module)>,
    segments: Vec<SegmentId>,
}

fn fill(world: World, seed: u64) -> World {
    let catalog = world.organization.catalog_in_force();
    let modules = catalog.modules.iter().map(|(id, module)| (id.clone(), module.clone())).collect();
    let places = catalog.positions.keys().map(ToString::to_string).collect();
    let segments = catalog.segments.keys().cloned().collect();
    let mut filling = Filling { draw: Draw(seed), world, places, modules, segments };
    filling.positions();
    filling.roles();
    filling.members();
    filling.containers();
    filling.sharing();
    filling.records();
    filling.world
}

impl Filling {
    fn positions(&mut self) {
        for name in ["Rep", "Desk"] {
            let Some(above) = self.draw.of(&self.places).cloned() else { return };
            self.world.position(name, &above, self.draw.chance(50));
            self.places.push(name.to_owned());
        }
    }

    /// Custom roles of any reach, with limits or without, in the organization and in containers.
    fn roles(&mut self) {
        let kinds: Vec<ContainerKindId> =
            self.world.organization.catalog().container_kinds.keys().cloned().collect();
        for (number, kind) in
            [None, None, None, None].into_iter().chain(kinds.into_iter().map(Some)).enumerate()
        {
            let grants = (0..9).filter_map(|_| self.grant()).collect();
            let name: rolecall_catalog::Name = id(&format!("Custom {number}"));
            let role = id(&format!("rol_{number}"));
            self.world.happened(&Event::RoleCreated {
                role,
                name,
                description: None,
                container: kind,
                grants,
                cloned_from: None,
            });
        }
    }

    fn grant(&mut self) -> Option<Grant> {
        let (module, declared) = self.draw.of(&self.modules).cloned()?;
        let actions: Vec<ActionId> = declared.actions.keys().cloned().collect();
        let reach = *self.draw.of(&[Reach::All, Reach::Shared, Reach::Shared, Reach::Assigned])?;
        let actions = self.draw.some(&actions, 70);
        let limits = self.draw.limits(&self.segments, 25);
        Some(Grant { module, actions, reach, limits, feature: None })
    }

    fn held(&mut self, kind: Option<&ContainerKindId>, percent: u64) -> Vec<String> {
        let roles = self.world.organization.roles().filter(|role| role.container == kind);
        let roles: Vec<RoleId> = roles.map(|role| role.id.clone()).collect();
        // Who may do everything everywhere teaches little.
        let few = if self.draw.chance(10) { roles.clone() } else { roles.iter().skip(1).cloned().collect() };
        self.draw
            .some(if kind.is_some() { &roles } else { &few }, percent)
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    fn members(&mut self) {
        let first = self.world.organization.catalog().kinds.keys().next().unwrap().to_string();
        for name in PEOPLE {
            let roles = self.held(None, 50);
            let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
            let limits = self.draw.limits(&self.segments, 15);
            let limits: Vec<(String, Vec<String>)> = limits
                .iter()
                .map(|(segment, values)| {
                    (segment.to_string(), values.iter().map(ToString::to_string).collect())
                })
                .collect();
            let limits: Vec<(&str, Vec<&str>)> = limits
                .iter()
                .map(|(segment, values)| (segment.as_str(), values.iter().map(String::as_str).collect()))
                .collect();
            let limits: Vec<(&str, &[&str])> =
                limits.iter().map(|(segment, values)| (*segment, values.as_slice())).collect();
            let place = if self.draw.chance(80) { self.draw.of(&self.places).cloned() } else { None };
            let status = if self.draw.chance(10) { Status::Inactive } else { Status::Active };
            let ends_at = if self.draw.chance(15) { self.draw.of(&DATES).copied() } else { None };
            let new = New {
                roles: &roles,
                position: place.as_deref(),
                kind: &first,
                status,
                ends_at,
                segments: &limits,
                ..New::default()
            };
            self.world.member(name, new);
        }
        if self.draw.chance(50) {
            self.world.remove("fay");
        }
    }

    fn containers(&mut self) {
        let kinds: Vec<ContainerKindId> =
            self.world.organization.catalog().container_kinds.keys().cloned().collect();
        for kind in kinds {
            for number in 0..4 {
                let name = format!("{kind}-{number}");
                self.world.container(&name, kind.as_str(), None);
                for member in PEOPLE {
                    if self.draw.chance(40) {
                        let roles = self.held(Some(&kind), 50);
                        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
                        let until = if self.draw.chance(25) { self.draw.of(&DATES).copied() } else { None };
                        self.world.join(&name, member, &roles, until);
                    }
                }
            }
            // Records may still name a container that was deleted.
            self.world.happened(&Event::ContainerDeleted { container: id(&format!("{kind}-3")) });
        }
    }

    fn side(&mut self) -> Principal {
        match self.draw.of(&self.places).cloned() {
            Some(place) if self.draw.chance(40) => position_and_below(&place),
            Some(place) if self.draw.chance(50) => position(&place),
            _ => group(if self.draw.chance(50) { "some" } else { "others" }),
        }
    }

    fn sharing(&mut self) {
        let places: Vec<_> = self.places.iter().map(|place| id(place)).collect();
        let some = GroupParts {
            members: self.draw.some(&PEOPLE.map(mem), 30),
            positions: self.draw.some(&places, 20),
            groups: [id("grp_others")].into(),
            ..GroupParts::default()
        };
        let others = GroupParts {
            members: self.draw.some(&PEOPLE.map(mem), 20),
            positions_and_below: self.draw.some(&places, 20),
            groups: [id("grp_some")].into(),
            ..GroupParts::default()
        };
        self.world.group("some", some);
        self.world.group("others", others);
        let shareable = self.modules.iter().filter(|(_, module)| module.sharing_default.is_some());
        let shareable: Vec<ModuleId> = shareable.map(|(id, _)| id.clone()).collect();
        for number in 0..5 {
            let Some(module) = self.draw.of(&shareable).cloned() else { return };
            let level =
                *self.draw.of(&[RuleLevel::Read, RuleLevel::ReadWrite, RuleLevel::ReadWriteDelete]).unwrap();
            let (from, to) = (self.side(), self.side());
            let rule = id(&format!("shr_{number}"));
            let superiors_allowed = self.draw.chance(50);
            self.world.happened(&Event::SharingRuleSet { rule, module, from, to, level, superiors_allowed });
        }
        for module in shareable {
            if self.draw.chance(70) {
                let defaults = BTreeMap::from([(module, SharingLevel::Private)]);
                self.world.happened(&Event::SharingDefaultsSet { defaults });
            }
        }
    }

    fn records(&mut self) {
        for (module, declared) in self.modules.clone() {
            if self.world.organization.catalog().container_kind_of(&module).is_some() {
                continue;
            }
            for number in 0..RECORDS {
                let facts = self.facts(&declared);
                self.world.record(&format!("{module}/{number}"), facts);
            }
        }
    }

    /// Facts that a record of the module can be registered with.
    fn facts(&mut self, module: &Module) -> Facts {
        let owner = if self.draw.chance(85) { self.draw.of(&PEOPLE).map(|name| mem(name)) } else { None };
        let container = module.container.as_ref().filter(|_| self.draw.chance(80));
        let container = container.map(|kind| inside(&format!("{kind}-{}", self.draw.number(4))));
        let values = |draw: &mut Draw| draw.some(&VALUES.map(id), 40);
        Facts {
            owner: owner.filter(|_| module.owner == Ownership::Own),
            parent: self.parent(module),
            container: container.and_then(|facts| facts.container),
            segments: module
                .segments
                .iter()
                .map(|segment| (segment.clone(), values(&mut self.draw)))
                .collect(),
            version: None,
        }
    }

    /// Registered or not; a container where it is one.
    fn parent(&mut self, module: &Module) -> Option<RecordKey> {
        let parent = self.draw.of(&module.parents)?.clone();
        let kind = self.world.organization.catalog().container_kind_of(&parent).cloned();
        let number = self.draw.number(RECORDS + 2);
        self.draw.chance(90).then(|| match kind {
            Some(kind) => key(&format!("{parent}/{kind}-{}", number % 5)),
            None => key(&format!("{parent}/{number}")),
        })
    }
}
