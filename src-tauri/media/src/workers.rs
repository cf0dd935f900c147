//! The threads of a call, and their end.
//!
//! Codecs and devices block, so each has a thread. A worker looks at its
//! [`Leash`] at least every few tens of milliseconds and returns when it was
//! let go. A device that hangs inside the system must not hang the call: the
//! join has a deadline, after which the thread is abandoned and said so.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::MediaError;

/// How long a worker may take to notice that it was let go. Cameras wait for
/// their next picture inside the system.
const PATIENCE: Duration = Duration::from_secs(3);
const GLANCE: Duration = Duration::from_millis(2);

/// Tells a worker to go on or to stop.
#[derive(Debug, Clone, Default)]
pub struct Leash(Arc<AtomicBool>);

impl Leash {
    /// Whether the worker shall go on.
    pub fn holds(&self) -> bool {
        !self.0.load(Ordering::Relaxed)
    }

    /// Tells the worker to stop.
    pub fn let_go(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A running worker; stopped, not joined, when dropped.
#[derive(Debug)]
pub struct Worker {
    name: &'static str,
    leash: Leash,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts a thread that ends soon after its leash is let go.
    pub fn start(
        name: &'static str,
        work: impl FnOnce(Leash) + Send + 'static,
    ) -> Result<Self, MediaError> {
        let leash = Leash::default();
        let held = leash.clone();
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || work(held))
            .map_err(|error| MediaError::Worker(format!("{name}: {error}")))?;
        Ok(Self {
            name,
            leash,
            thread: Some(thread),
        })
    }

    /// Tells the worker to stop without waiting for it.
    pub fn let_go(&self) {
        self.leash.let_go();
    }

    /// Whether its thread has returned.
    pub fn has_ended(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops the worker and waits for its end. Blocks; not for async code.
    pub fn join(mut self) {
        self.leash.let_go();
        let Some(thread) = self.thread.take() else {
            return;
        };
        let deadline = Instant::now() + PATIENCE;
        while !thread.is_finished() && Instant::now() < deadline {
            std::thread::sleep(GLANCE);
        }
        if !thread.is_finished() {
            tracing::warn!(
                worker = self.name,
                "a worker hangs in its device and was abandoned"
            );
        } else if thread.join().is_err() {
            tracing::error!(worker = self.name, "a worker panicked");
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.leash.let_go();
    }
}

/// Stops all, then waits for all.
pub fn join_all(workers: Vec<Worker>) {
    for worker in &workers {
        worker.let_go();
    }
    for worker in workers {
        worker.join();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_joined_worker_has_ended() {
        let ended = Arc::new(AtomicBool::new(false));
        let told = ended.clone();
        let worker = Worker::start("test", move |leash| {
            while leash.holds() {
                std::thread::yield_now();
            }
            told.store(true, Ordering::SeqCst);
        })
        .expect("a thread starts");
        worker.join();
        assert!(ended.load(Ordering::SeqCst));
    }

    #[test]
    fn a_worker_that_panics_does_not_take_the_call_with_it() {
        let worker = Worker::start("test", |_| panic!("on purpose")).expect("a thread starts");
        worker.join();
    }
}
