//! Another version of the catalog comes into force: refused while it would drop an id in use, unless that is `renamed_from` or
//! `retired`; what it renamed is renamed, what it retired goes.

use rolecall_catalog::SharingLevel;
use rolecall_organization::{Code, Event};
use serde_json::{Value, json};

use crate::common::*;

/// The office with more of what may be renamed or given up.
fn text() -> String {
    let more = r#"
[features]
beta = { set_by = "platform" }

[direct]
permissions = ["customers:export", "deals:view"]

[editions.small]

[editions.large]
limits = { groups = 9 }
"#;
    format!("{OFFICE}\n{more}")
}

fn office() -> World {
    World::of(&text())
}

/// Replaces each text, which has to be there.
fn changed(text: &str, replacements: &[(&str, &str)]) -> String {
    replacements.iter().fold(text.to_owned(), |text, (old, new)| {
        assert!(text.contains(old), "{old} is not in the catalog");
        text.replace(old, new)
    })
}

fn retiring(what: &str, text: &str) -> String {
    format!("retired = {{ {what} }}\n{text}")
}

#[track_caller]
fn adopts(world: &mut World, text: &str) -> rolecall_organization::Outcome {
    let hash = world.store_catalog(text);
    world.platform().outcome(adopt(&hash))
}

#[track_caller]
fn loses(world: &mut World, text: &str, lost: &[&str]) {
    let hash = world.store_catalog(text);
    world
        .refused(Code::CatalogInUse, adopt(&hash))
        .says(&format!("the new version drops what is in use: {}", lost.join(", ")))
        .helps("name what it became with `renamed_from`, or give it up on purpose with `retired`")
        .figure("lost", json!(lost));
}

#[test]
fn a_new_version_comes_into_force_as_an_entry() {
    let mut world = office();
    let next = format!("{}\n# another version", text());
    let outcome = adopts(&mut world, &next);
    let hash = catalog(&next).hash.clone();
    assert_eq!(outcome.events, [Event::CatalogAdopted { catalog: hash.clone() }]);
    assert_eq!(world.organization.policy().catalog, hash);
    assert_eq!(world.organization.catalog().hash, hash);
    world.platform().changes_nothing(adopt(&hash));
}

#[test]
fn the_catalog_is_one_that_is_stored_and_of_the_same_product() {
    let mut world = office();
    let unknown = rolecall_catalog::CatalogHash::of("nothing");
    world
        .refused(Code::Invalid, adopt(&unknown))
        .says(&format!("`catalog`: the catalog `{unknown}` is not stored"));
    let other = world.store_catalog(&text().replace("catalog = \"office\"", "catalog = \"other\""));
    world
        .refused(Code::Invalid, adopt(&other))
        .says("`catalog`: the organization is one of `office`, not of `other`");
}

