//! The SQL of filters, run by a `PostgreSQL` server that the test starts by itself.

use std::sync::OnceLock;

use rolecall_catalog::ModuleId;
use rolecall_decision::{Dialect, Parameter, Sql};
use rolecall_organization::RecordId;
use rolecall_store_postgres::testing::database;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls};

use crate::answerers::{Answerer, Answers};
use crate::tables::{Database, Selected, Table};
use crate::world::Built;

/// A filter in SQL, for each question.
pub struct InPostgresql;

impl Answerer for InPostgresql {
    fn name(&self) -> &'static str {
        "filter in PostgreSQL"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(Selected::of(built, Connected::open))
    }
}

/// A connection, whose tables are gone with it.
struct Connected {
    runtime: Runtime,
    client: Client,
}

impl Connected {
    /// Where these tests are not left out.
    fn open() -> Option<Self> {
        static URL: OnceLock<Option<String>> = OnceLock::new();
        let url = URL.get_or_init(database).as_ref()?;
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let (client, connection) = runtime.block_on(tokio_postgres::connect(url, NoTls)).unwrap();
        drop(runtime.spawn(connection));
        Some(Self { runtime, client })
    }
}

impl Database for Connected {
    const DIALECT: Dialect = Dialect::Postgresql;

    /// Each table is sent column by column.
    fn create(&self, tables: &[Table]) {
        for Table { module, facts, rows } in tables {
            let kinds: Vec<&str> = facts.iter().map(|of| if of.array { "jsonb" } else { "text" }).collect();
            let columns =
                facts.iter().zip(&kinds).map(|(of, kind)| format!("\"{}\" {kind}", of.fact.column()));
            let create =
                format!("CREATE TEMP TABLE \"{module}\" ({})", columns.collect::<Vec<_>>().join(", "));
            let sent: Vec<Vec<Option<String>>> =
                facts.iter().map(|of| rows.iter().map(|(_, row)| of.cell(row)).collect()).collect();
            let marks: Vec<String> = (1..=facts.len()).map(|place| format!("${place}")).collect();
            let cells = (1..).zip(&kinds).map(|(place, kind): (usize, _)| format!("c{place}::{kind}"));
            let names: Vec<String> = (1..=facts.len()).map(|place| format!("c{place}")).collect();
            let insert = format!(
                "INSERT INTO \"{module}\" SELECT {} FROM unnest({}) AS sent ({})",
                cells.collect::<Vec<_>>().join(", "),
                marks.join(", "),
                names.join(", ")
            );
            let sent: Vec<(&(dyn ToSql + Sync), Type)> =
                sent.iter().map(|column| (column as &(dyn ToSql + Sync), Type::TEXT_ARRAY)).collect();
            self.runtime.block_on(async {
                self.client.batch_execute(&create).await.unwrap();
                self.client.query_typed(&insert, &sent).await.unwrap();
            });
        }
    }

    fn select(&self, table: &ModuleId, sql: &Sql) -> Vec<RecordId> {
        let params = sql.params.iter().map(|parameter| -> (&(dyn ToSql + Sync), Type) {
            match parameter {
                Parameter::Text(text) => (text, Type::TEXT),
                Parameter::List(list) => (list, Type::TEXT_ARRAY),
            }
        });
        let params: Vec<_> = params.collect();
        let select = format!("SELECT id FROM \"{table}\" WHERE {}", sql.condition);
        let rows = self.runtime.block_on(self.client.query_typed(&select, &params));
        let rows = rows.unwrap_or_else(|error| panic!("{error:?}: {select}"));
        rows.iter().map(|row| row.get::<_, String>(0).parse().unwrap()).collect()
    }
}
