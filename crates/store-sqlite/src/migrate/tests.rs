use jiff::Timestamp;
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

/// What the first release left undone or remembered is neither lost nor changed by what came with the second script.
#[test]
fn a_database_of_the_first_release_keeps_what_waits_and_what_it_remembers() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &MIGRATIONS[..1]).unwrap();
    let rows = "INSERT INTO organizations VALUES (7, 'org_a', 'a', 0, 1, 1, zeroblob(32), 0, 0);
        INSERT INTO commands VALUES (7, 'cmd_1', 1, zeroblob(32), x'01');
        INSERT INTO outbox VALUES (3, 7, 1, 'mail', x'02', 0, NULL, 2), (4, 7, 1, 'mail', x'', 0, 5, 0);";
    connection.execute_batch(rows).unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    let due = crate::kept::outbox(&connection, Timestamp::UNIX_EPOCH, 9).unwrap();
    assert_eq!(due.iter().map(|row| (row.id, row.attempts)).collect::<Vec<_>>(), [(3, 2)]);
    let founded = crate::kept::founded_by(&connection, &"cmd_1".parse().unwrap()).unwrap().unwrap();
    assert_eq!((founded.0.as_str(), founded.1.kept_until), ("org_a", None));
}

/// Rows of the releases before say since when their records live: from the first on, or the first behind a removal.
#[test]
fn a_database_without_lives_of_records_is_told_them() {
    let mut connection = Connection::open_in_memory().unwrap();
    migrate(&mut connection, &MIGRATIONS[..3]).unwrap();
    let now = i64::MAX;
    let rows = format!(
        "INSERT INTO organizations VALUES (7, 'org_a', 'a', 0, 1, 1, zeroblob(32), 0, 0, NULL),
           (8, 'org_b', 'b', 0, 1, 1, zeroblob(32), 0, 0, NULL);
         INSERT INTO records VALUES (7, 4, 'deals', '1', 2, x'01'), (7, 6, 'deals', '1', 4, x'01'),
           (7, 6, 'deals', '1', 6, NULL), (7, 7, 'deals', '1', 7, NULL), (7, 9, 'deals', '1', 8, x'01'),
           (7, {now}, 'deals', '1', 9, x'01'), (7, {now}, 'deals', '2', 3, x'01'), (7, {now}, 'cases', '1', 5, x'01'),
           (8, {now}, 'deals', '1', 4, x'01'), (8, 3, 'deals', '9', 3, NULL), (8, {now}, 'deals', '9', 5, x'01');"
    );
    connection.execute_batch(&rows).unwrap();
    migrate(&mut connection, MIGRATIONS).unwrap();
    let sql = "SELECT organization, module || '/' || id, from_revision, since FROM records ORDER BY 1, 2, 3";
    let mut statement = connection.prepare(sql).unwrap();
    let lives =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).unwrap();
    let lives: Vec<(i64, String, i64, i64)> = lives.map(Result::unwrap).collect();
    let lives: Vec<_> =
        lives.iter().map(|(org, key, from, since)| (*org, key.as_str(), *from, *since)).collect();
    let expected = [
        (7, "cases/1", 5, 5),
        (7, "deals/1", 2, 2),
        (7, "deals/1", 4, 2),
        (7, "deals/1", 6, 6),
        (7, "deals/1", 7, 7),
        (7, "deals/1", 8, 8),
        (7, "deals/1", 9, 8),
        (7, "deals/2", 3, 3),
        (8, "deals/1", 4, 4),
        (8, "deals/9", 3, 3),
        (8, "deals/9", 5, 5),
    ];
    assert_eq!(lives, expected);
}
