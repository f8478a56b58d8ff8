//! `POST …/filter`

use std::collections::BTreeMap;

use rolecall::{
    FilterAsked, FilterView,
    catalog::{ActionId, ModuleId},
    decision::{Column, Dialect},
    organization::Named,
};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    edge::{Answer, Asking, Problem, Sent, view_of},
    routes::access::moment::fresh,
};

/// A question about all records of a module.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FilterForm {
    /// Who: an id, an e-mail address or the product's own id.
    pub member: Named,
    /// The action.
    #[schema(value_type = String)]
    pub action: ActionId,
    /// The module.
    #[schema(value_type = String)]
    pub module: ModuleId,
    /// A container, where only its records are meant.
    #[serde(default)]
    pub container: Option<Named>,
    /// Whose SQL; `postgresql` where none is named.
    #[serde(default)]
    pub dialect: Option<Dialect>,
    /// The product's columns, by fact: `id`, `owner`, `container`, `segments.NAME`, and with `parent.` or `parent.parent.` before it
    /// each of them and `module`. A name, or `{name, array: true}` for a segment whose column holds a JSON array. Where this is
    /// absent, each fact has its own name, with dots as underscores and `segments.` left out.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, Value>>)]
    pub columns: Option<BTreeMap<String, Column>>,
    /// The answer knows this entry and all ahead of it.
    #[serde(default)]
    pub at_least: Option<u64>,
}

impl From<FilterForm> for FilterAsked {
    fn from(form: FilterForm) -> Self {
        let FilterForm { member, action, module, container, dialect, columns, at_least: _ } = form;
        let dialect = dialect.unwrap_or(Dialect::Postgresql);
        Self { member, action, module, container, dialect, columns }
    }
}

/// Which records of a module a member may act on, as a condition over their facts and in SQL for the product's own table.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/filter",
    operation_id = "access_filter",
    tag = "decisions",
    request_body(content = FilterForm, example = json!({"member": "rita@zylker.example", "action": "edit", "module": "deals",
        "dialect": "postgresql", "columns": {"owner": "deals.owner_id"}})),
    responses((status = 200, description = "`kind`, `sentence`, `condition`, `sql` (`dialect`, `where`, `params`), `revision`, `valid_until`.",
        body = FilterView)),
)]
pub async fn handle(access: Asking, sent: Sent<FilterForm>) -> Result<Answer, Problem> {
    let present = fresh(&access, sent.body.at_least).await?;
    let (asked, now) = (FilterAsked::from(sent.body), access.organization.now());
    present.may_ask(&access.actor, Some(&asked.member), now)?;
    Ok(Answer::shown(view_of(&present.filter(&asked, now)?), present.revision()))
}
