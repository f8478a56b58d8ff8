//! `rolecall check`: the decision and its sentence; the exit code says allow or deny.

use jiff::Timestamp;
use rolecall::{
    decision::{Decision, Explanation},
    organization::Revision,
};
use serde::Serialize;

use crate::{
    Failure, Session, Verdict,
    question::{self, Circumstances},
    remote::Organization,
    scene::{Place, Seat},
    text::wrap,
};

/// Whom and what a question is about.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 allow, 1 deny, 2 error")]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    pub organization: String,
    /// The member
    pub member: String,
    /// The action, such as view or edit
    pub action: String,
    /// The module, and the record in it
    #[arg(value_name = "MODULE[/RECORD]")]
    pub on: String,
    #[command(flatten)]
    pub circumstances: Circumstances,
    #[command(flatten)]
    pub seat: Seat,
}

/// The answer as programs read it.
#[derive(Serialize)]
pub struct Answer {
    /// The revision it was computed at.
    pub revision: Revision,
    /// The moment asked about.
    pub at: Timestamp,
    /// The decision in one sentence.
    pub sentence: String,
    /// Allow or deny, with the reason as data.
    #[serde(flatten)]
    pub decision: Decision,
    /// What is good to know beside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Decides.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let scene = match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => scene,
        Place::There(organization) => return there(arguments, &organization, session),
    };
    let Arguments { member, action, on, circumstances, .. } = arguments;
    scene.may_ask(Some(member))?;
    let seen = &scene.seen;
    let asked = question::asked(seen.organization(), member, action, on, circumstances)?;
    let Explanation { decision, sentence, .. } = seen.explain(&asked).await?;
    let notes = question::notes(seen, &asked).await?;
    let verdict = Verdict::from(decision.allowed);
    if session.json {
        session.json(&Answer { revision: seen.revision(), at: seen.now, sentence, decision, notes })?;
        return Ok(verdict);
    }
    write_decision(session, decision.allowed, &sentence)?;
    write_notes(session, &notes)?;
    Ok(verdict)
}

fn there(
    arguments: &Arguments,
    organization: &Organization,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    let Arguments { member, action, on, circumstances, .. } = arguments;
    let explained = organization.explain(member, action, on, circumstances)?;
    let notes = organization.notes(member, action, on, &explained);
    let verdict = Verdict::from(explained.allowed);
    if session.json {
        session.json(&explained.json(organization.at(), &notes))?;
        return Ok(verdict);
    }
    write_decision(session, explained.allowed, &explained.sentence)?;
    write_notes(session, &notes)?;
    Ok(verdict)
}

/// `allow  Rita may ...`.
pub fn write_decision(session: &mut Session<'_>, allowed: bool, sentence: &str) -> Result<(), Failure> {
    let word = if allowed { "allow" } else { "deny" };
    Ok(writeln!(session.out, "{word:<6} {}", wrap(sentence, 7))?)
}

/// What is good to know beside the answer.
pub fn write_notes(session: &mut Session<'_>, notes: &[String]) -> Result<(), Failure> {
    notes.iter().try_for_each(|note| Ok(writeln!(session.out, "note   {}", wrap(note, 7))?))
}
