//! `rolecall explain`: the decision, its sentence, every path or blocker, and what would open a deny.

mod there;

use rolecall::{
    decision::{
        Change, Decision, Explanation, Opening, Path, Reason, blocker_words, change_words, opening_words,
    },
    organization::{Organization, Question, Revision},
};
use serde::Serialize;

use super::check::{self, write_decision, write_notes};
use crate::{Failure, Session, Verdict, question, scene::Place, text::wrap};

/// The same as those of `check`.
pub type Arguments = check::Arguments;

/// The answer of `check`, and what would open a deny.
#[derive(Serialize)]
struct Answer {
    #[serde(flatten)]
    answer: check::Answer,
    openers: Vec<Opener>,
}

/// One of several ways to open a deny.
#[derive(Serialize)]
struct Opener {
    /// In words.
    words: String,
    /// Changes that are all needed.
    changes: Vec<Change>,
}

/// Decides and explains.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let scene = match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => scene,
        Place::There(organization) => return there::run(arguments, &organization, session),
    };
    let Arguments { member, action, on, circumstances, .. } = arguments;
    scene.may_ask(Some(member))?;
    let seen = &scene.seen;
    let asked = question::asked(seen.organization(), member, action, on, circumstances)?;
    let Explanation { decision, sentence, openers } = seen.explain(&asked).await?;
    let opener = |changes: Vec<Change>| Opener { words: in_words(seen.organization(), &changes), changes };
    let openers: Vec<Opener> = openers.into_iter().map(opener).collect();
    let verdict = Verdict::from(decision.allowed);
    let notes = question::notes(seen, &asked).await?;
    if session.json {
        let answer = check::Answer { revision: seen.revision(), at: seen.now, sentence, decision, notes };
        session.json(&Answer { answer, openers })?;
        return Ok(verdict);
    }
    write_decision(session, decision.allowed, &sentence)?;
    write_notes(session, &notes)?;
    write_reasons(session, seen.organization(), &seen.question(&asked), &decision)?;
    write_openers(session, &openers)?;
    write_moment(session, seen.revision(), &decision)?;
    Ok(verdict)
}

/// Changes that are needed together.
fn in_words(organization: &Organization, changes: &[Change]) -> String {
    let words: Vec<String> = changes.iter().map(|change| change_words(organization, change)).collect();
    words.join(", with ")
}

fn write_reasons(
    session: &mut Session<'_>,
    organization: &Organization,
    question: &Question,
    decision: &Decision,
) -> Result<(), Failure> {
    let (title, reasons): (&str, Vec<(&str, String)>) = match &decision.reason {
        Reason::Opened(opened) => {
            let words =
                |opening| opening_words(organization, question, opening) + &chain(organization, opening);
            ("opened by", opened.iter().map(|opening| (opening.path.word(), words(opening))).collect())
        }
        Reason::Blocked(blocked) => {
            let words = |blocker| blocker_words(organization, question, blocker);
            ("blocked by", blocked.iter().map(|blocker| (blocker.word(), words(blocker))).collect())
        }
    };
    writeln!(session.out, "\n  {title}")?;
    for (word, told) in reasons {
        writeln!(session.out, "    {word:<11} {}", wrap(&told, 16))?;
    }
    Ok(())
}

/// The places from the owner's up to the member's, where that is the way in.
fn chain(organization: &Organization, opening: &Opening) -> String {
    let Path::Superior { chain, .. } = &opening.path else { return String::new() };
    let position = |id| organization.position(id).map_or("", |position| position.name.as_str());
    format!("; up the tree: {}", chain.iter().map(position).collect::<Vec<_>>().join(" < "))
}

fn write_openers(session: &mut Session<'_>, openers: &[Opener]) -> Result<(), Failure> {
    match openers {
        [] => return Ok(()),
        [_] => writeln!(session.out, "\n  what would open it")?,
        _ => writeln!(session.out, "\n  what would open it; one of these is enough")?,
    }
    openers.iter().try_for_each(|opener| Ok(writeln!(session.out, "    {}", wrap(&opener.words, 4))?))
}

fn write_moment(session: &mut Session<'_>, revision: Revision, decision: &Decision) -> Result<(), Failure> {
    let until = decision.valid_until;
    let until = until
        .map_or_else(String::new, |at| format!("; without any change the answer is another from {at} on"));
    Ok(writeln!(session.out, "\n  answered at revision {revision}{until}")?)
}
