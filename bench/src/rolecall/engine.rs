//! The seam: everything that the measurements ask of Rolecall's engine. Whatever the engine is called inside, it is called here and
//! nowhere else in this program.

use std::sync::{Arc, RwLock};

use jiff::Timestamp;

use rolecall::{
    decision::{self, MemberRef, PermissionRef, RecordRef, StoredRecord},
    organization::{Event, Facts, Organization, Question, RecordChange, Revision, Target},
};

use crate::organization::{Growing, THEN, id};

/// A member, a permission and a record as the engine resolves them once, to be asked about often.
pub type Member = MemberRef;
pub type Right = PermissionRef;
pub type Record = RecordRef;

/// The engine: what is published, and how it changes. Shared between threads.
pub struct Engine {
    published: RwLock<Arc<View>>,
    catalogs: rolecall::organization::Catalogs,
}

/// What a reader holds: never changes.
pub struct View {
    organization: Organization,
    engine: decision::Engine,
    now: Timestamp,
}

impl Engine {
    /// Compiles an organization and takes in its records, as a store hands them out: one module after another, in the order of ids.
    pub fn load(growing: Growing, records: impl FnOnce(&mut dyn FnMut(&StoredRecord<'_>))) -> Self {
        let mut loading = decision::Engine::new(&growing.organization, 42).loading();
        records(&mut |record| loading.put(record).expect("ids"));
        let engine = loading.done();
        let view = View { organization: growing.organization, engine, now: id(THEN) };
        Self { published: RwLock::new(Arc::new(view)), catalogs: growing.catalogs }
    }

    /// What is published now: the guard that a reader takes.
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.published.read().expect("no writer panicked"))
    }

    /// Publishes records that changed, all at once.
    pub fn put(&self, changes: &[RecordChange]) {
        let view = self.view();
        let mut engine = view.engine.clone();
        engine.records_changed(changes, Revision(2));
        self.publish(View { organization: view.organization.clone(), engine, now: view.now });
    }

    /// Publishes a change of the policy.
    pub fn apply(&self, event: &Event) {
        let view = self.view();
        let mut organization = view.organization.clone();
        organization.apply(event, &self.catalogs).expect("a catalog that is at hand");
        let mut engine = view.engine.clone();
        engine.policy_changed(&view.organization, &organization, std::slice::from_ref(event));
        self.publish(View { organization, engine, now: view.now });
    }

    /// How many members a change of the policy would give or take something.
    pub fn preview(&self, event: &Event) -> Option<usize> {
        let view = self.view();
        let mut organization = view.organization.clone();
        organization.apply(event, &self.catalogs).expect("a catalog that is at hand");
        let mut engine = view.engine.clone();
        engine.policy_changed(&view.organization, &organization, std::slice::from_ref(event));
        let report =
            decision::preview(&view.engine, &engine, view.now).report(&view.organization, &organization);
        usize::try_from(report.members).ok()
    }

    fn publish(&self, view: View) {
        *self.published.write().expect("no writer panicked") = Arc::new(view);
    }
}

impl View {
    pub fn member(&self, name: &str) -> Member {
        self.engine.member(name).expect("a member")
    }

    pub fn right(&self, module: &str, action: &str) -> Right {
        self.engine.permission_named(module, action).expect("a permission")
    }

    pub fn record(&self, module: &str, name: &str) -> Record {
        self.engine.record(self.right(module, "view"), name).expect("a record")
    }

    /// A check with what was resolved before.
    pub fn allows(&self, member: &Member, right: &Right, record: &Record) -> bool {
        self.engine.allows(*member, *right, *record, self.now)
    }

    /// A check with what the product has.
    pub fn allows_named(&self, member: &str, action: &str, module: &str, record: &str) -> bool {
        self.engine.allows_named(member, (module, action), record, self.now)
    }

    /// A decision with its reason as data; answers how many paths opened or gates blocked.
    pub fn explain(&self, member: &Member, right: &Right, record: &Record) -> usize {
        let question = self.question(Some(*member), *right, *record);
        self.engine.decide(&self.organization, &question).words().len()
    }

    /// All records of the permission's module that the member reaches, put behind what is there.
    pub fn list(&self, member: &Member, right: &Right, found: &mut Vec<Record>) {
        found.extend(self.engine.list(*member, *right, self.now).records());
    }

    /// The same by names; hands each id to `take`.
    pub fn list_named(&self, member: &str, action: &str, module: &str, take: &mut impl FnMut(&str)) {
        let listing = self.engine.list(self.member(member), self.right(module, action), self.now);
        listing.ids().for_each(take);
    }

    /// How many members may do this to a record.
    pub fn who_can(&self, right: &Right, record: &Record) -> usize {
        self.engine.who_can(&self.question(None, *right, *record)).len()
    }

    fn question(&self, member: Option<Member>, right: Right, record: Record) -> Question {
        let permission = self.engine.permission_of(right).expect("a permission");
        Question {
            member: member.and_then(|member| self.engine.member_id(member)).cloned(),
            action: permission.action,
            module: permission.module,
            target: Target::Record(id(self.engine.record_id(right, record)), Facts::default()),
            now: self.now,
        }
    }
}
