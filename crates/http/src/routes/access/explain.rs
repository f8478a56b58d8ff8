//! `POST …/explain`

use jiff::Timestamp;
use rolecall::{
    Asked, AskedFacts,
    catalog::{ActionId, ModuleId},
    organization::{Named, RecordId},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::{
    edge::{Answer, Asking, Problem, Sent, fields_of, view_of},
    routes::access::moment::{MomentAsked, seen_by_actor},
};

/// A question.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainForm {
    /// Who: an id, an e-mail address or the product's own id.
    pub member: Named,
    /// The action.
    #[schema(value_type = String)]
    pub action: ActionId,
    /// The module.
    #[schema(value_type = String)]
    pub module: ModuleId,
    /// Which record: an id, or `{id, owner?, parent?, container?, segments?}`; absent: at all.
    #[serde(default)]
    #[schema(value_type = Value)]
    pub record: Option<Value>,
    /// A container, where no record is named.
    #[serde(default)]
    pub container: Option<Named>,
    /// A time in the past.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// An entry of the ledger: the instant at which it was written.
    #[serde(default)]
    pub revision: Option<u64>,
    /// An entry that the answer has to know, and all ahead of it.
    #[serde(default)]
    pub at_least: Option<u64>,
}

impl ExplainForm {
    fn asked(self) -> Result<Asked, Problem> {
        let (record, facts) = record_of(self.record)?;
        let Self { member, action, module, container, .. } = self;
        Ok(Asked { member, action, module, record, container, facts })
    }
}

/// The record's id, and the facts sent with it.
fn record_of(sent: Option<Value>) -> Result<(Option<RecordId>, AskedFacts), Problem> {
    let bad = |detail: String| Problem::of_fields(vec![("record".to_owned(), detail)]);
    match sent {
        None | Some(Value::Null) => Ok((None, AskedFacts::default())),
        Some(Value::String(id)) => {
            let id = id.parse().map_err(|error: rolecall::catalog::InvalidId| bad(error.to_string()))?;
            Ok((Some(id), AskedFacts::default()))
        }
        Some(Value::Object(mut fields)) => {
            let id = fields.remove("id").filter(|id| !id.is_null());
            let id = id
                .map(|id| serde_json::from_value(id).map_err(|error| bad(error.to_string())))
                .transpose()?;
            Ok((id, facts_of(fields)?))
        }
        Some(_) => Err(bad("use an id, or an object with one".to_owned())),
    }
}

fn facts_of(mut fields: Map<String, Value>) -> Result<AskedFacts, Problem> {
    fields.retain(|_, value| !value.is_null());
    fields_of(Value::Object(fields))
}

/// A decision with its reason as data, its sentence, and for a deny the smallest changes that would open it.
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/explain",
    operation_id = "access_explain",
    tag = "decisions",
    request_body(content = ExplainForm, example = json!({"member": "rita@zylker.example", "action": "edit", "module": "deals", "record": "gigafactory"})),
    responses((status = 200, description = "`decision` (`allowed`, `reason`, `valid_until`), `sentence`, `openers`, `revision`.", body = Object)),
)]
pub async fn handle(access: Asking, sent: Sent<ExplainForm>) -> Result<Answer, Problem> {
    let form = sent.body;
    let moment = MomentAsked { at: form.at, revision: form.revision, at_least: form.at_least };
    let seen = seen_by_actor(&access, Some(&form.member), moment).await?;
    let explained = seen.explain(&form.asked()?).await?;
    access.api.figures().decided(explained.decision.allowed);
    let mut body = view_of(&explained);
    if let Value::Object(fields) = &mut body {
        fields.insert("revision".to_owned(), json!(seen.revision()));
    }
    Ok(Answer::shown(body, seen.revision()))
}
