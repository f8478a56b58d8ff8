//! `POST …/access/v1/search/subject`

use rolecall::{
    Asked,
    catalog::{ActionId, ModuleId},
};
use serde_json::{Value, json};

use crate::{
    edge::{Answer, Asking},
    routes::access::{
        authzen::{Fields, Plain, Plainly, USER, bad, entity, facts, moment, properties, text},
        moment::seen_by_actor,
        paging::Page,
    },
};

/// `AuthZEN`: who may do this to that record?
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/access/v1/search/subject",
    operation_id = "access_search_subject",
    tag = "decisions",
    request_body(content = Object, example = json!({"subject": {"type": "user"}, "action": {"name": "edit"},
        "resource": {"type": "deals", "id": "gigafactory"}, "page": {"limit": 50}})),
    responses((status = 200, description = "`results`: members, by the product's own id where there is one.", body = Object)),
)]
pub async fn handle(Plainly(access): Plainly<Asking>, Fields(fields): Fields) -> Result<Answer, Plain> {
    let needed = |key: &str| entity(&fields, key)?.ok_or_else(|| bad(format!("`{key}` is missing")));
    let (subject, action, resource) = (needed("subject")?, needed("action")?, needed("resource")?);
    let kind = text(subject, "subject", "type")?;
    let (action, module, record) = (
        text(action, "action", "name")?,
        text(resource, "resource", "type")?,
        text(resource, "resource", "id")?,
    );
    properties(subject, "subject")?;
    let page = Page::read(&fields, &["subject", "action", "resource", "context"])?;
    let seen = seen_by_actor(&access, None, moment(&fields)?).await?;
    let facts = properties(resource, "resource")?
        .map(|sent| facts(seen.organization(), module, sent))
        .transpose()?
        .unwrap_or_default();
    let asked = (kind == USER)
        .then(|| {
            Some((action.parse::<ActionId>().ok()?, module.parse::<ModuleId>().ok()?, record.parse().ok()?))
        })
        .flatten()
        .map(|(action, module, record)| Asked {
            member: String::new(),
            action,
            module,
            record: Some(record),
            container: None,
            facts,
        });
    let found = match asked {
        Some(asked) => seen.who_can(&asked).await?,
        None => Vec::new(),
    };
    let mut results: Vec<(String, Value)> = found
        .iter()
        .map(|member| (member.to_string(), json!({ "type": USER, "id": seen.known_as(member) })))
        .collect();
    results.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Answer::shown(page.answer(results), seen.revision()))
}
