//! Opus at 48 kHz mono: an encoder with the settings of a conversation, and
//! the decoder that NetEQ drives.
//!
//! Frames are 20 ms at 32 kbit/s with in-band error correction on.

use std::sync::Arc;

use ::opus::{Application, Bitrate, Channels, Decoder, Encoder};

use crate::MediaError;
use crate::devices::SAMPLE_RATE;
use crate::gauges::{Gauges, add};

/// Samples of a frame: 20 ms.
pub const FRAME: usize = 960;
/// The longest packet Opus makes.
const LONGEST_PACKET: usize = 1_275;
/// The longest sound a packet may hold: 120 ms.
const LONGEST_SOUND: usize = 5_760;
/// Packets lost in a row that are filled, 100 ms; a longer gap is a silence.
const LONGEST_GAP: u16 = 5;
const BITS_PER_SECOND: i32 = 32_000;
const EXPECTED_LOSS_PER_CENT: i32 = 10;

/// Encodes the own voice.
pub struct OpusEncoder(Encoder);

impl OpusEncoder {
    /// An encoder for speech.
    pub fn new() -> Result<Self, MediaError> {
        let mut encoder =
            Encoder::new(SAMPLE_RATE, Channels::Mono, Application::Voip).map_err(refused)?;
        encoder
            .set_bitrate(Bitrate::Bits(BITS_PER_SECOND))
            .and_then(|()| encoder.set_inband_fec(true))
            .and_then(|()| encoder.set_packet_loss_perc(EXPECTED_LOSS_PER_CENT))
            .map_err(refused)?;
        Ok(Self(encoder))
    }

    /// Encodes one frame of 20 ms.
    pub fn encode(&mut self, sound: &[f32; FRAME]) -> Result<Vec<u8>, MediaError> {
        self.0
            .encode_vec_float(sound, LONGEST_PACKET)
            .map_err(refused)
    }
}

/// Decodes the patron's voice for NetEQ, filling what was lost.
///
/// NetEQ plays the next packet when one is missing, and its decoder trait knows
/// no numbers; so each payload carries its sequence number ([`numbered`]) and
/// the gap is filled here: the last lost packet from the correction data inside
/// the next one, those before it by libopus' guess.
pub struct OpusDecoder {
    decoder: Decoder,
    last: Option<u16>,
    /// Samples of the last packet; a lost one was as long.
    length: usize,
    gauges: Arc<Gauges>,
}

/// A payload with its sequence number, as [`OpusDecoder`] wants it.
pub fn numbered(sequence_number: u16, payload: &[u8]) -> Vec<u8> {
    [&sequence_number.to_be_bytes()[..], payload].concat()
}

impl OpusDecoder {
    /// A decoder; stereo streams come out as mono. Guessed samples are counted.
    pub fn new(gauges: Arc<Gauges>) -> Result<Self, MediaError> {
        let decoder = Decoder::new(SAMPLE_RATE, Channels::Mono).map_err(refused)?;
        Ok(Self {
            decoder,
            last: None,
            length: FRAME,
            gauges,
        })
    }

    /// How many packets are missing before a number; `None` when it comes too
    /// late, because its gap was filled already.
    fn gap(&self, number: u16) -> Option<u16> {
        let Some(last) = self.last else {
            return Some(0);
        };
        let step = number.wrapping_sub(last);
        (step != 0 && step < u16::MAX / 2).then(|| step - 1)
    }

    fn fill(&mut self, gap: u16, next: &[u8], sound: &mut Vec<f32>) -> Result<(), ::opus::Error> {
        if gap == 0 || gap > LONGEST_GAP {
            return Ok(());
        }
        let mut lost = vec![0.0; self.length];
        for _ in 1..gap {
            let guessed = self.decoder.decode_float(&[], &mut lost, false)?;
            add(&self.gauges.counters.samples_guessed, guessed as u64);
            sound.extend_from_slice(&lost[..guessed]);
        }
        let corrected = self.decoder.decode_float(next, &mut lost, true)?;
        sound.extend_from_slice(&lost[..corrected]);
        Ok(())
    }

    fn decode_numbered(&mut self, number: u16, packet: &[u8]) -> Result<Vec<f32>, ::opus::Error> {
        let Some(gap) = self.gap(number) else {
            return Ok(Vec::new());
        };
        self.last = Some(number);
        let mut sound = Vec::with_capacity(2 * FRAME);
        self.fill(gap, packet, &mut sound)?;
        let mut decoded = vec![0.0; LONGEST_SOUND];
        self.length = self.decoder.decode_float(packet, &mut decoded, false)?;
        sound.extend_from_slice(&decoded[..self.length]);
        Ok(sound)
    }
}

