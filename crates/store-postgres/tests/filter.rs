//! The SQL of filters, run by a real server on tables of drawn records: it selects what the access rule allows.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

#[allow(dead_code, reason = "it serves the tests of filters by themselves, too")]
#[path = "../../decision/tests/filter/drawn.rs"]
mod drawn;
#[allow(dead_code, reason = "it serves the tests of decisions, too")]
#[path = "../../decision/tests/decision/world.rs"]
mod world;

use std::collections::BTreeSet;

use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Column, Columns, Dialect, Fact, Parameter, Row, Rows, Sql, decide, filter};
use rolecall_organization::{Facts, Question, RecordId, Records, Target};
use rolecall_store_postgres::testing::database;
use tokio_postgres::{Client, NoTls, types::ToSql};
use world::{World, now};

/// A table of a module's records, one column a fact: single values as text, those of segments as JSON arrays. The names need
/// quotes.
struct Table<'a> {
    client: &'a Client,
    columns: Columns,
    ids: Vec<RecordId>,
}

fn name(fact: &Fact) -> String {
    format!("The \"{}\"", fact.column())
}

fn quoted(fact: &Fact) -> String {
    format!("\"{}\"", name(fact).replace('"', "\"\""))
}

/// A value as a text of JSON.
fn value(row: &Row, fact: &Fact) -> Option<String> {
    let values: Vec<&str> = row.values(fact).collect();
    match (fact.may_have_several(), values.as_slice()) {
        (_, []) => None,
        (true, several) => Some(format!("[\"{}\"]", several.join("\", \""))),
        (false, several) => Some(several[0].to_owned()),
    }
}

impl<'a> Table<'a> {
    async fn of(client: &'a Client, world: &World, module: &ModuleId) -> Self {
        let facts = Fact::of_module(world.organization.catalog(), module);
        let column =
            |fact: &Fact| Column { name: format!("t.{}", name(fact)), array: fact.may_have_several() };
        let columns = Columns::named(facts.iter().map(|fact| (fact.to_string(), column(fact)))).unwrap();
        let declared = facts.iter().map(|fact| {
            format!("{} {}", quoted(fact), if fact.may_have_several() { "jsonb" } else { "text" })
        });
        let declared = declared.collect::<Vec<_>>().join(", ");
        client
            .batch_execute(&format!("DROP TABLE IF EXISTS t; CREATE TEMP TABLE t ({declared})"))
            .await
            .unwrap();
        let registered = world.records.of_module(module).map(|(id, _)| id);
        let containers = world.organization.policy().containers.keys().map(|id| id.as_str().parse().unwrap());
        let unheard: RecordId = "never-heard-of".parse().unwrap();
        let ids: BTreeSet<RecordId> = registered.chain(containers).chain([unheard]).collect();
        let marks: Vec<String> =
            (1..)
                .zip(&facts)
                .map(|(place, fact)| {
                    if fact.may_have_several() {
                        format!("${place}::text::jsonb")
                    } else {
                        format!("${place}")
                    }
                })
                .collect();
        let insert = client.prepare(&format!("INSERT INTO t VALUES ({})", marks.join(", "))).await.unwrap();
        let rows = Rows::new(&world.organization, &world.records);
        for id in &ids {
            let row = rows.row(module, id, &Facts::default());
            let values: Vec<Option<String>> = facts.iter().map(|fact| value(&row, fact)).collect();
            let values: Vec<&(dyn ToSql + Sync)> =
                values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
            client.execute(&insert, &values).await.unwrap();
        }
        Self { client, columns, ids: ids.into_iter().collect() }
    }

    async fn select(&self, condition: &str, sql: &Sql) -> BTreeSet<RecordId> {
        let params: Vec<Box<dyn ToSql + Sync>> = sql
            .params
            .iter()
            .map(|param| match param {
                Parameter::Text(text) => Box::new(text.clone()) as Box<dyn ToSql + Sync>,
                Parameter::List(list) => Box::new(list.clone()),
            })
            .collect();
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(AsRef::as_ref).collect();
        let id = quoted(&"id".parse().unwrap());
        let select = format!("SELECT {id} FROM t WHERE {condition}");
        let rows =
            self.client.query(&select, &params).await.unwrap_or_else(|error| panic!("{select}: {error:?}"));
        rows.iter().map(|row| row.get::<_, String>(0).parse().unwrap()).collect()
    }
}

async fn compare(client: &Client, world: &World) -> usize {
    let mut compared = 0;
    for (module, declared) in &world.organization.catalog().modules {
        let table = Table::of(client, world, module).await;
        for member in world.organization.policy().members.keys() {
            for action in declared.actions.keys() {
                let permission = Permission::new(module.clone(), action.clone());
                let filter = filter(&world.organization, member, &permission, None, now());
                let sql = filter.sql(Dialect::Postgresql, &table.columns).unwrap();
                let found = table.select(&sql.condition, &sql).await;
                let allowed = table.ids.iter().filter(|id| {
                    let target = Target::Record((*id).clone(), Facts::default());
                    let question = Question::new(member, &permission, target, now());
                    decide(&world.organization, &world.records, &question).allowed
                });
                let allowed: BTreeSet<RecordId> = allowed.cloned().collect();
                assert_eq!(found, allowed, "{member} {permission}: {sql:?}");
                // Never NULL: what is not selected is selected by NOT.
                let others = table.select(&format!("NOT ({})", sql.condition), &sql).await;
                assert_eq!(others.len() + found.len(), table.ids.len(), "{member} {permission}: {sql:?}");
                compared += table.ids.len();
            }
        }
    }
    compared
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_selects_what_the_rule_allows() {
    let Some(url) = database() else { return };
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut compared = 0;
    for seed in 100..102 {
        for world in [drawn::sales(seed), drawn::rooms(seed), drawn::knotted(seed), drawn::atelier(seed)] {
            compared += compare(&client, &world).await;
        }
    }
    assert!(compared > 5_000, "{compared}");
}
