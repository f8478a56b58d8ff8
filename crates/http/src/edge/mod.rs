//! The edge: what every endpoint leans on. How a request is read, who it is from, what an answer or a problem looks like.

mod access;
mod answer;
mod json;
mod page;
mod patch;
mod path;
mod problem;
mod sent;

pub use access::{Asking, Decide, In, Manage, Platform, Read, Records};
pub use answer::{Answer, view_of};
pub use json::{Fault, parse};
pub use page::{PageQuery, no_cursor, page_of, paged};
pub use patch::sent;
pub use path::{UrlPath, UrlQuery, percent};
pub use problem::{Problem, Told, codes};
pub use sent::{Empty, Sent, dry_run, fields_of, is_json, whole};
