//! What a question about the past reads, counted at the store: a policy snapshot, what lies between it and the moment, and the
//! rows that the answer needs - however many records there are, and however long the ledger is.

use std::sync::Arc;

use rolecall::{
    Moment, Rolecall, Seen, System, Tenant, When, ledger,
    organization::{Command, RecordForm, Revision},
    store::Store,
    store_in_memory,
};

use crate::{
    counting::{Counting, Counts, Read},
    world::{founded, give, key, may_ann_view, put, record},
};

const RECORDS: usize = 100_000;
const DEALS: usize = 300;

/// An organization with many records, and what is read of it.
struct World {
    store: Arc<dyn Store>,
    tenant: Tenant,
    counts: Arc<Counts>,
}

impl World {
    async fn new() -> Self {
        let counting = Counting::new(store_in_memory().unwrap());
        let counts = Arc::clone(&counting.counts);
        let store: Arc<dyn Store> = Arc::new(counting);
        let (_, tenant) = founded(Arc::clone(&store)).await;
        for batch in 0..10 {
            let account = |number| record("accounts", &format!("{batch}-{number}"), Some("owner"), None);
            give(&tenant, put((0..RECORDS / 10).map(account).collect())).await;
        }
        let deal = |number| {
            record("deals", &format!("d{number}"), None, Some(key("accounts", &format!("0-{number}"))))
        };
        give(&tenant, put((0..DEALS).map(deal).collect())).await;
        Self { store, tenant, counts }
    }

    /// For one entry, ann owns the account of the deal on which a note hangs.
    async fn a_moment(&self) -> Revision {
        give(&self.tenant, put(vec![record("notes", "n", None, Some(key("deals", "d7")))])).await;
        let then = give(&self.tenant, put(vec![record("accounts", "0-7", Some("ann"), None)])).await;
        give(&self.tenant, put(vec![record("accounts", "0-7", Some("owner"), None)])).await;
        assert!(!self.tenant.view().check(&may_ann_view("notes", "n"), self.tenant.now()).allowed);
        then
    }

    /// So many entries: of the policy and of records by turns.
    async fn grow(&self, entries: usize) {
        for number in 0..entries / 2 {
            give(&self.tenant, Command::RenameOrganization { name: format!("Past {number}") }).await;
            // Another version each time: what changes nothing is no entry.
            let version = Some(self.tenant.view().revision.0);
            let row = record("accounts", &format!("0-{}", number % 500 + 10), Some("owner"), None);
            give(&self.tenant, put(vec![RecordForm { version, ..row }])).await;
        }
    }

    /// The organization on a node that starts now.
    async fn on_a_new_node(&self) -> Tenant {
        let rolecall = Rolecall::over(Arc::clone(&self.store), Arc::new(System)).await.unwrap();
        rolecall.organization("past").await.unwrap()
    }

    /// Asks whether ann may view the note, then; answers what that read.
    async fn check(&self, tenant: &Tenant, then: Revision) -> Read {
        self.counts.take();
        assert!(at(tenant, then).await.check(&may_ann_view("notes", "n")).await.unwrap().allowed);
        self.counts.take()
    }

    /// Lists the deals that ann may view, then; answers what that read.
    async fn list(&self, tenant: &Tenant, then: Revision) -> Read {
        self.counts.take();
        let listed = at(tenant, then).await.list("ann", &"deals:view".parse().unwrap()).await.unwrap();
        assert_eq!(listed.iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["d7"]);
        self.counts.take()
    }
}

async fn at(tenant: &Tenant, revision: Revision) -> Seen {
    tenant.seen(When { moment: Some(Moment::Revision(revision)), at_least: None }).await.unwrap()
}

#[tokio::test]
async fn the_past_costs_the_same_however_long_the_ledger_is() {
    let world = World::new().await;
    let early = world.a_moment().await;
    world.grow(500).await;
    let young = world.on_a_new_node().await;
    let (checked, listed) = (world.check(&young, early).await, world.list(&young, early).await);
    // The note, its deal, the deal's account.
    assert_eq!((checked.rows, checked.lookups), (3, 0));
    assert!(checked.entries <= usize::try_from(ledger::SNAPSHOT_EVERY).unwrap(), "{checked:?}");
    // The moment is kept; the deals are one scan, and their accounts another.
    assert_eq!((listed.entries, listed.snapshots), (0, 0));
    assert!(listed.rows >= DEALS, "{listed:?}");

    world.grow(4_500).await;
    let late = world.a_moment().await;
    assert!(late > Revision(5_000));
    let old = world.on_a_new_node().await;
    assert_eq!(world.check(&old, early).await, checked);
    assert_eq!(world.list(&old, early).await, listed);
    world.grow(60).await;
    let checked = world.check(&old, late).await;
    assert_eq!((checked.rows, checked.snapshots), (3, 1));
    assert!(checked.entries <= usize::try_from(ledger::SNAPSHOT_EVERY).unwrap(), "{checked:?}");
    // A time costs one look into an index.
    world.counts.take();
    let when = When { moment: Some(Moment::Time(at(&old, late).await.now)), at_least: None };
    assert!(old.seen(when).await.unwrap().revision() >= late);
    let timed = world.counts.take();
    assert_eq!((timed.lookups, timed.rows), (1, 0));
}
