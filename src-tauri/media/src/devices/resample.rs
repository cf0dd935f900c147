//! Changes the sample rate of sound by straight lines between samples.
//!
//! Good enough for speech between 44.1 and 48 kHz, which is what devices have;
//! it does not filter, so music from a 96 kHz microphone would alias.

/// A stream's resampler; keeps its place between blocks.
#[derive(Debug, Clone)]
pub struct Resampler {
    /// Input samples per output sample.
    step: f64,
    /// Place of the next output between `last` (0) and the next input (1).
    place: f64,
    last: f32,
}

impl Resampler {
    /// From one rate to another, in samples a second.
    pub fn new(from: u32, to: u32) -> Self {
        Self {
            step: f64::from(from) / f64::from(to.max(1)),
            place: 1.0,
            last: 0.0,
        }
    }

    /// Takes an input sample and gives each output sample that lies before it.
    pub fn push(&mut self, sample: f32, mut give: impl FnMut(f32)) {
        while self.place <= 1.0 {
            let place = self.place as f32;
            give(self.last + (sample - self.last) * place);
            self.place += self.step;
        }
        self.place -= 1.0;
        self.last = sample;
    }

    /// The next output sample, fetching input as needed.
    pub fn pull(&mut self, mut take: impl FnMut() -> f32, next: &mut f32) -> f32 {
        while self.place > 1.0 {
            self.place -= 1.0;
            self.last = *next;
            *next = take();
        }
        let place = self.place as f32;
        self.place += self.step;
        self.last + (*next - self.last) * place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_stays_a_second() {
        for (from, to) in [
            (44_100, 48_000),
            (48_000, 44_100),
            (48_000, 48_000),
            (16_000, 48_000),
        ] {
            let (mut resampler, mut given) = (Resampler::new(from, to), 0u32);
            for _ in 0..from {
                resampler.push(0.5, |_| given += 1);
            }
            assert!(given.abs_diff(to) <= 3, "{from} to {to} gave {given}");
        }
    }

    #[test]
    fn the_same_rate_changes_nothing() {
        let (mut resampler, mut given) = (Resampler::new(48_000, 48_000), Vec::new());
        for sample in [0.1, 0.2, 0.3] {
            resampler.push(sample, |sample| given.push(sample));
        }
        assert_eq!(given, [0.1, 0.2, 0.3]);
    }

    #[test]
    fn a_ramp_stays_a_ramp_when_pulled() {
        let (mut resampler, mut next, mut input) = (Resampler::new(24_000, 48_000), 0.0, 0.0f32);
        let pulled: Vec<f32> = (0..20)
            .map(|_| {
                resampler.pull(
                    || {
                        input += 1.0;
                        input
                    },
                    &mut next,
                )
            })
            .collect();
        assert!(
            pulled
                .windows(2)
                .skip(3)
                .all(|pair| (pair[1] - pair[0] - 0.5).abs() < 1e-3)
        );
    }
}