impl neteq::codec::AudioDecoder for OpusDecoder {
    fn sample_rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn channels(&self) -> u8 {
        1
    }

    fn decode(&mut self, numbered: &[u8]) -> neteq::Result<Vec<f32>> {
        let failed = |reason: String| neteq::NetEqError::DecoderError(reason);
        let Some((number, packet)) = numbered.split_first_chunk() else {
            return Err(failed("a packet without a number".into()));
        };
        self.decode_numbered(u16::from_be_bytes(*number), packet)
            .map_err(|error| failed(error.to_string()))
    }
}

fn refused(error: ::opus::Error) -> MediaError {
    MediaError::Codec(format!("Opus: {error}"))
}

#[cfg(test)]
mod tests {
    use neteq::codec::AudioDecoder;

    use super::*;
    use crate::gauges::read;

    #[test]
    fn a_tone_survives_the_codec() {
        let (mut decoder, _) = decoder();
        for (number, packet) in tone(20) {
            let decoded = decoder.decode(&packet).expect("our own packet decodes");
            assert_eq!(decoded.len(), FRAME);
            assert!(number < 5 || (0.2..0.5).contains(&loudest(&decoded)));
        }
    }

    #[test]
    fn a_lost_packet_is_rebuilt_from_the_next_one() {
        let (mut decoder, gauges) = decoder();
        for (number, packet) in tone(40).into_iter().filter(|(number, _)| *number != 20) {
            let decoded = decoder.decode(&packet).expect("our own packet decodes");
            if number == 21 {
                assert_eq!(decoded.len(), 2 * FRAME, "the lost one comes before it");
                assert!(loudest(&decoded[..FRAME]) > 0.1);
            }
        }
        assert_eq!(read(&gauges.counters.samples_guessed), 0);
    }

    #[test]
    fn of_three_lost_packets_two_are_guessed() {
        let (mut decoder, gauges) = decoder();
        for (number, packet) in tone(40)
            .into_iter()
            .filter(|(number, _)| !(20..23).contains(number))
        {
            let decoded = decoder.decode(&packet).expect("our own packet decodes");
            assert!(number != 23 || decoded.len() == 4 * FRAME);
        }
        assert_eq!(read(&gauges.counters.samples_guessed), 2 * FRAME as u64);
    }

    #[test]
    fn a_packet_that_comes_after_its_gap_was_filled_is_dropped() {
        let (mut decoder, _) = decoder();
        let packets = tone(3);
        let length = |decoder: &mut OpusDecoder, at: usize| {
            decoder
                .decode(&packets[at].1)
                .expect("our own packet decodes")
                .len()
        };
        let lengths = [0, 2, 1].map(|at| length(&mut decoder, at));
        assert_eq!(lengths, [FRAME, 2 * FRAME, 0]);
    }

    #[test]
    fn silence_costs_a_fraction_of_speech() {
        let mut encoder = OpusEncoder::new().expect("libopus is linked");
        for _ in 0..50 {
            let packet = encoder.encode(&[0.0; FRAME]).expect("silence encodes");
            assert!(packet.len() < 30, "{} bytes", packet.len());
        }
    }

    #[test]
    fn noise_from_the_network_is_an_error_and_no_panic() {
        let (mut decoder, _) = decoder();
        assert!(decoder.decode(&[]).is_err());
        let _ = decoder.decode(&numbered(1, &[]));
        assert!(decoder.decode(&numbered(4, &[0xff; 3])).is_err());
    }

    fn decoder() -> (OpusDecoder, Arc<Gauges>) {
        let gauges = Arc::new(Gauges::new(600, true, true));
        let decoder = OpusDecoder::new(gauges.clone()).expect("libopus is linked");
        (decoder, gauges)
    }

    /// Numbered packets of 440 Hz.
    fn tone(packets: u16) -> Vec<(u16, Vec<u8>)> {
        let mut encoder = OpusEncoder::new().expect("libopus is linked");
        let mut encode = |packet: u16| {
            let sound = std::array::from_fn(|sample| {
                let at = (usize::from(packet) * FRAME + sample) as f32 / SAMPLE_RATE as f32;
                0.3 * (at * 440.0 * std::f32::consts::TAU).sin()
            });
            let encoded = encoder.encode(&sound).expect("a frame of 20 ms encodes");
            (packet, numbered(packet, &encoded))
        };
        (0..packets).map(&mut encode).collect()
    }

    fn loudest(sound: &[f32]) -> f32 {
        sound.iter().fold(0.0, |most, sample| most.max(*sample))
    }
}
