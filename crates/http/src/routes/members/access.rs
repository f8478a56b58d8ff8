//! `GET …/members/{member}/access`

use rolecall::{Reading, organization::Revision};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, Decide, In, Problem, UrlPath, UrlQuery};
use crate::routes::names::MemberPath;

/// How fresh the answer has to be.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FreshQuery {
    /// An entry that the answer has to know, and all ahead of it.
    pub at_least: Option<u64>,
}

/// What a member may do.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct AccessList {
    /// Every permission of the catalog, allowed or not.
    pub items: Vec<rolecall::decision::MayDo>,
}

/// What a member may do, module by module, with reach and why.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/members/{member}/access",
    operation_id = "members_access",
    tag = "members",
    params(FreshQuery),
    responses((status = 200, description = "Every permission of the catalog.", body = AccessList)),
)]
pub async fn handle(
    access: In<Decide>,
    UrlPath(path): UrlPath<MemberPath>,
    UrlQuery(query): UrlQuery<FreshQuery>,
) -> Result<Answer, Problem> {
    let view = match query.at_least {
        None => access.view,
        Some(needed) => access.tenant.at_least(Revision(needed)).await?,
    };
    let reading = Reading::Access { member: path.member };
    Ok(Answer::shown(view.read(&access.actor, &reading, access.tenant.now())?, view.revision))
}
