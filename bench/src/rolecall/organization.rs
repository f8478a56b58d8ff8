//! Building an organization from events, as the ledger would hold them: no store, no rules, no clock.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Debug,
    str::FromStr,
    sync::Arc,
};

use bench_world::{Tree, member_name, position_name};
use rolecall::{
    catalog::{Catalog, Grant, Limits},
    organization::{
        Catalogs, Commitments, Event, MemberId, Organization, Principal, PrincipalKind, RuleLevel, Status,
    },
};

/// When everything happened.
pub const THEN: &str = "2026-01-01T00:00:00Z";

/// What is written out here parses.
pub fn id<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("well written")
}

/// A member's id is what the world calls it.
pub fn member_id(member: u32) -> MemberId {
    id(&member_name(member))
}

/// An organization that grows by events.
pub struct Growing {
    pub organization: Organization,
    pub catalogs: Catalogs,
}

impl Growing {
    /// An organization just founded, with this catalog.
    pub fn of(catalog: &str) -> Self {
        let parsed = Catalog::parse("bench.toml", catalog);
        let catalog = parsed.unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(|problem| problem.render(catalog)).collect::<String>())
        });
        let founded = Event::OrganizationFounded {
            organization: id("org_bench"),
            slug: id("bench"),
            name: id("Bench"),
            catalog: catalog.hash.clone(),
            edition: None,
            at: id(THEN),
        };
        let catalogs = Catalogs::from([(catalog.hash.clone(), Arc::new(catalog))]);
        let organization = Organization::found(&founded, &catalogs).expect("an organization");
        Self { organization, catalogs }
    }

    pub fn happened(&mut self, event: &Event) {
        self.organization.apply(event, &self.catalogs).expect("a catalog that is at hand");
    }

    /// The tree: the top is the catalog's, the others report to whom they report.
    pub fn tree(&mut self, tree: &Tree, peers: &[bool]) {
        self.happened(&Event::PositionChanged {
            position: id("p0"),
            name: None,
            reports_to: None,
            share_with_peers: Some(peers[0]),
            description: rolecall::organization::Change::Keep,
        });
        for (position, above) in tree.parent.iter().enumerate() {
            let Some(above) = above else { continue };
            let name = position_name(position as u32);
            self.happened(&Event::PositionCreated {
                position: id(&name),
                name: id(&name),
                reports_to: id(&position_name(*above)),
                share_with_peers: peers[position],
                description: None,
            });
        }
    }

    pub fn role(&mut self, role: &str, container: Option<&str>, grants: Vec<Grant>) {
        self.happened(&Event::RoleCreated {
            role: id(role),
            name: id(role),
            description: None,
            container: container.map(id),
            grants,
            cloned_from: None,
        });
    }

    pub fn member(&mut self, member: u32, role: &str, position: u32, segments: Limits, status: Status) {
        self.happened(&Event::MemberAdded {
            member: member_id(member),
            status,
            kind: id("user"),
            roles: BTreeSet::from([id(role)]),
            permissions: BTreeSet::new(),
            position: Some(id(&position_name(position))),
            company: None,
            ends_at: None,
            segments,
            personal: Commitments::default(),
            at: id(THEN),
        });
    }

    /// A rule by its number.
    pub fn rule(
        &mut self,
        number: usize,
        module: &str,
        from: Principal,
        to: Principal,
        how: (RuleLevel, bool),
    ) {
        let (level, superiors_allowed) = how;
        let rule = id(&format!("shr_{number:06}"));
        self.happened(&Event::SharingRuleSet {
            rule,
            module: id(module),
            from,
            to,
            level,
            superiors_allowed,
        });
    }
}

/// The members at a position; with `and_below`, also those further down.
pub fn at_position(position: u32, and_below: bool) -> Principal {
    Principal { kind: PrincipalKind::Position(id(&position_name(position))), and_below }
}

/// A role's id for the position whose members hold it.
pub fn role_name(position: u32) -> String {
    format!("role_{position}")
}

/// Nothing is limited.
pub fn unlimited() -> Limits {
    BTreeMap::new()
}
