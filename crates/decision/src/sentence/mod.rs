//! A decision as one plain sentence. People are called by their names, never by a pronoun.

mod allow;
mod change;
mod deny;
mod words;

use rolecall_organization::{Organization, Question};

pub use change::change_words;

use crate::{Blocker, Change, Decision, Opening, Reason};

/// The decision in one sentence: *"Rita may edit deal 42: role Sales gives edit on Deals, and Rita manages Marc (Sales Rep),
/// who owns it."* A deny tells, after what blocked, the first of the `openers`, where any are given.
pub fn sentence(
    organization: &Organization,
    question: &Question,
    decision: &Decision,
    openers: &[Vec<Change>],
) -> String {
    let telling = Telling { organization, question };
    let (who, what) = (telling.who(), telling.what());
    let (may, why, would) = match &decision.reason {
        Reason::Opened(opened) => (" may ", telling.opened(opened, &decision.containers), String::new()),
        Reason::Blocked(blocked) => {
            let would = openers.first().map(|changes| telling.would(blocked, changes)).unwrap_or_default();
            (" may not ", telling.blocked(blocked), would)
        }
    };
    [&who, may, &what, ": ", &why, &would, "."].concat()
}

/// One way in, in words, to be told beside others: `role Sales gives edit on Deals, and Rita owns it`.
pub fn opening_words(organization: &Organization, question: &Question, opening: &Opening) -> String {
    Telling { organization, question }.opened(std::slice::from_ref(opening), &[])
}

/// One gate that blocked, in words, to be told beside others.
pub fn blocker_words(organization: &Organization, question: &Question, blocker: &Blocker) -> String {
    Telling { organization, question }.blocked(std::slice::from_ref(blocker))
}

/// A question that is being told about.
struct Telling<'a> {
    organization: &'a Organization,
    question: &'a Question,
}
