//! The server is away: since when, and when it is looked for next.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An absence of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Away {
    /// Since when, in milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub since: i64,
    /// When it is looked for next, in milliseconds since 1970 UTC; none while it is
    /// being looked for.
    #[ts(type = "number | null")]
    pub next: Option<i64>,
}
