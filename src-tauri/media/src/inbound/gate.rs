//! Decides which frames go to the window, so that it can always decode them.
//!
//! A frame that was dropped, because the window is slow or lost its decoder,
//! makes every later one useless up to the next key frame. The gate shuts after
//! a drop, opens at a key frame, and says when one must be asked for: at once
//! when it shuts, then every 300 ms.

use std::time::Instant;

use crate::inbound::assembler::ASK_PAUSE;

/// See the module.
#[derive(Debug, Default)]
pub struct Gate {
    shut: bool,
    asked_at: Option<Instant>,
}

impl Gate {
    /// Whether a frame may pass.
    pub fn lets_pass(&mut self, key: bool) -> bool {
        if key {
            self.shut = false;
            self.asked_at = None;
        }
        !self.shut
    }

    /// A frame did not get through, or the decoder behind the gate is lost.
    pub fn shut(&mut self) {
        self.shut = true;
    }

    /// Whether to ask for a key frame now.
    pub fn wants_key_frame(&mut self, now: Instant) -> bool {
        let asked = self.asked_at;
        if !self.shut || asked.is_some_and(|at| now.saturating_duration_since(at) < ASK_PAUSE) {
            return false;
        }
        self.asked_at = Some(now);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn after_a_drop_nothing_passes_before_a_key_frame() {
        let mut gate = Gate::default();
        assert!(gate.lets_pass(false));
        gate.shut();
        assert!(!gate.lets_pass(false));
        assert!(gate.lets_pass(true));
        assert!(gate.lets_pass(false));
    }

    #[test]
    fn a_key_frame_is_asked_for_at_once_and_again_while_none_comes() {
        let (mut gate, now) = (Gate::default(), Instant::now());
        assert!(!gate.wants_key_frame(now));
        gate.shut();
        assert!(gate.wants_key_frame(now));
        assert!(!gate.wants_key_frame(now + Duration::from_millis(299)));
        assert!(gate.wants_key_frame(now + Duration::from_millis(300)));
        gate.lets_pass(true);
        assert!(!gate.wants_key_frame(now + Duration::from_secs(9)));
    }
}
