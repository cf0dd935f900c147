//! The bell: rings from Rust, so that it is heard with the window hidden.
//!
//! Opening a sound output may take seconds, so it is done in a thread of its own;
//! a bell that opens when nothing rings any more stays silent.

use std::sync::{Arc, Mutex, PoisonError};

use sportello_media::{Outfit, Ringer};
use sportello_seat::Seat;

/// What the bell does.
#[derive(Default)]
struct Ringing {
    /// Grows with each ring and each stop: a thread that comes late sees it.
    turn: u64,
    ringer: Option<Ringer>,
}

/// The bell of this computer.
pub(crate) struct Bell {
    outfit: Arc<Outfit>,
    ringing: Arc<Mutex<Ringing>>,
}

impl Bell {
    /// A bell on the output chosen for ringing.
    pub(crate) fn new(outfit: Arc<Outfit>) -> Self {
        Self {
            outfit,
            ringing: Arc::default(),
        }
    }

    /// Rings until it is stopped; tells the seat if there is nothing to ring with.
    pub(crate) fn ring(&self, seat: Option<Seat>) {
        let turn = self.next_turn();
        let (outfit, ringing) = (self.outfit.clone(), self.ringing.clone());
        let opening = std::thread::Builder::new().name("bell".into());
        let opened = opening.spawn(move || match Ringer::start(outfit) {
            Ok(ringer) => {
                let mut ringing = lock(&ringing);
                if ringing.turn == turn {
                    ringing.ringer = Some(ringer);
                }
            }
            Err(why) => {
                tracing::warn!(%why, "there is nothing to ring with");
                if let Some(seat) = seat {
                    seat.has_no_bell();
                }
            }
        });
        if let Err(why) = opened {
            tracing::warn!(%why, "the bell could not be opened");
        }
    }

    /// Stops ringing.
    pub(crate) fn stop(&self) {
        self.next_turn();
    }

    fn next_turn(&self) -> u64 {
        let mut ringing = lock(&self.ringing);
        ringing.turn += 1;
        ringing.ringer = None;
        ringing.turn
    }
}

fn lock(ringing: &Mutex<Ringing>) -> std::sync::MutexGuard<'_, Ringing> {
    ringing.lock().unwrap_or_else(PoisonError::into_inner)
}
