//! Puts video packets back into frames, in order, from a network that loses.
//!
//! Packets are sorted by their extended sequence number. A frame comes out when
//! all its packets are there and everything before it came out. A hole waits
//! for its repair up to 400 ms; then everything up to the next key frame is
//! skipped and a key frame is wanted, again every 300 ms until one came. So
//! what comes out can always be decoded: it is a key frame or follows the
//! frame before it. Time and packets are arguments; nothing is sent from here.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};

use crate::call::EncodedPicture;
use crate::inbound::vp8_payload::{self, Vp8Payload};

/// How long a hole may wait for its repair.
pub const REPAIR_WAIT: Duration = Duration::from_millis(400);
/// How long to wait for a key frame before asking again.
pub const ASK_PAUSE: Duration = Duration::from_millis(300);
/// Packets kept at most: about 2 s of the fastest picture.
const MOST_PACKETS: usize = 2_048;
/// A jump this large is another stream, not a loss.
const LONGEST_JUMP: i64 = 3_000;

/// What the assembler gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assembled {
    /// The next frame.
    Picture(EncodedPicture),
    /// Nothing can be decoded before a key frame: ask the browser for one.
    KeyFrameWanted,
}

#[derive(Debug, Clone)]
struct Piece {
    timestamp: u32,
    marker: bool,
    /// `None` for padding, which only takes a number.
    payload: Option<Vp8Payload>,
}

impl Piece {
    fn starts(&self) -> bool {
        self.payload.as_ref().is_some_and(|payload| payload.starts)
    }

    fn starts_key(&self) -> bool {
        self.payload.as_ref().is_some_and(|payload| payload.key)
    }
}

/// See the module.
#[derive(Debug)]
pub struct Assembler {
    pieces: BTreeMap<i64, Piece>,
    /// The first number not yet given or skipped.
    next: Option<i64>,
    newest: Option<i64>,
    given: bool,
    needs_key: bool,
    hole_since: Option<Instant>,
    asked_at: Option<Instant>,
}

impl Default for Assembler {
    fn default() -> Self {
        Self {
            pieces: BTreeMap::new(),
            next: None,
            newest: None,
            given: false,
            needs_key: true,
            hole_since: None,
            asked_at: None,
        }
    }
}

impl Assembler {
    /// Takes a packet as it came from the network.
    pub fn push(&mut self, sequence_number: u16, timestamp: u32, marker: bool, payload: &Bytes) {
        let Some(position) = self.position(sequence_number) else {
            *self = Self::default();
            return self.push(sequence_number, timestamp, marker, payload);
        };
        let next = *self.next.get_or_insert(position);
        if position < next {
            if self.given {
                return;
            }
            self.next = Some(position);
        }
        let payload = vp8_payload::read(payload);
        let piece = Piece {
            timestamp,
            marker,
            payload,
        };
        self.pieces.insert(position, piece);
        if self.pieces.len() > MOST_PACKETS {
            self.lose(position - MOST_PACKETS as i64 / 2);
        }
    }

    /// The next thing to do, until `None`.
    pub fn poll(&mut self, now: Instant) -> Option<Assembled> {
        loop {
            if self.needs_key {
                let Some(start) = self.complete_key() else {
                    return self.ask(now);
                };
                self.skip_to(start);
            }
            self.drop_padding();
            match self.frame_at(self.next?) {
                Some(end) => {
                    if let Some(picture) = self.take(end) {
                        return Some(Assembled::Picture(picture));
                    }
                }
                None if self.hole_expired(now) => self.lose_frame(),
                None => return None,
            }
        }
    }

    /// The decoder or the window lost its way: start again at a key frame.
    pub fn restart(&mut self) {
        self.needs_key = true;
    }

    /// Extends a 16-bit number; `None` when it is too far from the newest.
    fn position(&mut self, sequence_number: u16) -> Option<i64> {
        let Some(newest) = self.newest else {
            self.newest = Some(i64::from(sequence_number));
            return self.newest;
        };
        let step = i64::from(sequence_number.wrapping_sub(newest as u16) as i16);
        if step.abs() > LONGEST_JUMP {
            return None;
        }
        self.newest = Some(newest.max(newest + step));
        Some(newest + step)
    }

