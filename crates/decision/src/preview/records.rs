//! The records of one module, counted by what a decision looks at: so that a count over a million of them is a sum over few.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::side::Side;
use crate::engine::{Engine, NONE, Reached, Table, Way};

/// Stands for any container, where who asks has a place in none.
const SOME_CONTAINER: u32 = u32::MAX;
const BEFORE: u8 = 1;
const AFTER: u8 = 2;

type Hashed<K, V> = HashMap<K, V, FixedState>;
type Ways = (Option<Way>, Option<Way>);

/// Records that are reached alike, before and after.
pub(super) struct Pair {
    pub before: Option<Way>,
    pub after: Option<Way>,
    pub count: u64,
    /// The stratum that it belongs to.
    pub stratum: u32,
}

/// Records that differ in nothing but the classes of their owners, to whoever has no place in a container.
pub(super) struct Stratum {
    pub before: Option<Way>,
    pub after: Option<Way>,
    /// How many there are by the owners' classes before and after.
    pub classes: Vec<(u32, u32, u64)>,
}

/// Own records of one way.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub pair: u32,
    /// Whether they are own ones before, and after.
    pub before: bool,
    pub after: bool,
    pub count: u64,
}

enum Owned {
    /// There is but one stratum, and nothing but owners in it: how many each has.
    Plain(Vec<u32>),
    /// Each one's, side by side; and where each one's end, by owner.
    Listed { ends: Vec<u32>, all: Vec<Own> },
}

/// The records of a module.
pub(super) struct Records {
    pub pairs: Vec<Pair>,
    pub strata: Vec<Stratum>,
    /// Pairs of one container alone, in which owners do not count.
    inside: Hashed<u32, Vec<u32>>,
    /// Pairs of which a container is part, beside others or on the way to what stands in none.
    mixed: Hashed<u32, Vec<u32>>,
    owned: Owned,
}

impl Records {
    /// Counts the records of a module. `values`: limits cut some grant on it. `moved`: they may be reached in another way than before.
    pub fn of(before: &Engine, after: &Engine, module: u32, (values, moved): (bool, bool)) -> Self {
        if !values && is_plain(before, after, module) {
            return Self::plain(before, after, module);
        }
        let mut tally = Tally { values, ..Tally::default() };
        if moved {
            before.each_two_ways(after, module, |was, is| tally.add(was, is));
        } else {
            after.each_way(module, |is| tally.add(is, is));
        }
        tally.finished(after.names.members.last())
    }

    /// From the groups by owner, without a look at the records.
    fn plain(before: &Engine, after: &Engine, module: u32) -> Self {
        let counts = after.columns.table(module).map(|table| table.by_owner().counts()).unwrap_or_default();
        let mut classes: Hashed<(u32, u32), u64> = Hashed::default();
        for (owner, count) in (0..).zip(&counts).filter(|(_, count)| **count > 0) {
            let class = (before.rights.owner_class(owner), after.rights.owner_class(owner));
            *classes.entry(class).or_default() += u64::from(*count);
        }
        let classes = classes.into_iter().map(|((was, is), count)| (was, is, count)).collect();
        let way = Some(Way::default());
        let strata = vec![Stratum { before: way, after: way, classes }];
        let (inside, mixed) = Default::default();
        Self { pairs: Vec::new(), strata, inside, mixed, owned: Owned::Plain(counts) }
    }

    /// The pairs of one container alone.
    pub fn inside(&self, container: u32) -> &[u32] {
        self.inside.get(&container).map(Vec::as_slice).unwrap_or_default()
    }

