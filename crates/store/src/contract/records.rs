//! Records: present and past, by key and in order.

use std::{collections::BTreeMap, sync::Arc};

use rolecall_organization::{Facts, OrganizationId, RecordChange, Revision};

use super::{
    build::{add, found, key, member, owned_by, policy, records, try_add},
    list,
};
use crate::{NewEntry, PastQuery, RecordQuery, Store, StoreError, each_page, each_past_record, each_record};

list!(
    all_facts_of_a_record_come_back,
    the_past_is_answered_as_it_was,
    records_come_by_module_and_id,
    records_of_one_module_are_read_alone,
    records_are_read_page_by_page_at_one_revision,
    a_record_that_returns_after_its_removal_has_a_gap,
    removing_what_was_never_there_is_counted,
    a_record_twice_in_one_entry_is_refused,
    what_an_entry_wrote_is_listed,
    records_of_another_organization_are_not_seen,
    a_page_boundary_loses_nothing,
    a_record_says_since_when_it_lives,
    a_page_tells_what_single_records_tell,
);

/// What stands at a revision, as `deals/1=mem_ann` and so on.
async fn standing(store: &Arc<dyn Store>, organization: &OrganizationId, at: u64) -> Vec<String> {
    let mut seen = Vec::new();
    let mut take = |key: rolecall_organization::RecordKey, facts: Facts| {
        seen.push(format!("{key}={}", facts.owner.unwrap()));
    };
    each_record(store.as_ref(), organization, Revision(at), None, &mut take).await.unwrap();
    seen
}

/// What stands in one module at a revision, read as the past is: a row at a time, so that every place is gone on from.
async fn stood(store: &Arc<dyn Store>, organization: &OrganizationId, module: &str, at: u64) -> Vec<String> {
    let mut query = PastQuery::new(Revision(at), module.parse().unwrap(), 1);
    let mut seen = Vec::new();
    loop {
        let page = store.past_page(organization, &query).await.unwrap();
        let told = |row: crate::PageRow<'_>| {
            let (key, facts) = row.to_record().unwrap();
            format!("{key}={}", facts.owner.unwrap())
        };
        seen.extend(page.records.iter().map(told));
        let Some(next) = page.next else { break };
        query.after = next;
    }
    seen.sort();
    seen
}

async fn all_facts_of_a_record_come_back(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let facts = Facts {
        owner: Some(member("ann")),
        parent: Some(key("customers/äöü 7")),
        container: Some("con_1".parse().unwrap()),
        segments: BTreeMap::from([
            ("location".parse().unwrap(), ["Köln".parse().unwrap(), "Berlin".parse().unwrap()].into()),
            ("tag".parse().unwrap(), ["x".parse().unwrap()].into()),
        ]),
        version: Some(u64::MAX),
    };
    let changes = [("invoices/1", facts.clone()), ("invoices/2", Facts::default())];
    let records = changes.clone().map(|(id, facts)| RecordChange { key: key(id), facts: Some(facts) });
    add(&store, &a, NewEntry { records: records.into(), ..super::build::records(1, &[]) }).await;
    for (id, facts) in changes {
        assert_eq!(store.record(&a, &key(id), None).await.unwrap(), Some(facts));
    }
    let mut seen = Vec::new();
    let all = &mut |_, facts| seen.push(facts);
    each_record(store.as_ref(), &a, Revision(2), None, all).await.unwrap();
    assert_eq!(seen, [facts, Facts::default()]);
}

