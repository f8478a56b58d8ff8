//! `GET …/audit`

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

use rolecall::{
    AuditQuery, View,
    organization::{MemberId, Revision},
};

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

impl AuditParameters {
    /// The question; nothing where it names somebody that is no member here.
    fn asked(&self, view: &View, limit: usize) -> Result<Option<AuditQuery>, Problem> {
        let after = self.cursor.as_deref().map(crate::edge::read_cursor).transpose()?;
        let after = after.map(|text| text.parse().map(Revision)).transpose();
        let after = after.map_err(|_| Problem::new("malformed", "the cursor is none of this list"))?;
        let who = |named: &Option<String>| -> Result<Option<MemberId>, ()> {
            named.as_deref().map(|text| view.organization.find_owner(text).cloned().ok_or(())).transpose()
        };
        let (Ok(actor), Ok(member)) = (who(&self.actor), who(&self.member)) else { return Ok(None) };
        Ok(Some(AuditQuery {
            after: after.unwrap_or_default(),
            actor,
            member,
            command: self.kind.clone(),
            since: self.since,
            until: self.until,
            limit: u32::try_from(limit + 1).unwrap_or(u32::MAX),
        }))
    }
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
    let page = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let limit = crate::edge::limit(&page)?;
    let asked = query.asked(&access.view, limit)?;
    let Some(asked) = asked else {
        // Who names somebody that is no member here asks for nothing, if they may ask.
        access.tenant.audit(&access.actor, &AuditQuery::default()).await?;
        return Ok(Answer::shown(json!({ "items": [], "next_cursor": null }), access.view.revision));
    };
    let mut found = access.tenant.audit(&access.actor, &asked).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|entry| crate::edge::cursor(&entry.revision.to_string()));
    Ok(Answer::shown(json!({ "items": found, "next_cursor": next }), access.view.revision))
}
