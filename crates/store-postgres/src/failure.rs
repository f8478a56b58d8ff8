//! What can fail inside this store, and what the outside is told of it.

use deadpool_postgres::PoolError;
use rolecall_catalog::InvalidId;
use rolecall_store::{Conflict, InvalidHash, StoreError};
use tokio_postgres::error::SqlState;

/// A failure on the way through SQL.
#[derive(Debug)]
pub enum Failure {
    /// The server's, or the way's to it.
    Sql(tokio_postgres::Error),
    /// One that the outside knows.
    Store(StoreError),
}

/// What the functions that speak SQL return.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// Whether the server gave a transaction up in favour of another one, so that it is worth a second try.
    pub fn is_lost_race(&self) -> bool {
        let code = match self {
            Self::Sql(error) => error.code(),
            Self::Store(_) => None,
        };
        code == Some(&SqlState::T_R_SERIALIZATION_FAILURE) || code == Some(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// Whether something unique was there already.
    pub fn is_taken(&self, constraint: &str) -> bool {
        match self {
            Self::Sql(error) => error.as_db_error().is_some_and(|error| {
                *error.code() == SqlState::UNIQUE_VIOLATION && error.constraint() == Some(constraint)
            }),
            Self::Store(_) => false,
        }
    }
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Sql(error)
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Backend(error) => Self::Sql(error),
            PoolError::Timeout(_) => Self::Store(StoreError::unavailable("no connection came free in time")),
            other => Self::Store(StoreError::unavailable(other.to_string())),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Conflict> for Failure {
    fn from(conflict: Conflict) -> Self {
        Self::Store(conflict.into())
    }
}

impl From<InvalidId> for Failure {
    fn from(error: InvalidId) -> Self {
        Self::Store(StoreError::corrupt(error.to_string()))
    }
}

impl From<InvalidHash> for Failure {
    fn from(error: InvalidHash) -> Self {
        Self::Store(StoreError::corrupt(error.to_string()))
    }
}

impl From<Failure> for StoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error,
            Failure::Sql(error) => outside(&error),
        }
    }
}

/// Sorts the server's errors. What is left - a lost connection, a server that stops, a full disk - is the store being
/// unavailable.
fn outside(error: &tokio_postgres::Error) -> StoreError {
    let Some(told) = error.as_db_error() else {
        let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
        return StoreError::unavailable(format!("{error}{}", cause.unwrap_or_default()));
    };
    let (code, message) = (told.code(), told.message());
    if *code == SqlState::CHARACTER_NOT_IN_REPERTOIRE || *code == SqlState::UNTRANSLATABLE_CHARACTER {
        return StoreError::refused(format!("a text that PostgreSQL cannot hold: {message}"));
    }
    // Classes of SQLSTATE: integrity constraint violation, internal error with damaged data or index.
    if code.code().starts_with("23") || code.code().starts_with("XX") {
        return StoreError::corrupt(message);
    }
    StoreError::unavailable(message)
}
