//! Which columns of a product's table hold the facts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Fact;

/// The columns that a caller named, or those that a fact has by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    named: Option<BTreeMap<Fact, Column>>,
}

/// A column: `owner_id`, or with its table `deals.owner_id`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Column {
    /// Its name; of a name with dots each part is an identifier of its own.
    pub name: String,
    /// Whether it holds a JSON array of values, as of a segment of which a record may have several.
    pub array: bool,
}

/// A name alone, or with what is said of it.
#[derive(Deserialize)]
#[serde(untagged, expecting = "use the name of a column, or `{name, array}`")]
enum Written {
    Name(String),
    Column(WrittenColumn),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    name: String,
    #[serde(default)]
    array: bool,
}

impl From<Written> for Column {
    fn from(written: Written) -> Self {
        match written {
            Written::Name(name) => Self { name, array: false },
            Written::Column(WrittenColumn { name, array }) => Self { name, array },
        }
    }
}

impl Columns {
    /// The columns of these names, and no others: what a filter needs beyond them is refused.
    ///
    /// # Errors
    /// Every entry that names no fact or cannot be a column, with what would be right.
    pub fn named(written: impl IntoIterator<Item = (String, Column)>) -> Result<Self, Vec<(String, String)>> {
        let read = written.into_iter().map(|(fact, column)| match entry(&fact, column) {
            Ok(entry) => Ok(entry),
            Err(detail) => Err((fact, detail)),
        });
        let (good, bad): (Vec<_>, Vec<_>) = read.partition(Result::is_ok);
        if bad.is_empty() {
            return Ok(Self { named: Some(good.into_iter().flatten().collect()) });
        }
        Err(bad.into_iter().filter_map(Result::err).collect())
    }

    /// The column of a fact; `None` where the caller has to name it.
    pub(super) fn of(&self, fact: &Fact) -> Option<Column> {
        match &self.named {
            Some(named) => named.get(fact).cloned(),
            None => Some(Column { name: fact.column(), array: false }),
        }
    }
}

const FACTS: &str = "use `id`, `owner`, `container` or `segments.NAME`, or one of these or `module` with `parent.` or \
    `parent.parent.` before it";

fn entry(fact: &str, column: Column) -> Result<(Fact, Column), String> {
    let fact: Fact = fact.parse().map_err(|_| format!("there is no fact `{fact}`: {FACTS}"))?;
    let identifier = |part: &str| !part.is_empty() && !part.chars().any(char::is_control);
    if !column.name.split('.').all(identifier) {
        let name = &column.name;
        return Err(format!(
            "`{name}` names no column: write `NAME`, or `TABLE.NAME`, without control characters"
        ));
    }
    if column.array && !fact.may_have_several() {
        return Err(format!("`{fact}` is one value: only the column of a segment holds an array"));
    }
    Ok((fact, column))
}
