//! How far a notice has come: thread, push, mail, paper.
//!
//! **The rule.** A notice is written into the thread, and pushed. Who has not read it
//! after so many hours is written to by mail; who can't be, stands on the list to print.
//! Whoever has no thread can't read it there and is not waited for. The state follows
//! from what became of message, push and letter, and is kept nowhere: the store tells it.

use serde::{Deserialize, Serialize};

/// How far a notice has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum NoticeState {
    /// It stands in the thread; or a first mail is on its way.
    Written,
    /// It stands in the thread, and a browser was told.
    Pushed,
    /// It was read.
    Read,
    /// The mail was accepted.
    Mailed,
    /// The mail may have been accepted.
    Uncertain,
    /// The mail will not go out.
    Failed,
    /// Nobody read it, and nobody can be written to: it is to be printed.
    ForPrint,
    /// It was printed.
    Printed,
}