#[test]
fn a_fold_needs_the_catalogs_that_its_entries_name() {
    let mut world = office();
    let event = Event::CatalogAdopted { catalog: rolecall_catalog::CatalogHash::of("nothing") };
    let error = world.organization.apply(&event, &world.catalogs).unwrap_err();
    assert!(error.to_string().ends_with("is not stored"));
}

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
fn a_kind_of_container_is_not_dropped_and_may_be_renamed() {
    let mut world = office();
    world.does(create_container("room", "Blue"));
    let grants = json!([{ "module": "rooms", "actions": ["edit"] }]);
    world.does(with(&create_role("Warden", grants), json!({ "in": "room" })));
    let renamed = changed(
        &text(),
        &[
            ("rooms = { in = \"room\" }", "rooms = { in = \"hall\" }"),
            ("[containers.room]", "[containers.hall]\nrenamed_from = \"room\""),
            ("in = \"room\"\ngrants", "in = \"hall\"\ngrants"),
        ],
    );
    loses(&mut world, &renamed.replace("renamed_from = \"room\"\n", ""), &["container kind `room`"]);
    adopts(&mut world, &renamed);
    let blue = world.organization.container_view(&id("blue")).unwrap();
    assert_eq!(blue.kind, "hall");
    assert_eq!(world.role("Warden").container.as_deref(), Some("hall"));
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
fn a_permission_that_is_given_directly_or_by_an_edited_role_is_not_dropped() {
    let next = changed(&text(), &[(", export = \"read\"", ""), ("\"customers:export\", ", "")]);
    let lost = ["permission `customers:export`"];
    let mut world = office();
    world.does(permissions("ada", &["customers:export", "deals:view"]));
    loses(&mut world, &next, &lost);
    adopts(&mut world, &retiring("actions = [\"customers:export\"]", &next));
    let left: Vec<String> = world.member("ada").permissions.iter().map(ToString::to_string).collect();
    assert_eq!(left, ["deals:view"]);

    let mut world = office();
    world.does(edit_role("Seller", json!({ "grants": [{ "module": "customers", "actions": ["export"] }] })));
    loses(&mut world, &next, &lost);
    adopts(&mut world, &retiring("actions = [\"customers:export\"]", &next));
    assert!(world.role("Seller").grants.is_empty());
}

/// Without the deals and the notes on them.
fn without_deals() -> String {
    let text = text();
    let kept = text.lines().filter(|line| !line.starts_with("deals =") && !line.starts_with("notes ="));
    let kept: Vec<&str> = kept.filter(|line| !line.contains("on = \"deals\"")).collect();
    let open = changed(&kept.join("\n"), &[(", \"deals:view\"", "")]);
    changed(&open, &[("customers = { more", "customers = { shareable = true, more")])
}

#[test]
fn a_module_with_records_rules_or_defaults_is_not_dropped() {
    let uses: [Value; 3] = [
        put(&[("deals/1", json!({ "owner": "ada" }))]),
        share("CEO", "Manager"),
        json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }),
    ];
    for command in uses {
        let mut world = office();
        world.does(command);
        loses(&mut world, &without_deals(), &["module `deals`"]);
        adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
        assert!(world.organization.policy().sharing_rules.is_empty());
        assert!(world.organization.policy().sharing_defaults.is_empty());
        assert!(world.records.is_empty());
    }
    adopts(&mut office(), &without_deals());
}

#[test]
fn the_permissions_of_a_retired_module_go_with_it() {
    let mut world = office();
    let grants = json!([
        { "module": "deals", "actions": ["view"] },
        { "module": "customers", "actions": ["view"] },
    ]);
    world.does(create_role("Dealer", grants));
    loses(&mut world, &without_deals(), &["permission `deals:view`"]);
    adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
    assert_eq!(world.role("Dealer").grants.len(), 1);
}

#[test]
fn the_records_of_a_retired_module_are_deleted() {
    let mut world = office();
    world.does(put(&[("deals/1", json!({})), ("deals/2", json!({})), ("customers/1", json!({}))]));
    let outcome = adopts(&mut world, &retiring("modules = [\"deals\"]", &without_deals()));
    assert_eq!(outcome.events[1], Event::RecordsWritten { written: 0, deleted: 2 });
    assert_eq!(world.records.len(), 1);
}

#[test]
fn a_renamed_module_takes_its_records_grants_rules_and_defaults_along() {
    let mut world = office();
    let grants = json!([{ "module": "deals", "actions": ["view"], "limits": { "location": ["Berlin"] } }]);
    world.does(create_role("Dealer", grants));
    world.does(permissions("ada", &["deals:view"]));
    let rule = world.does(share("CEO", "Manager")).created[0].clone();
    world.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }));
    world.does(put(&[
        ("deals/1", json!({ "owner": "ada", "version": 7 })),
        ("notes/1", json!({ "parent": { "module": "deals", "id": "1" } })),
        ("customers/1", json!({})),
    ]));
    let next = changed(
        &text(),
        &[
            ("deals = { shareable", "chances = { renamed_from = \"deals\", shareable"),
            ("parents = [\"deals\"]", "parents = [\"chances\"]"),
            ("on = \"deals\"", "on = \"chances\""),
            ("\"deals:view\"", "\"chances:view\""),
        ],
    );
    let outcome = adopts(&mut world, &next);
    assert_eq!(
        (outcome.answer.written, &outcome.events[1]),
        (2, &Event::RecordsWritten { written: 2, deleted: 1 })
    );
    let moved = world.facts("chances/1").unwrap();
    assert_eq!((moved.owner, moved.version), (Some(world.member_id("ada")), Some(7)));
    assert_eq!(world.facts("deals/1"), None);
    assert_eq!(world.facts("notes/1").unwrap().parent, Some(key("chances/1")));
    assert_eq!(world.role("Dealer").grants[0].module.as_str(), "chances");
    assert_eq!(world.role("Dealer").grants[0].limits.len(), 1);
    assert_eq!(world.member("ada").permissions.first().unwrap().to_string(), "chances:view");
    assert_eq!(world.organization.sharing_rule(&id(&rule)).unwrap().module.as_str(), "chances");
    assert_eq!(world.organization.sharing_default(&id("chances")), Some(SharingLevel::PublicRead));
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

