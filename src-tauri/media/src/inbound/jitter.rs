//! The patron's sound put in order and in time: NetEQ, made safe for a network.
//!
//! The `neteq` crate is young. Three things are kept from it:
//! - RTP timestamps, on whose jumps it overflows. Each packet is 20 ms here, so
//!   its clock is made of the sequence number; a leap starts a new buffer.
//! - Its first half second, in which it knows no delays and aims for the most
//!   it may. The most is small at first and raised once it has measured.
//! - Losses, which it plays over: the decoder fills them (`codec::opus`).
//!
//! It never aims below 60 ms; with less it under-runs on a busy computer.

use std::sync::Arc;

use neteq::{AudioPacket, NetEq, NetEqConfig, RtpHeader};
use rtc::rtp;

use crate::MediaError;
use crate::codec::opus::{FRAME, OpusDecoder, numbered};
use crate::devices::SAMPLE_RATE;
use crate::gauges::Gauges;

/// 10 ms, what is given at a time.
pub const BLOCK: usize = 480;
const LEAST_DELAY_MS: u32 = 60;
const MOST_DELAY_MS: u32 = 500;
const MOST_DELAY_AT_FIRST_MS: u32 = 80;
/// Packets until delays are known: a second and a half.
const MEASURED: u32 = 75;
const PACKET_MS: u32 = 20;
/// Two seconds: further apart is another stream, not a loss.
const LONGEST_LEAP: u16 = 100;

/// See the module.
pub struct JitterBuffer {
    buffer: NetEq,
    gauges: Arc<Gauges>,
    /// Stream, payload type, and the number and clock of its newest packet.
    newest: Option<Newest>,
    packets: u32,
    begun: bool,
}

#[derive(Debug, Clone, Copy)]
struct Newest {
    stream: (u32, u8),
    number: u16,
    clock: u32,
}

impl JitterBuffer {
    /// An empty buffer.
    pub fn new(gauges: Arc<Gauges>) -> Result<Self, MediaError> {
        Ok(Self {
            buffer: buffer()?,
            gauges,
            newest: None,
            packets: 0,
            begun: false,
        })
    }

    /// Takes a packet as it came from the network.
    pub fn insert(&mut self, packet: &rtp::Packet) -> Result<(), MediaError> {
        if packet.payload.is_empty() {
            return Ok(());
        }
        let header = &packet.header;
        let Some(clock) = self.clock(header) else {
            *self = Self::new(self.gauges.clone())?;
            let decoder = OpusDecoder::new(self.gauges.clone())?;
            self.buffer
                .register_decoder(header.payload_type, Box::new(decoder));
            self.newest = Some(Newest {
                stream: (header.ssrc, header.payload_type),
                number: header.sequence_number,
                clock: u32::from(LONGEST_LEAP) * FRAME as u32,
            });
            return self.insert(packet);
        };
        let number = header.sequence_number;
        let stamp = RtpHeader::new(number, clock, header.ssrc, header.payload_type, false);
        let payload = numbered(number, &packet.payload);
        let packet = AudioPacket::new(stamp, payload, SAMPLE_RATE, 1, PACKET_MS);
        if let Err(error) = self.buffer.insert_packet(packet) {
            tracing::debug!(%error, "the jitter buffer refused a packet");
        }
        self.packets = self.packets.saturating_add(1);
        if self.packets == MEASURED {
            self.buffer.set_maximum_delay(MOST_DELAY_MS);
        }
        Ok(())
    }

    /// Whether to play: once there is as much as is aimed for at least, or it
    /// would begin with a concealed half second.
    pub fn has_begun(&mut self) -> bool {
        self.begun = self.begun || self.buffer.current_buffer_size_ms() >= LEAST_DELAY_MS;
        self.begun
    }

    /// The next 10 ms.
    pub fn pull(&mut self) -> Vec<f32> {
        match self.buffer.get_audio() {
            Ok(frame) => frame.samples,
            Err(error) => {
                tracing::debug!(%error, "the jitter buffer gave nothing");
                vec![0.0; BLOCK]
            }
        }
    }

    /// Samples that were stretched because nothing had arrived in time.
    pub fn concealed(&self) -> u64 {
        self.buffer.get_statistics().lifetime.concealed_samples
    }

