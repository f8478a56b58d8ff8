//! `GET /v1/organizations`

use jiff::Timestamp;
use utoipa::ToSchema;

use crate::edge::{Answer, PageQuery, Platform, Problem, UrlQuery, page_of, view_of};

/// An organization in the list.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct Listed {
    /// The id.
    pub id: String,
    /// The name in addresses.
    pub slug: Option<String>,
    /// When it was founded.
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// The number of its last entry.
    pub revision: u64,
}

impl From<&rolecall::store::Head> for Listed {
    fn from(head: &rolecall::store::Head) -> Self {
        Self {
            id: head.id.to_string(),
            slug: head.slug.as_ref().map(ToString::to_string),
            created_at: head.created_at,
            revision: head.revision.0,
        }
    }
}

/// A page of organizations.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct OrganizationPage {
    /// The organizations.
    pub items: Vec<Listed>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// The organizations, in the order of their founding.
#[utoipa::path(
    get,
    path = "/v1/organizations",
    operation_id = "organizations_list",
    tag = "organizations",
    params(PageQuery),
    responses((status = 200, description = "A page.", body = OrganizationPage)),
)]
pub async fn handle(access: Platform, UrlQuery(page): UrlQuery<PageQuery>) -> Result<Answer, Problem> {
    let (limit, after) = page.read()?;
    let after = after.and_then(|id| id.parse().ok());
    let found = access.api.rolecall().standing(after.as_ref(), limit + 1).await?;
    Ok(Answer::plain(page_of(found, limit, |head| head.id.to_string(), |head| view_of(Listed::from(head)))))
}
