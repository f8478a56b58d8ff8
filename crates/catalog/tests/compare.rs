//! What a new version of a catalog means, in words, and which ids vanish without one.
#![allow(clippy::panic, reason = "a test fails by panicking")]

use rolecall_catalog::{Catalog, ChangeKind, Comparison, Thing, compare};

fn parse(text: &str) -> Catalog {
    Catalog::parse("test.toml", text).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(text)).collect::<Vec<_>>().concat())
    })
}

fn compared(old: &str, new: &str) -> Comparison {
    compare(&parse(old), &parse(new))
}

fn sentences(comparison: &Comparison) -> String {
    let lines = comparison.changes.iter().map(|change| format!("{:?}: {}\n", change.kind, change.sentence));
    lines.collect::<Vec<_>>().concat()
}

fn dropped(comparison: &Comparison) -> Vec<String> {
    comparison.dropped.iter().map(|id| format!("{} {}", id.kind, id.id)).collect()
}

/// A small catalog with a place for what a test changes.
fn small(modules: &str, grants: &str, rest: &str) -> String {
    format!(
        "catalog = \"test\"\nname = \"Test\"\nfounder = {{ role = \"Admin\" }}\n\
         [modules]\nusers = {{}}\nroles = {{}}\n{modules}\n\
         [roles.Admin]\ngrants = [{{ on = [\"users\", \"roles\"], can = \"*\" }}]\n\
         [roles.Staff]\ngrants = [{grants}]\n{rest}\n"
    )
}

const OLD: &str = include_str!("versions/old.toml");

#[test]
fn a_version_compared_with_itself_says_nothing() {
    assert_eq!(compared(OLD, OLD), Comparison::default());
}

#[test]
fn a_comment_changes_nothing() {
    assert_eq!(compared(OLD, &format!("# a word\n{OLD}")), Comparison::default());
}

#[test]
fn renaming_everything_changes_nothing_else_and_drops_nothing() {
    let new = include_str!("versions/renamed.toml");
    let comparison = compared(OLD, new);
    insta::assert_snapshot!(sentences(&comparison), @r"
    Renamed: module `goods` is now called `wares`
    Renamed: action `goods:price` is now called `wares:quote`
    Renamed: segment `region` is now called `area`
    Renamed: member kind `user` is now called `person`
    Renamed: container kind `shop` is now called `store`
    Renamed: position `Boss` is now called `Head`
    Renamed: role `Admin` is now called `Chief`
    Renamed: role `Clerk` is now called `Seller`
    Renamed: direct permission `goods:price` is now called `wares:quote`
    Renamed: feature `dark` is now called `night`
    Renamed: edition `small` is now called `tiny`
    ");
    assert_eq!(dropped(&comparison), Vec::<String>::new());
}

#[test]
fn everything_that_comes_goes_or_changes_is_told() {
    let new = include_str!("versions/changed.toml");
    let comparison = compared(OLD, new);
    insta::with_settings!({
        snapshot_path => "versions",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!("changed", sentences(&comparison));
    });
    insta::assert_snapshot!(dropped(&comparison).join("\n"), @r"
    module data_sharing
    module groups
    module positions
    action goods:price
    position Boss
    position Seller
    role Helper
    direct permission coupons:view
    ");
}

#[test]
fn a_grant_widens_narrows_or_shifts() {
    let modules = "deals = { segments = [\"region\"] }";
    let rest = "[segments]\nregion = {}\n[features]\ndark = {}\n";
    let told = |old: &str, new: &str| {
        let comparison = compared(&small(modules, old, rest), &small(modules, new, rest));
        sentences(&comparison).trim_end().to_owned()
    };
    let grant = |more: &str| format!("{{ on = \"deals\", can = \"view\"{more} }}");
    let (all, assigned) = (grant(""), grant(", reach = \"assigned\""));
    assert_eq!(
        told(&assigned, &all),
        "GrantWidened: role `Staff` reaches further with `view` in `deals`: on all records, before on assigned records"
    );
    assert_eq!(
        told(&all, &grant(", limits = { region = [\"north\"] }")),
        "GrantNarrowed: role `Staff` reaches less with `view` in `deals`: on all records with region `north`, before on \
         all records"
    );
    assert_eq!(
        told(&all, &grant(", feature = \"dark\"")),
        "GrantNarrowed: role `Staff` reaches less with `view` in `deals`: on all records while `dark` is on, before on \
         all records"
    );
    assert_eq!(
        told(&assigned, &grant(", limits = { region = [\"north\"] }")),
        "GrantShifted: role `Staff` reaches otherwise with `view` in `deals`: on all records with region `north`, \
         before on assigned records"
    );
    // a second grant within the first one adds nothing
    assert_eq!(told(&all, &format!("{all}, {assigned}")), "");
}

#[test]
fn grants_of_a_module_that_goes_are_told_with_the_module() {
    let old = small("deals = {}", "{ on = \"deals\", can = \"*\" }", "");
    let comparison = compared(&old, &small("", "", ""));
    assert_eq!(sentences(&comparison), "Removed: module `deals` is gone\n");
    assert_eq!(dropped(&comparison), ["module deals"]);
}

#[test]
fn a_rename_of_something_that_was_never_there_means_nothing() {
    let old = small("deals = {}", "", "");
    let comparison = compared(&old, &small("deals = { renamed_from = \"orders\" }", "", ""));
    assert_eq!(comparison, Comparison::default());
}

#[test]
fn a_rename_onto_an_id_that_was_there_drops_the_old_one() {
    let old = small("deals = {}\norders = {}", "", "");
    let comparison = compared(&old, &small("deals = { renamed_from = \"orders\" }", "", ""));
    assert_eq!(dropped(&comparison), ["module orders"]);
}

#[test]
fn a_comparison_is_data() {
    let comparison = compared(&small("deals = {}", "", ""), &small("", "", ""));
    let change = comparison.changes.first().map(|change| (change.kind, change.thing, change.id.as_str()));
    assert_eq!(change, Some((ChangeKind::Removed, Thing::Module, "deals")));
    let expected = serde_json::json!({
        "changes": [
            { "kind": "removed", "thing": "module", "id": "deals", "sentence": "module `deals` is gone" },
        ],
        "dropped": [{ "kind": "module", "id": "deals" }],
    });
    assert_eq!(serde_json::json!(comparison), expected);
}