#[test]
fn a_module_with_rules_stays_one_that_is_shared() {
    let next = changed(
        &text(),
        &[
            ("deals = { shareable = true,", "deals = {"),
            ("customers = { more", "customers = { shareable = true, more"),
        ],
    );
    let mut world = office();
    world.does(share("CEO", "Manager"));
    loses(&mut world, &next, &["sharing rules on `deals`"]);
    let mut world = office();
    world.does(json!({ "do": "sharing_default.edit", "defaults": { "deals": "public_read" } }));
    adopts(&mut world, &next);
}

#[test]
fn what_was_made_here_keeps_a_name_of_its_own() {
    let mut world = office();
    world.does(create_role("Chief", json!([])));
    world.does(create_position("Scout", "CEO"));
    let role = world.store_catalog(&format!("{}\n[roles.chief]\ngrants = []", text()));
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
    let next = world.store_catalog(&format!("{}\n[roles.Chief]\ngrants = []", text()));
    world.refused(Code::NameTaken, adopt(&next));
}

#[test]
fn an_edition_is_not_dropped_while_it_is_the_plan() {
    let mut world = World::founded(&text(), Some("large"));
    let without = changed(&text(), &[("[editions.large]\nlimits = { groups = 9 }\n", "")]);
    loses(&mut world, &without, &["edition `large`"]);
    let renamed = changed(&text(), &[("[editions.large]", "[editions.huge]\nrenamed_from = \"large\"")]);
    adopts(&mut world, &renamed);
    let plan = |world: &World| world.organization.organization_view().edition;
    assert_eq!(plan(&world).as_deref(), Some("huge"));
    world.does(edition("small"));
    adopts(&mut world, &without);
    assert_eq!(plan(&world).as_deref(), Some("small"));
}

#[test]
fn editions_may_come_and_go_altogether() {
    let mut world = office();
    let text = text();
    let none = text[..text.find("[editions.small]").unwrap()].to_owned();
    adopts(&mut world, &none);
    assert_eq!(world.organization.organization_view().edition, None);
    adopts(&mut world, &text);
    assert_eq!(world.organization.organization_view().edition.as_deref(), Some("small"));
}

#[test]
fn a_feature_that_was_switched_is_not_dropped() {
    let mut world = office();
    let without = changed(&text(), &[("[features]\nbeta = { set_by = \"platform\" }\n", "")]);
    adopts(&mut world.clone(), &without);
    world.does(feature("beta", true));
    loses(&mut world, &without, &["feature `beta`"]);
    let mut other = world.clone();
    adopts(&mut other, &retiring("features = [\"beta\"]", &without));
    assert!(other.organization.policy().switches.is_empty());
    adopts(&mut world, &changed(&text(), &[("beta = {", "gamma = { renamed_from = \"beta\",")]));
    assert!(world.organization.has_feature(&id("gamma")));
}

#[test]
fn a_tree_with_positions_of_the_organizations_own_is_not_dropped() {
    let mut world = office();
    let flat = changed(
        &text(),
        &[("[positions]\nCEO = {}\nManager = { reports_to = \"CEO\" }\n", ""), (", position = \"CEO\"", "")],
    );
    world.does(create_position("Rep", "Manager"));
    loses(&mut world, &flat, &["the reporting tree"]);
    world.does(delete_position("Rep"));
    adopts(&mut world, &flat);
}

