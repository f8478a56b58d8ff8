//! The seam: everything that the measurements ask of Rolecall's engine. Whatever the engine is called inside, it is called here and
//! nowhere else in this program.
//!
//! For now the reference answers, published as the engine will be: an immutable view behind one pointer.

use std::sync::{Arc, RwLock};

use rolecall::{
    catalog::Permission,
    decision::{self, Reference},
    organization::{
        AccessRule as _, Event, Facts, MemberId, MemoryRecords, Organization, Question, RecordChange,
        RecordKey, Target,
    },
};

use crate::organization::{Growing, THEN, id};

/// A member, a permission and a record as the engine resolves them once, to be asked about often.
pub type Member = MemberId;
pub type Right = Permission;
pub type Record = RecordKey;

/// The engine: what is published, and how it changes. Shared between threads.
pub struct Engine {
    published: RwLock<Arc<View>>,
    catalogs: rolecall::organization::Catalogs,
}

/// What a reader holds: never changes.
pub struct View {
    organization: Organization,
    records: MemoryRecords,
}

impl Engine {
    /// Compiles an organization and takes in its records.
    pub fn load(growing: Growing, records: impl Iterator<Item = (RecordKey, Facts)>) -> Self {
        let view = View { organization: growing.organization, records: records.collect() };
        Self { published: RwLock::new(Arc::new(view)), catalogs: growing.catalogs }
    }

    /// What is published now: the guard that a reader takes.
    pub fn view(&self) -> Arc<View> {
        Arc::clone(&self.published.read().expect("no writer panicked"))
    }

    /// Publishes records that changed, all at once.
    pub fn put(&self, changes: &[RecordChange]) {
        let view = self.view();
        let mut records = view.records.clone();
        records.apply(changes);
        self.publish(View { organization: view.organization.clone(), records });
    }

    /// Publishes a change of the policy.
    pub fn apply(&self, event: &Event) {
        let view = self.view();
        let mut organization = view.organization.clone();
        organization.apply(event, &self.catalogs).expect("a catalog that is at hand");
        self.publish(View { organization, records: view.records.clone() });
    }

    /// How many members a change of the policy would give or take something; nothing where the engine cannot tell yet.
    pub fn preview(&self, _event: &Event) -> Option<usize> {
        None
    }

    fn publish(&self, view: View) {
        *self.published.write().expect("no writer panicked") = Arc::new(view);
    }
}

impl View {
    pub fn member(&self, name: &str) -> Member {
        id(name)
    }

    pub fn right(&self, module: &str, action: &str) -> Right {
        Permission::new(id(module), id(action))
    }

    pub fn record(&self, module: &str, name: &str) -> Record {
        RecordKey::new(id(module), id(name))
    }

    /// A check with what was resolved before.
    pub fn allows(&self, member: &Member, right: &Right, record: &Record) -> bool {
        Reference.allows(&self.organization, &self.records, &question(member, right, record))
    }

    /// A check with what the product has.
    pub fn allows_named(&self, member: &str, action: &str, module: &str, record: &str) -> bool {
        self.allows(&self.member(member), &self.right(module, action), &self.record(module, record))
    }

    /// A decision with its reason as data; answers how many paths opened or gates blocked.
    pub fn explain(&self, member: &Member, right: &Right, record: &Record) -> usize {
        let decision = decision::decide(&self.organization, &self.records, &question(member, right, record));
        decision.words().len()
    }

    /// All records of the permission's module that the member reaches, put behind what is there.
    pub fn list(&self, member: &Member, right: &Right, found: &mut Vec<Record>) {
        let listed = decision::list(&self.organization, &self.records, member, right, id(THEN));
        found.extend(listed.into_iter().map(|id| RecordKey::new(right.module.clone(), id)));
    }

    /// The same by names; hands each id to `take`.
    pub fn list_named(&self, member: &str, action: &str, module: &str, take: &mut impl FnMut(&str)) {
        let (member, right) = (self.member(member), self.right(module, action));
        let listed = decision::list(&self.organization, &self.records, &member, &right, id(THEN));
        listed.iter().for_each(|id| take(id.as_str()));
    }

    /// How many members may do this to a record.
    pub fn who_can(&self, right: &Right, record: &Record) -> usize {
        let anybody = question(&id("mem_nobody"), right, record);
        decision::who_can(&self.organization, &self.records, &anybody).len()
    }
}

fn question(member: &Member, right: &Right, record: &Record) -> Question {
    Question::new(member, right, Target::Record(record.id.clone(), Facts::default()), id(THEN))
}
