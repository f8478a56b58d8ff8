//! Counts for everybody: once for those who hold the same, then own records, one member after another.

use std::{cell::OnceCell, collections::HashMap};

use foldhash::fast::FixedState;
use jiff::Timestamp;
use rolecall_catalog::Reach;

use super::{
    Moved, Preview, SameChange,
    differ::{Joint, Joints, limits_changed},
    records::Records,
    side::{Holding, Open, Places, Side},
};
use crate::engine::{Engine, NONE, Way};

type Hashed<K, V> = HashMap<K, V, FixedState>;

/// On how many records something is allowed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    before: u64,
    after: u64,
    both: u64,
}

impl Counts {
    fn add(&mut self, count: u64, before: bool, after: bool) {
        self.before += if before { count } else { 0 };
        self.after += if after { count } else { 0 };
        self.both += if before && after { count } else { 0 };
    }

    fn take(&mut self, count: u64, before: bool, after: bool) {
        self.before -= if before { count } else { 0 };
        self.after -= if after { count } else { 0 };
        self.both -= if before && after { count } else { 0 };
    }
}

/// What opens before, and after.
type Opens = [Open; 2];

/// What a permission opens to a row, to whoever has no place in a container and owns nothing.
#[derive(Default, Clone)]
struct Base {
    counts: Counts,
    /// By stratum.
    opens: Vec<Opens>,
}

/// What a permission does for those who hold the same.
struct Look<'a> {
    place: u32,
    joint: &'a Joint,
    records: &'a Records,
    opens: &'a [Opens],
    counts: Counts,
    reach: [Option<Reach>; 2],
    limits_changed: bool,
}

/// What a member holds before and after, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    rows: [u32; 2],
    places: [u32; 2],
    member: u32,
}

/// Counts of strata that were made before: by the module, the stratum, and the sets that open.
type Known = Hashed<(u32, u32, [u32; 2]), Counts>;

struct Counting<'a> {
    joints: Joints<'a>,
    /// By the number of the module's name.
    records: Vec<OnceCell<Records>>,
    /// Whether limits cut a grant, by the number of the module's name.
    limited: Vec<bool>,
}

pub(super) fn everybody(before: &Engine, after: &Engine, now: Timestamp) -> Preview {
    let joints = Joints::new(before, after);
    let modules = after.names.modules.last() as usize + 1;
    let limited = limited_modules(&joints, modules);
    let records = (0..modules).map(|_| OnceCell::new()).collect();
    let counting = Counting { joints, records, limited };
    let (lists, standings) = standings([before, after], now);
    let mut known = Known::default();
    let mut found: Vec<(u32, Change)> = Vec::new();
    for same in standings.chunk_by(|one, other| one.rows == other.rows) {
        counting.of_rows(&lists, same, &mut known, &mut found);
    }
    let permissions = counting.joints.all.into_iter().map(|joint| joint.permission).collect();
    Preview { permissions, of_one: false, changes: grouped(after, found) }
}

/// Everybody who holds something, with those who hold the same side by side; and the lists of places that they have.
fn standings(engines: [&Engine; 2], now: Timestamp) -> (Vec<Vec<(u32, u32)>>, Vec<Standing>) {
    let mut numbers: HashMap<Vec<(u32, u32)>, u32> = HashMap::from([(Vec::new(), 0)]);
    let mut lists = vec![Vec::new()];
    let mut standings = Vec::new();
    let last = engines.map(|engine| engine.rights.last_member());
    for member in 0..=last.into_iter().max().unwrap_or_default() {
        let rows = engines.map(|engine| engine.rights.row_number(member, now));
        if rows == [0, 0] {
            continue;
        }
        let places = engines.map(|engine| {
            let stands = engine.rights.row_number(member, now) != 0;
            let list: Vec<(u32, u32)> = engine.rights.places_at(member, now).filter(|_| stands).collect();
            *numbers.entry(list).or_insert_with_key(|list| {
                lists.push(list.clone());
                u32::try_from(lists.len() - 1).unwrap_or_default()
            })
        });
        standings.push(Standing { rows, places, member });
    }
    standings.sort_unstable();
    (lists, standings)
}

fn limited_modules(joints: &Joints<'_>, modules: usize) -> Vec<bool> {
    let mut limited = vec![false; modules];
    for side in joints.sides {
        for row in side.0.rights.each_row().filter(|row| row.has_limits()) {
            let entries = row.entries.iter().zip(0..).filter(|(entry, _)| entry.is_limited());
            for (_, number) in entries {
                let module =
                    side.shapes(number).and_then(|(_, module)| limited.get_mut(module.table as usize));
                module.into_iter().for_each(|module| *module = true);
            }
        }
    }
    // What follows is limited where its parents are.
    for _ in 0..2 {
        for side in joints.sides {
            for module in &side.0.rights.shape.modules {
                let any = module.parents.iter().any(|parent| limited.get(*parent as usize) == Some(&true));
                limited.get_mut(module.table as usize).into_iter().for_each(|own| *own |= any);
            }
        }
    }
    limited
}

