//! `GET …/records`

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery, paged, view_of};

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
    let page = PageQuery { limit, cursor };
    let records = access.view.records_of(&access.actor, &module, owner.as_deref(), access.tenant.now())?;
    let body = paged(records, &page, |record| record.id.clone(), |record| Some(view_of(record)))?;
    Ok(Answer::shown(body, access.view.revision))
}
