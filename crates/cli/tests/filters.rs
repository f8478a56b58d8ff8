//! Filters over the demo's five organizations: the SQL, run by `SQLite` and by `PostgreSQL` on tables of their records, selects
//! what single decisions allow - for every member, every action and every record.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

use std::{
    collections::{BTreeMap, BTreeSet},
    process::{Command, Stdio},
};

use rolecall::{
    Asked, AskedFacts, FilterAsked, Rolecall, View,
    catalog::{ActionId, ModuleId},
    decision::{Column, Dialect, Fact, Parameter, Rows, Sql},
    organization::{Facts, RecordId, Records},
};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls, types::ToSql};

const SYSTEMS: [&str; 5] = ["larkspur", "nordlicht", "zylker", "harbour", "brightwork"];

fn demo() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    demo.current_dir(folder.path()).args(["demo", "--no-serve", "--data", "data"]).stdout(Stdio::null());
    assert!(demo.status().unwrap().success());
    folder
}

/// The rows of a module: a record's id, then its facts.
struct Table {
    facts: Vec<Fact>,
    rows: BTreeMap<RecordId, Vec<Option<String>>>,
}

impl Table {
    fn of(view: &View, module: &ModuleId) -> Self {
        let facts = Fact::of_module(view.organization.catalog(), module);
        let registered = view.engine.of_module(module).map(|(id, _)| id);
        let containers = view.organization.policy().containers.keys().map(|id| id.as_str().parse().unwrap());
        let unheard: RecordId = "never-heard-of".parse().unwrap();
        let rows = Rows::new(&view.organization, &view.engine);
        let values = |id: &RecordId| {
            let row = rows.row(module, id, &Facts::default());
            let value = |fact: &Fact| {
                let values: Vec<&str> = row.values(fact).collect();
                match (fact.may_have_several(), values.is_empty()) {
                    (_, true) => None,
                    (true, _) => Some(serde_json::to_string(&values).unwrap()),
                    (false, _) => Some(values[0].to_owned()),
                }
            };
            facts.iter().map(value).collect()
        };
        let rows =
            registered.chain(containers).chain([unheard]).map(|id| (id.clone(), values(&id))).collect();
        Self { facts, rows }
    }

    fn columns(&self) -> BTreeMap<String, Column> {
        let column = |fact: &Fact| Column { name: fact.column(), array: fact.may_have_several() };
        self.facts.iter().map(|fact| (fact.to_string(), column(fact))).collect()
    }

    fn declared(&self) -> String {
        let names = self.facts.iter().map(|fact| format!("\"{}\" text", fact.column()));
        names.collect::<Vec<_>>().join(", ")
    }

    fn marks(&self, sign: &str) -> String {
        (1..=self.facts.len()).map(|place| format!("{sign}{place}")).collect::<Vec<_>>().join(", ")
    }
}

type Found = BTreeSet<RecordId>;

fn sqlite(table: &Table) -> impl Fn(&Sql) -> Found {
    let connection = rusqlite::Connection::open_in_memory().unwrap();
    connection.execute(&format!("CREATE TABLE t ({})", table.declared()), []).unwrap();
    for row in table.rows.values() {
        let insert = format!("INSERT INTO t VALUES ({})", table.marks("?"));
        connection.execute(&insert, rusqlite::params_from_iter(row)).unwrap();
    }
    move |sql| {
        let params = sql.params.iter().map(|param| match param {
            Parameter::Text(text) => text.clone(),
            Parameter::List(_) => panic!("SQLite has no arrays"),
        });
        let mut select = connection.prepare(&format!("SELECT id FROM t WHERE {}", sql.condition)).unwrap();
        let params: Vec<String> = params.collect();
        let ids =
            select.query_map(rusqlite::params_from_iter(params), |row| row.get::<_, String>(0)).unwrap();
        ids.map(|id| id.unwrap().parse().unwrap()).collect()
    }
}

