//! Chance that comes in as a seed: the same seed, the same sequence, on every
//! machine. For forecasts and simulations; it keeps no secret and guards nothing.
//!
//! SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number
//! generators", OOPSLA 2014.

/// A sequence of numbers that a seed decides.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The sequence of a seed.
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        scattered(self.0)
    }

    /// The next number below `bound`, which is above zero.
    pub const fn below(&mut self, bound: usize) -> usize {
        scaled(self.number(), bound)
    }

    /// The next number from zero to less than one.
    pub const fn fraction(&mut self) -> f64 {
        (self.number() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A number in which each bit depends on all bits of the given one.
pub(crate) const fn scattered(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A number of 64 bits brought below `bound`.
pub(crate) const fn scaled(number: u64, bound: usize) -> usize {
    ((number as u128 * bound as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_paper() {
        let mut chance = Chance::seeded(1_234_567);
        assert_eq!(chance.number(), 6_457_827_717_110_365_317);
        assert_eq!(chance.number(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn numbers_below_a_bound_stay_below_and_reach_all() {
        let mut chance = Chance::seeded(7);
        let mut seen = [0; 5];
        for _ in 0..1_000 {
            seen[chance.below(5)] += 1;
        }
        assert!(
            seen.iter().all(|times| (150..250).contains(times)),
            "{seen:?}"
        );
        assert!((0..1_000).all(|_| (0.0..1.0).contains(&chance.fraction())));
    }
}
