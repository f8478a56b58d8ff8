//! `feature_off`: the edition or the organization does not have the feature; switching one off that is in use is refused with
//! what uses it.

use rolecall_organization::Code;
use serde_json::{Value, json};

use crate::common::*;

const FEATURES: &str = r#"
[features]
customer_owner = { label = "Customer owner", set_by = "platform", gates = ["customers@assigned"] }
making = { label = "Making", set_by = "platform", gates = ["role.create", "position.create", "group.*", "container.create"] }
sharing = { set_by = "platform", gates = ["sharing_rule.*"] }
defaults = { set_by = "platform", gates = ["sharing_default.edit"] }
joining = { set_by = "platform", gates = ["container_member.*"] }
direct = { label = "Direct", set_by = "platform" }
extra = { label = "Extra", set_by = "edition", gates = ["group.edit"] }
free = { set_by = "platform", default = true }

[direct]
permissions = ["deals:view", "projects:create"]
feature = "direct"

[editions.plain]

[editions.full]
features = ["extra", "sharing"]
"#;

const ALL: [&str; 6] = ["customer_owner", "making", "sharing", "defaults", "joining", "direct"];

fn without() -> World {
    World::office_with(FEATURES)
}

fn with_all() -> World {
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    for name in ALL {
        world.does(feature(name, true));
    }
    world
}

fn grants(module: &str, reach: &str) -> Value {
    json!([{ "module": module, "actions": ["view"], "reach": reach }])
}

fn defaults() -> Value {
    json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } })
}

#[test]
fn a_gated_command_needs_its_feature() {
    let gated = [
        ("making", create_role("Helper", json!([]))),
        ("making", create_position("Lead", "CEO")),
        ("making", create_group("Team", json!({}))),
        ("making", create_project("Apollo")),
        ("sharing", share("CEO", "Manager")),
        ("defaults", defaults()),
    ];
    for (name, command) in gated {
        let label = name[..1].to_uppercase() + &name[1..];
        without()
            .refused(Code::FeatureOff, command.clone())
            .says(&format!("this organization does not have the feature `{name}` ({label})"))
            .helps("change the edition, or ask for the feature to be switched on")
            .figure("feature", name);
        with_all().does(command);
    }
}

#[test]
fn a_gated_command_inside_a_container_needs_its_feature() {
    let mut world = without();
    world.does(feature("making", true));
    world.does(create_project("Apollo"));
    world.refused(Code::FeatureOff, join("apollo", "ada")).figure("feature", "joining");
    world.does(feature("joining", true));
    world.does(join("apollo", "ada"));
}

#[test]
fn an_edition_brings_features_and_a_switch_overrides_it() {
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    world.does(share("CEO", "Manager"));
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    world.does(feature("sharing", false));
    world.refused(Code::FeatureOff, share("CEO", "Manager"));
}

#[test]
fn a_feature_that_is_on_by_default_may_be_switched_off() {
    let mut world = without();
    let has = |world: &World| world.organization.has_feature(&id("free"));
    assert!(has(&world));
    world.does(feature("free", false));
    assert!(!has(&world));
}

#[test]
fn a_grant_of_a_gated_reach_needs_the_feature() {
    let mut world = without();
    world.does(feature("making", true));
    world
        .refused(Code::FeatureOff, create_role("Owner of some", grants("customers", "assigned")))
        .says("this organization does not have the feature `customer_owner` (Customer owner)")
        .figure("feature", "customer_owner");
    world.refused(Code::FeatureOff, create_role("Owner of some", grants("invoices", "assigned")));
    world.does(create_role("All", grants("customers", "all")));
    world.does(create_role("Deals", grants("deals", "assigned")));
    world.refused(Code::FeatureOff, edit_role("All", json!({ "grants": grants("customers", "assigned") })));
    world.does(feature("customer_owner", true));
    world.does(edit_role("All", json!({ "grants": grants("customers", "assigned") })));
}

#[test]
fn direct_permissions_need_the_feature() {
    let mut world = without();
    world.invite("rita", |m| m);
    world
        .refused(Code::FeatureOff, permissions("rita", &["deals:view"]))
        .says("this organization does not have the feature `direct` (Direct)");
    world.refused(Code::FeatureOff, invite("marc", |m| m.with("permissions", json!(["deals:view"]))));
    world.does(feature("direct", true));
    world.does(permissions("rita", &["deals:view"]));
    world.invite("marc", |m| m.with("permissions", json!(["deals:view"])));
}

