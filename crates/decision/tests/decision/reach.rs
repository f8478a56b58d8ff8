//! Section 2, step 4: the reach of a grant over records outside containers.

use rolecall_catalog::SharingLevel::{self, Private, PublicRead, PublicReadWrite, PublicReadWriteDelete};
use rolecall_decision::{Blocker, Path, Reason};
use rolecall_organization::{Facts, Source};

use crate::world::{New, World, id, mem, owned, words};

/// CEO zoe; below her Manager rita, with Sales Rep marc and mona (who share with peers) and Trainee tom below; East below CEO
/// with ed. Everyone has the role given.
fn tree(role: &str) -> World {
    let mut world = World::sales();
    world.position("Sales Rep", "Manager", true);
    world.position("Trainee", "Sales Rep", false);
    world.position("East", "CEO", false);
    let people = [
        ("zoe", "CEO"),
        ("rita", "Manager"),
        ("rolf", "Manager"),
        ("marc", "Sales Rep"),
        ("mona", "Sales Rep"),
        ("tom", "Trainee"),
        ("ed", "East"),
    ];
    for (name, position) in people {
        world.member(name, New { roles: &[role], position: Some(position), ..New::default() });
        world.record(&format!("deals/{name}"), owned(name));
    }
    world.member("nora", New { roles: &[role], ..New::default() });
    world.record("deals/nora", owned("nora"));
    world.record("deals/nobody", Facts::default());
    world
}

fn paths(world: &World, name: &str, what: &str) -> Vec<Path> {
    let decision = world.ask(name, "edit", what);
    decision.opened().iter().map(|opening| opening.path.clone()).collect()
}

#[test]
fn all_opens_every_record_of_the_module() {
    let world = tree("Everything");
    for record in ["deals/zoe", "deals/tom", "deals/nobody", "deals/unknown"] {
        assert_eq!(world.why("ed", "delete", record), "all");
    }
}

#[test]
fn assigned_opens_own_records_only() {
    let world = tree("Own");
    assert_eq!(world.why("rita", "edit", "deals/rita"), "own");
    let expected = Blocker::Reach {
        source: Source::Role(id("Own")),
        reach: rolecall_catalog::Reach::Assigned,
        owner: Some(mem("marc")),
    };
    assert_eq!(world.ask("rita", "edit", "deals/marc").reason, Reason::Blocked(vec![expected]));
    assert_eq!(world.why("rita", "edit", "deals/nobody"), "-reach");
    assert_eq!(world.why("zoe", "edit", "deals/marc"), "-reach");
    assert_eq!(world.why("mona", "edit", "deals/marc"), "-reach");
}

#[test]
fn assigned_is_not_widened_by_a_sharing_default() {
    let mut world = tree("Own");
    world.default("deals", PublicReadWriteDelete);
    assert_eq!(world.why("ed", "edit", "deals/marc"), "-reach");
}

#[test]
fn shared_opens_own_records() {
    let world = tree("Sales");
    assert_eq!(world.why("tom", "edit", "deals/tom"), "own");
    assert_eq!(world.why("marc", "edit", "deals/marc"), "own");
}

#[test]
fn shared_alone_opens_nothing_of_others() {
    let world = tree("Sales");
    let expected = Blocker::Reach {
        source: Source::Role(id("Sales")),
        reach: rolecall_catalog::Reach::Shared,
        owner: Some(mem("marc")),
    };
    assert_eq!(world.ask("ed", "edit", "deals/marc").reason, Reason::Blocked(vec![expected]));
    let expected = Blocker::Reach {
        source: Source::Role(id("Sales")),
        reach: rolecall_catalog::Reach::Shared,
        owner: None,
    };
    assert_eq!(world.ask("ed", "edit", "deals/nobody").reason, Reason::Blocked(vec![expected]));
}

#[test]
fn a_superior_reaches_the_records_of_those_below() {
    let world = tree("Sales");
    let chain = |names: &[&str]| names.iter().map(|name| id(name)).collect();
    let direct = Path::Superior { owner: mem("marc"), chain: chain(&["Sales Rep", "Manager"]) };
    assert_eq!(paths(&world, "rita", "deals/marc"), [direct]);
    let further = Path::Superior { owner: mem("tom"), chain: chain(&["Trainee", "Sales Rep", "Manager"]) };
    assert_eq!(paths(&world, "rita", "deals/tom"), [further]);
}

#[test]
fn nobody_reaches_up_or_across_the_tree() {
    let world = tree("Sales");
    for (name, record) in [
        ("marc", "deals/rita"),
        ("tom", "deals/marc"),
        ("rita", "deals/zoe"),
        ("rita", "deals/ed"),
        ("ed", "deals/tom"),
        ("rita", "deals/nobody"),
    ] {
        assert_eq!(world.why(name, "view", record), "-reach", "{name} {record}");
    }
}

