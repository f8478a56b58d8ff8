//! `name_taken`, `name_missing`: names are unique per organization and kind, compared case-insensitively after Unicode NFKC;
//! not blank, not absent where needed.

use rolecall_organization::Code;
use serde_json::{Value, json};

use crate::common::*;

/// Every command that names a new thing, by what it names.
fn makers(name: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("role", create_role(name, json!([]))),
        ("role", json!({ "do": "role.clone", "role": "Staff", "name": name })),
        ("position", create_position(name, "CEO")),
        ("group", create_group(name, json!({}))),
        ("project", json!({ "do": "container.create", "kind": "project", "name": name })),
    ]
}

/// An office with one `Sales` and one `Fishing` of each kind.
fn with_sales() -> World {
    let mut world = World::office();
    for name in ["Sales", "Fishing"] {
        world.does(create_role(name, json!([])));
        world.does(create_position(name, "CEO"));
        world.does(create_group(name, json!({})));
        world.does(create_project(name));
    }
    world
}

/// Every command that gives a thing another name, by what it names.
fn renamers(old: &str, name: &Value) -> Vec<(&'static str, Value)> {
    let changes = json!({ "name": name });
    vec![
        ("role", edit_role(old, changes.clone())),
        ("position", edit_position(old, changes.clone())),
        ("group", edit_group(old, changes.clone())),
        ("project", with(&json!({ "do": "container.edit", "container": old }), changes)),
    ]
}

#[test]
fn a_name_that_another_of_its_kind_has_is_taken() {
    let mut world = with_sales();
    for (what, maker) in makers("Sales") {
        world
            .refused(Code::NameTaken, maker)
            .says(&format!("there is another {what} named `Sales`"))
            .helps("names are compared without regard to case");
    }
    for (what, renamer) in renamers("Fishing", &json!("Sales")) {
        world.refused(Code::NameTaken, renamer).says(&format!("there is another {what} named `Sales`"));
    }
}

#[test]
fn names_are_compared_without_regard_to_case_width_and_ligature() {
    let mut world = with_sales();
    for name in ["sales", "SALES", "Ｓａｌｅｓ", "  Sales ", "ﬁshing", "FISHING"] {
        for (_, maker) in makers(name) {
            world.refused(Code::NameTaken, maker);
        }
    }
    world.does(create_role("Straße", json!([])));
    world.refused(Code::NameTaken, create_role("STRAßE", json!([])));
}

#[test]
fn names_of_different_kinds_of_things_do_not_meet() {
    let mut world = World::office();
    for (_, maker) in makers("Apollo").into_iter().skip(1) {
        world.does(maker);
    }
    world.does(create_container("room", "Apollo 11"));
    world.does(json!({ "do": "container.create", "kind": "room", "name": "Apollo" }));
}

#[test]
fn built_in_names_are_taken() {
    let mut world = World::office();
    world.refused(Code::NameTaken, create_role("staff", json!([])));
    world.refused(Code::NameTaken, create_position("ceo", "CEO"));
    world.does(edit_role("Staff", json!({ "name": "Crew" })));
    world.refused(Code::NameTaken, create_role("crew", json!([])));
    world.refused(Code::NameTaken, create_role("Staff", json!([])));
}

#[test]
fn a_built_in_role_does_not_take_its_name_back_from_who_has_it_now() {
    let mut world = World::office();
    world.does(edit_role("Staff", json!({ "name": "Crew" })));
    world.does(create_role("staff", json!([])));
    world
        .refused(Code::NameTaken, edit_role("Crew", json!({ "name": "Staff" })))
        .says("there would be two roles named `staff`")
        .helps("names are compared without regard to case");
    world.does(edit_position("Manager", json!({ "name": "Boss" })));
    world.does(create_position("manager", "CEO"));
    world
        .refused(Code::NameTaken, edit_position("Boss", json!({ "name": "Manager" })))
        .helps("names are compared without regard to case");
}

#[test]
fn a_thing_may_change_the_case_of_its_own_name() {
    let mut world = with_sales();
    for (_, renamer) in renamers("sales", &json!("SALES")) {
        world.does(renamer);
    }
    assert_eq!(world.role("sales").name, "SALES");
}

