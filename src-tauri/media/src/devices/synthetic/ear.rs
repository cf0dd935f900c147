//! Listens to a speaker on behalf of a test.

use std::collections::VecDeque;

use crate::devices::SAMPLE_RATE;

/// Half a second is remembered.
const MEMORY: usize = SAMPLE_RATE as usize / 2;
/// 10 ms, the grain of loud and quiet.
const GRAIN: usize = SAMPLE_RATE as usize / 100;
const LOUD: f32 = 0.02;
/// Tones that are looked for: 50 to 3,000 Hz.
const TONES: std::ops::RangeInclusive<u32> = 5..=300;
const TONE_STEP: f32 = 10.0;

/// What a speaker played.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Heard {
    /// Samples since the beginning.
    pub samples: u64,
    /// Root mean square of the last half second, 0..1.
    pub loudness: f32,
    /// The strongest tone of the last half second, to 10 Hz; 0 in silence.
    pub dominant_hertz: f32,
    /// How often it became loud after being quiet.
    pub beeps: u32,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Ear {
    samples: u64,
    memory: VecDeque<f32>,
    grain: Vec<f32>,
    loud: bool,
    beeps: u32,
}

impl Ear {
    /// Hears some sound.
    pub fn hear(&mut self, sound: &[f32]) {
        self.samples += sound.len() as u64;
        for sample in sound {
            self.memory.push_back(*sample);
            self.grain.push(*sample);
            if self.grain.len() == GRAIN {
                let loud = loudness(self.grain.iter()) > LOUD;
                self.beeps += u32::from(loud && !self.loud);
                self.loud = loud;
                self.grain.clear();
            }
        }
        let old = self.memory.len().saturating_sub(MEMORY);
        self.memory.drain(..old);
    }

    /// What was heard.
    pub fn heard(&self) -> Heard {
        let loudness = loudness(self.memory.iter());
        let dominant_hertz = if loudness > LOUD {
            self.dominant()
        } else {
            0.0
        };
        Heard {
            samples: self.samples,
            loudness,
            dominant_hertz,
            beeps: self.beeps,
        }
    }

    fn dominant(&self) -> f32 {
        let tones = TONES.map(|tone| tone as f32 * TONE_STEP);
        let strongest = tones.max_by(|one, other| self.power(*one).total_cmp(&self.power(*other)));
        strongest.unwrap_or_default()
    }

    /// How much of a tone is in the memory (Goertzel).
    fn power(&self, hertz: f32) -> f32 {
        let turn = 2.0 * (std::f32::consts::TAU * hertz / SAMPLE_RATE as f32).cos();
        // A tenth of a second tells 10 Hz apart.
        let recent = self.memory.iter().rev().take(MEMORY / 5);
        let (one, two) = recent.fold((0.0f32, 0.0f32), |(one, two), sample| {
            (sample + turn * one - two, one)
        });
        one * one + two * two - turn * one * two
    }
}

fn loudness<'a>(sound: impl ExactSizeIterator<Item = &'a f32>) -> f32 {
    let count = sound.len().max(1) as f32;
    (sound.map(|sample| sample * sample).sum::<f32>() / count).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_is_recognised() {
        for hertz in [440.0, 660.0, 1_000.0] {
            let mut ear = Ear::default();
            ear.hear(&tone(hertz, MEMORY));
            let heard = ear.heard();
            assert!((heard.dominant_hertz - hertz).abs() <= 10.0, "{heard:?}");
            assert!((heard.loudness - 0.212).abs() < 0.01, "{heard:?}");
        }
    }

    #[test]
    fn silence_has_no_tone_and_beeps_are_counted() {
        let mut ear = Ear::default();
        ear.hear(&[0.0; 4_800]);
        assert_eq!(ear.heard().dominant_hertz, 0.0);
        for _ in 0..3 {
            ear.hear(&tone(800.0, 4_800));
            ear.hear(&[0.0; 4_800]);
        }
        assert_eq!(ear.heard().beeps, 3);
    }

    fn tone(hertz: f32, samples: usize) -> Vec<f32> {
        let step = hertz * std::f32::consts::TAU / SAMPLE_RATE as f32;
        (0..samples)
            .map(|sample| 0.3 * (sample as f32 * step).sin())
            .collect()
    }
}
