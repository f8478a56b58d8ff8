//! Columns are named by the caller or by the facts, and never guessed.

use rolecall_decision::{Column, Columns, Dialect, Fact, SqlError};

use crate::filtered;
use crate::world::{New, World, id};

fn column(name: &str) -> Column {
    Column { name: name.to_owned(), array: false }
}

fn array(name: &str) -> Column {
    Column { array: true, ..column(name) }
}

fn named<const N: usize>(columns: [(&str, Column); N]) -> Result<Columns, Vec<(String, String)>> {
    Columns::named(columns.into_iter().map(|(fact, column)| (fact.to_owned(), column)))
}

fn world() -> World {
    let mut world = World::sales();
    world.member("rita", New { roles: &["Own", "Berlin or Paris"], ..New::default() });
    world
}

#[test]
fn a_fact_has_a_column_of_its_own_name() {
    let column = |fact: &str| fact.parse::<Fact>().unwrap().column();
    assert_eq!(column("owner"), "owner");
    assert_eq!(column("segments.reporting-tag"), "reporting-tag");
    assert_eq!(column("parent.id"), "parent_id");
    assert_eq!(column("parent.segments.location"), "parent_location");
    assert_eq!(column("parent.parent.owner"), "parent_parent_owner");
}

#[test]
fn what_is_no_fact_is_told() {
    for text in
        ["", "module", "owners", "segments", "segments.", "segments.Ort", "parent", "parent.parent.parent.id"]
    {
        assert!(text.parse::<Fact>().is_err(), "{text}");
    }
    let told =
        named([("owners", column("a")), ("parent.owner", array("b")), ("id", column("t."))]).unwrap_err();
    let fields: Vec<&str> = told.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["owners", "parent.owner", "id"]);
    assert!(told[0].1.starts_with("there is no fact `owners`: use `id`"), "{told:?}");
    assert_eq!(told[1].1, "`parent.owner` is one value: only the column of a segment holds an array");
    assert!(told[2].1.starts_with("`t.` names no column"), "{told:?}");
}

#[test]
fn a_column_that_is_needed_and_not_named_is_refused() {
    let filter = filtered(&world(), "rita", "view", "deals");
    let only_owner = named([("owner", column("owner_id"))]).unwrap();
    let refused = filter.sql(Dialect::Sqlite, &only_owner).unwrap_err();
    assert_eq!(refused, SqlError::ColumnRequired(vec!["segments.location".parse().unwrap()]));
    let none = Columns::named([]).unwrap();
    let SqlError::ColumnRequired(facts) = filter.sql(Dialect::Postgresql, &none).unwrap_err() else {
        panic!()
    };
    assert_eq!(facts.len(), 2);
}

#[test]
fn what_is_not_needed_need_not_be_named() {
    let filter = filtered(&world(), "rita", "edit", "deals");
    let columns =
        named([("owner", column("owner_id")), ("parent.parent.container", column("whatever"))]).unwrap();
    let sql = filter.sql(Dialect::Postgresql, &columns).unwrap();
    assert_eq!(sql.condition, r#""owner_id" IS NOT NULL AND "owner_id" = $1"#);
}

#[test]
fn names_are_quoted_part_by_part() {
    let filter = filtered(&world(), "rita", "edit", "deals");
    let columns = named([("owner", column(r#"d.ow"n`er; --"#))]).unwrap();
    let sql = |dialect| filter.sql(dialect, &columns).unwrap().condition;
    assert_eq!(sql(Dialect::Postgresql), r#""d"."ow""n`er; --" IS NOT NULL AND "d"."ow""n`er; --" = $1"#);
    assert_eq!(sql(Dialect::Sqlite), r#"`d`.`ow"n``er; --` IS NOT NULL AND `d`.`ow"n``er; --` = ?1"#);
}

#[test]
fn a_name_that_sqlite_would_take_for_its_own_is_asked_for_with_its_table() {
    let filter = filtered(&world(), "rita", "view", "deals");
    let columns = |name| named([("owner", column("owner")), ("segments.location", array(name))]).unwrap();
    let refused = filter.sql(Dialect::Sqlite, &columns("Path")).unwrap_err();
    assert_eq!(
        refused,
        SqlError::TableRequired(vec![("segments.location".parse().unwrap(), "Path".to_owned())])
    );
    assert!(filter.sql(Dialect::Sqlite, &columns("deals.path")).is_ok());
    assert!(filter.sql(Dialect::Postgresql, &columns("path")).is_ok());
}

#[test]
fn a_module_has_the_facts_of_its_parents_too() {
    let facts = Fact::of_module(World::sales().organization.catalog(), &id("quotes"));
    let facts: Vec<String> = facts.iter().map(ToString::to_string).collect();
    assert_eq!(
        facts,
        ["id", "owner", "container", "parent.id", "parent.module", "parent.owner", "parent.container"]
    );
}