    /// Where a whole key frame starts, if one is here.
    fn complete_key(&self) -> Option<i64> {
        let mut starts = self.pieces.iter().filter(|(_, piece)| piece.starts_key());
        starts
            .find(|(position, _)| self.frame_at(**position).is_some())
            .map(|(position, _)| *position)
    }

    /// The end (exclusive) of the whole frame at `start`; `None` when a packet
    /// of it is missing.
    fn frame_at(&self, start: i64) -> Option<i64> {
        let timestamp = self.pieces.get(&start)?.timestamp;
        let mut position = start;
        loop {
            let piece = self.pieces.get(&position)?;
            if piece.payload.is_some() && piece.timestamp != timestamp {
                return Some(position);
            }
            position += 1;
            if piece.marker {
                return Some(position);
            }
        }
    }

    /// Takes a whole frame; `None` when it has no start, which costs the way.
    fn take(&mut self, end: i64) -> Option<EncodedPicture> {
        let rest = self.pieces.split_off(&end);
        let pieces = std::mem::replace(&mut self.pieces, rest);
        self.next = Some(end);
        self.hole_since = None;
        self.given = true;
        let first = pieces.values().next()?;
        let (key, timestamp) = (first.starts_key(), first.timestamp);
        if !first.starts() || (self.needs_key && !key) {
            self.needs_key = true;
            return None;
        }
        self.needs_key = false;
        if key {
            self.asked_at = None;
        }
        let mut data = BytesMut::new();
        for payload in pieces.values().filter_map(|piece| piece.payload.as_ref()) {
            data.extend_from_slice(&payload.data);
        }
        Some(EncodedPicture {
            key,
            timestamp,
            data: data.freeze(),
        })
    }

    fn drop_padding(&mut self) {
        while let Some(next) = self.next
            && self
                .pieces
                .get(&next)
                .is_some_and(|piece| piece.payload.is_none())
        {
            self.pieces.remove(&next);
            self.next = Some(next + 1);
        }
    }

    /// Whether a hole (something is missing before what is here) waited enough.
    fn hole_expired(&mut self, now: Instant) -> bool {
        let Some(next) = self.next else {
            return false;
        };
        let contiguous = (next..)
            .take_while(|at| self.pieces.contains_key(at))
            .count();
        if contiguous == self.pieces.len() {
            self.hole_since = None;
            return false;
        }
        let since = *self.hole_since.get_or_insert(now);
        now.saturating_duration_since(since) >= REPAIR_WAIT
    }

    /// Gives up the frame with the hole.
    fn lose_frame(&mut self) {
        let Some(next) = self.next else {
            return;
        };
        let hole = (next..)
            .find(|at| !self.pieces.contains_key(at))
            .unwrap_or(next);
        let after = self.pieces.range(hole..).find(|(_, piece)| piece.starts());
        let after = after.map_or(hole + 1, |(position, _)| *position);
        self.lose(after);
    }

    fn lose(&mut self, next: i64) {
        self.skip_to(next);
        self.needs_key = true;
    }

    fn skip_to(&mut self, next: i64) {
        self.pieces = self.pieces.split_off(&next);
        self.next = Some(next);
        self.hole_since = None;
        self.given = true;
    }

    fn ask(&mut self, now: Instant) -> Option<Assembled> {
        self.newest?;
        if let Some(asked_at) = self.asked_at {
            if now.saturating_duration_since(asked_at) < ASK_PAUSE {
                return None;
            }
        } else if self.pieces.values().any(Piece::starts_key) {
            // One is on its way: give it as much time as one asked for.
            self.asked_at = Some(now);
            return None;
        }
        self.asked_at = Some(now);
        Some(Assembled::KeyFrameWanted)
    }
}

#[cfg(test)]
#[path = "assembler_tests.rs"]
mod tests;
