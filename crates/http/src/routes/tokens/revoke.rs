//! `DELETE /v1/tokens/{token}`

use crate::edge::{Answer, Empty, Platform, Problem, Sent, UrlPath, view_of};
use crate::routes::names::TokenPath;

use crate::routes::forms::TokenView;

/// Revokes a token, named by id: it works no more.
#[utoipa::path(
    delete,
    path = "/v1/tokens/{token}",
    operation_id = "tokens_revoke",
    tag = "tokens",
    responses((status = 200, description = "With the time of its revocation.", body = TokenView)),
)]
pub async fn handle(
    access: Platform,
    UrlPath(TokenPath { token }): UrlPath<TokenPath>,
    sent: Sent<Empty>,
) -> Result<Answer, Problem> {
    sent.done_for_good()?;
    let row = access.api.rolecall().revoke_token(&token).await?;
    Ok(Answer::plain(view_of(TokenView::from(&row))))
}
