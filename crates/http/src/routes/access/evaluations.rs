//! `POST …/access/v1/evaluations`

use std::collections::HashMap;

use rolecall::{Present, Seen};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::{
    edge::{Answer, Asking, Problem},
    routes::access::{
        authzen::{Evaluation, Fields, Plain, Plainly, bad, entity, moment, said},
        evaluation::{Evaluated, Object, decided},
        moment::{MomentAsked, fresh, seen},
    },
};

/// How many evaluations one request may hold (design, section 8: *Questions*).
const MOST: usize = 1000;

/// A request of `AuthZEN`'s Access Evaluations API. What stands beside `evaluations` is the default of each.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the request: the specification asks for it to be read by hand")]
pub struct EvaluationsRequest {
    subject: Option<Object>,
    action: Option<Object>,
    resource: Option<Object>,
    context: Option<Object>,
    /// At most 1,000, each with what it has beside the defaults.
    evaluations: Option<Vec<Object>>,
    /// `evaluations_semantic`: `execute_all`, `deny_on_first_deny` or `permit_on_first_permit`.
    options: Option<Object>,
}

/// How far a batch goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Semantic {
    ExecuteAll,
    DenyOnFirstDeny,
    PermitOnFirstPermit,
}

impl Semantic {
    fn read(fields: &Map<String, Value>) -> Result<Self, Problem> {
        let Some(options) = entity(fields, "options")? else { return Ok(Self::ExecuteAll) };
        match options.get("evaluations_semantic") {
            None => Ok(Self::ExecuteAll),
            Some(Value::String(word)) => match word.as_str() {
                "execute_all" => Ok(Self::ExecuteAll),
                "deny_on_first_deny" => Ok(Self::DenyOnFirstDeny),
                "permit_on_first_permit" => Ok(Self::PermitOnFirstPermit),
                other => Err(bad(format!("`{other}` is no evaluations_semantic"))),
            },
            Some(_) => Err(bad("`options.evaluations_semantic` is no text")),
        }
    }

    /// Whether an answer ends the batch.
    fn ends(self, allowed: bool) -> bool {
        match self {
            Self::ExecuteAll => false,
            Self::DenyOnFirstDeny => !allowed,
            Self::PermitOnFirstPermit => allowed,
        }
    }
}

/// `AuthZEN`: several evaluations, answered at one revision.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/access/v1/evaluations",
    operation_id = "access_evaluations",
    tag = "decisions",
    request_body(content = EvaluationsRequest, example = json!({"subject": {"type": "user", "id": "rita@zylker.example"},
        "action": {"name": "view"}, "evaluations": [{"resource": {"type": "deals", "id": "gigafactory"}}, {"resource": {"type": "deals", "id": "solar-roof"}}]})),
    responses((status = 200, description = "`evaluations`, in the order asked; without any in the request, as the single evaluation.", body = Object)),
)]
pub async fn handle(Plainly(access): Plainly<Asking>, Fields(fields): Fields) -> Result<Answer, Plain> {
    let items = items(&fields)?;
    let semantic = Semantic::read(&fields)?;
    if items.is_empty() {
        let evaluation = Evaluation::read(&fields)?;
        let seen = seen(&access, evaluation.moment).await?;
        let evaluated = decided(&access, &evaluation, &seen).await?;
        return Ok(Answer::written(&evaluated, seen.present().revision()));
    }
    let defaults: Map<String, Value> = fields
        .iter()
        .filter(|(key, _)| DEFAULTED.contains(&key.as_str()))
        .map(|(k, v)| (k.clone(), v.clone()))
        .collect();
    let asked =
        items.iter().filter_map(Value::as_object).chain([&fields]).filter_map(|item| moment(item).ok());
    let mut moments = Moments::of(&access, asked).await?;
    let mut answers = Vec::with_capacity(items.len());
    for item in items {
        let answer = one(&access, &mut moments, &defaults, item).await?;
        let allowed = answer.is_allowed();
        answers.push(answer);
        if semantic.ends(allowed) {
            break;
        }
    }
    Ok(Answer::written(&Batch { evaluations: answers }, moments.present.revision()))
}

