//! Groups: members, positions, positions-and-below and other groups, as one principal.

use rolecall_organization::{Code, GroupView};
use serde_json::{Value, json};

use crate::common::*;

fn group(world: &World, name: &str) -> GroupView {
    let found = world.organization.find_group(name).unwrap_or_else(|| panic!("there is no group {name}"));
    world.organization.group_view(found).unwrap()
}

/// Whether a group has a member.
fn has(world: &World, name: &str, member: &str) -> bool {
    let (found, id) = (world.organization.find_group(name).unwrap(), world.member_id(member));
    world.organization.in_group(found, &id, world.organization.member(&id).unwrap())
}

/// Rita is a rep below Marc, the manager; Nora has no place.
fn world() -> World {
    let mut world = World::office();
    world.does(create_position("Rep", "Manager"));
    world.invite("rita", |m| m.position("Rep"));
    world.invite("marc", |m| m.position("Manager"));
    world.invite("nora", |m| m);
    world
}

#[test]
fn a_new_group_has_the_parts_that_the_form_says() {
    let mut world = world();
    let inner = world.does(create_group("Inner", json!({}))).created[0].clone();
    assert!(inner.starts_with("grp_"));
    let parts = json!({
        "members": ["rita", "nora@example.com"], "positions": ["manager"], "positions_and_below": ["CEO"],
        "groups": [inner],
    });
    world.does(create_group("Outer", parts));
    let view = group(&world, "OUTER");
    let mut members = [world.member_id("rita").to_string(), world.member_id("nora").to_string()];
    members.sort();
    assert_eq!(view.members, members);
    assert_eq!(
        (view.positions, view.positions_and_below),
        (vec!["Manager".to_owned()], vec!["CEO".to_owned()])
    );
    assert_eq!(view.groups, ["Inner"]);
}

#[test]
fn a_group_has_members_by_name_position_tree_and_other_groups() {
    let mut world = world();
    world.does(create_group("Named", json!({ "members": ["nora"] })));
    world.does(create_group("Placed", json!({ "positions": ["Manager"] })));
    world.does(create_group("Below", json!({ "positions_and_below": ["Manager"] })));
    world.does(create_group("Nested", json!({ "groups": ["Named", "Placed"] })));
    let of = |name: &str| {
        let members = ["ada", "marc", "nora", "rita"];
        members.into_iter().filter(|member| has(&world, name, member)).collect::<Vec<_>>()
    };
    assert_eq!(of("Named"), ["nora"]);
    assert_eq!(of("Placed"), ["marc"]);
    assert_eq!(of("Below"), ["marc", "rita"]);
    assert_eq!(of("Nested"), ["marc", "nora"]);
}

#[test]
fn an_edit_replaces_the_lists_that_are_sent() {
    let mut world = world();
    world.does(create_group("Team", json!({ "members": ["rita"], "positions": ["Manager"] })));
    world.does(edit_group("Team", json!({ "members": ["nora"], "name": "Crew" })));
    let view = group(&world, "Crew");
    assert_eq!(view.members, [world.member_id("nora").to_string()]);
    assert_eq!(view.positions, ["Manager"]);
    world.platform().changes_nothing(edit_group("Crew", json!({ "members": ["nora"] })));
    world.does(edit_group("Crew", json!({ "members": [], "positions": [], "positions_and_below": ["Rep"] })));
    let view = group(&world, "Crew");
    assert!(view.members.is_empty() && view.positions.is_empty());
    assert_eq!(view.positions_and_below, ["Rep"]);
    world.does(edit_group("Crew", json!({ "positions_and_below": null })));
    assert!(group(&world, "Crew").positions_and_below.is_empty(), "null empties a list");
    world.refused(Code::NotFound, edit_group("Team", json!({}))).says("there is no group `Team`");
}

#[test]
fn a_part_that_is_not_there_is_invalid() {
    let mut world = world();
    let wrong: [(Value, &str); 4] = [
        (json!({ "members": ["zoe"] }), "`members`: there is no member `zoe`"),
        (json!({ "positions": ["Chair"] }), "`positions`: there is no position `Chair`"),
        (json!({ "positions_and_below": ["Chair"] }), "`positions_and_below`: there is no position `Chair`"),
        (json!({ "groups": ["Ghosts"] }), "`groups`: there is no group `Ghosts`"),
    ];
    for (parts, detail) in wrong {
        world.refused(Code::Invalid, create_group("Team", parts)).says(detail);
    }
}

#[test]
fn a_removed_member_stays_in_the_group_unseen_so_that_the_records_stay_shared() {
    let mut world = world();
    let rita = world.member_id("rita");
    world.does(create_group("Team", json!({ "members": ["rita", "nora"] })));
    world.does(remove("rita"));
    assert_eq!(group(&world, "Team").members, [world.member_id("nora").to_string()]);
    world.does(edit_group("Team", json!({ "members": ["marc"] })));
    assert_eq!(group(&world, "Team").members, [world.member_id("marc").to_string()]);
    let team = world.organization.find_group("Team").unwrap();
    let member = world.organization.member(&rita).unwrap();
    assert!(world.organization.in_group(team, &rita, member));
}

#[test]
fn a_group_that_is_deleted_goes_from_other_groups_and_with_its_rules() {
    let mut world = world();
    let inner = world.does(create_group("Inner", json!({ "members": ["rita"] }))).created[0].clone();
    let outer =
        world.does(create_group("Outer", json!({ "groups": ["Inner"], "members": ["nora"] }))).created[0]
            .clone();
    let rule = json!({
        "do": "sharing_rule.create", "module": "deals", "level": "read",
        "from": { "group": "Inner" }, "to": { "position": "CEO" },
    });
    let rule = world.does(rule).created[0].clone();
    let kept = world.does(share("CEO", "Manager")).created[0].clone();
    let answer = world.does(json!({ "do": "group.delete", "group": "Inner" }));
    let lost: Vec<(&str, &str)> =
        answer.lost.iter().map(|lost| (lost.kind.as_str(), lost.id.as_str())).collect();
    assert_eq!(lost, [("group", outer.as_str()), ("sharing_rule", rule.as_str())]);
    assert!(world.organization.group(&id(&inner)).is_none());
    assert!(group(&world, "Outer").groups.is_empty());
    assert_eq!(group(&world, "Outer").members.len(), 1);
    assert!(world.organization.sharing_rule(&id(&kept)).is_some());
    world.refused(Code::NotFound, json!({ "do": "group.delete", "group": "Inner" }));
}
