@@records@@

pub mod assign_owner;
pub mod delete;
pub mod get;
pub mod list;
