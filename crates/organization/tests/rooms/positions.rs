//! Positions: made, changed, deleted; what goes with one that is deleted.

use rolecall_organization::{Code, Event, PositionView};
use serde_json::{Value, json};

use crate::common::*;

fn position(world: &World, name: &str) -> PositionView {
    let found =
        world.organization.find_position(name).unwrap_or_else(|| panic!("there is no position {name}"));
    world.organization.position_view(found).unwrap()
}

#[test]
fn a_new_position_has_what_the_form_says() {
    let mut world = World::office();
    let form = json!({ "share_with_peers": true, "description": "Sells" });
    let answer = world.does(with(&create_position("Rep", "manager"), form));
    let view = position(&world, "REP");
    assert_eq!(answer.created, [view.id.to_string()]);
    assert!(view.id.as_str().starts_with("pos_"));
    assert_eq!(view.reports_to.as_deref(), Some("Manager"));
    assert_eq!((view.share_with_peers, view.description.as_deref(), view.members), (true, Some("Sells"), 0));
}

#[test]
fn a_position_without_a_superior_stands_under_the_top() {
    let mut world = World::office();
    world.does(json!({ "do": "position.create", "name": "Rep" }));
    let view = position(&world, "Rep");
    assert_eq!(view.reports_to.as_deref(), Some("CEO"));
    assert!(!view.share_with_peers);
    world.does(json!({ "do": "position.create", "name": "Aide", "reports_to": null }));
    assert_eq!(position(&world, "Aide").reports_to.as_deref(), Some("CEO"));
}

#[test]
fn a_superior_that_is_not_there_is_invalid() {
    let mut world = World::office();
    world
        .refused(Code::Invalid, create_position("Rep", "Chair"))
        .says("`reports_to`: there is no position `Chair`");
    world.refused(Code::Invalid, edit_position("Manager", json!({ "reports_to": "Chair" })));
    world.refused(Code::NotFound, edit_position("Chair", json!({}))).says("there is no position `Chair`");
    world.refused(Code::NotFound, delete_position("Chair"));
}

#[test]
fn an_edit_changes_what_is_sent() {
    let mut world = World::office();
    world.does(with(&create_position("Rep", "Manager"), json!({ "description": "Sells" })));
    world.does(edit_position("Rep", json!({ "name": "Agent", "share_with_peers": true })));
    let view = position(&world, "Agent");
    assert_eq!((view.share_with_peers, view.description.as_deref()), (true, Some("Sells")));
    assert_eq!(view.reports_to.as_deref(), Some("Manager"));
    world.does(edit_position(
        "Agent",
        json!({ "reports_to": null, "description": null, "share_with_peers": false }),
    ));
    let view = position(&world, "Agent");
    assert_eq!((view.share_with_peers, view.description), (false, None));
    assert_eq!(view.reports_to.as_deref(), Some("CEO"), "null puts it under the top");
    let same =
        json!({ "name": "Agent", "reports_to": "CEO", "share_with_peers": false, "description": null });
    world.platform().changes_nothing(edit_position("Agent", same));
}

#[test]
fn the_top_stays_the_top() {
    let mut world = World::office();
    world.platform().changes_nothing(edit_position("CEO", json!({ "reports_to": null })));
    world.does(edit_position("CEO", json!({ "name": "Chair" })));
    assert_eq!(position(&world, "Chair").reports_to, None);
    assert_eq!(world.member("ada").position.as_deref(), Some("Chair"));
}

#[test]
fn members_are_counted_and_removed_ones_are_not() {
    let mut world = World::office();
    world.invite("rita", |m| m.position("Manager"));
    world.invite("marc", |m| m.position("Manager"));
    world.does(deactivate("marc"));
    assert_eq!(position(&world, "Manager").members, 2);
    world.does(remove("rita"));
    assert_eq!(position(&world, "Manager").members, 1);
}

#[test]
fn groups_and_rules_lose_a_position_that_is_deleted_and_the_answer_lists_them() {
    let mut world = World::office();
    world.does(create_position("Rep", "Manager"));
    let mut made = |command: Value| world.does(command).created[0].clone();
    let here = made(create_group("Here", json!({ "positions": ["Rep", "Manager"] })));
    let below = made(create_group("Below", json!({ "positions_and_below": ["Rep"] })));
    let other = made(create_group("Other", json!({ "positions": ["Manager"] })));
    let from = made(share("Rep", "CEO"));
    let to = made(share("CEO", "Rep"));
    let kept = made(share("CEO", "Manager"));
    let answer = world.does(delete_position("Rep"));
    let mut lost: Vec<(String, String)> = answer.lost.into_iter().map(|lost| (lost.kind, lost.id)).collect();
    lost.sort();
    let mut expected = [("group", &here), ("group", &below), ("sharing_rule", &from), ("sharing_rule", &to)]
        .map(|(kind, id)| (kind.to_owned(), id.clone()));
    expected.sort();
    assert_eq!(lost, expected);
    let group = |group: &str| world.organization.group_view(&id(group)).unwrap();
    assert_eq!(group(&here).positions, ["Manager"]);
    assert!(group(&below).positions_and_below.is_empty());
    assert_eq!(group(&other).positions, ["Manager"]);
    let rules: Vec<_> = world.organization.policy().sharing_rules.keys().map(ToString::to_string).collect();
    assert_eq!(rules, [kept]);
    assert!(matches!(world.last(), Event::PositionDeleted { .. }));
}

#[test]
fn a_product_without_a_tree_has_no_positions() {
    let text = OFFICE
        .replace("[positions]\nCEO = {}\nManager = { reports_to = \"CEO\" }\n", "")
        .replace(", position = \"CEO\"", "");
    let mut world = World::of(&text);
    world
        .refused(Code::FeatureOff, create_position("Rep", "CEO"))
        .says("`position.create`: the product does not have this");
    world.refused(Code::Invalid, invite("rita", |m| m.position("CEO")));
}
