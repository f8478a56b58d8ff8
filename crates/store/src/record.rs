//! The versioned rows of records, and the number and SHA-256 by which a ledger entry answers for them.

use rolecall_organization::{Facts, RecordKey, Revision};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Hash, StoreError, decode_facts, hash::update_sized};

const ROWS: &[u8] = b"rolecall records 1\0";
const ROW: &[u8] = b"rolecall record 1\0";

/// What an entry says of the record rows that it wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSum {
    /// How many rows.
    pub count: u64,
    /// The SHA-256 over them, by module and id.
    pub sha256: Hash,
}

/// A row that an entry wrote, as stored: what a record is from that entry on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// Which record.
    pub key: RecordKey,
    /// The entry that wrote the row.
    pub revision: Revision,
    /// The bytes of its facts ([`crate::encode_facts`]); `None` where the entry removed it.
    pub facts: Option<Vec<u8>>,
}

impl RecordRow {
    /// Its facts, read.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] with the record's key.
    pub fn facts(&self) -> Result<Option<Facts>, StoreError> {
        let read = self.facts.as_deref().map(decode_facts).transpose();
        read.map_err(|error| match error {
            StoreError::Corrupt { what } => StoreError::corrupt(format!("record `{}`: {what}", self.key)),
            other => other,
        })
    }
}

/// From when until when a row held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordVersion {
    /// Which record.
    pub key: RecordKey,
    /// The entry that wrote the row.
    pub from: Revision,
    /// The entry that replaced or removed it; `None` while it holds. A removal's own row holds at no time: `from` and
    /// `to` are the same.
    pub to: Option<Revision>,
    /// Whether the row says that the record is gone.
    pub removal: bool,
    /// The entry with which this life of the record began: `from` of the first row behind its removal, or of all. Pages
    /// follow it.
    pub since: Revision,
}

/// Sums up rows as they pass, in the order of their keys.
#[derive(Debug, Clone)]
pub struct RecordSummer {
    hasher: Sha256,
    count: u64,
}

/// Four bytes of a row's own hash. The proof is the [`RecordSum`]; these tell which row broke it.
pub(crate) type RowMark = [u8; 4];

impl Default for RecordSummer {
    fn default() -> Self {
        let mut hasher = Sha256::new();
        hasher.update(ROWS);
        Self { hasher, count: 0 }
    }
}

impl RecordSummer {
    /// Adds a row; `facts` are the bytes as stored.
    pub fn add(&mut self, key: &RecordKey, facts: Option<&[u8]>) {
        self.count += 1;
        update_row(&mut self.hasher, key, facts);
    }

    /// The sum of the rows added.
    pub fn sum(self) -> RecordSum {
        RecordSum { count: self.count, sha256: Hash(self.hasher.finalize().into()) }
    }
}

fn update_row(hasher: &mut Sha256, key: &RecordKey, facts: Option<&[u8]>) {
    update_sized(hasher, key.module.as_str().as_bytes());
    update_sized(hasher, key.id.as_str().as_bytes());
    match facts {
        None => hasher.update([0]),
        Some(bytes) => {
            hasher.update([1]);
            update_sized(hasher, bytes);
        }
    }
}

/// The mark of one row.
pub(crate) fn mark(key: &RecordKey, facts: Option<&[u8]>) -> RowMark {
    let mut hasher = Sha256::new();
    hasher.update(ROW);
    update_row(&mut hasher, key, facts);
    let [a, b, c, d, ..]: [u8; 32] = hasher.finalize().into();
    [a, b, c, d]
}
