//! `limit_reached`: the edition's limit; names the limit, the edition, allowed and used. A downgrade below use is refused with
//! the list of what is over.

use std::sync::Arc;

use rolecall_catalog::Catalog;
use rolecall_organization::Code;
use serde_json::{Value, json};

use crate::common::*;

const EDITIONS: &str = "
[editions.small]
limits = { members = 2, roles = 2, positions = 2, groups = 2, sharing_rules = 2, project = 2 }

[editions.large]
limits = { members = 3, roles = 3, groups = 100 }

[editions.endless]
";

fn small() -> World {
    World::office_with(EDITIONS)
}

fn usage(world: &World, limit: &str) -> (u64, Option<u64>) {
    let all = world.organization.usage();
    let usage = all.iter().find(|usage| usage.limit == *limit).unwrap();
    (usage.used, usage.allowed)
}

/// The command that makes the numbered thing that a limit counts.
fn maker(limit: &str, number: usize) -> Value {
    let name = format!("Thing {number}");
    match limit {
        "members" => invite(&format!("person{number}"), |m| m),
        "roles" => create_role(&name, json!([])),
        "positions" => create_position(&name, "CEO"),
        "groups" => create_group(&name, json!({})),
        "sharing_rules" => share("CEO", "Manager"),
        _ => create_project(&name),
    }
}

#[test]
fn each_thing_that_is_counted_stops_at_its_limit() {
    for limit in ["members", "roles", "positions", "groups", "sharing_rules", "project"] {
        let mut world = small();
        let already = usize::try_from(usage(&world, limit).0).unwrap();
        for number in already..2 {
            world.does(maker(limit, number));
        }
        assert_eq!(usage(&world, limit), (2, Some(2)));
        world
            .refused(Code::LimitReached, maker(limit, 9))
            .says(&format!("the edition `small` allows 2 {limit}"))
            .helps("choose a larger edition")
            .figure("limit", limit)
            .figure("edition", "small")
            .figure("allowed", 2)
            .figure("used", 2)
            .no_figure("over");
    }
}

#[test]
fn at_the_limit_everything_else_goes_on() {
    let mut world = small();
    world.invite("rita", |m| m);
    world.does(edit("rita", json!({ "position": "Manager" })));
    world.does(create_role("Helper", json!([])));
    world.does(remove("rita"));
    world.invite("marc", |m| m);
}

/// No catalog that parses leaves no place for the founder; a ledger may be older than the check.
#[test]
fn what_is_over_already_stops_only_what_adds_to_it() {
    let mut office = Catalog::clone(&catalog(&format!("{OFFICE}\n{EDITIONS}")));
    office.editions.get_mut("small").unwrap().limits.insert(id("members"), 0);
    let mut world = World::of_catalog(Arc::new(office), None);
    world.does(create_group("Team", json!({})));
    world.does(edit("ada", json!({ "position": null })));
    world.refused(Code::LimitReached, invite("rita", |m| m)).figure("allowed", 0).figure("used", 1);
}

#[test]
fn a_larger_edition_allows_more_and_one_without_the_limit_any_number() {
    let mut world = small();
    world.invite("rita", |m| m);
    world.does(edition("large"));
    world.invite("marc", |m| m);
    world.refused(Code::LimitReached, invite("nora", |m| m)).figure("edition", "large").figure("used", 3);
    world.does(edition("endless"));
    world.invite("nora", |m| m);
    assert_eq!(usage(&world, "members"), (4, None));
}

#[test]
fn a_downgrade_below_use_is_refused_with_the_list_of_what_is_over() {
    let mut world = World::founded(&format!("{OFFICE}\n{EDITIONS}"), Some("endless"));
    for number in 0..3 {
        world.does(maker("members", number));
        world.does(maker("roles", number));
        world.does(maker("groups", number));
    }
    world
        .refused(Code::LimitReached, edition("small"))
        .says("the edition `small` allows less than is used: 3 groups of 2, 4 members of 2, 3 roles of 2")
        .helps("remove what is over first")
        .figure("limit", "groups")
        .figure("edition", "small")
        .figure("allowed", 2)
        .figure("used", 3)
        .figure(
            "over",
            json!([
                { "limit": "groups", "allowed": 2, "used": 3 },
                { "limit": "members", "allowed": 2, "used": 4 },
                { "limit": "roles", "allowed": 2, "used": 3 },
            ]),
        );
    world
        .refused(Code::LimitReached, edition("large"))
        .figure("over", json!([{ "limit": "members", "allowed": 3, "used": 4 }]));
    world.does(remove("person0"));
    world.does(edition("large"));
}

#[test]
fn what_the_catalog_brings_does_not_count() {
    let world = small();
    assert_eq!(usage(&world, "roles").0, 0);
    assert_eq!(usage(&world, "positions").0, 0);
}

