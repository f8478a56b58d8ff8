//! Segments: a value that both the grant and the member are limited to.

use serde_json::json;

use crate::world::{New, World};
use crate::{filtered, tree};

fn limited(roles: &[&str], limits: &[(&str, &[&str])]) -> World {
    let mut world = World::sales();
    world.member("rita", New { roles, segments: limits, ..New::default() });
    world
}

#[test]
fn a_grants_limit_is_a_value_of_the_record() {
    let world = limited(&["Berlin or Paris"], &[]);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "deals")),
        json!({"fact": "segments.location", "any_of": ["Berlin", "Paris"]})
    );
}

#[test]
fn the_members_limit_narrows_every_grant() {
    let world = limited(&["Berlin or Paris", "Everything"], &[("location", &["Paris", "Rome"])]);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "deals")),
        json!({"fact": "segments.location", "any_of": ["Paris", "Rome"]})
    );
    let world = limited(&["Berlin"], &[("location", &["Rome"])]);
    assert_eq!(tree(&filtered(&world, "rita", "view", "deals")), "never");
}

#[test]
fn several_values_of_one_record_may_fit_several_segments() {
    let world = limited(&["Berlin"], &[("line", &["Retail"])]);
    assert_eq!(
        tree(&filtered(&world, "rita", "view", "deals")),
        json!({"and": [
            {"fact": "segments.line", "any_of": ["Retail"]},
            {"fact": "segments.location", "any_of": ["Berlin"]},
        ]})
    );
}

#[test]
fn segments_that_the_module_does_not_carry_limit_nothing() {
    let world = limited(&["Everything"], &[("location", &["Rome"])]);
    assert_eq!(tree(&filtered(&world, "rita", "view", "accounts")), "always");
}
