//! The one writer: a thread that owns the store, and commits together those who wait together.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};

use crate::store::Store;
use crate::submit::{Committed, Published, Refused, Submission};

/// At most this many submissions share a transaction, so that nobody waits for a long queue to be written.
const TOGETHER: usize = 256;

/// Fills what it is given with bytes that nobody can guess.
pub type RandomSource = Box<dyn FnMut(&mut [u8]) + Send>;

/// Told of every commit in order, on the writer's thread, before whoever submitted it gets the answer.
pub type Publish = Box<dyn FnMut(&Published) + Send>;

struct Waiting {
    submission: Submission,
    answer: Sender<Result<Committed, Refused>>,
}

/// The writer's thread. It ends, with everything acknowledged on disk, when this and every handle are gone.
pub struct Writer {
    handle: WriterHandle,
    thread: JoinHandle<Store>,
}

/// A way to submit; clone it for every thread that writes.
#[derive(Clone)]
pub struct WriterHandle {
    queue: Sender<Waiting>,
}

impl Writer {
    /// Starts the thread.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(store: Store, random: RandomSource, publish: Publish) -> std::io::Result<Writer> {
        let (queue, submissions) = channel();
        let thread = thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || run(store, &submissions, random, publish))?;
        Ok(Writer { handle: WriterHandle { queue }, thread })
    }

    /// A way to submit.
    pub fn handle(&self) -> WriterHandle {
        self.handle.clone()
    }

    /// Waits until every handle is gone and everything submitted is written, and gives the store back; nothing where
    /// the thread died.
    pub fn stop(self) -> Option<Store> {
        let Writer { handle, thread } = self;
        drop(handle);
        thread.join().ok()
    }
}

impl WriterHandle {
    /// Submits, and waits until it is on disk and published, or refused.
    ///
    /// # Errors
    /// See [`Refused`].
    pub fn submit(&self, submission: Submission) -> Result<Committed, Refused> {
        let (answer, answered) = channel();
        self.queue.send(Waiting { submission, answer }).map_err(|_| Refused::Stopped)?;
        answered.recv().map_err(|_| Refused::Stopped)?
    }
}

fn run(mut store: Store, queue: &Receiver<Waiting>, mut random: RandomSource, mut publish: Publish) -> Store {
    while let Ok(first) = queue.recv() {
        let waiting: Vec<Waiting> = std::iter::once(first).chain(queue.try_iter().take(TOGETHER - 1)).collect();
        let submissions: Vec<&Submission> = waiting.iter().map(|one| &one.submission).collect();
        let results = store.append_all(&submissions, &mut *random, &mut *publish);
        for (one, result) in waiting.iter().zip(results) {
            // Whoever submitted it may have gone; what was written stays written.
            let _ = one.answer.send(result);
        }
    }
    store
}
