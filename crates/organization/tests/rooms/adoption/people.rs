//! What members hold and are limited to, through a new version of the catalog: roles, kinds, permissions, segments, names.

use rolecall_organization::Code;
use serde_json::json;

use super::{adopts, changed, loses, office, retiring, text};
use crate::common::*;

/// Without the Seller, whatever it took.
fn without_seller() -> String {
    let start = text().find("[roles.Seller]").unwrap();
    let end = text().find("[roles.Client]").unwrap();
    let text = text();
    let cut = format!("{}{}", &text[..start], &text[end..]);
    changed(&cut, &[(", \"Seller\"]", "]")])
}

#[test]
fn a_role_that_is_held_is_not_dropped() {
    let mut world = office();
    world.invite("rita", |m| m.role("Seller"));
    loses(&mut world, &without_seller(), &["role `Seller`"]);
    world.does(set_roles("rita", &["Staff"]));
    adopts(&mut world, &without_seller());
    assert!(world.organization.find_role("Seller").is_none());
}

#[test]
fn a_role_that_is_held_in_a_container_is_not_dropped() {
    let mut world = office();
    world.does(create_container("room", "Blue"));
    world.does(join("blue", "ada"));
    let text = text();
    let without =
        changed(&text[..text.find("[roles.Guest]").unwrap()], &[("default_roles = [\"Guest\"]\n", "")]);
    let without = format!("{without}\n{}", &text[text.find("[features]").unwrap()..]);
    loses(&mut world, &without, &["role `Guest`"]);
    world.does(leave("blue", "ada"));
    adopts(&mut world, &without);
}

#[test]
fn a_role_that_was_edited_is_not_dropped() {
    let mut world = office();
    world.does(edit_role("Seller", json!({ "name": "Hawker" })));
    loses(&mut world, &without_seller(), &["role `Seller`"]);
    adopts(&mut world, &retiring("roles = [\"Seller\"]", &without_seller()));
    assert!(world.organization.policy().role_edits.is_empty());
}

#[test]
fn a_role_that_is_retired_is_taken_from_who_held_it() {
    let mut world = World::of(&format!("roles_per_member = \"any\"\n{}", text()));
    world.invite("rita", |m| m.roles(&["Seller", "Staff"]));
    let next = retiring("roles = [\"Seller\"]", &format!("roles_per_member = \"any\"\n{}", without_seller()));
    adopts(&mut world, &next);
    assert_eq!(world.member("rita").roles, ["Staff"]);
}

#[test]
fn retiring_the_only_role_of_somebody_is_refused_by_the_rule_on_roles() {
    let mut world = office();
    world.invite("rita", |m| m.role("Seller"));
    let hash = world.store_catalog(&retiring("roles = [\"Seller\"]", &without_seller()));
    world.refused(Code::RoleRequired, adopt(&hash)).says("Rita needs a role");
}

#[test]
fn a_renamed_role_keeps_its_holders_and_its_edits() {
    let mut world = office();
    world.invite("rita", |m| m.role("Seller"));
    world.does(edit_role("Seller", json!({ "description": "Sells" })));
    world.does(create_container("room", "Blue"));
    world.does(join("blue", "rita"));
    world.does(create_role("Helper", json!([])));
    world.invite("hans", |m| m.role("Helper"));
    let next = changed(
        &text(),
        &[
            ("\"Staff\", \"Seller\"]", "\"Staff\", \"Hawker\"]"),
            ("[roles.Seller]", "[roles.Hawker]\nrenamed_from = \"Seller\""),
            ("[roles.Guest]", "[roles.Visitor]\nrenamed_from = \"Guest\""),
            ("default_roles = [\"Guest\"]", "default_roles = [\"Visitor\"]"),
        ],
    );
    adopts(&mut world, &next);
    assert_eq!(world.member("rita").roles, ["Hawker"]);
    assert_eq!(world.member("hans").roles, ["Helper"]);
    assert_eq!(world.role("Hawker").description.as_deref(), Some("Sells"));
    assert_eq!(world.roles_in("blue", "rita").unwrap(), ["Visitor"]);
}

