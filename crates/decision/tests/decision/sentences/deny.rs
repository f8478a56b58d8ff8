//! Denies, by each gate, and what would open them.

use rolecall_catalog::SharingLevel;
use rolecall_organization::{Event, Facts, Invitation, Question, Status};

use crate::world::{New, at, id, key, mem, now, owned, question, under, with};

use super::{rooms, sales, says, told};

#[test]
fn a_member_who_may_do_nothing_is_told_why() {
    let mut world = sales();
    let sent = Invitation { id: id("inv_1"), sent_at: now(), expires_at: at("2027-01-01T00:00:00Z") };
    world.member("ivy", New { roles: &["Everything"], status: Status::Invited(sent), ..New::default() });
    world.member("ines", New { roles: &["Everything"], status: Status::Inactive, ..New::default() });
    let past = Some("2025-12-31T23:00:00Z");
    world.member("eve", New { roles: &["Everything"], ends_at: past, ..New::default() });
    world.member("carl", New { kind: "contact", ..New::default() });
    world.member("remo", New::default());
    world.remove("remo");
    let asked = |name| (name, "view", "deals/42");
    says(
        &world,
        asked("ivy"),
        "Ivy may not view deal 42: Ivy has not accepted the invitation yet; accepting the invitation would allow it.",
    );
    says(
        &world,
        asked("ines"),
        "Ines may not view deal 42: Ines is inactive; activating Ines would allow it.",
    );
    says(
        &world,
        asked("eve"),
        "Eve may not view deal 42: Eve's time ended at 2025-12-31T23:00:00Z; a later end date would allow it.",
    );
    says(
        &world,
        asked("carl"),
        "Carl may not view deal 42: Carl is a contact, and that kind does not sign in.",
    );
    says(&world, asked("remo"), "Remo may not view deal 42: Remo was removed.");
    says(&world, asked("stranger"), "mem_stranger may not view deal 42: there is no such member.");
    let nobody = Question { member: None, ..question("rita", "view", "deals/42") };
    assert_eq!(told(&world, &nobody), "An unknown member may not view deal 42: there is no such member.");
    world.happened(&Event::OrganizationDeleted {});
    says(&world, asked("rita"), "Rita may not view deal 42: the organization was deleted.");
    says(
        &world,
        asked("ines"),
        "Ines may not view deal 42: the organization was deleted and Ines is inactive.",
    );
}

#[test]
fn unknown_names_are_told() {
    let world = sales();
    says(&world, ("rita", "view", "unicorns"), "Rita may not view unicorns: there is no module `unicorns`.");
    says(
        &world,
        ("rita", "assign_owner", "deals/42"),
        "Rita may not assign owner deal 42: there is no action `assign_owner` on Deals.",
    );
}

#[test]
fn a_missing_grant_is_told() {
    let mut world = sales();
    world.member("nina", New::default());
    says(
        &world,
        ("marc", "delete", "users"),
        "Marc may not delete users: none of Marc's roles gives delete on Users; role Administrator would.",
    );
    says(
        &world,
        ("nina", "delete", "users"),
        "Nina may not delete users: Nina holds no role that gives delete on Users; role Administrator would.",
    );
}

#[test]
fn roles_held_in_containers_are_left_out_of_a_question_that_names_none() {
    let mut world = rooms();
    world.member("lou", New { roles: &["Founder"], ..New::default() });
    world.member("vic", New::default());
    world.join("apollo", "lou", &["Lead"], None);
    says(
        &world,
        ("lou", "edit", "tasks"),
        "Lou may not edit tasks: none of Lou's roles in the organization gives edit on Tasks; role Helper would.",
    );
    says(
        &world,
        ("vic", "edit", "tasks"),
        "Vic may not edit tasks: Vic holds no role in the organization that gives edit on Tasks; role Owner would.",
    );
}

#[test]
fn an_owner_out_of_reach_is_told() {
    let mut world = sales();
    world.member("otto", New { roles: &["Own"], ..New::default() });
    says(
        &world,
        ("marc", "edit", "deals/7"),
        "Marc may not edit deal 7: role Sales gives edit on Deals, but Rita (Manager) owns it, and neither the tree nor \
         sharing opens it to Marc; owning it would allow it.",
    );
    says(
        &world,
        ("marc", "edit", "deals/0"),
        "Marc may not edit deal 0: role Sales gives edit on Deals, but nobody owns it, and neither the tree nor sharing opens \
         it to Marc; owning it would allow it.",
    );
    says(
        &world,
        ("otto", "edit", "deals/7"),
        "Otto may not edit deal 7: role Own gives edit on assigned Deals only, and Rita (Manager) owns it; owning it would \
         allow it.",
    );
    world.record("accounts/3", owned("rita"));
    world.record("quotes/3", under("accounts/3"));
    says(
        &world,
        ("marc", "edit", "quotes/3"),
        "Marc may not edit quote 3: role Sales gives edit on Quotes, but Rita (Manager) owns it, and the tree does not open \
         it to Marc; owning account 3 would allow it.",
    );
}