async fn the_past_is_answered_as_it_was(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, records(1, &[("deals/1", Some("ann")), ("deals/2", Some("ann"))])).await;
    add(&store, &a, records(2, &[("deals/1", Some("bob")), ("deals/3", Some("bob"))])).await;
    add(&store, &a, records(3, &[("deals/1", None), ("deals/2", Some("zoe"))])).await;
    let past: [(u64, &[&str]); 5] = [
        (1, &[]),
        (2, &["deals/1=mem_ann", "deals/2=mem_ann"]),
        (3, &["deals/1=mem_bob", "deals/2=mem_ann", "deals/3=mem_bob"]),
        (4, &["deals/2=mem_zoe", "deals/3=mem_bob"]),
        (99, &["deals/2=mem_zoe", "deals/3=mem_bob"]),
    ];
    for (at, expected) in past {
        assert_eq!(standing(&store, &a, at).await, expected, "at revision {at}");
        assert_eq!(stood(&store, &a, "deals", at).await, expected, "at revision {at}");
        assert_eq!(stood(&store, &a, "cases", at).await, [""; 0], "at revision {at}");
        for id in ["deals/1", "deals/2", "deals/3"] {
            let one = store.record(&a, &key(id), Some(Revision(at))).await.unwrap();
            let one = one.map(|facts| format!("{id}={}", facts.owner.unwrap()));
            let listed = expected.iter().find(|text| text.starts_with(id)).map(ToString::to_string);
            assert_eq!(one, listed, "{id} at revision {at}");
        }
    }
    assert_eq!(store.record(&a, &key("deals/2"), None).await.unwrap(), Some(owned_by("zoe")));
    assert_eq!(store.record(&a, &key("deals/1"), None).await.unwrap(), None);
}

async fn records_come_by_module_and_id(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    // By bytes, not by the rules of a language: `B` stands ahead of `a`, `-` ahead of `1`.
    let ids = ["a-b/1", "a_b/1", "ab/1", "deals/10", "deals/9", "deals/B", "deals/a", "deals/ä"];
    for id in ids.iter().rev() {
        add(&store, &a, records(1, &[(id, Some("ann"))])).await;
    }
    let expected: Vec<_> = ids.iter().map(|id| format!("{id}=mem_ann")).collect();
    assert_eq!(standing(&store, &a, 99).await, expected);
    let mut sorted: Vec<_> = ids.iter().map(|id| key(id)).collect();
    sorted.sort();
    assert_eq!(sorted, ids.map(key));
}

async fn records_of_one_module_are_read_alone(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(
        &store,
        &a,
        records(1, &[("b/1", Some("ann")), ("a/1", Some("ann")), ("c/1", Some("ann")), ("b/2", Some("ann"))]),
    )
    .await;
    add(&store, &a, records(2, &[("b/2", Some("bob")), ("bb/1", Some("bob"))])).await;
    for at in [2, 3] {
        let query =
            RecordQuery { at: Revision(at), module: Some("b".parse().unwrap()), after: None, limit: 9 };
        let page = store.records(&a, &query).await.unwrap();
        assert_eq!(page.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), [key("b/1"), key("b/2")]);
        let behind = RecordQuery { after: Some(key("b/1")), ..query };
        let page = store.records(&a, &behind).await.unwrap();
        assert_eq!(page.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), [key("b/2")]);
    }
}

async fn records_are_read_page_by_page_at_one_revision(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(
        &store,
        &a,
        records(1, &[("deals/1", Some("ann")), ("deals/2", Some("ann")), ("deals/3", Some("ann"))]),
    )
    .await;
    let query = RecordQuery { at: Revision(2), module: None, after: None, limit: 2 };
    let first = store.records(&a, &query).await.unwrap();
    add(&store, &a, records(2, &[("deals/3", None), ("deals/4", Some("bob"))])).await;
    let behind = RecordQuery { after: Some(first[1].0.clone()), ..query };
    let second = store.records(&a, &behind).await.unwrap();
    assert_eq!(second, [(key("deals/3"), owned_by("ann"))]);
}

