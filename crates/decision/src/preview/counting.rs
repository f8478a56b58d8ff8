//! Counts for everybody: once for those who hold the same, then own records, one member after another.

use std::{
    cell::OnceCell,
    collections::{BTreeSet, HashMap},
    rc::Rc,
};

use foldhash::fast::FixedState;
use jiff::Timestamp;
use rolecall_catalog::Reach;

use super::{
    Moved, Preview,
    counts::Counts,
    differ::{Joint, Joints, limits_changed},
    members::{Change, Standing, grouped, standings},
    records::Records,
    side::{Holding, Level, Open, Side},
};
use crate::engine::{Engine, Way};

type Hashed<K, V> = HashMap<K, V, FixedState>;

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

/// What is held before and after, by number.
type Kinds = [u32; 2];

/// How far somebody reaches, stratum by stratum.
type Levels = Rc<[[Level; 2]]>;

/// A container, and the rows of what is held there.
type Place = (u32, [u32; 2]);

/// What was found out before, for others.
#[derive(Default)]
struct Known {
    /// Counts of strata: by the module, the stratum, and the sets that open.
    counts: Hashed<(u32, u32, [u32; 2]), Counts>,
    /// How far those reach by a permission who hold the same: stratum by stratum.
    levels: Hashed<(u32, Kinds), Levels>,
    /// What a place in a container takes away and adds, for those who hold the same and have the same place.
    places: Hashed<(u32, Kinds, Place), [Counts; 2]>,
}

struct Counting<'a> {
    joints: Joints<'a>,
    /// By the number of the module's name.
    records: Vec<OnceCell<Records>>,
    /// Whether limits cut a grant, by the number of the module's name.
    limited: Vec<bool>,
    /// What rows hold, whatever their members are to the tree, by the number of the row.
    kinds: [Vec<u32>; 2],
}

pub(super) fn everybody(before: &Engine, after: &Engine, now: Timestamp) -> Preview {
    let joints = Joints::new(before, after);
    let modules = after.names.modules.last() as usize + 1;
    let limited = limited_modules(&joints, modules);
    let records = (0..modules).map(|_| OnceCell::new()).collect();
    let kinds = [before, after].map(|engine| engine.rights.kinds());
    let counting = Counting { joints, records, limited, kinds };
    let (lists, standings) = standings([before, after], now);
    let mut known = Known::default();
    let mut found: Vec<(u32, Change)> = Vec::new();
    for same in standings.chunk_by(|one, other| one.rows == other.rows) {
        counting.of_rows(&lists, same, &mut known, &mut found);
    }
    let permissions = counting.joints.all.into_iter().map(|joint| joint.permission).collect();
    Preview { permissions, of_one: false, changes: grouped(after, found) }
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
        let [one, other] = &self.kinds;
        let kind = |kinds: &[u32], row: u32| kinds.get(row as usize).copied().unwrap_or(u32::MAX);
        let kinds = [kind(one, first.rows[0]), kind(other, first.rows[1])];
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
                    *base = self.base(*place, (holdings, kinds), known);
                }
            }
            let look =
                |place: u32| self.look(place, (holdings, kinds), bases.get(place as usize)?.as_ref()?, known);
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
    fn look<'l>(
        &'l self,
        place: u32,
        (holdings, kinds): ([Holding<'_>; 2], [u32; 2]),
        base: &'l Base,
        known: &mut Known,
    ) -> Option<Look<'l>> {
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
        self.add_places(&mut look, (holdings, kinds), known);
        Some(look)
    }

    fn base(
        &self,
        place: u32,
        (holdings, kinds): ([Holding<'_>; 2], [u32; 2]),
        known: &mut Known,
    ) -> Option<Base> {
        let joint = self.joints.all.get(place as usize)?;
        let records = self.records(joint.module)?;
        let ([before, after], [had, has]) = (self.joints.sides, holdings);
        let levels = known.levels.entry((place, kinds)).or_insert_with(|| {
            let outside = holdings.map(|holding| Holding { places: &[], ..holding });
            let ways = records.strata.iter().map(|stratum| (stratum.before, stratum.after));
            ways.map(|ways| self.level(joint, outside, ways)).collect()
        });
        let mut base = Base::default();
        for ((stratum, number), [was, is]) in records.strata.iter().zip(0_u32..).zip(levels.iter()) {
            let opens = [before.aim(*was, had.row.viewer()), after.aim(*is, has.row.viewer())];
            let sets = opens.map(|open| open.set);
            let counts = known.counts.entry((joint.module, number, sets)).or_insert_with(|| {
                let mut counts = Counts::default();
                for (was, is, count) in &stratum.classes {
                    let of = |way: Option<Way>, class| way.map(|way| Way { class, ..way });
                    let [before, after] =
                        self.holds(opens, (of(stratum.before, *was), of(stratum.after, *is)));
                    counts.add(*count, before, after);
                }
                counts
            });
            base.counts.add_all(counts);
            base.opens.push(opens);
        }
        Some(base)
    }

    fn level(
        &self,
        joint: &Joint,
        [had, has]: [Holding<'_>; 2],
        (was, is): (Option<Way>, Option<Way>),
    ) -> [Level; 2] {
        let ([before, after], [one, other]) = (self.joints.sides, joint.numbers);
        [before.level(had, one, was), after.level(has, other, is)]
    }

    /// What places in containers add.
    fn add_places(
        &self,
        look: &mut Look<'_>,
        (holdings, kinds): ([Holding<'_>; 2], [u32; 2]),
        known: &mut Known,
    ) {
        let containers: BTreeSet<u32> =
            holdings.iter().flat_map(|holding| holding.places.iter().map(|place| place.0)).collect();
        for container in &containers {
            let there = holdings.map(|holding| holding.there(*container).unwrap_or(u32::MAX));
            let key = (look.place, kinds, (*container, there));
            let [taken, added] = *known
                .places
                .entry(key)
                .or_insert_with(|| self.change_of(look, holdings, look.records.inside(*container)));
            look.counts.take_all(&taken);
            look.counts.add_all(&added);
        }
        let mixed = look.records.mixed(containers.into_iter());
        let [taken, added] = self.change_of(look, holdings, &mixed);
        look.counts.take_all(&taken);
        look.counts.add_all(&added);
    }

    /// On how many records of pairs something is allowed to whoever has no place, and to whom it is about.
    fn change_of(&self, look: &Look<'_>, holdings: [Holding<'_>; 2], pairs: &[u32]) -> [Counts; 2] {
        let mut change = [Counts::default(); 2];
        let [taken, added] = &mut change;
        for pair in pairs.iter().filter_map(|number| look.records.pairs.get(*number as usize)) {
            let ways = (pair.before, pair.after);
            let outside = look.opens.get(pair.stratum as usize).copied().unwrap_or_default();
            let [before, after] = self.holds(outside, ways);
            taken.add(pair.count, before, after);
            let [before, after] = self.holds(self.open(look.joint, holdings, ways), ways);
            added.add(pair.count, before, after);
        }
        change
    }
}

fn has_place(holdings: [Holding<'_>; 2], container: u32) -> bool {
    holdings.iter().any(|holding| holding.there(container).is_some())
}