#[test]
fn whoever_has_no_position_has_no_superior_but_the_top() {
    let world = tree("Sales");
    assert_eq!(world.why("rita", "view", "deals/nora"), "-reach");
    assert_eq!(world.why("nora", "view", "deals/marc"), "-reach");
    let superior = Path::Superior { owner: mem("nora"), chain: vec![id("CEO")] };
    assert_eq!(paths(&world, "zoe", "deals/nora"), [superior, Path::Top]);
}

#[test]
fn the_top_position_opens_everything_also_without_an_owner() {
    let world = tree("Sales");
    assert_eq!(world.why("zoe", "delete", "deals/nobody"), "top");
    assert_eq!(world.why("zoe", "delete", "deals/tom"), "superior top");
    assert_eq!(world.why("zoe", "delete", "deals/zoe"), "own top");
}

#[test]
fn a_superior_needs_the_permission_too() {
    let world = tree("Reader");
    assert!(world.may("rita", "view", "deals/marc"));
    assert_eq!(world.why("rita", "edit", "deals/marc"), "-permission");
    assert_eq!(world.why("zoe", "edit", "deals/marc"), "-permission");
}

#[test]
fn peers_share_where_their_position_says_so() {
    let world = tree("Sales");
    assert_eq!(paths(&world, "mona", "deals/marc"), [Path::Peer { owner: mem("marc") }]);
    assert_eq!(world.why("rolf", "view", "deals/rita"), "-reach");
}

#[test]
fn positions_side_by_side_are_no_peers() {
    let mut world = tree("Sales");
    world.position("West", "CEO", true);
    world.position("North", "CEO", true);
    world.member("wim", New { roles: &["Sales"], position: Some("West"), ..New::default() });
    world.member("nils", New { roles: &["Sales"], position: Some("North"), ..New::default() });
    world.record("deals/wim", owned("wim"));
    assert_eq!(world.why("nils", "view", "deals/wim"), "-reach");
}

#[test]
fn two_without_a_position_are_no_peers() {
    let mut world = tree("Sales");
    world.member("nick", New { roles: &["Sales"], ..New::default() });
    assert_eq!(world.why("nick", "view", "deals/nora"), "-reach");
}

#[test]
fn a_sharing_default_admits_by_the_class_of_the_action() {
    let cases: [(SharingLevel, [bool; 5]); 4] = [
        (Private, [false; 5]),
        (PublicRead, [true, true, false, false, false]),
        (PublicReadWrite, [true, true, true, true, false]),
        (PublicReadWriteDelete, [true; 5]),
    ];
    for (level, expected) in cases {
        let mut world = tree("Sales");
        world.default("deals", level);
        let allowed = ["view", "export", "create", "edit", "delete"]
            .map(|action| world.may("ed", action, "deals/marc"));
        assert_eq!(allowed, expected, "{level:?}");
    }
}

#[test]
fn a_sharing_default_opens_records_without_an_owner_too() {
    let mut world = tree("Sales");
    world.default("deals", PublicRead);
    assert_eq!(world.ask("ed", "view", "deals/nobody").opened()[0].path, Path::Default { level: PublicRead });
    assert_eq!(world.why("ed", "view", "deals/marc"), "default");
}

#[test]
fn a_sharing_default_holds_for_its_own_module() {
    let mut world = tree("Sales");
    world.default("accounts", PublicRead);
    assert_eq!(world.why("ed", "view", "deals/marc"), "-reach");
}

#[test]
fn every_path_that_opens_is_told() {
    let mut world = tree("Sales");
    world.default("deals", PublicRead);
    assert_eq!(world.why("zoe", "view", "deals/zoe"), "own default top");
    assert_eq!(world.why("rita", "view", "deals/marc"), "superior default");
    assert_eq!(world.why("mona", "view", "deals/marc"), "peer default");
}

#[test]
fn a_removed_member_stays_an_owner_at_the_position_last_held() {
    let mut world = tree("Sales");
    world.remove("marc");
    assert_eq!(world.why("rita", "edit", "deals/marc"), "superior");
    assert_eq!(world.why("mona", "edit", "deals/marc"), "peer");
    assert_eq!(world.why("ed", "edit", "deals/marc"), "-reach");
}

#[test]
fn an_owner_that_names_no_member_counts_as_none() {
    let mut world = tree("Sales");
    world.record("deals/ghost", owned("ghost"));
    let Reason::Blocked(blocked) = world.ask("rita", "edit", "deals/ghost").reason else { panic!("allowed") };
    assert!(matches!(blocked.as_slice(), [Blocker::Reach { owner: None, .. }]));
    assert_eq!(world.why("zoe", "edit", "deals/ghost"), "top");
}

#[test]
fn one_grant_must_pass_the_reach() {
    let mut world = tree("Own");
    world.member("rob", New { roles: &["Own", "Sales"], position: Some("Manager"), ..New::default() });
    let decision = world.ask("rob", "edit", "deals/marc");
    assert_eq!(words(&decision), "superior");
    assert_eq!(decision.opened()[0].source, Source::Role(id("Sales")));
    assert_eq!(world.why("rob", "edit", "deals/zoe"), "-reach reach");
}