async fn a_record_that_returns_after_its_removal_has_a_gap(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    for (second, owner) in [(1, Some("ann")), (2, None), (3, Some("bob"))] {
        add(&store, &a, records(second, &[("deals/1", owner)])).await;
    }
    let owners = [(2, Some("ann")), (3, None), (4, Some("bob"))];
    for (at, owner) in owners {
        let facts = store.record(&a, &key("deals/1"), Some(Revision(at))).await.unwrap();
        assert_eq!(facts, owner.map(owned_by));
    }
    let versions = store.record_versions(&a, None, 9).await.unwrap();
    let spans: Vec<_> = versions.iter().map(|row| (row.from.0, row.to.map(|to| to.0), row.removal)).collect();
    assert_eq!(spans, [(2, Some(3), false), (3, Some(3), true), (4, None, false)]);
    let behind = store.record_versions(&a, Some((&key("deals/1"), Revision(2))), 1).await.unwrap();
    assert_eq!(behind, versions[1..2]);
}

async fn removing_what_was_never_there_is_counted(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, records(1, &[("deals/1", None), ("deals/2", Some("ann"))])).await;
    let entry = store.entry(&a, Revision(2)).await.unwrap().unwrap();
    assert_eq!(entry.header.records.unwrap().count, 2);
    assert_eq!(standing(&store, &a, 2).await, ["deals/2=mem_ann"]);
}

async fn a_record_twice_in_one_entry_is_refused(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let twice = records(1, &[("deals/1", Some("ann")), ("deals/2", None), ("deals/1", None)]);
    assert!(matches!(try_add(&store, &a, twice).await, Err(StoreError::Refused { .. })));
}

async fn what_an_entry_wrote_is_listed(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, records(1, &[("deals/2", Some("ann")), ("deals/1", Some("ann"))])).await;
    add(&store, &a, policy(2, "x")).await;
    add(&store, &a, records(3, &[("deals/2", None), ("cases/1", Some("bob"))])).await;
    let rows = store.record_rows(&a, (Revision(0), None), 9).await.unwrap();
    let listed: Vec<_> =
        rows.iter().map(|row| (row.revision.0, row.key.to_string(), row.facts.is_some())).collect();
    let listed: Vec<_> =
        listed.iter().map(|(revision, key, facts)| (*revision, key.as_str(), *facts)).collect();
    let expected = [(2, "deals/1", true), (2, "deals/2", true), (4, "cases/1", true), (4, "deals/2", false)];
    assert_eq!(listed, expected);
    assert_eq!(rows[0].facts().unwrap(), Some(owned_by("ann")));
    assert_eq!(store.record_rows(&a, (Revision(2), Some(&key("deals/1"))), 2).await.unwrap(), rows[1..3]);
    assert_eq!(store.record_rows(&a, (Revision(2), None), 9).await.unwrap(), rows[2..]);
    assert_eq!(store.record_rows(&a, (Revision(4), None), 9).await.unwrap(), []);
}

async fn records_of_another_organization_are_not_seen(store: Arc<dyn Store>) {
    let (a, b) = (found(&store, "a").await, found(&store, "b").await);
    add(&store, &a, records(1, &[("deals/1", Some("ann"))])).await;
    add(&store, &b, records(1, &[("deals/1", Some("bob"))])).await;
    add(&store, &b, records(2, &[("deals/1", None)])).await;
    assert_eq!(standing(&store, &a, 9).await, ["deals/1=mem_ann"]);
    assert_eq!(standing(&store, &b, 2).await, ["deals/1=mem_bob"]);
    assert_eq!(store.record_versions(&a, None, 9).await.unwrap().len(), 1);
}

async fn a_page_boundary_loses_nothing(store: Arc<dyn Store>) {
    const MANY: u32 = 8192 * 2 + 5;
    let a = found(&store, "a").await;
    let change =
        |number: u32| RecordChange { key: key(&format!("deals/{number:06}")), facts: Some(owned_by("ann")) };
    let entry = NewEntry { records: (0..MANY).map(change).collect(), ..records(1, &[]) };
    add(&store, &a, entry).await;
    add(&store, &a, records(2, &[("deals/000007", Some("bob"))])).await;
    for at in [2, 3] {
        let mut numbers = Vec::new();
        let take = &mut |key: rolecall_organization::RecordKey, _| {
            numbers.push(key.id.as_str().parse::<u32>().unwrap());
        };
        each_record(store.as_ref(), &a, Revision(at), None, take).await.unwrap();
        assert!(numbers.into_iter().eq(0..MANY), "at revision {at}");
        let mut numbers = std::collections::BTreeSet::new();
        let (module, take) = ("deals".parse().unwrap(), &mut |key: rolecall_organization::RecordKey, _| {
            numbers.insert(key.id.as_str().parse::<u32>().unwrap());
        });
        each_past_record(store.as_ref(), &a, Revision(at), &module, take).await.unwrap();
        assert!(numbers.into_iter().eq(0..MANY), "at revision {at}");
    }
}

