//! `escalation`: what a command adds - permission, reach, place - lies within what the actor holds there. (Segments and
//! features: `escalation_limits.rs`.)

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

/// Cleo the clerk administers, and otherwise holds `customers:view` with reach `shared`.
fn with_clerk() -> World {
    let mut world = World::office();
    world.invite("cleo", |m| m.role("Clerk"));
    world.invite("stan", |m| m);
    world
}

#[test]
fn inviting_gives_no_permission_that_the_actor_lacks() {
    let mut world = with_clerk();
    world
        .as_("cleo")
        .refused(Code::Escalation, invite("rita", |m| m.role("Staff").by_mail()))
        .says("this gives `customers:edit` further than you hold it yourself")
        .helps("ask someone who holds it, or leave it out")
        .figure("permission", "customers:edit");
    world.as_("cleo").does(invite("rita", |m| m.role("Clerk").by_mail()));
}

#[test]
fn the_default_role_is_given_like_any_other() {
    with_clerk().as_("cleo").refused(Code::Escalation, invite("rita", |m| m.by_mail()));
}

#[test]
fn changing_roles_gives_no_permission_that_the_actor_lacks() {
    let mut world = with_clerk();
    world.as_("cleo").refused(Code::Escalation, set_roles("stan", &["Admin"]));
    world.as_("cleo").refused(Code::Escalation, set_roles("cleo", &["Admin"]));
    world.as_("cleo").does(set_roles("stan", &["Clerk"]));
}

#[test]
fn what_was_there_before_is_not_compared() {
    let mut world = with_clerk();
    world.as_("cleo").does(edit("stan", json!({ "ends_at": "2027-01-01T00:00:00Z", "position": "Manager" })));
    world.as_("cleo").does(deactivate("stan"));
    world.as_("cleo").does(edit("stan", json!({ "position": null })));
    world.as_("cleo").does(edit_role("Staff", json!({ "description": "Works hard" })));
}

#[test]
fn taking_away_is_no_escalation() {
    let mut world = with_clerk();
    world.as_("cleo").does(edit_role("Staff", json!({ "grants": [] })));
    world.as_("cleo").does(remove("stan"));
    world.invite("otto", |m| m.role("Admin"));
    world.as_("cleo").does(set_roles("otto", &["Clerk"]));
}

#[test]
fn waking_a_member_gives_all_that_the_member_holds() {
    let mut world = with_clerk();
    world.invite("cora", |m| m.role("Clerk"));
    for member in ["stan", "cora"] {
        world.does(deactivate(member));
    }
    world.as_("cleo").refused(Code::Escalation, activate("stan")).figure("permission", "customers:edit");
    world.as_("cleo").does(activate("cora"));
    world.as_("ada").does(activate("stan"));
}

#[test]
fn so_does_ending_the_end_of_a_period_that_is_over() {
    let mut world = with_clerk();
    let end = |end: serde_json::Value| edit("stan", json!({ "ends_at": end }));
    world.does(end(json!("2026-02-01T00:00:00Z")));
    world.as_("cleo").does(end(json!("2026-03-01T00:00:00Z")));
    world.now = at("2026-03-01T00:00:00Z");
    world.as_("cleo").refused(Code::Escalation, end(json!(null)));
    world.as_("cleo").refused(Code::Escalation, end(json!("2026-03-02T00:00:00Z")));
    world.as_("cleo").does(end(json!("2026-02-02T00:00:00Z")));
    world.now = at("2026-02-01T23:59:59Z");
    world.as_("cleo").does(end(json!(null)));
}

#[test]
fn sending_an_invitation_to_another_address_gives_all_that_it_promises() {
    let mut world = with_clerk();
    world.invite_by_mail("otto", |m| m.role("Admin"));
    world.invite_by_mail("cora", |m| m.role("Clerk"));
    let address = |member: &str| edit(member, json!({ "email": "somewhere@example.com" }));
    world.as_("cleo").refused(Code::Escalation, address("otto"));
    world.as_("cleo").does(address("cora"));
    world.as_("cleo").does(edit("otto", json!({ "name": "Otto O." })));
    world.as_("cleo").does(resend("otto"));
    world.as_("cleo").does(remove("otto"));
}

#[test]
fn a_new_role_gives_no_permission_that_the_actor_lacks() {
    let mut world = with_clerk();
    let deals = json!([{ "module": "deals", "actions": ["view"], "reach": "assigned" }]);
    world
        .as_("cleo")
        .refused(Code::Escalation, create_role("Dealer", deals.clone()))
        .figure("permission", "deals:view");
    world.as_("ada").does(create_role("Dealer", deals));
}

