//! Members that are the same to the tree and to sharing rules: the same position, and the same groups that name them.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use rolecall_organization::{
    GroupId, Member, MemberId, Organization, PositionId, Principal, PrincipalKind, SharingRule,
};

/// What members of one class have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct ClassKey {
    pub position: Option<PositionId>,
    /// The groups that name them as members, themselves or through other groups.
    pub groups: Vec<GroupId>,
}

/// Classes of members, numbered; 0 is nobody's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Classes {
    keys: Vec<ClassKey>,
    numbers: HashMap<ClassKey, u32>,
    /// The slots of the members of each class, in order.
    members: Vec<Arc<Vec<u32>>>,
}

impl Classes {
    pub fn new() -> Self {
        Self { keys: vec![ClassKey::default()], numbers: HashMap::new(), members: vec![Arc::default()] }
    }

    /// The number of a class, given now where it had none.
    pub fn intern(&mut self, key: ClassKey) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.len();
        self.keys.push(key.clone());
        self.members.push(Arc::default());
        self.numbers.insert(key, number);
        number
    }

    /// The number of a class that has one.
    pub fn find(&self, key: &ClassKey) -> Option<u32> {
        self.numbers.get(key).copied()
    }

    /// How many numbers there are, that of nobody included.
    pub fn len(&self) -> u32 {
        u32::try_from(self.keys.len()).unwrap_or(u32::MAX)
    }

    /// All classes by number, but for nobody's.
    pub fn all(&self) -> impl Iterator<Item = (u32, &ClassKey)> {
        (1..).zip(self.keys.iter().skip(1))
    }

    /// The slots of the members of a class.
    pub fn members(&self, number: u32) -> &[u32] {
        self.members.get(number as usize).map(|members| members.as_slice()).unwrap_or_default()
    }

    /// Adds a member; tells whether it is the first.
    pub fn join(&mut self, number: u32, slot: u32) -> bool {
        let Some(members) = self.members.get_mut(number as usize).map(Arc::make_mut) else { return false };
        match members.last() {
            Some(last) if *last > slot => {
                if let Err(place) = members.binary_search(&slot) {
                    members.insert(place, slot);
                }
            }
            Some(last) if *last == slot => {}
            _ => members.push(slot),
        }
        members.len() == 1
    }

    /// Takes a member out; tells whether it was the last.
    pub fn leave(&mut self, number: u32, slot: u32) -> bool {
        let Some(members) = self.members.get_mut(number as usize).map(Arc::make_mut) else { return false };
        if let Ok(place) = members.binary_search(&slot) {
            members.remove(place);
        }
        members.is_empty()
    }
}

/// The groups on one side of the sharing rules, and whom they name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Named {
    by_member: HashMap<MemberId, Vec<GroupId>>,
}

impl Named {
    /// Of one side of the rules.
    pub fn of(organization: &Organization, side: impl Fn(&SharingRule) -> &Principal) -> Self {
        let rules = organization.policy().sharing_rules.values();
        let groups: BTreeSet<&GroupId> = rules
            .filter_map(|rule| match &side(rule).kind {
                PrincipalKind::Group(group) => Some(group),
                PrincipalKind::Position(_) => None,
            })
            .collect();
        let mut named = Self::default();
        for group in groups {
            for member in members_of(organization, group) {
                named.by_member.entry(member.clone()).or_default().push(group.clone());
            }
        }
        named
    }

    /// The class of a member.
    pub fn class(&self, id: &MemberId, member: &Member) -> ClassKey {
        let groups = self.by_member.get(id).cloned().unwrap_or_default();
        ClassKey { position: member.position.clone(), groups }
    }
}

/// Whom a group names, itself or through other groups.
fn members_of<'a>(organization: &'a Organization, group: &'a GroupId) -> BTreeSet<&'a MemberId> {
    organization.groups_within(group).flat_map(|found| &found.parts.members).collect()
}
