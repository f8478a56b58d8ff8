//! `PUT …/sharing-defaults`

use std::collections::BTreeMap;

use rolecall::catalog::{ModuleId, SharingLevel};
use rolecall::organization::Command;

use crate::edge::{Answer, In, Manage, Problem, Sent, view_of};

/// Replaces the sharing defaults: modules that are not sent go back to the catalog's default.
#[utoipa::path(
    put,
    path = "/v1/organizations/{org}/sharing-defaults",
    operation_id = "sharing_defaults_put",
    tag = "sharing",
    request_body(content = Object, example = json!({"deals": "private", "leads": "public_read"})),
    responses((status = 200, description = "As they are now.", body = Object)),
)]
pub async fn handle(
    access: In<Manage>,
    sent: Sent<BTreeMap<ModuleId, SharingLevel>>,
) -> Result<Answer, Problem> {
    let defaults = access.view.organization.sharing_defaults_replaced(sent.body);
    let command = Command::SetSharingDefaults { defaults };
    let show =
        |view: &rolecall::View, _: &rolecall::Done| Some(view_of(view.organization.sharing_defaults()));
    access.change(&command, &sent.options, show).await
}
