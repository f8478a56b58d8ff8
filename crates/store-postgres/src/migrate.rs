//! The form of the database, and how an older one is brought up to it. The table `rolecall_format` counts the scripts
//! that ran.

use deadpool_postgres::{Client, Transaction};
use rolecall_store::StoreError;

use crate::{
    convert::{get, query_opt},
    failure::Outcome,
};

/// Every script since the first release, in order. A script that was released is never changed.
pub const MIGRATIONS: &[&str] =
    &[include_str!("../migrations/0001_begin.sql"), include_str!("../migrations/0002_since.sql")];

/// Of all advisory locks of a database, the one that whoever migrates holds: "Role" in ASCII.
const LOCK: i64 = 0x526f_6c65;

/// Brings a database up to this release.
pub async fn open(client: Client) -> Outcome<()> {
    migrate(client, MIGRATIONS).await
}

/// Brings a database up to the last of `migrations`, all scripts in one transaction. Of many that come at once one does
/// it, the others wait.
///
/// # Errors
/// [`StoreError::NewerFormat`] where more scripts ran than there are here, [`StoreError::Unavailable`] where the tables
/// are another program's.
pub async fn migrate(mut client: Client, migrations: &[&str]) -> Outcome<()> {
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    let found = found(&transaction).await?;
    if found > known {
        let what = "the database".to_owned();
        return Err(StoreError::NewerFormat { what, found, known }.into());
    }
    for script in migrations.iter().skip(found as usize) {
        transaction.batch_execute(script).await?;
    }
    if found < known {
        let note = "UPDATE rolecall_format SET scripts = $1";
        transaction.execute(note, &[&i64::from(known)]).await?;
    }
    Ok(transaction.commit().await?)
}

/// How many scripts ran. Where none did, the database has to be empty and in UTF-8.
async fn found(transaction: &Transaction<'_>) -> Outcome<u32> {
    let form = "SELECT to_regclass('rolecall_format') IS NOT NULL, current_setting('server_encoding'),
        EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema())";
    let row = transaction.query_one(form, &[]).await?;
    if get(&row, 0)? {
        let row = query_opt(transaction, "SELECT scripts FROM rolecall_format", &[]).await?;
        let row = row.ok_or_else(|| StoreError::corrupt("the table `rolecall_format` is empty"))?;
        return crate::convert::number(&row, 0);
    }
    let encoding: &str = get(&row, 1)?;
    if encoding != "UTF8" {
        let what = format!("the encoding of the database is {encoding}; make one with `ENCODING 'UTF8'`");
        return Err(StoreError::unavailable(what).into());
    }
    if get(&row, 2)? {
        let what = "the database holds tables of another program; give Rolecall a database of its own";
        return Err(StoreError::unavailable(what).into());
    }
    let begin =
        "CREATE TABLE rolecall_format (scripts BIGINT NOT NULL); INSERT INTO rolecall_format VALUES (0)";
    transaction.batch_execute(begin).await?;
    Ok(0)
}
