//! Runs a case: its steps one after another, as far as they go.

use rolecall::{
    Error, Options, Reading, Tenant,
    organization::{Actor, Code, Command},
};
use serde_json::Value as Json;

use super::{
    agree, answer,
    bench::{Bench, Built, failed},
    check,
    form::{Saved, Unfit},
    source::Fault,
    step::{Act, Case, Step},
};

/// How a case went.
#[derive(Debug, Default)]
pub struct Verdict {
    /// How many lines, readings and commands of members were held against what is so.
    pub checks: usize,
    /// How many refusals were waited for.
    pub refusals: usize,
    /// What did not hold.
    pub faults: Vec<Fault>,
}

/// A case under way.
struct Run<'a> {
    bench: &'a Bench,
    tenant: Tenant,
    saved: Saved,
    verdict: Verdict,
}

/// Whether the steps after one still mean what their author meant.
enum Next {
    Go,
    Stop,
}

/// Runs a case in the world that was built for it.
pub async fn run(bench: &Bench, built: &Built, case: &Case) -> Verdict {
    bench.clock.set(bench.file.now);
    let (tenant, saved) = (built.tenant.clone(), built.saved.clone());
    let mut run = Run { bench, tenant, saved, verdict: Verdict::default() };
    for step in &case.steps {
        if let Next::Stop = run.step(step).await {
            break;
        }
    }
    let now = run.tenant.now();
    run.verdict.faults.extend(agree::check(&run.tenant.view(), case, &bench.mentioned, now));
    run.verdict
}

impl Run<'_> {
    async fn step(&mut self, step: &Step) -> Next {
        match step {
            Step::Now(now) => self.bench.clock.set(*now),
            Step::Expect(lines) => {
                let (view, now) = (self.tenant.view(), self.tenant.now());
                self.verdict.checks += lines.len();
                self.verdict.faults.extend(lines.iter().filter_map(|line| check::check(&view, line, now)));
            }
            Step::Act(act) => return self.act(act).await,
        }
        Next::Go
    }

    async fn act(&mut self, act: &Act) -> Next {
        match act.refused {
            Some(_) => self.verdict.refusals += 1,
            None => self.verdict.checks += usize::from(act.actor.is_some() || act.form.tag == "show"),
        }
        let outcome = match act.form.tag {
            "do" => self.execute(act).await,
            _ => self.read(act),
        };
        match self.judge(act, outcome) {
            Ok(()) => Next::Go,
            Err((fault, next)) => {
                self.verdict.faults.push(*fault);
                next
            }
        }
    }

    fn actor(&self, act: &Act) -> Result<Actor, Error> {
        act.actor.as_deref().map_or(Ok(Actor::Platform), |name| self.tenant.view().actor(name))
    }

    /// Gives a command; the answer is nothing, but what it made is kept for later steps.
    async fn execute(&mut self, act: &Act) -> Result<Json, Trouble> {
        let command: Command = act.form.read(&self.saved)?;
        let actor = self.actor(act)?;
        let done = self.tenant.execute(&actor, &command, &Options::default()).await?;
        let invitation = done.answer.invitations.first().map(ToString::to_string);
        let made = done.answer.created.first().cloned().or_else(|| invitation.clone());
        if let Some(name) = &act.save {
            let nothing = || Fault::at(act.place.clone(), "this makes nothing that could be saved");
            self.saved.insert(name.clone(), made.ok_or_else(nothing)?);
            self.saved.extend(invitation.map(|id| (format!("{name}.invitation"), id)));
        }
        Ok(Json::Null)
    }

    fn read(&self, act: &Act) -> Result<Json, Trouble> {
        let reading: Reading = act.form.read(&self.saved)?;
        let actor = self.actor(act)?;
        Ok(self.tenant.view().read(&actor, &reading, self.tenant.now())?)
    }

    /// Holds what came of it against what has to come of it.
    fn judge(&self, act: &Act, outcome: Result<Json, Trouble>) -> Result<(), (Box<Fault>, Next)> {
        let wrong = |fault: Fault, next: Next| Err((Box::new(fault), next));
        match (outcome, act.refused) {
            (Err(Trouble::Mistake(fault)), _) | (Err(Trouble::Value(fault)), None) => {
                wrong(fault, Next::Stop)
            }
            (Err(Trouble::Value(_)), Some(Code::Invalid)) => Ok(()),
            (Err(Trouble::Value(fault)), Some(code)) => {
                let fault =
                    fault.note("refused", "invalid: it cannot be read").note("expected", code.as_str());
                wrong(fault, Next::Go)
            }
            (Err(Trouble::Failed(error)), Some(code))
                if error.refusal().is_some_and(|own| own.code == code) =>
            {
                Ok(())
            }
            (Err(Trouble::Failed(error)), Some(code)) => {
                let fault = failed(act.place.clone(), "this is refused with another code", &error);
                wrong(fault.note("expected", code.as_str()), Next::Go)
            }
            (Err(Trouble::Failed(error)), None) => {
                wrong(failed(act.place.clone(), "this is refused, and should be done", &error), Next::Stop)
            }
            (Ok(_), Some(code)) => {
                let fault = Fault::at(act.place.clone(), "this is done, and should be refused");
                wrong(fault.note("expected", code.as_str()), Next::Stop)
            }
            (Ok(answer), None) => match answer::compare(act, &answer, &self.saved) {
                Some(fault) => wrong(fault, Next::Go),
                None => Ok(()),
            },
        }
    }
}

/// Why something was not done.
enum Trouble {
    /// The author's mistake.
    Mistake(Fault),
    /// A value that no request could carry.
    Value(Fault),
    /// It was refused, or the store failed.
    Failed(Error),
}

impl From<Unfit> for Trouble {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Mistake(fault) => Self::Mistake(fault),
            Unfit::Value(fault) => Self::Value(fault),
        }
    }
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Mistake(fault)
    }
}
