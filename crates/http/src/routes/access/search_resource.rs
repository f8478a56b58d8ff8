//! `POST …/access/v1/search/resource`

use rolecall::{
    catalog::{ActionId, ModuleId, Permission},
    decision::{ListPage, ListPlace},
};
use serde_json::{Value, json};

use crate::{
    edge::{Answer, Asking},
    routes::access::{
        authzen::{Fields, Plain, Plainly, USER, bad, entity, moment, properties, text},
        moment::seen_by_actor,
        paging::Page,
    },
};

/// `AuthZEN`: to which registered records may this member do this?
#[utoipa::path(
    post,
    path = "/v1/organizations/{org}/access/v1/search/resource",
    operation_id = "access_search_resource",
    tag = "decisions",
    request_body(content = Object, example = json!({"subject": {"type": "user", "id": "rita@zylker.example"},
        "action": {"name": "view"}, "resource": {"type": "deals"}})),
    responses((status = 200, description = "`results`: the records.", body = Object)),
)]
pub async fn handle(Plainly(access): Plainly<Asking>, Fields(fields): Fields) -> Result<Answer, Plain> {
    let needed = |key: &str| entity(&fields, key)?.ok_or_else(|| bad(format!("`{key}` is missing")));
    let (subject, action, resource) = (needed("subject")?, needed("action")?, needed("resource")?);
    let (kind, member) = (text(subject, "subject", "type")?, text(subject, "subject", "id")?);
    let (action, module) = (text(action, "action", "name")?, text(resource, "resource", "type")?);
    properties(subject, "subject")?;
    properties(resource, "resource")?;
    let page = Page::read(&fields, &["subject", "action", "resource", "context"])?;
    let seen = seen_by_actor(&access, Some(member), moment(&fields)?).await?;
    let permission = (kind == USER)
        .then(|| Some(Permission::new(module.parse::<ModuleId>().ok()?, action.parse::<ActionId>().ok()?)))
        .flatten();
    let place = |text| ListPlace::read(text).ok_or_else(|| bad("`page.token` is none of ours"));
    let after = page.after().map(place).transpose()?;
    let found = match permission {
        Some(permission) => seen.page(member, &permission, after.as_ref(), page.limit()).await?,
        None => ListPage::default(),
    };
    let results: Vec<Value> = found.ids.iter().map(|id| json!({ "type": module, "id": id })).collect();
    let next = found.next.map(|place| place.to_string());
    Ok(Answer::shown(page.of(&results, next, found.total), seen.revision()))
}
