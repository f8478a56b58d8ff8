//! A decision, its sentence, and what would open it, in one.

use rolecall_organization::{Organization, Question, Records};
use serde::Serialize;

use crate::{Change, Decision, decide, openers, sentence};

/// A decision with all that can be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The decision, with its reason as data.
    pub decision: Decision,
    /// The decision in one plain sentence.
    pub sentence: String,
    /// The smallest changes that would open a deny: alternatives, of each all changes are needed.
    pub openers: Vec<Vec<Change>>,
}

/// Decides and explains.
pub fn explain(organization: &Organization, records: &dyn Records, question: &Question) -> Explanation {
    let decision = decide(organization, records, question);
    let openers = openers(organization, records, question);
    let sentence = sentence(organization, question, &decision, &openers);
    Explanation { decision, sentence, openers }
}
