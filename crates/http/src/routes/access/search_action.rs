//! `POST …/access/v1/search/action`

use rolecall::{Asked, catalog::ModuleId};
use serde_json::{Value, json};

use crate::{
    edge::{Answer, Asking},
    routes::access::{
        authzen::{Fields, Plain, Plainly, USER, bad, entity, facts, moment, properties, text},
        moment::seen_by_actor,
        paging::Page,
    },
};

/// `AuthZEN`: what may this member do to that record?
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/access/v1/search/action",
    operation_id = "access_search_action",
    tag = "decisions",
    request_body(content = Object, example = json!({"subject": {"type": "user", "id": "rita@zylker.example"},
        "resource": {"type": "deals", "id": "gigafactory"}})),
    responses((status = 200, description = "`results`: the actions.", body = Object)),
)]
pub async fn handle(Plainly(access): Plainly<Asking>, Fields(fields): Fields) -> Result<Answer, Plain> {
    let needed = |key: &str| entity(&fields, key)?.ok_or_else(|| bad(format!("`{key}` is missing")));
    let (subject, resource) = (needed("subject")?, needed("resource")?);
    let (kind, member) = (text(subject, "subject", "type")?, text(subject, "subject", "id")?);
    let (module, record) = (text(resource, "resource", "type")?, text(resource, "resource", "id")?);
    properties(subject, "subject")?;
    let page = Page::read(&fields, &["subject", "resource", "context"])?;
    let seen = seen_by_actor(&access, Some(member), moment(&fields)?).await?;
    let facts = properties(resource, "resource")?
        .map(|sent| facts(seen.organization(), module, sent))
        .transpose()?
        .unwrap_or_default();
    let known = seen.organization().catalog().modules.get_key_value(module).filter(|_| kind == USER);
    let mut results: Vec<(String, Value)> = Vec::new();
    if let (Some((module, declared)), Ok(record)) = (known, record.parse()) {
        let module: &ModuleId = module;
        for action in declared.actions.keys() {
            let asked = Asked {
                member: member.to_owned(),
                action: action.clone(),
                module: module.clone(),
                record: Some(rolecall::organization::RecordId::clone(&record)),
                container: None,
                facts: facts.clone(),
            };
            if seen.check(&asked).await?.allowed {
                results.push((action.to_string(), json!({ "name": action })));
            }
        }
    }
    results.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Answer::shown(page.answer(results), seen.revision()))
}