#[test]
fn taking_direct_permissions_away_needs_no_feature() {
    let mut world = without();
    world.invite("rita", |m| m);
    world.platform().changes_nothing(permissions("rita", &[]));
}

#[test]
fn a_product_without_direct_permissions_has_no_such_command() {
    let mut world = World::office();
    world
        .refused(Code::FeatureOff, permissions("ada", &["deals:view"]))
        .says("`member.permissions`: the product does not have this");
}

#[test]
fn a_command_that_the_catalog_leaves_out_is_off() {
    let mut world = World::office_with("[commands]\n\"group.*\" = \"off\"");
    world
        .refused(Code::FeatureOff, create_group("Team", json!({})))
        .says("`group.create`: the product does not have this");
}

/// Switches a feature off that is in use, and then, when what uses it is gone.
fn in_use(name: &str, users: &[&str], makes: &[Value], unmakes: &[Value]) {
    let mut world = with_all();
    world.does(feature(name, false));
    world.does(feature(name, true));
    world.invite("rita", |m| m);
    for command in makes {
        world.does(command.clone());
    }
    world
        .refused(Code::FeatureOff, feature(name, false))
        .says(&format!("the feature `{name}` is in use: {}", users.join(", ")))
        .helps("change or remove what uses it first")
        .figure("feature", name)
        .figure("used_by", json!(users));
    for command in unmakes {
        world.does(command.clone());
    }
    world.does(feature(name, false));
}

#[test]
fn a_gated_reach_that_a_role_has_is_in_use() {
    in_use(
        "customer_owner",
        &["role `Mine`"],
        &[
            create_role("Mine", grants("customers", "assigned")),
            create_role("Deals", grants("deals", "assigned")),
            create_role("All", grants("customers", "all")),
        ],
        &[delete_role("Mine")],
    );
}

#[test]
fn a_gated_reach_below_the_module_is_in_use() {
    in_use(
        "customer_owner",
        &["role `Bills`"],
        &[create_role("Bills", grants("invoices", "assigned"))],
        &[edit_role("Bills", json!({ "grants": grants("invoices", "all") }))],
    );
}

#[test]
fn what_gated_commands_made_is_in_use() {
    in_use(
        "making",
        &["2 custom roles", "1 position", "1 group", "1 container"],
        &[
            create_role("One", json!([])),
            create_role("Two", json!([])),
            create_position("Lead", "CEO"),
            create_group("Team", json!({})),
            create_container("room", "Blue"),
        ],
        &[
            delete_role("One"),
            delete_role("Two"),
            delete_position("Lead"),
            json!({ "do": "group.delete", "group": "Team" }),
            json!({ "do": "container.delete", "container": "blue" }),
        ],
    );
}

#[test]
fn sharing_rules_are_in_use_and_defaults_are_another_matter() {
    let mut world = with_all();
    let rule = world.does(share("CEO", "Manager")).created[0].clone();
    let rules = ["1 sharing rule"];
    world.refused(Code::FeatureOff, feature("sharing", false)).figure("used_by", json!(rules));
    world.does(feature("defaults", false));
    world.does(json!({ "do": "sharing_rule.delete", "rule": rule }));
    world.does(feature("sharing", false));
    in_use(
        "defaults",
        &["1 changed sharing default"],
        &[defaults()],
        &[json!({ "do": "sharing_default.edit", "defaults": { "deals": "private" } })],
    );
}

#[test]
fn members_of_containers_are_in_use_and_empty_containers_are_not() {
    in_use(
        "joining",
        &["2 members of containers"],
        &[create_project("Apollo"), create_project("Gemini"), join("apollo", "rita"), join("gemini", "rita")],
        &[leave("apollo", "rita"), leave("gemini", "rita")],
    );
}

#[test]
fn direct_permissions_are_in_use() {
    in_use(
        "direct",
        &["permissions of Rita"],
        &[permissions("rita", &["deals:view"])],
        &[permissions("rita", &[])],
    );
}

