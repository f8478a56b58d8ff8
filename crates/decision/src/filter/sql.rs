//! A condition in SQL. Every value is a parameter, a set of them one parameter. Each part is true or false and never NULL,
//! whatever the columns hold, so that the whole may stand within a larger condition and under NOT.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Column, Columns, Condition, Fact};

/// Whose SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Dialect {
    /// `PostgreSQL`: parameters `$1`; several values are one `text[]`; arrays in columns are `jsonb`, or can be cast to it.
    Postgresql,
    /// `SQLite`: parameters `?1`; several values are one text that holds a JSON array, as are arrays in columns.
    Sqlite,
}

/// A condition in SQL.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Sql {
    /// Whose SQL it is.
    pub dialect: Dialect,
    /// What to write behind WHERE, or to join with AND. True or false, never NULL.
    #[serde(rename = "where")]
    pub condition: String,
    /// The values of `$1`, `$2` and so on, or `?1`, `?2`, each bound as it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Value>))]
    pub params: Vec<Parameter>,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Parameter {
    /// A text.
    Text(String),
    /// An array of texts.
    List(Vec<String>),
}

/// Why a condition cannot be said in SQL with these columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlError {
    /// The condition looks at facts that no column was named for.
    ColumnRequired(Vec<Fact>),
    /// Columns that must be written with their table: where an array is taken apart, `SQLite` would take the name alone for one of
    /// the columns of `json_each`.
    TableRequired(Vec<(Fact, String)>),
}

/// The columns of `SQLite`'s `json_each`, and its hidden ones.
const JSON_EACH: [&str; 13] = [
    "key", "value", "type", "atom", "id", "parent", "fullkey", "path", "json", "root", "rowid", "oid",
    "_rowid_",
];

pub(super) fn render(condition: &Condition, dialect: Dialect, columns: &Columns) -> Result<Sql, SqlError> {
    let facts: BTreeSet<&Fact> = condition.facts();
    let unnamed = facts.iter().filter(|fact| columns.of(fact).is_none());
    let unnamed: Vec<Fact> = unnamed.map(|fact| (*fact).clone()).collect();
    if !unnamed.is_empty() {
        return Err(SqlError::ColumnRequired(unnamed));
    }
    let bare = facts.iter().filter_map(|fact| {
        let column = columns.of(fact)?;
        let taken = column.array && JSON_EACH.iter().any(|own| column.name.eq_ignore_ascii_case(own));
        (taken && dialect == Dialect::Sqlite).then(|| ((*fact).clone(), column.name))
    });
    let bare: Vec<(Fact, String)> = bare.collect();
    if !bare.is_empty() {
        return Err(SqlError::TableRequired(bare));
    }
    let mut rendering = Rendering { dialect, columns, params: Vec::new() };
    let condition = rendering.condition(condition, Around::Nothing);
    Ok(Sql { dialect, condition, params: rendering.params })
}

struct Rendering<'a> {
    dialect: Dialect,
    columns: &'a Columns,
    params: Vec<Parameter>,
}

/// What a part stands in, which says whether it needs parentheses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    And,
    Or,
}

