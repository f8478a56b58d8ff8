//! `valid_until`: the earliest instant at which an answer changes without a new entry in the ledger.

use rolecall_organization::Question;

use crate::world::{New, World, at, inside, question};

const FEBRUARY: &str = "2026-02-01T00:00:00Z";
const MARCH: &str = "2026-03-01T00:00:00Z";

#[test]
fn an_answer_without_dates_holds_for_good() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Everything"], ..New::default() });
    assert_eq!(world.ask("rita", "view", "deals/42").valid_until, None);
    assert_eq!(world.ask("stranger", "view", "deals/42").valid_until, None);
    let nobody = Question { member: None, ..question("rita", "view", "deals") };
    assert_eq!(world.decide(&nobody).valid_until, None);
}

#[test]
fn an_allow_holds_until_the_members_end_date() {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Everything"], ends_at: Some(FEBRUARY), ..New::default() });
    assert_eq!(world.ask("rita", "view", "deals/42").valid_until, Some(at(FEBRUARY)));
    assert_eq!(world.ask_at(FEBRUARY, "rita", "view", "deals/42").valid_until, None);
    assert_eq!(world.ask_at(MARCH, "rita", "view", "deals/42").valid_until, None);
}

fn rooms(until: Option<&str>, ends_at: Option<&str>) -> World {
    let mut world = World::rooms();
    world.member("rita", New { roles: &["Staff"], ends_at, ..New::default() });
    world.container("apollo", "project", None);
    world.container("gemini", "project", None);
    world.container("attic", "archive", None);
    world.record("tasks/1", inside("apollo"));
    world.record("papers/1", inside("attic"));
    world.join("apollo", "rita", &[], until);
    world.join("attic", "rita", &[], until);
    world
}

#[test]
fn an_allow_holds_until_the_membership_it_rests_on_is_over() {
    let world = rooms(Some(FEBRUARY), None);
    assert_eq!(world.ask("rita", "view", "tasks/1").valid_until, Some(at(FEBRUARY)));
    assert_eq!(world.ask("rita", "view", "tasks").valid_until, Some(at(FEBRUARY)));
    assert_eq!(world.ask("rita", "view", "letters").valid_until, None);
}

#[test]
fn a_date_that_only_reminds_changes_no_answer() {
    let world = rooms(Some(FEBRUARY), None);
    assert_eq!(world.ask("rita", "view", "papers/1").valid_until, None);
}

#[test]
fn of_several_dates_the_earliest_that_changes_the_answer_counts() {
    let world = rooms(Some(MARCH), Some(FEBRUARY));
    assert_eq!(world.ask("rita", "view", "tasks/1").valid_until, Some(at(FEBRUARY)));
    let world = rooms(Some(FEBRUARY), Some(MARCH));
    assert_eq!(world.ask("rita", "view", "tasks/1").valid_until, Some(at(FEBRUARY)));
    assert_eq!(world.ask("rita", "view", "letters").valid_until, Some(at(MARCH)));
}

#[test]
fn another_members_dates_change_nothing() {
    let mut world = rooms(None, None);
    world.member("marc", New { roles: &["Staff"], ends_at: Some(FEBRUARY), ..New::default() });
    world.join("apollo", "marc", &[], Some(FEBRUARY));
    assert_eq!(world.ask("rita", "view", "tasks/1").valid_until, None);
}
