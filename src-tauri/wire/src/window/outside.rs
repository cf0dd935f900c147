//! Calendars outside of the desk, in the window.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::seat::{CalendarChoice, MadeFeed, OutsideRefusal, OutsideView, TroubleView};

/// What the window shows of calendars outside of the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct WindowOutside {
    /// What the server shows, while it is watched.
    pub view: Option<OutsideView>,
    /// The feed that was made last, until somebody looks away.
    pub made: Option<MadeFeed>,
    /// How the last order came out.
    pub answer: Option<OutsideAnswer>,
    /// The librarian's own calendar, on its way to the server or read there.
    pub reading: BusyReading,
}

/// A librarian's own calendar that is read for when they are busy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum BusyReading {
    /// There is none.
    #[default]
    None,
    /// It is on its way.
    Reading,
    /// It was read.
    Read {
        /// How many times are busy in the year that comes.
        times: u32,
        /// How many entries could not be read, or not wholly.
        unread: u32,
    },
    /// It was not; what was known before still is.
    Failed {
        /// Why.
        why: BusyTrouble,
    },
}

/// Why a calendar was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BusyTrouble {
    /// It is something else.
    NotACalendar,
    /// Over 2 MB.
    TooLarge,
    /// It has entries, and none can be read.
    Unreadable,
    /// Too many in a short time.
    TooMany,
    /// The server could not be reached, or did not do it.
    Failed,
}

/// How an order came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutsideAnswer {
    /// Which, by the number the window gave it.
    pub number: u32,
    /// Why it was not done; none when it was.
    pub refused: Option<OutsideRefusal>,
    /// The calendars that were looked for.
    pub calendars: Vec<CalendarChoice>,
    /// What was in the way of looking for them.
    pub trouble: Option<TroubleView>,
}
