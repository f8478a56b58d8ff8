//! The threads that read, each over a connection of its own. A read never waits for a write.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread::JoinHandle,
};

use rolecall_store::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::failure::Outcome;

type Job = Box<dyn FnOnce(&Connection) + Send>;

/// The reading threads, and the way to them.
pub struct Readers {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    /// Starts a thread per connection.
    pub fn start(connections: Vec<Connection>) -> Result<Self, StoreError> {
        let (sender, receiver) = channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        let mut readers = Self { jobs: Some(sender), threads: Vec::new() };
        for connection in connections {
            let jobs = Arc::clone(&receiver);
            let thread = std::thread::Builder::new().name("rolecall-reader".to_owned());
            let thread = thread.spawn(move || serve(&connection, &jobs));
            readers.threads.push(thread.map_err(|error| StoreError::unavailable(error.to_string()))?);
        }
        Ok(readers)
    }

    /// Has something read. All that one `work` reads, it sees at one moment.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let stopped = || StoreError::unavailable("the reading threads have stopped");
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            // Who no longer waits is not answered.
            drop(sender.send(at_one_moment(connection, work).map_err(StoreError::from)));
        });
        let jobs = self.jobs.as_ref().ok_or_else(stopped)?;
        jobs.send(job).map_err(|_| stopped())?;
        receiver.await.map_err(|_| stopped())?
    }
}

/// Ends the threads once what was asked is answered.
impl Drop for Readers {
    fn drop(&mut self) {
        self.jobs = None;
        // Where a thread panicked, the one who waited for it was told so.
        self.threads.drain(..).for_each(|thread| drop(thread.join()));
    }
}

fn at_one_moment<T>(connection: &Connection, work: impl FnOnce(&Connection) -> Outcome<T>) -> Outcome<T> {
    let transaction = connection.unchecked_transaction()?;
    let result = work(&transaction)?;
    transaction.finish()?;
    Ok(result)
}

fn serve(connection: &Connection, jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => job(connection),
            Err(_) => return,
        }
    }
}
