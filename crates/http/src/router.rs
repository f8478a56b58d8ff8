//! The whole API on one screen.

use axum::Router;
use utoipa::openapi::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    Api, guard, observe,
    routes::{
        access, audit, containers, groups, invitations, members, operations, organizations, positions,
        records, roles, sharing_defaults, sharing_rules, tokens,
    },
};

/// The endpoints of the API, and its description.
pub fn endpoints() -> (Router<Api>, OpenApi) {
    let api = OpenApiRouter::new()
        .routes(routes!(organizations::list::handle, organizations::create::handle))
        .routes(routes!(
            organizations::get::handle,
            organizations::edit::handle,
            organizations::delete::handle
        ))
        .routes(routes!(organizations::transfer_ownership::handle))
        .routes(routes!(organizations::limits::handle))
        .routes(routes!(organizations::adopt_catalog::handle))
        .routes(routes!(members::list::handle, members::invite::handle))
        .routes(routes!(members::invite_all::handle))
        .routes(routes!(members::get::handle, members::edit::handle, members::remove::handle))
        .routes(routes!(members::deactivate::handle))
        .routes(routes!(members::activate::handle))
        .routes(routes!(members::resend_invitation::handle))
        .routes(routes!(members::erase::handle))
        .routes(routes!(members::set_roles::handle))
        .routes(routes!(members::set_permissions::handle))
        .routes(routes!(members::access::handle))
        .routes(routes!(invitations::accept::handle))
        .routes(routes!(roles::list::handle, roles::create::handle))
        .routes(routes!(roles::get::handle, roles::edit::handle, roles::delete::handle))
        .routes(routes!(roles::clone::handle))
        .routes(routes!(positions::list::handle, positions::create::handle))
        .routes(routes!(positions::get::handle, positions::edit::handle, positions::delete::handle))
        .routes(routes!(groups::list::handle, groups::create::handle))
        .routes(routes!(groups::get::handle, groups::edit::handle, groups::delete::handle))
        .routes(routes!(sharing_defaults::get::handle, sharing_defaults::put::handle))
        .routes(routes!(sharing_rules::list::handle, sharing_rules::create::handle))
        .routes(routes!(
            sharing_rules::get::handle,
            sharing_rules::edit::handle,
            sharing_rules::delete::handle
        ))
        .routes(routes!(containers::list::handle, containers::create::handle))
        .routes(routes!(containers::get::handle, containers::edit::handle, containers::delete::handle))
        .routes(routes!(containers::members::handle))
        .routes(routes!(containers::put_member::handle, containers::remove_member::handle))
        .routes(routes!(records::list::handle, records::put::handle))
        .routes(routes!(records::get::handle, records::delete::handle))
        .routes(routes!(records::assign_owner::handle))
        .routes(routes!(access::explain::handle))
        .routes(routes!(access::filter::handle))
        .routes(routes!(access::preview::handle))
        .routes(routes!(audit::list::handle))
        .routes(routes!(audit::verify::handle))
        .routes(routes!(tokens::list::handle, tokens::create::handle))
        .routes(routes!(tokens::revoke::handle))
        .merge(authzen())
        .routes(routes!(operations::healthz::handle))
        .routes(routes!(operations::readyz::handle))
        .routes(routes!(operations::metrics::handle))
        .routes(routes!(operations::openapi::handle));
    api.split_for_parts()
}

/// `OpenID` `AuthZEN` 1.0.
fn authzen() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(access::evaluation::handle))
        .routes(routes!(access::evaluations::handle))
        .routes(routes!(access::search_subject::handle))
        .routes(routes!(access::search_resource::handle))
        .routes(routes!(access::search_action::handle))
        .routes(routes!(access::metadata::handle))
}

/// The API, ready to be served.
pub fn router(api: Api) -> Router {
    let (endpoints, _) = endpoints();
    endpoints
        .merge(operations::docs::router())
        .fallback(guard::no_such_address)
        .method_not_allowed_fallback(guard::no_such_method)
        .layer(observe::Around(api.clone()))
        .with_state(api)
}
