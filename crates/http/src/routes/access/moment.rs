//! The moment that a question is about: the present, or one in the past.

use std::sync::Arc;

use jiff::Timestamp;
use rolecall::{Moment, View, organization::Revision};

use crate::edge::{Decide, In, Problem};

/// A view and the time to ask it for.
pub struct Seen {
    /// The organization as it was.
    pub view: Arc<View>,
    /// The time.
    pub now: Timestamp,
}

/// The present, or the moment asked for. `revision: N` means the instant of entry N.
///
/// # Errors
/// `invalid` where both are sent, `not_found` where the moment lies before the founding or is yet to come.
pub async fn seen(
    access: &In<Decide>,
    at: Option<Timestamp>,
    revision: Option<u64>,
) -> Result<Seen, Problem> {
    let moment = match (at, revision) {
        (None, None) => return Ok(Seen { view: Arc::clone(&access.view), now: access.tenant.now() }),
        (Some(at), None) => Moment::Time(at),
        (None, Some(revision)) => Moment::Revision(Revision(revision)),
        (Some(_), Some(_)) => {
            let detail = "name a time or a revision, and not both".to_owned();
            return Err(Problem::of_fields(vec![("at".to_owned(), detail)]));
        }
    };
    let view = access.tenant.view_at(moment).await?;
    let now = match moment {
        Moment::Time(at) => at,
        Moment::Revision(_) => view.at,
    };
    Ok(Seen { view, now })
}
