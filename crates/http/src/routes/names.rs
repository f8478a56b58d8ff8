//! What an address names beyond the organization.

use rolecall::organization::{RecordKey, Refusal};
use serde::Deserialize;

use crate::edge::Problem;

macro_rules! paths {
    ($($(#[$doc:meta])* $name:ident { $($field:ident),* };)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Deserialize)]
        pub struct $name {
            $(#[doc = concat!("The ", stringify!($field), ".")] pub $field: String,)*
        }
    )*};
}

paths! {
    /// A member.
    MemberPath { member };
    /// A role.
    RolePath { role };
    /// A position.
    PositionPath { position };
    /// A group.
    GroupPath { group };
    /// A sharing rule.
    RulePath { rule };
    /// A container.
    ContainerPath { container };
    /// A member of a container.
    ContainerMemberPath { container, member };
    /// A record.
    RecordPath { module, id };
    /// A token.
    TokenPath { token };
}

/// The record that an address names.
///
/// # Errors
/// `not_found` where it can be none.
pub fn record_key(module: &str, id: &str) -> Result<RecordKey, Problem> {
    match (module.parse(), id.parse()) {
        (Ok(module), Ok(id)) => Ok(RecordKey::new(module, id)),
        _ => Err(Refusal::not_found("record", &format!("{module}/{id}")).into()),
    }
}
