//! What the window of an administrator shows of the settings.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::administration::{SettingsView, Verdict};

/// The settings, while they are watched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Administration {
    /// As they stand.
    pub settings: SettingsView,
    /// What came of what was asked for last, the newest last; the window finds its
    /// own by their numbers.
    pub verdicts: Vec<Verdict>,
}
