//! Between the types of the store and those of SQL.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rolecall_organization::{RecordKey, Revision};
use rolecall_store::{Hash, StoreError};
use tokio_postgres::{
    Row,
    types::{FromSql, ToSql},
};

use crate::failure::{Failure, Outcome};

/// The `to_revision` of a row that holds until further notice. The SQL of this crate writes it out, because a partial
/// index serves only where the condition stands literally.
pub const PRESENT: i64 = i64::MAX;

/// What a statement is given.
pub type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

/// The rows that a query finds.
pub async fn query(client: &impl GenericClient, sql: &str, values: Values<'_>) -> Outcome<Vec<Row>> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query(&statement, values).await?)
}

/// The one row that a query finds, where it finds one.
pub async fn query_opt(client: &impl GenericClient, sql: &str, values: Values<'_>) -> Outcome<Option<Row>> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.query_opt(&statement, values).await?)
}

/// Executes a statement; answers how many rows it touched.
pub async fn execute(client: &impl GenericClient, sql: &str, values: Values<'_>) -> Outcome<u64> {
    let statement = client.prepare_cached(sql).await?;
    Ok(client.execute(&statement, values).await?)
}

/// A column of a row.
pub fn get<'a, T: FromSql<'a>>(row: &'a Row, column: usize) -> Outcome<T> {
    row.try_get(column).map_err(|error| Failure::Store(StoreError::corrupt(error.to_string())))
}

/// A revision as a column.
pub fn column(revision: Revision) -> i64 {
    i64::try_from(revision.0).unwrap_or(PRESENT)
}

/// A revision from a column.
pub fn revision(row: &Row, column: usize) -> Outcome<Revision> {
    number(row, column).map(Revision)
}

/// A time from a column.
pub fn time(row: &Row, column: usize) -> Outcome<Timestamp> {
    instant(get(row, column)?)
}

/// A time that may be missing from a column.
pub fn optional_time(row: &Row, column: usize) -> Outcome<Option<Timestamp>> {
    get::<Option<i64>>(row, column)?.map(instant).transpose()
}

fn instant(column: i64) -> Outcome<Timestamp> {
    let damaged = |_| Failure::Store(StoreError::corrupt(format!("`{column}` is no time")));
    Timestamp::from_microsecond(column).map_err(damaged)
}

/// A hash from a column.
pub fn hash(row: &Row, column: usize) -> Outcome<Hash> {
    Ok(Hash::try_from(get::<&[u8]>(row, column)?)?)
}

/// A number that is not negative from a column.
pub fn number<T: TryFrom<i64>>(row: &Row, column: usize) -> Outcome<T> {
    let found: i64 = get(row, column)?;
    T::try_from(found).map_err(|_| Failure::Store(StoreError::corrupt(format!("`{found}` is out of range"))))
}

/// A record's key from the first two columns.
pub fn record_key(row: &Row) -> Outcome<RecordKey> {
    Ok(RecordKey::new(get::<&str>(row, 0)?.parse()?, get::<&str>(row, 1)?.parse()?))
}

/// How many rows a page holds at most.
pub fn limit(limit: u32) -> i64 {
    limit.into()
}
