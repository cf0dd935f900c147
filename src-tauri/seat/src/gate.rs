//! How many pictures may be on their way to the window.
//!
//! A window that draws slowly must not pile up delay: after [`MOST`] undrawn
//! pictures the rest is dropped, up to the next key picture, which is asked for.

/// Two thirds of a second at thirty pictures a second.
const MOST: u32 = 20;

/// What to do with a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Hand it to the window.
    Pass,
    /// Drop it.
    Drop,
    /// Drop it and ask the patron's browser for a key picture.
    DropAndAsk,
}

/// Counts the pictures on their way.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    on_their_way: u32,
    waits_for_key: bool,
}

impl Gate {
    /// Whether this picture may pass.
    pub(crate) fn judge(&mut self, key: bool) -> Verdict {
        if self.on_their_way >= MOST {
            let asks = !self.waits_for_key;
            self.waits_for_key = true;
            return if asks {
                Verdict::DropAndAsk
            } else {
                Verdict::Drop
            };
        }
        if self.waits_for_key && !key {
            return Verdict::Drop;
        }
        self.waits_for_key = false;
        self.on_their_way += 1;
        Verdict::Pass
    }

    /// A picture reached its end.
    pub(crate) fn drawn(&mut self) {
        self.on_their_way = self.on_their_way.saturating_sub(1);
    }

    /// The window has room again but still waits for a key picture: ask once more.
    pub(crate) fn wants_key(&self) -> bool {
        self.waits_for_key && self.on_their_way == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_that_keeps_up_gets_every_picture() {
        let mut gate = Gate::default();
        for number in 0..100 {
            assert_eq!(gate.judge(number == 0), Verdict::Pass);
            gate.drawn();
        }
    }

    #[test]
    fn a_window_that_stalls_goes_on_from_a_key_picture_that_was_asked_for_once() {
        let mut gate = Gate::default();
        for _ in 0..MOST {
            assert_eq!(gate.judge(false), Verdict::Pass);
        }
        assert_eq!(gate.judge(false), Verdict::DropAndAsk);
        assert_eq!(gate.judge(false), Verdict::Drop);
        for _ in 0..MOST {
            gate.drawn();
        }
        assert!(gate.wants_key());
        assert_eq!(gate.judge(false), Verdict::Drop);
        assert_eq!(gate.judge(true), Verdict::Pass);
        assert_eq!(gate.judge(false), Verdict::Pass);
        assert!(!gate.wants_key());
    }
}
