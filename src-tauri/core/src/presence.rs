//! Whether a librarian can be rung.
//!
//! A librarian *chooses* to be available or away; everything else is derived from
//! what is so (a contact under way, no seat connected) and never stored.

use serde::{Deserialize, Serialize};

/// What a librarian chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum ChosenPresence {
    /// May be rung.
    Available,
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
    /// Signed in, not to be rung.
    Away,
    /// No seat is connected.
    Offline,
}
