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

enum Message {
    Submit(Box<Waiting>),
    Run(Box<dyn FnOnce(&mut Store) + Send>),
}

/// The writer's thread. It ends, with everything acknowledged on disk, when this and every handle are gone.
pub struct Writer {
    handle: WriterHandle,
    thread: JoinHandle<Store>,
}

/// A way to submit; clone it for every thread that writes.
#[derive(Clone)]
pub struct WriterHandle {
    queue: Sender<Message>,
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
        let waiting = Box::new(Waiting { submission, answer });
        self.queue.send(Message::Submit(waiting)).map_err(|_| Refused::Stopped)?;
        answered.recv().map_err(|_| Refused::Stopped)?
    }

    /// Does something with the store itself between two commits, and waits for it: an import, an erasure. It is not
    /// published: afterwards bring memory up with [`crate::Reader::catch_up`], or load it anew after an erasure.
    ///
    /// # Errors
    /// Where the writer has stopped.
    pub fn with_store<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Store) -> R + Send + 'static,
    ) -> Result<R, Refused> {
        let (answer, answered) = channel();
        let run = Box::new(move |store: &mut Store| drop(answer.send(job(store))));
        self.queue.send(Message::Run(run)).map_err(|_| Refused::Stopped)?;
        answered.recv().map_err(|_| Refused::Stopped)
    }
}

fn run(mut store: Store, queue: &Receiver<Message>, mut random: RandomSource, mut publish: Publish) -> Store {
    let mut waiting = Vec::new();
    while let Ok(first) = queue.recv() {
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Submit(one) => waiting.push(*one),
                Message::Run(job) => {
                    commit(&mut store, &mut waiting, &mut random, &mut publish);
                    job(&mut store);
                }
            }
            next = if waiting.len() < TOGETHER { queue.try_recv().ok() } else { None };
        }
        commit(&mut store, &mut waiting, &mut random, &mut publish);
    }
    store
}

fn commit(store: &mut Store, waiting: &mut Vec<Waiting>, random: &mut RandomSource, publish: &mut Publish) {
    if waiting.is_empty() {
        return;
    }
    let submissions: Vec<&Submission> = waiting.iter().map(|one| &one.submission).collect();
    let results = store.append_all(&submissions, &mut **random, &mut **publish);
    for (one, result) in waiting.drain(..).zip(results) {
        // Whoever submitted it may have gone; what was written stays written.
        drop(one.answer.send(result));
    }
}
