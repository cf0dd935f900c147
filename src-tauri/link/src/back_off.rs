//! How long to wait before the next attempt: half a second, then twice as long each
//! time, up to fifteen; a third of it by chance, so that eighty seats that lost the
//! same server do not come back in the same instant.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(500);
const LONGEST: Duration = Duration::from_secs(15);

/// The pauses between attempts.
#[derive(Debug, Default)]
pub(crate) struct BackOff {
    failures: u32,
}

impl BackOff {
    /// The next pause; `chance` is any number.
    pub(crate) fn next(&mut self, chance: u32) -> Duration {
        let whole = LONGEST.min(FIRST * 2u32.saturating_pow(self.failures.min(10)));
        self.failures += 1;
        let third = whole / 3;
        whole - third + third.mul_f64(f64::from(chance) / f64::from(u32::MAX))
    }

    /// It worked: the next pause is the first again.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_then_stay() {
        let mut back_off = BackOff::default();
        let pauses: Vec<_> = (0..8)
            .map(|_| back_off.next(u32::MAX).as_millis())
            .collect();
        assert_eq!(pauses, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
        back_off.reset();
        assert_eq!(back_off.next(u32::MAX).as_millis(), 500);
    }

    #[test]
    fn chance_shortens_a_pause_by_a_third_at_most() {
        let pause = BackOff::default().next(0);
        assert!(pause > FIRST.mul_f64(0.66) && pause < FIRST);
    }
}
