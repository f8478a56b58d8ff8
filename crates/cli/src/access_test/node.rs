//! TOML as a tree that knows where each of its values stands, in the order of the text.

use serde_json::{Map, Value as Json};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::source::{Faults, Span};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where.
    pub span: Span,
    /// What.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub enum Value {
    /// A text.
    Text(String),
    /// `true` or `false`.
    Flag(bool),
    /// A number, as JSON has it.
    Number(Json),
    /// A date or time, as it is written.
    Time(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

/// Keys and their values, in the order of the text.
pub type Table = Vec<(Key, Node)>;

/// A key and where it stands.
#[derive(Debug, Clone)]
pub struct Key {
    /// Where.
    pub span: Span,
    /// The key.
    pub name: String,
}

/// Reads a whole file; `None` where it is no TOML, which is then among the faults.
pub fn parse(faults: &mut Faults) -> Option<Node> {
    let source = std::sync::Arc::clone(&faults.source);
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = error.span().unwrap_or_default();
        faults.add(
            &span,
            format!("not TOML: {}", error.message().replace('\n', ", ")),
            "see https://toml.io/en/v1.1.0",
        );
    }
    errors.is_empty().then(|| Node { span: 0..0, value: Value::Table(table(root.get_ref())) })
}

fn table(entries: &DeTable<'_>) -> Table {
    let owned = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| {
        (Key { span: key.span(), name: key.get_ref().to_string() }, node(value))
    };
    let mut entries: Table = entries.iter().map(owned).collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    entries
}

fn node(value: &Spanned<DeValue<'_>>) -> Node {
    let read = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Integer(number) => Value::Number(
            i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| number.as_str().into(), Json::from),
        ),
        DeValue::Float(number) => {
            Value::Number(number.as_str().parse::<f64>().map_or_else(|_| number.as_str().into(), Json::from))
        }
        DeValue::Datetime(time) => Value::Time(time.to_string()),
        DeValue::Array(items) => Value::List(items.iter().map(node).collect()),
        DeValue::Table(entries) => Value::Table(table(entries)),
    };
    Node { span: value.span(), value: read }
}

impl Node {
    /// What kind of value it is, for people.
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Text(_) => "a text",
            Value::Flag(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Time(_) => "a time",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As JSON, every text passed through `texts` first.
    ///
    /// # Errors
    /// The first error of `texts`.
    pub fn json<E>(&self, texts: &impl Fn(&Span, &str) -> Result<String, E>) -> Result<Json, E> {
        Ok(match &self.value {
            Value::Text(text) => Json::String(texts(&self.span, text)?),
            Value::Flag(flag) => Json::Bool(*flag),
            Value::Number(number) => number.clone(),
            Value::Time(time) => Json::String(time.clone()),
            Value::List(items) => {
                Json::Array(items.iter().map(|item| item.json(texts)).collect::<Result<_, E>>()?)
            }
            Value::Table(entries) => Json::Object(object(entries, texts)?),
        })
    }

    /// Every text below, and the key that it stands under.
    pub fn each_text<'a>(&'a self, key: &'a str, take: &mut impl FnMut(&'a str, &'a str)) {
        match &self.value {
            Value::Text(text) => take(key, text),
            Value::List(items) => items.iter().for_each(|item| item.each_text(key, take)),
            Value::Table(entries) => entries.iter().for_each(|(key, value)| value.each_text(&key.name, take)),
            _ => {}
        }
    }

    /// Where a key is, at any depth.
    pub fn find_key(&self, name: &str) -> Option<&Span> {
        match &self.value {
            Value::Table(entries) => find_key(entries, name),
            Value::List(items) => items.iter().find_map(|item| item.find_key(name)),
            _ => None,
        }
    }

    /// Where a text is, at any depth.
    pub fn find_text(&self, wanted: &str) -> Option<&Span> {
        match &self.value {
            Value::Text(text) if text == wanted => Some(&self.span),
            Value::Table(entries) => entries.iter().find_map(|(_, value)| value.find_text(wanted)),
            Value::List(items) => items.iter().find_map(|item| item.find_text(wanted)),
            _ => None,
        }
    }
}

/// Where a key of a table is, the table's own keys first.
pub fn find_key<'a>(entries: &'a Table, name: &str) -> Option<&'a Span> {
    let own = entries.iter().find(|(key, _)| key.name == name).map(|(key, _)| &key.span);
    own.or_else(|| entries.iter().find_map(|(_, value)| value.find_key(name)))
}

/// A table as JSON, every text passed through `texts` first.
///
/// # Errors
/// The first error of `texts`.
pub fn object<E>(
    entries: &Table,
    texts: &impl Fn(&Span, &str) -> Result<String, E>,
) -> Result<Map<String, Json>, E> {
    entries.iter().map(|(key, value)| Ok((key.name.clone(), value.json(texts)?))).collect()
}
