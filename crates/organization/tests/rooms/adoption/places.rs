//! Plans, features, containers and the reporting tree, through a new version of the catalog.

use serde_json::json;

use super::{adopts, changed, loses, office, retiring, text};
use crate::common::*;

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

/// Without the reporting tree.
fn flat() -> String {
    changed(
        &text(),
        &[("[positions]\nCEO = {}\nManager = { reports_to = \"CEO\" }\n", ""), (", position = \"CEO\"", "")],
    )
}

#[test]
fn a_tree_with_people_or_positions_of_the_organizations_own_is_not_dropped() {
    let mut world = office();
    loses(&mut world, &flat(), &["the reporting tree"]);
    world.does(edit("ada", json!({ "position": null })));
    world.does(create_position("Rep", "Manager"));
    loses(&mut world, &flat(), &["the reporting tree"]);
    world.does(delete_position("Rep"));
    adopts(&mut world, &flat());
    assert!(world.organization.policy().positions.is_empty());
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
fn a_renamed_position_that_was_deleted_does_not_come_back_while_the_file_still_says_what_it_was_called() {
    let mut world = office();
    let renamed = changed(&text(), &[("Manager = {", "Lead = { renamed_from = \"Manager\",")]);
    adopts(&mut world, &renamed);
    world.does(delete_position("Lead"));
    adopts(&mut world, &format!("{renamed}\n# another version"));
    assert!(world.organization.find_position("Lead").is_none());
}

#[test]
fn a_tree_may_come_with_a_new_version() {
    let mut world = World::of(&flat());
    adopts(&mut world, &text());
    let top = world.organization.top_position().unwrap();
    assert_eq!(top.as_str(), "CEO");
    assert_eq!(world.organization.policy().positions.len(), 2);
}
