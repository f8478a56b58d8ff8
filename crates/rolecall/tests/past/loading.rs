//! While the records of an organization are being read, questions about few of them are answered as they are afterwards, and
//! everything else waits for the one reading.

use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use rolecall::{
    Asked, AskedFacts, Error, FilterAsked, Moment, Opened, Rolecall, System, Tenant, When,
    catalog::Permission,
    decision::{Decision, Dialect, Explanation},
    organization::{Actor, Code, Revision},
    store::{Store, StoreError},
    store_in_memory,
};
use rolecall_store_postgres::{PostgresStore, testing};

use crate::{
    counting::{Counting, Gate},
    world::{founded, give, key, may_ann_view, put, record},
};

/// More than two pages.
const ACCOUNTS: usize = 20_000;

/// An organization that one node has loaded, and what another one needs to stand still while it loads it.
struct World {
    store: Arc<Counting>,
    here: Tenant,
}

impl World {
    async fn over(store: Arc<dyn Store>) -> Self {
        let store = Arc::new(Counting::new(store));
        let (_, here) = founded(Arc::clone(&store) as Arc<dyn Store>).await;
        let account = |number: usize| {
            let owner = if number.is_multiple_of(7) { "ann" } else { "owner" };
            record("accounts", &format!("a{number}"), Some(owner), None)
        };
        for start in (0..ACCOUNTS).step_by(10_000) {
            give(&here, put((start..start + 10_000).map(account).collect())).await;
        }
        let deal = |number| {
            let account = key("accounts", &format!("a{}", number * 5));
            record("deals", &format!("d{number}"), None, Some(account))
        };
        give(&here, put((0..50).map(deal).collect())).await;
        give(&here, put(vec![record("notes", "n7", None, Some(key("deals", "d7")))])).await;
        give(&here, put(vec![record("notes", "n8", None, Some(key("deals", "d8")))])).await;
        store.counts.take();
        Self { store, here }
    }

    async fn in_memory() -> Self {
        Self::over(store_in_memory().unwrap()).await
    }

    fn gate(&self, gate: Gate) {
        self.store.gate.send_replace(gate);
    }

    async fn on_a_new_node(&self) -> Rolecall {
        Rolecall::over(Arc::clone(&self.store) as Arc<dyn Store>, Arc::new(System)).await.unwrap()
    }
}

/// Questions about all that a check may be about.
fn questions() -> Vec<Asked> {
    let mut asked: Vec<Asked> =
        (0..30).map(|number| may_ann_view("accounts", &format!("a{number}"))).collect();
    asked.extend((0..20).map(|number| may_ann_view("deals", &format!("d{number}"))));
    asked.extend(["n7", "n8", "nobody-knows"].map(|note| may_ann_view("notes", note)));
    let unregistered = AskedFacts { owner: Some("ann".into()), ..AskedFacts::default() };
    asked.push(Asked { facts: unregistered, ..may_ann_view("accounts", "to-be") });
    asked.push(Asked { record: None, ..may_ann_view("accounts", "at-all") });
    asked.push(Asked { member: "nobody".into(), ..may_ann_view("accounts", "a7") });
    asked
}

async fn answers(opened: &Opened) -> (Revision, Vec<(Decision, Explanation)>) {
    // A batch: all at one moment.
    let seen = opened.seen(When::default()).await.unwrap();
    let mut answers = Vec::new();
    for asked in questions() {
        answers.push((seen.check(&asked).await.unwrap(), seen.explain(&asked).await.unwrap()));
    }
    (seen.revision(), answers)
}

fn may_view_accounts() -> Permission {
    Permission::new("accounts".parse().unwrap(), "view".parse().unwrap())
}

/// Whether something is still not answered after a while.
async fn waits<T>(answer: &mut (impl Future<Output = T> + Unpin)) -> bool {
    tokio::time::timeout(Duration::from_millis(50), answer).await.is_err()
}

