//! A decision as one plain sentence. People are called by their names, never by a pronoun. It is written piece by piece into one
//! text: whoever asks over HTTP gets it with every answer.

mod allow;
mod change;
mod deny;
mod words;

use rolecall_organization::{Organization, Question};

pub use change::change_words;

use crate::{Blocker, Change, Decision, Opening, Reason};

/// How many bytes a sentence has, usually: no text that grows.
const USUAL: usize = 192;

/// The decision in one sentence: *"Rita may edit deal 42: role Sales gives edit on Deals, and Rita manages Marc (Sales Rep),
/// who owns it."* A deny tells, after what blocked, the first of the `openers`, where any are given.
pub fn sentence(
    organization: &Organization,
    question: &Question,
    decision: &Decision,
    openers: &[Vec<Change>],
) -> String {
    let telling = Telling::new(organization, question);
    let mut told = String::with_capacity(USUAL);
    told.push_str(telling.who);
    told.push_str(if matches!(decision.reason, Reason::Opened(_)) { " may " } else { " may not " });
    telling.what(&mut told);
    told.push_str(": ");
    match &decision.reason {
        Reason::Opened(opened) => telling.opened(&mut told, opened, &decision.containers),
        Reason::Blocked(blocked) => {
            telling.blocked(&mut told, blocked);
            if let Some(changes) = openers.first() {
                telling.would(&mut told, blocked, changes);
            }
        }
    }
    told.push('.');
    told
}

/// One way in, in words, to be told beside others: `role Sales gives edit on Deals, and Rita owns it`.
pub fn opening_words(organization: &Organization, question: &Question, opening: &Opening) -> String {
    let mut told = String::new();
    Telling::new(organization, question).opened(&mut told, std::slice::from_ref(opening), &[]);
    told
}

/// One gate that blocked, in words, to be told beside others.
pub fn blocker_words(organization: &Organization, question: &Question, blocker: &Blocker) -> String {
    let mut told = String::new();
    Telling::new(organization, question).blocked(&mut told, std::slice::from_ref(blocker));
    told
}

/// A question that is being told about.
struct Telling<'a> {
    organization: &'a Organization,
    question: &'a Question,
    /// Who asks, by name.
    who: &'a str,
}

impl<'a> Telling<'a> {
    fn new(organization: &'a Organization, question: &'a Question) -> Self {
        let member = question.member.as_ref();
        let who = member.map_or("An unknown member", |id| organization.display_name(id));
        Self { organization, question, who }
    }
}
