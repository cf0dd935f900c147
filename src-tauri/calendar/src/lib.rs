//! Calendars: appointments written as iCalendar, somebody's busy times read from it,
//! and appointments kept in a calendar on a CalDAV server.
//!
//! [`feed`] writes what a calendar program subscribes to, [`stored`] one appointment as a
//! file, [`invitation`] the same as it goes out by mail. [`busy`] reads when somebody has
//! no time. [`caldav`] finds calendars on a server and keeps appointments in them.
//!
//! **The rule.** It is told values and gives back texts and outcomes: it knows no
//! library, desk or patron, keeps nothing and tries nothing again. What it reads comes
//! from strangers, so every reading is bounded in size and in work. It logs no address,
//! no summary and no password.
//!
//! Both directions are our own. A crate that writes VTIMEZONE and reads recurrences would
//! be `calcard`; it expands what a stranger wrote without a bound on the work, with
//! `expect` on the way, and knows no zone that only the file itself explains. What is
//! needed here is small, and is held against three judges in the tests: `icalendar`,
//! `dateutil` and `khal`.

#![warn(missing_docs)]
#![forbid(unsafe_code)]

pub mod caldav;
mod read;
mod write;

pub use read::{Busy, LONGEST_CALENDAR, MOST_EVENTS, NotACalendar, busy};
pub use write::{Event, EventStatus, Feed, Mailbox, Method, feed, invitation, stored};
