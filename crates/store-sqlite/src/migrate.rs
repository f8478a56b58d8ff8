//! The form of the database file, and how an older one is brought up to it. `SQLite`'s `user_version` counts the scripts
//! that ran.

use rolecall_store::StoreError;
use rusqlite::Connection;

use crate::failure::Outcome;

/// Marks the file as Rolecall's: "Role" in ASCII.
pub const APPLICATION: i32 = 0x526f_6c65;

/// Every script since the first release, in order. A script that was released is never changed.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_begin.sql"),
    include_str!("../migrations/0002_identity.sql"),
    include_str!("../migrations/0003_moving.sql"),
    include_str!("../migrations/0004_since.sql"),
];

/// Brings a database up to the last of `migrations`, all scripts in one transaction.
///
/// # Errors
/// [`StoreError::NewerFormat`] where more scripts ran than there are here, [`StoreError::Unavailable`] where the file
/// is another program's.
pub fn migrate(connection: &mut Connection, migrations: &[&str]) -> Outcome<()> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let application: i32 = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 = transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (application != 0 || version != 0 || tables != 0) {
        return Err(StoreError::unavailable("the file is a database of another program").into());
    }
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if version > known {
        return Err(StoreError::NewerFormat { what: "the database".to_owned(), found: version, known }.into());
    }
    for script in migrations.iter().skip(version as usize) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", known)?;
    Ok(transaction.commit()?)
}

#[cfg(test)]
mod tests;