    /// The other pairs of which containers are part, each once.
    pub fn mixed(&self, containers: impl Iterator<Item = u32>) -> Vec<u32> {
        if self.mixed.is_empty() {
            return Vec::new();
        }
        let pairs = containers.filter_map(|container| self.mixed.get(&container)).flatten();
        let mut pairs: Vec<u32> = pairs.copied().collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Hands a member's own records to `take`, with the stratum they are in and what they are reached by.
    pub fn each_own(&self, sides: [Side<'_>; 2], member: u32, mut take: impl FnMut(Own, u32, Ways)) {
        match &self.owned {
            Owned::Plain(counts) => {
                let count = counts.get(member as usize).copied().unwrap_or_default();
                if count > 0 {
                    let way =
                        |side: Side<'_>| Way { class: side.0.rights.owner_class(member), ..Way::default() };
                    let [before, after] = sides.map(way);
                    let own = Own { pair: 0, before: true, after: true, count: u64::from(count) };
                    take(own, 0, (Some(before), Some(after)));
                }
            }
            Owned::Listed { ends, all } => {
                let end = |owner: Option<u32>| {
                    owner.and_then(|owner| ends.get(owner as usize)).map_or(0, |end| *end as usize)
                };
                let own = all.get(end(member.checked_sub(1))..end(Some(member))).unwrap_or_default();
                for own in own {
                    let Some(pair) = self.pairs.get(own.pair as usize) else { continue };
                    take(*own, pair.stratum, (pair.before, pair.after));
                }
            }
        }
    }
}

/// Whether nothing but owners matters to a module's records, and they stay the same.
fn is_plain(before: &Engine, after: &Engine, module: u32) -> bool {
    let by_owner = |engine: &Engine| {
        let shape = engine.rights.shape.module_of_table(module);
        shape.is_some_and(crate::engine::ModuleShape::is_by_owner)
            && engine.columns.table(module).is_none_or(Table::is_plain)
    };
    before.columns.shares(&after.columns, module) && by_owner(before) && by_owner(after)
}

/// Records on their way into groups.
#[derive(Default)]
struct Tally {
    values: bool,
    numbers: Hashed<Ways, u32>,
    pairs: Vec<(Ways, u64)>,
    owned: Vec<(u32, u32, u8)>,
}

impl Tally {
    fn add(&mut self, was: Reached, is: Reached) {
        let way = |reached: Reached| {
            reached.map(|(way, _)| if self.values { way } else { Way { values: NONE, ..way } })
        };
        let ways = (way(was), way(is));
        let number = *self.numbers.entry(ways).or_insert_with(|| {
            self.pairs.push((ways, 0));
            u32::try_from(self.pairs.len() - 1).unwrap_or_default()
        });
        self.pairs.get_mut(number as usize).into_iter().for_each(|(_, count)| *count += 1);
        let owner = |reached: Reached| reached.map_or(NONE, |(_, owner)| owner);
        match (owner(was), owner(is)) {
            (NONE, NONE) => {}
            (one, other) if one == other => self.owned.push((one, number, BEFORE | AFTER)),
            (one, other) => {
                let each = [(one, number, BEFORE), (other, number, AFTER)];
                self.owned.extend(each.into_iter().filter(|(owner, _, _)| *owner != NONE));
            }
        }
    }

    fn finished(self, last_owner: u32) -> Records {
        let mut numbers: Hashed<Ways, u32> = Hashed::default();
        let (mut strata, mut pairs) = (Vec::new(), Vec::new());
        let mut classes: Hashed<(u32, u32, u32), u64> = Hashed::default();
        let (mut inside, mut mixed) = <(Hashed<u32, Vec<u32>>, Hashed<u32, Vec<u32>>)>::default();
        for (place, ((before, after), count)) in (0..).zip(self.pairs) {
            let stratum = *numbers.entry((before.map(outside), after.map(outside))).or_insert_with(|| {
                let (before, after) = (before.map(outside), after.map(outside));
                strata.push(Stratum { before, after, classes: Vec::new() });
                u32::try_from(strata.len() - 1).unwrap_or_default()
            });
            let class = |way: Option<Way>| way.map_or(NONE, |way| way.class);
            *classes.entry((stratum, class(before), class(after))).or_default() += count;
            for container in before.iter().chain(&after).flat_map(Way::containers) {
                let ways = before.iter().chain(&after);
                let alone = |way: &Way| {
                    way.container == container && way.containers().all(|other| other == container)
                };
                let side = if ways.clone().all(alone) { &mut inside } else { &mut mixed };
                let pairs = side.entry(container).or_default();
                if pairs.last() != Some(&place) {
                    pairs.push(place);
                }
            }
            pairs.push(Pair { before, after, count, stratum });
        }
        for ((stratum, was, is), count) in classes {
            let stratum = strata.get_mut(stratum as usize).into_iter();
            stratum.for_each(|stratum| stratum.classes.push((was, is, count)));
        }
        let owned = listed(&self.owned, last_owner);
        Records { pairs, strata, inside, mixed, owned }
    }
}

/// Own records by owner: counted first, then put in their places.
fn listed(owned: &[(u32, u32, u8)], last_owner: u32) -> Owned {
    let mut ends = vec![0_u32; last_owner as usize + 2];
    for (owner, _, _) in owned {
        ends.get_mut(*owner as usize + 1).into_iter().for_each(|count| *count += 1);
    }
    let mut sum = 0;
    for count in &mut ends {
        sum += *count;
        *count = sum;
    }
    let mut all = vec![Own { pair: 0, before: false, after: false, count: 0 }; owned.len()];
    for (owner, pair, sides) in owned {
        // Where the next one goes; in the end, where the owner's end.
        let Some(next) = ends.get_mut(*owner as usize) else { continue };
        let (before, after) = (sides & BEFORE != 0, sides & AFTER != 0);
        let own = Own { pair: *pair, before, after, count: 1 };
        all.get_mut(*next as usize).into_iter().for_each(|place| *place = own);
        *next += 1;
    }
    Owned::Listed { ends, all }
}

/// The way as it is to whoever has no place in a container, but for the class of the owner.
fn outside(way: Way) -> Way {
    let some = |container: u32| if container == NONE { NONE } else { SOME_CONTAINER };
    Way { gates: way.gates.map(|_| NONE), container: some(way.container), class: NONE, ..way }
}
