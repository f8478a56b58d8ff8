//! What can go wrong, told apart by whose it is: a rule's refusal, a catalog's faults, the store's trouble.

use rolecall_catalog::Problem;
use rolecall_decision::Fact;
use rolecall_organization::{FoldError, Refusal};
use rolecall_store::StoreError;

/// Why something was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// A rule forbids it. Nothing was changed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The catalog has faults; all of them.
    #[error("the catalog has {} problems", .0.len())]
    Catalog(Vec<Problem>),
    /// A filter looks at facts that no column was named for.
    #[error("the filter looks at {}, and no column is named for it", listed(.0))]
    ColumnRequired(Vec<Fact>),
    /// The store's trouble.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger cannot be read as what it should be.
    #[error("the ledger of `{organization}` cannot be read: {reason}")]
    Ledger {
        /// Whose.
        organization: String,
        /// Why.
        reason: String,
    },
    /// The person signs in already, and got a password a moment ago: try again with that one.
    #[error("the person has a password already")]
    PasswordSet,
    /// Too many attempts.
    #[error("{0}")]
    TooManyAttempts(rolecall_identity::TooMany),
    /// A password could not be hashed or compared.
    #[error("{0}")]
    Password(String),
    /// The machine gives no random numbers.
    #[error("no random numbers: {0}")]
    Randomness(String),
}

impl Error {
    /// The refusal, where it is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    pub(crate) fn ledger(organization: &impl ToString, reason: &impl ToString) -> Self {
        Self::Ledger { organization: organization.to_string(), reason: reason.to_string() }
    }

    pub(crate) fn fold(organization: &impl ToString) -> impl Fn(FoldError) -> Self {
        let organization = organization.to_string();
        move |error| Self::Ledger { organization: organization.clone(), reason: error.to_string() }
    }
}

fn listed(facts: &[Fact]) -> String {
    facts.iter().map(|fact| format!("`{fact}`")).collect::<Vec<_>>().join(" and ")
}
