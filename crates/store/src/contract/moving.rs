//! Everything that one store keeps, copied into another: nothing is lost, nothing is otherwise.

use std::sync::Arc;

use rolecall_catalog::CatalogHash;
use rolecall_organization::{OrganizationId, Revision};

use super::{
    build::{add, at, found, head, key, member, named, org, policy, records, try_add, value, verify},
    commands::with_command,
    list_pairs, outbox,
    records::lives,
};
use crate::{
    Address, Conflict, CopyReport, Credential, EntryQuery, Field, Hash, InvitationLink, LedgerPart, NewEntry,
    NewSnapshot, RecordQuery, Store, StoreError, TokenRow, copy,
};

list_pairs!(
    a_copy_holds_everything,
    what_was_copied_goes_on,
    a_founding_command_is_told_once_its_organization_is_seen,
    a_store_that_is_not_empty_is_not_copied_into,
    a_slug_that_changed_hands_is_copied,
    a_large_ledger_is_copied_in_parts,
    damage_is_not_copied,
    an_organization_that_is_being_restored_is_not_seen,
    a_part_that_does_not_follow_is_refused,
    an_organization_that_is_there_is_not_restored_over,
    restoring_begins_anew_where_it_was_broken_off,
);

/// Two organizations with everything that a store can keep.
pub(super) async fn world(store: &Arc<dyn Store>) -> OrganizationId {
    for text in ["catalog one", "catalog two"] {
        store.put_catalog(&CatalogHash::of(text), text).await.unwrap();
    }
    let a = found(store, "a").await;
    outbox::mails(store, &a, &["done", "later", "given up", "new"]).await;
    let effects = store.outbox(at(9), 9).await.unwrap();
    store.outbox_done(effects[0].id, at(5)).await.unwrap();
    store.outbox_failed(effects[1].id, Some(at(60))).await.unwrap();
    store.outbox_failed(effects[2].id, None).await.unwrap();
    let credential = Credential {
        email: "ann@example.com".to_owned(),
        password: "$argon2id$1".to_owned(),
        changed_at: at(1),
    };
    let people = vec![value("ann", Field::Name, "Änn \"A\""), value("bob", Field::Email, "bob@example.com")];
    let members = vec![member("ann"), member("bob")];
    let body = CatalogHash::of("catalog two").as_str().as_bytes().to_vec();
    let entry = NewEntry {
        people,
        members,
        body,
        actor: Some(member("ann")),
        credential: Some(credential),
        ..policy(1, "")
    };
    add(store, &a, entry).await;
    add(store, &a, records(2, &[("deals/1", Some("ann")), ("deals/2", Some("ann")), ("cases/ä", None)]))
        .await;
    let state = NewSnapshot { format: 3, state: vec![0, 255, 7] };
    add(
        store,
        &a,
        NewEntry { snapshot: Some(state), ..records(3, &[("deals/1", None), ("deals/2", Some("bob"))]) },
    )
    .await;
    let bytes = NewEntry { erase: vec![member("bob")], body: vec![0, 159, 146, 150], ..policy(4, "") };
    add(store, &a, with_command("cmd_1", bytes)).await;
    let b = found(store, "b").await;
    add(store, &b, NewEntry { delete: true, ..policy(1, "gone") }).await;
    for (id, organization) in [("tok_1", None), ("tok_2", Some(a.clone()))] {
        store.put_token(&token(id, organization)).await.unwrap();
    }
    store.put_invitation_link(&link()).await.unwrap();
    a
}

fn token(id: &str, organization: Option<OrganizationId>) -> TokenRow {
    TokenRow {
        id: id.to_owned(),
        secret: Hash::of(id.as_bytes()),
        organization,
        scopes: vec!["b".to_owned(), "a".to_owned()],
        name: "a token".to_owned(),
        created_at: at(1),
        expires_at: Some(at(99)),
        last_used_at: Some(at(2)),
        revoked_at: Some(at(3)),
    }
}

fn link() -> InvitationLink {
    let (secret, invitation) = (Hash::of(b"link"), "inv_1".parse().unwrap());
    InvitationLink { secret, organization: org("a"), invitation, created_at: at(4) }
}