#[test]
fn a_renamed_position_keeps_its_people_its_children_its_groups_and_its_rules() {
    let mut world = office();
    world.does(create_position("Rep", "Manager"));
    world.invite("marc", |m| m.position("Manager"));
    world.does(create_group("Team", json!({ "positions": ["Manager"], "positions_and_below": ["Manager"] })));
    let from = world.does(share("Manager", "CEO")).created[0].clone();
    let to = world.does(share("CEO", "Manager")).created[0].clone();
    adopts(&mut world, &changed(&text(), &[("Manager = {", "Lead = { renamed_from = \"Manager\",")]));
    let lead = rolecall_organization::PositionId::new("Lead").unwrap();
    let organization = &world.organization;
    assert!(organization.position(&lead).is_some());
    assert_eq!(organization.member(&world.member_id("marc")).unwrap().position, Some(lead.clone()));
    let rep = organization.find_position("Rep").unwrap();
    assert_eq!(organization.position(rep).unwrap().reports_to, Some(lead.clone()));
    let team = organization.find_group("Team").unwrap();
    let marc = world.member_id("marc");
    assert!(organization.in_group(team, &marc, organization.member(&marc).unwrap()));
    let parts = &organization.group(team).unwrap().parts;
    assert!(parts.positions.contains(&lead) && parts.positions_and_below.contains(&lead));
    assert_eq!((parts.positions.len(), parts.positions_and_below.len()), (1, 1));
    let side = |rule: &str| organization.sharing_rule(&id(rule)).unwrap().clone();
    let lead = rolecall_organization::PrincipalKind::Position(lead);
    assert_eq!((&side(&from).from.kind, &side(&to).to.kind), (&lead, &lead));
}

#[test]
fn a_new_built_in_position_joins_the_tree() {
    let mut world = office();
    adopts(
        &mut world,
        &changed(&text(), &[("[positions]\n", "[positions]\nAide = { reports_to = \"Manager\" }\n")]),
    );
    let aide = world.organization.find_position("Aide").unwrap();
    let view = world.organization.position_view(aide).unwrap();
    assert_eq!(view.reports_to.as_deref(), Some("Manager"));
}

#[test]
fn a_new_built_in_position_whose_superior_is_gone_joins_under_the_top() {
    let mut world = office();
    world.does(delete_position("Manager"));
    adopts(
        &mut world,
        &changed(&text(), &[("[positions]\n", "[positions]\nAide = { reports_to = \"Manager\" }\n")]),
    );
    let aide = world.organization.find_position("Aide").unwrap();
    let view = world.organization.position_view(aide).unwrap();
    assert_eq!(view.reports_to.as_deref(), Some("CEO"));
}

#[test]
fn a_built_in_position_that_was_deleted_does_not_come_back() {
    let mut world = office();
    world.does(delete_position("Manager"));
    adopts(&mut world, &format!("{}\n# another version", text()));
    assert!(world.organization.find_position("Manager").is_none());
}

#[test]
fn a_tree_may_come_with_a_new_version() {
    let flat = changed(
        &text(),
        &[("[positions]\nCEO = {}\nManager = { reports_to = \"CEO\" }\n", ""), (", position = \"CEO\"", "")],
    );
    let mut world = World::of(&flat);
    adopts(&mut world, &text());
    let top = world.organization.top_position().unwrap();
    assert_eq!(top.as_str(), "CEO");
    assert_eq!(world.organization.policy().positions.len(), 2);
}

#[test]
fn everything_that_would_be_lost_is_listed() {
    let mut world = office();
    world.invite("rita", |m| m.role("Seller"));
    world.does(feature("beta", true));
    world.does(put(&[("deals/1", json!({}))]));
    let cut = without_deals();
    let (start, end) = (cut.find("[roles.Seller]").unwrap(), cut.find("[roles.Client]").unwrap());
    let cut = format!("{}{}", &cut[..start], &cut[end..]);
    let next =
        changed(&cut, &[(", \"Seller\"]", "]"), ("[features]\nbeta = { set_by = \"platform\" }\n", "")]);
    loses(&mut world, &next, &["feature `beta`", "module `deals`", "role `Seller`"]);
}
