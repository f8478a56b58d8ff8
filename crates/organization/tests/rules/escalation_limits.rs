//! `escalation` by segments, no limit being the widest, and by features.

use rolecall_organization::Code;
use serde_json::{Value, json};

use crate::common::*;

/// Everyone here administers; papers carry a city and a colour.
const CITIES: &str = r#"
catalog = "cities"
name = "Cities"
founder = { role = "Owner" }
roles_per_member = "any"

[modules]
papers = { segments = ["city", "colour"], more = { print = "read" } }
plain = {}
users = {}
roles = {}

[segments]
city = {}
colour = {}

[features]
beta = { set_by = "platform" }

[roles.Owner]
grants = [{ on = "*", can = "*" }]

[roles.Helper]
grants = [{ on = ["users", "roles"], can = "*" }]

[roles.Berlin]
grants = [{ on = "papers", can = ["view"], limits = { city = ["Berlin"] } }]

[roles.Paris]
grants = [{ on = "papers", can = ["view"], limits = { city = ["Paris"] } }]

[roles."Both cities"]
grants = [{ on = "papers", can = ["view"], limits = { city = ["Berlin", "Paris"] } }]

[roles."Red Berlin"]
grants = [{ on = "papers", can = ["view"], limits = { city = ["Berlin"], colour = ["red"] } }]

[roles.Everywhere]
grants = [{ on = "papers", can = ["view"] }]

[roles.Printer]
grants = [{ on = "papers", can = ["print"], feature = "beta" }]
"#;

/// Cleo, who administers and holds these roles beside.
fn cleo_with(roles: &[&str]) -> World {
    let mut world = World::of(CITIES);
    let all: Vec<&str> = roles.iter().copied().chain(["Helper"]).collect();
    world.invite("cleo", |m| m.roles(&all));
    world.invite("rita", |m| m.roles(&[]));
    world
}

fn gives(world: &mut World, role: &str) -> bool {
    let actor = rolecall_organization::Actor::Member(world.member_id("cleo"));
    match world.run(&actor, set_roles("rita", &[role])) {
        Ok(_) => true,
        Err(refusal) => {
            assert_eq!(refusal.code, Code::Escalation, "{refusal}");
            false
        }
    }
}

#[test]
fn a_limit_is_given_by_who_has_the_same_or_a_wider_one() {
    let given = |held: &[&str], role: &str| gives(&mut cleo_with(held), role);
    assert!(given(&["Berlin"], "Berlin"));
    assert!(!given(&["Berlin"], "Paris"));
    assert!(given(&["Both cities"], "Paris"));
    assert!(!given(&["Berlin"], "Both cities"));
    assert!(!given(&[], "Berlin"));
}

#[test]
fn no_limit_is_the_widest() {
    let given = |held: &[&str], role: &str| gives(&mut cleo_with(held), role);
    assert!(given(&["Everywhere"], "Both cities"));
    assert!(given(&["Everywhere"], "Everywhere"));
    assert!(!given(&["Both cities"], "Everywhere"));
}

#[test]
fn several_values_may_be_covered_by_several_grants() {
    assert!(gives(&mut cleo_with(&["Berlin", "Paris"]), "Both cities"));
}

#[test]
fn a_second_segment_narrows_further() {
    let given = |held: &[&str], role: &str| gives(&mut cleo_with(held), role);
    assert!(given(&["Berlin"], "Red Berlin"));
    assert!(!given(&["Red Berlin"], "Berlin"));
    assert!(!given(&["Paris"], "Red Berlin"));
}

fn papers(limits: Value) -> Value {
    create_role("New", json!([{ "module": "papers", "actions": ["view"], "limits": limits }]))
}

#[test]
fn values_of_two_segments_are_covered_pair_by_pair() {
    let mut world = World::of(CITIES);
    for (name, city, colour) in [("A", "Berlin", "red"), ("B", "Berlin", "blue"), ("C", "Paris", "red")] {
        let limits = json!({ "city": [city], "colour": [colour] });
        world.does(create_role(name, json!([{ "module": "papers", "actions": ["view"], "limits": limits }])));
    }
    world.invite("cleo", |m| m.roles(&["Helper", "A", "B", "C"]));
    let mut cleo = world.as_("cleo");
    cleo.refused(Code::Escalation, papers(json!({ "city": ["Berlin", "Paris"], "colour": ["red", "blue"] })));
    cleo.does(papers(json!({ "city": ["Berlin"], "colour": ["red", "blue"] })));
    cleo.does(with(
        &papers(json!({ "city": ["Berlin", "Paris"], "colour": ["red"] })),
        json!({ "name": "Red" }),
    ));
}

