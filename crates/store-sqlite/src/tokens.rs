//! API tokens, credentials and links of invitations, as rows.

use jiff::Timestamp;
use rolecall_organization::OrganizationId;
use rolecall_store::{Credential, Hash, InvitationLink, StoreError, TokenRow};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::{
    convert::{hash, organization_key, text, time},
    failure::{Failure, Outcome},
};

const TOKENS: &str =
    "SELECT tokens.id, secret, organizations.id, scopes, name, tokens.created_at, expires_at,
    last_used_at, revoked_at
    FROM tokens LEFT JOIN organizations ON organizations.key = tokens.organization";

/// Keeps a new token.
pub fn put(connection: &Connection, token: &TokenRow) -> Outcome<()> {
    let organization =
        token.organization.as_ref().map(|id| existing(connection, id, "a token")).transpose()?;
    let scopes = serde_json::to_string(&token.scopes)
        .map_err(|error| StoreError::refused(format!("scopes of a token: {error}")))?;
    let time = |time: Option<Timestamp>| time.map(Timestamp::as_microsecond);
    let mut statement = connection.prepare_cached(
        "INSERT INTO tokens (id, secret, organization, scopes, name, created_at, expires_at, last_used_at, revoked_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
    )?;
    let added = statement.execute(params![
        token.id,
        token.secret.as_bytes(),
        organization,
        scopes,
        token.name,
        token.created_at.as_microsecond(),
        time(token.expires_at),
        time(token.last_used_at),
        time(token.revoked_at),
    ])?;
    new_or_refused(added, "a token of this id or secret is there already")
}

/// The token with a secret.
pub fn by_secret(connection: &Connection, secret: &Hash) -> Outcome<Option<TokenRow>> {
    one(connection, "secret = ?1", &secret.as_bytes())
}

/// Tokens by id, behind `after`, of one organization or all.
pub fn page(
    connection: &Connection,
    organization: Option<&OrganizationId>,
    after: Option<&str>,
    limit: u32,
) -> Outcome<Vec<TokenRow>> {
    let key = match organization {
        None => None,
        Some(organization) => match organization_key(connection, organization)? {
            None => return Ok(Vec::new()),
            key => key,
        },
    };
    let of = if key.is_some() { "tokens.organization = ?3 AND" } else { "?3 IS NULL AND" };
    let sql = format!("{TOKENS} WHERE {of} tokens.id > ?1 ORDER BY tokens.id LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows =
        statement.query_map(params![after.unwrap_or_default(), limit, key], |row| Ok(read_token(row)))?;
    rows.map(|row| row?).collect()
}

/// Revokes a token; a time of revocation that is there stays.
pub fn revoke(connection: &Connection, id: &str, at: Timestamp) -> Outcome<Option<TokenRow>> {
    let mut statement = connection
        .prepare_cached("UPDATE tokens SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL")?;
    statement.execute(params![id, at.as_microsecond()])?;
    one(connection, "tokens.id = ?1", &id)
}

/// Notes when tokens were last used.
pub fn used(connection: &Connection, used: &[(String, Timestamp)]) -> Outcome<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE tokens SET last_used_at = ?2 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at < ?2)",
    )?;
    for (id, at) in used {
        statement.execute(params![id, at.as_microsecond()])?;
    }
    Ok(())
}

/// What a person signs in with.
pub fn credential(connection: &Connection, email: &str) -> Outcome<Option<Credential>> {
    let mut statement =
        connection.prepare_cached("SELECT email, password, changed_at FROM credentials WHERE email = ?1")?;
    statement.query_row([email], |row| Ok(read_credential(row))).optional()?.transpose()
}

/// Credentials by e-mail address, behind `after`.
pub fn credentials(connection: &Connection, after: Option<&str>, limit: u32) -> Outcome<Vec<Credential>> {
    let mut statement = connection.prepare_cached(
        "SELECT email, password, changed_at FROM credentials WHERE ?1 IS NULL OR email > ?1 ORDER BY email LIMIT ?2",
    )?;
    let rows = statement.query_map(params![after, limit], |row| Ok(read_credential(row)))?;
    rows.map(|row| row?).collect()
}

