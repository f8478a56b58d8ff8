//! `POST …/access/v1/evaluation`

use rolecall::{
    Seen,
    decision::{Reason, Standing, sentence},
};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::{
    edge::{Answer, Asking, Problem},
    routes::access::{
        authzen::{Evaluation, Fields},
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
pub async fn handle(access: Asking, Fields(fields): Fields) -> Result<Answer, Problem> {
    let evaluation = Evaluation::read(&fields)?;
    let seen = seen(&access, evaluation.moment).await?;
    let body = decided(&access, &evaluation, &seen).await?;
    Ok(Answer::shown(body, seen.revision()))
}

/// The answer to one evaluation.
pub async fn decided(access: &Asking, evaluation: &Evaluation<'_>, seen: &Seen) -> Result<Value, Problem> {
    seen.present().may_ask(&access.actor, Some(evaluation.member()), access.organization.now())?;
    let Some(asked) = evaluation.asked(seen.organization())? else {
        crate::observe::decided(false);
        return Ok(unknown(seen.revision().0));
    };
    let decision = seen.check(&asked).await?;
    crate::observe::decided(decision.allowed);
    let said = sentence(seen.organization(), &seen.question(&asked), &decision, &[]);
    Ok(json!({
        "decision": decision.allowed,
        "context": { "reason": decision.reason, "sentence": said, "revision": seen.revision() },
    }))
}

/// A subject, module or action that can be none of ours: a deny.
pub fn unknown(revision: u64) -> Value {
    let reason = Reason::Blocked(vec![rolecall::decision::Blocker::Standing { what: Standing::Unknown }]);
    let said = "denied: there is no such subject, action or resource type here";
    json!({ "decision": false, "context": { "reason": reason, "sentence": said, "revision": revision } })
}
