//! `GET …/containers/{container}`

use rolecall::Reading;
use rolecall::organization::ContainerView;

use crate::edge::{Answer, In, Problem, Read, UrlPath};
use crate::routes::names::ContainerPath;

/// A container.
#[utoipa::path(
    get,
    path = "/v1/organizations/{org}/containers/{container}",
    operation_id = "containers_get",
    tag = "containers",
    responses((status = 200, description = "As it is.", body = ContainerView)),
)]
pub async fn handle(access: In<Read>, UrlPath(path): UrlPath<ContainerPath>) -> Result<Answer, Problem> {
    access.show(&Reading::Container { container: path.container })
}
