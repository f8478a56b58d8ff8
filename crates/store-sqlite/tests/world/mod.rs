//! A small world that the tests share: two organizations with people and records, in a folder of their own.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use std::{future::Future, path::PathBuf};

use jiff::Timestamp;
use rolecall_organization::{Facts, MemberId, OrganizationId, RecordChange, RecordId, RecordKey, Revision};
use rolecall_store::{Address, EntryKind, Field, Hash, Head, NewEntry, PersonValue, Salt, Store, verify};
use rolecall_store_sqlite::SqliteStore;
use rusqlite::Connection;
use tempfile::TempDir;

pub struct World {
    pub store: SqliteStore,
    pub folder: TempDir,
}

pub fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

pub fn org(name: &str) -> OrganizationId {
    OrganizationId::new(&format!("org_{name}")).unwrap()
}

pub fn member(name: &str) -> MemberId {
    MemberId::new(&format!("mem_{name}")).unwrap()
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_767_225_600 + second).unwrap()
}

pub fn policy(second: i64, body: &str) -> NewEntry {
    NewEntry::new(at(second), EntryKind::Policy, 1, body.as_bytes().to_vec())
}

pub fn named(slug: &str) -> NewEntry {
    NewEntry { slug: Some(slug.parse().unwrap()), ..policy(0, "founded") }
}

/// An entry that writes deals by number, with their owners.
pub fn deals(second: i64, changes: impl IntoIterator<Item = (u32, Option<&'static str>)>) -> NewEntry {
    let change = |(number, owner): (u32, Option<&str>)| RecordChange {
        key: RecordKey::new("deals".parse().unwrap(), RecordId::new(&number.to_string()).unwrap()),
        facts: owner.map(|owner| Facts { owner: Some(member(owner)), ..Facts::default() }),
    };
    let records = changes.into_iter().map(change).collect();
    NewEntry { records, ..NewEntry::new(at(second), EntryKind::Records, 1, Vec::new()) }
}

pub fn email(name: &str) -> PersonValue {
    let salt = Salt::new(*Hash::of(name.as_bytes()).as_bytes());
    PersonValue { member: member(name), field: Field::Email, salt, value: format!("{name}@example.com") }
}

impl World {
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { store: SqliteStore::open(folder.path()).unwrap(), folder }
    }

    /// `org_a` with six entries and `org_b` with two.
    pub fn new() -> Self {
        let world = Self::empty();
        let people = vec![email("ann"), email("bob"), email("zoe")];
        let members = vec![member("ann"), member("bob")];
        let a = [
            named("a"),
            NewEntry { people, members, actor: Some(member("ann")), ..policy(1, "two") },
            deals(2, [(1, Some("ann")), (2, Some("ann")), (3, Some("bob")), (4, Some("bob")), (5, None)]),
            deals(3, [(1, None), (2, Some("bob")), (6, Some("ann"))]),
            NewEntry { erase: vec![member("zoe")], ..policy(4, "five") },
            policy(5, "six"),
        ];
        let b = [named("b"), policy(1, "two of b")];
        run(async {
            world.store.append(&org("a"), Revision(0), a.into()).await.unwrap();
            world.store.append(&org("b"), Revision(0), b.into()).await.unwrap();
        });
        world
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("rolecall.db")
    }

    /// Somebody else's way to the data, past the store.
    pub fn tamper(&self, sql: &str) -> &Self {
        let connection = self.connection();
        // Whoever tampers with a database is not held back by its constraints.
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;").unwrap();
        connection.execute_batch(sql).unwrap();
        self
    }

    pub fn connection(&self) -> Connection {
        Connection::open(self.file()).unwrap()
    }

    /// What a proof of `org_a` finds, as sentences without the organization.
    pub fn findings(&self) -> Vec<String> {
        self.findings_of("a")
    }

    pub fn findings_of(&self, name: &str) -> Vec<String> {
        let report = run(verify(&self.store, &org(name), &mut |_| ())).unwrap();
        assert_eq!(report.holds(), report.findings.is_empty());
        let ours = format!("`org_{name}`, ");
        report
            .findings
            .iter()
            .map(|finding| finding.to_string().strip_prefix(&ours).unwrap().to_owned())
            .collect()
    }

    pub fn head(&self, name: &str) -> Head {
        run(self.store.organization(&Address::Id(org(name)))).unwrap().unwrap()
    }
}
