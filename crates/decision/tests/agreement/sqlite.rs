//! The SQL of filters, run by `SQLite`.

use rolecall_catalog::ModuleId;
use rolecall_decision::{Dialect, Parameter, Sql};
use rolecall_organization::RecordId;
use rusqlite::{Connection, params_from_iter};

use crate::answerers::{Answerer, Answers};
use crate::tables::{Database, Selected, Table};
use crate::world::Built;

/// A filter in SQL, for each question.
pub struct InSqlite;

impl Answerer for InSqlite {
    fn name(&self) -> &'static str {
        "filter in SQLite"
    }

    fn view<'a>(&self, built: &'a Built) -> Box<dyn Answers + 'a> {
        Box::new(Selected::of(built, || Some(Connection::open_in_memory().unwrap())))
    }
}

impl Database for Connection {
    const DIALECT: Dialect = Dialect::Sqlite;

    fn create(&self, tables: &[Table]) {
        for Table { module, facts, rows } in tables {
            let columns: Vec<String> =
                facts.iter().map(|of| format!("`{}` TEXT", of.fact.column())).collect();
            self.execute(&format!("CREATE TABLE `{module}` ({})", columns.join(", ")), []).unwrap();
            let row = format!("({})", vec!["?"; facts.len()].join(", "));
            // One statement for all rows; there are at most a few dozen.
            let marks = vec![row.as_str(); rows.len()].join(", ");
            let cells = rows.iter().flat_map(|(_, row)| facts.iter().map(|of| of.cell(row)));
            if !rows.is_empty() {
                let insert = format!("INSERT INTO `{module}` VALUES {marks}");
                self.execute(&insert, params_from_iter(cells)).unwrap();
            }
        }
    }

    fn select(&self, table: &ModuleId, sql: &Sql) -> Vec<RecordId> {
        let text = |parameter: &Parameter| match parameter {
            Parameter::Text(text) => text.clone(),
            Parameter::List(_) => panic!("SQLite has no arrays"),
        };
        let select = format!("SELECT id FROM `{table}` WHERE {}", sql.condition);
        let mut select = self.prepare_cached(&select).unwrap_or_else(|error| panic!("{error}: {select}"));
        let params = params_from_iter(sql.params.iter().map(text));
        let ids = select.query_map(params, |row| row.get::<_, String>(0)).unwrap();
        ids.map(|id| id.unwrap().parse().unwrap()).collect()
    }
}
