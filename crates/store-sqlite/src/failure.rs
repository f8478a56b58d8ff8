//! What can fail inside this store, and what the outside is told of it.

use rolecall_catalog::InvalidId;
use rolecall_store::{Conflict, InvalidHash, StoreError};
use rusqlite::ErrorCode;

/// A failure on the way through SQL.
#[derive(Debug)]
pub enum Failure {
    /// `SQLite`'s own.
    Sql(rusqlite::Error),
    /// One that the outside knows.
    Store(StoreError),
}

/// What the functions that speak SQL return.
pub type Outcome<T> = Result<T, Failure>;

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
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

/// Sorts `SQLite`'s errors. What is left - a full disk, a lost file, a lock - is the store being unavailable.
fn outside(error: &rusqlite::Error) -> StoreError {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    let damaged = matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::ConstraintViolation)
    );
    match error {
        FromSqlConversionFailure(..)
        | IntegralValueOutOfRange(..)
        | InvalidColumnType(..)
        | Utf8Error(..) => StoreError::corrupt(error.to_string()),
        _ if damaged => StoreError::corrupt(error.to_string()),
        _ => StoreError::unavailable(error.to_string()),
    }
}
