//! The access rule as a predicate over a table of the product's own: which of its rows may this member act on? (design, section
//! 8: *Filter*). [`filter`] says it as a [`Condition`] over facts; [`Filter::sql`] says it in SQL.

mod build;
mod columns;
mod condition;
mod cover;
mod fact;
mod names;
mod owners;
mod row;
mod simplify;
mod sql;
mod words;

use std::collections::BTreeSet;

use jiff::Timestamp;
use rolecall_catalog::Permission;
use rolecall_organization::{ContainerId, MemberId, Organization};
use serde::Serialize;

pub use columns::{Column, Columns};
pub use condition::Condition;
pub use fact::{Fact, FactField, NoFact};
pub use row::{Row, Rows};
pub use sql::{Dialect, Parameter, Sql, SqlError};

use build::Build;
use owners::Owners;

/// Which records of a module a member may act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What must hold of a record's facts.
    pub condition: Condition,
    /// The earliest instant at which the condition changes without a new entry in the ledger.
    pub valid_until: Option<Timestamp>,
}

/// How much of a module a filter lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FilterKind {
    /// Every record.
    Always,
    /// None.
    Never,
    /// Those that the condition holds of.
    Condition,
}

impl Filter {
    /// How much of the module it lets through.
    pub fn kind(&self) -> FilterKind {
        match self.condition {
            Condition::Always => FilterKind::Always,
            Condition::Never => FilterKind::Never,
            _ => FilterKind::Condition,
        }
    }

    /// The condition in SQL, with its values as parameters.
    ///
    /// # Errors
    /// Where the condition looks at a fact that no column was named for, or that SQL would take for something else.
    pub fn sql(&self, dialect: Dialect, columns: &Columns) -> Result<Sql, SqlError> {
        sql::render(&self.condition, dialect, columns)
    }

    /// The condition in words.
    pub fn words(&self) -> String {
        words::words(&self.condition)
    }
}

/// The condition that holds of a record of the permission's module exactly where [`crate::decide`] allows the member its action
/// on it; with a container, of the records in that container.
pub fn filter(
    organization: &Organization,
    member: &MemberId,
    permission: &Permission,
    container: Option<&ContainerId>,
    now: Timestamp,
) -> Filter {
    let never = Filter { condition: Condition::Never, valid_until: None };
    let Some((id, found)) = organization.policy().members.get_key_value(member) else { return never };
    let owners = Owners::of(organization, id, found);
    let at = |instant| {
        let build = Build::at(organization, id, &owners, instant);
        build.map_or(Condition::Never, |build| {
            build.condition(&permission.module, &permission.action, container)
        })
    };
    let condition = at(now);
    let valid_until = turning_points(organization, id, now).into_iter().find(|later| at(*later) != condition);
    Filter { condition, valid_until }
}

/// The instants after now at which the condition could change by itself: the member's end date and those of the member's places
/// in containers.
fn turning_points(organization: &Organization, id: &MemberId, now: Timestamp) -> BTreeSet<Timestamp> {
    let end = organization.member(id).and_then(|member| member.ends_at);
    let containers = organization.policy().containers.values();
    let places = containers.filter_map(|container| container.members.get(id)?.until);
    places.chain(end).filter(|date| *date > now).collect()
}
