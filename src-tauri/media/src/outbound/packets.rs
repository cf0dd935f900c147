//! Cuts frames into RTP packets with exact timestamps.
//!
//! Our own packetizer, because that of `webrtc` advances the clock by guessed
//! durations; here a packet carries the time at which its picture or sound was
//! taken. Pieces of a VP8 frame are of nearly equal size.

use bytes::{BufMut, Bytes, BytesMut};
use rtc::rtp;

/// Payload of a packet at most; leaves room for extensions and SRTP in 1,200.
const MOST_PAYLOAD: usize = 1_150;
const STARTS_FRAME: u8 = 0x10;

/// Makes the packets of one stream.
#[derive(Debug, Clone)]
pub struct Packetizer {
    ssrc: u32,
    next: u16,
    first_timestamp: u32,
}

impl Packetizer {
    /// A stream that begins at `first_number` and `first_timestamp`, which
    /// should be random.
    pub fn new(ssrc: u32, first_number: u16, first_timestamp: u32) -> Self {
        Self {
            ssrc,
            next: first_number,
            first_timestamp,
        }
    }

    /// A VP8 frame taken `ticks` of 1/90,000 s after the stream began.
    pub fn picture(&mut self, payload_type: u8, ticks: u64, frame: &Bytes) -> Vec<rtp::Packet> {
        let pieces = frame.len().div_ceil(MOST_PAYLOAD - 1).max(1);
        let length = frame.len().div_ceil(pieces).max(1);
        let last = frame.len().div_ceil(length).saturating_sub(1);
        let piece = |(number, bytes): (usize, &[u8])| {
            let mut payload = BytesMut::with_capacity(bytes.len() + 1);
            payload.put_u8(if number == 0 { STARTS_FRAME } else { 0 });
            payload.put_slice(bytes);
            self.packet(payload_type, ticks, number == last, payload.freeze())
        };
        frame.chunks(length).enumerate().map(piece).collect()
    }

    /// An Opus packet taken `ticks` of 1/48,000 s after the stream began.
    pub fn sound(&mut self, payload_type: u8, ticks: u64, packet: Vec<u8>) -> rtp::Packet {
        self.packet(payload_type, ticks, false, packet.into())
    }

    fn packet(
        &mut self,
        payload_type: u8,
        ticks: u64,
        marker: bool,
        payload: Bytes,
    ) -> rtp::Packet {
        let header = rtp::header::Header {
            version: 2,
            marker,
            payload_type,
            sequence_number: self.next,
            timestamp: self.first_timestamp.wrapping_add(ticks as u32),
            ssrc: self.ssrc,
            ..Default::default()
        };
        self.next = self.next.wrapping_add(1);
        rtp::Packet { header, payload }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use proptest::prelude::*;

    use super::*;
    use crate::inbound::assembler::{Assembled, Assembler};

    proptest! {
        #[test]
        fn what_is_cut_here_is_put_together_there(
            body in proptest::collection::vec(any::<u8>(), 0..6_000),
            first_number in any::<u16>(),
            ticks in any::<u64>(),
        ) {
            let frame: Bytes = [&[0u8][..], &body].concat().into();
            let mut packetizer = Packetizer::new(7, first_number, 1_000);
            let packets = packetizer.picture(96, ticks, &frame);
            let mut assembler = Assembler::default();
            for packet in &packets {
                prop_assert!(packet.payload.len() <= MOST_PAYLOAD);
                let header = &packet.header;
                assembler.push(header.sequence_number, header.timestamp, header.marker, &packet.payload);
            }
            let Some(Assembled::Picture(picture)) = assembler.poll(Instant::now()) else {
                return Err(TestCaseError::fail("no picture"));
            };
            prop_assert!(picture.key);
            prop_assert_eq!(picture.timestamp, 1_000u32.wrapping_add(ticks as u32));
            prop_assert_eq!(picture.data, frame);
        }
    }

    #[test]
    fn only_the_last_piece_carries_the_marker_and_numbers_run_on() {
        let mut packetizer = Packetizer::new(7, u16::MAX, 0);
        let packets = packetizer.picture(96, 0, &vec![1; 3_000].into());
        let seen: Vec<_> = packets
            .iter()
            .map(|packet| (packet.header.sequence_number, packet.header.marker))
            .collect();
        assert_eq!(seen, [(u16::MAX, false), (0, false), (1, true)]);
        assert_eq!(
            packetizer.sound(111, 960, vec![1]).header.sequence_number,
            2
        );
    }
}