/// Waits until the reading of all records stands at the gate.
async fn stands_still(world: &World) {
    while world.store.came.load(Relaxed) == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

async fn answered_as_afterwards(world: World) {
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let opened = there.opened("past").await.unwrap();

    let (revision, early) = answers(&opened).await;
    assert_eq!(revision, world.here.view().revision);
    assert!(early.iter().any(|(check, _)| check.allowed) && early.iter().any(|(check, _)| !check.allowed));
    let now = there.now();
    for (asked, (check, _)) in questions().iter().zip(&early) {
        assert_eq!(check, &world.here.view().check(asked, now), "{asked:?}");
    }

    // What needs all records waits; what needs none of them does not.
    let seen = opened.seen(When::default()).await.unwrap();
    assert!(seen.present().may_ask(&Actor::Platform, Some("ann"), now).is_ok());
    let filter = FilterAsked {
        member: "ann".into(),
        action: "view".parse().unwrap(),
        module: "accounts".parse().unwrap(),
        container: None,
        dialect: Dialect::Postgresql,
        columns: None,
    };
    assert_eq!(seen.present().filter(&filter, now).unwrap(), world.here.view().filter(&filter, now).unwrap());
    let permission = may_view_accounts();
    let mut listed = Box::pin(seen.list("ann", &permission));
    let anyone = may_ann_view("accounts", "a7");
    let mut able = Box::pin(seen.who_can(&anyone));
    let mut loaded = Box::pin(there.organization("past"));
    let mut again = Box::pin(there.organization(world.here.id().as_str()));
    assert!(waits(&mut listed).await && waits(&mut able).await);
    assert!(waits(&mut loaded).await && waits(&mut again).await);

    world.gate(Gate::Open);
    let here = world.here.view();
    assert_eq!(listed.await.unwrap(), here.list("ann", &permission, now));
    assert_eq!(able.await.unwrap(), here.who_can(&anyone, now));
    let (loaded, again) = (loaded.await.unwrap(), again.await.unwrap());
    assert_eq!((loaded.view().revision, again.view().revision), (revision, revision));
    assert_eq!(loaded.view(), world.here.view());
    let (revision, late) = answers(&there.opened("past").await.unwrap()).await;
    assert_eq!((revision, late), (here.revision, early));
}

#[tokio::test]
async fn checks_are_answered_while_an_organization_is_loaded_and_lists_wait() {
    answered_as_afterwards(World::in_memory().await).await;
}

#[tokio::test]
async fn checks_are_answered_while_an_organization_is_loaded_from_postgresql() {
    let Some(url) = testing::database() else { return };
    answered_as_afterwards(World::over(Arc::new(PostgresStore::open(&url).await.unwrap())).await).await;
}

#[tokio::test]
async fn a_check_reads_the_rows_it_needs_and_nobody_loads_twice() {
    let world = World::in_memory().await;
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let opened = there.opened("past").await.unwrap();
    let seen = opened.seen(When::default()).await.unwrap();
    stands_still(&world).await;
    world.store.counts.take();
    seen.check(&may_ann_view("notes", "n7")).await.unwrap();
    let read = world.store.counts.take();
    assert_eq!((read.rows, read.entries, read.snapshots), (3, 0, 0), "a note, its deal, the deal's account");

    let many = (0..20).map(|_| {
        tokio::spawn({
            let there = there.clone();
            async move { there.organization("past").await.unwrap().view().engine.record_count() }
        })
    });
    let many: Vec<_> = many.collect();
    world.gate(Gate::Open);
    for one in many {
        assert_eq!(one.await.unwrap(), ACCOUNTS + 52);
    }
    assert_eq!(world.store.counts.take().rows, ACCOUNTS + 52 - 8192, "the pages behind the first one, once");
}

#[tokio::test]
async fn what_is_written_meanwhile_is_known_to_whoever_asks_for_it() {
    let world = World::in_memory().await;
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let before = there.opened("past").await.unwrap();
    let asked = may_ann_view("accounts", "a1");
    let then = before.seen(When::default()).await.unwrap();
    assert!(!then.check(&asked).await.unwrap().allowed);

    let written = give(&world.here, put(vec![record("accounts", "a1", Some("ann"), None)])).await;
    assert!(!then.check(&asked).await.unwrap().allowed, "an answer of one moment stays one");
    let needed = When { moment: None, at_least: Some(written) };
    let seen = before.seen(needed).await.unwrap();
    assert_eq!(seen.revision(), written);
    assert!(seen.check(&asked).await.unwrap().allowed);
    let later = When { moment: None, at_least: Some(written.next()) };
    let refused = before.seen(later).await.err().unwrap();
    assert_eq!(refused.refusal().map(|refusal| refusal.code), Some(Code::NotYet));
    let past = When { moment: Some(Moment::Revision(then.revision())), at_least: None };
    let past = before.seen(past).await.unwrap();
    assert!(!past.check(&asked).await.unwrap().allowed);
    let fresh = there.opened("past").await.unwrap().seen(When::default()).await.unwrap();
    assert!(fresh.check(&asked).await.unwrap().allowed);

    world.gate(Gate::Open);
    let listed = then.list("ann", &may_view_accounts()).await.unwrap();
    assert!(listed.iter().all(|id| id.as_str() != "a1"), "a list is of the moment that was asked, too");
    let listed = seen.list("ann", &may_view_accounts()).await.unwrap();
    assert!(listed.iter().any(|id| id.as_str() == "a1"));
    // Whoever knew the write before the loading was over knows it afterwards.
    assert!(before.present(Some(written)).await.unwrap().revision() >= written);
}

#[tokio::test]
async fn a_loading_that_fails_tells_those_who_wait_and_is_tried_anew() {
    let world = World::in_memory().await;
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let opened = there.opened("past").await.unwrap();
    let (one, other) = (opened.loaded(), there.organization("past"));
    let broken = async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        world.gate(Gate::Broken);
    };
    let (one, other, ()) = tokio::join!(one, other, broken);
    for error in [one.err(), other.err()] {
        assert!(matches!(error, Some(Error::Store(StoreError::Unavailable { .. }))), "{error:?}");
    }
    let seen = opened.seen(When::default()).await.unwrap();
    assert!(seen.check(&may_ann_view("accounts", "a7")).await.unwrap().allowed);
    assert!(seen.list("ann", &may_view_accounts()).await.is_err());

    world.gate(Gate::Open);
    assert_eq!(there.organization("past").await.unwrap().view(), world.here.view());
}