fn read_credential(row: &Row<'_>) -> Outcome<Credential> {
    Ok(Credential { email: row.get(0)?, password: row.get(1)?, changed_at: time(row.get(2)?)? })
}

/// Keeps a link.
pub fn put_link(connection: &Connection, link: &InvitationLink) -> Outcome<()> {
    let organization = existing(connection, &link.organization, "a link")?;
    let mut statement = connection.prepare_cached(
        "INSERT INTO invitation_links (secret, organization, invitation, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO NOTHING",
    )?;
    let (secret, created_at) = (link.secret.as_bytes(), link.created_at.as_microsecond());
    let added = statement.execute(params![secret, organization, link.invitation.as_str(), created_at])?;
    new_or_refused(added, "a link of this secret is there already")
}

/// The link with a secret.
pub fn link(connection: &Connection, secret: &Hash) -> Outcome<Option<InvitationLink>> {
    let mut statement = connection.prepare_cached(
        "SELECT secret, organizations.id, invitation, invitation_links.created_at
         FROM invitation_links JOIN organizations ON organizations.key = invitation_links.organization
         WHERE secret = ?1",
    )?;
    statement.query_row([secret.as_bytes()], |row| Ok(read_link(row))).optional()?.transpose()
}

/// Links by secret, behind `after`.
pub fn links(connection: &Connection, after: Option<&Hash>, limit: u32) -> Outcome<Vec<InvitationLink>> {
    let mut statement = connection.prepare_cached(
        "SELECT secret, organizations.id, invitation, invitation_links.created_at
         FROM invitation_links JOIN organizations ON organizations.key = invitation_links.organization
         WHERE secret > ?1 ORDER BY secret LIMIT ?2",
    )?;
    let after: &[u8] = after.map_or(&[], |after| after.as_bytes());
    let rows = statement.query_map(params![after, limit], |row| Ok(read_link(row)))?;
    rows.map(|row| row?).collect()
}

fn read_link(row: &Row<'_>) -> Outcome<InvitationLink> {
    Ok(InvitationLink {
        secret: hash(&row.get::<_, Vec<u8>>(0)?)?,
        organization: text(row.get_ref(1)?)?.parse()?,
        invitation: text(row.get_ref(2)?)?.parse()?,
        created_at: time(row.get(3)?)?,
    })
}

fn one(connection: &Connection, condition: &str, value: &dyn ToSql) -> Outcome<Option<TokenRow>> {
    let mut statement = connection.prepare_cached(&format!("{TOKENS} WHERE {condition}"))?;
    statement.query_row([value], |row| Ok(read_token(row))).optional()?.transpose()
}

fn read_token(row: &Row<'_>) -> Outcome<TokenRow> {
    let optional = |index: usize| -> Outcome<Option<Timestamp>> {
        row.get::<_, Option<i64>>(index)?.map(time).transpose()
    };
    let damaged =
        |error: serde_json::Error| Failure::Store(StoreError::corrupt(format!("scopes of a token: {error}")));
    Ok(TokenRow {
        id: row.get(0)?,
        secret: hash(&row.get::<_, Vec<u8>>(1)?)?,
        organization: row.get::<_, Option<String>>(2)?.map(|id| id.parse()).transpose()?,
        scopes: serde_json::from_str(text(row.get_ref(3)?)?).map_err(damaged)?,
        name: row.get(4)?,
        created_at: time(row.get(5)?)?,
        expires_at: optional(6)?,
        last_used_at: optional(7)?,
        revoked_at: optional(8)?,
    })
}

fn existing(connection: &Connection, organization: &OrganizationId, of: &str) -> Outcome<i64> {
    let missing = || StoreError::refused(format!("{of} of `{organization}`, which does not exist"));
    Ok(organization_key(connection, organization)?.ok_or_else(missing)?)
}

fn new_or_refused(added: usize, otherwise: &str) -> Outcome<()> {
    if added == 0 { Err(StoreError::refused(otherwise).into()) } else { Ok(()) }
}
