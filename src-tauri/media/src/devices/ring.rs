//! A ring of samples between one writer and one reader that never wait.
//!
//! One side is an audio callback of the system, which must not block, lock or
//! allocate. Each sample is an atomic, so no unsafe code is needed; the write
//! position is published after the samples. Too much is dropped, too little is
//! reported to the reader.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// A ring with room for a number of samples.
#[derive(Debug, Clone)]
pub struct SampleRing(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    samples: Vec<AtomicU32>,
    /// Both count up for ever; their difference is what is waiting.
    written: AtomicUsize,
    taken: AtomicUsize,
}

impl SampleRing {
    /// A ring for at most `samples`.
    pub fn new(samples: usize) -> Self {
        Self(Arc::new(Shared {
            samples: (0..samples.max(1)).map(|_| AtomicU32::new(0)).collect(),
            written: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
        }))
    }

    /// How many samples wait to be taken.
    pub fn waiting(&self) -> usize {
        let taken = self.0.taken.load(Ordering::Acquire);
        self.0.written.load(Ordering::Acquire).wrapping_sub(taken)
    }

    /// For the one writer: appends a sample; `false` when the ring is full.
    pub fn write(&self, sample: f32) -> bool {
        if self.waiting() >= self.0.samples.len() {
            return false;
        }
        let written = self.0.written.load(Ordering::Relaxed);
        self.0.samples[written % self.0.samples.len()].store(sample.to_bits(), Ordering::Relaxed);
        self.0
            .written
            .store(written.wrapping_add(1), Ordering::Release);
        true
    }

    /// For the one reader: takes the oldest sample.
    pub fn take(&self) -> Option<f32> {
        if self.waiting() == 0 {
            return None;
        }
        let taken = self.0.taken.load(Ordering::Relaxed);
        let sample = self.0.samples[taken % self.0.samples.len()].load(Ordering::Relaxed);
        self.0.taken.store(taken.wrapping_add(1), Ordering::Release);
        Some(f32::from_bits(sample))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_come_out_in_the_order_they_went_in() {
        let ring = SampleRing::new(4);
        for round in 0..10 {
            let base = round as f32;
            assert!(ring.write(base) && ring.write(base + 0.5));
            assert_eq!(
                (ring.take(), ring.take(), ring.take()),
                (Some(base), Some(base + 0.5), None)
            );
        }
    }

    #[test]
    fn a_full_ring_refuses_and_keeps_what_it_has() {
        let ring = SampleRing::new(2);
        assert!(ring.write(1.0) && ring.write(2.0));
        assert!(!ring.write(3.0));
        assert_eq!(ring.waiting(), 2);
        assert_eq!(ring.take(), Some(1.0));
    }

    #[test]
    fn a_writer_and_a_reader_on_two_threads_lose_nothing() {
        let ring = SampleRing::new(64);
        let writer = ring.clone();
        let thread = std::thread::spawn(move || {
            for number in 0..20_000 {
                while !writer.write(number as f32) {
                    std::thread::yield_now();
                }
            }
        });
        for number in 0..20_000 {
            let sample = loop {
                if let Some(sample) = ring.take() {
                    break sample;
                }
                std::thread::yield_now();
            };
            assert_eq!(sample, number as f32);
        }
        thread.join().expect("the writer ends");
    }
}
