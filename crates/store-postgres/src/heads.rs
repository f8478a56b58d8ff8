//! The heads of organizations: where each ledger stands.

use deadpool_postgres::{GenericClient, Transaction};
use rolecall_organization::{OrganizationId, Slug};
use rolecall_store::{Address, Conflict, Head, StoreError};
use tokio_postgres::Row;

use crate::{
    convert::{column, execute, get, hash, limit, query, query_opt, revision, time},
    failure::Outcome,
};

/// The columns, in the order in which [`read`] takes them.
const COLUMNS: &str = "id, slug, created_at, revision, policy_revision, hash, at, deleted, key";

fn read(row: &Row) -> Outcome<Head> {
    Ok(Head {
        id: get::<&str>(row, 0)?.parse()?,
        slug: get::<Option<&str>>(row, 1)?.map(str::parse).transpose()?,
        created_at: time(row, 2)?,
        revision: revision(row, 3)?,
        policy_revision: revision(row, 4)?,
        hash: hash(row, 5)?,
        at: time(row, 6)?,
        deleted: get(row, 7)?,
    })
}

/// The head at an address.
pub async fn by_address(client: &impl GenericClient, address: &Address) -> Outcome<Option<Head>> {
    let (condition, value) = match address {
        Address::Id(id) => ("id", id.as_str()),
        Address::Slug(slug) => ("slug", slug.as_str()),
    };
    let sql = format!("SELECT {COLUMNS} FROM organizations WHERE {condition} = $1 AND restoring IS NULL");
    query_opt(client, &sql, &[&value]).await?.as_ref().map(read).transpose()
}

/// Heads in the order of founding, behind `after`.
pub async fn page(
    client: &impl GenericClient,
    after: Option<&OrganizationId>,
    most: u32,
) -> Outcome<Vec<Head>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM organizations WHERE restoring IS NULL
           AND key > coalesce((SELECT key FROM organizations WHERE id = $1), 0) ORDER BY key LIMIT $2"
    );
    let after = after.map(OrganizationId::as_str);
    query(client, &sql, &[&after, &limit(most)]).await?.iter().map(read).collect()
}

/// Of all advisory locks of a database, the one that whoever founds an organization holds: "Foun" in ASCII.
const FOUNDING: i64 = 0x466f_756e;

/// A head that nobody else moves until this transaction ends, and its organization's key.
pub struct Locked {
    /// The organization's key in this database.
    pub key: i64,
    /// Where the ledger stands.
    pub head: Head,
}

/// Locks a head, where there is one; waits for whoever holds it.
pub async fn lock(transaction: &Transaction<'_>, id: &OrganizationId) -> Outcome<Option<Locked>> {
    match lock_any(transaction, id).await? {
        Some((_, false)) => Err(StoreError::refused(format!("`{id}` is being restored")).into()),
        found => Ok(found.map(|(locked, _)| locked)),
    }
}

/// Locks a head, where there is one, and says whether it is seen; one that is being restored has the slug to be.
pub async fn lock_any(transaction: &Transaction<'_>, id: &OrganizationId) -> Outcome<Option<(Locked, bool)>> {
    let sql = format!("SELECT {COLUMNS}, restoring FROM organizations WHERE id = $1 FOR UPDATE");
    let Some(row) = query_opt(transaction, &sql, &[&id.as_str()]).await? else { return Ok(None) };
    let mut head = read(&row)?;
    let pending: Option<&str> = get(&row, 9)?;
    if let Some(slug) = pending.filter(|slug| !slug.is_empty()) {
        head.slug = Some(slug.parse()?);
    }
    Ok(Some((Locked { key: get(&row, 8)?, head }, pending.is_none())))
}

/// Adds the head of a new organization, without its slug; `None` where somebody else did so first. Foundings take turns,
/// so that keys are in the order of the commits.
pub async fn insert(transaction: &Transaction<'_>, head: Head) -> Outcome<Option<Locked>> {
    query(transaction, "SELECT pg_advisory_xact_lock($1)", &[&FOUNDING]).await?;
    let sql = "INSERT INTO organizations (id, created_at, revision, policy_revision, hash, at, deleted)
        VALUES ($1, $2, 0, 0, $3, $2, false) ON CONFLICT (id) DO NOTHING RETURNING key";
    let (id, created_at, hash) = (head.id.as_str(), head.created_at.as_microsecond(), head.hash);
    let row = query_opt(transaction, sql, &[&id, &created_at, &hash.as_bytes().as_slice()]).await?;
    row.map(|row| Ok(Locked { key: get(&row, 0)?, head })).transpose()
}

/// Moves a head on.
///
/// # Errors
/// [`Conflict::Slug`] where another organization has its slug.
pub async fn update(transaction: &Transaction<'_>, key: i64, head: &Head) -> Outcome<()> {
    let sql = "UPDATE organizations SET slug = $2, revision = $3, policy_revision = $4, hash = $5, at = $6,
        deleted = $7 WHERE key = $1";
    let slug = head.slug.as_ref().map(Slug::as_str);
    let (revision, policy_revision) = (column(head.revision), column(head.policy_revision));
    let (hash, at) = (head.hash.as_bytes().as_slice(), head.at.as_microsecond());
    let values: crate::convert::Values<'_> =
        &[&key, &slug, &revision, &policy_revision, &hash, &at, &head.deleted];
    match execute(transaction, sql, values).await {
        Err(failure) if failure.is_taken("organizations_slug") => match &head.slug {
            Some(slug) => Err(Conflict::Slug(slug.clone()).into()),
            None => Err(failure),
        },
        other => other.map(drop),
    }
}
