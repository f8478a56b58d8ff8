//! Personal data beside the ledger: rows of the people table, and the commitments that entries list of them.

use rolecall_organization::{Commitment, Field, MemberId, PersonValue, Revision};
use serde::{Deserialize, Serialize};

/// A row of the people table. A member's present value of a field is the one of the highest revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The value.
    pub value: PersonValue,
    /// The entry that committed to it.
    pub revision: Revision,
}

/// A commitment as an entry lists it, so that it can be verified without knowing what the entry means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// Whose value.
    pub member: MemberId,
    /// Which value.
    pub field: Field,
    /// The commitment to it.
    pub commitment: Commitment,
}
