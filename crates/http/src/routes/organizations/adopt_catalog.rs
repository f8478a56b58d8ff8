//! `POST …/catalog`

use rolecall::organization::{Command, OrganizationView};
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
    if !access.caller.is_platform() {
        return Err(Problem::forbidden("`organization.catalog` takes a platform token"));
    }
    if sent.options.dry_run && sent.body.catalog.contains('\n') {
        let (tenant, actor) = (&access.tenant, &access.actor);
        let done = tenant.rehearse_adoption(actor, &sent.body.catalog, &sent.options).await?;
        return Ok(Answer::rehearsed(&done));
    }
    let catalog = access.api.rolecall().catalog_sent(&sent.body.catalog).await?;
    let command = Command::AdoptCatalog { catalog };
    access
        .change(&command, &sent.options, |view, _| Some(view_of(view.organization.organization_view())))
        .await
}
