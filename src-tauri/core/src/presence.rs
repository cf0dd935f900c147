//! Whether a librarian can be rung.
//!
//! A librarian *chooses* to be available, at the counter or away; everything else is
//! derived from what is so (a contact under way, no seat connected) and never stored.
//!
//! Who serves somebody in person is rung only when nobody else may be: the patron is
//! told that a librarian is at the counter. The last available librarian who misses a
//! ring becomes that, too, and is rung again: a one-person library works.

use serde::{Deserialize, Serialize};

/// What a librarian chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ChosenPresence {
    /// May be rung.
    Available,
    /// Serves somebody at the counter: rung only when nobody else may be.
    InPerson,
    /// Is not rung.
    Away,
}

/// What is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Presence {
    /// Signed in and may be rung.
    Available,
    /// Talking with a patron.
    OnContact,
    /// Writes down how the last contact came out; not rung meanwhile.
    WrapUp,
    /// Serves somebody at the counter.
    InPerson,
    /// Signed in, not to be rung.
    Away,
    /// No seat is connected.
    Offline,
}
