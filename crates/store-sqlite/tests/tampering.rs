//! Whoever changes the data past the store is found out, and what was changed is named (design, section 4: *anyone can
//! verify offline*).

mod world;

use rolecall_organization::Revision;
use rolecall_store::{Hash, Store, StoreError};
use rusqlite::params;
use world::{World, org, run};

#[test]
fn nothing_is_found_where_nothing_was_touched() {
    let world = World::new();
    assert_eq!(world.findings(), [""; 0]);
    assert_eq!(world.findings_of("b"), [""; 0]);
}

#[test]
fn a_changed_entry_is_named() {
    let world = World::new();
    world.tamper(
        "UPDATE entries SET envelope = CAST(replace(CAST(envelope AS TEXT), 'five', 'live') AS BLOB)
                  WHERE organization = 1 AND revision = 5",
    );
    assert_eq!(world.findings(), ["entry 5: it was changed: its content does not match its hash"]);
    let read = run(world.store.entry(&org("a"), Revision(5)));
    let what = "entry 5 of `org_a`: its content does not match its hash".to_owned();
    assert_eq!(read, Err(StoreError::Corrupt { what }));
}

#[test]
fn an_entry_changed_together_with_its_hash_breaks_the_chain_behind_it() {
    let world = World::new();
    let entry = run(world.store.entry(&org("a"), Revision(5))).unwrap().unwrap();
    let connection = world.connection();
    let read = "SELECT envelope FROM entries WHERE organization = 1 AND revision = 5";
    let envelope: Vec<u8> = connection.query_row(read, [], |row| row.get(0)).unwrap();
    let forged = String::from_utf8(envelope).unwrap().replace("five", "live").into_bytes();
    let hash = Hash::of_entry(&entry.previous, &forged);
    let write = "UPDATE entries SET envelope = ?1, hash = ?2 WHERE organization = 1 AND revision = 5";
    connection.execute(write, params![forged, hash.as_bytes()]).unwrap();
    assert_eq!(world.findings(), ["entry 6: it does not follow the entry ahead of it"]);
}

#[test]
fn a_removed_entry_is_named() {
    let world = World::new();
    world.tamper("DELETE FROM entries WHERE organization = 1 AND revision = 5");
    assert!(
        world.findings().contains(&"entry 5: gone, with all through entry 5".to_owned()),
        "{:?}",
        world.findings()
    );
}

#[test]
fn a_removed_first_entry_is_named() {
    let world = World::new();
    world.tamper("DELETE FROM entries WHERE organization = 1 AND revision = 1");
    assert!(
        world.findings().contains(&"entry 1: gone, with all through entry 1".to_owned()),
        "{:?}",
        world.findings()
    );
}

#[test]
fn the_last_entries_removed_are_named() {
    let world = World::new();
    world.tamper("DELETE FROM entries WHERE organization = 1 AND revision >= 5");
    assert!(
        world.findings().contains(&"entry 5: gone, with all through entry 6".to_owned()),
        "{:?}",
        world.findings()
    );
}

#[test]
fn an_entry_inserted_behind_the_last_is_named() {
    let world = World::new();
    world.tamper(
        "INSERT INTO entries SELECT organization, 7, at, kind, actor, hash, hash, envelope FROM entries
                  WHERE organization = 1 AND revision = 6",
    );
    assert_eq!(world.findings(), ["entry 7: it was inserted: the ledger does not reach that far"]);
}

#[test]
fn an_entry_inserted_between_others_is_named_by_those_it_moves() {
    let world = World::new();
    world.tamper(
        "UPDATE entries SET revision = revision + 100 WHERE organization = 1 AND revision >= 5;
         UPDATE entries SET revision = revision - 99 WHERE organization = 1 AND revision >= 100;",
    );
    let (before, after) = run(async {
        let before = world.store.entry(&org("a"), Revision(4)).await.unwrap().unwrap();
        (before.hash, world.store.entry(&org("b"), Revision(2)).await.unwrap().unwrap())
    });
    let mut header = after.header;
    (header.organization, header.revision) = (org("a"), Revision(5));
    let envelope = [serde_json::to_vec(&header).unwrap(), b"\nforged".to_vec()].concat();
    let (hash, at) = (Hash::of_entry(&before, &envelope), header.at.as_microsecond());
    let insert = "INSERT INTO entries VALUES (1, 5, ?1, 'policy', NULL, ?2, ?3, ?4)";
    let values = params![at, before.as_bytes(), hash.as_bytes(), envelope];
    world.connection().execute(insert, values).unwrap();
    let findings = world.findings();
    assert!(
        findings.contains(&"entry 6: it was moved: its content is that of entry 5 of `org_a`".to_owned())
    );
    assert!(
        findings.contains(&"entry 6: it does not follow the entry ahead of it".to_owned()),
        "{findings:?}"
    );
    assert!(findings.contains(&"entry 7: it was inserted: the ledger does not reach that far".to_owned()));
}