/// What changes for a member.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Change {
    moved: Vec<Moved>,
    ends_with_nothing: bool,
    ends_with_everything: bool,
}

impl<'a> Counting<'a> {
    fn records(&self, module: u32) -> Option<&Records> {
        let [before, after] = self.joints.sides.map(|side| side.0);
        let values = self.limited.get(module as usize).copied().unwrap_or(true);
        let cell = self.records.get(module as usize)?;
        let moved = self.joints.is_module_moved(module);
        Some(cell.get_or_init(|| Records::of(before, after, module, (values, moved))))
    }

    /// Everybody who held one row and is to hold another.
    fn of_rows(
        &self,
        lists: &[Vec<(u32, u32)>],
        same: &[Standing],
        known: &mut Known,
        found: &mut Vec<(u32, Change)>,
    ) {
        let Some(first) = same.first() else { return };
        let rows = [(0, first.rows[0]), (1, first.rows[1])].map(|(side, row)| self.side(side).row(row));
        let [Some(was), Some(is)] = rows else { return };
        let of_rows = self.joints.of_rows(first.rows, [was, is]);
        let mut bases: Vec<Option<Base>> = Vec::new();
        for same in same.chunk_by(|one, other| one.places == other.places) {
            let places = same.first().map(|first| first.places).unwrap_or_default();
            let [had, has] =
                places.map(|list| lists.get(list as usize).map(Vec::as_slice).unwrap_or_default());
            let mut looks = of_rows.clone();
            looks.extend(self.joints.of_places([was, is], [had, has]));
            looks.sort_unstable();
            looks.dedup();
            if looks.is_empty() {
                continue;
            }
            let holdings = [Holding { row: was, places: had }, Holding { row: is, places: has }];
            bases.resize(self.joints.all.len(), None);
            for place in &looks {
                if let Some(base) = bases.get_mut(*place as usize).filter(|base| base.is_none()) {
                    *base = self.base(*place, holdings, known);
                }
            }
            let look = |place: u32| self.look(place, holdings, bases.get(place as usize)?.as_ref()?);
            let looks: Vec<Look<'_>> = looks.into_iter().filter_map(look).collect();
            self.of_holdings(holdings, &looks, same, found);
        }
    }

