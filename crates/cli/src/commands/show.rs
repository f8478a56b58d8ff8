//! `rolecall show`: an organization's readings, as tables for people or as they are for programs.

mod table;
mod there;

use rolecall::{Reading, catalog::instead};
use serde_json::{Map, Value};

use crate::{
    Failure, Session, Verdict,
    names::Names,
    remote::names::Asked,
    scene::{Place, Seat},
};

/// What can be shown: the word typed, the reading, the field that names what, and the columns for people.
struct Shown {
    word: &'static str,
    reading: &'static str,
    names: Option<&'static str>,
    columns: &'static [&'static str],
}

const fn shown(
    word: &'static str,
    reading: &'static str,
    names: Option<&'static str>,
    columns: &'static [&'static str],
) -> Shown {
    Shown { word, reading, names, columns }
}

const READINGS: &[Shown] = &[
    shown("organization", "organization.view", None, &[]),
    shown("limits", "limits.view", None, &["label", "used", "allowed"]),
    shown("members", "member.list", None, MEMBER),
    shown("member", "member.view", Some("member"), &[]),
    shown("access", "access.view", Some("member"), &["module", "actions", "reach", "sources", "containers"]),
    shown("roles", "role.list", None, &["name", "in", "built_in", "locked", "holders", "description"]),
    shown("role", "role.view", Some("role"), &[]),
    shown("positions", "position.list", None, &[]),
    shown("position", "position.view", Some("position"), &[]),
    shown("groups", "group.list", None, &["name", "members", "positions", "positions_and_below", "groups"]),
    shown("group", "group.view", Some("group"), &[]),
    shown("sharing", "sharing_default.view", None, &[]),
    shown("rules", "sharing_rule.list", None, &["module", "from", "to", "level", "superiors_allowed", "id"]),
    shown("containers", "container.list", None, &["id", "kind", "name", "company", "members"]),
    shown("container", "container.view", Some("container"), &[]),
    shown(
        "people-of",
        "container_member.list",
        Some("container"),
        &["name", "roles", "roles_here", "until", "ended"],
    ),
];

const MEMBER: &[&str] =
    &["external_id", "name", "email", "status", "kind", "roles", "position", "company", "ends_at", "note"];

const HELP: &str = "\
Readings:
  organization, limits                    the organization, and what its edition allows
  members, member NAME, access NAME       its people, and what one of them may do
  roles, role NAME                        what roles give
  positions, position NAME                the reporting tree
  groups, group NAME, sharing, rules      groups, sharing defaults, sharing rules
  containers, container NAME, people-of NAME

The names of the API (`member.list`) do as well.";

/// What to show.
#[derive(Debug, clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    organization: String,
    /// What to show
    reading: String,
    /// Which one
    name: Option<String>,
    /// Those whose period is over (members, people-of)
    #[arg(long)]
    ended: bool,
    #[command(flatten)]
    seat: Seat,
}

/// Shows.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let shown = find(&arguments.reading)?;
    let reading = reading(shown, arguments)?;
    match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => {
            let view = scene.view().await?;
            let tenant = scene.organization.loaded().await?;
            let answer = tenant.read(&scene.actor, &reading, &view, scene.seen.now)?;
            tell(session, shown, answer, &*view)
        }
        Place::There(organization) => {
            let answer = there::read(&organization, shown, arguments)?;
            tell(session, shown, answer, &Asked::of(&organization))
        }
    }
}

/// As it is for programs, as a table for people.
fn tell(
    session: &mut Session<'_>,
    shown: &Shown,
    answer: Value,
    names: &dyn Names,
) -> Result<Verdict, Failure> {
    if session.json {
        session.json(&answer)?;
        return Ok(Verdict::Yes);
    }
    let text = match shown.word {
        "positions" => table::tree(&answer),
        "access" => table::items(names, &by_module(&answer), shown.columns),
        "members" | "people-of" => table::items(names, &by_name(answer), shown.columns),
        _ if shown.columns.is_empty() => table::object(names, &answer),
        _ => table::items(names, &answer, shown.columns),
    };
    write!(session.out, "{text}")?;
    Ok(Verdict::Yes)
}

fn find(word: &str) -> Result<&'static Shown, Failure> {
    let found = READINGS.iter().find(|shown| shown.word == word || shown.reading == word);
    let words = || READINGS.iter().map(|shown| shown.word);
    let help = || {
        format!("{} (`rolecall show --help` tells what they show)", instead(word, words(), "readings", ""))
    };
    found.ok_or_else(|| Failure::new(format!("there is no reading `{word}`")).help(help()))
}

fn reading(shown: &Shown, arguments: &Arguments) -> Result<Reading, Failure> {
    let mut form = Map::from_iter([("show".to_owned(), shown.reading.into())]);
    match (shown.names, &arguments.name) {
        (Some(field), Some(name)) => {
            form.insert(field.to_owned(), name.clone().into());
        }
        (Some(field), None) => {
            return Err(
                Failure::new(format!("which {field}?")).help(format!("name it behind `{}`", shown.word))
            );
        }
        (None, Some(name)) => {
            let failure = Failure::new(format!("`{}` shows all of them, not `{name}`", shown.word));
            return Err(failure.help("leave the name out"));
        }
        (None, None) => {}
    }
    if arguments.ended {
        form.insert("ended".to_owned(), true.into());
    }
    serde_json::from_value(Value::Object(form)).map_err(|_| {
        Failure::new(format!("`{}` knows no `--ended`", shown.word)).help("members and people-of do")
    })
}

/// What a member may do, the actions of a module that are held alike in one line. What is not allowed is no part of what
/// people want to read; programs get it.
fn by_module(answer: &Value) -> Value {
    let mut rows: Vec<Map<String, Value>> = Vec::new();
    for item in answer.get("items").and_then(Value::as_array).into_iter().flatten() {
        let permission = item.get("permission").and_then(Value::as_str).and_then(|text| text.split_once(':'));
        let (Some((module, action)), Some(held)) = (permission, item.as_object()) else { continue };
        if held.get("reach").is_none_or(Value::is_null) {
            continue;
        }
        let same = |row: &&mut Map<String, Value>| {
            row.get("module").is_some_and(|own| own == module)
                && ["reach", "sources", "containers"].iter().all(|key| row.get(*key) == held.get(*key))
        };
        if let Some(Value::Array(actions)) = rows.iter_mut().find(same).and_then(|row| row.get_mut("actions"))
        {
            actions.push(action.into());
            continue;
        }
        let mut row = held.clone();
        row.insert("module".to_owned(), module.into());
        row.insert("actions".to_owned(), Value::Array(vec![action.into()]));
        rows.push(row);
    }
    serde_json::json!({ "items": rows })
}

/// People in the order of their names; ids are drawn by lot.
fn by_name(mut answer: Value) -> Value {
    let name = |item: &Value| item.get("name").and_then(Value::as_str).unwrap_or_default().to_lowercase();
    if let Some(items) = answer.get_mut("items").and_then(Value::as_array_mut) {
        items.sort_by_key(name);
    }
    answer
}
