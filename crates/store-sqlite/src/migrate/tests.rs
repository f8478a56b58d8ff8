use rolecall_store::StoreError;
use rusqlite::Connection;

use super::{MIGRATIONS, migrate};
use crate::failure::Failure;

const OLD: &[&str] = &["CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1), (2);"];
const NEW: &[&str] = &[OLD[0], "CREATE TABLE b (x INTEGER); INSERT INTO b SELECT x * 10 FROM a;"];

fn sum(connection: &Connection, table: &str) -> i64 {
    connection.query_row(&format!("SELECT sum(x) FROM {table}"), [], |row| row.get(0)).unwrap()
}

#[test]
fn an_old_database_is_brought_up_with_what_it_holds() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, OLD).unwrap();
    connection.execute("INSERT INTO a VALUES (4)", []).unwrap();
    migrate(&mut connection, NEW).unwrap();
    assert_eq!((sum(&connection, "a"), sum(&connection, "b")), (7, 70));
}

#[test]
fn a_script_runs_once() {
    let mut connection = Connection::open_in_memory().unwrap();
    for _ in 0..3 {
        migrate(&mut connection, NEW).unwrap();
    }
    assert_eq!(sum(&connection, "b"), 30);
}

#[test]
fn a_newer_database_is_refused_and_left_alone() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, NEW).unwrap();
    let refused = migrate(&mut connection, OLD);
    let newer = StoreError::NewerFormat { what: "the database".to_owned(), found: 2, known: 1 };
    assert!(matches!(refused, Err(Failure::Store(error)) if error == newer));
    migrate(&mut connection, NEW).unwrap();
}

#[test]
fn a_script_that_fails_leaves_the_old_form() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, OLD).unwrap();
    assert!(migrate(&mut connection, &[OLD[0], NEW[1], "CREATE TABLE a (y INTEGER)"]).is_err());
    migrate(&mut connection, NEW).unwrap();
    assert_eq!(sum(&connection, "b"), 30);
}

#[test]
fn the_released_scripts_run() {
    migrate(&mut Connection::open_in_memory().unwrap(), MIGRATIONS).unwrap();
}
