//! The access rule: *may this member do this to that record, and why?* (design, section 2).
//!
//! [`decide`] is pure and total. Everything else here - [`list`], [`who_can`], [`access`], [`openers`], [`sentence`] - is
//! derived from it by plain loops, so that it agrees with it on every input. This room does no I/O, reads no clock and draws
//! no random number.
#![deny(missing_docs)]

mod access;
mod decide;
mod decision;
mod engine;
mod explain;
mod list;
mod openers;
mod preview;
mod record;
mod reference;
mod sentence;
mod who_can;

pub use access::{MayDo, access};
pub use decide::{Reference, decide};
pub use decision::{Blocker, Decision, Opening, Path, Reason, Standing};
pub use engine::{Engine, Listing, MemberRef, PermissionRef, RecordRef};
pub use explain::{Explanation, explain};
pub use list::list;
pub use openers::{Change, openers};
pub use preview::{
    ChangeLine, LeftOut, Moved, NamedMember, PermissionChange, PermissionTotal, Preview, PreviewReport,
    SameChange, SomeMembers, preview,
};
pub use sentence::{blocker_words, change_words, opening_words, sentence};
pub use who_can::who_can;
