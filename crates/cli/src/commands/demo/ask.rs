//! A question of the demo, answered.

use rolecall::{
    Options, Tenant,
    decision::Explanation,
    organization::{Actor, Command},
};
use serde_json::Value;

use super::stories::Question;
use crate::{
    Failure,
    question::{Circumstances, asked},
};

/// An answer.
pub enum Answer {
    /// A decision.
    Decided {
        /// Allow or deny.
        allowed: bool,
        /// In one sentence.
        sentence: String,
        /// The words of the paths or of the gates.
        words: Vec<&'static str>,
    },
    /// A command that a rule refuses.
    Refused {
        /// Which rule.
        code: &'static str,
        /// What is wrong.
        detail: String,
        /// What would make it possible.
        help: Option<String>,
    },
}

/// Asks.
pub async fn ask(tenant: &Tenant, question: &Question) -> Result<Answer, Failure> {
    match question.command() {
        None => decide(tenant, question),
        Some(command) => attempt(tenant, command).await,
    }
}

fn decide(tenant: &Tenant, question: &Question) -> Result<Answer, Failure> {
    let (view, now) = (tenant.view(), tenant.now());
    let circumstances = Circumstances { container: question.container.clone(), ..Circumstances::default() };
    let asked = asked(&view.organization, &question.member, &question.action, &question.on, &circumstances)?;
    let Explanation { decision, sentence, .. } = view.explain(&asked, now);
    Ok(Answer::Decided { allowed: decision.allowed, sentence, words: decision.words() })
}

/// Runs all rules on a command, and changes nothing.
async fn attempt(tenant: &Tenant, mut command: Value) -> Result<Answer, Failure> {
    let actor = command.as_object_mut().and_then(|object| object.remove("as"));
    let actor = match actor.as_ref().and_then(Value::as_str) {
        None => Actor::Platform,
        Some(text) => tenant.view().actor(text)?,
    };
    let command: Command =
        serde_json::from_value(command).map_err(|error| Failure::new(error.to_string()))?;
    let options = Options { dry_run: true, ..Options::default() };
    let Err(failure) = tenant.execute(&actor, &command, &options).await else {
        let sentence = "Nothing stands against it.".to_owned();
        return Ok(Answer::Decided { allowed: true, sentence, words: Vec::new() });
    };
    match failure.refusal() {
        Some(refusal) => {
            let (detail, help) = (refusal.detail.clone(), refusal.help.clone());
            Ok(Answer::Refused { code: refusal.code.as_str(), detail, help })
        }
        None => Err(failure.into()),
    }
}
