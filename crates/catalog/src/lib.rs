//! What one product declares: modules, permissions, built-in roles, member kinds, container kinds, segments, editions,
//! commands - read from TOML, checked, compared.
//!
//! This room does no I/O, reads no clock and draws no random number.
#![deny(missing_docs)]

mod check;
mod command;
mod compare;
mod history;
mod ids;
mod model;
mod parse;
mod problem;
mod raw;
mod read;
mod resolve;
mod schema;
mod suggest;

pub use command::{CommandMap, CommandName, CommandPattern, CommandRule, Requirement, Subject, Verb};
pub use compare::{Change, ChangeKind, Comparison, DroppedId, Thing, compare};
pub use history::{Renames, Retired};
pub use ids::{
    ActionId, CatalogId, ContainerKindId, EditionId, FeatureId, InvalidId, KindId, LimitId, ModuleId, Name,
    Permission, PositionId, RoleId, SegmentId, SegmentValue, comparable,
};
pub use model::{
    AccessClass, BuiltInPosition, BuiltInRole, Catalog, CatalogHash, ContainerKind, Counted, CountedStatus,
    Direct, Edition, Feature, Founder, Gate, Grant, Holders, Invite, Kind, Limit, Limits, Module, OnEnd,
    Ownership, Reach, RolesPerMember, Segment, SetBy, SharingLevel,
};
pub use problem::Problem;
pub use schema::schema;
pub use suggest::instead;
