//! Whoever changes record rows or personal values past the store is found out, and whose they are is said.

mod world;

use rolecall_organization::Revision;
use rolecall_store::{RecordQuery, Store};
use world::{World, email, org, run};

const NOW: &str = "9223372036854775807";

/// Does something to the present row of a deal.
fn to_deal(number: u32, change: &str) -> Vec<String> {
    let sql = format!(
        "UPDATE records SET {change} WHERE organization = 1 AND to_revision = {NOW} AND id = '{number}'"
    );
    World::new().tamper(&sql).findings()
}

#[test]
fn a_changed_record_row_is_named() {
    let others = "(SELECT facts FROM records WHERE organization = 1 AND id = '6')";
    assert_eq!(
        to_deal(3, &format!("facts = {others}")),
        ["entry 3: the row of record `deals/3` was changed"]
    );
    let gone = to_deal(3, "facts = NULL");
    assert!(gone.contains(&"entry 3: the row of record `deals/3` was changed".to_owned()), "{gone:?}");
}

#[test]
fn a_changed_row_of_the_past_is_named() {
    let sql = "UPDATE records SET facts = (SELECT facts FROM records WHERE organization = 1 AND id = '3')
               WHERE organization = 1 AND id = '2' AND from_revision = 3";
    assert_eq!(World::new().tamper(sql).findings(), ["entry 3: the row of record `deals/2` was changed"]);
}

#[test]
fn two_changed_rows_of_one_entry_are_both_named() {
    let sql = "UPDATE records SET facts = (SELECT facts FROM records WHERE organization = 1 AND id = '6')
               WHERE organization = 1 AND id IN ('3', '4')";
    let changed = [3, 4].map(|number| format!("entry 3: the row of record `deals/{number}` was changed"));
    assert_eq!(World::new().tamper(sql).findings(), changed);
}

#[test]
fn a_record_under_another_name_is_named() {
    assert_eq!(to_deal(3, "id = '33'"), ["entry 3: the row of record `deals/33` was changed"]);
}

#[test]
fn an_added_record_row_is_named() {
    let add = |entry: u32| {
        let sql = format!(
            "INSERT INTO records SELECT 1, {NOW}, module, '7', {entry}, facts, {entry} FROM records
                           WHERE organization = 1 AND id = '3'"
        );
        World::new().tamper(&sql).findings()
    };
    // To an entry with records, to one without, and to entries that there are not.
    for entry in [3, 2, 0, 99] {
        assert_eq!(add(entry), [format!("entry {entry}: the row of record `deals/7` was added")]);
    }
}

#[test]
fn a_removed_record_row_is_named_by_its_neighbour() {
    let sql = "DELETE FROM records WHERE organization = 1 AND id = '4'";
    assert_eq!(
        World::new().tamper(sql).findings(),
        ["entry 3: 1 of its record rows are gone, behind record `deals/3`"]
    );
    let all = World::new();
    all.tamper("DELETE FROM records WHERE organization = 1 AND from_revision = 3");
    assert!(
        all.findings().contains(&"entry 3: 5 of its record rows are gone".to_owned()),
        "{:?}",
        all.findings()
    );
}

#[test]
fn a_row_given_to_another_entry_is_named() {
    let findings = to_deal(3, "from_revision = 4");
    assert!(findings.contains(&"entry 4: the row of record `deals/3` was added".to_owned()), "{findings:?}");
    assert!(
        findings.iter().any(|text| text.starts_with("entry 3: 1 of its record rows are gone")),
        "{findings:?}"
    );
}

