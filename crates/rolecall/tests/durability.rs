//! Nothing that was acknowledged is lost: the process is killed at random moments under write load, and system calls are
//! watched between a commit and its acknowledgement (design, section 4).
//!
//! The test starts itself again as the process that writes: `writer` does nothing unless it is told a folder.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test fails loudly"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{BufRead, BufReader, Write as _},
    os::unix::process::ExitStatusExt as _,
    path::Path,
    process::{Child, Command as Process, Stdio},
    time::{Duration, Instant},
};

use rolecall::{
    Options, Rolecall, Tenant,
    organization::{
        Actor, Command, FoundOrganization, Founder, NewMember, RecordForm, RecordId, RecordKey, Records as _,
    },
};

const FOLDER: &str = "ROLECALL_TEST_FOLDER";
const WRITERS: &str = "ROLECALL_TEST_WRITERS";
const ORGANIZATIONS: usize = 3;
const ROWS: u64 = 20;

const CATALOG: &str = r#"
catalog = "durable"
name = "Durable"
founder = { role = "Owner" }
[modules]
deals = {}
users = {}
roles = {}
[roles.Owner]
holders = [1]
grants = [{ on = "*", can = "*" }]
[roles.Staff]
grants = [{ on = "deals", can = "*" }]
"#;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

async fn tenants(rolecall: &Rolecall) -> Vec<Tenant> {
    let catalog = rolecall.add_catalog("durable.toml", CATALOG).await.unwrap();
    let mut tenants = Vec::new();
    for number in 0..ORGANIZATIONS {
        let slug = format!("durable-{number}");
        if rolecall.organization(&slug).await.is_err() {
            let owner =
                Founder { email: "owner@example.com".into(), name: None, external_id: Some("owner".into()) };
            let form = FoundOrganization { slug: slug.clone(), name: slug.clone(), edition: None, owner };
            rolecall.found(&catalog, &form).await.unwrap();
        }
        tenants.push(rolecall.organization(&slug).await.unwrap());
    }
    tenants
}

fn record_id(id: &str, row: u64) -> RecordId {
    format!("{id}-{row}").parse().unwrap()
}

/// What a writer writes: members by turns with records, each under a command id that the parent can ask for.
fn command(id: &str, number: u64) -> Command {
    if number.is_multiple_of(2) {
        return Command::InviteMember(NewMember {
            email: format!("{id}@example.com"),
            roles: Some(vec!["Staff".into()]),
            invite: Some(false),
            ..NewMember::default()
        });
    }
    let record = |row| RecordForm {
        module: "deals".parse().unwrap(),
        id: record_id(id, row),
        owner: Some("owner".into()),
        parent: None,
        container: None,
        segments: BTreeMap::default(),
        version: None,
    };
    Command::PutRecords { records: (0..ROWS).map(record).collect() }
}

/// The process that is killed: writes until it is, and says each command's id once it is acknowledged.
#[test]
fn writer() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let writers: usize = env::var(WRITERS).unwrap().parse().unwrap();
    runtime().block_on(async {
        let rolecall = Rolecall::open(Path::new(&folder)).await.unwrap();
        let tenants = tenants(&rolecall).await;
        let local = tokio::task::LocalSet::new();
        for writer in 0..writers {
            let tenant = tenants[writer % ORGANIZATIONS].clone();
            local.spawn_local(async move {
                for number in 0.. {
                    let id = format!("{}-{writer}-{number}", std::process::id());
                    let options = Options { command_id: Some(id.parse().unwrap()), ..Options::default() };
                    tenant.execute(&Actor::Platform, &command(&id, number), &options).await.unwrap();
                    let line = format!("ack {} {id}\n", tenant.id());
                    std::io::stdout().write_all(line.as_bytes()).unwrap();
                    std::io::stdout().flush().unwrap();
                }
            });
        }
        local.await;
    });
}

