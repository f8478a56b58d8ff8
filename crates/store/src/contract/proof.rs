//! What was written holds under [`crate::verify`], also while writing goes on.

use std::sync::Arc;

use rolecall_organization::Revision;

use super::{
    build::{add, found, head, member, named, org, policy, records, value, verify},
    list,
};
use crate::{
    Field::{Email, Name},
    NewEntry, Progress, Store,
};

list!(
    an_untouched_ledger_holds,
    a_deleted_organization_holds,
    an_organization_that_does_not_exist_does_not_hold,
    a_ledger_holds_while_it_grows,
    progress_reaches_the_end,
);

async fn an_untouched_ledger_holds(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let people =
        vec![value("ann", Name, "Ann"), value("bob", Name, "Bob"), value("bob", Email, "bob@example.com")];
    add(
        &store,
        &a,
        NewEntry { people, actor: Some(member("ann")), members: vec![member("bob")], ..policy(1, "x") },
    )
    .await;
    add(&store, &a, records(2, &[("deals/1", Some("ann")), ("deals/2", Some("ann")), ("deals/3", None)]))
        .await;
    add(&store, &a, records(3, &[("deals/1", None), ("deals/2", Some("bob")), ("cases/1", Some("ann"))]))
        .await;
    add(&store, &a, records(4, &[("deals/1", Some("bob"))])).await;
    add(&store, &a, NewEntry { people: vec![value("ann", Name, "Anna")], ..policy(4, "y") }).await;
    add(&store, &a, NewEntry { erase: vec![member("bob")], ..policy(5, "z") }).await;
    add(&store, &a, named(6, "elsewhere")).await;
    let report = verify(&store, &a).await;
    assert!(report.holds(), "{report}");
    assert_eq!((report.entries, report.records, report.revision), (8, 7, Revision(8)));
    assert_eq!((report.commitments_checked, report.commitments_erased), (2, 2));
    let sentence = "`org_a`: 8 entries, 7 record rows, 2 personal values checked, 2 erased: the ledger holds up to entry 8";
    assert_eq!(report.to_string(), sentence);
}

async fn a_deleted_organization_holds(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    add(&store, &a, NewEntry { delete: true, ..policy(1, "x") }).await;
    let report = verify(&store, &a).await;
    assert!(report.holds(), "{report}");
}

async fn an_organization_that_does_not_exist_does_not_hold(store: Arc<dyn Store>) {
    let report = verify(&store, &org("nobody")).await;
    assert_eq!(report.findings.len(), 1);
    assert!(report.to_string().contains("there is no such organization"), "{report}");
}

async fn a_ledger_holds_while_it_grows(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    let (writing, own) = (Arc::clone(&store), a.clone());
    let writer = tokio::spawn(async move {
        for number in 0..150_i64 {
            let owner = if number % 3 == 0 { None } else { Some("ann") };
            let mut entry = records(number, &[("deals/1", owner), ("deals/2", Some("bob"))]);
            // Each entry erases what the one ahead of it committed to.
            let (new, old) = if number % 2 == 0 { ("ann", "bob") } else { ("bob", "ann") };
            entry.people = vec![value(new, Name, &number.to_string())];
            entry.erase = vec![member(old)];
            add(&writing, &own, entry).await;
        }
    });
    while !writer.is_finished() {
        let report = verify(&store, &a).await;
        assert!(report.holds(), "{report}");
    }
    writer.await.unwrap();
    assert_eq!(head(&store, &a).await.revision, Revision(151));
    let report = verify(&store, &a).await;
    assert!(report.holds(), "{report}");
}

async fn progress_reaches_the_end(store: Arc<dyn Store>) {
    let a = found(&store, "a").await;
    for second in 1..300 {
        add(&store, &a, policy(second, "x")).await;
    }
    let mut told = Vec::new();
    crate::verify(store.as_ref(), &a, &mut |progress| told.push(progress)).await.unwrap();
    assert!(told.len() > 1);
    assert_eq!(told.last(), Some(&Progress { entries: 300, of: 300, records: 0 }));
}
