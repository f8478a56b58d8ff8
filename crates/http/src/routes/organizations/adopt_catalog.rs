//! `POST …/catalog`

use rolecall::organization::OrganizationView;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// A version of a catalog.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVersion {
    /// The id of one that is stored (the one that came last), its hash, or a catalog's text.
    pub catalog: String,
}

/// Adopts a new version of the catalog; refused with what would be lost. Takes a platform token.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/catalog",
    operation_id = "organizations_adopt_catalog",
    tag = "organizations",
    request_body(content = NewVersion, example = json!({"catalog": "zoho-crm"})),
    responses((status = 200, description = "As it is now.", body = OrganizationView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewVersion>) -> Result<Answer, Problem> {
    let (text, options) = (sent.body.catalog, sent.options);
    let adopted = async { Ok(access.tenant.adopt(&access.actor, &text, &options).await?) };
    access.changed(adopted, &options, |view, _| Some(view_of(view.organization.organization_view()))).await
}
