//! Section 2, step 4, *rule*: a sharing rule opens records of the module, owned by `from`, to `to`.

use rolecall_decision::{Engine, Path};
use rolecall_organization::{Facts, GroupParts, Principal, RecordKey, Revision, RuleLevel, Status};

use crate::world::{New, World, group, id, ids, mem, owned, position, position_and_below, question};

/// East and West below the CEO, East Rep and West Rep below those, each with one member of the role Sales.
fn regions() -> World {
    let mut world = World::sales();
    for (name, above) in [("East", "CEO"), ("East Rep", "East"), ("West", "CEO"), ("West Rep", "West")] {
        world.position(name, above, false);
    }
    let people = [
        ("zoe", "CEO"),
        ("ed", "East"),
        ("eric", "East Rep"),
        ("will", "West"),
        ("wes", "West Rep"),
        ("wyn", "West Rep"),
    ];
    for (name, position) in people {
        world.member(name, New { roles: &["Sales"], position: Some(position), ..New::default() });
        world.record(&format!("deals/{name}"), owned(name));
    }
    world
}

fn ruled(from: Principal, to: Principal, level: RuleLevel, superiors: bool) -> World {
    let mut world = regions();
    world.rule("one", from, to, level, superiors);
    world
}

#[test]
fn a_rule_opens_the_records_of_a_position_to_another() {
    let world = ruled(position("East"), position("West"), RuleLevel::Read, false);
    let decision = world.ask("will", "view", "deals/ed");
    assert_eq!(decision.opened()[0].path, Path::Rule { rule: id("shr_one"), via: None });
    assert_eq!(world.why("will", "view", "deals/eric"), "-reach");
    assert_eq!(world.why("wes", "view", "deals/ed"), "-reach");
    assert_eq!(world.why("ed", "view", "deals/will"), "-reach");
}

#[test]
fn a_rule_opens_as_far_as_its_level_admits() {
    let cases = [
        (RuleLevel::Read, [true, false, false]),
        (RuleLevel::ReadWrite, [true, true, false]),
        (RuleLevel::ReadWriteDelete, [true, true, true]),
    ];
    for (level, expected) in cases {
        let world = ruled(position("East"), position("West"), level, false);
        let allowed = ["view", "edit", "delete"].map(|action| world.may("will", action, "deals/ed"));
        assert_eq!(allowed, expected, "{level:?}");
    }
}

#[test]
fn and_below_takes_in_the_positions_below_on_either_side() {
    let world = ruled(position_and_below("East"), position_and_below("West"), RuleLevel::Read, false);
    for (name, record) in
        [("will", "deals/ed"), ("will", "deals/eric"), ("wes", "deals/ed"), ("wes", "deals/eric")]
    {
        assert_eq!(world.why(name, "view", record), "rule", "{name} {record}");
    }
    assert_eq!(world.why("wes", "view", "deals/zoe"), "-reach");
}

#[test]
fn a_rule_holds_for_its_own_module() {
    let mut world = ruled(position("East"), position("West"), RuleLevel::Read, false);
    world.record("accounts/7", owned("ed"));
    assert_eq!(world.why("will", "view", "accounts/7"), "-reach");
}

#[test]
fn a_rule_opens_no_record_without_an_owner() {
    let mut world =
        ruled(position_and_below("CEO"), position_and_below("CEO"), RuleLevel::ReadWriteDelete, true);
    world.record("deals/nobody", Facts::default());
    assert_eq!(world.why("wes", "view", "deals/nobody"), "-reach");
}

#[test]
fn superiors_do_not_see_what_a_rule_shares_with_their_subordinates() {
    let world = ruled(position("East"), position("West Rep"), RuleLevel::Read, false);
    assert_eq!(world.why("wes", "view", "deals/ed"), "rule");
    assert_eq!(world.why("will", "view", "deals/ed"), "-reach");
}

#[test]
fn superiors_see_it_where_the_rule_allows_superiors() {
    let world = ruled(position("East"), position("West Rep"), RuleLevel::Read, true);
    let decision = world.ask("will", "view", "deals/ed");
    assert_eq!(decision.opened()[0].path, Path::Rule { rule: id("shr_one"), via: Some(mem("wes")) });
    assert_eq!(world.why("eric", "view", "deals/ed"), "-reach");
    assert_eq!(world.why("will", "edit", "deals/ed"), "-reach");
}

#[test]
fn allowing_superiors_opens_nothing_to_peers_or_subordinates() {
    let world = ruled(position("East"), position("West"), RuleLevel::Read, true);
    assert_eq!(world.why("wes", "view", "deals/ed"), "-reach");
    let mut world = regions();
    world.group("one", GroupParts { members: [mem("wes")].into(), ..GroupParts::default() });
    world.rule("one", position("East"), group("one"), RuleLevel::Read, true);
    assert_eq!(world.why("wyn", "view", "deals/ed"), "-reach");
}

