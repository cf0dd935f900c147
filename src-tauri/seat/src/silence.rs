//! Notices that a microphone is on and nothing is heard: it has a switch of its own, or
//! is the wrong one. A quiet room is never as quiet as that.

use std::time::Duration;

use tokio::time::Instant;

/// Nobody listens for so long without a breath.
const LONG: Duration = Duration::from_secs(8);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Silence {
    since: Option<Instant>,
    lasts: bool,
}

impl Silence {
    /// The microphone told how loud it is; 0 is silence.
    pub(crate) fn hear(&mut self, level: f32, now: Instant) {
        if level > 0.0 {
            *self = Self::default();
            return;
        }
        let since = *self.since.get_or_insert(now);
        self.lasts = now.saturating_duration_since(since) >= LONG;
    }

    /// The microphone is closed.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Nothing has been heard for a while.
    pub(crate) fn lasts(&self) -> bool {
        self.lasts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_noticed_after_a_while_and_over_at_the_first_sound() {
        let (mut silence, begin) = (Silence::default(), Instant::now());
        silence.hear(0.0, begin);
        silence.hear(0.0, begin + LONG / 2);
        assert!(!silence.lasts());
        silence.hear(0.0, begin + LONG);
        assert!(silence.lasts());
        silence.hear(0.1, begin + LONG);
        assert!(!silence.lasts());
        silence.hear(0.0, begin + LONG);
        assert!(!silence.lasts(), "it begins anew");
    }
}
