//! Whose records open to whom: for each class of viewers, module and access class, a set of classes of owners, as bits. What the
//! tree, peers, sharing defaults and rules open is folded into it. Sets that are the same are kept once.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use rolecall_catalog::AccessClass;
use rolecall_organization::{GroupId, Organization, Principal, PrincipalKind, SharingRule, SharingRuleId};

use super::{
    classes::{ClassKey, Classes},
    shape::Shape,
    tree::{NO_POSITION, Tree},
};

/// The access classes, by their place.
const CLASSES: [AccessClass; 3] = [AccessClass::Read, AccessClass::Write, AccessClass::Delete];

/// The set that holds nobody.
pub(crate) const EMPTY: u32 = 0;

/// Sets of classes of owners.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sets {
    words: Vec<u64>,
    stride: u32,
    /// Where the set of a viewer's class, module and access class begins.
    places: Vec<u32>,
    modules: u32,
    /// The rules by module, in the order of their ids.
    rules: Vec<Arc<Vec<Folded>>>,
    /// How many words there were when all was folded.
    fresh: usize,
}

/// A sharing rule, folded.
#[derive(Debug, Clone)]
struct Folded {
    id: SharingRuleId,
    rule: Arc<SharingRule>,
    /// The classes of owners that it covers.
    from: Arc<[u64]>,
    /// The classes of viewers to whom it opens.
    to: Arc<BTreeSet<u32>>,
}

impl Sets {
    /// Folds the tree and the rules of an organization.
    pub fn of(
        organization: &Organization,
        shape: &Shape,
        tree: &Tree,
        owners: &Classes,
        viewers: &Classes,
    ) -> Self {
        let modules = u32::try_from(shape.modules.len()).unwrap_or_default();
        let stride = owners.len() / 64 + 1;
        let mut sets = Self {
            words: [vec![0; stride as usize], vec![u64::MAX; stride as usize]].concat(),
            stride,
            places: vec![EMPTY; 3 * (modules * viewers.len()) as usize],
            modules,
            rules: vec![Arc::default(); shape.modules.len()],
            fresh: 0,
        };
        sets.fold(organization, shape, tree, (owners, viewers), &(0..modules).collect());
        sets.fresh = sets.words.len();
        sets
    }

    /// Folds the rules and defaults of some modules again.
    pub fn fold(
        &mut self,
        organization: &Organization,
        shape: &Shape,
        tree: &Tree,
        (owners, viewers): (&Classes, &Classes),
        modules: &BTreeSet<u32>,
    ) {
        let fold = Fold::new(organization, tree, owners, viewers);
        let opened = self.fold_rules(&fold, shape, modules);
        let defaults = defaults(organization, shape, modules);
        let words = self.words.chunks_exact(self.stride as usize).zip((0..).step_by(self.stride as usize));
        let mut known: Known = words.map(|(set, place)| (set.into(), place)).collect();
        for (viewer, key) in viewers.all() {
            let base = fold.base(key, self.stride as usize);
            let plain = base.as_ref().map_or(self.stride, |base| self.keep(&mut known, base));
            for module in modules {
                let mut before: Option<(&[u64], u32)> = None;
                for class in 0..3 {
                    let open = plain == self.stride || defaults.contains(&(*module, class));
                    let more = opened.get(&(viewer, *module)).filter(|_| !open);
                    let more = more.and_then(|words| words.chunks_exact(self.stride as usize).nth(class));
                    let place = match (open, more) {
                        (true, _) => self.stride,
                        (false, None) => plain,
                        (false, Some(more)) => match before.filter(|(same, _)| *same == more) {
                            Some((_, place)) => place,
                            None => self.keep(&mut known, &union(base.as_deref().unwrap_or_default(), more)),
                        },
                    };
                    before = more.map(|more| (more, place));
                    let at = (viewer * self.modules + module) as usize * 3 + class;
                    self.places.get_mut(at).into_iter().for_each(|there| *there = place);
                }
            }
        }
    }

    /// The rules of some modules: keeps them, and answers what they open.
    fn fold_rules(&mut self, fold: &Fold<'_>, shape: &Shape, modules: &BTreeSet<u32>) -> Opened {
        let (opened, rules) = fold.rules(shape, self.stride as usize, modules);
        for (module, rules) in rules {
            self.rules
                .get_mut(module as usize)
                .into_iter()
                .for_each(|there| *there = Arc::new(rules.clone()));
        }
        opened
    }

    /// Whether so many sets are no longer used that it is worth folding all anew.
    pub fn is_worn(&self) -> bool {
        self.words.len() > 2 * self.fresh + (1 << 16)
    }

    fn keep(&mut self, known: &mut Known, set: &[u64]) -> u32 {
        if let Some(place) = known.get(set) {
            return *place;
        }
        let place = u32::try_from(self.words.len()).unwrap_or_default();
        self.words.extend_from_slice(set);
        known.insert(set.into(), place);
        place
    }

    /// All sets, one behind the other.
    pub fn all(&self) -> &[u64] {
        &self.words
    }

    /// The set that holds everybody, nobody included.
    pub fn everybody(&self) -> u32 {
        self.stride
    }

