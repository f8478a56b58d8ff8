//! API tokens, credentials and links of invitations, as rows.

use deadpool_postgres::GenericClient;
use jiff::Timestamp;
use rolecall_organization::OrganizationId;
use rolecall_store::{Credential, Hash, InvitationLink, StoreError, TokenRow};
use tokio_postgres::Row;

use crate::{
    convert::{Values, execute, get, hash, limit, optional_time, query, query_opt, time},
    failure::Outcome,
};

const TOKENS: &str =
    "SELECT tokens.id, secret, organizations.id, scopes, name, tokens.created_at, expires_at,
    last_used_at, revoked_at
    FROM tokens LEFT JOIN organizations ON organizations.key = tokens.organization";

/// Keeps a new token.
pub async fn put(client: &impl GenericClient, token: &TokenRow) -> Outcome<()> {
    let organization = match &token.organization {
        Some(id) => Some(existing(client, id, "a token").await?),
        None => None,
    };
    let at = |time: Option<Timestamp>| time.map(Timestamp::as_microsecond);
    let sql = "INSERT INTO tokens
          (id, secret, organization, scopes, name, created_at, expires_at, last_used_at, revoked_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let (secret, created_at) = (token.secret.as_bytes().as_slice(), token.created_at.as_microsecond());
    let (expires_at, last_used_at, revoked_at) =
        (at(token.expires_at), at(token.last_used_at), at(token.revoked_at));
    let values: Values<'_> = &[
        &token.id,
        &secret,
        &organization,
        &token.scopes,
        &token.name,
        &created_at,
        &expires_at,
        &last_used_at,
        &revoked_at,
    ];
    new_or_refused(execute(client, sql, values).await?, "a token of this id or secret is there already")
}

/// The token with a secret.
pub async fn by_secret(client: &impl GenericClient, secret: &Hash) -> Outcome<Option<TokenRow>> {
    let sql = format!("{TOKENS} WHERE secret = $1");
    let row = query_opt(client, &sql, &[&secret.as_bytes().as_slice()]).await?;
    row.as_ref().map(read_token).transpose()
}

/// Tokens by id, behind `after`, of one organization or all.
pub async fn page(
    client: &impl GenericClient,
    organization: Option<&OrganizationId>,
    after: Option<&str>,
    most: u32,
) -> Outcome<Vec<TokenRow>> {
    let after = after.unwrap_or_default();
    let order = "tokens.id > $1 ORDER BY tokens.id LIMIT $2";
    let rows = match organization {
        None => query(client, &format!("{TOKENS} WHERE {order}"), &[&after, &limit(most)]).await?,
        Some(id) => {
            let sql = format!("{TOKENS} WHERE organizations.id = $3 AND {order}");
            query(client, &sql, &[&after, &limit(most), &id.as_str()]).await?
        }
    };
    rows.iter().map(read_token).collect()
}

/// Revokes a token; a time of revocation that is there stays.
pub async fn revoke(client: &impl GenericClient, id: &str, at: Timestamp) -> Outcome<Option<TokenRow>> {
    let sql = "UPDATE tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";
    execute(client, sql, &[&id, &at.as_microsecond()]).await?;
    let row = query_opt(client, &format!("{TOKENS} WHERE tokens.id = $1"), &[&id]).await?;
    row.as_ref().map(read_token).transpose()
}

/// Notes when tokens were last used. Of several times of one token the latest counts.
pub async fn used(client: &impl GenericClient, used: &[(String, Timestamp)]) -> Outcome<()> {
    let ids: Vec<&str> = used.iter().map(|(id, _)| id.as_str()).collect();
    let times: Vec<i64> = used.iter().map(|(_, at)| at.as_microsecond()).collect();
    // Locked in the order of their ids, so that no two that note the same tokens wait for each other.
    let sql = "WITH uses AS (SELECT id, max(at) AS at FROM unnest($1::text[], $2::bigint[]) AS noted (id, at)
             GROUP BY id),
          known AS (SELECT id FROM tokens WHERE id = ANY ($1::text[]) ORDER BY id FOR UPDATE)
        UPDATE tokens SET last_used_at = uses.at FROM known JOIN uses ON uses.id = known.id
        WHERE tokens.id = known.id AND (last_used_at IS NULL OR last_used_at < uses.at)";
    execute(client, sql, &[&ids, &times]).await.map(drop)
}

