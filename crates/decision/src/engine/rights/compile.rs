//! Compiles a policy: all of it, or what belongs to one member.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use rolecall_catalog::{OnEnd, RoleId};
use rolecall_organization::{ContainerId, Member, MemberId, Membership, Organization, Status};

use super::{
    Place, Rights, Row, RowKey, Sets, Shape, Standing,
    classes::{Classes, Named},
    labels::Labels,
    sets::Changed,
    tree::Tree,
};
use crate::engine::slots::{NONE, Names};

/// What of the whole has to be looked at again after a member changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Ripples {
    /// Classes are new, or a rule that opens to superiors may have another to be a superior of.
    pub sets: bool,
}

/// All of a policy.
pub(super) fn everything(organization: &Organization, names: &mut Names) -> Rights {
    let shape = Shape::of(organization, names);
    let members = organization.policy().members.values();
    let tree = Tree::of(organization, members.filter_map(|member| member.position.as_ref()));
    number_members(organization, &tree, names);
    let named = (Named::of(organization, |rule| &rule.from), Named::of(organization, |rule| &rule.to));
    let mut rights = Rights {
        rows: Arc::new(vec![Arc::new(Row::empty(&shape))]),
        shape: Arc::new(shape),
        sets: Arc::default(),
        tree: Arc::default(),
        members: Arc::default(),
        owners: Arc::default(),
        viewers: Arc::default(),
        order: Arc::default(),
        row_numbers: imbl::HashMap::new(),
        ends: Arc::new(vec![Timestamp::MIN]),
        places: Arc::new(vec![Arc::from([])]),
        containers: Arc::default(),
        labels: Labels::new(names.seeded()),
        owner_classes: Arc::new(Classes::new()),
        viewer_classes: Arc::new(Classes::new()),
        named: Arc::new(named),
        fresh: 0,
    };
    for (id, member) in &organization.policy().members {
        let slot = names.members.intern(id);
        rights.classify(id, member, slot);
        rights.labels.set(None, organization, id, slot);
        Arc::make_mut(&mut rights.order).push(slot);
    }
    let classes = (rights.owner_classes.as_ref(), rights.viewer_classes.as_ref());
    rights.sets = Arc::new(Sets::of(organization, &rights.shape, &tree, classes.0, classes.1));
    rights.tree = Arc::new(tree);
    rights.list_containers(organization, names);
    let mut joined: std::collections::HashMap<&MemberId, BTreeSet<ContainerId>> =
        std::collections::HashMap::new();
    for (id, container) in &organization.policy().containers {
        for member in container.members.keys() {
            joined.entry(member).or_default().insert(id.clone());
        }
    }
    let nowhere = BTreeSet::new();
    for (id, member) in &organization.policy().members {
        rights.settle(organization, names, id, member, joined.get(id).unwrap_or(&nowhere));
    }
    rights.fresh = rights.parts();
    rights
}

/// Members are numbered as one walks down the tree, so that those whom a superior reaches lie side by side.
fn number_members(organization: &Organization, tree: &Tree, names: &mut Names) {
    let place = |member: &Member| {
        member.position.as_ref().and_then(|position| tree.find(position)).unwrap_or(u32::MAX)
    };
    let mut members: Vec<(u32, &MemberId)> =
        organization.policy().members.iter().map(|(id, member)| (place(member), id)).collect();
    members.sort_unstable();
    for (_, id) in members {
        names.members.intern(id);
    }
}

impl Rights {
    /// Folds again what lies otherwise after a change, and points rows at it; `tree` is the one after, where it is another.
    pub(super) fn fold(&mut self, organization: &Organization, tree: Option<Tree>, changed: &Changed<'_>) {
        let moved = tree.is_some();
        if let Some(tree) = tree {
            self.tree = Arc::new(tree);
        }
        let classes = (self.owner_classes.as_ref(), self.viewer_classes.as_ref());
        let (sets, elsewhere) =
            self.sets.after(organization, &self.shape, (&self.tree, moved), classes, changed);
        self.sets = Arc::new(sets);
        self.aim(&elsewhere);
    }

    /// Points the rows of some classes of viewers at their sets again.
    fn aim(&mut self, elsewhere: &[bool]) {
        if !elsewhere.contains(&true) {
            return;
        }
        let (shape, sets) = (Arc::clone(&self.shape), Arc::clone(&self.sets));
        for row in Arc::make_mut(&mut self.rows) {
            if elsewhere.get(row.viewer() as usize) == Some(&true) {
                Arc::make_mut(row).aim(&shape, &sets);
            }
        }
    }

    /// Tells where containers are and of which kind.
    pub(super) fn list_containers(&mut self, organization: &Organization, names: &mut Names) {
        let containers = &organization.policy().containers;
        let listed: Vec<(u32, u32)> = containers
            .iter()
            .map(|(id, container)| {
                let kind = self.shape.kinds.iter().zip(1..).find(|(kind, _)| **kind == container.kind);
                (names.containers.intern(id), kind.map_or(NONE, |(_, number)| number))
            })
            .collect();
        let mut kinds = vec![NONE; names.containers.last() as usize + 1];
        for (slot, kind) in listed {
            kinds.get_mut(slot as usize).into_iter().for_each(|place| *place = kind);
        }
        self.containers = Arc::new(kinds);
    }

