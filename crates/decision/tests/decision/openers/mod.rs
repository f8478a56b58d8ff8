//! The smallest changes that would open a deny: each alternative, made, does open it.

mod make;

use std::collections::BTreeSet;

use rolecall_catalog::SharingLevel;
use rolecall_decision::{Change, openers};
use rolecall_organization::{Event, Facts, Invitation, Question, Status, Target};

use crate::world::{New, World, at, id, ids, inside, key, mem, now, owned, question, under, with};
use make::make;

/// The alternatives, after each was made, in a world of its own, and found to open the deny; none is part of another.
fn of(world: &World, question: &Question) -> Vec<Vec<Change>> {
    let found = openers(&world.organization, &world.records, question);
    for changes in &found {
        let (mut changed, mut asked) = (world.clone(), question.clone());
        for change in changes {
            make(&mut changed, &mut asked, change);
        }
        assert!(changed.decide(&asked).allowed, "{changes:?}");
        for left_out in 0..changes.len() {
            let (mut less, mut asked) = (world.clone(), question.clone());
            let kept = changes.iter().enumerate().filter(|(index, _)| *index != left_out);
            kept.for_each(|(_, change)| make(&mut less, &mut asked, change));
            assert!(!less.decide(&asked).allowed, "{changes:?} without {left_out}");
        }
    }
    assert!(found.len() <= 5);
    assert!(found.is_sorted_by_key(Vec::len), "{found:?}");
    found
}

fn asked(world: &World, name: &str, action: &str, what: &str) -> Vec<Vec<Change>> {
    of(world, &question(name, action, what))
}

fn give(name: &str, role: &str) -> Change {
    Change::GiveRole { member: mem(name), role: id(role), instead_of: [].into() }
}

fn join(name: &str, container: &str, roles: &[&str]) -> Change {
    Change::JoinContainer { member: mem(name), container: id(container), roles: ids(roles) }
}

fn own(name: &str, record: &str) -> Change {
    Change::OwnRecord { member: mem(name), record: Some(key(record)) }
}

fn sales() -> World {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Sales"], position: Some("Manager"), ..New::default() });
    world.member("marc", New { roles: &["Sales"], ..New::default() });
    world.record("deals/1", owned("rita"));
    world
}

#[test]
fn an_allow_needs_none() {
    assert_eq!(asked(&sales(), "rita", "edit", "deals/1"), [[]; 0]);
}

#[test]
fn nothing_opens_what_cannot_be() {
    let mut world = sales();
    world.member("carl", New { kind: "contact", status: Status::Inactive, ..New::default() });
    world.member("remo", New::default());
    world.remove("remo");
    for name in ["carl", "remo", "stranger"] {
        assert_eq!(asked(&world, name, "edit", "deals/1"), [[]; 0], "{name}");
    }
    assert_eq!(asked(&world, "rita", "edit", "unicorns/1"), [[]; 0]);
    assert_eq!(asked(&world, "rita", "fly", "deals/1"), [[]; 0]);
    assert_eq!(asked(&world, "rita", "view", "notes/1"), [[]; 0]);
    world.happened(&Event::OrganizationDeleted {});
    assert_eq!(asked(&world, "rita", "edit", "deals/1"), [[]; 0]);
}

#[test]
fn standing_is_mended() {
    let mut world = sales();
    let sent = Invitation { id: id("inv_1"), sent_at: now(), expires_at: at("2027-01-01T00:00:00Z") };
    world.member("ivy", New { roles: &["Everything"], status: Status::Invited(sent), ..New::default() });
    let ended = Some("2026-01-01T00:00:00Z");
    let both = New { roles: &["Everything"], status: Status::Inactive, ends_at: ended, ..New::default() };
    world.member("ines", both);
    assert_eq!(asked(&world, "ivy", "edit", "deals/1"), [[Change::AcceptInvitation { member: mem("ivy") }]]);
    let mended = [Change::Activate { member: mem("ines") }, Change::ExtendPeriod { member: mem("ines") }];
    assert_eq!(asked(&world, "ines", "edit", "deals/1"), [mended]);
}

