//! What can go wrong with a store, told apart by what the caller can do about it.

use rolecall_organization::{CommandId, Revision, Slug};

/// Why a store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was there first: read again and decide anew.
    #[error(transparent)]
    Conflict(#[from] Conflict),
    /// What was handed over contradicts itself or does not belong here. Where entries are appended this is a mistake of
    /// the calling program, never of its user.
    #[error("the store cannot take this: {what}")]
    Refused {
        /// What is wrong with it.
        what: String,
    },
    /// What is stored is not what was written: `audit verify` tells more.
    #[error("the stored data is damaged: {what}")]
    Corrupt {
        /// What was found.
        what: String,
    },
    /// The store cannot be reached or is out of room. Whether a write that was under way took place is unknown: ask for
    /// its command id.
    #[error("the store is unavailable: {reason}")]
    Unavailable {
        /// Why, as far as it is known.
        reason: String,
    },
    /// A newer release wrote this.
    #[error("{what} has format {found}, this release knows formats up to {known}; use the newer release")]
    NewerFormat {
        /// What has it.
        what: String,
        /// The format found.
        found: u32,
        /// The newest format that this release reads.
        known: u32,
    },
}

impl StoreError {
    /// Says that what was handed over cannot be stored.
    pub fn refused(what: impl Into<String>) -> Self {
        Self::Refused { what: what.into() }
    }

    /// Says that stored data is damaged.
    pub fn corrupt(what: impl Into<String>) -> Self {
        Self::Corrupt { what: what.into() }
    }

    /// Says that the store cannot be reached.
    pub fn unavailable(reason: impl Into<String>) -> Self {
        Self::Unavailable { reason: reason.into() }
    }
}

/// What somebody else had first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// The ledger has moved on, or stands elsewhere than the caller believed. `actual` is 0 where there is no such
    /// organization.
    #[error("the ledger stands at revision {actual}, not at {expected}")]
    Revision {
        /// Where the caller believed it to stand.
        expected: Revision,
        /// Where it stands.
        actual: Revision,
    },
    /// Another organization has this slug.
    #[error("the slug `{0}` is taken")]
    Slug(Slug),
    /// This command was carried out before; its outcome is stored.
    #[error("the command `{0}` was carried out before")]
    Command(CommandId),
    /// The person of this e-mail address has a credential already. The address is personal data and not named.
    #[error("a person of this e-mail address has credentials already")]
    Credential,
}
