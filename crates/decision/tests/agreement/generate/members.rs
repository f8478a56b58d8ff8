//! Members, in every state.

use rolecall_catalog::{KindId, Permission};
use rolecall_organization::{
    Change, Commitments, Event, Invitation, MemberChanged, MemberId, PositionId, RoleId, Status,
};

use super::Maker;
use crate::world::id;

impl Maker {
    pub(super) fn members(&mut self) {
        for _ in 0..self.random.between(8, 14) {
            self.member();
        }
    }

    pub(super) fn member(&mut self) {
        let number = self.number();
        let kind = self.kind();
        let status = self.status(number);
        let (roles, positions) = (self.roles_of_member(), self.positions());
        let permissions = self.direct();
        let position = self.place(&positions);
        let company = (kind == *"client").then(|| id("Company"));
        let ends_at = self.date(7);
        let segments = self.limits(8);
        self.happened(Event::MemberAdded {
            member: id(&format!("mem_{number}")),
            status,
            kind,
            roles,
            permissions,
            position,
            company,
            ends_at,
            segments,
            personal: Commitments::default(),
            at: self.dates[0],
        });
        if self.random.chance(5) {
            self.happened(Event::MemberRemoved { member: id(&format!("mem_{number}")) });
        }
    }

    /// Two places are crowded: one of peers below, one of their superiors. And some stand at the top.
    fn place(&mut self, positions: &[PositionId]) -> Option<PositionId> {
        let top = self.now.organization.top_position().cloned();
        let crowded = positions.last().cloned();
        let above = crowded.as_ref().and_then(|position| self.now.organization.superiors(position).next());
        let above = above.cloned();
        match self.random.below(20) {
            0..9 => crowded,
            9..12 => above,
            12..14 => top,
            _ => self.random.maybe(88, positions),
        }
    }

    fn kind(&mut self) -> KindId {
        let kinds: Vec<KindId> = self.catalog().kinds.keys().cloned().collect();
        if self.random.chance(93) { kinds[0].clone() } else { self.random.pick(&kinds) }
    }

    fn status(&mut self, number: usize) -> Status {
        match self.random.below(30) {
            0 => Status::Inactive,
            1 => Status::Invited(Invitation {
                id: id(&format!("inv_{number}")),
                sent_at: self.dates[0],
                expires_at: self.dates[0],
            }),
            _ => Status::Active,
        }
    }

    /// Held in the organization - and once in a while one that is held in containers, or that there is not.
    fn roles_of_member(&mut self) -> std::collections::BTreeSet<RoleId> {
        let (held, elsewhere) = (self.role_ids(false), self.role_ids(true));
        let mut roles = self.random.some(4, &held);
        roles.insert(self.random.pick(&held));
        let broad = ["Seller", "Reader", "Worker"].map(id);
        roles.extend(self.random.maybe(60, &broad));
        roles.extend(self.random.maybe(3, &elsewhere));
        roles.extend(self.random.chance(2).then(|| id("rol_gone")));
        roles
    }

    /// Mostly none - and once in a while one that no member may be given.
    fn direct(&mut self) -> std::collections::BTreeSet<Permission> {
        let catalog = self.catalog();
        let declared: Vec<Permission> =
            catalog.direct.iter().flat_map(|direct| direct.permissions.iter().cloned()).collect();
        let most = if self.random.chance(25) { 2 } else { 0 };
        let mut permissions = self.random.some(most, &declared);
        permissions.extend(self.random.chance(2).then(|| id("settings:view")));
        permissions
    }

    fn anyone(&mut self) -> MemberId {
        let members = self.members_ever();
        self.random.pick(&members)
    }

    pub(super) fn change_member(&mut self) {
        let member = self.anyone();
        let positions = self.positions();
        let position = match self.random.below(4) {
            0 => Change::Clear,
            1 => self.random.maybe(100, &positions).into(),
            _ => Change::Keep,
        };
        let ends_at = match self.random.below(4) {
            0 => Change::Clear,
            1 => self.date(100).into(),
            _ => Change::Keep,
        };
        let kind = self.random.chance(15).then(|| self.kind());
        let segments = self.random.chance(30).then(|| self.limits(30));
        let company = Change::Keep;
        let changed = MemberChanged { member, kind, position, company, ends_at, segments, personal: None };
        self.happened(Event::MemberChanged(Box::new(changed)));
    }

    /// A removed member stays removed.
    pub(super) fn change_status(&mut self) {
        let member = self.anyone();
        if self.now.organization.member(&member).is_some_and(rolecall_organization::Member::is_removed) {
            return;
        }
        let status = self.random.pick(&[Status::Active, Status::Active, Status::Inactive]);
        self.happened(Event::MemberStatusChanged { member, status });
    }

    pub(super) fn remove_member(&mut self) {
        let member = self.anyone();
        self.happened(Event::MemberRemoved { member: member.clone() });
        if self.random.chance(30) {
            self.happened(Event::MemberErased { member });
        }
    }

    pub(super) fn change_roles(&mut self) {
        let member = self.anyone();
        let roles = self.roles_of_member();
        self.happened(Event::MemberRolesSet { member, roles });
    }

    pub(super) fn change_permissions(&mut self) {
        let member = self.anyone();
        let permissions = self.direct();
        self.happened(Event::MemberPermissionsSet { member, permissions });
    }
}