/// Seed 207 of the proof of agreement: the engine left this rule out.
#[test]
fn the_top_is_told_of_a_rule_that_opens_to_the_superiors_of_somebody_without_a_position() {
    let mut world = regions();
    world.member("ida", New { roles: &["Sales"], ..New::default() });
    world.group("one", GroupParts { members: [mem("ida")].into(), ..GroupParts::default() });
    world.rule("one", position("East"), group("one"), RuleLevel::Read, true);
    let engine = Engine::new(&world.organization, 7).with_records([(
        RecordKey::new(id("deals"), id("ed")),
        owned("ed"),
        Revision(1),
    )]);
    let decision = engine.decide(&world.organization, &question("zoe", "view", "deals/ed"));
    let told = Path::Rule { rule: id("shr_one"), via: Some(mem("ida")) };
    assert!(decision.opened().iter().any(|opening| opening.path == told), "{decision:?}");
    assert_eq!(decision, world.ask("zoe", "view", "deals/ed"));
}

#[test]
fn a_subordinate_is_one_by_position_whatever_the_status() {
    let mut world = ruled(position("East"), position("West Rep"), RuleLevel::Read, true);
    world.status("wes", Status::Inactive);
    world.remove("wyn");
    assert_eq!(world.why("will", "view", "deals/ed"), "rule");
}

#[test]
fn a_rule_goes_on_by_a_removed_owner() {
    let mut world = ruled(position("East"), position("West"), RuleLevel::Read, false);
    world.remove("ed");
    assert_eq!(world.why("will", "view", "deals/ed"), "rule");
}

#[test]
fn a_group_is_its_members_positions_positions_below_and_groups() {
    let mut world = regions();
    world.group("inner", GroupParts { members: [mem("eric")].into(), ..GroupParts::default() });
    world.group("from", GroupParts { groups: [id("grp_inner")].into(), ..GroupParts::default() });
    world.group("to", GroupParts { positions: ids(&["West"]), ..GroupParts::default() });
    world.rule("one", group("from"), group("to"), RuleLevel::Read, false);
    assert_eq!(world.why("will", "view", "deals/eric"), "rule");
    assert_eq!(world.why("will", "view", "deals/ed"), "-reach");
    assert_eq!(world.why("wes", "view", "deals/eric"), "-reach");
    world.group("to", GroupParts { positions_and_below: ids(&["West"]), ..GroupParts::default() });
    assert_eq!(world.why("wes", "view", "deals/eric"), "rule");
}

#[test]
fn what_a_rule_opens_is_not_passed_on_by_another() {
    let mut world = ruled(position("East"), position("West"), RuleLevel::Read, true);
    world.rule("two", position("West"), position("East Rep"), RuleLevel::Read, true);
    assert_eq!(world.why("eric", "view", "deals/will"), "rule");
    assert_eq!(world.why("eric", "view", "deals/ed"), "-reach");
}

#[test]
fn every_rule_that_opens_is_told() {
    let mut world = ruled(position("East"), position("West"), RuleLevel::Read, false);
    world.rule("two", position_and_below("East"), position_and_below("West"), RuleLevel::ReadWrite, false);
    assert_eq!(world.why("will", "view", "deals/ed"), "rule rule");
    assert_eq!(world.why("will", "edit", "deals/ed"), "rule");
}

#[test]
fn a_rule_does_not_help_where_access_is_to_own_records() {
    let mut world = ruled(position("East"), position("West"), RuleLevel::ReadWriteDelete, true);
    world.member("wanda", New { roles: &["Own"], position: Some("West"), ..New::default() });
    assert_eq!(world.why("wanda", "view", "deals/ed"), "-reach");
}

#[test]
fn groups_may_be_nested_thousands_of_times() {
    const DEPTH: usize = 20_000;
    let mut world = ruled(position("West"), group("0"), RuleLevel::Read, false);
    for depth in (0..=DEPTH).rev() {
        let parts = match depth {
            DEPTH => GroupParts { members: [mem("eric")].into(), ..GroupParts::default() },
            _ => GroupParts { groups: [id(&format!("grp_{}", depth + 1))].into(), ..GroupParts::default() },
        };
        world.group(&depth.to_string(), parts);
    }
    assert_eq!(world.why("eric", "view", "deals/will"), "rule");
    let record = (RecordKey::new(id("deals"), id("will")), owned("will"), Revision(1));
    let engine = Engine::new(&world.organization, 7).with_records([record]);
    assert!(engine.check(&question("eric", "view", "deals/will")));
    assert!(!engine.check(&question("ed", "view", "deals/will")));
}
