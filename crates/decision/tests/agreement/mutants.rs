//! Proof that the proof sees: answerers that each forget one part of the rule. Every one of them has to be found out, on few
//! organizations - or that part of the rule is generated too seldom, or asked about too little.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rolecall_decision::Reference;
use rolecall_organization::{
    AccessRule, Change, Event, Facts, GroupParts, Member, MemberChanged, MemberId, Question, RecordChange,
    Records, SharingRule, Target,
};

use crate::answerers::{Answerer, Answers};
use crate::generate;
use crate::products::{PRODUCTS, product};
use crate::questions::{askers, rows, topics};
use crate::world::{Built, Step, World, id};

/// An answerer that answers about another organization, or another question, than it was asked.
struct Mutant {
    /// What it forgets.
    forgets: &'static str,
    organization: fn(&Built) -> Vec<Step>,
    question: fn(Question) -> Question,
}

impl Answerer for Mutant {
    fn name(&self) -> &'static str {
        self.forgets
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        let mut other = built.clone();
        (self.organization)(built).iter().for_each(|step| other.take(step));
        Box::new(View { built: other, question: self.question })
    }
}

struct View {
    built: Built,
    question: fn(Question) -> Question,
}

impl Answers for View {
    fn check(&self, question: &Question) -> Option<bool> {
        let question = (self.question)(question.clone());
        Some(Reference.allows(&self.built.organization, &self.built.records, &question))
    }
}

const fn of(forgets: &'static str, organization: fn(&Built) -> Vec<Step>) -> Mutant {
    Mutant { forgets, organization, question: |question| question }
}

const fn asks(forgets: &'static str, question: fn(Question) -> Question) -> Mutant {
    Mutant { forgets, organization: |_| Vec::new(), question }
}

/// What is forgotten by those that are not found out on the organizations of some seeds.
pub fn not_found_out(seeds: std::ops::RangeInclusive<u64>) -> Vec<&'static str> {
    let mut left: Vec<&Mutant> = MUTANTS.iter().collect();
    for seed in seeds {
        if left.is_empty() {
            break;
        }
        let world = generate::world(seed);
        let found = found_out(&world, &left);
        found.iter().for_each(|forgets| println!("seed {seed} finds out who forgets {forgets}"));
        left.retain(|mutant| !found.contains(mutant.forgets));
    }
    left.iter().map(|mutant| mutant.forgets).collect()
}

fn found_out(world: &World, mutants: &[&Mutant]) -> BTreeSet<&'static str> {
    let built = world.build();
    let mut views: Vec<_> = mutants.iter().map(|mutant| (mutant.forgets, mutant.view(&built))).collect();
    let mut found = BTreeSet::new();
    let topics = topics(world, &built);
    for asker in askers(world, &built) {
        for topic in &topics {
            for target in &topic.targets {
                let question = topic.question(&asker, target);
                let expected = Reference.allows(&built.organization, &built.records, &question);
                views.retain(|(forgets, view)| {
                    let agrees = view.check(&question) == Some(expected);
                    agrees || !found.insert(*forgets)
                });
            }
        }
    }
    found
}

/// One for each part of the rule that can be taken away.
const MUTANTS: &[Mutant] = &[
    asks("that an end is no part of the period", |question| Question {
        now: question.now - SignedDuration::from_nanos(1),
        ..question
    }),
    asks("that the tick before an end is part of the period", |question| Question {
        now: question.now + SignedDuration::from_nanos(1),
        ..question
    }),
    asks("facts that are sent", |question| match question.target {
        Target::Record(record, _) => {
            Question { target: Target::Record(record, Facts::default()), ..question }
        }
        _ => question,
    }),
    asks("facts of records to be", |question| match question.target {
        Target::New(_) => Question { target: Target::New(Facts::default()), ..question },
        _ => question,
    }),
    asks("the container that a question names", |question| match question.target {
        Target::Container(_) => Question { target: Target::Module, ..question },
        _ => question,
    }),
    of("the end of members", |built| each_member(built, |changed, _| changed.ends_at = Change::Clear)),
    of("limits of members", |built| each_member(built, |changed, _| changed.segments = Some([].into()))),
    of("where removed members stood", |built| {
        each_member(built, |changed, member| {
            if member.is_removed() {
                changed.position = Change::Clear;
            }
        })
    }),
    of("the top", |built| {
        let organization = &built.organization;
        each_member(built, |changed, member| {
            if organization.is_at_top(member) {
                changed.position = Change::Clear;
            }
        })
    }),
    of("direct permissions", |built| {
        let members = built.organization.members().map(|(member, _)| member.clone());
        let none = |member| Event::MemberPermissionsSet { member, permissions: [].into() };
        members.map(none).map(Step::Event).collect()
    }),
    of("the end of memberships", |built| each_membership(built, |_, until| *until = None)),
    of("roles in containers", |built| each_membership(built, |roles, _| roles.clear())),
    of("peers", |built| {
        let positions = built.organization.policy().positions.keys().cloned();
        let alone = |position| Event::PositionChanged {
            position,
            name: None,
            reports_to: None,
            share_with_peers: Some(false),
            description: Change::Keep,
        };
        positions.map(alone).map(Step::Event).collect()
    }),
    of("superiors of those a rule shares with", |built| {
        each_rule(built, |rule| rule.superiors_allowed = false)
    }),
    of("who stands below what a rule names", |built| {
        each_rule(built, |rule| (rule.from.and_below, rule.to.and_below) = (false, false))
    }),
    of("the levels of rules", |built| {
        each_rule(built, |rule| rule.level = rolecall_organization::RuleLevel::ReadWriteDelete)
    }),
    of("members of groups", |built| each_group(built, |parts| parts.members.clear())),
    of("positions of groups", |built| each_group(built, |parts| parts.positions.clear())),
    of("positions below those of groups", |built| {
        each_group(built, |parts| {
            let above = std::mem::take(&mut parts.positions_and_below);
            parts.positions.extend(above);
        })
    }),
    of("groups in groups", |built| each_group(built, |parts| parts.groups.clear())),
    of("sharing defaults", |built| {
        let defaults = built.organization.sharing_defaults().into_keys();
        let private = rolecall_catalog::SharingLevel::Private;
        let defaults = defaults.map(|module| (module, private)).collect();
        vec![Step::Event(Event::SharingDefaultsSet { defaults })]
    }),
    of("limits of grants", |built| each_role(built, |grant| grant.limits.clear())),
    of("features of grants", |built| each_role(built, |grant| grant.feature = None)),
    of("the feature of direct permissions", |built| switched(built, "direct")),
    of("the feature that gates a reach", |built| switched(built, "own_accounts")),
    of("what accounts cap", |built| adopted(built, 8)),
    of("which kind of container reminds", |built| adopted(built, 4)),
    of("owners of records", |built| each_record(built, |facts| facts.owner = None)),
    of("parents of records", |built| each_record(built, |facts| facts.parent = None)),
    of("containers of records", |built| each_record(built, |facts| facts.container = None)),
    of("a second value of a segment", |built| {
        each_record(built, |facts| {
            facts.segments.values_mut().for_each(|values| drop(values.pop_last()));
        })
    }),
    of("that registered facts win over those sent", |built| {
        let keys = keys(built).into_iter();
        keys.map(|key| Step::Record(RecordChange { key, facts: None })).collect()
    }),
];

