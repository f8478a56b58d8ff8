//! Lists page by page: in the order of first registration, each record exactly once, whatever the size of a page and whatever
//! happened in between; and the same order after a restart.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::{collections::BTreeSet, fmt::Debug, str::FromStr, sync::Arc};

use jiff::Timestamp;
use rolecall_catalog::{Catalog, Limits, Permission};
use rolecall_decision::{Engine, ListPlace};
use rolecall_organization::{
    Catalogs, Commitments, Event, Facts, MemberId, Organization, RecordChange, RecordKey, Records, Revision,
    Status,
};

const CATALOG: &str = include_str!("../../../catalogs/starter.toml");

fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

/// An organization of the starter's catalog with one member who may do everything.
fn organization() -> Organization {
    let catalog = Catalog::parse("starter.toml", CATALOG).unwrap();
    let founded = Event::OrganizationFounded {
        organization: id("org_1"),
        slug: id("one"),
        name: id("One"),
        catalog: catalog.hash.clone(),
        edition: None,
        at: Timestamp::UNIX_EPOCH,
    };
    let (kind, role) =
        (catalog.kinds.keys().next().unwrap().clone(), catalog.roles.keys().next().unwrap().clone());
    let catalogs = Catalogs::from([(catalog.hash.clone(), Arc::new(catalog))]);
    let mut organization = Organization::found(&founded, &catalogs).unwrap();
    let added = Event::MemberAdded {
        member: id("mem_1"),
        status: Status::Active,
        kind,
        roles: BTreeSet::from([role]),
        permissions: BTreeSet::new(),
        position: None,
        company: None,
        ends_at: None,
        segments: Limits::new(),
        personal: Commitments::default(),
        at: Timestamp::UNIX_EPOCH,
    };
    organization.apply(&added, &catalogs).unwrap();
    organization
}

/// The first module whose records the member may look at.
fn permission(organization: &Organization, engine: &Engine) -> Permission {
    let mut modules = organization.catalog().modules.iter();
    let seen = |permission: &Permission| !probe(engine, permission).ids.is_empty();
    modules.find_map(|(module, _)| Some(Permission::new(module.clone(), id("view"))).filter(seen)).unwrap()
}

fn probe(engine: &Engine, permission: &Permission) -> rolecall_decision::ListPage {
    engine.page(&id::<MemberId>("mem_1"), permission, Timestamp::UNIX_EPOCH, None, 1)
}

fn put(engine: &mut Engine, organization: &Organization, ids: &[&str], revision: u64) {
    change(engine, organization, ids, revision, Some(&Facts::default()));
}

fn change(
    engine: &mut Engine,
    organization: &Organization,
    ids: &[&str],
    revision: u64,
    facts: Option<&Facts>,
) {
    let changes: Vec<RecordChange> = organization
        .catalog()
        .modules
        .keys()
        .flat_map(|module| ids.iter().map(move |text| RecordKey::new(module.clone(), id(text))))
        .map(|key| RecordChange { key, facts: facts.cloned() })
        .collect();
    engine.records_changed(&changes, Revision(revision));
}

fn all(engine: &Engine, permission: &Permission, size: usize) -> Vec<String> {
    let (mut found, mut after): (Vec<String>, Option<ListPlace>) = (Vec::new(), None);
    loop {
        let page = engine.page(&id("mem_1"), permission, Timestamp::UNIX_EPOCH, after.as_ref(), size);
        assert!(page.ids.len() <= size);
        found.extend(page.ids);
        match page.next {
            Some(next) => after = Some(next),
            None => return found,
        }
    }
}

#[test]
fn pages_of_any_size_hold_each_record_once_in_the_order_of_registration() {
    let organization = organization();
    let mut engine = Engine::new(&organization, 3);
    put(&mut engine, &organization, &["b", "z"], 2);
    put(&mut engine, &organization, &["a", "m", "a record whose id is long"], 3);
    put(&mut engine, &organization, &["b"], 4);
    let permission = permission(&organization, &engine);
    for size in 1..8 {
        assert_eq!(
            all(&engine, &permission, size),
            ["b", "z", "a", "a record whose id is long", "m"].map(String::from),
            "{size}"
        );
    }
}

#[test]
fn what_is_visible_throughout_appears_once_though_others_come_and_go() {
    let organization = organization();
    let mut engine = Engine::new(&organization, 3);
    put(&mut engine, &organization, &["a", "b", "c", "d"], 2);
    let permission = permission(&organization, &engine);
    let first = engine.page(&id("mem_1"), &permission, Timestamp::UNIX_EPOCH, None, 2);
    assert_eq!(first.ids, ["a", "b"]);
    assert_eq!(first.total, 4);
    // The record that the place names goes, comes back behind the others, and another one is new.
    change(&mut engine, &organization, &["b"], 3, None);
    put(&mut engine, &organization, &["b", "0"], 4);
    let rest = engine.page(&id("mem_1"), &permission, Timestamp::UNIX_EPOCH, first.next.as_ref(), 10);
    assert_eq!(rest.ids, ["c", "d", "0", "b"]);
    assert_eq!(rest.next, None);
}

