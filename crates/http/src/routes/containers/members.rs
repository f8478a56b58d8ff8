//! `GET …/containers/{container}/members`

use rolecall::Reading;
use rolecall::organization::MembershipView;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlPath, UrlQuery};
use crate::routes::names::ContainerPath;

/// Which members.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MembershipQuery {
    /// Only those whose period there is over.
    pub ended: Option<bool>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// A page of memberships.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MembershipPage {
    /// The members, each with `roles_here`, `until` and `ended`.
    pub items: Vec<MembershipView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The members of a container, with their roles there.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/containers/{container}/members",
    operation_id = "containers_members",
    tag = "containers",
    params(MembershipQuery),
    responses((status = 200, description = "A page.", body = MembershipPage)),
)]
pub async fn handle(
    access: In<Read>,
    UrlPath(ContainerPath { container }): UrlPath<ContainerPath>,
    UrlQuery(query): UrlQuery<MembershipQuery>,
) -> Result<Answer, Problem> {
    let MembershipQuery { ended, limit, cursor } = query;
    let read = access.read(&Reading::ContainerMembers { container, ended: ended.unwrap_or_default() })?;
    access.page(&read, &PageQuery { limit, cursor }, |_| true)
}