    /// The set of a viewer's class for a module and an access class.
    #[inline]
    pub fn place(&self, viewer: u32, module: u32, class: usize) -> u32 {
        let at = (viewer * self.modules + module) as usize * 3 + class;
        self.places.get(at).copied().unwrap_or_default()
    }

    /// Whether a set holds a class of owners.
    #[inline]
    pub fn holds(&self, set: u32, class: u32) -> bool {
        self.words.get((set + (class >> 6)) as usize).is_some_and(|word| word >> (class & 63) & 1 == 1)
    }

    /// The rules on a module that open records of a class of owners to a class of viewers, in the order of their ids.
    pub fn rules(
        &self,
        module: u32,
        class: usize,
        owner: u32,
        viewer: u32,
    ) -> impl Iterator<Item = (&SharingRuleId, &SharingRule)> {
        let holds = move |rule: &&Folded| {
            let covered =
                rule.from.get((owner >> 6) as usize).is_some_and(|word| word >> (owner & 63) & 1 == 1);
            covered
                && rule.to.contains(&viewer)
                && CLASSES.get(class).is_some_and(|class| rule.rule.level.admits(*class))
        };
        let rules = self.rules.get(module as usize).into_iter().flat_map(|rules| rules.iter()).filter(holds);
        rules.map(|rule| (&rule.id, rule.rule.as_ref()))
    }

    /// The bits of a set.
    pub fn bits(&self, set: u32) -> &[u64] {
        self.words.get(set as usize..(set + self.stride) as usize).unwrap_or_default()
    }
}

/// The modules and access classes that are open by default.
fn defaults(organization: &Organization, shape: &Shape, modules: &BTreeSet<u32>) -> BTreeSet<(u32, usize)> {
    let modules = modules.iter().filter_map(|place| Some((*place, shape.module(*place)?)));
    let open = modules.flat_map(|(place, module)| {
        let level = organization.sharing_default(&module.id);
        let admitted =
            move |(_, class): &(usize, AccessClass)| level.is_some_and(|level| level.admits(*class));
        CLASSES.into_iter().enumerate().filter(admitted).map(move |(class, _)| (place, class))
    });
    open.collect()
}

/// Where each set begins.
type Known = HashMap<Box<[u64]>, u32>;

fn union(one: &[u64], other: &[u64]) -> Vec<u64> {
    one.iter().zip(other).map(|(one, other)| one | other).collect()
}

/// Sets by viewers' class and module, one for each access class.
type Opened = HashMap<(u32, u32), Box<[u64]>>;

/// What is looked up while an organization is folded.
struct Fold<'a> {
    organization: &'a Organization,
    tree: &'a Tree,
    viewers: &'a Classes,
    /// Classes by the number of their position.
    owners_at: Vec<Vec<u32>>,
    viewers_at: Vec<Vec<u32>>,
    owners_in: HashMap<&'a GroupId, Vec<u32>>,
    viewers_in: HashMap<&'a GroupId, Vec<u32>>,
}

impl<'a> Fold<'a> {
    fn new(
        organization: &'a Organization,
        tree: &'a Tree,
        owners: &'a Classes,
        viewers: &'a Classes,
    ) -> Self {
        let (owners_at, owners_in) = places(tree, owners);
        let (viewers_at, viewers_in) = places(tree, viewers);
        Self { organization, tree, viewers, owners_at, viewers_at, owners_in, viewers_in }
    }

    /// What the tree opens to a class of viewers; `None`: everything.
    fn base(&self, key: &ClassKey, stride: usize) -> Option<Vec<u64>> {
        let number = number(self.tree, key);
        if self.tree.is_top(number) {
            return None;
        }
        let mut bits = vec![0; stride];
        if let Some(spot) = self.tree.spot(number).filter(|_| number != NO_POSITION) {
            let first = if spot.shares { number } else { number + 1 };
            let below = self.owners_at.get(first as usize..=spot.last as usize).unwrap_or_default();
            below.iter().flatten().for_each(|class| set_bit(&mut bits, *class));
        }
        Some(bits)
    }

    /// What rules open, by viewers' class and module: three sets, one for each access class; and the rules by module.
    fn rules(
        &self,
        shape: &Shape,
        stride: usize,
        modules: &BTreeSet<u32>,
    ) -> (Opened, BTreeMap<u32, Vec<Folded>>) {
        let mut opened = Opened::new();
        let mut rules: BTreeMap<u32, Vec<Folded>> =
            modules.iter().map(|module| (*module, Vec::new())).collect();
        let mut froms: BTreeMap<&Principal, Arc<[u64]>> = BTreeMap::new();
        let mut tos: BTreeMap<(&Principal, bool), Arc<BTreeSet<u32>>> = BTreeMap::new();
        for (id, rule) in &self.organization.policy().sharing_rules {
            let place = shape.place(&rule.module);
            let Some(there) = place.and_then(|module| rules.get_mut(&module)) else { continue };
            let module = place.unwrap_or_default();
            let from = froms.entry(&rule.from).or_insert_with(|| self.owners(&rule.from, stride));
            let superiors = rule.superiors_allowed;
            let to =
                tos.entry((&rule.to, superiors)).or_insert_with(|| self.viewers(&rule.to, superiors).into());
            for viewer in to.iter() {
                let words = opened.entry((*viewer, module)).or_insert_with(|| vec![0; 3 * stride].into());
                for (class, set) in CLASSES.into_iter().zip(words.chunks_exact_mut(stride)) {
                    if rule.level.admits(class) {
                        set.iter_mut().zip(from.iter()).for_each(|(word, more)| *word |= more);
                    }
                }
            }
            let folded =
                Folded { id: id.clone(), rule: Arc::clone(rule), from: Arc::clone(from), to: Arc::clone(to) };
            there.push(folded);
        }
        (opened, rules)
    }