/// Since when each record lives that stands at a revision, as `deals/1 since 2` and so on.
pub(super) async fn lives(store: &Arc<dyn Store>, organization: &OrganizationId, at: u64) -> Vec<String> {
    let mut seen = Vec::new();
    let mut take = |page: &crate::RecordPage| {
        seen.extend(page.iter().map(|row| format!("{}/{} since {}", row.module, row.id, row.since)));
        Ok(())
    };
    each_page(store.as_ref(), organization, Revision(at), None, &mut take).await.unwrap();
    seen
}

async fn a_record_says_since_when_it_lives(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, records(1, &[("deals/1", Some("ann")), ("deals/2", Some("ann"))])).await;
    add(&store, &a, records(2, &[("deals/1", Some("bob")), ("cases/1", Some("bob"))])).await;
    // Gone, gone once more, and back: a life of its own, though the last one is known.
    add(&store, &a, records(3, &[("deals/1", None), ("deals/2", Some("zoe")), ("deals/9", None)])).await;
    add(&store, &a, records(4, &[("deals/1", None)])).await;
    add(&store, &a, records(5, &[("deals/1", Some("ann")), ("deals/9", Some("ann"))])).await;
    add(&store, &a, records(6, &[("deals/1", Some("zoe")), ("cases/1", Some("bob"))])).await;
    let expected: [(u64, &[&str]); 6] = [
        (2, &["deals/1 since 2", "deals/2 since 2"]),
        (3, &["cases/1 since 3", "deals/1 since 2", "deals/2 since 2"]),
        (4, &["cases/1 since 3", "deals/2 since 2"]),
        (5, &["cases/1 since 3", "deals/2 since 2"]),
        (6, &["cases/1 since 3", "deals/1 since 6", "deals/2 since 2", "deals/9 since 6"]),
        (7, &["cases/1 since 3", "deals/1 since 6", "deals/2 since 2", "deals/9 since 6"]),
    ];
    for (at, expected) in expected {
        assert_eq!(lives(&store, &a, at).await, expected, "at revision {at}");
    }
    let report = super::build::verify(&store, &a).await;
    assert!(report.holds(), "{report}");
}

async fn a_page_tells_what_single_records_tell(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let facts = Facts {
        parent: Some(key("customers/äöü 7")),
        segments: BTreeMap::from([("location".parse().unwrap(), ["Köln".parse().unwrap()].into())]),
        ..owned_by("ann")
    };
    let changes = [("a/1", facts.clone()), ("b/z", Facts::default()), ("b/ü", facts)];
    let written = changes.clone().map(|(id, facts)| RecordChange { key: key(id), facts: Some(facts) });
    add(&store, &a, NewEntry { records: written.into(), ..records(1, &[]) }).await;
    let query = RecordQuery { at: Revision(2), module: None, after: None, limit: 9 };
    let page = store.record_page(&a, &query).await.unwrap();
    assert_eq!((page.len(), page.last().unwrap()), (3, Some(key("b/ü"))));
    for (row, (id, facts)) in page.iter().zip(changes) {
        assert_eq!(row.to_record().unwrap(), (key(id), facts.clone()));
        let stored = row.facts().unwrap();
        assert_eq!(stored.owner, facts.owner.as_ref().map(AsRef::as_ref));
        let values = facts
            .segments
            .iter()
            .flat_map(|(id, values)| values.iter().map(move |value| (id.as_str(), value.as_str())));
        assert!(stored.segments().eq(values));
    }
}