#[test]
fn without_a_grant_roles_are_given_the_least_powerful_first() {
    let mut world = sales();
    world.member("nina", New::default());
    let found = asked(&world, "nina", "view", "deals");
    assert_eq!(
        found,
        [[give("nina", "Berlin")], [give("nina", "Berlin or Paris")], [give("nina", "Reader")]]
    );
}

#[test]
fn a_direct_permission_is_another_way() {
    let mut world = sales();
    world.member("nina", New::default());
    let permission = Change::GivePermission { member: mem("nina"), permission: id("deals:delete") };
    assert!(asked(&world, "nina", "delete", "deals/1").contains(&vec![permission]));
    assert!(
        !asked(&world, "nina", "view", "deals/1")
            .iter()
            .flatten()
            .any(|change| matches!(change, Change::GivePermission { .. }))
    );
}

#[test]
fn only_roles_that_the_kind_may_hold_are_given() {
    let mut world = World::rooms();
    world.member("mark", New { kind: "client", company: Some("Bowman"), ..New::default() });
    assert_eq!(asked(&world, "mark", "edit", "letters"), [[]; 0]);
}

#[test]
fn a_role_takes_the_place_of_one_that_is_not_held_beside_it() {
    let catalog = r#"
        catalog = "single"
        name = "Single"
        founder = { role = "Boss" }
        [modules]
        papers = {}
        users = {}
        roles = {}
        [roles.Boss]
        holders = [1]
        grants = [{ on = "*", can = "*" }]
        [roles.Clerk]
        grants = [{ on = "papers", can = ["view"] }]
        [roles.Writer]
        grants = [{ on = "papers", can = ["view", "edit"] }]
    "#;
    let mut world = World::of("single.toml", catalog);
    world.member("carl", New { roles: &["Clerk"], ..New::default() });
    world.member("bo", New { roles: &["Boss"], status: Status::Inactive, ..New::default() });
    let instead =
        |role: &str| Change::GiveRole { member: mem("carl"), role: id(role), instead_of: ids(&["Clerk"]) };
    assert_eq!(asked(&world, "carl", "edit", "papers"), [[instead("Writer")], [instead("Boss")]]);
    assert_eq!(asked(&world, "bo", "edit", "papers"), [[Change::Activate { member: mem("bo") }]]);
}

#[test]
fn a_role_that_somebody_must_hold_is_not_replaced() {
    let catalog = r#"
        catalog = "single"
        name = "Single"
        founder = { role = "Boss" }
        [modules]
        papers = {}
        users = {}
        roles = {}
        [roles.Boss]
        holders = [1, 1]
        former_becomes = "Writer"
        grants = [{ on = ["users", "roles"], can = "*" }]
        [roles.Writer]
        grants = [{ on = "papers", can = ["view", "edit"] }]
    "#;
    let mut world = World::of("single.toml", catalog);
    world.member("bo", New { roles: &["Boss"], ..New::default() });
    world.member("wim", New { roles: &["Writer"], ..New::default() });
    assert_eq!(asked(&world, "bo", "edit", "papers"), [[]; 0]);
    assert_eq!(asked(&world, "wim", "view", "users"), [[]; 0]);
}

#[test]
fn owning_a_wider_role_or_the_sharing_default_opens_a_record() {
    let world = sales();
    let default = Change::RaiseDefault { module: id("deals"), level: SharingLevel::PublicReadWrite };
    let found = asked(&world, "marc", "edit", "deals/1");
    assert_eq!(found, [[own("marc", "deals/1")], [give("marc", "Everything")], [default]]);
}

