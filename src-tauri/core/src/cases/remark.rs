//! What is to be said of a mail beside its own words.

use serde::{Deserialize, Serialize};

/// It; the window has the words for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum MailRemark {
    /// It is too large to be read, and lies in the mailbox.
    TooLarge {
        /// So large.
        megabytes: u32,
    },
    /// It can't be read, and lies in the mailbox.
    Unreadable {},
    /// What it is about has not arrived yet; it is tried again.
    NotYet {},
}
