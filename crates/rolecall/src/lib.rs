//! Rolecall as a library: open a store or stay in memory, found an organization, execute a command as somebody, ask.
//!
//! Works on any async executor; deciding is synchronous. See `examples/embed.rs`.
#![deny(missing_docs)]

mod ask;
mod audit;
mod catalogs;
mod error;
mod filter;
mod founding;
mod invitations;
pub mod ledger;
mod load;
mod loader;
mod mail;
mod opened;
mod outside;
mod past;
mod present;
mod preview;
mod proof;
mod queue;
mod reading;
mod records;
mod seen;
mod service;
mod tenant;
mod tokens;
mod view;

pub use ask::{Asked, AskedFacts};
pub use audit::{AuditEntry, AuditQuery};
pub use error::Error;
pub use filter::{FilterAsked, FilterView, columns_required};
pub use invitations::Accepted;
pub use mail::Delivery;
pub use opened::Opened;
pub use outside::{Outside, System};
pub use present::{Present, Unloaded};
pub use reading::Reading;
pub use records::RecordView;
pub use rolecall_catalog as catalog;
pub use rolecall_decision as decision;
pub use rolecall_identity::{self as identity, Scope, Secret};
pub use rolecall_organization as organization;
pub use rolecall_store as store;
pub use seen::Seen;
pub use service::{PasswordRules, Rolecall, open_store, store_in_memory};
pub use tenant::{Done, Options, Tenant};
pub use tokens::{Caller, TokenForm};
pub use view::{Moment, View, When};