#[test]
fn the_sharing_default_is_raised_as_little_as_needed() {
    let mut world = sales();
    let raised = |world: &World, action: &str| {
        asked(world, "marc", action, "deals/1").into_iter().flatten().find_map(|change| match change {
            Change::RaiseDefault { level, .. } => Some(level),
            _ => None,
        })
    };
    assert_eq!(raised(&world, "view"), Some(SharingLevel::PublicRead));
    assert_eq!(raised(&world, "delete"), Some(SharingLevel::PublicReadWriteDelete));
    world.default("deals", SharingLevel::PublicRead);
    assert_eq!(raised(&world, "edit"), Some(SharingLevel::PublicReadWrite));
}

#[test]
fn a_record_is_owned_where_its_owner_comes_from() {
    let mut world = sales();
    world.record("accounts/7", owned("rita"));
    world.record("quotes/7", under("accounts/7"));
    world.record("lines/7", under("quotes/7"));
    assert_eq!(asked(&world, "marc", "edit", "lines/7")[0], [own("marc", "accounts/7")]);
    world.record("quotes/8", Facts::default());
    let found = asked(&world, "marc", "edit", "quotes/8");
    assert_eq!(found, [[give("marc", "Everything")]]);
}

#[test]
fn an_unregistered_record_and_one_to_be_are_owned_too() {
    let world = sales();
    let sent =
        Question { target: Target::Record(id("9"), owned("rita")), ..question("marc", "edit", "deals") };
    assert_eq!(of(&world, &sent)[0], [own("marc", "deals/9")]);
    let to_be = Question { target: Target::New(owned("rita")), ..question("marc", "create", "deals") };
    assert_eq!(of(&world, &to_be)[0], [Change::OwnRecord { member: mem("marc"), record: None }]);
}

#[test]
fn limits_are_widened_or_the_record_gets_a_value() {
    let mut world = sales();
    let segments: &[(&str, &[&str])] = &[("location", &["Rome"])];
    world.member("bob", New { roles: &["Berlin"], segments, ..New::default() });
    world.record("deals/p", with(Facts::default(), "location", &["Paris"]));
    let (location, paris) = (id("location"), id("Paris"));
    let member = Change::AllowMember { member: mem("bob"), segment: location, value: paris };
    let (segment, value, module) = (id("location"), id("Paris"), id("deals"));
    let role = Change::AllowRole { role: id("Berlin"), module, segment, value };
    let found = asked(&world, "bob", "view", "deals/p");
    let sets: Vec<BTreeSet<Change>> =
        found.into_iter().map(|changes| changes.into_iter().collect()).collect();
    assert!(sets.contains(&[member.clone(), role].into()), "{sets:?}");
    assert!(sets.contains(&[member, give("bob", "Berlin or Paris")].into()), "{sets:?}");
}

#[test]
fn a_locked_role_is_not_widened() {
    let catalog = r#"
        catalog = "locked"
        name = "Locked"
        founder = { role = "Boss" }
        [modules]
        papers = { segments = ["place"] }
        users = {}
        roles = {}
        [segments]
        place = {}
        [roles.Boss]
        holders = [1]
        locked = true
        grants = [{ on = "*", can = "*", limits = { place = ["Here"] } }]
    "#;
    let mut world = World::of("locked.toml", catalog);
    world.member("bo", New { roles: &["Boss"], ..New::default() });
    world.record("papers/1", with(Facts::default(), "place", &["There"]));
    let set = Change::SetValue { record: Some(key("papers/1")), segment: id("place"), value: id("Here") };
    assert_eq!(asked(&world, "bo", "edit", "papers/1"), [[set]]);
}

#[test]
fn a_feature_without_which_a_grant_does_not_count_is_switched_on() {
    let mut world = sales();
    world.member("bea", New { roles: &["Beta"], ..New::default() });
    let switch = Change::SwitchOn { feature: id("beta") };
    let found = asked(&world, "bea", "export", "deals/1");
    assert!(found.contains(&vec![switch]), "{found:?}");
    let found = asked(&world, "bea", "view", "deals/1");
    assert!(!found.iter().flatten().any(|change| matches!(change, Change::SwitchOn { .. })));
}

