//! Reads the ledger.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rolecall_organization::{MemberId, OrganizationId, Revision};
use rolecall_store::{EntryKind, EntryQuery, StoredEntry};
use tokio_postgres::{Row, types::ToSql};

use crate::{
    convert::{column, get, limit, query, query_opt, revision},
    failure::Outcome,
};

/// Entries that meet every condition, in order.
pub async fn page(
    client: &impl GenericClient,
    organization: &OrganizationId,
    asked: &EntryQuery,
) -> Outcome<Vec<StoredEntry>> {
    let time = |time: Option<Timestamp>| time.map(Timestamp::as_microsecond);
    let (through, kind) = (asked.through.map(column), asked.kind.map(EntryKind::as_str));
    let actor = asked.actor.as_ref().map(MemberId::as_str);
    let member = asked.member.as_ref().map(MemberId::as_str);
    let (since, until) = (time(asked.since), time(asked.until));
    let conditions: [Condition<'_>; 6] = [
        (through.is_some(), "revision <= ", &through),
        (kind.is_some(), "kind = ", &kind),
        (actor.is_some(), "actor = ", &actor),
        (member.is_some(), TOUCHING, &member),
        (since.is_some(), "at >= ", &since),
        (until.is_some(), "at < ", &until),
    ];
    let (organization, after, most) = (organization.as_str(), column(asked.after), limit(asked.limit));
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&organization, &after, &most];
    let sql = sql(&conditions, &mut values);
    query(client, &sql, &values).await?.iter().map(read).collect()
}

/// Whether a condition is asked for, how it reads ahead of its value, and that.
type Condition<'a> = (bool, &'static str, &'a (dyn ToSql + Sync));

/// The entries that touch a member.
const TOUCHING: &str = "revision IN (SELECT revision FROM entry_members
    WHERE organization = (SELECT key FROM its) AND revision > $2 AND member = ";

/// The query with the conditions that are asked for, so that each finds its index.
fn sql<'a>(conditions: &[Condition<'a>; 6], values: &mut Vec<&'a (dyn ToSql + Sync)>) -> String {
    let mut sql = "WITH its AS MATERIALIZED (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL)
        SELECT revision, at, kind, actor, previous, hash, envelope,
          ARRAY(SELECT member FROM entry_members
            WHERE entry_members.organization = entries.organization AND entry_members.revision = entries.revision
            ORDER BY member)
        FROM entries WHERE organization = (SELECT key FROM its) AND revision > $2"
        .to_owned();
    for (_, condition, value) in conditions.iter().filter(|(asked, ..)| *asked) {
        values.push(*value);
        let closing = if *condition == TOUCHING { ")" } else { "" };
        sql = format!("{sql} AND {condition}${}{closing}", values.len());
    }
    sql.push_str(" ORDER BY revision LIMIT $3");
    sql
}

fn read(row: &Row) -> Outcome<StoredEntry> {
    Ok(StoredEntry {
        revision: revision(row, 0)?,
        at: get(row, 1)?,
        kind: get(row, 2)?,
        actor: get(row, 3)?,
        members: get(row, 7)?,
        previous: get(row, 4)?,
        hash: get(row, 5)?,
        envelope: get(row, 6)?,
    })
}

/// The last entry at a time.
pub async fn revision_at(
    client: &impl GenericClient,
    organization: &OrganizationId,
    at: Timestamp,
) -> Outcome<Option<Revision>> {
    let sql = "SELECT revision FROM entries
        WHERE organization = (SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL) AND at <= $2
        ORDER BY at DESC, revision DESC LIMIT 1";
    let row = query_opt(client, sql, &[&organization.as_str(), &at.as_microsecond()]).await?;
    row.map(|row| revision(&row, 0)).transpose()
}
