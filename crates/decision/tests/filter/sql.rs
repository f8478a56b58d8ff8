//! A condition in SQL: as it is written, and run by `SQLite` on tables of drawn records.

use std::collections::BTreeSet;

use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Column, Columns, Dialect, Fact, Parameter, Rows, Sql, filter, list};
use rolecall_organization::{Facts, RecordId};
use rusqlite::{Connection, params_from_iter};

use crate::agreement::records;
use crate::drawn;
use crate::world::{New, World, now};
use crate::{filtered, sql};

fn texts(sql: &Sql) -> Vec<String> {
    let text = |parameter: &Parameter| match parameter {
        Parameter::Text(text) => text.clone(),
        Parameter::List(_) => panic!("SQLite has no arrays"),
    };
    sql.params.iter().map(text).collect()
}

/// A table of a module's records, one column a fact; segments are JSON arrays.
struct Table {
    connection: Connection,
    columns: Columns,
}

impl Table {
    fn of(world: &World, module: &ModuleId) -> Self {
        let facts = Fact::of_module(world.organization.catalog(), module);
        let named = facts.iter().map(|fact| {
            let column = Column { name: format!("t.{}", fact.column()), array: fact.may_have_several() };
            (fact.to_string(), column)
        });
        let columns = Columns::named(named).unwrap();
        let connection = Connection::open_in_memory().unwrap();
        let names: Vec<String> = facts.iter().map(|fact| format!("`{}` TEXT", fact.column())).collect();
        connection.execute(&format!("CREATE TABLE t ({})", names.join(", ")), []).unwrap();
        let rows = Rows::new(&world.organization, &world.records);
        let marks = vec!["?"; facts.len()].join(", ");
        for key in records(world).into_iter().filter(|key| key.module == *module) {
            let row = rows.row(&key.module, &key.id, &Facts::default());
            let values = facts.iter().map(|fact| {
                let values: Vec<&str> = row.values(fact).collect();
                match (fact.may_have_several(), values.as_slice()) {
                    (_, []) => None,
                    (true, several) => Some(serde_json::to_string(several).unwrap()),
                    (false, several) => Some(several[0].to_owned()),
                }
            });
            connection.execute(&format!("INSERT INTO t VALUES ({marks})"), params_from_iter(values)).unwrap();
        }
        Self { connection, columns }
    }

    fn select(&self, condition: &str, params: &[String]) -> BTreeSet<RecordId> {
        let mut select = self.connection.prepare(&format!("SELECT id FROM t WHERE {condition}")).unwrap();
        let ids = select.query_map(params_from_iter(params), |row| row.get::<_, String>(0)).unwrap();
        ids.map(|id| id.unwrap().parse().unwrap()).collect()
    }
}

/// What `SQLite` selects is what the rule lists - and those that are not registered, whose rows are empty.
fn compare(world: &World) -> usize {
    let mut compared = 0;
    for (module, declared) in &world.organization.catalog().modules {
        let table = Table::of(world, module);
        let every = table.select("TRUE", &[]);
        for member in world.organization.policy().members.keys() {
            for action in declared.actions.keys() {
                let permission = Permission::new(module.clone(), action.clone());
                let filter = filter(&world.organization, member, &permission, None, now());
                let sql = filter.sql(Dialect::Sqlite, &table.columns).unwrap();
                let found = table.select(&sql.condition, &texts(&sql));
                let listed = list(&world.organization, &world.records, member, &permission, now());
                let told = format!("{member} {permission}: {sql:?}");
                assert!(listed.iter().all(|id| found.contains(id)), "{told}");
                let rows = Rows::new(&world.organization, &world.records);
                let admitted = every
                    .iter()
                    .filter(|id| filter.condition.admits(&rows.row(module, id, &Facts::default())));
                assert_eq!(found, admitted.cloned().collect(), "{told}");
                // Never NULL: what is not selected is selected by NOT.
                let others = table.select(&format!("NOT ({})", sql.condition), &texts(&sql));
                assert_eq!(others, &every - &found, "{told}");
                compared += every.len();
            }
        }
    }
    compared
}

#[test]
fn sqlite_selects_what_the_rule_allows() {
    let worlds = (0..3).flat_map(|seed| {
        [drawn::sales(seed), drawn::rooms(seed), drawn::knotted(seed), drawn::atelier(seed)]
    });
    let compared: usize = worlds.map(|world| compare(&world)).sum();
    assert!(compared > 10_000, "{compared}");
}

fn deals() -> World {
    let mut world = World::sales();
    world.position("Rep", "Manager", false);
    world.member(
        "ann",
        New { roles: &["Sales", "Berlin or Paris"], position: Some("Manager"), ..New::default() },
    );
    world.member("bob", New { position: Some("Rep"), ..New::default() });
    world
}

#[test]
fn several_values_are_one_parameter() {
    let filter = filtered(&deals(), "ann", "view", "deals");
    let postgresql = sql(&filter, Dialect::Postgresql);
    assert_eq!(
        postgresql.condition,
        r#"("location" IS NOT NULL AND "location" = ANY($1::text[])) OR ("owner" IS NOT NULL AND "owner" = ANY($2::text[]))"#
    );
    let list = |values: [&str; 2]| Parameter::List(values.map(str::to_owned).to_vec());
    assert_eq!(postgresql.params, [list(["Berlin", "Paris"]), list(["ann", "bob"])]);
    let sqlite = sql(&filter, Dialect::Sqlite);
    assert_eq!(
        sqlite.condition,
        "(`location` IS NOT NULL AND `location` IN (SELECT value FROM json_each(?1))) \
         OR (`owner` IS NOT NULL AND `owner` IN (SELECT value FROM json_each(?2)))"
    );
    assert_eq!(texts(&sqlite), [r#"["Berlin","Paris"]"#, r#"["ann","bob"]"#]);
}

#[test]
fn a_value_that_is_asked_for_twice_is_sent_once() {
    let world = drawn::knotted(3);
    let mut twice = 0;
    for member in world.organization.policy().members.keys() {
        let permission = "lines:view".parse().unwrap();
        let filter = filter(&world.organization, member, &permission, None, now());
        let sql = sql(&filter, Dialect::Postgresql);
        let distinct: BTreeSet<String> = sql.params.iter().map(|param| format!("{param:?}")).collect();
        assert_eq!(distinct.len(), sql.params.len());
        twice += usize::from(sql.condition.matches('$').count() > sql.params.len());
    }
    assert!(twice > 0);
}

#[test]
fn always_and_never_are_conditions_too() {
    let mut world = deals();
    world.member("zoe", New { roles: &["Everything"], ..New::default() });
    let condition = |name, action| sql(&filtered(&world, name, action, "deals"), Dialect::Sqlite).condition;
    assert_eq!(condition("zoe", "view"), "TRUE");
    assert_eq!(condition("bob", "view"), "FALSE");
}

#[test]
fn a_column_that_there_is_not_is_an_error_and_no_text() {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute("CREATE TABLE deals (id TEXT)", []).unwrap();
    let sql = sql(&filtered(&deals(), "ann", "edit", "deals"), Dialect::Sqlite);
    let error = connection.prepare(&format!("SELECT id FROM deals WHERE {}", sql.condition)).unwrap_err();
    assert!(error.to_string().contains("no such column: owner"), "{error}");
}