/// Both ledgers are the same, entry by entry and row by row, at every revision, and hold.
pub(super) async fn same_ledger(from: &Arc<dyn Store>, to: &Arc<dyn Store>, organization: &OrganizationId) {
    assert_eq!(head(from, organization).await, head(to, organization).await);
    let report = verify(to, organization).await;
    assert!(report.holds(), "{report}");
    let all = EntryQuery { limit: 9999, ..EntryQuery::default() };
    let entries = from.stored_entries(organization, &all).await.unwrap();
    assert_eq!(to.stored_entries(organization, &all).await.unwrap(), entries);
    let rows = from.record_rows(organization, (Revision(0), None), 99_999).await.unwrap();
    assert_eq!(to.record_rows(organization, (Revision(0), None), 99_999).await.unwrap(), rows);
    for revision in 0..=entries.len().min(20) as u64 {
        let query = RecordQuery { at: Revision(revision), module: None, after: None, limit: 99 };
        let records = from.records(organization, &query).await.unwrap();
        assert_eq!(to.records(organization, &query).await.unwrap(), records, "at {revision}");
        let (lives, there) = (lives(from, organization, revision), lives(to, organization, revision));
        assert_eq!(there.await, lives.await, "at {revision}");
    }
    let people = from.people(organization).await.unwrap();
    assert_eq!(to.people(organization).await.unwrap(), people);
    let commands = from.commands(organization, None, 99).await.unwrap();
    assert_eq!(to.commands(organization, None, 99).await.unwrap(), commands);
}

async fn copied(from: &Arc<dyn Store>, to: &Arc<dyn Store>) -> CopyReport {
    copy(from.as_ref(), to.as_ref(), &mut |_| ()).await.unwrap()
}

async fn a_copy_holds_everything(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let report = copied(&from, &to).await;
    let expected = CopyReport {
        catalogs: 2,
        organizations: 2,
        entries: 8,
        records: 5,
        people: 1,
        commands: 1,
        effects: 3,
        tokens: 2,
        credentials: 1,
        links: 1,
    };
    assert_eq!(report, expected);
    for organization in [&a, &org("b")] {
        same_ledger(&from, &to, organization).await;
    }
    let heads = from.organizations(None, 9).await.unwrap();
    assert_eq!(to.organizations(None, 9).await.unwrap(), heads);
    assert_eq!(to.catalogs().await.unwrap(), from.catalogs().await.unwrap());
    assert_eq!(to.tokens(None, None, 9).await.unwrap(), from.tokens(None, None, 9).await.unwrap());
    assert_eq!(to.credentials(None, 9).await.unwrap(), from.credentials(None, 9).await.unwrap());
    assert_eq!(to.invitation_links(None, 9).await.unwrap(), [link()]);
    let snapshot = from.snapshot_at_most(&a, Revision(99)).await.unwrap();
    assert_eq!(to.snapshot_at_most(&a, Revision(99)).await.unwrap(), snapshot);
    for second in [9, 60] {
        assert_eq!(outbox::due(&to, second).await, outbox::due(&from, second).await);
    }
    assert_eq!(to.outbox_waiting().await.unwrap(), 2);
}

async fn what_was_copied_goes_on(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    copied(&from, &to).await;
    for store in [&from, &to] {
        add(store, &a, records(9, &[("deals/2", None), ("deals/3", Some("ann"))])).await;
    }
    same_ledger(&from, &to, &a).await;
    let again = try_add(&to, &a, with_command("cmd_1", policy(10, "x"))).await;
    assert!(matches!(again, Err(StoreError::Conflict(Conflict::Command(_)))));
}

async fn a_founding_command_is_told_once_its_organization_is_seen(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let founding = with_command("cmd_1", named(0, "a"));
    let a = from.append(&org("a"), Revision(0), vec![founding]).await.unwrap();
    let mut part = parts(&from, &a.id).await.remove(0);
    part.commands = from.commands(&a.id, None, 9).await.unwrap();
    let id = part.commands[0].0.clone();
    to.restore(&a.id, Revision(0), part).await.unwrap();
    assert_eq!(to.founded_by(&id).await.unwrap(), None);
    let last = LedgerPart { complete: true, ..LedgerPart::default() };
    to.restore(&a.id, Revision(1), last).await.unwrap();
    assert_eq!(to.founded_by(&id).await.unwrap(), from.founded_by(&id).await.unwrap());
}

