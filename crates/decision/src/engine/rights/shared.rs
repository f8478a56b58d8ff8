//! What sharing rules open: the rules of each module, and for each class of viewers what those open to it, kept from one policy to
//! the next, so that of forty thousand rules only those are looked at that a change is about.

use std::{collections::BTreeSet, sync::Arc};

use rolecall_catalog::AccessClass;
use rolecall_organization::{Organization, SharingRule, SharingRuleId};

use super::{
    fold::Fold,
    pool::{EMPTY, Pool},
    shape::Shape,
    sides::Sides,
};

/// The access classes, by their place.
pub(super) const CLASSES: [AccessClass; 3] = [AccessClass::Read, AccessClass::Write, AccessClass::Delete];

/// A sharing rule, folded: its sides by number.
#[derive(Debug, Clone)]
struct Folded {
    id: SharingRuleId,
    rule: Arc<SharingRule>,
    from: u32,
    to: u32,
}

/// The sharing rules of an organization.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    sides: Arc<Sides>,
    modules: Vec<Module>,
    /// What rules open to somebody.
    opens: Pool,
}

/// The rules of one module.
#[derive(Debug, Clone, Default)]
struct Module {
    /// In the order of their ids.
    rules: Arc<Vec<Folded>>,
    /// For each class of viewers three sets, one for each access class.
    opened: Arc<Vec<u32>>,
}

/// What has to be opened again.
#[derive(Debug)]
pub(super) struct Stale {
    /// By class.
    pub viewers: Vec<bool>,
    /// By place.
    pub modules: Vec<bool>,
}

impl Stale {
    /// Nothing of it, or all.
    pub fn new(viewers: u32, modules: u32, all: bool) -> Self {
        Self { viewers: vec![all; viewers as usize], modules: vec![all; modules as usize] }
    }

    /// What is opened to these viewers may be other now.
    fn mark(&mut self, viewers: &[u32]) {
        for viewer in viewers {
            self.viewers.get_mut(*viewer as usize).into_iter().for_each(|mark| *mark = true);
        }
    }

    /// The defaults of modules are others now: that is about everybody.
    pub fn mark_defaults(&mut self, modules: &BTreeSet<u32>) {
        if !modules.is_empty() {
            self.viewers.fill(true);
            modules.iter().for_each(|module| self.mark_module(*module));
        }
    }

    fn mark_module(&mut self, module: u32) {
        self.modules.get_mut(module as usize).into_iter().for_each(|mark| *mark = true);
    }

    /// Whether what a module opens to a class of viewers may be other now.
    pub fn is(&self, module: u32, viewer: u32) -> bool {
        self.modules.get(module as usize) == Some(&true) && self.viewers.get(viewer as usize) == Some(&true)
    }
}

impl Shared {
    /// All rules, folded; nothing is opened yet.
    pub fn of(organization: &Organization, shape: &Shape, fold: &Fold<'_>, stride: u32) -> Self {
        let mut sides = Sides::default();
        let mut rules: Vec<Vec<Folded>> = shape.modules.iter().map(|_| Vec::new()).collect();
        for (id, rule) in &organization.policy().sharing_rules {
            let there = shape.place(&rule.module).and_then(|module| rules.get_mut(module as usize));
            there.into_iter().for_each(|there| there.push(folded(&mut sides, fold, id, rule)));
        }
        let module = |rules| Module { rules: Arc::new(rules), opened: Arc::default() };
        let modules = rules.into_iter().map(module).collect();
        Self { sides: Arc::new(sides), modules, opens: Pool::new(stride) }
    }

    /// Takes in that the tree is another, and with `classes` that there are classes that there were not.
    pub fn fold_again(&mut self, fold: &Fold<'_>, classes: bool, stale: &mut Stale) {
        let sides = Arc::make_mut(&mut self.sides);
        let changes = sides.fold_again(fold, classes);
        if changes.is_none() {
            return;
        }
        for (module, place) in self.modules.iter().zip(0..) {
            for rule in module.rules.iter() {
                let to = changes.to.get(rule.to as usize).and_then(Option::as_ref);
                if to.is_some() || changes.from.get(rule.from as usize) == Some(&true) {
                    stale.mark_module(place);
                    stale.mark(to.map(AsRef::as_ref).unwrap_or_default());
                    stale.mark(sides.viewers(rule.to));
                }
            }
        }
    }

