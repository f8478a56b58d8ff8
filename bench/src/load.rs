//! How long 100,000 records take to be written, and an organization of 1,000 members with them to be loaded; and how soon the
//! first check is answered meanwhile.
//!
//! `cargo run --release --manifest-path bench/Cargo.toml --bin load [MEMBERS] [RECORDS]`

use std::{collections::BTreeMap, path::Path, time::Instant};

use rolecall::{
    Asked, AskedFacts, Options, Rolecall, When,
    organization::{Actor, Command, FoundOrganization, Founder, NewMember, RecordForm, Records as _},
};

const CATALOG: &str = include_str!("../../catalogs/zoho-crm.toml");
const MODULES: [&str; 4] = ["leads", "accounts", "contacts", "deals"];

/// Records of one write; the most that a command may carry.
const AT_ONCE: usize = 10_000;

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<usize>().ok());
    let (members, records) = (numbers.next().unwrap_or(1_000), numbers.next().unwrap_or(100_000));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(write(folder.path(), members, records));
    for _ in 0..5 {
        runtime.block_on(load(folder.path(), members, records));
    }
}

async fn write(folder: &Path, members: usize, records: usize) {
    let rolecall = Rolecall::open(folder).await.expect("a store");
    let catalog = rolecall.add_catalog("zoho-crm.toml", CATALOG).await.expect("a catalog");
    let owner =
        Founder { email: "m0@example.com".into(), name: Some("M0".into()), external_id: Some("m0".into()) };
    let edition = Some("enterprise".parse().expect("an edition"));
    let form = FoundOrganization { slug: "bench".into(), name: "Bench".into(), edition, owner };
    rolecall.found(&catalog, &form).await.expect("an organization");
    let tenant = rolecall.organization("bench").await.expect("the organization");
    let execute = async |command: Command| {
        tenant.execute(&Actor::Platform, &command, &Options::default()).await.expect("a change");
    };

    let began = Instant::now();
    let new = (1..members).map(|number| NewMember {
        email: format!("m{number}@example.com"),
        name: Some(format!("M{number}")),
        external_id: Some(format!("m{number}")),
        roles: Some(vec!["Standard".into()]),
        position: Some("Manager".into()),
        invite: Some(false),
        ..NewMember::default()
    });
    execute(Command::InviteMembers { members: new.collect() }).await;
    println!("{members} members written in {:?}", began.elapsed());

    let began = Instant::now();
    for start in (0..records).step_by(AT_ONCE) {
        let batch = (start..records.min(start + AT_ONCE)).map(|number| record(number, members));
        execute(Command::PutRecords { records: batch.collect() }).await;
    }
    println!("{records} records written in {:?}", began.elapsed());
}

fn record(number: usize, members: usize) -> RecordForm {
    RecordForm {
        module: MODULES[number % MODULES.len()].parse().expect("a module"),
        id: format!("record-{number:05}").parse().expect("an id"),
        // Spread without a pattern that a tree of owners would find easy.
        owner: Some(format!("m{}", number.wrapping_mul(7_919) % members)),
        parent: None,
        container: None,
        segments: BTreeMap::new(),
        version: None,
    }
}

/// May the owner view a record?
fn asked(number: usize, members: usize) -> Asked {
    let RecordForm { module, id, owner, .. } = record(number, members);
    Asked {
        member: owner.expect("an owner"),
        action: "view".parse().expect("an action"),
        module,
        record: Some(id),
        container: None,
        facts: AskedFacts::default(),
    }
}

async fn load(folder: &Path, members: usize, records: usize) {
    let began = Instant::now();
    let rolecall = Rolecall::open(folder).await.expect("a store");
    let opened = began.elapsed();
    let organization = rolecall.opened("bench").await.expect("the organization");
    let seen = organization.seen(When::default()).await.expect("the present");
    let answers = async |number: usize| {
        assert!(seen.check(&asked(number, members)).await.expect("an answer").allowed);
        began.elapsed()
    };
    let first = answers(1).await;
    let after = answers(2).await - first;
    let tenant = organization.loaded().await.expect("the organization, loaded");
    let loaded = began.elapsed();
    let view = tenant.view();
    assert_eq!(view.organization.members().count(), members);
    let there: usize =
        MODULES.iter().map(|module| view.engine.of_module(&module.parse().expect("a module")).count()).sum();
    assert_eq!(there, records);
    println!(
        "{members} members and {records} records loaded in {loaded:?} ({opened:?} of it to open the store); the first check \
         was answered after {first:?}, the next one {after:?} later"
    );
}
