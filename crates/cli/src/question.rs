//! Questions as they are typed: whom they are about, on what, under which circumstances.

use rolecall::{
    Asked, AskedFacts, Seen,
    catalog::{ActionId, ModuleId, Permission, SegmentId, SegmentValue, instead},
    organization::{Facts, OneOrMany, Organization, RecordId, RecordKey},
};

use crate::Failure;

/// What is known of a record that is not registered, or is yet to be made; in `list`, what is to be listed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Circumstances {
    /// The container it lives in, or which is meant
    #[arg(long = "in", value_name = "CONTAINER")]
    pub container: Option<String>,
    /// The record it belongs to
    #[arg(long, value_name = "MODULE/ID")]
    pub under: Option<String>,
    /// The member who owns it
    #[arg(long, value_name = "MEMBER")]
    pub owner: Option<String>,
    /// A value it carries, such as location=Berlin; may be repeated
    #[arg(long = "segment", value_name = "NAME=VALUE")]
    pub segments: Vec<String>,
}

/// A question of the words typed.
///
/// # Errors
/// Where a word cannot be a module, an action, a record or a segment value at all. What does not exist is no error.
pub fn asked(
    organization: &Organization,
    member: &str,
    action: &str,
    on: &str,
    circumstances: &Circumstances,
) -> Result<Asked, Failure> {
    let (module, record) = module_and_record(on);
    Ok(Asked {
        member: member.to_owned(),
        action: self::action(organization, module, action)?,
        module: self::module(organization, module)?,
        record: record.map(self::record).transpose()?,
        container: circumstances.container.clone(),
        facts: facts(organization, circumstances)?,
    })
}

fn facts(organization: &Organization, circumstances: &Circumstances) -> Result<AskedFacts, Failure> {
    let mut facts = AskedFacts {
        owner: circumstances.owner.clone(),
        parent: circumstances.under.as_deref().map(|text| key(organization, text)).transpose()?,
        ..AskedFacts::default()
    };
    for text in &circumstances.segments {
        let (segment, value) = segment(organization, text)?;
        let values = facts.segments.remove(&segment).map(OneOrMany::into_set).unwrap_or_default();
        let values = values.into_iter().chain([value]).collect();
        facts.segments.insert(segment, OneOrMany::Many(values));
    }
    Ok(facts)
}

/// `MODULE` or `MODULE/RECORD`.
pub fn module_and_record(on: &str) -> (&str, Option<&str>) {
    on.split_once('/').map_or((on, None), |(module, record)| (module, Some(record)))
}

fn no_segment(text: &str) -> Failure {
    Failure::new(format!("`{text}` is no segment with a value")).help("write it as `location=Berlin`")
}

/// `NAME=VALUE`.
///
/// # Errors
/// Where it is none.
pub fn split_segment(text: &str) -> Result<(&str, &str), Failure> {
    text.split_once('=').ok_or_else(|| no_segment(text))
}

/// `MODULE/ID`.
///
/// # Errors
/// Where it is none.
pub fn split_key(text: &str) -> Result<(&str, &str), Failure> {
    let no = || Failure::new(format!("`{text}` names no record")).help("write a record as `MODULE/ID`");
    text.split_once('/').ok_or_else(no)
}

fn segment(organization: &Organization, text: &str) -> Result<(SegmentId, SegmentValue), Failure> {
    let (segment, value) = split_segment(text)?;
    let declared = &organization.catalog().segments;
    let Some((id, _)) = declared.get_key_value(segment) else {
        let help =
            instead(segment, declared.keys().map(SegmentId::as_str), "segments", "this product has none");
        return Err(Failure::new(format!("there is no segment `{segment}`")).help(help));
    };
    Ok((id.clone(), value.parse().map_err(|_| no_segment(text))?))
}

fn key(organization: &Organization, text: &str) -> Result<RecordKey, Failure> {
    let (module, id) = split_key(text)?;
    Ok(RecordKey::new(self::module(organization, module)?, record(id)?))
}

fn record(text: &str) -> Result<RecordId, Failure> {
    text.parse().map_err(|error: rolecall::catalog::InvalidId| Failure::new(error.to_string()))
}

fn module(organization: &Organization, text: &str) -> Result<ModuleId, Failure> {
    let parsed = text.parse();
    parsed.map_err(|error: rolecall::catalog::InvalidId| {
        Failure::new(error.to_string()).help(module_help(organization, text))
    })
}

fn action(organization: &Organization, module: &str, text: &str) -> Result<ActionId, Failure> {
    let told = |error: rolecall::catalog::InvalidId| {
        Failure::new(error.to_string()).help(action_help(organization, module, text).unwrap_or_default())
    };
    text.parse().map_err(told)
}

