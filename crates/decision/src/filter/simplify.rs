//! What keeps a condition small: constants fold, what says the same twice is said once, what another part implies goes.

use std::{collections::BTreeSet, sync::Arc};

use super::{Condition, Fact, condition::Values};

impl Condition {
    /// All of these.
    pub(super) fn and(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<Self> = Vec::new();
        for part in flat(parts, |part| if let Self::And(inner) = part { Ok(inner) } else { Err(part) }) {
            if part == Self::Never || all.iter().any(|other| excludes(&part, other)) {
                return Self::Never;
            }
            // Of two parts the one that says more stays.
            if !all.iter().any(|other| implies(other, &part)) {
                all.retain(|other| !implies(&part, other));
                all.push(part);
            }
        }
        match all.len() {
            0 => Self::Always,
            1 => all.remove(0),
            _ => Self::And(all),
        }
    }

    /// One of these.
    pub(super) fn or(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut any: Vec<Self> = Vec::new();
        for part in flat(parts, |part| if let Self::Or(inner) = part { Ok(inner) } else { Err(part) }) {
            let part =
                any.iter().position(|other| same_question(other, &part)).map_or(part.clone(), |found| {
                    let other = any.remove(found);
                    united(other, &part)
                });
            // Of two parts the one that says less stays.
            if !any.iter().any(|other| implies(&part, other)) {
                any.retain(|other| !implies(other, &part));
                any.push(part);
            }
        }
        match any.len() {
            0 => Self::Never,
            1 => any.remove(0),
            _ => Self::Or(any),
        }
    }
}

/// The parts, those that are of the same kind opened.
fn flat(
    parts: impl IntoIterator<Item = Condition>,
    open: impl Fn(Condition) -> Result<Vec<Condition>, Condition>,
) -> Vec<Condition> {
    let opened = |part| open(part).unwrap_or_else(|part| vec![part]);
    parts.into_iter().flat_map(opened).collect()
}

/// Whether two parts ask whether the same fact has one of some values.
fn same_question(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (Condition::AnyOf { fact: one, .. }, Condition::AnyOf { fact: other, .. }) => one == other,
        _ => false,
    }
}

fn united(one: Condition, other: &Condition) -> Condition {
    match (one, other) {
        (Condition::AnyOf { fact, any_of }, Condition::AnyOf { any_of: more, .. }) => {
            let any_of = if within(more, &any_of) { any_of } else { Arc::new(&*any_of | more) };
            Condition::AnyOf { fact, any_of }
        }
        (one, _) => one,
    }
}

fn within(inner: &Values, outer: &Values) -> bool {
    Arc::ptr_eq(inner, outer) || inner.is_subset(outer)
}

/// Whether the second holds wherever the first does, as far as that is cheap to see.
fn implies(one: &Condition, other: &Condition) -> bool {
    use Condition::{Always, And, AnyOf, Never, NoneOf, Or, Present};
    match (one, other) {
        (Never, _) | (_, Always) => true,
        (Or(any), _) => any.iter().all(|part| implies(part, other)),
        (_, And(all)) => all.iter().all(|part| implies(one, part)),
        (And(all), Or(any)) => {
            any.iter().any(|part| implies(one, part)) || all.iter().any(|part| implies(part, other))
        }
        (And(all), _) => all.iter().any(|part| implies(part, other)),
        (_, Or(any)) => any.iter().any(|part| implies(one, part)),
        (AnyOf { fact, any_of }, AnyOf { fact: same, any_of: more }) => fact == same && within(any_of, more),
        (NoneOf { fact, none_of }, NoneOf { fact: same, none_of: less }) => {
            fact == same && within(less, none_of)
        }
        (AnyOf { fact, .. } | NoneOf { fact, .. }, Present { fact: same, present: true }) => fact == same,
        _ => one == other,
    }
}

/// Whether no record satisfies both, as far as that is cheap to see.
fn excludes(one: &Condition, other: &Condition) -> bool {
    use Condition::{AnyOf, NoneOf, Present};
    match (one, other) {
        (AnyOf { fact, any_of }, AnyOf { fact: same, any_of: others }) => {
            fact == same && !fact.may_have_several() && any_of.is_disjoint(others)
        }
        (AnyOf { fact, any_of }, NoneOf { fact: same, none_of })
        | (NoneOf { fact: same, none_of }, AnyOf { fact, any_of }) => {
            fact == same && !fact.may_have_several() && within(any_of, none_of)
        }
        (present, Present { fact, present: false }) | (Present { fact, present: false }, present) => {
            needed(present).is_some_and(|needed| needed == fact)
        }
        _ => false,
    }
}

/// The fact that must be there for a part to hold.
fn needed(part: &Condition) -> Option<&Fact> {
    match part {
        Condition::AnyOf { fact, .. }
        | Condition::NoneOf { fact, .. }
        | Condition::Present { fact, present: true } => Some(fact),
        _ => None,
    }
}

/// A set of one value.
pub(super) fn one(value: &str) -> Values {
    Arc::new(BTreeSet::from([value.to_owned()]))
}