#[tokio::test]
async fn whoever_goes_away_meanwhile_leaves_the_store_to_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let (rolecall, tenant) = founded(rolecall::open_store(folder.path()).unwrap()).await;
    let account = |number| record("accounts", &format!("a{number}"), Some("ann"), None);
    give(&tenant, put((0..10_000).map(account).collect())).await;
    drop((rolecall, tenant));
    for _ in 0..20 {
        let rolecall = Rolecall::open(folder.path()).await.unwrap();
        let opened = rolecall.opened("past").await.unwrap();
        let seen = opened.seen(When::default()).await.unwrap();
        assert!(seen.check(&may_ann_view("accounts", "a7")).await.unwrap().allowed);
    }
}

#[tokio::test]
async fn a_store_that_no_longer_answers_holds_nobody_up_who_goes_away() {
    let world = World::in_memory().await;
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let opened = there.opened("past").await.unwrap();
    stands_still(&world).await;
    let seen = opened.seen(When::default()).await.unwrap();
    drop((there, opened, seen));
}

#[tokio::test]
async fn whoever_waits_is_served_though_the_library_was_let_go() {
    let world = World::in_memory().await;
    world.gate(Gate::Shut);
    let there = world.on_a_new_node().await;
    let opened = there.opened("past").await.unwrap();
    let seen = opened.seen(When::default()).await.unwrap();
    drop(there);
    world.gate(Gate::Open);
    assert!(!seen.list("ann", &may_view_accounts()).await.unwrap().is_empty());
    assert_eq!(opened.loaded().await.unwrap().view(), world.here.view());
}
