//! `POST /v1/invitations/accept`

use axum::extract::State;
use rolecall::organization::MemberView;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    Api,
    edge::{Answer, Problem, Sent, view_of},
};

/// What completes a registration.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The token that the mail carried.
    pub token: String,
    /// What the person is called; absent: as the invitation said.
    #[serde(default)]
    pub name: Option<String>,
    /// What the person signs in with from now on. Whoever has a password already gives that one.
    #[schema(format = Password)]
    pub password: String,
}

/// Completes the registration of an invited person: the member is active from now on. Needs no token but that of the
/// invitation, which works once and for a time.
#[utoipa::path(
    post,
    path = "/v1/invitations/accept",
    operation_id = "invitations_accept",
    tag = "members",
    security(()),
    request_body(content = Acceptance, example = json!({"token": "rolecall_inv_...", "name": "Rita Okafor", "password": "four words nobody would guess"})),
    responses((status = 200, description = "The member, and `organization`.", body = MemberView)),
)]
pub async fn handle(State(api): State<Api>, sent: Sent<Acceptance>) -> Result<Answer, Problem> {
    sent.done_for_good()?;
    let Acceptance { token, name, password } = sent.body;
    let accepted = api.rolecall().accept_invitation(&token, name.as_deref(), &password).await?;
    let view = accepted.tenant.view();
    let mut body = view
        .organization
        .member_view(&accepted.member, api.rolecall().now())
        .map(view_of)
        .unwrap_or_default();
    if let Value::Object(fields) = &mut body {
        fields.insert("organization".to_owned(), Value::String(accepted.tenant.id().to_string()));
    }
    Ok(Answer::shown(body, view.revision))
}