#[test]
fn roles_in_containers_do_not_count() {
    let mut world = small();
    for number in 0..3 {
        world.does(with(&maker("roles", number), json!({ "in": "project" })));
    }
    assert_eq!(usage(&world, "roles").0, 0);
}

#[test]
fn containers_count_by_their_kind() {
    let mut world = small();
    for name in ["Red", "Green", "Blue"] {
        world.does(create_container("room", name));
    }
    assert_eq!(usage(&world, "project").0, 0);
}

#[test]
fn members_count_while_invited_active_or_inactive_and_sign_in() {
    let mut world = World::office_with("[editions.one]\nlimits = { members = 9 }");
    world.invite_by_mail("rita", |m| m);
    assert_eq!(usage(&world, "members").0, 2);
    world.invite("marc", |m| m.client("Apex"));
    assert_eq!(usage(&world, "members").0, 3);
    world.invite("cyd", |m| m.contact());
    assert_eq!(usage(&world, "members").0, 3);
    world.does(deactivate("marc"));
    assert_eq!(usage(&world, "members").0, 3);
    world.does(remove("marc"));
    assert_eq!(usage(&world, "members").0, 2);
}

/// Only active users, and invited clients.
fn narrow() -> World {
    World::office_with(
        r#"
[editions.one]
limits = { seats = 2, waiting = 1, gone = 1 }

[limits]
seats = { label = "Seats", counts = "members", kinds = ["user"], statuses = ["active"] }
waiting = { counts = "members", kinds = ["user", "client"], statuses = ["invited"] }
gone = { counts = "members", kinds = ["user"], statuses = ["inactive"] }
"#,
    )
}

#[test]
fn a_limit_may_count_some_states_and_kinds_only() {
    let mut world = narrow();
    let invitation = world.invite_by_mail("rita", |m| m);
    assert_eq!((usage(&world, "seats").0, usage(&world, "waiting").0), (1, 1));
    world
        .refused(Code::LimitReached, invite("cli", |m| m.client("Apex").by_mail()))
        .figure("limit", "waiting")
        .figure("used", 1);
    world.does(accept(&invitation));
    assert_eq!((usage(&world, "seats").0, usage(&world, "waiting").0), (2, 0));
    world.invite("cli", |m| m.client("Apex"));
    world.refused(Code::LimitReached, invite("marc", |m| m)).figure("limit", "seats");
}

#[test]
fn whoever_would_be_counted_from_now_on_is_stopped_too() {
    let mut world = narrow();
    let invitation = world.invite_by_mail("rita", |m| m);
    world.invite("marc", |m| m);
    world.refused(Code::LimitReached, accept(&invitation)).figure("limit", "seats").figure("used", 2);
    world.does(deactivate("marc"));
    world.does(accept(&invitation));
    world.refused(Code::LimitReached, activate("marc"));
    world.refused(Code::LimitReached, deactivate("rita")).figure("limit", "gone");
    world.invite("cyd", |m| m.contact());
    world.invite_by_mail("nora", |m| m);
    world.refused(Code::LimitReached, edit("cyd", json!({ "kind": "user" }))).figure("limit", "waiting");
}

#[test]
fn a_bulk_command_stops_at_the_line_that_is_over() {
    let mut world = small();
    let member = |name: &str| json!({ "email": format!("{name}@example.com") });
    let members = json!([member("x"), member("y"), member("z")]);
    let refused = world.refused(Code::LimitReached, json!({ "do": "member.invite_all", "members": members }));
    let lines = refused.0.figures.get("refusals").unwrap().as_array().unwrap();
    let indexes: Vec<_> = lines.iter().map(|line| line["index"].as_u64().unwrap()).collect();
    assert_eq!(indexes, [1, 2]);
    assert!(lines.iter().all(|line| line["code"] == "limit_reached"));
    assert_eq!(usage(&world, "members").0, 1);
}

#[test]
fn the_usage_has_labels_and_follows_the_catalog() {
    let world = narrow();
    let labels: Vec<(String, String)> =
        world.organization.usage().into_iter().map(|u| (u.limit.to_string(), u.label)).collect();
    assert_eq!(labels[0], ("seats".to_owned(), "Seats".to_owned()));
    assert_eq!(labels.len(), 3);
}

#[test]
fn what_is_over_since_a_new_version_of_the_catalog_is_told_when_it_is_adopted() {
    let mut world = World::founded(&format!("{OFFICE}\n[editions.one]\nlimits = {{ members = 3 }}"), None);
    world.invite("rita", |m| m);
    world.invite("marc", |m| m);
    let narrower = world.store_catalog(&format!("{OFFICE}\n[editions.one]\nlimits = {{ members = 2 }}"));
    world.refused(Code::LimitReached, adopt(&narrower)).figure("used", 3).figure("allowed", 2);
    let wider = world.store_catalog(&format!("{OFFICE}\n[editions.one]\nlimits = {{ members = 4 }}"));
    world.does(adopt(&wider));
}