    /// Takes in rules of a module that are new, others now, or gone.
    pub fn change<'r>(
        &mut self,
        fold: &Fold<'_>,
        place: u32,
        rules: impl IntoIterator<Item = (&'r SharingRuleId, Option<&'r Arc<SharingRule>>)>,
        stale: &mut Stale,
    ) {
        let Some(module) = self.modules.get_mut(place as usize) else { return };
        stale.mark_module(place);
        for (id, now) in rules {
            let found = module.rules.binary_search_by(|rule| rule.id.cmp(id));
            if found.is_err() && now.is_none() {
                continue;
            }
            let listed = Arc::make_mut(&mut module.rules);
            if let Ok(at) = found {
                stale.mark(self.sides.viewers(listed.remove(at).to));
            }
            if let Some(rule) = now {
                let rule = folded(Arc::make_mut(&mut self.sides), fold, id, rule);
                stale.mark(self.sides.viewers(rule.to));
                let (Ok(at) | Err(at)) = found;
                listed.insert(at, rule);
            }
        }
    }

    /// Opens again what is stale. Classes that came are opened nothing where no rule says otherwise.
    pub fn open(&mut self, stale: &Stale) {
        let Self { sides, modules, opens } = self;
        for (module, is_stale) in modules.iter_mut().zip(&stale.modules) {
            let length = 3 * stale.viewers.len();
            if module.opened.len() != length {
                Arc::make_mut(&mut module.opened).resize(length, EMPTY);
            }
            if *is_stale {
                module.open(sides, &stale.viewers, opens);
            }
        }
    }

    /// Where the set lies that rules on a module open to a class of viewers, for an access class.
    pub fn opened(&self, module: u32, viewer: u32, class: usize) -> u32 {
        let opened = self.modules.get(module as usize).map(|module| module.opened.as_slice());
        opened.and_then(|opened| opened.get(3 * viewer as usize + class)).copied().unwrap_or(EMPTY)
    }

    /// A set that rules open.
    pub fn set(&self, place: u32) -> &[u64] {
        self.opens.get(place)
    }

    /// Whether a rule opens, or did, to superiors of those that it covers.
    pub fn name_superiors(&self) -> bool {
        self.sides.name_superiors()
    }

    /// How many words are kept, used or not; a side takes about as many as a set.
    pub fn kept(&self) -> usize {
        self.opens.words().len() + self.sides.len() * self.opens.stride() as usize
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
            let word = self.sides.owners(rule.from).get((owner >> 6) as usize);
            word.is_some_and(|word| word >> (owner & 63) & 1 == 1)
                && self.sides.viewers(rule.to).binary_search(&viewer).is_ok()
                && CLASSES.get(class).is_some_and(|class| rule.rule.level.admits(*class))
        };
        // One list, so that the loop over it is one: there may be thousands of rules.
        let rules = self.modules.get(module as usize).map(|module| module.rules.as_slice());
        rules.unwrap_or_default().iter().filter(holds).map(|rule| (&rule.id, rule.rule.as_ref()))
    }
}

impl Module {
    /// Opens to some classes of viewers what the rules say.
    fn open(&mut self, sides: &Sides, stale: &[bool], opens: &mut Pool) {
        let opening = Opening::by(&self.rules, sides, stale, opens.stride() as usize);
        let opened = Arc::make_mut(&mut self.opened);
        let stale = opened.chunks_exact_mut(3).zip(stale).zip(0..).filter(|((_, stale), _)| **stale);
        for ((three, _), viewer) in stale {
            three.fill(EMPTY);
            three.iter_mut().zip(opening.get(viewer)).for_each(|(place, set)| *place = opens.keep(set));
        }
    }
}

fn folded(sides: &mut Sides, fold: &Fold<'_>, id: &SharingRuleId, rule: &Arc<SharingRule>) -> Folded {
    let (from, to) = (sides.from(fold, rule), sides.to(fold, rule));
    Folded { id: id.clone(), rule: Arc::clone(rule), from, to }
}

/// What the rules on one module open to some classes of viewers: three sets, one for each access class.
struct Opening {
    stride: usize,
    /// By viewers' class: which three, from 1; 0: none.
    numbers: Vec<u32>,
    words: Vec<u64>,
}

impl Opening {
    fn by(rules: &[Folded], sides: &Sides, stale: &[bool], stride: usize) -> Self {
        let mut opening = Self { stride, numbers: vec![0; stale.len()], words: Vec::new() };
        for rule in rules {
            let is_stale = |viewer: &&u32| stale.get(**viewer as usize) == Some(&true);
            for viewer in sides.viewers(rule.to).iter().filter(is_stale) {
                for (class, set) in CLASSES.into_iter().zip(opening.sets_of(*viewer)) {
                    if rule.rule.level.admits(class) {
                        set.iter_mut().zip(sides.owners(rule.from)).for_each(|(word, more)| *word |= more);
                    }
                }
            }
        }
        opening
    }

    fn sets_of(&mut self, viewer: u32) -> impl Iterator<Item = &mut [u64]> {
        let three = 3 * self.stride;
        let next = u32::try_from(self.words.len() / three).unwrap_or_default();
        let number = self.numbers.get_mut(viewer as usize).map_or(0, |number| {
            if *number == 0 {
                *number = next + 1;
                self.words.resize(self.words.len() + three, 0);
            }
            *number as usize
        });
        self.words.chunks_exact_mut(self.stride).skip(3 * number.saturating_sub(1)).take(3)
    }

    /// The three of a class of viewers, if rules open anything to it.
    fn get(&self, viewer: usize) -> impl Iterator<Item = &[u64]> {
        let number = self.numbers.get(viewer).copied().unwrap_or_default() as usize;
        let three = number.checked_sub(1).map(|number| 3 * number * self.stride);
        let words = three.and_then(|at| self.words.get(at..at + 3 * self.stride)).unwrap_or_default();
        words.chunks_exact(self.stride)
    }
}