#[test]
fn a_kind_of_member_is_not_dropped_and_may_be_renamed() {
    let mut world = office();
    world.invite("cyd", |m| m.contact());
    let without = changed(&text(), &[("contact = { sign_in = false }\n", "")]);
    loses(&mut world, &without, &["member kind `contact`"]);
    let renamed = changed(&text(), &[("contact = {", "friend = { renamed_from = \"contact\",")]);
    adopts(&mut world, &renamed);
    assert_eq!(world.member("cyd").kind, "friend");
    world.does(remove("cyd"));
    adopts(&mut world, &without);
}

#[test]
fn a_permission_that_a_custom_role_gives_is_not_dropped() {
    let mut world = office();
    let grants = json!([{ "module": "customers", "actions": ["export", "view"] }]);
    world.does(create_role("Exporter", grants.clone()));
    let next = changed(&text(), &[(", export = \"read\"", ""), ("\"customers:export\", ", "")]);
    loses(&mut world, &next, &["permission `customers:export`"]);
    let renamed = changed(
        &text(),
        &[
            ("export = \"read\" }", "download = \"read\" }, renamed_actions = { download = \"export\" }"),
            ("\"customers:export\"", "\"customers:download\""),
        ],
    );
    let mut other = world.clone();
    adopts(&mut other, &renamed);
    assert_eq!(json!(other.role("Exporter").grants[0].actions), json!(["download", "view"]));
    adopts(&mut world, &retiring("actions = [\"customers:export\"]", &next));
    assert_eq!(json!(world.role("Exporter").grants[0].actions), json!(["view"]));
}

#[test]
fn a_permission_that_an_edited_role_gives_is_not_dropped() {
    let next = changed(&text(), &[(", export = \"read\"", ""), ("\"customers:export\", ", "")]);
    let mut world = office();
    world.does(edit_role("Seller", json!({ "grants": [{ "module": "customers", "actions": ["export"] }] })));
    loses(&mut world, &next, &["permission `customers:export`"]);
    adopts(&mut world, &retiring("actions = [\"customers:export\"]", &next));
    assert!(world.role("Seller").grants.is_empty());
}

#[test]
fn a_permission_that_is_given_directly_is_not_taken_off_the_list() {
    let next = changed(&text(), &[("\"customers:export\", ", "")]);
    let mut world = office();
    world.does(permissions("ada", &["customers:export", "deals:view"]));
    loses(&mut world, &next, &["direct permission `customers:export`"]);
    adopts(&mut world, &retiring("direct = [\"customers:export\"]", &next));
    let left: Vec<String> = world.member("ada").permissions.iter().map(ToString::to_string).collect();
    assert_eq!(left, ["deals:view"]);
}

#[test]
fn a_module_that_a_custom_role_grants_does_not_become_reserved() {
    let mut world = office();
    world.does(create_role("Recruiter", json!([{ "module": "roles", "actions": ["view"] }])));
    let next = world.store_catalog(&changed(
        &text(),
        &[(
            "roles = { group = \"administration\" }",
            "roles = { group = \"administration\", reserved = true }",
        )],
    ));
    world
        .refused(Code::Reserved, adopt(&next))
        .says("permissions of `roles` are held through built-in roles only");
    world.does(delete_role("Recruiter"));
    world.does(adopt(&next));
}

/// Without the segment of places.
fn without_location() -> String {
    changed(&text(), &[(", segments = [\"location\"]", ""), ("location = {}\n", "")])
}

