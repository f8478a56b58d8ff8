//! `rolecall filter`: on which records of the product's own table a member may do something, in words and in SQL.

mod there;

use std::collections::BTreeMap;

use clap::ValueEnum;
use rolecall::{
    FilterAsked,
    decision::{Column, Dialect},
};
use serde_json::Value;

use crate::{
    Failure, Session, Verdict, question,
    scene::{Place, Seat},
    text::wrap,
};

/// Whom and what to filter for.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The organization
    #[arg(value_name = "ORG")]
    pub organization: String,
    /// The member
    pub member: String,
    /// The action, such as view or edit
    pub action: String,
    /// The module
    pub module: String,
    /// A container, where only its records are meant
    #[arg(long, visible_alias = "in")]
    pub container: Option<String>,
    /// Whose SQL
    #[arg(long, value_enum, default_value = "postgresql")]
    pub dialect: Spoken,
    /// The column of a fact, such as `owner=deals.owner_id`, with [] behind it for JSON arrays; may be repeated
    #[arg(long = "column", value_name = "FACT=NAME")]
    pub columns: Vec<String>,
    #[command(flatten)]
    pub seat: Seat,
}

/// Whose SQL, as it is typed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Spoken {
    /// With `$1`, and arrays as parameters
    Postgresql,
    /// With `?1`, and arrays as JSON texts
    Sqlite,
}

impl Spoken {
    fn dialect(self) -> Dialect {
        match self {
            Self::Postgresql => Dialect::Postgresql,
            Self::Sqlite => Dialect::Sqlite,
        }
    }
}

/// Filters.
pub async fn run(arguments: &Arguments, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let scene = match arguments.seat.open(&arguments.organization).await? {
        Place::Here(scene) => scene,
        Place::There(organization) => return there::run(arguments, &organization, session),
    };
    scene.may_ask(Some(&arguments.member))?;
    let view = scene.view().await?;
    question::member(&view.organization, &arguments.member)?;
    let permission = question::permission(&view.organization, &arguments.action, &arguments.module)?;
    let asked = FilterAsked {
        member: arguments.member.clone(),
        action: permission.action,
        module: permission.module,
        container: arguments.container.clone(),
        dialect: arguments.dialect.dialect(),
        columns: columns(&arguments.columns)?,
    };
    let answer = view.filter(&asked, scene.seen.now)?;
    let answer = serde_json::to_value(&answer).map_err(|error| Failure::new(error.to_string()))?;
    write(session, &answer)
}

/// `FACT=NAME`, or `FACT=NAME[]`.
fn columns(typed: &[String]) -> Result<Option<BTreeMap<String, Column>>, Failure> {
    let column = |text: &String| {
        let no =
            || Failure::new(format!("`{text}` names no column")).help("write it as `owner=deals.owner_id`");
        let (fact, name) = text.split_once('=').ok_or_else(no)?;
        let array = name.strip_suffix("[]");
        Ok((fact.to_owned(), Column { name: array.unwrap_or(name).to_owned(), array: array.is_some() }))
    };
    let columns: BTreeMap<String, Column> = typed.iter().map(column).collect::<Result<_, Failure>>()?;
    Ok((!columns.is_empty()).then_some(columns))
}

/// The answer of the API.
fn write(session: &mut Session<'_>, answer: &Value) -> Result<Verdict, Failure> {
    if session.json {
        session.json(answer)?;
        return Ok(Verdict::Yes);
    }
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let sql = answer.get("sql").unwrap_or(&Value::Null);
    writeln!(session.out, "{}", wrap(&text(answer, "sentence").unwrap_or_default(), 0))?;
    writeln!(session.out, "\n  WHERE {}", text(sql, "where").unwrap_or_default())?;
    let sign = if text(sql, "dialect").as_deref() == Some("sqlite") { '?' } else { '$' };
    let params = sql.get("params").and_then(Value::as_array).into_iter().flatten();
    for (place, value) in (1..).zip(params) {
        writeln!(session.out, "    {sign}{place} = {value}")?;
    }
    let until = text(answer, "valid_until");
    let until = until
        .map_or_else(String::new, |at| format!("; without any change the answer is another from {at} on"));
    let revision = answer.get("revision").cloned().unwrap_or_default();
    writeln!(session.out, "\n  answered at revision {revision}{until}")?;
    Ok(Verdict::Yes)
}
