//! What is kept beside the ledger: personal values, outcomes of commands, snapshots, catalogs.

use deadpool_postgres::GenericClient;
use rolecall_catalog::CatalogHash;
use rolecall_organization::{CommandId, OrganizationId, Revision};
use rolecall_store::{Field, PersonRow, PersonValue, Salt, Snapshot, StoreError, StoredCommand};
use tokio_postgres::Row;

use crate::{
    convert::{column, execute, get, hash, limit, optional_time, query, query_opt, revision},
    failure::Outcome,
};

/// Every personal value of an organization.
pub async fn people(client: &impl GenericClient, organization: &OrganizationId) -> Outcome<Vec<PersonRow>> {
    let sql = "SELECT member, field, revision, salt, value FROM people
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
        ORDER BY revision, member, field";
    query(client, sql, &[&organization.as_str()]).await?.iter().map(person).collect()
}

/// The personal values that some entries commit to.
pub async fn people_of(
    client: &impl GenericClient,
    organization: &OrganizationId,
    from: Revision,
    through: Revision,
) -> Outcome<Vec<PersonRow>> {
    let sql = "SELECT member, field, revision, salt, value FROM people
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
          AND revision BETWEEN $2 AND $3
        ORDER BY revision, member, field";
    let rows = query(client, sql, &[&organization.as_str(), &column(from), &column(through)]).await?;
    rows.iter().map(person).collect()
}

fn person(row: &Row) -> Outcome<PersonRow> {
    let field: &str = get(row, 1)?;
    let unknown = || StoreError::corrupt(format!("`{field}` is no personal field"));
    let unsalted = |_| StoreError::corrupt("a salt is not 32 bytes long");
    let value = PersonValue {
        member: get::<&str>(row, 0)?.parse()?,
        field: Field::parse(field).ok_or_else(unknown)?,
        salt: Salt::new(get::<&[u8]>(row, 3)?.try_into().map_err(unsalted)?),
        value: get(row, 4)?,
    };
    Ok(PersonRow { value, revision: revision(row, 2)? })
}

/// A command that was carried out.
pub async fn command(
    client: &impl GenericClient,
    organization: &OrganizationId,
    id: &CommandId,
) -> Outcome<Option<StoredCommand>> {
    let sql = "SELECT revision, digest, outcome, kept_until FROM commands
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL) AND id = $2";
    let row = query_opt(client, sql, &[&organization.as_str(), &id.as_str()]).await?;
    row.as_ref().map(stored_command).transpose()
}

/// Commands by id, behind `after`.
pub async fn commands(
    client: &impl GenericClient,
    organization: &OrganizationId,
    after: Option<&CommandId>,
    most: u32,
) -> Outcome<Vec<(CommandId, StoredCommand)>> {
    let sql = "SELECT revision, digest, outcome, kept_until, id FROM commands
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL) AND id > $2
        ORDER BY id LIMIT $3";
    let after = after.map_or("", CommandId::as_str);
    let rows = query(client, sql, &[&organization.as_str(), &after, &limit(most)]).await?;
    rows.iter().map(|row| Ok((get::<&str>(row, 4)?.parse()?, stored_command(row)?))).collect()
}

/// The latest organization whose first entry carried a command, and that command.
pub async fn founded_by(
    client: &impl GenericClient,
    id: &CommandId,
) -> Outcome<Option<(OrganizationId, StoredCommand)>> {
    let sql = "SELECT commands.revision, digest, outcome, kept_until, organizations.id
        FROM commands JOIN organizations ON organizations.key = commands.organization
        WHERE commands.id = $1 AND commands.revision = 1 AND restoring IS NULL
        ORDER BY organization DESC LIMIT 1";
    let row = query_opt(client, sql, &[&id.as_str()]).await?;
    row.map(|row| Ok((get::<&str>(&row, 4)?.parse()?, stored_command(&row)?))).transpose()
}

fn stored_command(row: &Row) -> Outcome<StoredCommand> {
    Ok(StoredCommand {
        revision: revision(row, 0)?,
        digest: hash(row, 1)?,
        outcome: get(row, 2)?,
        kept_until: optional_time(row, 3)?,
    })
}

/// Keeps a snapshot for an organization that there is.
pub async fn save_snapshot_of(
    client: &impl GenericClient,
    organization: &OrganizationId,
    snapshot: &Snapshot,
) -> Outcome<()> {
    let sql = "SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL";
    let Some(row) = query_opt(client, sql, &[&organization.as_str()]).await? else {
        let what = format!("a snapshot of `{organization}`, which does not exist");
        return Err(StoreError::refused(what).into());
    };
    save_snapshot(client, get(&row, 0)?, snapshot.revision, snapshot.format, &snapshot.state).await
}

/// Keeps a snapshot.
pub async fn save_snapshot(
    client: &impl GenericClient,
    organization: i64,
    revision: Revision,
    format: u16,
    state: &[u8],
) -> Outcome<()> {
    let sql = "INSERT INTO snapshots (organization, revision, format, state) VALUES ($1, $2, $3, $4)
        ON CONFLICT (organization, revision) DO UPDATE SET format = $3, state = $4";
    execute(client, sql, &[&organization, &column(revision), &i32::from(format), &state]).await.map(drop)
}

/// The latest snapshot up to a revision.
pub async fn snapshot_at_most(
    client: &impl GenericClient,
    organization: &OrganizationId,
    at_most: Revision,
) -> Outcome<Option<Snapshot>> {
    let sql = "SELECT revision, format::bigint, state FROM snapshots
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
          AND revision <= $2
        ORDER BY revision DESC LIMIT 1";
    let row = query_opt(client, sql, &[&organization.as_str(), &column(at_most)]).await?;
    let read = |row: Row| -> Outcome<Snapshot> {
        let format = crate::convert::number(&row, 1)?;
        Ok(Snapshot { revision: revision(&row, 0)?, format, state: get(&row, 2)? })
    };
    row.map(read).transpose()
}

/// Keeps a catalog.
pub async fn put_catalog(client: &impl GenericClient, hash: &CatalogHash, catalog: &str) -> Outcome<()> {
    if CatalogHash::of(catalog) != *hash {
        let what = format!("a catalog under the hash `{}`, which is not its own", hash.as_str());
        return Err(StoreError::refused(what).into());
    }
    let sql = "INSERT INTO catalogs (hash, text) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    execute(client, sql, &[&hash.as_str(), &catalog]).await.map(drop)
}

/// The text of a catalog.
pub async fn catalog(client: &impl GenericClient, hash: &CatalogHash) -> Outcome<Option<String>> {
    let row = query_opt(client, "SELECT text FROM catalogs WHERE hash = $1", &[&hash.as_str()]).await?;
    let text: Option<String> = row.map(|row| get(&row, 0)).transpose()?;
    match text {
        Some(text) if CatalogHash::of(&text) != *hash => Err(changed_catalog(hash.as_str())),
        text => Ok(text),
    }
}

/// The hashes of all catalogs.
pub async fn catalogs(client: &impl GenericClient) -> Outcome<Vec<CatalogHash>> {
    let rows = query(client, "SELECT hash, text FROM catalogs ORDER BY number", &[]).await?;
    let read = |row: &Row| -> Outcome<CatalogHash> {
        let (named, own) = (get::<&str>(row, 0)?, CatalogHash::of(get::<&str>(row, 1)?));
        if own.as_str() == named { Ok(own) } else { Err(changed_catalog(named)) }
    };
    rows.iter().map(read).collect()
}

fn changed_catalog(hash: &str) -> crate::failure::Failure {
    StoreError::corrupt(format!("the catalog `{hash}` was changed")).into()
}
