//! The one thread that writes. Whoever waits is served in turn, one write per organization and round, so that a busy
//! organization starves nobody; and whoever waits at the same time shares one transaction, so that one flush to disk
//! serves many. Each write stands in a savepoint of its own: one that fails takes no other with it. Nobody is answered
//! before the commit returned.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
};

use rolecall_organization::OrganizationId;
use rolecall_store::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{Statistics, failure::Outcome};

/// Once a transaction holds this many rows, the others that wait go into the next, so that their turn comes soon.
const ROWS_PER_COMMIT: usize = 10_000;

/// Whose turn it is: an organization's, or that of everything else.
type Lane = Option<OrganizationId>;

/// Answers a caller, given how the commit went.
type Reply = Box<dyn FnOnce(Result<(), StoreError>) + Send>;

/// Does a write; `false` says that nothing of it shall stay.
type Work = Box<dyn FnOnce(&Connection) -> (bool, Reply) + Send>;

/// What a write is about, as far as the writer has to know.
pub struct Request {
    /// Whose turn it takes.
    pub lane: Lane,
    /// About how many rows it writes.
    pub rows: usize,
    /// Whether it erases personal data, which must then not linger in the log of writes either.
    pub erases: bool,
}

struct Job {
    rows: usize,
    erases: bool,
    work: Work,
}

#[derive(Default)]
struct Waiting {
    lanes: HashMap<Lane, VecDeque<Job>>,
    /// The lanes in which somebody waits, in the order of their turns.
    turns: VecDeque<Lane>,
    closed: bool,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    appends: AtomicU64,
    commits: AtomicU64,
}

/// The writing thread, and the way to it.
pub struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Starts the thread.
    pub fn start(connection: Connection) -> Result<Self, StoreError> {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("rolecall-writer".to_owned());
        let thread = thread.spawn(move || serve(connection, &own));
        let thread = thread.map_err(|error| StoreError::unavailable(error.to_string()))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Has something written, and waits until it is safe.
    pub async fn write<T: Send + 'static>(
        &self,
        request: Request,
        work: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stopped = || StoreError::unavailable("the writing thread has stopped");
        let (sender, receiver) = oneshot::channel();
        let work: Work = Box::new(move |connection| {
            let result = work(connection).map_err(StoreError::from);
            let stays = result.is_ok();
            // Who no longer waits is not answered.
            let reply = move |commit: Result<(), StoreError>| drop(sender.send(commit.and(result)));
            (stays, Box::new(reply) as Reply)
        });
        let Request { lane, rows, erases } = request;
        if !self.shared.push(lane, Job { rows, erases, work }) {
            return Err(stopped());
        }
        receiver.await.map_err(|_| StoreError::unavailable("the transaction was given up"))?
    }

    /// How much was written so far.
    pub fn statistics(&self) -> Statistics {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statistics { appends: read(&self.shared.appends), commits: read(&self.shared.commits) }
    }
}

/// Writes what still waits, then ends the thread.
impl Drop for Writer {
    fn drop(&mut self) {
        self.shared.lock().closed = true;
        self.shared.arrived.notify_all();
        if let Some(thread) = self.thread.take() {
            // Where the thread panicked, everybody who waited was told so.
            drop(thread.join());
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, lane: Lane, job: Job) -> bool {
        let mut waiting = self.lock();
        if waiting.closed {
            return false;
        }
        let queue = waiting.lanes.entry(lane.clone()).or_default();
        queue.push_back(job);
        if queue.len() == 1 {
            waiting.turns.push_back(lane);
        }
        drop(waiting);
        self.arrived.notify_one();
        true
    }

    /// Waits until somebody waits, and takes those who share the next commit; none once the store is closed.
    fn next_group(&self) -> Vec<Job> {
        let waiting = self.lock();
        let idle = |waiting: &mut Waiting| waiting.turns.is_empty() && !waiting.closed;
        let mut waiting = self.arrived.wait_while(waiting, idle).unwrap_or_else(PoisonError::into_inner);
        let (mut group, mut rows) = (Vec::new(), 0);
        while rows < ROWS_PER_COMMIT
            && let Some(job) = waiting.next()
        {
            rows += job.rows;
            group.push(job);
        }
        group
    }
}

impl Waiting {
    /// The job whose turn it is.
    fn next(&mut self) -> Option<Job> {
        let lane = self.turns.pop_front()?;
        let queue = self.lanes.get_mut(&lane)?;
        let job = queue.pop_front();
        if queue.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        job
    }
}

/// Turns everybody away once the thread has ended, however it ended.
struct Closing<'a>(&'a Shared);

impl Drop for Closing<'_> {
    fn drop(&mut self) {
        let mut waiting = self.0.lock();
        waiting.closed = true;
        waiting.turns.clear();
        waiting.lanes.clear();
    }
}

fn serve(connection: Connection, shared: &Shared) {
    let closing = Closing(shared);
    let mut wipe = false;
    loop {
        let group = shared.next_group();
        if group.is_empty() {
            break;
        }
        wipe |= group.iter().any(|job| job.erases);
        let mut replies = Vec::with_capacity(group.len());
        let written = write_group(&connection, group, &mut replies, &shared.appends);
        let result = written.map_err(|failure| {
            // Where SQLite has rolled back by itself, there is nothing left to roll back.
            drop(connection.execute_batch("ROLLBACK"));
            StoreError::from(failure)
        });
        if result.is_ok() {
            shared.commits.fetch_add(1, Ordering::Relaxed);
            wipe = wipe && !wiped(&connection);
        }
        for reply in replies {
            reply(result.clone());
        }
    }
    drop(connection);
    drop(closing);
}

/// Does every job of a group in one transaction. On failure none of it stays - where `SQLite` has rolled back by itself,
/// the savepoint is gone and the next step fails -; jobs that were not begun answer nobody,
/// and who waits for them learns that the write did not take place as far as is known.
fn write_group(
    connection: &Connection,
    group: Vec<Job>,
    replies: &mut Vec<Reply>,
    appends: &AtomicU64,
) -> Outcome<()> {
    connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
    for job in group {
        connection.prepare_cached("SAVEPOINT job")?.execute([])?;
        let (stays, reply) = (job.work)(connection);
        replies.push(reply);
        if stays {
            appends.fetch_add(1, Ordering::Relaxed);
        } else {
            connection.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        connection.prepare_cached("RELEASE job")?.execute([])?;
    }
    connection.prepare_cached("COMMIT")?.execute([])?;
    Ok(())
}

/// Moves the log of writes into the database and empties it, so that what was erased is nowhere in the files. A reader
/// may be in the way; then the next commit tries again.
fn wiped(connection: &Connection) -> bool {
    let busy = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
    busy.is_ok_and(|busy| busy == 0)
}

#[cfg(test)]
mod tests;
