//! The filter: its condition holds of a record exactly where the access rule allows, and it asks for no column in vain.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod agreement;
mod columns;
mod conditions;
mod containers;
mod drawn;
mod following;
mod owners;
mod segments;
mod speed;
mod sql;
mod validity;
#[allow(dead_code, reason = "it serves the tests of single decisions, too")]
#[path = "../decision/world.rs"]
mod world;

use rolecall_catalog::Permission;
use rolecall_decision::{Columns, Dialect, Filter, FilterKind, Sql, filter};
use serde_json::Value;
use world::{World, id, mem, now};

/// What a member may do in a module, as a filter.
fn filtered(world: &World, name: &str, action: &str, module: &str) -> Filter {
    filter(&world.organization, &mem(name), &Permission::new(id(module), id(action)), None, now())
}

/// The same, in a container.
fn filtered_in(world: &World, name: &str, action: &str, module: &str, container: &str) -> Filter {
    let permission = Permission::new(id(module), id(action));
    filter(&world.organization, &mem(name), &permission, Some(&id(container)), now())
}

/// The condition as the API writes it; `always` and `never` as such.
fn tree(filter: &Filter) -> Value {
    match filter.kind() {
        FilterKind::Condition => serde_json::to_value(&filter.condition).unwrap(),
        kind => serde_json::to_value(kind).unwrap(),
    }
}

fn sql(filter: &Filter, dialect: Dialect) -> Sql {
    filter.sql(dialect, &Columns::default()).unwrap()
}
