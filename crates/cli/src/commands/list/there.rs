//! `rolecall list` at a server: it finds the records; which of them are meant is looked up in what is registered.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::{Arguments, write_records};
use crate::{
    Failure, Session, Verdict,
    question::Circumstances,
    remote::{Organization, facts},
};

/// Lists.
pub fn run(
    arguments: &Arguments,
    organization: &Organization,
    session: &mut Session<'_>,
) -> Result<Verdict, Failure> {
    let Arguments { member, action, module, circumstances, .. } = arguments;
    organization.require_permission(member, action, module)?;
    let subject = json!({ "type": "user", "id": member });
    let (action, resource) = (json!({ "name": action }), json!({ "type": module }));
    let question = json!({ "subject": subject, "action": action, "resource": resource });
    let mut records = organization.search("resource", &question)?;
    let revision = organization.revision();
    if let Some(wanted) = Wanted::of(organization, circumstances)? {
        let registered = registered(organization, module)?;
        records.retain(|id| wanted.is(id, registered.get(id)));
    }
    if session.json {
        let records: BTreeSet<&String> = records.iter().collect();
        let permission = format!("{module}:{}", arguments.action);
        session.json(&json!({ "revision": revision, "permission": permission, "records": records }))?;
        return Ok(Verdict::Yes);
    }
    write_records(session, module, records.iter().map(String::as_str))
}

/// The registered records of a module, by id.
fn registered(organization: &Organization, module: &str) -> Result<HashMap<String, Value>, Failure> {
    organization.at_present()?;
    let records = organization.items(&["records"], &[("module", module)], usize::MAX)?;
    let id = |record: &Value| record.get("id").and_then(Value::as_str).map(str::to_owned);
    Ok(records.into_iter().filter_map(|record| Some((id(&record)?, record))).collect())
}

/// Which records are meant.
struct Wanted {
    owner: Option<Value>,
    container: Option<Value>,
    facts: Map<String, Value>,
}

impl Wanted {
    /// `None` where all are.
    fn of(organization: &Organization, circumstances: &Circumstances) -> Result<Option<Self>, Failure> {
        let facts = facts(circumstances)?;
        let Circumstances { owner, container, .. } = circumstances;
        if facts.is_empty() && container.is_none() {
            return Ok(None);
        }
        let owner = owner.as_deref().map(|text| organization.get(&["members", text], &[])).transpose()?;
        // Records tell an owner by the product's own id, where there is one.
        let owner = owner.and_then(|member| {
            let known = member.get("external_id").filter(|id| !id.is_null());
            known.or_else(|| member.get("id")).cloned()
        });
        let container =
            container.as_deref().map(|text| organization.get(&["containers", text], &[])).transpose()?;
        let container = container.and_then(|found| found.get("id").cloned());
        Ok(Some(Self { owner, container, facts }))
    }

    fn is(&self, id: &str, record: Option<&Value>) -> bool {
        // A container stands in itself, and has no other facts.
        let itself = json!({ "container": id });
        let record = record.unwrap_or(&itself);
        let same =
            |key: &str, wanted: Option<&Value>| wanted.is_none_or(|wanted| record.get(key) == Some(wanted));
        same("owner", self.owner.as_ref())
            && same("container", self.container.as_ref())
            && same("parent", self.facts.get("parent"))
            && self.carries(record)
    }

    /// Whether a record carries every value asked for.
    fn carries(&self, record: &Value) -> bool {
        let wanted = self.facts.get("segments").and_then(Value::as_object).into_iter().flatten();
        let own = |name: &str| record.get("segments").and_then(|own| own.get(name)).and_then(Value::as_array);
        let mut pairs =
            wanted.flat_map(|(name, values)| values.as_array().into_iter().flatten().map(move |v| (name, v)));
        pairs.all(|(name, value)| own(name).is_some_and(|own| own.contains(value)))
    }
}
