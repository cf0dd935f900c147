//! How long private links work.

use std::num::NonZeroU32;

use serde::Deserialize;

const DAY: i64 = 86_400_000;

/// How long private links work.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields, default)]
pub struct LinkLife {
    /// Days for one that went out in a letter.
    pub mailed_days: NonZeroU32,
    /// Days for one that a patron made on the page; as long as the thread when it is
    /// not said.
    pub made_days: Option<NonZeroU32>,
}

impl Default for LinkLife {
    /// In a letter as long as a browser keeps the cookie that it is exchanged for.
    fn default() -> Self {
        Self {
            mailed_days: NonZeroU32::new(30).expect("not zero"),
            made_days: None,
        }
    }
}

impl LinkLife {
    /// When a link ends that goes out now: milliseconds since 1970 UTC.
    pub(crate) fn mailed_until(self, now: i64) -> i64 {
        now + DAY * i64::from(self.mailed_days.get())
    }

    /// When a link ends that a patron makes now, if it does.
    pub(crate) fn made_until(self, now: i64) -> Option<i64> {
        Some(now + self.made()?)
    }

    /// Since when a link must have been made by a patron to work now.
    pub(crate) fn made_since(self, now: i64) -> i64 {
        self.made().map_or(i64::MIN, |made| now - made)
    }

    fn made(self) -> Option<i64> {
        Some(DAY * i64::from(self.made_days?.get()))
    }
}
