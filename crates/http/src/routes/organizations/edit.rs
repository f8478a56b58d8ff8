//! `PATCH …`

use std::collections::BTreeMap;

use rolecall::catalog::{EditionId, FeatureId};
use rolecall::organization::{Command, OrganizationView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, sent, view_of};

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationEdit {
    /// Its name for people.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String)]
    pub name: Option<String>,
    /// Its name in addresses.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String)]
    pub slug: Option<String>,
    /// Its plan. Below use it is refused, with the list of what is over.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = String)]
    pub edition: Option<EditionId>,
    /// Features to switch. Takes a platform token.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, bool>)]
    pub features: BTreeMap<FeatureId, bool>,
}

/// Changes its name, slug, edition, features: all that is sent, or nothing.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}",
    operation_id = "organizations_edit",
    tag = "organizations",
    request_body(content = OrganizationEdit, example = json!({"edition": "professional"})),
    responses((status = 200, description = "As it is now.", body = OrganizationView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<OrganizationEdit>) -> Result<Answer, Problem> {
    let OrganizationEdit { name, slug, edition, features } = sent.body;
    let command = Command::EditOrganization { name, slug, edition, features };
    access
        .change(&command, &sent.options, |view, _| Some(view_of(view.organization.organization_view())))
        .await
}