#[test]
fn the_name_of_what_was_deleted_is_free() {
    let mut world = with_sales();
    world.does(delete_role("Sales"));
    world.does(delete_position("Sales"));
    world.does(json!({ "do": "group.delete", "group": "Sales" }));
    world.does(json!({ "do": "container.delete", "container": "sales" }));
    for (_, maker) in makers("Sales").into_iter().skip(1) {
        world.does(maker);
    }
}

#[test]
fn a_name_is_not_blank() {
    let mut world = with_sales();
    for blank in ["", " ", "\t \n", "\u{3000}"] {
        for (_, command) in makers(blank).into_iter().chain(renamers("Sales", &json!(blank))) {
            world
                .refused(Code::NameMissing, command)
                .says("a name is missing")
                .helps("give a name that is not blank");
        }
    }
    world.refused(Code::NameMissing, json!({ "do": "organization.rename", "name": " " }));
    world.refused(Code::NameMissing, invite("rita", |m| m.with("name", " ")));
    world.refused(Code::NameMissing, edit("ada", json!({ "name": " " })));
}

#[test]
fn a_name_that_is_needed_is_not_absent() {
    let mut world = with_sales();
    for (_, maker) in makers("Sales") {
        let mut nameless = maker;
        nameless.as_object_mut().unwrap().remove("name");
        world.refused(Code::NameMissing, nameless);
    }
    world.refused(Code::NameMissing, json!({ "do": "organization.rename" }));
}

#[test]
fn a_thing_with_a_name_is_not_left_without() {
    let mut world = with_sales();
    for (_, renamer) in renamers("Sales", &Value::Null) {
        world.refused(Code::NameMissing, renamer);
    }
}

#[test]
fn the_name_of_a_member_is_optional_unless_the_catalog_needs_it() {
    let mut world = World::office();
    world.invite("rita", |m| m.with("name", Value::Null));
    world.invite("marc", |m| m);
    world.does(edit("marc", json!({ "name": null })));
    assert_eq!(world.member("marc").name, None);

    let mut world = World::of(&OFFICE.replace("needs = [\"email\"]", "needs = [\"email\", \"name\"]"));
    world
        .refused(Code::NameMissing, invite("rita", |m| m.with("name", Value::Null)))
        .says("a name is missing")
        .helps("give the name of the new member");
    world.invite("rita", |m| m);
    world.refused(Code::NameMissing, edit("rita", json!({ "name": null })));
}

#[test]
fn two_members_may_have_one_name() {
    let mut world = World::office();
    world.invite("rita", |m| m.with("name", "Kim"));
    world.invite("marc", |m| m.with("name", "Kim"));
}

#[test]
fn an_address_belongs_to_one_member() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::NameTaken, invite("marc", |m| m.with("email", "RITA@example.com")))
        .says("there is a member with the e-mail address `RITA@example.com`");
    world.invite_by_mail("marc", |m| m);
    world.refused(Code::NameTaken, edit("marc", json!({ "email": "rita@example.com" })));
    world.does(edit("marc", json!({ "email": "MARC@example.com" })));
}

#[test]
fn an_external_id_belongs_to_one_member() {
    let mut world = World::office();
    world.invite("rita", |m| m);
    world
        .refused(Code::NameTaken, invite("marc", |m| m.with("external_id", "rita")))
        .says("there is a member with the external id `rita`");
    world.invite("marc", |m| m);
    world.refused(Code::NameTaken, edit("marc", json!({ "external_id": "rita" })));
    world.does(edit("marc", json!({ "external_id": "marc" })));
}

#[test]
fn no_name_begins_like_a_generated_id() {
    let mut world = World::office();
    world
        .refused(Code::Invalid, create_role("rol_1", json!([])))
        .says("`name`: `rol_1` begins like a generated id")
        .helps("choose a name that does not begin with `rol_`, `pos_` and the like");
    world.refused(Code::Invalid, create_position(" pos_1", "CEO"));
}

#[test]
fn the_own_id_of_a_container_is_taken_once() {
    let mut world = World::office();
    world.does(create_project("Apollo"));
    world
        .refused(Code::NameTaken, with(&create_container("room", "Gemini"), json!({ "id": "apollo" })))
        .says("there is another container named `apollo`");
}