    /// The classes of owners that one side of a rule covers, as bits.
    fn owners(&self, from: &Principal, stride: usize) -> Arc<[u64]> {
        let mut bits = vec![0; stride];
        let covered = self.covered(from, &self.owners_at, &self.owners_in);
        covered.into_iter().for_each(|class| set_bit(&mut bits, class));
        bits.into()
    }

    /// The classes that one side of a rule covers.
    fn covered(
        &self,
        principal: &Principal,
        at: &[Vec<u32>],
        named: &HashMap<&GroupId, Vec<u32>>,
    ) -> BTreeSet<u32> {
        match &principal.kind {
            PrincipalKind::Position(position) => {
                let Some(number) = self.tree.find(position) else { return BTreeSet::new() };
                self.positions(number, principal.and_below, at).copied().collect()
            }
            PrincipalKind::Group(group) => {
                let mut classes: BTreeSet<u32> = named.get(group).into_iter().flatten().copied().collect();
                let mut seen = BTreeSet::new();
                self.group_positions(group, &mut seen, &mut |number, below| {
                    classes.extend(self.positions(number, below, at));
                });
                classes
            }
        }
    }

    fn positions<'b>(&self, number: u32, below: bool, at: &'b [Vec<u32>]) -> impl Iterator<Item = &'b u32> {
        let last = self.tree.spot(number).filter(|_| below).map_or(number, |spot| spot.last);
        at.get(number as usize..=last as usize).unwrap_or_default().iter().flatten()
    }

    fn group_positions<'b>(
        &'b self,
        group: &'b GroupId,
        seen: &mut BTreeSet<&'b GroupId>,
        take: &mut dyn FnMut(u32, bool),
    ) {
        let Some(found) = self.organization.group(group).filter(|_| seen.insert(group)) else { return };
        for (positions, below) in [(&found.parts.positions, false), (&found.parts.positions_and_below, true)]
        {
            positions
                .iter()
                .filter_map(|position| self.tree.find(position))
                .for_each(|number| take(number, below));
        }
        found.parts.groups.iter().for_each(|inner| self.group_positions(inner, seen, take));
    }

    /// The classes of viewers to whom a rule opens: those that it covers, and with `superiors` those above a member of such.
    fn viewers(&self, to: &Principal, superiors: bool) -> BTreeSet<u32> {
        let mut viewers = self.covered(to, &self.viewers_at, &self.viewers_in);
        if superiors {
            let keys: HashMap<u32, &ClassKey> = self.viewers.all().collect();
            let here = viewers.iter().filter(|class| !self.viewers.members(**class).is_empty());
            let numbers: BTreeSet<u32> =
                here.filter_map(|class| keys.get(class)).map(|key| number(self.tree, key)).collect();
            let above = numbers.iter().flat_map(|number| {
                let up = |number: &u32| {
                    self.tree.spot(*number).map(|spot| spot.above).filter(|above| *above != NO_POSITION)
                };
                std::iter::successors(up(number), up)
            });
            let mut above: BTreeSet<u32> = above.collect();
            // Who has no position has no superior but the top.
            if numbers.contains(&NO_POSITION) {
                above.extend((0..self.tree.len()).filter(|number| self.tree.is_top(*number)));
            }
            viewers.extend(above.iter().filter_map(|number| self.viewers_at.get(*number as usize)).flatten());
        }
        viewers
    }
}

/// The number of a class's position.
pub(crate) fn number(tree: &Tree, key: &ClassKey) -> u32 {
    key.position.as_ref().and_then(|position| tree.find(position)).unwrap_or(NO_POSITION)
}

type Places<'a> = (Vec<Vec<u32>>, HashMap<&'a GroupId, Vec<u32>>);

fn places<'a>(tree: &Tree, classes: &'a Classes) -> Places<'a> {
    let mut at = vec![Vec::new(); tree.len() as usize];
    let mut named: HashMap<&GroupId, Vec<u32>> = HashMap::new();
    for (class, key) in classes.all() {
        let number = number(tree, key);
        if number != NO_POSITION {
            at.get_mut(number as usize).into_iter().for_each(|there| there.push(class));
        }
        key.groups.iter().for_each(|group| named.entry(group).or_default().push(class));
    }
    (at, named)
}

fn set_bit(bits: &mut [u64], class: u32) {
    bits.get_mut((class >> 6) as usize).into_iter().for_each(|word| *word |= 1 << (class & 63));
}
