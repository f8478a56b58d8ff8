//! The moment that a question is about: the present, or one in the past; and how fresh the answer has to be.

use jiff::Timestamp;
use rolecall::{Moment, Present, Seen, When, organization::Revision};

use crate::edge::{Asking, Problem};

/// What a question says of its moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MomentAsked {
    /// A time.
    pub at: Option<Timestamp>,
    /// An entry: the instant at which it was written.
    pub revision: Option<u64>,
    /// The answer knows this entry and all ahead of it.
    pub at_least: Option<u64>,
}

impl MomentAsked {
    fn when(self) -> Result<When, Problem> {
        let moment = match (self.at, self.revision) {
            (None, None) => None,
            (Some(at), None) => Some(Moment::Time(at)),
            (None, Some(revision)) => Some(Moment::Revision(Revision(revision))),
            (Some(_), Some(_)) => {
                let detail = "name a time or a revision, and not both".to_owned();
                return Err(Problem::of_fields(vec![("at".to_owned(), detail)]));
            }
        };
        let when = When { moment, at_least: self.at_least.map(Revision) };
        when.is_possible()?;
        Ok(when)
    }
}

/// The organization at the moment asked for, as fresh as it has to be.
///
/// # Errors
/// `invalid` where a time and a revision are sent, or a revision that cannot know `at_least`; `not_found` where the moment
/// lies before the founding or names an entry that there is not; `not_yet` where `at_least` does.
pub async fn seen(access: &Asking, asked: MomentAsked) -> Result<Seen, Problem> {
    let when = asked.when()?;
    if when == When::default() {
        // What the request was let in by is what answers it.
        return Ok(Seen::present_at(access.present.clone(), access.organization.now()));
    }
    // In a box: looking back is rare, and takes far more room than everything else that a question waits for.
    Ok(Box::pin(access.organization.seen(when)).await?)
}

/// The organization as it is, as fresh as it has to be.
///
/// # Errors
/// `not_yet`.
pub async fn fresh(access: &Asking, at_least: Option<u64>) -> Result<Present, Problem> {
    match at_least {
        None => Ok(access.present.clone()),
        Some(needed) => Ok(access.organization.present(Some(Revision(needed))).await?),
    }
}

/// The organization at the moment asked for, for an actor who may ask about a member - today: who may look back is who may
/// look now.
///
/// # Errors
/// `forbidden`, and those of [`seen`].
pub async fn seen_by_actor(
    access: &Asking,
    about: Option<&str>,
    asked: MomentAsked,
) -> Result<Seen, Problem> {
    asked.when()?;
    let present = fresh(access, asked.at_least).await?;
    present.may_ask(&access.actor, about, access.organization.now())?;
    seen(access, asked).await
}
