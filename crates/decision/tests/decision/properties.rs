//! On random organizations, records and questions: the rule always answers, and what is derived from it agrees.

use proptest::prelude::*;
use rolecall_catalog::{Permission, SharingLevel};
use rolecall_decision::{decide, explain, list, who_can};
use rolecall_organization::{Facts, GroupParts, Question, RecordKey, RuleLevel, Status, Target};

use crate::world::{New, World, at, group, id, ids, key, mem, now, position, position_and_below};

const PEOPLE: [&str; 5] = ["ann", "bob", "cid", "dan", "eve"];
const ROLES: [&str; 7] =
    ["Administrator", "Sales", "Reader", "Own", "Everything", "Berlin", "Berlin or Paris"];
const PLACES: [&str; 4] = ["CEO", "Manager", "Rep", "Desk"];
const MODULES: [&str; 7] = ["deals", "accounts", "quotes", "lines", "notes", "replies", "nothing"];
const ACTIONS: [&str; 5] = ["view", "create", "edit", "delete", "export"];
const VALUES: [&str; 3] = ["Berlin", "Paris", "Rome"];

/// Which of a list; more is none.
fn pick<'a>(from: &[&'a str], which: usize) -> Option<&'a str> {
    from.get(which).copied()
}

#[derive(Debug, Clone)]
struct Person {
    roles: Vec<usize>,
    place: usize,
    status: usize,
    contact: bool,
    ended: usize,
    limits: Option<Vec<usize>>,
}

fn person() -> impl Strategy<Value = Person> {
    let roles = proptest::collection::vec(0..ROLES.len(), 0..3);
    let limits = proptest::option::weighted(0.3, proptest::collection::vec(0..VALUES.len(), 0..3));
    (roles, 0..6_usize, 0..8_usize, proptest::bool::weighted(0.1), 0..6_usize, limits).prop_map(
        |(roles, place, status, contact, ended, limits)| Person {
            roles,
            place,
            status,
            contact,
            ended,
            limits,
        },
    )
}

type Record = ((usize, usize), Option<usize>, Option<(usize, usize)>, Vec<usize>);

/// Parents are drawn freely: of any module, missing, or in a circle.
fn record() -> impl Strategy<Value = Record> {
    let owner = proptest::option::of(0..PEOPLE.len() + 1);
    let parent = proptest::option::weighted(0.8, (0..MODULES.len(), 0..3_usize));
    ((0..MODULES.len(), 0..3_usize), owner, parent, proptest::collection::vec(0..VALUES.len(), 0..3))
}

type Rule = (usize, usize, usize, bool, bool);

fn rule() -> impl Strategy<Value = Rule> {
    (0..5_usize, 0..5_usize, 0..3_usize, any::<bool>(), any::<bool>())
}

fn world() -> impl Strategy<Value = World> {
    let people = proptest::collection::vec(person(), PEOPLE.len());
    let records = proptest::collection::vec(record(), 0..14);
    let rules = proptest::collection::vec(rule(), 0..3);
    (people, records, rules, 0..4_usize, any::<bool>()).prop_map(
        |(people, records, rules, default, peers)| {
            let mut world = World::sales();
            world.position("Rep", "Manager", peers);
            world.position("Desk", "CEO", false);
            people.iter().zip(PEOPLE).for_each(|(person, name)| add(&mut world, name, person));
            let levels = [SharingLevel::Private, SharingLevel::PublicRead, SharingLevel::PublicReadWrite];
            world.default(
                "deals",
                levels.get(default).copied().unwrap_or(SharingLevel::PublicReadWriteDelete),
            );
            world.group(
                "some",
                GroupParts {
                    members: [mem("ann")].into(),
                    positions: ids(&["Rep"]),
                    groups: [id("grp_some")].into(),
                    ..GroupParts::default()
                },
            );
            let side = |which: usize, below: bool| match pick(&PLACES, which) {
                Some(place) if below => position_and_below(place),
                Some(place) => position(place),
                None => group("some"),
            };
            for (index, (from, to, level, below, superiors)) in rules.into_iter().enumerate() {
                let levels = [RuleLevel::Read, RuleLevel::ReadWrite, RuleLevel::ReadWriteDelete];
                world.rule(&index.to_string(), side(from, below), side(to, below), levels[level], superiors);
            }
            for record in records {
                put(&mut world, record);
            }
            world
        },
    )
}

