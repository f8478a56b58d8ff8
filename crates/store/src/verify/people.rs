//! Holds personal values against the commitments in the ledger.

use std::collections::BTreeMap;

use rolecall_organization::{MemberId, Revision};

use super::What;
use crate::{Commitment, Committed, Field, Header, PersonRow, PersonValue};

type Place = (MemberId, Field, Revision);

/// Knows every value that is there, and learns of every commitment and erasure.
#[derive(Debug, Default)]
pub(super) struct PeopleCheck {
    /// Values for which no commitment was seen yet.
    waiting: BTreeMap<Place, PersonValue>,
    /// Values that match their commitments.
    matched: BTreeMap<MemberId, Vec<Field>>,
    /// Values that do not.
    apart: Vec<(Revision, Committed, PersonValue)>,
    /// Commitments without a value.
    bare: Vec<(Revision, MemberId, Field)>,
    /// The last erasure of each member.
    erased: BTreeMap<MemberId, Revision>,
    checked: u64,
}

/// How many commitments met their values, and how many never can again.
pub(super) struct Counts {
    pub checked: u64,
    pub erased: u64,
}

/// How many changed values are searched for swaps; the search compares each with each.
const SWAPS: usize = 200;

impl PeopleCheck {
    pub fn new(people: Vec<PersonRow>, through: Revision) -> Self {
        let waiting = people.into_iter().filter(|row| row.revision <= through);
        let place = |row: &PersonRow| (row.value.member.clone(), row.value.field, row.revision);
        Self { waiting: waiting.map(|row| (place(&row), row.value)).collect(), ..Self::default() }
    }

    /// Takes the commitments and erasures of an entry.
    pub fn entry(&mut self, revision: Revision, header: &Header) -> Vec<(Revision, What)> {
        for committed in &header.commitments {
            let place = (committed.member.clone(), committed.field, revision);
            match self.waiting.remove(&place) {
                None => self.bare.push((revision, committed.member.clone(), committed.field)),
                Some(value) => {
                    self.checked += 1;
                    if value.commitment() == committed.commitment {
                        self.matched.entry(place.0).or_default().push(place.1);
                    } else {
                        self.apart.push((revision, committed.clone(), value));
                    }
                }
            }
        }
        let mut left = Vec::new();
        for member in &header.erased {
            self.erased.insert(member.clone(), revision);
            let fields = self.matched.remove(member).unwrap_or_default();
            left.extend(
                fields.into_iter().map(|field| (revision, What::ValueNotErased(member.clone(), field))),
            );
        }
        left
    }

    /// Ends, and says what is wrong.
    pub fn finish(self) -> (Counts, Vec<(Revision, What)>) {
        let Self { waiting, apart, bare, erased, checked, .. } = self;
        let mut findings = swaps(&apart);
        let is_erased =
            |member: &MemberId, at: Revision| erased.get(member).is_some_and(|erasure| *erasure >= at);
        let (gone, missing): (Vec<_>, Vec<_>) =
            bare.into_iter().partition(|(at, member, _)| is_erased(member, *at));
        findings
            .extend(missing.into_iter().map(|(at, member, field)| (at, What::ValueMissing(member, field))));
        let added = waiting.into_keys();
        findings.extend(added.map(|(member, field, at)| (at, What::ValueAdded(member, field))));
        (Counts { checked, erased: gone.len() as u64 }, findings)
    }
}

/// Names the values that do not match, and whose each is, where it was swapped with another that does not match.
fn swaps(apart: &[(Revision, Committed, PersonValue)]) -> Vec<(Revision, What)> {
    let searched = apart.get(..SWAPS).unwrap_or(apart);
    let owner_of = |value: &PersonValue| {
        let owner = searched.iter().find(|(_, other, beside)| {
            // The salt may have moved with the value or stayed where it was.
            [value.salt, beside.salt].iter().any(|salt| {
                Commitment::to(salt, &other.member, other.field, &value.value) == other.commitment
            })
        });
        owner.map(|(_, other, _)| other.member.clone())
    };
    let finding = |(revision, committed, value): &(Revision, Committed, PersonValue)| {
        let Committed { member, field, .. } = committed.clone();
        (*revision, What::ValueChanged { member, field, belongs_to: owner_of(value) })
    };
    apart.iter().map(finding).collect()
}
