//! Between the types of the store and those of SQL.

use jiff::Timestamp;
use rolecall_organization::{OrganizationId, RecordKey, Revision};
use rolecall_store::{Hash, StoreError};
use rusqlite::{Connection, OptionalExtension, types::ValueRef};

use crate::failure::{Failure, Outcome};

/// The `to_revision` of a row that holds until further notice. The SQL of this crate writes it out, because `SQLite` uses
/// a partial index only where the condition stands literally.
pub const PRESENT: i64 = i64::MAX;

/// A revision as a column.
pub fn column(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(PRESENT)
}

/// A revision from a column.
pub fn revision(column: i64) -> Outcome<Revision> {
    let damaged = |_| Failure::Store(StoreError::corrupt(format!("`{column}` is no revision")));
    u64::try_from(column).map(Revision).map_err(damaged)
}

/// A time from a column.
pub fn time(column: i64) -> Outcome<Timestamp> {
    let damaged = |_| Failure::Store(StoreError::corrupt(format!("`{column}` is no time")));
    Timestamp::from_microsecond(column).map_err(damaged)
}

/// A hash from a column.
pub fn hash(column: &[u8]) -> Outcome<Hash> {
    Ok(Hash::try_from(column)?)
}

/// A number of any other kind from a column.
pub fn number<T: TryFrom<i64>>(column: i64) -> Outcome<T> {
    T::try_from(column)
        .map_err(|_| Failure::Store(StoreError::corrupt(format!("`{column}` is out of range"))))
}

/// A text from a column, without a copy.
pub fn text(column: ValueRef<'_>) -> Outcome<&str> {
    column.as_str().map_err(|error| Failure::Sql(error.into()))
}

/// A record's key from its columns.
pub fn record_key(module: ValueRef<'_>, id: ValueRef<'_>) -> Outcome<RecordKey> {
    Ok(RecordKey::new(text(module)?.parse()?, text(id)?.parse()?))
}

/// The key of an organization in this database, where there is such an organization and it is whole.
pub fn organization_key(connection: &Connection, organization: &OrganizationId) -> Outcome<Option<i64>> {
    let mut statement =
        connection.prepare_cached("SELECT key FROM organizations WHERE id = ?1 AND restoring IS NULL")?;
    Ok(statement.query_row([organization.as_str()], |row| row.get(0)).optional()?)
}
