//! What a store keeps, in what form, and how anyone proves that it was not tampered with.
//!
//! A store sees bytes, revisions and rows. It knows no rule of an organization, no event and no decision: those are the
//! caller's. Here stand the trait that every store implements ([`Store`]), the form of a ledger entry and its hash
//! chain, the offline proof ([`verify`]) and the suite of tests that every store passes (`contract`).
#![deny(missing_docs)]

#[cfg(feature = "contract-tests")]
pub mod contract;
mod copy;
mod entry;
mod error;
mod export;
mod facts;
mod hash;
mod identity;
mod page;
mod part;
mod past;
mod people;
mod prepare;
mod record;
mod rows;
mod store;
mod verify;

pub use copy::{CopyReport, copy};
pub use entry::{ENVELOPE_FORMAT, Entry, EntryKind, Header, StoredEntry, next_instant};
pub use error::{Conflict, StoreError};
pub use export::{EXPORT_FORMAT, ExportReport, ImportError, export, import};
pub use facts::{StoredFacts, decode_facts, encode_facts};
pub use hash::{Hash, InvalidHash};
pub use identity::{Credential, IdentityStore, InvitationLink, TokenRow};
pub use page::{PageRow, RecordPage};
pub use part::{CheckedEntry, CheckedPart, KeptEffect, LedgerPart};
pub use past::{PastPage, PastPlace, PastQuery, each_past_page, each_past_record};
pub use people::{Committed, PersonRow};
pub use prepare::{PreparedAppend, PreparedEntry, PreparedRecord};
pub use record::{RecordRow, RecordSum, RecordSummer, RecordVersion};
pub use rolecall_organization::{Commitment, Field, PersonValue, Salt};
pub use rows::{
    EntryQuery, Head, NewCommand, NewEntry, NewOutboxRow, NewSnapshot, OutboxRow, RecordQuery, Snapshot,
    StoredCommand,
};
pub use store::{Address, Store, each_page, each_record};
pub use verify::{Finding, LedgerCheck, Progress, VerifyReport, What, verify};
