//! `GET …/members`

use rolecall::Reading;
use rolecall::organization::MemberView;
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use crate::edge::{Answer, In, PageQuery, Problem, Read, UrlQuery};

/// Which members.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct MemberQuery {
    /// Only those whose period is over, in the organization or in a container.
    pub ended: Option<bool>,
    /// Only those of this status: `invited`, `active`, `inactive`. `invited` lists the invitations that wait.
    #[param(inline)]
    pub status: Option<StatusQuery>,
    /// How many items at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    pub limit: Option<usize>,
    /// Where to go on: `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// The status of a member.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusQuery {
    /// Invited, not yet registered.
    Invited,
    /// Registered, or of a kind that does not sign in.
    Active,
    /// Made inactive.
    Inactive,
}

impl StatusQuery {
    fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Active => "active",
            Self::Inactive => "inactive",
        }
    }
}

/// A page of members.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MemberPage {
    /// The members.
    pub items: Vec<MemberView>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The members, in the order of their coming; removed ones are left out.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/members",
    operation_id = "members_list",
    tag = "members",
    params(MemberQuery),
    responses((status = 200, description = "A page.", body = MemberPage)),
)]
pub async fn handle(access: In<Read>, UrlQuery(query): UrlQuery<MemberQuery>) -> Result<Answer, Problem> {
    let MemberQuery { ended, status, limit, cursor } = query;
    let read = access.read(&Reading::Members { ended: ended.unwrap_or_default() })?;
    let keep = |item: &Value| status.as_ref().is_none_or(|status| item["status"] == status.as_str());
    access.page(&read, &PageQuery { limit, cursor }, keep)
}