impl Rendering<'_> {
    fn condition(&mut self, condition: &Condition, around: Around) -> String {
        match condition {
            Condition::Always => "TRUE".to_owned(),
            Condition::Never => "FALSE".to_owned(),
            Condition::And(all) => {
                let parts: Vec<String> = all.iter().map(|part| self.condition(part, Around::And)).collect();
                in_parentheses(parts.join(" AND "), around == Around::Or)
            }
            Condition::Or(any) => {
                let parts: Vec<String> = any.iter().map(|part| self.condition(part, Around::Or)).collect();
                in_parentheses(parts.join(" OR "), around == Around::And)
            }
            Condition::AnyOf { fact, any_of } => {
                let (text, two) = self.any_of(fact, any_of);
                in_parentheses(text, two && around == Around::Or)
            }
            Condition::NoneOf { fact, none_of } => {
                let column = self.column(fact);
                let several = self.list(none_of);
                let (name, guard) = (self.quoted(&column), self.guard(fact, &column));
                let text = match self.dialect {
                    Dialect::Postgresql => format!("{guard}{name} <> ALL({several}::text[])"),
                    Dialect::Sqlite => {
                        format!("{guard}{name} NOT IN (SELECT value FROM json_each({several}))")
                    }
                };
                in_parentheses(text, !guard.is_empty() && around == Around::Or)
            }
            Condition::Present { fact, present } => {
                let column = self.column(fact);
                format!("{} IS {}NULL", self.quoted(&column), if *present { "NOT " } else { "" })
            }
        }
    }

    /// Whether a column has one of some values, and whether that is said in two parts.
    fn any_of(&mut self, fact: &Fact, values: &BTreeSet<String>) -> (String, bool) {
        let column = self.column(fact);
        let name = self.quoted(&column);
        if column.array && self.dialect == Dialect::Sqlite {
            let several = self.list(values);
            let allowed = format!("value IN (SELECT value FROM json_each({several}))");
            return (format!("EXISTS (SELECT 1 FROM json_each({name}) WHERE {allowed})"), false);
        }
        let guard = self.guard(fact, &column);
        let text = match values.iter().next().filter(|_| values.len() == 1 && !column.array) {
            Some(single) => format!("{guard}{name} = {}", self.parameter(Parameter::Text(single.clone()))),
            None => self.among(&guard, &name, &column, values),
        };
        (text, !guard.is_empty())
    }

    fn among(&mut self, guard: &str, name: &str, column: &Column, values: &BTreeSet<String>) -> String {
        let several = self.list(values);
        match self.dialect {
            Dialect::Postgresql if column.array => format!("{guard}{name}::jsonb ?| {several}::text[]"),
            Dialect::Postgresql => format!("{guard}{name} = ANY({several}::text[])"),
            Dialect::Sqlite => format!("{guard}{name} IN (SELECT value FROM json_each({several}))"),
        }
    }

    /// What makes a comparison false where the column is NULL. A record's own id never is.
    fn guard(&self, fact: &Fact, column: &Column) -> String {
        match Condition::present(fact.clone()) {
            Condition::Always => String::new(),
            _ => format!("{} IS NOT NULL AND ", self.quoted(column)),
        }
    }

    fn column(&self, fact: &Fact) -> Column {
        self.columns.of(fact).unwrap_or_else(|| Column { name: fact.column(), array: false })
    }

    /// Within backticks `SQLite` never takes a name that no column has for a text, as it does within double quotes.
    fn quoted(&self, column: &Column) -> String {
        let quote = if self.dialect == Dialect::Postgresql { "\"" } else { "`" };
        let part = |part: &str| format!("{quote}{}{quote}", part.replace(quote, &quote.repeat(2)));
        column.name.split('.').map(part).collect::<Vec<_>>().join(".")
    }

    /// Several values as one parameter.
    fn list(&mut self, values: &BTreeSet<String>) -> String {
        let list: Vec<String> = values.iter().cloned().collect();
        let parameter = match self.dialect {
            Dialect::Postgresql => Parameter::List(list),
            Dialect::Sqlite => Parameter::Text(json(&list)),
        };
        self.parameter(parameter)
    }

    /// The place of a parameter; the same value is sent once.
    fn parameter(&mut self, parameter: Parameter) -> String {
        let known = self.params.iter().position(|known| *known == parameter);
        let place = known.unwrap_or_else(|| {
            self.params.push(parameter);
            self.params.len() - 1
        });
        let sign = if self.dialect == Dialect::Postgresql { "$" } else { "?" };
        format!("{sign}{}", place + 1)
    }
}

fn in_parentheses(text: String, needed: bool) -> String {
    if needed { format!("({text})") } else { text }
}

/// A list as JSON. Control characters occur in none of the values; escaped they are all the same.
fn json(list: &[String]) -> String {
    let mut out = String::from("[");
    for (index, text) in list.iter().enumerate() {
        out.push_str(if index == 0 { "\"" } else { ",\"" });
        for letter in text.chars() {
            match letter {
                '"' | '\\' => out.extend(['\\', letter]),
                control if control.is_control() => {
                    out.extend(format!("\\u{:04x}", u32::from(control)).chars());
                }
                other => out.push(other),
            }
        }
        out.push('"');
    }
    out.push(']');
    out
}
