//! `GET /v1/tokens`

use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, PageQuery, Platform, Problem, UrlQuery, page_of, view_of};

use crate::routes::forms::TokenView;

/// Which tokens.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct TokenQuery {
    /// Only those of this organization, by id or slug.
    pub organization: Option<String>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A page of tokens.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct TokenPage {
    /// The tokens.
    pub items: Vec<TokenView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The API tokens, in the order of their making. Their secrets are not kept.
#[utoipa::path(
    get,
    path = "/v1/tokens",
    operation_id = "tokens_list",
    tag = "tokens",
    params(TokenQuery),
    responses((status = 200, description = "A page.", body = TokenPage)),
)]
pub async fn handle(access: Platform, UrlQuery(query): UrlQuery<TokenQuery>) -> Result<Answer, Problem> {
    let page = PageQuery { limit: query.limit, cursor: query.cursor };
    let (limit, after) = page.read()?;
    let organization = match &query.organization {
        Some(named) => Some(access.api.rolecall().organization(named).await?.id().clone()),
        None => None,
    };
    let wanted = u32::try_from(limit + 1).unwrap_or(u32::MAX);
    let found = access.api.rolecall().tokens(organization.as_ref(), after.as_deref(), wanted).await?;
    Ok(Answer::plain(page_of(found, limit, |row| row.id.clone(), |row| view_of(TokenView::from(row)))))
}
