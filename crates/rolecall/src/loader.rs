//! The threads that load organizations. Loading takes seconds of a whole core where there are many records: no executor
//! stands still for it, and it goes on though nobody waits.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};

use rolecall_store::StoreError;
use tokio::sync::watch;

/// How many organizations are loaded side by side. Of those that wait, questions are answered all the same.
const THREADS: usize = 4;

type Job = Box<dyn FnOnce() + Send>;

/// The threads that load organizations, as many as there is work for. Dropping it ends them.
#[derive(Default)]
pub(crate) struct Loader {
    work: Arc<Mutex<Work>>,
    closed: watch::Sender<bool>,
}

#[derive(Default)]
struct Work {
    waiting: VecDeque<Job>,
    busy: usize,
    threads: Vec<JoinHandle<()>>,
}

impl Loader {
    /// Turns true once what is loaded would be for nobody: then jobs end.
    pub fn closed(&self) -> watch::Receiver<bool> {
        self.closed.subscribe()
    }

    /// Has something done as soon as there is a thread for it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] where there is no thread to be had.
    pub fn start(&self, job: impl FnOnce() + Send + 'static) -> Result<(), StoreError> {
        let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        if work.busy < THREADS {
            let shared = Arc::clone(&self.work);
            let thread = std::thread::Builder::new().name("rolecall-loader".to_owned());
            let thread = thread.spawn(move || serve(&shared));
            work.threads.retain(|thread| !thread.is_finished());
            work.threads.push(thread.map_err(|error| StoreError::unavailable(error.to_string()))?);
            work.busy += 1;
        }
        work.waiting.push_back(Box::new(job));
        Ok(())
    }
}

/// Who lets the last use of a store go finds it closed afterwards.
impl Drop for Loader {
    fn drop(&mut self) {
        self.closed.send_replace(true);
        let (waiting, threads) = {
            let mut work = self.work.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut work.waiting), std::mem::take(&mut work.threads))
        };
        drop(waiting);
        let here = std::thread::current().id();
        // Where a thread panicked, those who waited for it were told.
        threads.into_iter().filter(|thread| thread.thread().id() != here).for_each(|t| drop(t.join()));
    }
}

/// Does what waits, and ends where nothing does.
fn serve(work: &Mutex<Work>) {
    loop {
        let job = {
            let mut work = work.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(job) = work.waiting.pop_front() else {
                // Counted off under the lock under which nothing was found: no job is left behind.
                work.busy -= 1;
                return;
            };
            job
        };
        // Who waits for a job that panics is told by its silence; those behind it get their turn.
        drop(catch_unwind(AssertUnwindSafe(job)));
    }
}