#[test]
fn a_segment_that_limits_somebody_is_not_dropped() {
    let mut world = office();
    world.does(edit("ada", json!({ "segments": { "location": ["Berlin"] } })));
    loses(&mut world, &without_location(), &["segment `location`"]);
    let mut other = world.clone();
    adopts(&mut other, &retiring("segments = [\"location\"]", &without_location()));
    assert!(other.member("ada").segments.is_empty());
    let renamed = changed(
        &text(),
        &[("location = {}", "place = { renamed_from = \"location\" }"), ("[\"location\"]", "[\"place\"]")],
    );
    world.does(put(&[("deals/1", json!({ "segments": { "location": "Berlin" } }))]));
    adopts(&mut world, &renamed);
    assert_eq!(json!(world.member("ada").segments), json!({ "place": ["Berlin"] }));
    assert_eq!(json!(world.facts("deals/1").unwrap().segments), json!({ "place": ["Berlin"] }));
}

#[test]
fn a_segment_that_limits_a_role_is_not_dropped() {
    let mut world = office();
    let grants = json!([{ "module": "deals", "actions": ["view"], "limits": { "location": ["Berlin"] } }]);
    world.does(create_role("Dealer", grants));
    loses(&mut world, &without_location(), &["segment `location`"]);
    adopts(&mut world, &retiring("segments = [\"location\"]", &without_location()));
    assert!(world.role("Dealer").grants[0].limits.is_empty());
}

#[test]
fn a_value_that_limits_somebody_is_not_dropped() {
    let next = changed(&text(), &[("values = [\"internal\", \"external\"]", "values = [\"external\"]")]);
    let lost = ["value `internal` of the segment `audience`"];
    let mut world = office();
    world.does(edit("ada", json!({ "segments": { "audience": ["internal", "external"] } })));
    loses(&mut world, &next, &lost);
    adopts(&mut world, &retiring("segment_values = [\"audience=internal\"]", &next));

    let mut world = office();
    let grants = json!([{ "module": "tasks", "actions": ["view"], "limits": { "audience": ["internal"] } }]);
    world.does(create_role("Insider", grants));
    loses(&mut world, &next, &lost);
    world.does(delete_role("Insider"));
    adopts(&mut world, &next);
}

#[test]
fn a_list_of_values_may_go_or_grow() {
    let mut world = office();
    world.does(edit("ada", json!({ "segments": { "audience": ["internal"] } })));
    let more = changed(&text(), &[("\"internal\", \"external\"]", "\"internal\", \"external\", \"open\"]")]);
    adopts(&mut world, &more);
    adopts(&mut world, &changed(&text(), &[("{ values = [\"internal\", \"external\"] }", "{}")]));
}

/// With another built-in role.
fn with_role(name: &str) -> String {
    let held = format!("\"Seller\", \"{name}\"] }}");
    let text = changed(&text(), &[("\"Seller\"] }", &held)]);
    format!("{text}\n[roles.{name}]\ngrants = []")
}

#[test]
fn what_was_made_here_keeps_a_name_of_its_own() {
    let mut world = office();
    world.does(create_role("Chief", json!([])));
    world.does(create_position("Scout", "CEO"));
    let role = world.store_catalog(&with_role("chief"));
    world
        .refused(Code::NameTaken, adopt(&role))
        .says("there would be two roles named `Chief`")
        .helps("give what was made here another name first");
    let position = world.store_catalog(&changed(
        &text(),
        &[("[positions]\n", "[positions]\nSCOUT = { reports_to = \"CEO\" }\n")],
    ));
    world.refused(Code::NameTaken, adopt(&position)).helps("give what was made here another name first");
    world.does(edit_role("Chief", json!({ "name": "Head" })));
    world.does(adopt(&role));
    world.does(edit_position("Scout", json!({ "name": "Ranger" })));
    world.does(adopt(&position));
}

#[test]
fn a_role_renamed_here_keeps_its_name_and_a_new_one_may_not_take_it() {
    let mut world = office();
    world.does(edit_role("Seller", json!({ "name": "Chief" })));
    let next = world.store_catalog(&with_role("Chief"));
    world.refused(Code::NameTaken, adopt(&next));
}
