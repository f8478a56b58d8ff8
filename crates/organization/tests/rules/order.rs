//! The order of refusals (design, section 8): `forbidden`, `own_account`, `escalation`, then the rules of state.

use rolecall_organization::Code;
use serde_json::json;

use crate::common::*;

#[test]
fn the_codes_stand_in_the_order_in_which_they_are_told() {
    let order = [
        Code::Forbidden,
        Code::OwnAccount,
        Code::Escalation,
        Code::SoleHolder,
        Code::LastAdmin,
        Code::RoleBuiltIn,
        Code::RoleInUse,
        Code::TransferRequired,
        Code::Cycle,
        Code::NameMissing,
        Code::NameTaken,
        Code::RoleRequired,
        Code::ExclusiveRole,
        Code::FeatureOff,
        Code::LimitReached,
        Code::NotActive,
        Code::CompanyRequired,
        Code::CompanyMismatch,
    ];
    assert!(order.is_sorted());
}

#[test]
fn a_sole_admin_who_deletes_himself_reads_own_account() {
    World::office().as_("ada").refused(Code::OwnAccount, remove("ada"));
    World::of(super::sole_holder::PORTAL).as_("ada").refused(Code::OwnAccount, remove("ada"));
}

#[test]
fn forbidden_comes_before_everything() {
    let mut world = World::office();
    world.invite("rita", |m| m.role("Seller"));
    world.as_("rita").refused(Code::Forbidden, remove("rita"));
    world.as_("rita").refused(Code::Forbidden, set_roles("rita", &["Admin"]));
    world.as_("rita").refused(Code::Forbidden, remove("nobody"));
    world.as_("rita").refused(Code::Forbidden, edit("nobody", json!({ "name": " " })));
    world.as_("rita").refused(Code::Forbidden, delete_role("Nobody"));
    world.as_("rita").refused(Code::Forbidden, create_position(" ", "Nowhere"));
}

#[test]
fn adding_without_an_invitation_is_forbidden_before_anything_is_looked_at() {
    let mut world = World::office();
    world.as_("ada").refused(Code::Forbidden, invite("rita", |m| m.with("email", "no address")));
    world.as_("ada").refused(Code::Forbidden, invite("rita", |m| m.role("Nobody")));
}

#[test]
fn own_account_comes_before_escalation() {
    let text = OFFICE.replace("[roles.Clerk]", "[roles.Clerk]\nholders = [1]");
    let mut world = World::of(&text);
    world.invite("cleo", |m| m.role("Clerk"));
    world.as_("cleo").refused(Code::OwnAccount, set_roles("cleo", &["Staff"]));
}

#[test]
fn escalation_comes_before_the_rules_of_state() {
    let mut world = World::office_with("[editions.one]\nlimits = { members = 2 }");
    world.invite("cleo", |m| m.role("Clerk"));
    let mut cleo = world.as_("cleo");
    cleo.refused(Code::Escalation, invite("rita", |m| m.by_mail().with("email", "ada@example.com")));
    cleo.refused(Code::LimitReached, invite("rita", |m| m.role("Clerk").by_mail()));
    let deals = json!([{ "module": "deals", "actions": ["view"] }]);
    cleo.refused(Code::Escalation, create_role(" ", deals.clone()));
    cleo.refused(Code::Escalation, create_role("Staff", deals.clone()));
    let wider =
        json!({ "name": "Admin", "grants": [{ "module": "deals", "actions": ["delete"], "reach": "all" }] });
    cleo.refused(Code::Escalation, edit_role("Staff", wider));
}

#[test]
fn built_in_comes_before_in_use_and_before_names() {
    let mut world = World::office();
    world.refused(Code::RoleBuiltIn, delete_role("Admin"));
    world.refused(Code::RoleBuiltIn, edit_role("Admin", json!({ "name": "Staff" })));
    world.refused(Code::RoleBuiltIn, edit_role("Admin", json!({ "name": " " })));
    world.refused(Code::RoleBuiltIn, delete_position("CEO"));
}

#[test]
fn a_place_below_itself_is_transfer_required_not_a_cycle() {
    let mut world = World::office();
    world.does(create_position("Lead", "Manager"));
    world
        .refused(Code::TransferRequired, with(&delete_position("Manager"), json!({ "transfer_to": "Lead" })));
}

#[test]
fn a_cycle_comes_before_a_name_that_is_taken() {
    let mut world = World::office();
    world.refused(Code::Cycle, edit_position("Manager", json!({ "reports_to": "Manager", "name": "CEO" })));
}

#[test]
fn roles_come_before_limits_and_companies() {
    let mut world = World::office_with("[editions.one]\nlimits = { members = 1 }");
    world.refused(Code::ExclusiveRole, invite("cli", |m| m.kind("client").role("Staff")));
    world.refused(Code::LimitReached, invite("cli", |m| m.kind("client").role("Client")));
}
