//! `POST /v1/tokens`

use jiff::Timestamp;
use rolecall::TokenForm;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::edge::{Answer, Platform, Problem, Sent, view_of};

use crate::routes::forms::TokenView;

/// A token to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewApiToken {
    /// What it is for.
    pub name: String,
    /// The organization that it is bound to, by id or slug; absent: a platform token.
    #[serde(default)]
    pub organization: Option<String>,
    /// What an organization token is given: `decide`, `manage`, `read`, `records`.
    #[serde(default)]
    pub scopes: Vec<String>,
    /// Until when it works; absent: until it is revoked.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub expires_at: Option<Timestamp>,
}

/// A token that was made. The only answer that shows it.
#[derive(Debug, serde::Serialize, ToSchema)]
pub struct MadeToken {
    /// What is kept of it.
    #[serde(flatten)]
    pub kept: TokenView,
    /// The token.
    pub token: String,
}

/// Makes a token: of the platform, or of one organization with scopes. The answer shows it once.
#[utoipa::path(
    post,
    path = "/v1/tokens",
    operation_id = "tokens_create",
    tag = "tokens",
    request_body(content = NewApiToken, example = json!({"name": "checks of the shop", "organization": "zylker", "scopes": ["decide"]})),
    responses((status = 201, description = "Made. `token` is shown this once.", body = MadeToken)),
)]
pub async fn handle(access: Platform, sent: Sent<NewApiToken>) -> Result<Answer, Problem> {
    if sent.options.command_id.is_some() || sent.options.dry_run {
        let detail = "a secret is never replayed: leave `Idempotency-Key` and `dry_run` out";
        return Err(Problem::new("malformed", detail));
    }
    let NewApiToken { name, organization, scopes, expires_at } = sent.body;
    let form = TokenForm { organization, scopes, name, expires_at };
    let (row, secret) = access.api.rolecall().create_token(&form).await?;
    let mut body = view_of(TokenView::from(&row));
    if let Value::Object(fields) = &mut body {
        fields.insert("token".to_owned(), Value::String(secret.expose().to_owned()));
    }
    Ok(Answer::created(body, format!("/v1/tokens/{}", row.id)))
}