#[test]
fn a_new_role_reaches_no_further_than_the_actor() {
    let mut world = with_clerk();
    for (reach, name) in [("assigned", "Near"), ("shared", "Far"), ("all", "Farthest")] {
        let role = create_role(name, json!([{ "module": "customers", "actions": ["view"], "reach": reach }]));
        if reach == "all" {
            world.as_("cleo").refused(Code::Escalation, role).figure("permission", "customers:view");
        } else {
            world.as_("cleo").does(role);
        }
    }
}

#[test]
fn an_edited_role_gives_what_it_gave_before_and_what_the_actor_holds() {
    let mut world = with_clerk();
    let grants = |reach: &str, more: &str| {
        json!({ "grants": [
            { "module": "deals", "actions": ["view", more], "reach": "shared" },
            { "module": "customers", "actions": ["view"], "reach": reach },
        ] })
    };
    world.does(with(&create_role("Dealer", json!([])), grants("assigned", "edit")));
    world.as_("cleo").does(edit_role("Dealer", grants("shared", "view")));
    world
        .as_("cleo")
        .refused(Code::Escalation, edit_role("Dealer", grants("shared", "delete")))
        .figure("permission", "deals:delete");
    world.as_("cleo").refused(Code::Escalation, edit_role("Dealer", grants("all", "view")));
}

#[test]
fn a_clone_is_a_new_role() {
    let mut world = with_clerk();
    let clone = |role: &str| json!({ "do": "role.clone", "role": role, "name": "Second" });
    world.as_("cleo").refused(Code::Escalation, clone("Staff"));
    world.as_("cleo").does(clone("Clerk"));
}

#[test]
fn a_role_that_caps_itself_gives_no_more_than_it_reaches() {
    let mut world = World::office();
    let capped = json!([
        { "module": "customers", "actions": ["view"], "reach": "assigned" },
        { "module": "invoices", "actions": ["view"], "reach": "all" },
        { "module": "roles", "actions": ["view", "create"], "reach": "all" },
    ]);
    world.does(create_role("Capped", capped.clone()));
    world.invite("cora", |m| m.role("Capped"));
    world.as_("cora").does(create_role("Twin", capped));
    let alone = json!([{ "module": "invoices", "actions": ["view"], "reach": "all" }]);
    world
        .as_("cora")
        .refused(Code::Escalation, create_role("Wide", alone))
        .figure("permission", "invoices:view");
}

#[test]
fn direct_permissions_are_given_by_who_holds_them_for_all_records() {
    let mut world = World::office_with("[direct]\npermissions = [\"customers:view\", \"projects:create\"]");
    world.invite("cleo", |m| m.role("Clerk"));
    world.invite("stan", |m| m.role("Seller"));
    world
        .as_("cleo")
        .refused(Code::Escalation, permissions("stan", &["customers:view"]))
        .figure("permission", "customers:view");
    world.as_("cleo").does(permissions("stan", &["projects:create"]));
    world.as_("cleo").refused(
        Code::Escalation,
        invite("rita", |m| m.role("Clerk").by_mail().with("permissions", json!(["customers:view"]))),
    );
    world.as_("ada").does(permissions("cleo", &["customers:view"]));
    world.as_("cleo").does(permissions("stan", &["customers:view", "projects:create"]));
}

#[test]
fn positions_groups_sharing_and_owners_are_not_compared() {
    let mut world = with_clerk();
    let mut cleo = world.as_("cleo");
    cleo.does(edit("cleo", json!({ "position": "CEO" })));
    cleo.does(create_position("Scout", "CEO"));
    cleo.does(create_group("All", json!({ "positions_and_below": ["CEO"] })));
    cleo.does(share("CEO", "Manager"));
    cleo.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read_write_delete" } }));
    world.does(put(&[("customers/1", json!({ "owner": "ada" }))]));
    let assigner = json!([{ "module": "customers", "actions": ["assign_owner"], "reach": "all" }]);
    world.does(create_role("Assigner", assigner));
    world.invite("axel", |m| m.role("Assigner"));
    world.as_("axel").does(assign_owner("customers", &["1"], Some("axel")));
}

#[test]
fn a_member_who_is_removed_gains_nothing() {
    let mut world = with_clerk();
    world.as_("cleo").does(with(&remove("stan"), json!({ "transfer_records_to": "ada" })));
}

#[test]
fn a_platform_call_gives_what_it_likes() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Admin"));
    world.does(set_roles("rita", &["Staff"]));
}
