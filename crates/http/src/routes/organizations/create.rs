//! `POST /v1/organizations`

use rolecall::catalog::EditionId;
use rolecall::organization::{FoundOrganization, Founder, OrganizationView};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::edge::{Answer, Platform, Problem, Sent, view_of};

/// An organization to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    #[serde(default)]
    pub name: String,
    /// The catalog: the id of one that is stored (the one that came last), its hash, or a catalog's text.
    pub catalog: String,
    /// Its plan; absent: the catalog's first.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub edition: Option<EditionId>,
    /// Its first member.
    pub owner: Owner,
}

/// The first member of an organization.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// The e-mail address.
    #[schema(format = Email)]
    pub email: String,
    /// The name.
    #[serde(default)]
    pub name: Option<String>,
    /// The product's own id.
    #[serde(default)]
    pub external_id: Option<String>,
}

impl From<Owner> for Founder {
    fn from(owner: Owner) -> Self {
        Self { email: owner.email, name: owner.name, external_id: owner.external_id }
    }
}

/// Founds an organization. Its owner is a member at once, active and registered.
#[utoipa::path(
    post,
    path = "/v1/organizations",
    operation_id = "organizations_create",
    tag = "organizations",
    request_body(content = NewOrganization, example = json!({"slug": "zylker", "name": "Zylker", "catalog": "zoho-crm", "edition": "enterprise",
        "owner": {"email": "ada@zylker.example", "name": "Ada Quill", "external_id": "u-1"}})),
    responses((status = 201, description = "Founded. `owner` is the id of its first member.", body = OrganizationView)),
)]
pub async fn handle(access: Platform, sent: Sent<NewOrganization>) -> Result<Answer, Problem> {
    let (api, form) = (&access.api, sent.body);
    let founding = FoundOrganization {
        slug: form.slug,
        name: form.name,
        edition: form.edition,
        owner: form.owner.into(),
    };
    let _claim = api.claim(None, &sent.options)?;
    let done = api.rolecall().found_with(&form.catalog, &founding, &sent.options).await?;
    if sent.options.dry_run {
        return Ok(Answer::rehearsed(&done));
    }
    let id = done.answer.created.first().cloned().unwrap_or_default();
    let tenant = api.rolecall().organization(&id).await?;
    let mut body = view_of(tenant.view().organization.organization_view());
    if let (Value::Object(fields), Some(owner)) = (&mut body, done.answer.created.get(1)) {
        fields.insert("owner".to_owned(), Value::String(owner.clone()));
    }
    Ok(Answer::made(&done, body, format!("/v1/organizations/{id}")))
}
