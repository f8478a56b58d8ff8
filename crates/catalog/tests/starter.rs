//! The catalog that a new product starts from works as it stands, and with everything in it switched on.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use rolecall_catalog::{Catalog, CommandName, Requirement};

fn starter() -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogs/starter.toml");
    std::fs::read_to_string(file).unwrap()
}

fn parse(text: &str) -> Catalog {
    Catalog::parse("starter.toml", text).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(|problem| problem.render(text)).collect::<String>())
    })
}

#[test]
fn the_starter_has_no_problems() {
    let catalog = parse(&starter());
    assert_eq!(catalog.id.as_str(), "starter");
    assert_eq!(catalog.editions.len(), 2);
    let invite = catalog.requirement(CommandName::MemberInvite, None);
    assert_eq!(invite, Requirement::Permission("users:edit".parse().unwrap()));
}

#[test]
fn every_feature_that_the_starter_shows_works_when_it_is_switched_on() {
    let on: String = starter()
        .lines()
        .map(|line| line.strip_prefix("#:").map_or(line, str::trim_start))
        .flat_map(|line| [line, "\n"])
        .collect();
    let catalog = parse(&on);
    assert!(catalog.direct.is_some());
    assert_eq!(catalog.kinds.len(), 3);
    assert_eq!(catalog.container_kinds.len(), 1);
    assert_eq!(catalog.top_position().unwrap().as_str(), "Director");
    assert!(catalog.limits.contains_key("members"));
}