fn add(world: &mut World, name: &str, person: &Person) {
    let roles: Vec<&str> = person.roles.iter().filter_map(|role| pick(&ROLES, *role)).collect();
    let values: Option<Vec<&str>> =
        person.limits.as_ref().map(|values| values.iter().map(|value| VALUES[*value]).collect());
    let limits: Vec<(&str, &[&str])> = values.iter().map(|values| ("location", values.as_slice())).collect();
    let status = match person.status {
        0 => Status::Inactive,
        1 => Status::Removed,
        _ => Status::Active,
    };
    world.member(
        name,
        New {
            roles: &roles,
            position: pick(&PLACES, person.place),
            kind: if person.contact { "contact" } else { "user" },
            status,
            ends_at: pick(
                &["2026-01-01T00:00:00Z", "2026-01-05T09:00:00Z", "2026-02-01T00:00:00Z"],
                person.ended,
            ),
            segments: &limits,
            ..New::default()
        },
    );
}

fn put(world: &mut World, ((module, number), owner, parent, values): Record) {
    let name = |(module, number): (usize, usize)| format!("{}/{number}", MODULES[module]);
    let facts = Facts {
        owner: owner.map(|owner| mem(pick(&PEOPLE, owner).unwrap_or("ghost"))),
        parent: parent.map(|parent| key(&name(parent))),
        segments: [(id("location"), values.iter().map(|value| id(VALUES[*value])).collect())].into(),
        ..Facts::default()
    };
    world.record(&name((module, number)), facts);
}

fn question(member: usize, action: usize, record: (usize, usize), kind: usize) -> Question {
    let RecordKey { module, id: record } = key(&format!("{}/{}", MODULES[record.0], record.1));
    let target = match kind {
        0 => Target::Module,
        1 => Target::New(Facts::default()),
        2 => Target::Container(id("nowhere")),
        _ => Target::Record(record, Facts::default()),
    };
    let member = Some(mem(pick(&PEOPLE, member).unwrap_or("ghost")));
    Question { member, action: id(ACTIONS[action]), module, target, now: now() }
}

proptest! {
    #[test]
    fn the_rule_always_answers_and_gives_its_reason(
        world in world(), member in 0..6_usize, action in 0..5_usize, record in (0..7_usize, 0..4_usize), kind in 0..8_usize,
    ) {
        let question = question(member, action, record, kind);
        let explained = explain(&world.organization, &world.records, &question);
        let decision = &explained.decision;
        prop_assert_eq!(decision.allowed, !decision.opened().is_empty());
        prop_assert_eq!(decision.allowed, decision.blocked().is_empty());
        prop_assert!(explained.sentence.ends_with('.'));
        let may = if decision.allowed { " may " } else { " may not " };
        prop_assert!(explained.sentence.contains(may));
        prop_assert!(!decision.allowed || explained.openers.is_empty());
    }

    #[test]
    fn an_answer_holds_until_it_says(
        world in world(), member in 0..6_usize, action in 0..5_usize, record in (0..7_usize, 0..4_usize), kind in 0..8_usize,
    ) {
        let asked = question(member, action, record, kind);
        let decision = world.decide(&asked);
        let then = |instant| world.decide(&Question { now: instant, ..asked.clone() });
        match decision.valid_until {
            None => prop_assert_eq!(then(at("2100-01-01T00:00:00Z")).reason, decision.reason),
            Some(until) => {
                prop_assert_ne!(then(until).reason, decision.reason.clone());
                let just_before = until.checked_sub(std::time::Duration::from_nanos(1)).unwrap();
                prop_assert_eq!(then(just_before).reason, decision.reason);
            }
        }
    }

    #[test]
    fn list_and_who_can_agree_with_the_rule(world in world(), action in 0..5_usize, module in 0..7_usize) {
        let (organization, records) = (&world.organization, &world.records);
        let permission = Permission::new(id(MODULES[module]), id(ACTIONS[action]));
        for number in 0..3 {
            for (index, name) in PEOPLE.iter().enumerate() {
                let asked = question(index, action, (module, number), 9);
                let registered = rolecall_organization::Records::facts(
                    records,
                    &RecordKey::new(id(MODULES[module]), id(&number.to_string())),
                ).is_some();
                let allowed = decide(organization, records, &asked).allowed;
                let listed = list(organization, records, &mem(name), &permission, now());
                prop_assert_eq!(listed.contains(&id(&number.to_string())), allowed && registered);
                prop_assert_eq!(who_can(organization, records, &asked).contains(&mem(name)), allowed);
            }
        }
    }
}
