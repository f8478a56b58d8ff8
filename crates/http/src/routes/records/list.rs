//! `GET …/records`

use rolecall::decision::ListPlace;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery, no_cursor, page_of, view_of};

/// Which records.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RecordsQuery {
    /// The module.
    pub module: String,
    /// Only those of this owner.
    pub owner: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A page of records.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct RecordPage {
    /// The records.
    pub items: Vec<rolecall::RecordView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// Registered records, by module, by owner.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/records",
    operation_id = "records_list",
    tag = "records",
    params(RecordsQuery),
    responses((status = 200, description = "A page.", body = RecordPage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(query): UrlQuery<RecordsQuery>) -> Result<Answer, Problem> {
    let RecordsQuery { module, owner, limit, cursor } = query;
    let (limit, after) = PageQuery { limit, cursor }.read()?;
    let after = after.map(|after| ListPlace::read(&after).ok_or_else(no_cursor)).transpose()?;
    let (actor, now) = (&access.actor, access.tenant.now());
    let records = access.view.records_of(actor, &module, owner.as_deref(), after.as_ref(), now)?;
    let found = records.take(limit + 1).collect();
    let body = page_of(found, limit, |(place, _)| place.to_string(), |(_, record)| view_of(record));
    Ok(Answer::shown(body, access.view.revision))
}