/// A permission that there is, for questions to which an unknown one has no answer.
///
/// # Errors
/// Where there is no such module or action.
pub fn permission(organization: &Organization, action: &str, module: &str) -> Result<Permission, Failure> {
    let permission =
        Permission::new(self::module(organization, module)?, self::action(organization, module, action)?);
    match known_permission(organization, &permission) {
        None => Ok(permission),
        Some((message, help)) => Err(Failure::new(message).help(help)),
    }
}

fn known_permission(organization: &Organization, permission: &Permission) -> Option<(String, String)> {
    let Permission { module, action } = permission;
    let catalog = organization.catalog();
    if !catalog.modules.contains_key(module) {
        return Some((format!("there is no module `{module}`"), module_help(organization, module.as_str())));
    }
    let help = || action_help(organization, module.as_str(), action.as_str()).unwrap_or_default();
    (!catalog.has(permission)).then(|| (format!("there is no action `{action}` in `{module}`"), help()))
}

/// A member that there is.
///
/// # Errors
/// `not_found`.
pub fn member(organization: &Organization, text: &str) -> Result<rolecall::organization::MemberId, Failure> {
    let found = organization.find_member(text).cloned();
    found.ok_or_else(|| {
        Failure::new(format!("there is no member `{text}`")).help(member_help(organization, text))
    })
}

/// What may have been mistyped in a question that was denied because of it, or is good to know of the answer.
///
/// # Errors
/// Where the past cannot be read.
pub async fn notes(seen: &Seen, asked: &Asked) -> Result<Vec<String>, Failure> {
    let organization = seen.organization();
    let mut notes = Vec::new();
    if organization.find_member(&asked.member).is_none() {
        notes.push(format!(
            "there is no member `{}`; {}",
            asked.member,
            member_help(organization, &asked.member)
        ));
    }
    let permission = Permission::new(asked.module.clone(), asked.action.clone());
    notes.extend(
        known_permission(organization, &permission).map(|(message, help)| format!("{message}; {help}")),
    );
    if let Some(id) = asked.record.as_ref().filter(|_| notes.is_empty()) {
        let key = RecordKey::new(asked.module.clone(), id.clone());
        let container = organization.find_container(id.as_str()).is_some();
        if !container && asked.action.as_str() != "create" && seen.facts(&key).await?.is_none() {
            notes.push(format!(
                "`{key}` is not registered: it is taken to have the facts given here, and no others"
            ));
        }
    }
    Ok(notes)
}

/// The members there are, or the one that was probably meant.
pub fn member_help(organization: &Organization, text: &str) -> String {
    let people = organization.people();
    let listed = organization.members().filter_map(|(id, _)| people.person(id));
    let names: Vec<String> = listed
        .filter_map(|person| match (&person.external_id, &person.email) {
            (Some(id), _) => Some(id.to_string()),
            (None, email) => email.as_ref().map(ToString::to_string),
        })
        .collect();
    instead(text, names.iter().map(String::as_str), "members", "there are none")
}

fn container_help(organization: &Organization, text: &str) -> String {
    let containers = organization.policy().containers.keys();
    instead(text, containers.map(AsRef::as_ref), "containers", "there are none")
}

fn module_help(organization: &Organization, text: &str) -> String {
    let modules = organization.catalog().modules.keys();
    instead(text, modules.map(ModuleId::as_str), "modules", "the catalog has none")
}

fn action_help(organization: &Organization, module: &str, text: &str) -> Option<String> {
    let declared = organization.catalog().modules.get(module)?;
    let actions = declared.actions.keys().map(ActionId::as_str);
    Some(instead(text, actions, "actions", "the module has none"))
}

/// Whether a registered record is one of those that the circumstances describe.
///
/// # Errors
/// Where a word of them cannot be what it stands for.
pub fn filter(
    organization: &Organization,
    circumstances: &Circumstances,
) -> Result<impl Fn(&Facts) -> bool, Failure> {
    let wanted = facts(organization, circumstances)?;
    let owner = circumstances.owner.as_deref().map(|text| member(organization, text)).transpose()?;
    let container = match circumstances.container.as_deref() {
        Some(text) => {
            let found = organization.find_container(text).cloned();
            Some(found.ok_or_else(|| {
                Failure::new(format!("there is no container `{text}`"))
                    .help(container_help(organization, text))
            })?)
        }
        None => None,
    };
    let segments: Vec<_> = wanted.segments.into_iter().map(|(id, values)| (id, values.into_set())).collect();
    Ok(move |facts: &Facts| {
        let carries =
            |(id, values): &(SegmentId, _)| facts.segments.get(id).is_some_and(|own| own.is_superset(values));
        (owner.is_none() || owner == facts.owner)
            && (container.is_none() || container == facts.container)
            && (wanted.parent.is_none() || wanted.parent == facts.parent)
            && segments.iter().all(carries)
    })
}
