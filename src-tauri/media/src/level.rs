//! How loud something is, ten times a second.

use crate::devices::SAMPLE_RATE;

/// 100 ms.
const SPAN: usize = SAMPLE_RATE as usize / 10;

/// Loudness over 100 ms.
#[derive(Debug, Default)]
pub struct Level {
    energy: f32,
    samples: usize,
}

impl Level {
    /// Hears some sound. The level, once in 100 ms: 0 at -60 dB or less, 1 at
    /// full scale.
    pub fn hear(&mut self, sound: &[f32]) -> Option<f32> {
        self.energy += sound.iter().map(|sample| sample * sample).sum::<f32>();
        self.samples += sound.len();
        if self.samples < SPAN {
            return None;
        }
        let loudness = (self.energy / self.samples as f32).sqrt();
        *self = Self::default();
        let decibel = 20.0 * loudness.max(1e-6).log10();
        Some((decibel / 60.0 + 1.0).clamp(0.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_zero_and_full_scale_is_one() {
        assert_eq!(level_of(0.0), 0.0);
        assert_eq!(level_of(1.0), 1.0);
        assert!(
            (level_of(0.031_62) - 0.5).abs() < 0.01,
            "-30 dB is the middle"
        );
    }

    fn level_of(amplitude: f32) -> f32 {
        let mut level = Level::default();
        let levels: Vec<f32> = (0..10)
            .filter_map(|_| level.hear(&[amplitude; SPAN / 10]))
            .collect();
        assert_eq!(levels.len(), 1, "one level per 100 ms");
        levels[0]
    }
}
