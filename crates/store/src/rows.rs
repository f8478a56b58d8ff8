//! What goes into a store and comes out of it, beside entries and records.

use jiff::Timestamp;
use rolecall_catalog::ModuleId;
use rolecall_organization::{CommandId, MemberId, OrganizationId, RecordChange, RecordKey, Revision, Slug};

use crate::{Credential, EntryKind, Hash, Header, PersonValue, PreparedEntry};

/// Where an organization's ledger stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The organization.
    pub id: OrganizationId,
    /// Its name in addresses; `None` once it is deleted.
    pub slug: Option<Slug>,
    /// The time of its first entry.
    pub created_at: Timestamp,
    /// The number of its last entry.
    pub revision: Revision,
    /// The number of its last policy entry.
    pub policy_revision: Revision,
    /// The hash of its last entry.
    pub hash: Hash,
    /// The time of its last entry.
    pub at: Timestamp,
    /// Whether it is deleted. Its ledger stays.
    pub deleted: bool,
}

impl Head {
    /// Where a ledger stands ahead of its first entry, which is written `at`.
    pub fn founding(organization: &OrganizationId, at: Timestamp) -> Self {
        let start = Revision::default();
        Self {
            id: organization.clone(),
            slug: None,
            created_at: at,
            revision: start,
            policy_revision: start,
            hash: Hash::genesis(organization),
            at,
            deleted: false,
        }
    }

    /// Moves on to the next entry.
    pub fn advance(&mut self, entry: &PreparedEntry) {
        self.pass(&entry.header, entry.hash(&self.hash));
    }

    /// Moves on to an entry of a known hash.
    pub(crate) fn pass(&mut self, header: &Header, hash: Hash) {
        self.hash = hash;
        self.revision = header.revision;
        self.at = header.at;
        if header.kind == EntryKind::Policy {
            self.policy_revision = header.revision;
        }
        if header.slug.is_some() {
            self.slug.clone_from(&header.slug);
        }
        if header.deleted {
            self.deleted = true;
            self.slug = None;
        }
    }
}

/// An entry to be written, with everything that is stored in the same transaction.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// When; from [`crate::next_instant`].
    pub at: Timestamp,
    /// What it changes.
    pub kind: EntryKind,
    /// The form of the body, as the caller counts them.
    pub format: u16,
    /// The bytes that the ledger keeps. No personal data.
    pub body: Vec<u8>,
    /// Who did it; `None` for the platform.
    pub actor: Option<MemberId>,
    /// The members it touches, to find it by.
    pub members: Vec<MemberId>,
    /// The records it changes, each once, in any order.
    pub records: Vec<RecordChange>,
    /// The personal values it commits to.
    pub people: Vec<PersonValue>,
    /// Members whose personal values are erased, those of `people` included.
    pub erase: Vec<MemberId>,
    /// The organization's slug from here on. The first entry needs one.
    pub slug: Option<Slug>,
    /// Deletes the organization: its slug becomes free, its ledger stays.
    pub delete: bool,
    /// Effects to be carried out once it is written.
    pub outbox: Vec<NewOutboxRow>,
    /// The policy as it is after this entry, where the caller wants it kept.
    pub snapshot: Option<NewSnapshot>,
    /// The command it comes from, where that had an id.
    pub command: Option<NewCommand>,
    /// What the person whom it registers signs in with; the person must have none yet.
    pub credential: Option<Credential>,
}

impl NewEntry {
    /// An entry with a body and nothing else.
    pub fn new(at: Timestamp, kind: EntryKind, format: u16, body: Vec<u8>) -> Self {
        Self {
            at,
            kind,
            format,
            body,
            actor: None,
            members: Vec::new(),
            records: Vec::new(),
            people: Vec::new(),
            erase: Vec::new(),
            slug: None,
            delete: false,
            outbox: Vec::new(),
            snapshot: None,
            command: None,
            credential: None,
        }
    }
}

/// A command with an id, to be remembered with its outcome: the same id twice is one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommand {
    /// Its id, unique within the organization.
    pub id: CommandId,
    /// A digest of the whole command, so that another command under the same id is noticed.
    pub digest: Hash,
    /// What the caller answered, in the caller's form. No personal data.
    pub outcome: Vec<u8>,
    /// From this instant on, in whole microseconds, another command may come under the same id; `None` for never.
    pub kept_until: Option<Timestamp>,
}

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCommand {
    /// The entry it made (of several, the one that carried it).
    pub revision: Revision,
    /// The digest of the whole command.
    pub digest: Hash,
    /// What the caller answered then.
    pub outcome: Vec<u8>,
    /// From this instant on another command may come under the same id. Until one does, this one is still told.
    pub kept_until: Option<Timestamp>,
}

/// The policy after some entry, to be kept so that nobody has to replay from the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSnapshot {
    /// The form of `state`, as the caller counts them.
    pub format: u16,
    /// The policy, in the caller's form.
    pub state: Vec<u8>,
}

/// The policy after some entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The last entry in it.
    pub revision: Revision,
    /// The form of `state`, as the caller counts them.
    pub format: u16,
    /// The policy, in the caller's form.
    pub state: Vec<u8>,
}

/// An effect to be carried out: mail, for instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOutboxRow {
    /// What kind of effect, as the caller names them.
    pub kind: String,
    /// What is needed for it, in the caller's form.
    pub payload: Vec<u8>,
}

/// An effect that waits to be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxRow {
    /// Its number; effects are carried out in this order.
    pub id: i64,
    /// Whose.
    pub organization: OrganizationId,
    /// The entry it comes from.
    pub revision: Revision,
    /// What kind of effect.
    pub kind: String,
    /// What is needed for it.
    pub payload: Vec<u8>,
    /// When the entry was written.
    pub created_at: Timestamp,
    /// How often it was tried in vain.
    pub attempts: u32,
}

/// Which entries to read: those that meet every condition, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryQuery {
    /// Later than this one; 0 for all.
    pub after: Revision,
    /// This one at most.
    pub through: Option<Revision>,
    /// Of this kind.
    pub kind: Option<EntryKind>,
    /// By this member.
    pub actor: Option<MemberId>,
    /// That touch this member.
    pub member: Option<MemberId>,
    /// At this time or later.
    pub since: Option<Timestamp>,
    /// Before this time.
    pub until: Option<Timestamp>,
    /// No more than this many.
    pub limit: u32,
}

/// Which records to read: those that stand at a revision, by module and id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordQuery {
    /// After this entry.
    pub at: Revision,
    /// Of this module.
    pub module: Option<ModuleId>,
    /// Behind this one.
    pub after: Option<RecordKey>,
    /// No more than this many.
    pub limit: u32,
}
