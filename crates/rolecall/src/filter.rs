//! Filters in the words that people use: which rows of the product's own table may a member act on, as a condition and in SQL
//! (design, section 8: *Filter*).

use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::{ActionId, ModuleId, Permission};
use rolecall_decision::{
    Column, Columns, Condition, Dialect, Fact, Filter, FilterKind, Sql, SqlError, filter,
};
use rolecall_organization::{MemberId, Named, Organization, Refusal, Revision};
use serde::Serialize;

use crate::{Error, View};

/// *On which records of a module may this member do this?* in words.
#[derive(Debug, Clone, PartialEq)]
pub struct FilterAsked {
    /// Who: an id, an e-mail address or the product's own id.
    pub member: Named,
    /// The action.
    pub action: ActionId,
    /// The module.
    pub module: ModuleId,
    /// A container, where only its records are meant.
    pub container: Option<Named>,
    /// Whose SQL.
    pub dialect: Dialect,
    /// The columns that hold the facts, by the names of the facts. `None`: each its own.
    pub columns: Option<BTreeMap<String, Column>>,
}

/// A filter, as it is answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Filter))]
pub struct FilterView {
    /// How much of the module the member may act on.
    pub kind: FilterKind,
    /// The same in one sentence, which counts what is too long to be listed.
    pub sentence: String,
    /// What must hold of a record's facts, where the kind is `condition`: `{"and": [..]}` and `{"or": [..]}` of conditions, and of a
    /// fact `{"fact", "any_of": [..]}`, `{"fact", "none_of": [..]}` or `{"fact", "present": true|false}`.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub condition: Option<Condition>,
    /// The same in SQL.
    pub sql: Sql,
    /// The revision it was computed at.
    #[cfg_attr(feature = "openapi", schema(value_type = u64))]
    pub revision: Revision,
    /// The earliest instant at which the condition changes without a new entry in the ledger.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub valid_until: Option<Timestamp>,
}

impl View {
    /// The filter. Who or what does not exist makes it one that lets nothing through, never an error.
    ///
    /// # Errors
    /// `invalid` where a column cannot be one, [`Error::ColumnRequired`] where one is needed and was not named.
    pub fn filter(&self, asked: &FilterAsked, now: Timestamp) -> Result<FilterView, Error> {
        of(&self.organization, self.revision, asked, now)
    }
}

/// The filter of an organization at a revision: records have no part in it.
pub(crate) fn of(
    organization: &Organization,
    revision: Revision,
    asked: &FilterAsked,
    now: Timestamp,
) -> Result<FilterView, Error> {
    let columns = match &asked.columns {
        None => Columns::default(),
        Some(named) => Columns::named(named.clone()).map_err(|faults| of_columns(faults.into_iter()))?,
    };
    let member = organization.find_member(&asked.member);
    let found = filtered(organization, member, asked, now);
    let sql = found.sql(asked.dialect, &columns).map_err(refused)?;
    let kind = found.kind();
    Ok(FilterView {
        kind,
        sentence: told(organization, member, asked, &found),
        sql,
        revision,
        valid_until: found.valid_until,
        condition: (kind == FilterKind::Condition).then_some(found.condition),
    })
}

fn filtered(
    organization: &Organization,
    member: Option<&MemberId>,
    asked: &FilterAsked,
    now: Timestamp,
) -> Filter {
    let Some(member) = member else {
        return Filter { condition: Condition::Never, valid_until: None };
    };
    let permission = Permission::new(asked.module.clone(), asked.action.clone());
    let container = crate::ask::container_named(organization, asked.container.as_deref());
    filter(organization, member, &permission, container.as_ref(), now)
}

fn told(
    organization: &Organization,
    member: Option<&MemberId>,
    asked: &FilterAsked,
    filter: &Filter,
) -> String {
    let name = member.map_or("An unknown member", |id| organization.display_name(id));
    let declared = organization.catalog().modules.get(&asked.module);
    let module = declared.map_or_else(|| asked.module.to_string(), |module| module.label.clone());
    let which = match filter.kind() {
        FilterKind::Condition => format!("{module} where {}", filter.words()),
        FilterKind::Always => format!("every record of {module}"),
        FilterKind::Never => format!("no record of {module}"),
    };
    format!("{name} may {} {which}.", asked.action)
}

fn refused(error: SqlError) -> Error {
    match error {
        SqlError::ColumnRequired(facts) => Error::ColumnRequired(facts),
        SqlError::TableRequired(columns) => of_columns(columns.into_iter().map(|(fact, column)| {
            let detail = format!(
                "where an array is looked into, SQLite would take `{column}` for a column of json_each: name the table, too, as in \
                 `deals.{column}`"
            );
            (fact.to_string(), detail)
        })),
    }
}

fn of_columns(faults: impl Iterator<Item = (String, String)>) -> Error {
    let faults = faults.map(|(fact, detail)| (format!("columns.{fact}"), detail));
    match Refusal::of_fields(faults) {
        Some(refusal) => refusal.into(),
        None => Refusal::invalid("columns", "these cannot be columns").into(),
    }
}

/// The facts that no column was named for, one by one as bad fields.
pub fn columns_required(facts: &[Fact]) -> impl Iterator<Item = (String, String)> + '_ {
    facts.iter().map(|fact| (format!("columns.{fact}"), "name the column that holds it".to_owned()))
}
