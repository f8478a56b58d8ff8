//! What a proof can find, each as data and as one sentence.

use std::fmt;

use rolecall_organization::{MemberId, OrganizationId, RecordKey, Revision};

use crate::Field;

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whose ledger.
    pub organization: OrganizationId,
    /// The entry it concerns.
    pub revision: Revision,
    /// What is wrong.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The content of the entry does not match its hash.
    EntryChanged,
    /// The entry does not name the hash of the one ahead of it.
    EntryUnlinked,
    /// The entry's own content says that it is another one.
    EntryMisplaced {
        /// Whose entry its content says it is.
        organization: OrganizationId,
        /// Which entry its content says it is.
        revision: Revision,
    },
    /// Entries from this one through another are gone.
    EntriesMissing {
        /// The last that is gone.
        through: Revision,
    },
    /// The entry lies behind the last one, or a second time at its place.
    EntryBeyond,
    /// The entry cannot be read.
    EntryUnreadable(String),
    /// The entry is dated before the one ahead of it.
    TimeBackwards,
    /// A column beside the entry does not say what the entry says.
    Column(&'static str),
    /// The head of the organization does not say what the entries say.
    Head(&'static str),
    /// There is no head, so nothing can be found.
    HeadMissing,
    /// A record row that the entry wrote is not as it wrote it.
    RecordChanged(RecordKey),
    /// A record row that the entry did not write.
    RecordAdded(RecordKey),
    /// Record rows that the entry wrote are gone.
    RecordsMissing {
        /// How many.
        count: u64,
        /// The row ahead of the gap, where there is one.
        after: Option<RecordKey>,
    },
    /// The rows match one by one, yet not in all. Made to deceive: a row was replaced by one with the same mark.
    RecordsForged,
    /// The row of a record does not end where the next begins.
    RecordPeriod(RecordKey),
    /// The row of a record does not say since when the record lives.
    RecordSince(RecordKey),
    /// A personal value is not the one committed to.
    ValueChanged {
        /// Whose.
        member: MemberId,
        /// Which.
        field: Field,
        /// Whose value it is, where it was swapped.
        belongs_to: Option<MemberId>,
    },
    /// A personal value is gone though no entry erased it.
    ValueMissing(MemberId, Field),
    /// A personal value that no entry commits to.
    ValueAdded(MemberId, Field),
    /// A personal value that the entry erased is still there.
    ValueNotErased(MemberId, Field),
    /// The policy that was kept for the entry is not what the entries make.
    SnapshotDiffers,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "`{}`, entry {}: {}", self.organization, self.revision, self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EntryChanged => write!(out, "it was changed: its content does not match its hash"),
            Self::EntryUnlinked => write!(out, "it does not follow the entry ahead of it"),
            Self::EntryMisplaced { organization, revision } => {
                write!(out, "it was moved: its content is that of entry {revision} of `{organization}`")
            }
            Self::EntriesMissing { through } => write!(out, "gone, with all through entry {through}"),
            Self::EntryBeyond => write!(out, "it was inserted: the ledger does not reach that far"),
            Self::EntryUnreadable(why) => write!(out, "it cannot be read: {why}"),
            Self::TimeBackwards => write!(out, "it is dated before the entry ahead of it"),
            Self::Column(name) => write!(out, "its column `{name}` does not match its content"),
            Self::Head(name) => write!(out, "the organization's `{name}` is not what the entries say"),
            Self::HeadMissing => write!(out, "there is no such organization"),
            Self::RecordChanged(key) => write!(out, "the row of record `{key}` was changed"),
            Self::RecordAdded(key) => write!(out, "the row of record `{key}` was added"),
            Self::RecordsMissing { count, after: Some(key) } => {
                write!(out, "{count} of its record rows are gone, behind record `{key}`")
            }
            Self::RecordsMissing { count, after: None } => write!(out, "{count} of its record rows are gone"),
            Self::SnapshotDiffers => write!(out, "the policy kept for it is not what the entries make"),
            Self::RecordsForged => write!(out, "its record rows were forged"),
            Self::RecordPeriod(key) => {
                write!(out, "the row of record `{key}` ends where the next one does not begin")
            }
            Self::RecordSince(key) => {
                write!(out, "the row of record `{key}` does not say since when the record lives")
            }
            Self::ValueChanged { member, field, belongs_to: Some(other) } => {
                write!(out, "the {field} of `{member}` was swapped: it is that of `{other}`")
            }
            Self::ValueChanged { member, field, belongs_to: None } => {
                write!(out, "the {field} of `{member}` was changed")
            }
            Self::ValueMissing(member, field) => {
                write!(out, "the {field} of `{member}` is gone, and no entry erased it")
            }
            Self::ValueAdded(member, field) => write!(out, "the {field} of `{member}` was added"),
            Self::ValueNotErased(member, field) => {
                write!(out, "the {field} of `{member}` is still there after its erasure")
            }
        }
    }
}