    /// Puts a member into its classes.
    pub(super) fn classify(&mut self, id: &MemberId, member: &Member, slot: u32) -> Ripples {
        let (from, to) = self.named.as_ref();
        let (owner, viewer) = (from.class(id, member), to.class(id, member));
        let known = (self.owner_classes.len(), self.viewer_classes.len());
        let (owner, _) = assign(&mut self.owner_classes, &mut self.owners, owner, slot);
        let (viewer, changed) = assign(&mut self.viewer_classes, &mut self.viewers, viewer, slot);
        debug_assert!(owner != NONE && viewer != NONE);
        let new = (self.owner_classes.len(), self.viewer_classes.len()) != known;
        Ripples { sets: new || (changed && self.sets.name_superiors()) }
    }

    /// Says what a member holds, in the organization and in containers; those named are all in which it may have a place.
    pub(super) fn settle(
        &mut self,
        organization: &Organization,
        names: &mut Names,
        id: &MemberId,
        member: &Member,
        containers: &BTreeSet<ContainerId>,
    ) {
        let slot = names.members.intern(id);
        let signs_in = organization.kind_of(member).is_some_and(|kind| kind.sign_in);
        let stands = !organization.policy().deleted && member.status == Status::Active && signs_in;
        let viewer = self.viewers.get(slot as usize).copied().unwrap_or_default();
        let standing = if stands {
            let key = RowKey::Organization {
                roles: member.roles.clone(),
                permissions: member.permissions.clone(),
                limits: member.segments.clone(),
                viewer,
            };
            let row = self.row_for(organization, names, key);
            let places = self.places_of(organization, names, id, member, containers);
            Standing { row, end: self.end_for(member.ends_at), places }
        } else {
            Standing::default()
        };
        put(&mut self.members, slot, standing);
    }

    fn row_for(&mut self, organization: &Organization, names: &mut Names, key: RowKey) -> u32 {
        if let Some(number) = self.row_numbers.get(&key) {
            return *number;
        }
        let row = Row::of(organization, &self.shape, &self.sets, names, key.clone());
        let rows = Arc::make_mut(&mut self.rows);
        let number = u32::try_from(rows.len()).unwrap_or_default();
        rows.push(Arc::new(row));
        self.row_numbers.insert(key, number);
        number
    }

    fn end_for(&mut self, at: Option<Timestamp>) -> u32 {
        let Some(at) = at else { return NONE };
        let few = self.ends.get(..self.ends.len().min(64)).unwrap_or_default();
        if let Some(known) = few.iter().skip(1).position(|end| *end == at) {
            return u32::try_from(known + 1).unwrap_or_default();
        }
        let ends = Arc::make_mut(&mut self.ends);
        ends.push(at);
        u32::try_from(ends.len() - 1).unwrap_or_default()
    }

    fn places_of(
        &mut self,
        organization: &Organization,
        names: &mut Names,
        id: &MemberId,
        member: &Member,
        containers: &BTreeSet<ContainerId>,
    ) -> u32 {
        let mut places = Vec::new();
        for container in containers {
            let Some(there) = organization.container(container) else { continue };
            let Some(Membership { roles, until }) = there.members.get(id) else { continue };
            let kind = organization.catalog().container_kinds.get(&there.kind);
            let reminds = kind.is_some_and(|kind| kind.on_end == OnEnd::Remind);
            let key = RowKey::Container {
                there: roles.clone(),
                roles: counting(organization, roles, &member.roles),
                limits: member.segments.clone(),
            };
            let row = self.row_for(organization, names, key);
            let end = self.end_for(until.filter(|_| !reminds));
            places.push(Place { container: names.containers.intern(container), row, end });
        }
        if places.is_empty() {
            return NONE;
        }
        places.sort_unstable_by_key(|place| place.container);
        let lists = Arc::make_mut(&mut self.places);
        lists.push(places.into());
        u32::try_from(lists.len() - 1).unwrap_or_default()
    }
}

/// Of roles held in the organization those that some role in a container counts with: the others make no difference there, and
/// members who differ in them share a row.
fn counting(
    organization: &Organization,
    there: &BTreeSet<RoleId>,
    roles: &BTreeSet<RoleId>,
) -> BTreeSet<RoleId> {
    let declared = there.iter().filter_map(|role| organization.role(role)?.built_in);
    declared.flat_map(|role| role.only_with.intersection(roles)).cloned().collect()
}

/// Moves a member into a class; tells which, and whether a class became empty or is no longer.
fn assign(
    classes: &mut Arc<Classes>,
    assigned: &mut Arc<Vec<u32>>,
    key: super::classes::ClassKey,
    slot: u32,
) -> (u32, bool) {
    let before = assigned.get(slot as usize).copied().unwrap_or_default();
    if before != NONE && classes.find(&key) == Some(before) {
        return (before, false);
    }
    let classes = Arc::make_mut(classes);
    let number = classes.intern(key);
    let emptied = before != NONE && classes.leave(before, slot);
    let filled = classes.join(number, slot);
    put(assigned, slot, number);
    (number, emptied || filled)
}

/// Puts a value into a list by slot, which grows as far as it has to.
fn put<T: Copy + Default>(list: &mut Arc<Vec<T>>, slot: u32, value: T) {
    let list = Arc::make_mut(list);
    if list.len() <= slot as usize {
        list.resize(slot as usize + 1, T::default());
    }
    list.get_mut(slot as usize).into_iter().for_each(|place| *place = value);
}