/// What a person signs in with.
pub async fn credential(client: &impl GenericClient, email: &str) -> Outcome<Option<Credential>> {
    let sql = "SELECT email, password, changed_at FROM credentials WHERE email = $1";
    query_opt(client, sql, &[&email]).await?.as_ref().map(read_credential).transpose()
}

/// Credentials by e-mail address, behind `after`.
pub async fn credentials(
    client: &impl GenericClient,
    after: Option<&str>,
    most: u32,
) -> Outcome<Vec<Credential>> {
    let sql = "SELECT email, password, changed_at FROM credentials WHERE email > $1 OR $1 IS NULL
        ORDER BY email LIMIT $2";
    query(client, sql, &[&after, &limit(most)]).await?.iter().map(read_credential).collect()
}

fn read_credential(row: &Row) -> Outcome<Credential> {
    Ok(Credential { email: get(row, 0)?, password: get(row, 1)?, changed_at: time(row, 2)? })
}

/// Keeps a link.
pub async fn put_link(client: &impl GenericClient, link: &InvitationLink) -> Outcome<()> {
    let organization = existing(client, &link.organization, "a link").await?;
    let sql = "INSERT INTO invitation_links (secret, organization, invitation, created_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    let (secret, created_at) = (link.secret.as_bytes().as_slice(), link.created_at.as_microsecond());
    let values: Values<'_> = &[&secret, &organization, &link.invitation.as_str(), &created_at];
    new_or_refused(execute(client, sql, values).await?, "a link of this secret is there already")
}

/// The link with a secret.
pub async fn link(client: &impl GenericClient, secret: &Hash) -> Outcome<Option<InvitationLink>> {
    let sql = "SELECT secret, organizations.id, invitation, invitation_links.created_at
        FROM invitation_links JOIN organizations ON organizations.key = invitation_links.organization
        WHERE secret = $1";
    let row = query_opt(client, sql, &[&secret.as_bytes().as_slice()]).await?;
    row.as_ref().map(read_link).transpose()
}

/// Links by secret, behind `after`.
pub async fn links(
    client: &impl GenericClient,
    after: Option<&Hash>,
    most: u32,
) -> Outcome<Vec<InvitationLink>> {
    let sql = "SELECT secret, organizations.id, invitation, invitation_links.created_at
        FROM invitation_links JOIN organizations ON organizations.key = invitation_links.organization
        WHERE secret > $1 ORDER BY secret LIMIT $2";
    let after: &[u8] = after.map_or(&[], |after| after.as_bytes());
    query(client, sql, &[&after, &limit(most)]).await?.iter().map(read_link).collect()
}

fn read_link(row: &Row) -> Outcome<InvitationLink> {
    Ok(InvitationLink {
        secret: hash(row, 0)?,
        organization: get::<&str>(row, 1)?.parse()?,
        invitation: get::<&str>(row, 2)?.parse()?,
        created_at: time(row, 3)?,
    })
}

fn read_token(row: &Row) -> Outcome<TokenRow> {
    Ok(TokenRow {
        id: get(row, 0)?,
        secret: hash(row, 1)?,
        organization: get::<Option<&str>>(row, 2)?.map(str::parse).transpose()?,
        scopes: get(row, 3)?,
        name: get(row, 4)?,
        created_at: time(row, 5)?,
        expires_at: optional_time(row, 6)?,
        last_used_at: optional_time(row, 7)?,
        revoked_at: optional_time(row, 8)?,
    })
}

async fn existing(client: &impl GenericClient, organization: &OrganizationId, of: &str) -> Outcome<i64> {
    let sql = "SELECT key FROM organizations WHERE id = $1 AND restoring IS NULL";
    match query_opt(client, sql, &[&organization.as_str()]).await? {
        Some(row) => get(&row, 0),
        None => Err(StoreError::refused(format!("{of} of `{organization}`, which does not exist")).into()),
    }
}

fn new_or_refused(added: u64, otherwise: &str) -> Outcome<()> {
    if added == 0 { Err(StoreError::refused(otherwise).into()) } else { Ok(()) }
}
