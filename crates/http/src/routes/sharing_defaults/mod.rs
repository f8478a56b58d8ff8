@@sharing_defaults@@

pub mod get;
pub mod put;