#[test]
fn the_order_outlives_a_restart() {
    let organization = organization();
    let mut engine = Engine::new(&organization, 3);
    put(&mut engine, &organization, &["z", "y"], 2);
    put(&mut engine, &organization, &["b", "a"], 3);
    let permission = permission(&organization, &engine);
    let place = engine.page(&id("mem_1"), &permission, Timestamp::UNIX_EPOCH, None, 3).next;
    // A store reads by id.
    let stored = [("a", 3), ("b", 3), ("y", 2), ("z", 2)];
    let rows = stored.map(|(text, since)| {
        (RecordKey::new(permission.module.clone(), id(text)), Facts::default(), Revision(since))
    });
    let again = Engine::new(&organization, 4).with_records(rows);
    assert_eq!(all(&again, &permission, 1), all(&engine, &permission, 9));
    let behind = again.page(&id("mem_1"), &permission, Timestamp::UNIX_EPOCH, place.as_ref(), 9);
    assert_eq!(behind.ids, ["b"]);
}

/// Children may be read before what they belong to, and there may be many; a record that is given twice is the first one.
#[test]
fn many_records_at_once_are_those_that_came_one_by_one() {
    let organization = organization();
    let mut modules = organization.catalog().modules.keys();
    let (children, parents) = (modules.next().unwrap(), modules.next().unwrap());
    let key = |module: &rolecall_catalog::ModuleId, number: u32| {
        RecordKey::new(module.clone(), id(&format!("rec-{number}")))
    };
    let owner = |number: u32| Some(id(&format!("mem_{}", number % 7)));
    let child = |number: u32| Facts {
        owner: owner(number),
        parent: Some(key(parents, number / 2)),
        ..Facts::default()
    };
    let parent = |number: u32| Facts { owner: owner(number + 3), ..Facts::default() };
    let all = (0..9_000).map(|number| (key(children, number), child(number)));
    let all = all.chain((0..4_000).map(|number| (key(parents, number), parent(number))));
    let all: Vec<(RecordKey, Facts)> = all.collect();
    let twice = all.iter().cloned().chain(all.iter().map(|(key, _)| (key.clone(), Facts::default())));
    let rows = twice.map(|(key, facts)| (key, facts, Revision(1)));
    let loaded = Engine::new(&organization, 5).with_records(rows);
    let mut changed = Engine::new(&organization, 6);
    let changes: Vec<RecordChange> =
        all.into_iter().map(|(key, facts)| RecordChange { key, facts: Some(facts) }).collect();
    changed.records_changed(&changes, Revision(1));
    assert_eq!(loaded.record_count(), 13_000);
    assert!(loaded == changed, "what was loaded is something else");
    let owned = |engine: &Engine| engine.owned_by(&id("mem_4"), 3_000);
    assert_eq!(owned(&loaded), owned(&changed));
    // Those that belong to what is not there find it once it is.
    let late = RecordChange { key: key(parents, 4_100), facts: Some(parent(1)) };
    let (mut later, mut so) = (loaded.clone(), changed);
    later.records_changed(std::slice::from_ref(&late), Revision(2));
    so.records_changed(&[late], Revision(2));
    assert!(later == so && later != loaded, "what was registered later is something else");
}

/// Records come from a store in the order of their ids, which is what makes taking them in fast; it is no condition.
#[test]
fn what_is_taken_in_twice_or_in_another_order_stands_there_once() {
    let organization = organization();
    let mut registered = Engine::new(&organization, 3);
    put(&mut registered, &organization, &["d", "b", "a", "c", "e"], 1);
    let permission = permission(&organization, &registered);
    for order in ["abcde", "edcba", "cacbadbe", "abccde", "aabbccddee", "eabcdabcde"] {
        let row = |letter: char| {
            let key = RecordKey::new(permission.module.clone(), id(&letter.to_string()));
            (key, Facts::default(), Revision(1))
        };
        let mut engine = Engine::new(&organization, 4).with_records(order.chars().map(row));
        assert_eq!(engine.record_count(), 5, "{order}");
        let found = all(&engine, &permission, 2).into_iter().collect::<BTreeSet<_>>();
        assert_eq!(found, all(&registered, &permission, 9).into_iter().collect(), "{order}");
        // What comes later finds what was taken in.
        put(&mut engine, &organization, &["c", "f"], 2);
        assert_eq!(
            engine.page(&id("mem_1"), &permission, Timestamp::UNIX_EPOCH, None, 9).total,
            6,
            "{order}"
        );
    }
}
