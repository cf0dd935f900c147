//! The desk's calendar outside of the desk: feeds that calendar programs subscribe to.

use serde::{Deserialize, Serialize};
use sportello_core::{CalendarAccount, CalendarFault, DeskId, FeedId, Language, LibrarianId};
use ts_rs::TS;

use super::outbox::TroubleView;

/// What a librarian orders about calendars outside of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum OutsideOrder {
    /// Show what there is from now on, after each change that is ordered here; or no more.
    Watch {
        /// From now on.
        on: bool,
    },
    /// Make a feed. A librarian makes their own; supervisors anybody's and any desk's.
    MakeFeed {
        /// Whose appointments it holds.
        of: FeedOf,
        /// It names the patrons.
        names: bool,
        /// What whoever reads it reads.
        language: Language,
    },
    /// A feed can't be read any more.
    RevokeFeed {
        /// Which.
        id: FeedId,
    },
    /// Look which calendars an account has. For administrators.
    FindCalendars {
        /// The account, as it is typed.
        account: Box<CalendarAccount>,
        /// The password; none takes the one that is kept.
        password: Option<String>,
    },
    /// Keep all appointments in a calendar. For administrators.
    SaveCalendar {
        /// The account, with the calendar that was chosen.
        account: Box<CalendarAccount>,
        /// The password; none leaves the one that is kept.
        password: Option<String>,
    },
    /// Keep appointments in no calendar any more. For administrators.
    RemoveCalendar {},
    /// Know no more of when this librarian is busy.
    ForgetBusy {},
    /// A feed that was revoked a moment ago can be read again, at the same address.
    RestoreFeed {
        /// Which.
        id: FeedId,
    },
}

/// Whose appointments a feed holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub enum FeedOf {
    /// Those of a desk.
    Desk {
        /// Which.
        desk: DeskId,
    },
    /// Those that a librarian gives.
    Librarian {
        /// Who.
        librarian: LibrarianId,
    },
}

/// What a librarian is told about calendars outside of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OutsideTold {
    /// All that this librarian may see of it. While it is watched.
    View {
        /// It.
        view: Box<OutsideView>,
    },
    /// A feed was made.
    Made {
        /// Which order.
        number: u32,
        /// It.
        made: MadeFeed,
    },
    /// The calendars of an account were looked for.
    Found {
        /// Which order.
        number: u32,
        /// They, by name.
        calendars: Vec<CalendarChoice>,
        /// What was in the way, if something was.
        trouble: Option<TroubleView>,
    },
    /// An order was done.
    Done {
        /// Which, by the number it came with.
        number: u32,
    },
    /// An order was not done.
    Refused {
        /// Which.
        number: u32,
        /// Why.
        why: OutsideRefusal,
    },
}

/// Why something about calendars outside of the desk was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum OutsideRefusal {
    /// The librarian's role does not allow it.
    NotAllowed {},
    /// It is not there any more.
    Gone {},
    /// There are too many already; one must be revoked first.
    TooManyFeeds {},
    /// Something is wrong with the account.
    Fault {
        /// What.
        fault: CalendarFault,
    },
    /// Too many tries; wait a minute.
    TooManyTries {},
    /// The server could not write; nothing was changed.
    NotSaved {},
}

/// Calendars outside of the desk, as far as one librarian may see them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OutsideView {
    /// The feeds that can be read, the newest first.
    pub feeds: Vec<FeedView>,
    /// They may make feeds of others and of desks, too.
    pub may_make_for_others: bool,
    /// When this librarian is busy with something else.
    pub busy: OwnBusy,
    /// They may set the library's calendar.
    pub administers: bool,
    /// The library's calendar on a server; for administrators.
    pub account: Option<CalendarAccountView>,
}

/// The library's calendar on a server, without its password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarAccountView {
    /// It.
    pub account: CalendarAccount,
    /// A password is kept.
    pub has_password: bool,
}

/// A calendar that an account has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CalendarChoice {
    /// Where it is.
    pub collection: String,
    /// What it is called there.
    pub name: String,
    /// Appointments can be kept in it.
    pub takes_events: bool,
}

impl CalendarChoice {
    /// The most that are told.
    pub const MOST: usize = 100;
}

/// What is known of a librarian's own calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct OwnBusy {
    /// When it was read: milliseconds since 1970 UTC; none when it was not.
    #[ts(type = "number | null")]
    pub read_at: Option<i64>,
    /// How many busy times of it are still ahead.
    pub ahead: u32,
}

/// A feed, without its address: nobody knows that any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct FeedView {
    /// Which.
    pub id: FeedId,
    /// Whose appointments it holds.
    pub of: FeedOf,
    /// What the desk or the librarian is called.
    pub name: String,
    /// It names the patrons.
    pub names: bool,
    /// Who made it, by name; empty when they are gone.
    pub made_by: String,
    /// When: milliseconds since 1970 UTC.
    #[ts(type = "number")]
    pub made_at: i64,
}

/// A feed that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MadeFeed {
    /// Which.
    pub id: FeedId,
    /// Its address. It is a secret, and told this once.
    pub address: String,
}