fn each_member(built: &Built, change: impl Fn(&mut MemberChanged, &Member)) -> Vec<Step> {
    let members = built.organization.policy().members.iter();
    let changed = |(member, found): (&MemberId, &std::sync::Arc<Member>)| {
        let mut changed = MemberChanged::of_personal(member, found.personal.clone());
        change(&mut changed, found);
        Step::Event(Event::MemberChanged(Box::new(changed)))
    };
    members.map(changed).collect()
}

type Roles = BTreeSet<rolecall_organization::RoleId>;

fn each_membership(built: &Built, change: fn(&mut Roles, &mut Option<jiff::Timestamp>)) -> Vec<Step> {
    let mut steps = Vec::new();
    for (container, found) in &built.organization.policy().containers {
        for (member, membership) in &found.members {
            let (mut roles, mut until) = (membership.roles.clone(), membership.until);
            change(&mut roles, &mut until);
            let (container, member) = (container.clone(), member.clone());
            steps.push(Step::Event(Event::ContainerMemberSet { container, member, roles, until }));
        }
    }
    steps
}

fn each_rule(built: &Built, change: fn(&mut SharingRule)) -> Vec<Step> {
    let rules = built.organization.policy().sharing_rules.iter();
    let changed = |(rule, found): (&rolecall_organization::SharingRuleId, &std::sync::Arc<SharingRule>)| {
        let mut found = SharingRule::clone(found);
        change(&mut found);
        let SharingRule { module, from, to, level, superiors_allowed } = found;
        Step::Event(Event::SharingRuleSet { rule: rule.clone(), module, from, to, level, superiors_allowed })
    };
    rules.map(changed).collect()
}

fn each_group(built: &Built, change: fn(&mut GroupParts)) -> Vec<Step> {
    let mut steps = Vec::new();
    for (group, found) in &built.organization.policy().groups {
        let mut parts = found.parts.clone();
        change(&mut parts);
        steps.push(Step::Event(Event::GroupChanged {
            group: group.clone(),
            name: found.name.clone(),
            parts,
        }));
    }
    steps
}

fn each_role(built: &Built, change: fn(&mut rolecall_catalog::Grant)) -> Vec<Step> {
    let changed = |role: rolecall_organization::RoleRef<'_>| {
        let mut grants = role.grants.to_vec();
        grants.iter_mut().for_each(change);
        let (name, description) = (None, Change::Keep);
        Step::Event(Event::RoleChanged { role: role.id.clone(), name, description, grants: Some(grants) })
    };
    built.organization.roles().map(changed).collect()
}

fn each_record(built: &Built, change: fn(&mut Facts)) -> Vec<Step> {
    let mut steps = Vec::new();
    for key in keys(built) {
        if let Some(mut facts) = built.records.facts(&key) {
            change(&mut facts);
            steps.push(Step::Record(RecordChange { key, facts: Some(facts) }));
        }
    }
    steps
}

fn keys(built: &Built) -> Vec<rolecall_organization::RecordKey> {
    let modules = built.organization.catalog().modules.keys();
    let of = |module: &rolecall_catalog::ModuleId| {
        let key = |record| rolecall_organization::RecordKey::new(module.clone(), record);
        rows(built, module).into_iter().map(key).collect::<Vec<_>>()
    };
    modules.flat_map(of).collect()
}

/// A feature that is off where it was on, and on where it was off.
fn switched(built: &Built, feature: &str) -> Vec<Step> {
    let feature = id(feature);
    let on = !built.organization.has_feature(&feature);
    vec![Step::Event(Event::FeaturesSwitched { features: [(feature, on)].into() })]
}

/// The product with one choice made otherwise.
fn adopted(built: &Built, choice: usize) -> Vec<Step> {
    let in_force = &built.organization.catalog().hash;
    let number = (0..PRODUCTS).find(|number| product(*number).hash == *in_force).unwrap();
    vec![Step::Event(Event::CatalogAdopted { catalog: product(number ^ choice).hash.clone() })]
}
