//! Ids for what clients make: they count up, so that a failing test reads the same
//! each time it runs.

use std::sync::atomic::{AtomicU64, Ordering};

use sportello_wire::{LegId, MessageId, SeatId};
use uuid::Uuid;

/// An id for a message.
pub fn new_message() -> MessageId {
    MessageId(next(1))
}

/// An id for a seat.
pub fn new_seat() -> SeatId {
    SeatId(next(2))
}

/// An id for a peer connection.
pub fn new_leg() -> LegId {
    LegId(next(3))
}

fn next(kind: u16) -> Uuid {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    Uuid::from_fields(0, kind, 0x4000, &(count | 1 << 63).to_be_bytes())
}
