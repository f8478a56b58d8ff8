use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use rolecall_store::StoreError;
use rusqlite::Connection;

use super::{Request, Writer};
use crate::failure::{Failure, Outcome};

const ALONE: Request = Request { lane: None, rows: 1, erases: false };

fn writer() -> Writer {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch("CREATE TABLE t (x INTEGER)").unwrap();
    Writer::start(connection).unwrap()
}

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn insert(connection: &Connection) -> Outcome<()> {
    connection.execute("INSERT INTO t VALUES (1)", [])?;
    Ok(())
}

fn count(writer: &Writer) -> i64 {
    let read =
        |connection: &Connection| Ok(connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?);
    wait(writer.write(ALONE, read)).unwrap()
}

#[test]
fn what_a_failed_write_began_does_not_stay() {
    let writer = writer();
    let failed = wait(writer.write(ALONE, |connection| {
        insert(connection)?;
        Err::<(), _>(Failure::Store(StoreError::refused("enough")))
    }));
    assert_eq!(failed, Err(StoreError::refused("enough")));
    assert_eq!(count(&writer), 0);
}

/// Puts writes in line while the thread is busy, so that they form one group; hands back what each came to.
fn together(writer: &Writer, works: Vec<fn(&Connection) -> Outcome<()>>) -> Vec<Result<(), StoreError>> {
    type Waiting<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + 'a>>;
    let (go, gate) = std::sync::mpsc::channel::<()>();
    let mut all: Vec<Waiting<'_>> = vec![Box::pin(writer.write(ALONE, move |_| {
        gate.recv().unwrap();
        Ok(())
    }))];
    all.extend(works.into_iter().map(|work| -> Waiting<'_> { Box::pin(writer.write(ALONE, work)) }));
    let mut context = Context::from_waker(Waker::noop());
    for write in &mut all {
        assert_eq!(write.as_mut().poll(&mut context), Poll::Pending);
    }
    go.send(()).unwrap();
    all.into_iter().skip(1).map(wait).collect()
}

#[test]
fn a_transaction_that_broke_acknowledges_nobody_and_the_next_one_works() {
    let writer = writer();
    let break_it = |connection: &Connection| Ok(connection.execute_batch("ROLLBACK")?);
    let results = together(&writer, vec![insert, break_it, insert]);
    assert!(
        results.iter().all(|result| matches!(result, Err(StoreError::Unavailable { .. }))),
        "{results:?}"
    );
    assert_eq!(count(&writer), 0);
    assert_eq!(together(&writer, vec![insert, insert]), [Ok(()), Ok(())]);
    assert_eq!(count(&writer), 2);
}

#[test]
fn a_thread_that_broke_down_turns_everybody_away() {
    let writer = writer();
    let results = together(&writer, vec![insert, |_| panic!("on purpose"), insert]);
    assert!(
        results.iter().all(|result| matches!(result, Err(StoreError::Unavailable { .. }))),
        "{results:?}"
    );
    assert!(matches!(wait(writer.write(ALONE, insert)), Err(StoreError::Unavailable { .. })));
}
