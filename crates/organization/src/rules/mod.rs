//! The rules of the house (design, section 3), one file a rule or two. Each compares the organization before a command with
//! the one after; none knows which command it was, so that no path passes them by.

mod company;
mod escalation;
mod features;
mod guarded;
mod limits;
mod names;
mod own_account;
mod roles;
mod upgrade;

pub use limits::Usage;
pub(crate) use upgrade::{catalog_in_use, renamed_records};

use crate::draft::Draft;

/// Holds what a command would make of the organization against every rule.
pub(crate) fn settle(draft: &mut Draft<'_>) {
    let found = [
        own_account::check(draft),
        escalation::check(draft),
        guarded::check(draft),
        roles::check(draft),
        features::check(draft),
        limits::check(draft),
        company::check(draft),
        names::check(draft),
    ];
    found.into_iter().flatten().for_each(|refusal| draft.refuse(refusal));
}
