//! `POST …/access/v1/evaluation`

use std::borrow::Cow;

use rolecall::{
    Seen,
    decision::{Blocker, Reason, Standing, sentence},
    organization::Revision,
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    edge::{Answer, Asking, Problem},
    routes::access::{
        authzen::{Evaluation, Fields, JsonBody, Plain, Plainly},
        moment::seen,
    },
};

/// A request of `AuthZEN`'s Access Evaluation API.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the request: the specification asks for it to be read by hand")]
pub struct EvaluationRequest {
    subject: Subject,
    action: Action,
    resource: Resource,
    /// `at` (a time) or `revision` asks the past; `at_least` names an entry that the answer has to know.
    context: Option<Object>,
}

/// Who: a member.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the request")]
pub struct Subject {
    /// `user`.
    r#type: String,
    /// The member, by id, e-mail address or the product's own id.
    id: String,
}

/// What is done.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the request")]
pub struct Action {
    /// The action.
    name: String,
}

/// To what.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the request")]
pub struct Resource {
    /// The module.
    r#type: String,
    /// The record.
    id: String,
    /// Facts of a record that was never registered: `owner`, `parent`, `container`, `segments`.
    properties: Option<Object>,
}

/// Any object.
pub type Object = serde_json::Map<String, Value>;

/// A decision.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the answer")]
pub struct EvaluationAnswer {
    /// Allow or deny.
    decision: bool,
    /// `reason` as data, `sentence` for people, `revision` that it was computed at.
    context: Object,
}

/// `AuthZEN`: may this member do this to that record? A deny is 200.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/access/v1/evaluation",
    operation_id = "access_evaluation",
    tag = "decisions",
    request_body(content = EvaluationRequest, example = json!({"subject": {"type": "user", "id": "rita@zylker.example"},
        "action": {"name": "edit"}, "resource": {"type": "deals", "id": "gigafactory"}})),
    responses((status = 200, description = "Allow or deny.", body = EvaluationAnswer)),
)]
pub async fn handle(Plainly(access): Plainly<Asking>, JsonBody(body): JsonBody) -> Result<Answer, Plain> {
    let fields;
    let evaluation = if let Some(simple) = Evaluation::read_simple(&body) {
        simple
    } else {
        Fields(fields) = Fields::read(&body)?;
        Evaluation::read(&fields)?
    };
    let seen = seen(&access, evaluation.moment).await?;
    let told = decided(&access, &evaluation, &seen).await?;
    Ok(Answer::written(&told, seen.revision()))
}

/// The answer to one evaluation, as it is sent.
#[derive(Serialize)]
pub struct Evaluated {
    context: Context,
    /// Allow or deny.
    pub decision: bool,
}

#[derive(Serialize)]
struct Context {
    reason: Reason,
    revision: Revision,
    sentence: Cow<'static, str>,
}

/// Answers one evaluation.
pub async fn decided(
    access: &Asking,
    evaluation: &Evaluation<'_>,
    seen: &Seen,
) -> Result<Evaluated, Problem> {
    seen.present().may_ask(&access.actor, Some(evaluation.member()), access.organization.now())?;
    let Some(asked) = evaluation.asked(seen.organization())? else {
        access.api.figures().decided(false);
        return Ok(unknown(seen.revision()));
    };
    let question = seen.question(&asked);
    let decision = seen.decide(&question).await?;
    access.api.figures().decided(decision.allowed);
    let sentence = sentence(seen.organization(), &question, &decision, &[]).into();
    let context = Context { reason: decision.reason, revision: seen.revision(), sentence };
    Ok(Evaluated { context, decision: decision.allowed })
}

/// A subject, module or action that can be none of ours: a deny.
fn unknown(revision: Revision) -> Evaluated {
    let reason = Reason::Blocked(vec![Blocker::Standing { what: Standing::Unknown }]);
    let sentence = "denied: there is no such subject, action or resource type here".into();
    Evaluated { context: Context { reason, revision, sentence }, decision: false }
}
