//! `PATCH …/positions/{position}`

use rolecall::organization::{Change, Command, Named, PositionView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, UrlPath, sent, view_of};
use crate::routes::names::PositionPath;

/// What changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PositionEdit {
    /// Another name.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// Another position above; null: the top.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub reports_to: Change<Named>,
    /// Whether its members reach each other's records.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = bool)]
    pub share_with_peers: Option<bool>,
    /// For people.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: Change<String>,
}

/// Changes a position.
#[utoipa::path(
    patch,
    path = "/v1/organizations/{org}/positions/{position}",
    operation_id = "positions_edit",
    tag = "positions",
    request_body(content = PositionEdit, example = json!({"reports_to": "CEO"})),
    responses((status = 200, description = "As it is now.", body = PositionView)),
)]
pub async fn handle(
    access: In<Manage>,
    UrlPath(PositionPath { position }): UrlPath<PositionPath>,
    sent: Sent<PositionEdit>,
) -> Result<Answer, Problem> {
    let form = sent.body;
    // By id: the name may be what changes.
    let id = access.view.organization.find_position(&position).map_or(position.clone(), ToString::to_string);
    let command = Command::EditPosition {
        position: id.clone(),
        name: form.name,
        reports_to: form.reports_to,
        share_with_peers: form.share_with_peers,
        description: form.description,
    };
    let show = |view: &rolecall::View, _: &rolecall::Done| {
        let id = id.as_str();
        view.organization.position_view(view.organization.find_position(id)?).map(view_of)
    };
    access.change(&command, &sent.options, show).await
}