#[test]
fn a_value_outside_the_limits_is_told() {
    let mut world = sales();
    world.member("bob", New { roles: &["Berlin"], ..New::default() });
    world.member(
        "lea",
        New { roles: &["Everything"], segments: &[("location", &["Rome", "Paris"])], ..New::default() },
    );
    world.member("nils", New { roles: &["Everything"], segments: &[("location", &[])], ..New::default() });
    world.record("deals/p", with(Facts::default(), "location", &["Paris"]));
    world.record("deals/b", with(Facts::default(), "location", &["Berlin", "Bonn"]));
    says(
        &world,
        ("bob", "view", "deals/p"),
        "Bob may not view deal p: role Berlin gives view on Deals, but its location is Paris, and only Berlin is allowed; \
         location Paris in role Berlin would allow it.",
    );
    says(
        &world,
        ("lea", "view", "deals/b"),
        "Lea may not view deal b: role Everything gives view on Deals, but its location is Berlin and Bonn, and only Paris or \
         Rome is allowed; location Berlin for Lea would allow it.",
    );
    says(
        &world,
        ("bob", "view", "deals/0"),
        "Bob may not view deal 0: role Berlin gives view on Deals, but it has no location, and only Berlin is allowed; \
         location Berlin on it would allow it.",
    );
    says(
        &world,
        ("nils", "view", "deals/0"),
        "Nils may not view deal 0: role Everything gives view on Deals, but it has no location, and none is allowed.",
    );
}

#[test]
fn without_a_tree_and_sharing_the_owner_alone_is_told() {
    let mut world = rooms();
    world.record("letters/1", owned("rita"));
    says(
        &world,
        ("marc", "view", "letters/1"),
        "Marc may not view letter 1: role Staff gives view on Letters, but Rita owns it; owning it would allow it.",
    );
}

#[test]
fn what_would_open_it_is_told() {
    let mut world = rooms();
    world.member("nina", New::default());
    world.member("dan", New { roles: &["Founder"], status: Status::Inactive, ..New::default() });
    says(
        &world,
        ("nina", "delete", "tasks/1"),
        "Nina may not delete task 1: Nina holds no role that gives delete on Tasks; role Owner would.",
    );
    world.join("gemini", "marc", &["Visitor"], Some("2026-01-01T00:00:00Z"));
    says(
        &world,
        ("marc", "view", "projects/gemini"),
        "Marc may not view project Gemini: role Staff gives view on Projects, but Marc is no member of project Gemini; a \
         longer membership in project Gemini would allow it.",
    );
    says(
        &world,
        ("dan", "edit", "tasks/1"),
        "Dan may not edit task 1: Dan is inactive; activating Dan and role Owner would allow it.",
    );
}

#[test]
fn every_change_has_its_words() {
    use rolecall_decision::{Change, change_words};
    let world = sales();
    let words = |change: Change| change_words(&world.organization, &change);
    assert_eq!(words(Change::SwitchOn { feature: id("beta") }), "feature Beta");
    assert_eq!(words(Change::SwitchOn { feature: id("gamma") }), "feature gamma");
    let permission = Change::GivePermission { member: mem("marc"), permission: id("deals:delete") };
    assert_eq!(words(permission), "the direct permission deals:delete");
    let level = SharingLevel::PublicReadWrite;
    let default = Change::RaiseDefault { module: id("deals"), level };
    assert_eq!(words(default), "a sharing default of Deals public to read and write");
    let (member, record) = (mem("marc"), Some(key("deals/7")));
    assert_eq!(words(Change::OwnRecord { member: member.clone(), record: record.clone() }), "owning deal 7");
    assert_eq!(words(Change::OwnRecord { member, record: None }), "owning it");
    let (segment, value) = (id("location"), id("Rome"));
    assert_eq!(words(Change::SetValue { record, segment, value }), "location Rome on deal 7");
    let (segment, value) = (id("location"), id("Rome"));
    assert_eq!(words(Change::SetValue { record: None, segment, value }), "location Rome on it");
}

#[test]
fn a_place_in_a_container_has_its_words() {
    use rolecall_decision::{Change, change_words};
    let mut world = rooms();
    world.join("gemini", "marc", &["Visitor"], None);
    let words = |container: &str, roles: &[&str]| {
        let roles = crate::world::ids(roles);
        let change = Change::JoinContainer { member: mem("marc"), container: id(container), roles };
        change_words(&world.organization, &change)
    };
    assert_eq!(words("apollo", &[]), "joining project Apollo");
    assert_eq!(words("apollo", &["Lead", "Visitor"]), "joining project Apollo as Lead and Visitor");
    assert_eq!(words("gemini", &["Lead", "Visitor"]), "role Lead in project Gemini");
    assert_eq!(words("gemini", &["Visitor"]), "a longer membership in project Gemini");
}

#[test]
fn plurals_are_made_singular_where_that_is_plain() {
    let world = sales();
    for (module, singular) in [
        ("credit_notes", "credit note"),
        ("companies", "company"),
        ("taxes", "tax"),
        ("expenses", "expense"),
        ("addresses", "address"),
        ("branches", "branch"),
        ("access", "access"),
        ("field_sharing", "field sharing"),
    ] {
        let expected = format!("Rita may not view {singular} 1: there is no module `{module}`.");
        says(&world, ("rita", "view", &format!("{module}/1")), &expected);
    }
}