/// What a batch is answered with.
#[derive(Serialize)]
struct Batch {
    evaluations: Vec<Line>,
}

/// What an item is answered with.
#[derive(Serialize)]
#[serde(untagged)]
enum Line {
    Evaluated(Evaluated),
    Failed(Value),
}

impl Line {
    fn is_allowed(&self) -> bool {
        matches!(self, Self::Evaluated(evaluated) if evaluated.decision)
    }
}

/// What a request may say once for all of its items.
const DEFAULTED: [&str; 4] = ["subject", "action", "resource", "context"];

fn items(fields: &Map<String, Value>) -> Result<&[Value], Problem> {
    match fields.get("evaluations") {
        None => Ok(&[]),
        Some(Value::Array(items)) if items.len() <= MOST => Ok(items),
        Some(Value::Array(items)) => {
            Err(bad(format!("{} evaluations in one request: at most {MOST}", items.len())))
        }
        Some(_) => Err(bad("`evaluations` is no list")),
    }
}

/// One item: its entities replace the defaults as a whole. One that cannot be evaluated is denied, and says why.
async fn one(
    access: &Asking,
    moments: &mut Moments,
    defaults: &Map<String, Value>,
    item: &Value,
) -> Result<Line, Problem> {
    let Value::Object(item) = item else { return Err(bad("an item of `evaluations` is no object")) };
    let mut whole = defaults.clone();
    whole.extend(item.iter().map(|(key, value)| (key.clone(), value.clone())));
    let evaluation = match Evaluation::read(&whole) {
        Ok(evaluation) => evaluation,
        Err(problem) => return Ok(failed(&problem)),
    };
    let seen = match moments.seen(access, evaluation.moment).await {
        Ok(seen) => seen,
        Err(problem) => return Ok(failed(&problem)),
    };
    match decided(access, &evaluation, seen).await {
        Err(problem) if problem.status().as_u16() == 400 => Ok(failed(&problem)),
        other => other.map(Line::Evaluated),
    }
}

fn failed(problem: &Problem) -> Line {
    let status = said(problem.status()).as_u16();
    let error = json!({ "status": status, "message": problem.detail() });
    Line::Failed(json!({ "decision": false, "context": { "error": error } }))
}

/// The moments that a batch asks about: each is looked up once, and the present is one for all.
struct Moments {
    present: Present,
    seen: HashMap<MomentAsked, Seen>,
}

impl Moments {
    /// A present as fresh as any of the questions asks for; one that asks for what is not there is told so by itself.
    async fn of(access: &Asking, asked: impl Iterator<Item = MomentAsked>) -> Result<Self, Problem> {
        let needed: Vec<u64> = asked.filter_map(|moment| moment.at_least).collect();
        let present = if needed.iter().any(|needed| *needed > access.present.revision().0) {
            let last = access.organization.head().await?.revision.0;
            fresh(access, needed.into_iter().filter(|needed| *needed <= last).max()).await?
        } else {
            access.present.clone()
        };
        Ok(Self { present, seen: HashMap::new() })
    }

    async fn seen(&mut self, access: &Asking, moment: MomentAsked) -> Result<&Seen, Problem> {
        let knows = moment.at_least.is_none_or(|needed| needed <= self.present.revision().0);
        let is_present = moment.at.is_none() && moment.revision.is_none() && knows;
        let key = if is_present { MomentAsked::default() } else { moment };
        let found = match self.seen.remove(&key) {
            Some(found) => found,
            None if is_present => Seen::present_at(self.present.clone(), access.organization.now()),
            None => seen(access, moment).await?,
        };
        Ok(self.seen.entry(key).or_insert(found))
    }
}
