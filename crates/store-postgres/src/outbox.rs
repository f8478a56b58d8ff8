//! Effects that wait to be carried out.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rolecall_store::OutboxRow;
use tokio_postgres::Row;

use crate::{
    convert::{execute, get, limit, number, query, revision, time},
    failure::Outcome,
};

/// Effects whose next attempt is due, the oldest first.
pub async fn due(client: &impl GenericClient, at: Timestamp, most: u32) -> Outcome<Vec<OutboxRow>> {
    let sql =
        "SELECT outbox.id, organizations.id, outbox.revision, kind, payload, outbox.created_at, attempts
        FROM outbox JOIN organizations ON organizations.key = outbox.organization
        WHERE done_at IS NULL AND NOT given_up AND (retry_at IS NULL OR retry_at <= $1)
        ORDER BY outbox.id LIMIT $2";
    query(client, sql, &[&at.as_microsecond(), &limit(most)]).await?.iter().map(read).collect()
}

/// An effect from its columns.
pub fn read(row: &Row) -> Outcome<OutboxRow> {
    Ok(OutboxRow {
        id: get(row, 0)?,
        organization: get::<&str>(row, 1)?.parse()?,
        revision: revision(row, 2)?,
        kind: get(row, 3)?,
        payload: get(row, 4)?,
        created_at: time(row, 5)?,
        attempts: number(row, 6)?,
    })
}

/// How many effects are neither carried out nor given up.
pub async fn waiting(client: &impl GenericClient) -> Outcome<u64> {
    let sql = "SELECT count(*) FROM outbox WHERE done_at IS NULL AND NOT given_up";
    let rows = query(client, sql, &[]).await?;
    rows.first().map_or(Ok(0), |row| number(row, 0))
}

/// Marks an effect as carried out. Its payload has served, and may hold an address or a link: it goes.
pub async fn done(client: &impl GenericClient, id: i64, at: Timestamp) -> Outcome<()> {
    let sql = "UPDATE outbox SET done_at = $2, payload = '' WHERE id = $1 AND done_at IS NULL";
    execute(client, sql, &[&id, &at.as_microsecond()]).await.map(drop)
}

/// Counts an attempt in vain. An effect that is carried out or given up stays so.
pub async fn failed(client: &impl GenericClient, id: i64, retry_at: Option<Timestamp>) -> Outcome<()> {
    let sql = "UPDATE outbox SET attempts = attempts + 1, retry_at = $2, given_up = $2::bigint IS NULL
        WHERE id = $1 AND done_at IS NULL AND NOT given_up";
    execute(client, sql, &[&id, &retry_at.map(Timestamp::as_microsecond)]).await.map(drop)
}
