//! The engine: an organization compiled to numbers and bits, and its records in columns. It answers what the reference answers,
//! in nanoseconds; a copy of it costs next to nothing, and a change to one leaves copies as they were.

mod access;
mod check;
mod chunked;
mod columns;
mod counting;
mod explain;
mod grouped;
mod hot;
mod index;
mod key;
mod list;
mod load;
mod page;
mod question;
mod rights;
mod slots;
mod texts;
mod ways;
mod who_can;

use std::sync::Arc;

use rolecall_catalog::{ActionId, ModuleId, Permission};
use rolecall_organization::{
    Event, Facts, MemberId, Organization, RecordChange, RecordId, RecordKey, Records, Revision,
};

pub(crate) use columns::{Columns, Table};
use hot::Hot;
use key::Seeded;
pub use list::Listing;
pub use load::{Loading, StoredRecord};
pub use page::{ListPage, ListPlace};
pub(crate) use rights::{
    ALL, EMPTY, Entry, HELD, HELD_ALL, Limited, ModuleShape, OWN, OwnerFrom, PermissionShape, Rights, Row,
    SHARED,
};
pub(crate) use slots::{NONE, Names};
pub(crate) use ways::{Reached, Way};

/// An organization at one revision, as the engine keeps it.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) names: Names,
    pub(crate) rights: Arc<Rights>,
    hot: Hot,
    pub(crate) columns: Columns,
}

/// A member, resolved once and asked about often. Good for the engine that gave it and all that come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberRef(pub(crate) u32);

/// A permission, resolved once. Good for the engine that gave it and all that come of it, as long as the catalog stays the same; elsewhere
/// it opens nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionRef {
    number: u16,
    /// The place of the module's table.
    table: u16,
    /// Which catalog it is of, and in the lowest bits where the owners of records come from.
    seal: u32,
}

/// A record of a module, resolved once. Good as long as the record is registered; afterwards it is one without facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordRef(pub(crate) u32);

impl Engine {
    /// Compiles an organization without records. `seed` makes its way of hashing its own, so that nobody can choose ids that
    /// collide.
    pub fn new(organization: &Organization, seed: u64) -> Self {
        let seeded = Seeded::new(seed);
        let mut names = Names::new(&seeded);
        let rights = Arc::new(Rights::of(organization, &mut names));
        let hot = Hot::of(&rights);
        Self { names, rights, hot, columns: Columns::new(seeded) }
    }

    /// Goes on to take in the records that stand, as a store reads them.
    pub fn loading(self) -> Loading {
        Loading::new(self)
    }

    /// Takes in records, many at once, where there are none yet.
    #[must_use]
    pub fn with_records(mut self, records: impl IntoIterator<Item = (RecordKey, Facts, Revision)>) -> Self {
        for (key, facts, since) in records {
            let module = self.names.modules.intern(&key.module);
            let row = self.columns.row_of(&mut self.names, &facts);
            self.columns.load(module, key.id.as_str(), row, since);
        }
        self.columns.regroup();
        self
    }

    /// Takes in what happened to the policy; records are not looked at.
    pub fn policy_changed(&mut self, before: &Organization, after: &Organization, events: &[Event]) {
        let touches = events.iter().any(|event| !matches!(event, Event::RecordsWritten { .. }));
        if touches {
            let rights = self.rights.after(before, after, events, &mut self.names);
            self.hot = self.hot.after(&self.rights, &rights);
            self.rights = Arc::new(rights);
        }
    }

    /// Takes in what an entry changed in records; the policy is not looked at.
    pub fn records_changed(&mut self, changes: &[RecordChange], revision: Revision) {
        self.columns.apply(&mut self.names, changes, revision);
    }

    /// The member, not removed, that an id, the product's own id or an e-mail address names.
    #[inline]
    pub fn member(&self, text: &str) -> Option<MemberRef> {
        self.rights.find_member(&self.names, text).map(MemberRef)
    }

    /// A permission of the catalog.
    pub fn permission(&self, module: &ModuleId, action: &ActionId) -> Option<PermissionRef> {
        self.hot.permission(self.rights.shape.permission(module, action)?)
    }

    /// A permission of the catalog, by names.
    #[inline]
    pub fn permission_named(&self, module: &str, action: &str) -> Option<PermissionRef> {
        self.hot.permission(self.rights.shape.permission_called(module, action)?)
    }

    /// What a permission is called.
    pub fn permission_of(&self, permission: PermissionRef) -> Option<Permission> {
        let shape = self.rights.shape.permissions.get(usize::from(permission.number))?;
        let module = self.rights.shape.module(shape.module)?;
        Some(Permission::new(module.id.clone(), module.action(permission.number.into())?.clone()))
    }

    /// A registered record of the permission's module.
    #[inline]
    pub fn record(&self, permission: PermissionRef, id: &str) -> Option<RecordRef> {
        self.columns.table(permission.table.into())?.find(id).map(RecordRef)
    }

    /// The id of a record of the permission's module.
    pub fn record_id(&self, permission: PermissionRef, record: RecordRef) -> &str {
        self.columns.table(permission.table.into()).map(|table| table.id(record.0)).unwrap_or_default()
    }

    /// The id of a member.
    pub fn member_id(&self, member: MemberRef) -> Option<&MemberId> {
        self.names.members.get(member.0)
    }

    /// How many records are registered.
    pub fn record_count(&self) -> usize {
        self.columns.count()
    }
}

/// Two are the same where they hold the same records; what is compiled comes of the policy.
impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        self.columns.all(&self.names) == other.columns.all(&other.names)
    }
}

impl Records for Engine {
    fn facts(&self, key: &RecordKey) -> Option<Facts> {
        self.columns.facts(&self.names, key)
    }

    fn of_module<'a>(&'a self, module: &ModuleId) -> Box<dyn Iterator<Item = (RecordId, Facts)> + 'a> {
        Box::new(self.columns.of_module(&self.names, module))
    }

    fn owned_by(&self, owner: &MemberId, limit: usize) -> Vec<RecordKey> {
        self.columns.owned_by(&self.names, owner, limit)
    }
}
