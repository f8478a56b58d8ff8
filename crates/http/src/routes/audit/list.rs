//! `GET …/audit`

use jiff::Timestamp;
use rolecall::{AuditQuery, organization::Revision};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery, page_of, view_of};

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditParameters {
    /// By this member.
    pub actor: Option<String>,
    /// Touching this member.
    pub member: Option<String>,
    /// Of this command, or of all that begin so: `member.`.
    pub kind: Option<String>,
    /// Not before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    pub since: Option<Timestamp>,
    /// Before this time.
    #[param(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// The ledger, readable, in order.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/audit",
    operation_id = "audit_list",
    tag = "audit",
    params(AuditParameters),
    responses((status = 200, description = "`items`: `revision`, `at`, `actor`, `actor_name`, `command`, `records`, `events`, `hash`; `next_cursor`.", body = Object)),
)]
pub async fn handle(access: In<Read>, UrlQuery(query): UrlQuery<AuditParameters>) -> Result<Answer, Problem> {
    let (limit, after) = PageQuery { limit: query.limit, cursor: query.cursor }.read()?;
    let after = after.map(|text| text.parse().map(Revision)).transpose();
    let after = after.map_err(|_| Problem::new("malformed", "the cursor is none of this list"))?;
    let asked = AuditQuery {
        after: after.unwrap_or_default(),
        actor: query.actor,
        member: query.member,
        command: query.kind,
        since: query.since,
        until: query.until,
        limit: u32::try_from(limit + 1).unwrap_or(u32::MAX),
    };
    let found = access.tenant.audit(&access.actor, &asked).await?;
    let body = page_of(found, limit, |entry| entry.revision.to_string(), |entry| view_of(entry));
    Ok(Answer::shown(body, access.view.revision))
}