    /// The clock of a packet; `None` when it begins another stream.
    fn clock(&mut self, header: &rtp::header::Header) -> Option<u32> {
        let newest = self.newest.as_mut()?;
        if newest.stream != (header.ssrc, header.payload_type) {
            return None;
        }
        let ahead = header.sequence_number.wrapping_sub(newest.number);
        if ahead <= LONGEST_LEAP {
            newest.number = header.sequence_number;
            // After a day the clock is full, and the buffer starts anew.
            newest.clock = newest.clock.checked_add(u32::from(ahead) * FRAME as u32)?;
            return Some(newest.clock);
        }
        let behind = ahead.wrapping_neg();
        let clock = newest.clock.checked_sub(u32::from(behind) * FRAME as u32);
        clock.filter(|_| behind <= LONGEST_LEAP)
    }
}

fn buffer() -> Result<NetEq, MediaError> {
    let config = NetEqConfig {
        sample_rate: SAMPLE_RATE,
        channels: 1,
        min_delay_ms: LEAST_DELAY_MS,
        max_delay_ms: MOST_DELAY_AT_FIRST_MS,
        ..Default::default()
    };
    NetEq::new(config).map_err(|error| MediaError::Codec(format!("jitter buffer: {error}")))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::codec::opus::OpusEncoder;

    #[test]
    fn a_clean_stream_is_played_without_inventing_anything() {
        let played = play(&packets(0, 150), |_| false);
        assert_eq!(played.concealed, 0);
        assert!(
            played.quiet_blocks == 0,
            "{} silent blocks",
            played.quiet_blocks
        );
    }

    #[test]
    fn a_single_loss_is_rebuilt_and_leaves_no_hole() {
        let played = play(&packets(65_500, 150), |at| at == 60 || at == 90);
        assert_eq!(played.concealed, 0);
        assert!(
            played.quiet_blocks == 0,
            "{} silent blocks",
            played.quiet_blocks
        );
    }

    #[test]
    fn nothing_is_played_before_there_is_enough() {
        let mut buffer = JitterBuffer::new(Arc::new(Gauges::new(600, true, true))).expect("made");
        for (number, packet) in packets(0, 3).iter().enumerate() {
            assert!(!buffer.has_begun(), "after {number} packets");
            buffer.insert(packet).expect("taken");
        }
        assert!(buffer.has_begun());
    }

    proptest! {
        #[test]
        fn any_numbers_and_bytes_leave_it_standing(
            stream in proptest::collection::vec(
                (any::<u16>(), any::<u32>(), 0u32..2, proptest::collection::vec(any::<u8>(), 0..9)),
                1..60,
            ),
        ) {
            let gauges = Arc::new(Gauges::new(600, true, true));
            let mut buffer = JitterBuffer::new(gauges).expect("made");
            for (number, timestamp, ssrc, payload) in stream {
                let packet = packet(number, timestamp, ssrc, payload);
                buffer.insert(&packet).expect("taken or refused");
                if buffer.has_begun() {
                    prop_assert_eq!(buffer.pull().len(), BLOCK);
                }
            }
        }
    }

    struct Played {
        concealed: u64,
        quiet_blocks: usize,
    }

    /// One packet in, two blocks out, as a clean network and a speaker do.
    fn play(packets: &[rtp::Packet], lost: impl Fn(usize) -> bool) -> Played {
        let mut buffer = JitterBuffer::new(Arc::new(Gauges::new(600, true, true))).expect("made");
        let mut played = Vec::new();
        for (at, packet) in packets.iter().enumerate() {
            if !lost(at) {
                buffer.insert(packet).expect("taken");
            }
            if buffer.has_begun() {
                played.extend([buffer.pull(), buffer.pull()]);
            }
        }
        let quiet = |block: &&Vec<f32>| block.iter().all(|sample| sample.abs() < 0.02);
        Played {
            concealed: buffer.concealed(),
            // The codec itself needs some packets to become loud.
            quiet_blocks: played.iter().skip(10).filter(quiet).count(),
        }
    }

    fn packets(first: u16, count: u16) -> Vec<rtp::Packet> {
        let mut encoder = OpusEncoder::new().expect("libopus is linked");
        let mut encode = |number: u16| {
            let sound = std::array::from_fn(|sample| {
                let at = (usize::from(number) * FRAME + sample) as f32 / SAMPLE_RATE as f32;
                0.3 * (at * 440.0 * std::f32::consts::TAU).sin()
            });
            let payload = encoder.encode(&sound).expect("20 ms encode");
            packet(
                first.wrapping_add(number),
                u32::from(number) * 960,
                7,
                payload,
            )
        };
        (0..count).map(&mut encode).collect()
    }

    fn packet(number: u16, timestamp: u32, ssrc: u32, payload: Vec<u8>) -> rtp::Packet {
        let header = rtp::header::Header {
            version: 2,
            sequence_number: number,
            timestamp,
            ssrc,
            payload_type: 111,
            ..Default::default()
        };
        rtp::Packet {
            header,
            payload: payload.into(),
        }
    }
}