async fn fill(client: &Client, table: &Table) {
    let create = format!("DROP TABLE IF EXISTS t; CREATE TEMP TABLE t ({})", table.declared());
    client.batch_execute(&create).await.unwrap();
    for row in table.rows.values() {
        let values: Vec<&(dyn ToSql + Sync)> = row.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        client.execute(&format!("INSERT INTO t VALUES ({})", table.marks("$")), &values).await.unwrap();
    }
}

async fn postgresql(client: &Client, sql: &Sql) -> Found {
    let params = sql.params.iter().map(|param| match param {
        Parameter::Text(text) => Box::new(text.clone()) as Box<dyn ToSql + Sync>,
        Parameter::List(list) => Box::new(list.clone()),
    });
    let params: Vec<Box<dyn ToSql + Sync>> = params.collect();
    let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(AsRef::as_ref).collect();
    let rows = client.query(&format!("SELECT id FROM t WHERE {}", sql.condition), &params).await.unwrap();
    rows.iter().map(|row| row.get::<_, String>(0).parse().unwrap()).collect()
}

fn allowed(view: &View, now: jiff::Timestamp, question: &FilterAsked, table: &Table) -> Found {
    let may = |id: &&RecordId| {
        // A question about a record to be is another one: a filter is asked about records that are there.
        let target = rolecall::organization::Target::Record((*id).clone(), Facts::default());
        let asked = Asked {
            member: question.member.clone(),
            action: question.action.clone(),
            module: question.module.clone(),
            record: Some((*id).clone()),
            container: None,
            facts: AskedFacts::default(),
        };
        let asked = rolecall::organization::Question { target, ..view.question(&asked, now) };
        rolecall::decision::decide(&view.organization, &view.engine, &asked).allowed
    };
    table.rows.keys().filter(may).cloned().collect()
}

fn question(
    member: &str,
    module: &ModuleId,
    action: &ActionId,
    dialect: Dialect,
    table: &Table,
) -> FilterAsked {
    FilterAsked {
        member: member.to_owned(),
        action: action.clone(),
        module: module.clone(),
        container: None,
        dialect,
        columns: Some(table.columns()),
    }
}

/// How many records were allowed and how many denied.
async fn compare(view: &View, now: jiff::Timestamp, client: Option<&Client>) -> (usize, usize) {
    let (mut open, mut shut) = (0, 0);
    for (module, declared) in &view.organization.catalog().modules {
        let table = Table::of(view, module);
        let select = sqlite(&table);
        if let Some(client) = client {
            fill(client, &table).await;
        }
        for (member, _) in view.organization.members() {
            for action in declared.actions.keys() {
                let ask = |dialect| question(member.as_str(), module, action, dialect, &table);
                let expected = allowed(view, now, &ask(Dialect::Sqlite), &table);
                let told = format!("{member} {module}:{action}");
                let sql = |dialect| view.filter(&ask(dialect), now).unwrap().sql;
                assert_eq!(select(&sql(Dialect::Sqlite)), expected, "{told} on SQLite");
                if let Some(client) = client {
                    let found = postgresql(client, &sql(Dialect::Postgresql)).await;
                    assert_eq!(found, expected, "{told} on PostgreSQL");
                }
                open += expected.len();
                shut += table.rows.len() - expected.len();
            }
        }
    }
    (open, shut)
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_selects_what_decisions_allow_in_each_of_the_five_systems() {
    let folder = demo();
    let rolecall = Rolecall::open(&folder.path().join("data")).await.unwrap();
    let client = match rolecall_store_postgres::testing::database() {
        Some(url) => {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
            tokio::spawn(connection);
            Some(client)
        }
        None => None,
    };
    for system in SYSTEMS {
        let tenant = rolecall.organization(system).await.unwrap();
        let (open, shut) = compare(&tenant.view(), tenant.now(), client.as_ref()).await;
        assert!(open > 20 && shut > 20, "{system}: {open} were allowed, {shut} denied");
    }
}
