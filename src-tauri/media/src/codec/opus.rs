//! Opus at 48 kHz mono: an encoder with the settings of a conversation, and
//! the decoder that NetEQ drives.
//!
//! Frames are 20 ms at 32 kbit/s with in-band error correction on. NetEQ's
//! decoder trait cannot ask for that correction, so only the browser uses it.

use ::opus::{Application, Bitrate, Channels, Decoder, Encoder};

use crate::MediaError;
use crate::devices::SAMPLE_RATE;

/// Samples of a frame: 20 ms.
pub const FRAME: usize = 960;
/// The longest packet Opus makes.
const LONGEST_PACKET: usize = 1_275;
/// The longest sound a packet may hold: 120 ms.
const LONGEST_SOUND: usize = 5_760;
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

/// Decodes the patron's voice for NetEQ.
pub struct OpusDecoder(Decoder);

impl OpusDecoder {
    /// A decoder; stereo streams come out as mono.
    pub fn new() -> Result<Self, MediaError> {
        Decoder::new(SAMPLE_RATE, Channels::Mono)
            .map(Self)
            .map_err(refused)
    }
}

impl neteq::codec::AudioDecoder for OpusDecoder {
    fn sample_rate(&self) -> u32 {
        SAMPLE_RATE
    }

    fn channels(&self) -> u8 {
        1
    }

    fn decode(&mut self, packet: &[u8]) -> neteq::Result<Vec<f32>> {
        let mut sound = vec![0.0; LONGEST_SOUND];
        let samples = self
            .0
            .decode_float(packet, &mut sound, false)
            .map_err(|error| neteq::NetEqError::DecoderError(error.to_string()))?;
        sound.truncate(samples);
        Ok(sound)
    }
}

fn refused(error: ::opus::Error) -> MediaError {
    MediaError::Codec(format!("Opus: {error}"))
}

#[cfg(test)]
mod tests {
    use neteq::codec::AudioDecoder;

    use super::*;

    #[test]
    fn a_tone_survives_the_codec() {
        let mut encoder = OpusEncoder::new().expect("libopus is linked");
        let mut decoder = OpusDecoder::new().expect("libopus is linked");
        let mut loudest = 0.0f32;
        for frame in 0..20 {
            let sound = std::array::from_fn(|sample| {
                let at = (frame * FRAME + sample) as f32 / SAMPLE_RATE as f32;
                0.3 * (at * 440.0 * std::f32::consts::TAU).sin()
            });
            let packet = encoder.encode(&sound).expect("a frame of 20 ms encodes");
            let decoded = decoder.decode(&packet).expect("our own packet decodes");
            assert_eq!(decoded.len(), FRAME);
            loudest = decoded
                .iter()
                .fold(loudest, |most, sample| most.max(*sample));
        }
        assert!((0.2..0.5).contains(&loudest), "{loudest}");
    }

    #[test]
    fn silence_costs_next_to_nothing() {
        let mut encoder = OpusEncoder::new().expect("libopus is linked");
        let packets: Vec<_> = (0..50)
            .map(|_| {
                encoder
                    .encode(&[0.0; FRAME])
                    .expect("silence encodes")
                    .len()
            })
            .collect();
        assert!(
            packets.last().is_some_and(|length| *length < 20),
            "{packets:?}"
        );
    }

    #[test]
    fn noise_from_the_network_is_an_error_and_no_panic() {
        let mut decoder = OpusDecoder::new().expect("libopus is linked");
        let _ = decoder.decode(&[]);
        assert!(decoder.decode(&[0xff; 3]).is_err());
    }
}