async fn a_store_that_is_not_empty_is_not_copied_into(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    found(&from, "a").await;
    let text = "a catalog and nothing else";
    to.put_catalog(&CatalogHash::of(text), text).await.unwrap();
    let refused = copy(from.as_ref(), to.as_ref(), &mut |_| ()).await;
    assert_eq!(refused, Err(StoreError::refused("the store to copy into is not empty")));
    assert_eq!(to.organizations(None, 9).await.unwrap(), []);
}

async fn a_slug_that_changed_hands_is_copied(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = found(&from, "a").await;
    add(&from, &a, named(1, "elsewhere")).await;
    from.append(&org("b"), Revision(0), vec![named(2, "a")]).await.unwrap();
    let c = from.append(&org("c"), Revision(0), vec![named(3, "c")]).await.unwrap();
    add(&from, &c.id, named(4, "again")).await;
    add(&from, &a, named(5, "c")).await;
    copied(&from, &to).await;
    assert_eq!(to.organizations(None, 9).await.unwrap(), from.organizations(None, 9).await.unwrap());
}

async fn a_large_ledger_is_copied_in_parts(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = found(&from, "a").await;
    for batch in 0..3_u32 {
        let keys: Vec<String> =
            (0..9_000).map(|number| format!("deals/{}", number + batch * 3_000)).collect();
        let rows: Vec<_> = keys.iter().map(|key| (key.as_str(), Some("ann"))).collect();
        add(&from, &a, records(1, &rows)).await;
    }
    let many = (0..600).map(|number| NewEntry {
        people: vec![value(&number.to_string(), Field::Name, "N")],
        ..policy(2, "x")
    });
    let head = head(&from, &a).await;
    from.append(&a, head.revision, many.collect()).await.unwrap();
    let mut told = Vec::new();
    let report = copy(from.as_ref(), to.as_ref(), &mut |progress| told.push(progress)).await.unwrap();
    assert_eq!((report.entries, report.records, report.people), (604, 27_000, 600));
    assert!(told.len() > 4, "{told:?}");
    // A part ends with the entry by which its rows are many.
    assert_eq!((told[0].entries, told[0].records), (4, 27_000));
    same_ledger(&from, &to, &a).await;
}

/// The parts of a ledger as they are stored, each entry one part.
async fn parts(from: &Arc<dyn Store>, organization: &OrganizationId) -> Vec<LedgerPart> {
    let all = EntryQuery { limit: 99, ..EntryQuery::default() };
    let entries = from.stored_entries(organization, &all).await.unwrap();
    let (rows, people) =
        (from.record_rows(organization, (Revision(0), None), 99).await, from.people(organization).await);
    let (rows, people) = (rows.unwrap(), people.unwrap());
    let part = |entry: crate::StoredEntry| LedgerPart {
        rows: rows.iter().filter(|row| row.revision == entry.revision).cloned().collect(),
        people: people.iter().filter(|row| row.revision == entry.revision).cloned().collect(),
        entries: vec![entry],
        ..LedgerPart::default()
    };
    entries.into_iter().map(part).collect()
}

async fn damage_is_not_copied(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let sound = parts(&from, &a).await;
    let forged = crate::PersonRow { value: value("zoe", Field::Name, "Z"), revision: Revision(4) };
    let spoil = |number: usize, parts: &mut Vec<LedgerPart>| -> usize {
        match number {
            0 => parts[0].entries[0].envelope.push(b'x'),
            1 => {
                let entry = &mut parts[2].entries[0];
                let elsewhere = Hash::of(b"elsewhere");
                entry.previous = elsewhere.as_bytes().to_vec();
                entry.hash = Hash::of_entry(&elsewhere, &entry.envelope).as_bytes().to_vec();
            }
            2 => parts[2].entries[0].actor = None,
            3 => parts[2].people[0].value.value.push('x'),
            4 => drop(parts[3].rows.pop()),
            5 => parts[3].rows[1].facts = None,
            6 => parts[3].rows[2].key = key("cases/b"),
            7 => parts[3].people.push(forged.clone()),
            8 => parts[3].people.push(crate::PersonRow { revision: Revision(9), ..forged.clone() }),
            _ => {
                let stray = crate::RecordRow { revision: Revision(9), ..parts[3].rows[2].clone() };
                parts[3].rows.push(stray);
            }
        }
        [0, 2, 2, 2, 3, 3, 3, 3, 3, 3][number]
    };
    for number in 0..10 {
        let mut parts = sound.clone();
        let place = spoil(number, &mut parts);
        let mut results = Vec::new();
        for (ahead, part) in parts.into_iter().enumerate() {
            results.push(to.restore(&a, Revision(ahead as u64), part).await);
        }
        assert!(matches!(results[place], Err(StoreError::Corrupt { .. })), "{number}: {:?}", results[place]);
        assert!(results[..place].iter().all(Result::is_ok), "{number}");
    }
}

