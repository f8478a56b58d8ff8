//! `rolecall who-can` at a server: it finds who may do something to a record; without a record, every member is asked about.

use serde_json::{Value, json};

use super::{Able, Arguments, distinct};
use crate::{
    Failure,
    question::module_and_record,
    remote::{Explained, Organization, facts, names},
};

/// The members who may, and the revision.
pub fn able(arguments: &Arguments, organization: &Organization) -> Result<(Value, Vec<Able>), Failure> {
    let Arguments { action, on, circumstances, .. } = arguments;
    let (module, record) = module_and_record(on);
    let members = organization.items(&["members"], &[], usize::MAX)?;
    let ids: Vec<&str> = members.iter().filter_map(|member| member.get("id")?.as_str()).collect();
    if let Some(any) = ids.first() {
        organization.require_permission(any, action, module)?;
    }
    let candidates: Vec<String> = match record {
        None => ids.into_iter().map(str::to_owned).collect(),
        Some(id) => {
            let mut properties = facts(circumstances)?;
            properties
                .extend(circumstances.container.iter().map(|named| ("container".to_owned(), json!(named))));
            let resource = json!({ "type": module, "id": id, "properties": properties });
            let action = json!({ "name": action });
            let question = json!({ "subject": { "type": "user" }, "action": action, "resource": resource });
            organization.search("subject", &question)?
        }
    };
    let (mut revision, mut able) = (Value::Null, Vec::new());
    for candidate in candidates {
        let explained = organization.explain(&candidate, action, on, circumstances)?;
        revision = explained.revision.clone();
        if explained.allowed {
            able.push(told(&members, &candidate, &explained));
        }
    }
    Ok((revision, able))
}

fn told(members: &[Value], candidate: &str, explained: &Explained) -> Able {
    let is_it = |member: &&Value| {
        ["id", "external_id"].iter().any(|key| member.get(*key).and_then(Value::as_str) == Some(candidate))
    };
    let member = members.iter().find(is_it);
    let text = |key: &str| member.and_then(|member| member.get(key)?.as_str().map(str::to_owned));
    Able {
        id: text("id").unwrap_or_else(|| candidate.to_owned()),
        external_id: text("external_id"),
        name: member.and_then(names::display_name).unwrap_or_else(|| candidate.to_owned()),
        why: distinct(explained.reasons().map(|reason| Explained::word(reason).to_owned()).collect()),
    }
}