#[test]
fn the_gates_of_a_parent_are_opened() {
    let mut world = sales();
    world.member("rob", New { roles: &["Reader"], ..New::default() });
    world.record("notes/1", under("deals/1"));
    let found = asked(&world, "rob", "view", "notes/1");
    assert_eq!(found[0], [own("rob", "deals/1")]);
    assert!(
        found.contains(&vec![Change::RaiseDefault { module: id("deals"), level: SharingLevel::PublicRead }])
    );
}

fn rooms(role: &str) -> World {
    let mut world = World::rooms();
    world.member("rita", New { roles: &[role], ..New::default() });
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.record("tasks/1", inside("apollo"));
    world
}

#[test]
fn a_container_is_joined_with_a_role_where_one_is_needed() {
    let world = rooms("Staff");
    assert_eq!(asked(&world, "rita", "view", "tasks/1")[0], [join("rita", "apollo", &[])]);
    let world = rooms("Founder");
    let found = asked(&world, "rita", "view", "tasks/1");
    assert!(found.contains(&vec![join("rita", "apollo", &["Visitor"])]), "{found:?}");
    assert!(found.contains(&vec![join("rita", "apollo", &["Lead"])]), "{found:?}");
    let found = asked(&world, "rita", "delete", "tasks in apollo");
    assert!(found.contains(&vec![join("rita", "apollo", &["Reviewer"])]), "{found:?}");
}

#[test]
fn a_role_held_in_a_container_is_added_to() {
    let mut world = rooms("Founder");
    world.join("apollo", "rita", &["Visitor"], None);
    let found = asked(&world, "rita", "edit", "tasks/1");
    assert!(found.contains(&vec![join("rita", "apollo", &["Lead", "Visitor"])]), "{found:?}");
}

#[test]
fn a_role_that_wakes_one_held_is_given() {
    let mut world = rooms("Helper");
    world.member("lou", New::default());
    world.join("apollo", "lou", &["Reviewer"], None);
    let found = asked(&world, "lou", "delete", "tasks/1");
    assert_eq!(found[0], [give("lou", "Founder")]);
}

#[test]
fn a_membership_that_is_over_is_extended_with_its_roles() {
    let mut world = rooms("Staff");
    world.join("apollo", "rita", &["Visitor"], Some("2026-01-01T00:00:00Z"));
    assert_eq!(asked(&world, "rita", "view", "tasks/1")[0], [join("rita", "apollo", &["Visitor"])]);
}

#[test]
fn where_any_container_will_do_each_is_an_alternative() {
    let world = rooms("Staff");
    let found = asked(&world, "rita", "create", "tasks");
    assert_eq!(found[..2], [[join("rita", "apollo", &[])], [join("rita", "gemini", &[])]]);
}

#[test]
fn a_client_joins_containers_of_its_own_company_only() {
    let mut world = rooms("Staff");
    world.member(
        "mark",
        New { roles: &["Client"], kind: "client", company: Some("Bowman"), ..New::default() },
    );
    assert_eq!(asked(&world, "mark", "view", "tasks"), [[]; 0]);
    world.container("desk", "project", Some("Bowman"));
    world.container("chair", "project", Some("Other"));
    assert_eq!(asked(&world, "mark", "view", "tasks"), [[join("mark", "desk", &[])]]);
}

#[test]
fn own_records_in_a_container_need_both() {
    let world = rooms("Helper");
    let found = asked(&world, "rita", "view", "tasks/1");
    assert_eq!(found[0], [join("rita", "apollo", &["Visitor"])]);
    let both = vec![join("rita", "apollo", &[]), own("rita", "tasks/1")];
    assert!(found.contains(&both), "{found:?}");
}

#[test]
fn a_role_in_a_container_comes_with_the_one_that_it_counts_with() {
    let mut world = rooms("Helper");
    world.member("lou", New::default());
    let found = asked(&world, "lou", "delete", "tasks/1");
    assert!(found.contains(&vec![join("lou", "apollo", &["Reviewer"]), give("lou", "Founder")]), "{found:?}");
}