    fn side(&self, side: usize) -> Side<'a> {
        let [before, after] = self.joints.sides;
        if side == 0 { before } else { after }
    }

    /// Everybody who held the same and is to hold the same.
    fn of_holdings(
        &self,
        holdings: [Holding<'_>; 2],
        looks: &[Look<'_>],
        same: &[Standing],
        found: &mut Vec<(u32, Change)>,
    ) {
        let [before, after] = self.joints.sides;
        let [had, has] = holdings;
        let ends_with_nothing = !after.may_something(has) && before.may_something(had);
        let ends_with_everything = after.may_everything(has.row) && !before.may_everything(had.row);
        for Standing { member, .. } in same {
            let moved: Vec<Moved> =
                looks.iter().filter_map(|look| self.change(look, holdings, *member)).collect();
            if !moved.is_empty() || ends_with_nothing || ends_with_everything {
                found.push((*member, Change { moved, ends_with_nothing, ends_with_everything }));
            }
        }
    }

    /// What one permission does for a member, where it does something.
    fn change(&self, look: &Look<'_>, holdings: [Holding<'_>; 2], member: u32) -> Option<Moved> {
        let mut counts = look.counts;
        look.records.each_own(self.joints.sides, member, |own, stratum, ways| {
            let opens = self.opens(look, holdings, stratum, ways);
            let [before, after] = self.holds(opens, ways);
            counts.take(own.count, before, after);
            let [was, is] = opens;
            counts.add(own.count, before || (own.before && was.own), after || (own.after && is.own));
        });
        let [reach_before, reach_after] = look.reach;
        let change = Moved {
            permission: look.place,
            reach_before,
            reach_after,
            limits_changed: look.limits_changed,
            records_before: counts.before,
            records_after: counts.after,
            gained: counts.after - counts.both,
            lost: counts.before - counts.both,
        };
        let changes =
            change.gained > 0 || change.lost > 0 || reach_before != reach_after || look.limits_changed;
        changes.then_some(change)
    }

    /// What opens a record of a stratum - or of a container in which there is a place.
    fn opens(
        &self,
        look: &Look<'_>,
        holdings: [Holding<'_>; 2],
        stratum: u32,
        (was, is): (Option<Way>, Option<Way>),
    ) -> Opens {
        let in_place = holdings.iter().any(|holding| !holding.places.is_empty())
            && was
                .iter()
                .chain(&is)
                .flat_map(Way::containers)
                .any(|container| has_place(holdings, container));
        if !in_place {
            return look.opens.get(stratum as usize).copied().unwrap_or_default();
        }
        self.open(look.joint, holdings, (was, is))
    }

    fn open(
        &self,
        joint: &Joint,
        holdings: [Holding<'_>; 2],
        (was, is): (Option<Way>, Option<Way>),
    ) -> Opens {
        let ([before, after], [had, has]) = (self.joints.sides, holdings);
        let [one, other] = joint.numbers;
        [before.opens(had, one, was), after.opens(has, other, is)]
    }

    fn holds(&self, [was, is]: Opens, ways: (Option<Way>, Option<Way>)) -> [bool; 2] {
        let [before, after] = self.joints.sides;
        [before.holds(was, ways.0), after.holds(is, ways.1)]
    }

    /// Counts for all who hold the same, their own records apart.
    fn look<'l>(&'l self, place: u32, holdings: [Holding<'_>; 2], base: &'l Base) -> Option<Look<'l>> {
        let joint = self.joints.all.get(place as usize)?;
        let ([before, after], [had, has]) = (self.joints.sides, holdings);
        let [one, other] = joint.numbers;
        let mut look = Look {
            place,
            joint,
            records: self.records(joint.module)?,
            opens: &base.opens,
            counts: base.counts,
            reach: [before.reach(had, one), after.reach(has, other)],
            limits_changed: limits_changed(joint, self.joints.sides, holdings),
        };
        self.add_places(&mut look, holdings);
        Some(look)
    }

    fn base(&self, place: u32, holdings: [Holding<'_>; 2], known: &mut Known) -> Option<Base> {
        let joint = self.joints.all.get(place as usize)?;
        let records = self.records(joint.module)?;
        let outside = holdings.map(|holding| Holding { places: &[], ..holding });
        let mut base = Base::default();
        for (stratum, number) in records.strata.iter().zip(0_u32..) {
            let opens = self.open(joint, outside, (stratum.before, stratum.after));
            let sets = opens.map(|open| open.set);
            let counts = known.entry((joint.module, number, sets)).or_insert_with(|| {
                let mut counts = Counts::default();
                for (was, is, count) in &stratum.classes {
                    let of = |way: Option<Way>, class| way.map(|way| Way { class, ..way });
                    let [before, after] =
                        self.holds(opens, (of(stratum.before, *was), of(stratum.after, *is)));
                    counts.add(*count, before, after);
                }
                counts
            });
            base.counts.before += counts.before;
            base.counts.after += counts.after;
            base.counts.both += counts.both;
            base.opens.push(opens);
        }
        Some(base)
    }

    /// What places in containers add.
    fn add_places(&self, look: &mut Look<'_>, holdings: [Holding<'_>; 2]) {
        let containers = holdings.iter().flat_map(|holding| holding.places.iter().map(|place| place.0));
        for number in look.records.in_containers(containers) {
            let Some(pair) = look.records.pairs.get(number as usize) else { continue };
            let ways = (pair.before, pair.after);
            let outside = look.opens.get(pair.stratum as usize).copied().unwrap_or_default();
            let [before, after] = self.holds(outside, ways);
            look.counts.take(pair.count, before, after);
            let [before, after] = self.holds(self.open(look.joint, holdings, ways), ways);
            look.counts.add(pair.count, before, after);
        }
    }
}

fn has_place(holdings: [Holding<'_>; 2], container: u32) -> bool {
    let has = |places: &Places| places.binary_search_by_key(&container, |place| place.0).is_ok();
    holdings.iter().any(|holding| has(holding.places))
}

/// Puts those together for whom the same changes.
fn grouped(after: &Engine, mut found: Vec<(u32, Change)>) -> Vec<SameChange> {
    let last = after.names.members.last() as usize;
    let mut ranks = vec![u32::MAX; last + 1];
    for (slot, rank) in after.rights.order().iter().zip(0..) {
        ranks.get_mut(*slot as usize).into_iter().for_each(|place| *place = rank);
    }
    let rank = |slot: u32| ranks.get(slot as usize).copied().unwrap_or(NONE);
    found.sort_unstable_by_key(|(member, _)| (rank(*member), *member));
    let mut numbers: Hashed<Change, usize> = Hashed::default();
    let mut changes: Vec<SameChange> = Vec::new();
    for (member, change) in found {
        let Some(member) = after.names.members.get(member).cloned() else { continue };
        let number = *numbers.entry(change).or_insert_with_key(|change| {
            changes.push(SameChange {
                members: Vec::new(),
                moved: change.moved.clone(),
                ends_with_nothing: change.ends_with_nothing,
                ends_with_everything: change.ends_with_everything,
            });
            changes.len() - 1
        });
        changes.get_mut(number).into_iter().for_each(|change| change.members.push(member.clone()));
    }
    // The order of the first members stays among those of one size.
    changes.sort_by_key(|change| {
        let size = std::cmp::Reverse(change.members.len());
        (!change.ends_with_nothing, !change.ends_with_everything, size)
    });
    changes
}