#[test]
fn a_row_whose_end_was_changed_is_named() {
    // Ended at an entry that there is, at one that there is not, and at its own, as a removal's row is.
    for end in ["5", "77", "3"] {
        let findings = to_deal(3, &format!("to_revision = {end}"));
        assert_eq!(
            findings,
            ["entry 3: the row of record `deals/3` ends where the next one does not begin"],
            "{end}"
        );
    }
    let longer = "UPDATE records SET to_revision = 5 WHERE organization = 1 AND id = '2' AND to_revision = 4";
    let sentence = ["entry 3: the row of record `deals/2` ends where the next one does not begin"];
    assert_eq!(World::new().tamper(longer).findings(), sentence);
    let revived = format!(
        "UPDATE records SET to_revision = {NOW} WHERE organization = 1 AND id = '1' AND to_revision = 4
                           AND from_revision = 3"
    );
    let sentence = ["entry 3: the row of record `deals/1` ends where the next one does not begin"];
    assert_eq!(World::new().tamper(&revived).findings(), sentence);
}

#[test]
fn a_record_that_claims_another_age_is_named() {
    let older =
        format!("UPDATE records SET since = 2 WHERE organization = 1 AND id = '6' AND to_revision = {NOW}");
    let sentence = ["entry 4: the row of record `deals/6` does not say since when the record lives"];
    assert_eq!(World::new().tamper(&older).findings(), sentence);
}

#[test]
fn a_damaged_row_is_refused_when_read() {
    let world = World::new();
    world.tamper(&format!(
        "UPDATE records SET facts = x'01ff' WHERE organization = 1 AND to_revision = {NOW} AND id = '3'"
    ));
    let query = RecordQuery { at: Revision(6), module: None, after: None, limit: 9 };
    let read = run(world.store.records(&org("a"), &query));
    assert!(matches!(read, Err(rolecall_store::StoreError::Corrupt { .. })), "{read:?}");
}

#[test]
fn two_peoples_addresses_swapped_are_named() {
    let swapped = [
        "entry 2: the email of `mem_ann` was swapped: it is that of `mem_bob`",
        "entry 2: the email of `mem_bob` was swapped: it is that of `mem_ann`",
    ];
    let values_only = "UPDATE people SET value = CASE member WHEN 'mem_ann' THEN 'bob@example.com'
                       ELSE 'ann@example.com' END WHERE organization = 1";
    assert_eq!(World::new().tamper(values_only).findings(), swapped);
    let salts_and_all = "UPDATE people SET member = 'x' WHERE organization = 1 AND member = 'mem_ann';
                         UPDATE people SET member = 'mem_ann' WHERE organization = 1 AND member = 'mem_bob';
                         UPDATE people SET member = 'mem_bob' WHERE organization = 1 AND member = 'x';";
    assert_eq!(World::new().tamper(salts_and_all).findings(), swapped);
}

#[test]
fn a_changed_address_is_named() {
    let sql = "UPDATE people SET value = 'eve@example.com' WHERE organization = 1 AND member = 'mem_ann'";
    assert_eq!(World::new().tamper(sql).findings(), ["entry 2: the email of `mem_ann` was changed"]);
}

#[test]
fn an_address_that_is_gone_without_an_erasure_is_named() {
    let sql = "DELETE FROM people WHERE organization = 1 AND member = 'mem_ann'";
    let sentence = ["entry 2: the email of `mem_ann` is gone, and no entry erased it"];
    assert_eq!(World::new().tamper(sql).findings(), sentence);
}

#[test]
fn an_added_value_is_named() {
    for entry in [2, 4, 99] {
        let sql = format!("INSERT INTO people VALUES (1, 'mem_eve', 'name', {entry}, zeroblob(32), 'Eve')");
        let sentence = [format!("entry {entry}: the name of `mem_eve` was added")];
        assert_eq!(World::new().tamper(&sql).findings(), sentence);
    }
}

#[test]
fn a_value_that_came_back_after_its_erasure_is_named() {
    let world = World::new();
    let zoe = email("zoe");
    let insert = "INSERT INTO people VALUES (1, 'mem_zoe', 'email', 2, ?1, ?2)";
    world.connection().execute(insert, rusqlite::params![zoe.salt.as_bytes(), zoe.value]).unwrap();
    assert_eq!(world.findings(), ["entry 5: the email of `mem_zoe` is still there after its erasure"]);
}