#[test]
fn reordered_entries_are_named() {
    let world = World::new();
    world.tamper(
        "UPDATE entries SET revision = 99 WHERE organization = 1 AND revision = 5;
         UPDATE entries SET revision = 5 WHERE organization = 1 AND revision = 6;
         UPDATE entries SET revision = 6 WHERE organization = 1 AND revision = 99;",
    );
    let findings = world.findings();
    for moved in [
        "entry 5: it was moved: its content is that of entry 6",
        "entry 6: it was moved: its content is that of entry 5",
    ] {
        assert!(findings.contains(&format!("{moved} of `org_a`")), "{findings:?}");
    }
}

#[test]
fn the_ledger_of_another_organization_cannot_stand_in() {
    let world = World::new();
    world.tamper(
        "DELETE FROM entries WHERE organization = 1;
         UPDATE entries SET organization = 1 WHERE organization = 2;
         UPDATE organizations SET (revision, policy_revision, hash, at) =
           (SELECT revision, policy_revision, hash, at FROM organizations WHERE key = 2) WHERE key = 1;",
    );
    let findings = world.findings();
    assert!(
        findings.contains(&"entry 1: it was moved: its content is that of entry 1 of `org_b`".to_owned())
    );
    assert!(
        findings.contains(&"entry 1: it does not follow the entry ahead of it".to_owned()),
        "{findings:?}"
    );
}

#[test]
fn a_column_that_departs_from_its_entry_is_named() {
    let changes = [
        ("at", "UPDATE entries SET at = at + 1 WHERE organization = 1 AND revision = 2"),
        ("kind", "UPDATE entries SET kind = 'records' WHERE organization = 1 AND revision = 2"),
        ("actor", "UPDATE entries SET actor = 'mem_bob' WHERE organization = 1 AND revision = 2"),
        ("actor", "UPDATE entries SET actor = NULL WHERE organization = 1 AND revision = 2"),
        ("members", "DELETE FROM entry_members WHERE organization = 1 AND member = 'mem_bob'"),
        (
            "members",
            "UPDATE entry_members SET member = 'mem_zoe' WHERE organization = 1 AND member = 'mem_bob'",
        ),
        ("members", "INSERT INTO entry_members VALUES (1, 'mem_zoe', 2)"),
    ];
    for (column, sql) in changes {
        let world = World::new();
        let findings = world.tamper(sql).findings();
        assert_eq!(findings, [format!("entry 2: its column `{column}` does not match its content")], "{sql}");
        assert!(matches!(run(world.store.entry(&org("a"), Revision(2))), Err(StoreError::Corrupt { .. })));
    }
}

#[test]
fn a_head_that_departs_from_the_entries_is_named() {
    let changes = [
        ("hash", "hash = zeroblob(32)"),
        ("at", "at = at + 1"),
        ("created_at", "created_at = created_at - 1"),
        ("policy_revision", "policy_revision = 5"),
        ("slug", "slug = 'other'"),
        ("slug", "slug = NULL"),
        ("deleted", "deleted = 1"),
    ];
    for (name, change) in changes {
        let world = World::new();
        let findings = world.tamper(&format!("UPDATE organizations SET {change} WHERE key = 1")).findings();
        assert_eq!(
            findings,
            [format!("entry 6: the organization's `{name}` is not what the entries say")],
            "{change}"
        );
    }
}

#[test]
fn a_head_set_back_is_named() {
    let world = World::new();
    world.tamper(
        "UPDATE organizations SET (revision, policy_revision, hash, at) =
           (SELECT revision, revision, hash, at FROM entries WHERE organization = 1 AND revision = 5) WHERE key = 1",
    );
    assert_eq!(world.findings(), ["entry 6: it was inserted: the ledger does not reach that far"]);
}
