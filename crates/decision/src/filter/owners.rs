//! Whose records `shared` opens to a member: its own, those of subordinates and peers, and those that sharing rules open. What
//! applies to the member is collected first; then one pass over the members says who is covered.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rolecall_catalog::{AccessClass, ModuleId};
use rolecall_organization::{Member, MemberId, Organization, Principal, SharingRule};

use super::{
    condition::Values,
    cover::{Cover, Flags, Tree},
    names::Names,
};

/// The owners that a member reaches, worked out as far as somebody asks. Dates play no part in it.
pub(super) struct Owners<'a> {
    organization: &'a Organization,
    id: &'a MemberId,
    member: &'a Member,
    names: Names<'a>,
    tree: Tree<'a>,
    /// The positions below the member's.
    below: Flags,
    reached: RefCell<BTreeMap<(ModuleId, AccessClass), Values>>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(organization: &'a Organization, id: &'a MemberId, member: &'a Member) -> Self {
        let tree = Tree::of(organization);
        let mut below = Flags::default();
        if let Some(place) = tree.place_of(member) {
            tree.mark_below(place, &mut below, &mut Flags::default());
        }
        let names = Names::of(organization);
        Self { organization, id, member, names, tree, below, reached: RefCell::default() }
    }

    /// The member alone.
    pub(super) fn own(&self) -> Values {
        super::simplify::one(&self.names.name(self.id))
    }

    /// The owners whose records of a module `shared` opens to an action of a class, outside containers.
    pub(super) fn reached(&self, module: &ModuleId, class: AccessClass) -> Values {
        let key = (module.clone(), class);
        if let Some(known) = self.reached.borrow().get(&key) {
            return Arc::clone(known);
        }
        let cover = self.cover(module, class);
        let covered = self.members().filter(|(id, member)| {
            let place = self.tree.place_of(member);
            cover.holds(id, place) || self.is_subordinate(place)
        });
        let reached: Values = Arc::new(covered.map(|(id, _)| self.names.name(id)).collect());
        self.reached.borrow_mut().insert(key, Arc::clone(&reached));
        reached
    }

    /// Removed members stay owners.
    fn members(&self) -> impl Iterator<Item = (&'a MemberId, &'a Member)> + use<'a> {
        self.organization.policy().members.iter().map(|(id, member)| (id, member.as_ref()))
    }

    /// A member without a position has no superior but the top.
    fn is_subordinate(&self, place: Option<usize>) -> bool {
        place.map_or_else(|| self.organization.is_at_top(self.member), |place| self.below.has(place))
    }

    /// The member, peers where the position shares with them, and the `from` of every rule that is for the member.
    fn cover(&self, module: &ModuleId, class: AccessClass) -> Cover<'a> {
        let mut cover = Cover::default();
        cover.add_member(self.id);
        if self.organization.are_peers(self.member, self.member) {
            cover.add_place(self.tree.place_of(self.member));
        }
        let mut below = None;
        let mut known: BTreeMap<(&Principal, bool), bool> = BTreeMap::new();
        let rules = self.organization.sharing_rules(module).filter(|(_, rule)| rule.level.admits(class));
        for (_, rule) in rules {
            let mut for_me = || self.is_for_member(rule, &mut below);
            if *known.entry((&rule.to, rule.superiors_allowed)).or_insert_with(&mut for_me) {
                cover.add(self.organization, &self.tree, &rule.from);
            }
        }
        cover
    }

    /// Whether a rule's `to` covers the member - or a subordinate of the member, if the rule has `superiors_allowed`.
    fn is_for_member(&self, rule: &SharingRule, below: &mut Option<Below<'a>>) -> bool {
        if self.organization.covers(&rule.to, self.id, self.member) {
            return true;
        }
        rule.superiors_allowed && {
            let mut to = Cover::default();
            to.add(self.organization, &self.tree, &rule.to);
            let below = below.get_or_insert_with(|| self.below());
            to.meets(&below.members, &below.places)
        }
    }

    /// The subordinates, and the positions that they hold.
    fn below(&self) -> Below<'a> {
        let mut below = Below::default();
        for (id, member) in self.members() {
            let place = self.tree.place_of(member);
            if self.is_subordinate(place) {
                below.members.insert(id);
                if let Some(place) = place {
                    below.places.mark(place);
                }
            }
        }
        below
    }
}

#[derive(Default)]
struct Below<'a> {
    members: BTreeSet<&'a MemberId>,
    places: Flags,
}
