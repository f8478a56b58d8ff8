//! A condition over the facts of a record: a small tree, kept simple while it is put together.

use std::{collections::BTreeSet, sync::Arc};

use serde::Serialize;

use super::{Fact, FactField, Row};

/// Values that a fact is compared with; shared, as an owner set may hold every member.
pub type Values = Arc<BTreeSet<String>>;

/// What must hold of a record's facts. Written as JSON: `{"and": [...]}`, `{"or": [...]}`, and of a fact
/// `{"fact": "owner", "any_of": [...]}`, `{"fact": "parent.id", "none_of": [...]}` or `{"fact": "container", "present": false}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Holds of every record.
    Always,
    /// Holds of none.
    Never,
    /// All of these hold; never empty.
    And(Vec<Self>),
    /// One of these holds; never empty.
    Or(Vec<Self>),
    /// The record has the fact, and a value of it is one of these.
    #[serde(untagged)]
    AnyOf {
        /// The fact.
        fact: Fact,
        /// The values; never empty.
        any_of: Values,
    },
    /// The record has the fact, and no value of it is one of these.
    #[serde(untagged)]
    NoneOf {
        /// The fact.
        fact: Fact,
        /// The values; never empty.
        none_of: Values,
    },
    /// Whether the record has the fact at all.
    #[serde(untagged)]
    Present {
        /// The fact.
        fact: Fact,
        /// Whether it has.
        present: bool,
    },
}

/// What is known of a fact beforehand.
pub(super) enum Known<'a> {
    Nothing,
    Absent,
    Is(&'a str),
}

impl Condition {
    pub(super) fn any_of(fact: Fact, values: impl Into<Values>) -> Self {
        let any_of = values.into();
        if any_of.is_empty() { Self::Never } else { Self::AnyOf { fact, any_of } }
    }

    pub(super) fn none_of(fact: Fact, values: impl Into<Values>) -> Self {
        let none_of = values.into();
        if none_of.is_empty() { Self::present(fact) } else { Self::NoneOf { fact, none_of } }
    }

    /// Every record has an id.
    pub(super) fn present(fact: Fact) -> Self {
        if fact.level == 0 && fact.field == FactField::Id {
            return Self::Always;
        }
        Self::Present { fact, present: true }
    }

    pub(super) fn absent(fact: Fact) -> Self {
        Self::Present { fact, present: false }
    }

    /// Whether the condition holds of a row: what its SQL is held against.
    pub fn admits(&self, row: &Row) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::And(all) => all.iter().all(|part| part.admits(row)),
            Self::Or(any) => any.iter().any(|part| part.admits(row)),
            Self::AnyOf { fact, any_of } => row.values(fact).any(|value| any_of.contains(value)),
            Self::NoneOf { fact, none_of } => {
                row.has(fact) && !row.values(fact).any(|value| none_of.contains(value))
            }
            Self::Present { fact, present } => row.has(fact) == *present,
        }
    }

    /// The facts that the condition looks at: the columns that its SQL reads.
    pub fn facts(&self) -> BTreeSet<&Fact> {
        match self {
            Self::Always | Self::Never => BTreeSet::new(),
            Self::And(parts) | Self::Or(parts) => parts.iter().flat_map(Self::facts).collect(),
            Self::AnyOf { fact, .. } | Self::NoneOf { fact, .. } | Self::Present { fact, .. } => {
                BTreeSet::from([fact])
            }
        }
    }

    /// What is left of the condition where something is known of the record.
    pub(super) fn knowing<'k>(&self, known: &impl Fn(&Fact) -> Known<'k>) -> Self {
        let constant = |holds: bool| if holds { Self::Always } else { Self::Never };
        match self {
            Self::Always | Self::Never => self.clone(),
            Self::And(all) => Self::and(all.iter().map(|part| part.knowing(known))),
            Self::Or(any) => Self::or(any.iter().map(|part| part.knowing(known))),
            Self::AnyOf { fact, any_of } => match known(fact) {
                Known::Nothing => self.clone(),
                Known::Absent => Self::Never,
                Known::Is(value) => constant(any_of.contains(value)),
            },
            Self::NoneOf { fact, none_of } => match known(fact) {
                Known::Nothing => self.clone(),
                Known::Absent => Self::Never,
                Known::Is(value) => constant(!none_of.contains(value)),
            },
            Self::Present { fact, present } => match known(fact) {
                Known::Nothing => self.clone(),
                Known::Absent => constant(!present),
                Known::Is(_) => constant(*present),
            },
        }
    }

    /// Whether the condition can hold of a record that has nothing above a level: no parent, or none above its parent.
    pub(super) fn holds_without(&self, level: u8) -> bool {
        let known = |fact: &Fact| if fact.level >= level { Known::Absent } else { Known::Nothing };
        self.knowing(&known) != Self::Never
    }
}