async fn an_organization_that_is_being_restored_is_not_seen(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let parts = parts(&from, &a).await;
    for (ahead, part) in parts.iter().cloned().enumerate() {
        to.restore(&a, Revision(ahead as u64), part).await.unwrap();
        assert_eq!(to.organization(&Address::Id(a.clone())).await.unwrap(), None);
        assert_eq!(to.organization(&Address::Slug("a".parse().unwrap())).await.unwrap(), None);
        assert_eq!(to.organizations(None, 9).await.unwrap(), []);
        assert_eq!(to.entry(&a, Revision(1)).await.unwrap(), None);
        assert_eq!(to.people(&a).await.unwrap(), []);
        assert_eq!(to.record(&a, &key("deals/2"), None).await.unwrap(), None);
    }
    let founding = to.append(&a, Revision(0), vec![named(0, "own")]).await;
    assert!(matches!(founding, Err(StoreError::Refused { .. })), "{founding:?}");
    assert!(to.put_token(&token("tok_1", Some(a.clone()))).await.is_err());
    // Somebody may take its slug meanwhile; then it stays unseen until that is free.
    let taken = to.append(&org("other"), Revision(0), vec![named(0, "a")]).await.unwrap();
    let last = LedgerPart { complete: true, ..LedgerPart::default() };
    let at = Revision(parts.len() as u64);
    let refused = to.restore(&a, at, last.clone()).await;
    assert_eq!(refused, Err(StoreError::Conflict(Conflict::Slug("a".parse().unwrap()))));
    assert_eq!(to.organizations(None, 9).await.unwrap(), [taken]);
    add(&to, &org("other"), named(1, "other")).await;
    assert_eq!(to.restore(&a, at, last).await.unwrap(), head(&from, &a).await);
    assert_eq!(head(&to, &a).await, head(&from, &a).await);
}

async fn a_part_that_does_not_follow_is_refused(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let parts = parts(&from, &a).await;
    let conflict = |expected, actual| {
        let conflict = Conflict::Revision { expected: Revision(expected), actual: Revision(actual) };
        Err(StoreError::Conflict(conflict))
    };
    assert_eq!(to.restore(&a, Revision(1), parts[1].clone()).await, conflict(1, 0));
    to.restore(&a, Revision(0), parts[0].clone()).await.unwrap();
    assert_eq!(to.restore(&a, Revision(2), parts[2].clone()).await, conflict(2, 1));
    let gap = to.restore(&a, Revision(1), parts[2].clone()).await;
    assert!(matches!(gap, Err(StoreError::Corrupt { .. })), "{gap:?}");
    let foreign = to.restore(&org("c"), Revision(0), parts[0].clone()).await;
    assert!(matches!(foreign, Err(StoreError::Corrupt { .. })), "{foreign:?}");
}

async fn an_organization_that_is_there_is_not_restored_over(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    let there = to.append(&a, Revision(0), vec![named(0, "own"), policy(1, "x")]).await.unwrap();
    let parts = parts(&from, &a).await;
    for (expected, part) in [(0, parts[0].clone()), (0, LedgerPart::default()), (2, parts[2].clone())] {
        let expected = Revision(expected);
        let conflict = Conflict::Revision { expected, actual: Revision(2) };
        assert_eq!(to.restore(&a, expected, part).await, Err(StoreError::Conflict(conflict)));
    }
    assert_eq!(head(&to, &a).await, there);
    assert!(verify(&to, &a).await.holds());
}

async fn restoring_begins_anew_where_it_was_broken_off(from: Arc<dyn Store>, to: Arc<dyn Store>) {
    let a = world(&from).await;
    for (ahead, part) in parts(&from, &a).await.into_iter().take(4).enumerate() {
        to.restore(&a, Revision(ahead as u64), part).await.unwrap();
    }
    copied(&from, &to).await;
    same_ledger(&from, &to, &a).await;
}
