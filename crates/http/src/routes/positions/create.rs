//! `POST …/positions`

use rolecall::organization::{Command, Named, PositionView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// A position to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPosition {
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// The position above, by id or name; absent: the top.
    #[serde(default)]
    pub reports_to: Option<Named>,
    /// Whether its members reach each other's records.
    #[serde(default)]
    pub share_with_peers: bool,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
}

/// Makes a position.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/positions",
    operation_id = "positions_create",
    tag = "positions",
    request_body(content = NewPosition, example = json!({"name": "Account Manager North", "reports_to": "Manager", "share_with_peers": true})),
    responses((status = 201, description = "Made.", body = PositionView)),
)]
pub async fn handle(access: In<Manage>, sent: Sent<NewPosition>) -> Result<Answer, Problem> {
    let form = sent.body;
    let command = Command::CreatePosition {
        name: form.name,
        reports_to: form.reports_to,
        share_with_peers: form.share_with_peers,
        description: form.description,
    };
    let show = |view: &rolecall::View, id: &str| {
        view.organization.position_view(view.organization.find_position(id)?).map(view_of)
    };
    access.make(&command, &sent.options, "positions", show).await
}
