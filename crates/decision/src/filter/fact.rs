//! The facts that a condition looks at, each under the name by which a caller maps it to a column (design, section 8: *Filter*).

use std::{fmt, str::FromStr};

use rolecall_catalog::{Catalog, Module, ModuleId, SegmentId};
use serde::{Serialize, Serializer};

/// How far up parents may nest (design, section 1: *module*).
const LEVELS: u8 = 2;

/// A fact of a record, or of the record that it belongs to, or of that one's: `owner`, `parent.owner`, `parent.parent.owner`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// How many levels above the record: 0 is the record itself, 1 its parent, 2 the parent's parent.
    pub level: u8,
    /// What is looked at there.
    pub field: FactField,
}

/// What is looked at in a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactField {
    /// The product's own id of the record.
    Id,
    /// The module: of a parent that may be of several.
    Module,
    /// The member who owns it, as the product knows that member: the external id where there is one, else the member's id.
    Owner,
    /// The id of the container it lives in.
    Container,
    /// Its values of a segment.
    Segment(SegmentId),
}

impl Fact {
    pub(super) fn new(level: u8, field: FactField) -> Self {
        Self { level, field }
    }

    /// The column that holds the fact where a caller names none: the fact with dots as underscores, `segments.` left out. A
    /// catalog has no segment that would be called like another fact.
    pub fn column(&self) -> String {
        self.to_string().replace("segments.", "").replace('.', "_")
    }

    /// Whether a record can have several values of it.
    pub fn may_have_several(&self) -> bool {
        matches!(self.field, FactField::Segment(_))
    }

    /// Every fact that a record of a module can have, its parents' included: the columns of a table that a filter reads.
    pub fn of_module(catalog: &Catalog, module: &ModuleId) -> Vec<Self> {
        let mut facts = Vec::new();
        collect(catalog, module, 0, &mut facts);
        facts.sort();
        facts.dedup();
        facts
    }
}

fn collect(catalog: &Catalog, module: &ModuleId, level: u8, into: &mut Vec<Fact>) {
    let Some(module) = catalog.modules.get(module).filter(|_| level <= LEVELS) else { return };
    let fields = [FactField::Id, FactField::Owner, FactField::Container].into_iter();
    let fields = fields.chain((level > 0).then_some(FactField::Module)).chain(segments(module));
    into.extend(fields.map(|field| Fact::new(level, field)));
    module.parents.iter().for_each(|parent| collect(catalog, parent, level + 1, into));
}

fn segments(module: &Module) -> impl Iterator<Item = FactField> + '_ {
    module.segments.iter().cloned().map(FactField::Segment)
}

impl fmt::Display for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        (0..self.level).try_for_each(|_| out.write_str("parent."))?;
        match &self.field {
            FactField::Id => out.write_str("id"),
            FactField::Module => out.write_str("module"),
            FactField::Owner => out.write_str("owner"),
            FactField::Container => out.write_str("container"),
            FactField::Segment(segment) => write!(out, "segments.{segment}"),
        }
    }
}

/// What a text is that names no fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoFact;

impl FromStr for Fact {
    type Err = NoFact;

    fn from_str(text: &str) -> Result<Self, NoFact> {
        let (mut level, mut rest) = (0, text);
        while let Some(above) = rest.strip_prefix("parent.") {
            (level, rest) = (level + 1, above);
            if level > LEVELS {
                return Err(NoFact);
            }
        }
        let field = match rest {
            "id" => FactField::Id,
            "module" if level > 0 => FactField::Module,
            "owner" => FactField::Owner,
            "container" => FactField::Container,
            _ => {
                let segment = rest.strip_prefix("segments.").and_then(|name| name.parse().ok());
                FactField::Segment(segment.ok_or(NoFact)?)
            }
        };
        Ok(Self { level, field })
    }
}

impl Serialize for Fact {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}