fn start(folder: &Path, writers: usize, ahead: &[&str]) -> Child {
    let own = env::current_exe().unwrap();
    let mut line: Vec<&str> = ahead.to_vec();
    line.push(own.to_str().unwrap());
    line.extend(["--exact", "writer", "--nocapture", "--test-threads=1"]);
    Process::new(line[0])
        .args(&line[1..])
        .env(FOLDER, folder)
        .env(WRITERS, writers.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap()
}

/// The acknowledgements that the writer said until it was killed: after so many at least, and a while after the first.
fn kill_under_load(folder: &Path, least: usize, pause: Duration) -> Vec<(String, String)> {
    let mut child = start(folder, 6, &[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    let mut first: Option<Instant> = None;
    for line in lines.by_ref() {
        let line = line.unwrap();
        if let Some((_, rest)) = line.split_once("ack ") {
            let (organization, id) = rest.split_once(' ').unwrap();
            acknowledged.push((organization.to_owned(), id.to_owned()));
            first.get_or_insert_with(Instant::now);
        }
        if acknowledged.len() >= least && first.is_some_and(|first| first.elapsed() >= pause) {
            break;
        }
    }
    child.kill().unwrap();
    assert_eq!(child.wait().unwrap().signal(), Some(9), "it ended before it was killed");
    acknowledged
}

#[test]
fn no_acknowledged_write_is_lost_to_fifty_kills() {
    let folder = tempfile::tempdir().unwrap();
    let mut all: BTreeSet<(String, String)> = BTreeSet::new();
    for round in 0..50_u32 {
        // Different moments each round: while the log is young, while it is checkpointed, in the middle of a group.
        let pause = Duration::from_micros(u64::from(round) * 7_919 % 60_000);
        let least = 1 + round as usize % 12;
        let acknowledged = kill_under_load(folder.path(), least, pause);
        assert!(!acknowledged.is_empty(), "round {round} wrote nothing");
        runtime().block_on(async {
            let rolecall = Rolecall::open(folder.path()).await.unwrap();
            for tenant in tenants(&rolecall).await {
                let report = tenant.verify(&mut |_| {}).await.unwrap();
                assert!(report.holds(), "round {round}: {report}");
            }
            for (organization, id) in &acknowledged {
                assert!(is_there(&rolecall, organization, id).await, "round {round}: {id} is lost");
            }
        });
        all.extend(acknowledged);
    }
    // Nothing of the earlier rounds went later, either.
    runtime().block_on(async {
        let rolecall = Rolecall::open(folder.path()).await.unwrap();
        for (organization, id) in &all {
            assert!(is_there(&rolecall, organization, id).await, "{id} is lost");
        }
    });
    assert!(all.len() >= 300, "too little load to tell: {} writes", all.len());
}

/// Whether a command's entry is in the ledger, and what it wrote is in the organization.
async fn is_there(rolecall: &Rolecall, organization: &str, id: &str) -> bool {
    let tenant = rolecall.organization(organization).await.unwrap();
    let stored = rolecall.store().command(tenant.id(), &id.parse().unwrap()).await.unwrap();
    let number: u64 = id.rsplit('-').next().unwrap().parse().unwrap();
    let view = tenant.view();
    let written = if number.is_multiple_of(2) {
        view.organization.find_member(&format!("{id}@example.com")).is_some()
    } else {
        let key = |row| RecordKey::new("deals".parse().unwrap(), record_id(id, row));
        (0..ROWS).all(|row| view.engine.facts(&key(row)).is_some())
    };
    stored.is_some() && written
}

/// Between the last write to the log and the acknowledgement, an `fdatasync` of the log returned.
#[test]
fn an_acknowledgement_follows_a_completed_sync() {
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace.txt");
    let watched = "trace=pwrite64,write,fdatasync,fsync";
    let watch = ["strace", "-f", "-y", "-e", watched, "-o", trace.to_str().unwrap()];
    let data = folder.path().join("data");
    let mut child = start(&data, 1, &watch);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let said = lines.by_ref().map_while(Result::ok).filter(|line| line.contains("ack ")).take(20).count();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(said, 20);
    let checked = acknowledgements_after_sync(&std::fs::read_to_string(&trace).unwrap());
    assert!(checked >= 19, "only {checked} acknowledgements in the trace");
}

/// Walks a trace; panics at an acknowledgement that no sync stands before. Answers how many there were.
fn acknowledgements_after_sync(trace: &str) -> usize {
    let (mut unsynced, mut written, mut acknowledged) = (false, false, 0);
    for line in trace.lines() {
        let to_log = line.contains("rolecall.db-wal>");
        if line.contains("pwrite64(") && to_log {
            (unsynced, written) = (true, true);
        }
        let whole = line.contains("fdatasync(") && to_log;
        if (whole || line.contains("<... fdatasync resumed>")) && line.ends_with("= 0") {
            unsynced = false;
        }
        if line.contains("write(1<") && line.contains("\"ack ") {
            assert!(written, "acknowledged without a write to the log: {line}");
            assert!(!unsynced, "acknowledged before the log was synced: {line}");
            (written, acknowledged) = (false, acknowledged + 1);
        }
    }
    acknowledged
}

#[test]
fn the_trace_reader_notices_a_missing_sync() {
    let log = "1 pwrite64(5</d/rolecall.db-wal>, \"..\", 24, 0) = 24\n";
    let said = "1 write(1<pipe:[1]>, \"ack org_a x\\n\", 12) = 12\n";
    let early = format!("{log}{said}");
    assert!(std::panic::catch_unwind(|| acknowledgements_after_sync(&early)).is_err());
    let sound = format!("{log}1 fdatasync(5</d/rolecall.db-wal>) = 0\n{said}");
    assert_eq!(acknowledgements_after_sync(&sound), 1);
}
