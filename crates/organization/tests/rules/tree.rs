//! `transfer_required`: a position with people or children goes only with a place to move them to, not to itself or below
//! itself. `cycle`: the reporting tree and nested groups stay acyclic.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

/// CEO - Manager - Lead - Rep.
fn chain() -> World {
    let mut world = World::office();
    world.does(create_position("Lead", "Manager"));
    world.does(create_position("Rep", "Lead"));
    world
}

fn delete_to(position: &str, to: &str) -> serde_json::Value {
    with(&delete_position(position), json!({ "transfer_to": to }))
}

fn above(world: &World, name: &str) -> Option<String> {
    let position = world.organization.find_position(name).unwrap();
    world.organization.position_view(position).unwrap().reports_to
}

#[test]
fn a_position_with_children_needs_a_place_for_them() {
    let mut world = chain();
    world
        .refused(Code::TransferRequired, delete_position("Lead"))
        .says("`Lead` has people or positions below")
        .helps("name another position for them with `transfer_to`");
    world.does(delete_to("Lead", "CEO"));
    assert_eq!(above(&world, "Rep").as_deref(), Some("CEO"));
}

#[test]
fn a_position_with_people_needs_a_place_for_them() {
    let mut world = chain();
    world.invite("rita", |m| m.position("Rep"));
    world.refused(Code::TransferRequired, delete_position("Rep"));
    world.does(deactivate("rita"));
    world.refused(Code::TransferRequired, delete_position("Rep"));
    world.does(delete_to("Rep", "Manager"));
    assert_eq!(world.member("rita").position.as_deref(), Some("Manager"));
}

#[test]
fn an_empty_position_goes_without() {
    let mut world = chain();
    world.does(delete_position("Rep"));
    assert!(world.organization.find_position("Rep").is_none());
}

#[test]
fn where_only_removed_members_are_left_they_go_to_the_parent() {
    let mut world = chain();
    let rita = world.invite("rita", |m| m.position("Rep"));
    world.does(remove("rita"));
    world.does(delete_position("Rep"));
    assert_eq!(world.view(&rita).position.as_deref(), Some("Lead"));
}

#[test]
fn removed_members_move_with_the_others() {
    let mut world = chain();
    let rita = world.invite("rita", |m| m.position("Rep"));
    world.does(remove("rita"));
    world.does(delete_to("Rep", "CEO"));
    assert_eq!(world.view(&rita).position.as_deref(), Some("CEO"));
}

#[test]
fn the_place_is_not_the_position_itself_nor_one_below() {
    let mut world = chain();
    world.does(create_position("Aide", "CEO"));
    for to in ["Lead", "lead", "Rep"] {
        world
            .refused(Code::TransferRequired, delete_to("Lead", to))
            .says("`Lead` goes to a place that is not itself or below it");
    }
    world.refused(Code::TransferRequired, delete_to("Aide", "Aide"));
    world
        .refused(Code::Invalid, delete_to("Lead", "Nowhere"))
        .says("`transfer_to`: there is no position `Nowhere`");
    world.does(delete_to("Lead", "Aide"));
}

#[test]
fn a_position_does_not_report_to_itself_or_to_one_below() {
    let mut world = chain();
    for to in ["Manager", "Lead", "Rep"] {
        world
            .refused(Code::Cycle, edit_position("Manager", json!({ "reports_to": to })))
            .says("a position does not report to itself or to one below it")
            .helps("choose a position that is not below");
    }
    world.refused(Code::Cycle, edit_position("CEO", json!({ "reports_to": "Rep" })));
    world.does(edit_position("Rep", json!({ "reports_to": "Manager" })));
    world.does(edit_position("Lead", json!({ "reports_to": "Rep" })));
    assert_eq!(above(&world, "Lead").as_deref(), Some("Rep"));
}

#[test]
fn a_group_does_not_contain_itself() {
    let mut world = World::office();
    world.does(create_group("Inner", json!({})));
    world
        .refused(Code::Cycle, edit_group("Inner", json!({ "groups": ["Inner"] })))
        .says("a group does not contain itself, not through other groups either");
}

#[test]
fn a_group_does_not_contain_itself_through_others() {
    let mut world = World::office();
    world.does(create_group("Inner", json!({})));
    world.does(create_group("Other", json!({})));
    world.does(create_group("Middle", json!({ "groups": ["Inner", "Other"] })));
    world.does(create_group("Outer", json!({ "groups": ["Middle", "Inner"] })));
    world.refused(Code::Cycle, edit_group("Inner", json!({ "groups": ["Outer"] })));
    world.refused(Code::Cycle, edit_group("Other", json!({ "groups": ["Middle"] })));
    world.does(edit_group("Other", json!({ "groups": ["Inner"] })));
}