#[test]
fn direct_permissions_that_a_gated_command_gave_are_in_use() {
    let more = "[features]\npersonal = { set_by = \"platform\", gates = [\"member.permissions\"] }\n\
        [direct]\npermissions = [\"deals:view\"]";
    let mut world = World::office_with(more);
    world.invite("rita", |m| m);
    world.invite("marc", |m| m);
    world.refused(Code::FeatureOff, permissions("rita", &["deals:view"])).figure("feature", "personal");
    world.does(feature("personal", true));
    world.does(permissions("rita", &["deals:view"]));
    let used = |count: &str| json!([count]);
    let off = feature("personal", false);
    world.refused(Code::FeatureOff, off.clone()).figure("used_by", used("1 member with direct permissions"));
    world.does(permissions("marc", &["deals:view"]));
    world.refused(Code::FeatureOff, off.clone()).figure("used_by", used("2 members with direct permissions"));
    world.does(remove("rita"));
    world.does(permissions("marc", &[]));
    world.does(off);
}

#[test]
fn a_change_of_edition_loses_no_feature_that_is_in_use() {
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    let rule = world.does(share("CEO", "Manager")).created[0].clone();
    world.refused(Code::FeatureOff, edition("plain")).says("the feature `sharing` is in use: 1 sharing rule");
    world.does(json!({ "do": "sharing_rule.delete", "rule": rule }));
    world.does(edition("plain"));
}

#[test]
fn a_change_of_edition_keeps_what_a_switch_gives() {
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    world.does(feature("sharing", true));
    world.does(share("CEO", "Manager"));
    world.does(edition("plain"));
}

#[test]
fn a_new_version_of_the_catalog_loses_no_feature_that_is_in_use() {
    let mut world = World::founded(&format!("{OFFICE}\n{FEATURES}"), Some("full"));
    world.does(share("CEO", "Manager"));
    let poorer = FEATURES.replace("features = [\"extra\", \"sharing\"]", "features = [\"extra\"]");
    let poorer = world.store_catalog(&format!("{OFFICE}\n{poorer}"));
    world.refused(Code::FeatureOff, adopt(&poorer));
}

#[test]
fn a_feature_that_a_new_version_of_the_catalog_renames_or_gives_up_is_not_lost() {
    let mut world = with_all();
    world.does(share("CEO", "Manager"));
    let text = format!("{OFFICE}\n{FEATURES}");
    let renamed = text
        .replace("\nsharing = {", "\nrules = { renamed_from = \"sharing\",")
        .replace("features = [\"extra\", \"sharing\"]", "features = [\"extra\", \"rules\"]");
    let hash = world.store_catalog(&renamed);
    world.does(adopt(&hash));
    world.refused(Code::FeatureOff, feature("rules", false));
    let without = renamed.lines().filter(|line| !line.starts_with("rules = ")).collect::<Vec<_>>().join("\n");
    let without = without.replace(", \"rules\"]", "]");
    let retired = world.store_catalog(&format!("retired = {{ features = [\"rules\"] }}\n{without}"));
    world.does(adopt(&retired));
    world.does(share("Manager", "CEO"));
}

#[test]
fn a_built_in_role_is_a_use_while_somebody_holds_it() {
    let text = OFFICE.replace(
        "{ on = \"deals\", can = [\"view\"], reach = \"assigned\" }",
        "{ on = \"customers\", can = [\"view\"], reach = \"assigned\" }",
    );
    let mut world = World::of(&format!("{text}\n{FEATURES}"));
    world.does(feature("customer_owner", true));
    world.does(feature("customer_owner", false));
    world.does(feature("customer_owner", true));
    world.invite("rita", |m| m.role("Seller"));
    world
        .refused(Code::FeatureOff, feature("customer_owner", false))
        .figure("used_by", json!(["role `Seller`"]));
}

#[test]
fn features_that_come_with_an_edition_are_not_switched() {
    let mut world = without();
    world
        .refused(Code::Invalid, feature("extra", true))
        .says("`features`: the feature `extra` comes with an edition and is not switched");
    world.refused(Code::Invalid, feature("nothing", true)).says("`features`: there is no feature `nothing`");
}

#[test]
fn direct_permissions_are_what_their_gated_command_made() {
    let features = "[features]\ngiving = { set_by = \"platform\", gates = [\"member.permissions\"] }\n[direct]\npermissions = [\"deals:view\"]\n";
    let mut world = World::office_with(features);
    world.does(feature("giving", true));
    world.does(feature("giving", false));
    world.does(feature("giving", true));
    world.invite("rita", |m| m);
    world.does(permissions("rita", &["deals:view"]));
    let used = ["1 member with direct permissions"];
    world.refused(Code::FeatureOff, feature("giving", false)).figure("used_by", json!(used));
    world.does(permissions("rita", &[]));
    world.does(feature("giving", false));
}
