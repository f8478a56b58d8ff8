//! Tables as a product has them: one for each module, a row for each of its records, a column for each fact; and how they are
//! asked by the SQL of filters.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::Timestamp;
use rolecall_catalog::{ModuleId, Permission};
use rolecall_decision::{Column, Columns, Dialect, Fact, Row, Rows, Sql, filter};
use rolecall_organization::{Facts, MemberId, RecordId};

use crate::answerers::Answers;
use crate::questions;
use crate::world::Built;

/// A module's records.
pub struct Table {
    pub module: ModuleId,
    /// Its columns.
    pub facts: Vec<TableFact>,
    /// In the order of the ids.
    pub rows: Vec<(RecordId, Row)>,
}

/// A column.
pub struct TableFact {
    pub fact: Fact,
    /// Whether it holds JSON arrays: of a segment of which some record has several values. Where none has, it is plain text.
    pub array: bool,
}

impl TableFact {
    /// What a row holds in it.
    pub fn cell(&self, row: &Row) -> Option<String> {
        let values: Vec<&str> = row.values(&self.fact).collect();
        match values.as_slice() {
            [] => None,
            several if self.array => Some(serde_json::to_string(several).unwrap()),
            [single] => Some((*single).to_owned()),
            several => panic!("{} is one value: {several:?}", self.fact),
        }
    }
}

/// All tables of an organization.
pub fn tables(built: &Built) -> Vec<Table> {
    let rows = Rows::new(&built.organization, &built.records);
    let catalog = built.organization.catalog();
    let table = |module: &ModuleId| {
        let row = |id| {
            let row = rows.row(module, &id, &Facts::default());
            (id, row)
        };
        let rows: Vec<(RecordId, Row)> = questions::rows(built, module).into_iter().map(row).collect();
        let facts = Fact::of_module(catalog, module).into_iter().map(|fact| {
            let several = |(_, row): &(RecordId, Row)| row.values(&fact).nth(1).is_some();
            TableFact { array: fact.may_have_several() && rows.iter().any(several), fact }
        });
        Table { module: module.clone(), facts: facts.collect(), rows }
    };
    catalog.modules.keys().map(table).collect()
}

/// A real database.
pub trait Database {
    const DIALECT: Dialect;

    /// Makes tables and fills them.
    fn create(&self, tables: &[Table]);

    /// The ids of the rows of a table that SQL lets through, in any order.
    fn select(&self, table: &ModuleId, sql: &Sql) -> Vec<RecordId>;
}

/// The SQL of an organization's filters, run by a database.
pub struct Selected<'a, D> {
    built: &'a Built,
    /// Opened and filled once something is asked; `None`: there is no such database here.
    database: std::cell::OnceCell<Option<(D, BTreeMap<ModuleId, Columns>)>>,
    open: fn() -> Option<D>,
    /// What was selected before: the same SQL on the same table is run once.
    known: RefCell<BTreeMap<String, Vec<RecordId>>>,
}

impl<'a, D: Database> Selected<'a, D> {
    pub fn of(built: &'a Built, open: fn() -> Option<D>) -> Self {
        Self { built, database: std::cell::OnceCell::new(), open, known: RefCell::default() }
    }

    fn filled(&self) -> Option<(D, BTreeMap<ModuleId, Columns>)> {
        let database = (self.open)()?;
        let tables = tables(self.built);
        database.create(&tables);
        Some((database, tables.iter().map(|table| (table.module.clone(), columns(table))).collect()))
    }
}

/// Each with its table, as where a column's name alone could be another table's.
fn columns(table: &Table) -> Columns {
    let column = |of: &TableFact| {
        let name = format!("{}.{}", table.module, of.fact.column());
        (of.fact.to_string(), Column { name, array: of.array })
    };
    Columns::named(table.facts.iter().map(column)).unwrap()
}

impl<D: Database> Answers for Selected<'_, D> {
    fn list(&self, member: &MemberId, permission: &Permission, now: Timestamp) -> Option<Vec<RecordId>> {
        let (database, columns) = self.database.get_or_init(|| self.filled()).as_ref()?;
        // Of a module that there is not, there is no table.
        let Some(columns) = columns.get(&permission.module) else { return Some(Vec::new()) };
        let filter = filter(&self.built.organization, member, permission, None, now);
        let sql = filter.sql(D::DIALECT, columns).unwrap();
        let mut known = self.known.borrow_mut();
        let select = || {
            let mut selected = database.select(&permission.module, &sql);
            selected.sort_unstable();
            selected
        };
        Some(known.entry(format!("{} {sql:?}", permission.module)).or_insert_with(select).clone())
    }
}