#[test]
fn a_limit_without_any_value_opens_nothing_and_is_given_by_anyone() {
    cleo_with(&[]).as_("cleo").does(papers(json!({ "city": [] })));
    cleo_with(&[]).as_("cleo").refused(Code::Escalation, papers(json!({})));
}

#[test]
fn the_limits_of_the_actor_count_with_those_of_the_roles() {
    let mut world = cleo_with(&["Everywhere"]);
    world.does(edit("cleo", json!({ "segments": { "city": ["Berlin"] } })));
    assert!(gives(&mut world, "Berlin"));
    assert!(!gives(&mut world, "Paris"));
    assert!(!gives(&mut world, "Everywhere"));
}

#[test]
fn the_limits_of_the_member_count_with_those_of_the_role() {
    let mut world = cleo_with(&["Berlin"]);
    world.does(edit("rita", json!({ "segments": { "city": ["Berlin"] } })));
    assert!(gives(&mut world, "Everywhere"));
    assert!(gives(&mut world, "Both cities"));
    world.does(edit("rita", json!({ "segments": { "city": ["Oslo"] } })));
    assert!(gives(&mut world, "Paris"), "Paris and Oslo have nothing in common");
    assert!(!gives(&mut world, "Everywhere"));
}

#[test]
fn widening_the_limits_of_a_member_is_giving() {
    let mut world = cleo_with(&["Berlin"]);
    world.does(set_roles("rita", &["Everywhere"]));
    world.does(edit("rita", json!({ "segments": { "city": ["Paris"] } })));
    let mut cleo = world.as_("cleo");
    cleo.does(edit("rita", json!({ "segments": { "city": ["Paris", "Berlin"] } })));
    cleo.does(edit("rita", json!({ "segments": { "city": ["Berlin"] } })));
    cleo.refused(Code::Escalation, edit("rita", json!({ "segments": { "city": ["Berlin", "Oslo"] } })));
    cleo.refused(Code::Escalation, edit("rita", json!({ "segments": null })));
    cleo.refused(Code::Escalation, edit("rita", json!({ "segments": { "colour": ["red"] } })));
    cleo.does(edit("rita", json!({ "segments": { "city": [] } })));
}

#[test]
fn limits_of_segments_that_a_module_does_not_carry_do_not_narrow_it() {
    let mut world = cleo_with(&[]);
    world.does(create_role("Plain", json!([{ "module": "plain", "actions": ["view"] }])));
    world.does(set_roles("cleo", &["Helper", "Plain"]));
    world.does(edit("cleo", json!({ "segments": { "city": ["Berlin"] } })));
    assert!(gives(&mut world, "Plain"));
}

#[test]
fn what_one_holds_by_a_feature_counts_while_the_feature_is_on() {
    let mut world = cleo_with(&["Printer"]);
    let unconditional = create_role("Press", json!([{ "module": "papers", "actions": ["print"] }]));
    assert!(gives(&mut world, "Printer"), "gated like the actor's own, off as it is");
    world.as_("cleo").refused(Code::Escalation, unconditional.clone()).figure("permission", "papers:print");
    world.does(feature("beta", true));
    assert!(gives(&mut world, "Printer"));
    world.as_("cleo").does(unconditional);
}

#[test]
fn what_sleeps_for_want_of_a_feature_is_given_by_who_holds_it() {
    let mut world = cleo_with(&["Everywhere"]);
    assert!(!gives(&mut world, "Printer"));
    world.does(set_roles("cleo", &["Helper", "Owner"]));
    assert!(gives(&mut world, "Printer"));
}

#[test]
fn a_bulk_command_adds_no_more_than_a_single_one() {
    let mut world = cleo_with(&["Berlin"]);
    let member = |name: &str, role: &str| json!({ "email": format!("{name}@example.com"), "roles": [role] });
    let members = json!([member("x", "Berlin"), member("y", "Paris")]);
    world
        .as_("cleo")
        .refused(Code::Escalation, json!({ "do": "member.invite_all", "members": members }))
        .figure(
            "refusals",
            json!([{
                "index": 1, "code": "escalation",
                "detail": "this gives `papers:view` further than you hold it yourself",
            }]),
        );
}
