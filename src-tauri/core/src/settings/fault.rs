//! What is wrong with a setting: where it stands, and why it can't be. The window
//! finds its words by these; the command line says them in English.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why settings can't be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{whose}: {fault}")]
pub struct SettingsError {
    /// Whose setting it is, as people name it.
    pub whose: String,
    /// What is wrong.
    pub fault: Fault,
}

/// Something wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub struct Fault {
    /// Where.
    pub field: Field,
    /// In which row, where the field has several; the day of a week, Monday is 0.
    pub row: Option<u32>,
    /// Why.
    pub why: Why,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Field {
    /// What it is called.
    Name,
    /// What it is called in Italian.
    Italian,
    /// What it is called in English.
    English,
    /// Where it stands.
    Address,
    /// The public name.
    Handle,
    /// The site.
    Branch,
    /// Where to write.
    Email,
    /// How long an offer rings.
    Ringing,
    /// How long a wrap-up takes.
    WrapUp,
    /// Who answers, in order.
    Tiers,
    /// How long a thread is kept.
    Retention,
    /// Who may show the desk in a frame.
    EmbedAncestors,
    /// Who belongs to a group.
    Members,
    /// Who is asked first.
    Group,
    /// Whom to ask about data.
    PrivacyContact,
    /// What is added to the notice about privacy, in Italian.
    PrivacyItalian,
    /// The same in English.
    PrivacyEnglish,
    /// The greeting, in Italian.
    GreetingItalian,
    /// The same in English.
    GreetingEnglish,
    /// What is said while the desk is closed, in Italian.
    ClosedItalian,
    /// The same in English.
    ClosedEnglish,
    /// Where the clock hangs.
    Zone,
    /// The hours of a day of the week.
    Week,
    /// Closures and other days that differ.
    Closures,
    /// The name behind a handle.
    Person,
    /// How many chats at once.
    Chats,
    /// The desk that offers it.
    Desk,
    /// What it is for, in Italian.
    DescriptionItalian,
    /// The same in English.
    DescriptionEnglish,
    /// How long it lasts.
    Minutes,
    /// How one may meet.
    Meetings,
    /// For how long before it the librarian is kept free.
    Before,
    /// And after it.
    After,
    /// How long before its beginning it can last be booked.
    Notice,
    /// How far ahead it can be booked.
    Ahead,
    /// How many there are on one day.
    MostPerDay,
    /// Who gives it.
    Givers,
    /// What is asked of whoever books.
    Questions,
    /// What it is about.
    Topic,
    /// How long before its beginning it can last be moved or cancelled.
    ChangeLimit,
    /// The hours at which somebody gives consultations, all of them.
    Rules,
    /// Days on which somebody is away.
    Away,
    /// What notices say at all.
    NoticeKinds,
    /// How many days before the due date a notice goes out.
    DaysBefore,
    /// How many days after it, the first to the third time.
    DaysAfter,
    /// After how many days when somebody else waits.
    DaysAfterWhenAwaited,
    /// From when on nothing goes out.
    QuietFrom,
    /// And until when.
    QuietUntil,
    /// After how many hours a mail goes out.
    MailAfter,
    /// After how many hours data say nothing.
    StaleAfter,
    /// For how many days words are kept.
    KeptDays,
    /// What notices say in the library's own words.
    Wordings,
    /// How soon somebody should be answered.
    Within,
    /// After how many open days an answer is usually promised.
    UsualPromise,
    /// The thing itself: it is not there, or must stay.
    Itself,
}

/// Why something can't be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Why {
    /// It must be filled in.
    Missing,
    /// It has too many characters.
    TooLong {
        /// How many it may have.
        most: u32,
    },
    /// It holds characters that can't be read.
    Unreadable,
    /// A number is out of its bounds.
    OutOfBounds {
        /// The least.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Too many of them.
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// Another one has it.
    Taken,
    /// It stands there twice.
    Twice,
    /// It names what is not there.
    Unknown,
    /// No handle: 3 to 64 lower-case letters, digits, `.` and `-`.
    NoHandle,
    /// No address of email.
    NoEmail,
    /// No origin: `https://host`.
    NoOrigin,
    /// No time zone.
    NoZone,
    /// Not two times of the day.
    NoOpening {
        /// What stands there.
        text: String,
    },
    /// It ends before it begins, or after midnight.
    Backwards {
        /// What stands there.
        text: String,
    },
    /// Two openings of a day overlap.
    Overlap,
    /// No day of the calendar.
    NoDate,
    /// It ends before it begins.
    EndsBefore,
    /// Nothing of what there is was chosen.
    NoneChosen,
    /// A number that is no multiple of another.
    NoStep {
        /// Of which.
        of: u32,
    },
    /// It can't be booked at all: so far ahead is still within the notice.
    WithinNotice,
    /// No hours are said.
    NoHours,
    /// It does not come later than the one before.
    NotLater,
    /// Between braces stands what nobody can fill in.
    UnknownPlaceholder {
        /// What stands there.
        text: String,
    },
    /// At the same hours one would be at two branches.
    TwoPlaces,
    /// Patrons came to it, and what they said must keep its place.
    InUse,
    /// A colleague has changed it meanwhile.
    ChangedMeanwhile,
}

impl Fault {
    pub(crate) fn at(field: Field, why: Why) -> Self {
        let row = None;
        Self { field, row, why }
    }

    /// The same, in one of several rows.
    pub(crate) fn in_row(field: Field, row: usize, why: Why) -> Self {
        let row = u32::try_from(row).ok();
        Self { field, row, why }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.field.english())?;
        if let Some(row) = self.row {
            write!(formatter, " {}", row + 1)?;
        }
        write!(formatter, ": {}", self.why)
    }
}

impl Field {
    const fn english(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Italian => "italian",
            Self::English => "english",
            Self::Address => "address",
            Self::Handle => "handle",
            Self::Branch => "branch",
            Self::Email => "email",
            Self::Ringing => "ringing_seconds",
            Self::WrapUp => "wrap_up_seconds",
            Self::Tiers => "tier",
            Self::Retention => "retention_days",
            Self::EmbedAncestors => "embed_ancestors",
            Self::Members => "members",
            Self::Group => "group",
            Self::PrivacyContact => "privacy_contact",
            Self::PrivacyItalian => "privacy_notice.italian",
            Self::PrivacyEnglish => "privacy_notice.english",
            Self::GreetingItalian => "greeting.italian",
            Self::GreetingEnglish => "greeting.english",
            Self::ClosedItalian => "when_closed.italian",
            Self::ClosedEnglish => "when_closed.english",
            Self::Zone => "hours.zone",
            Self::Week => "hours.week, day",
            Self::Closures => "hours.exceptions",
            Self::Person => "person",
            Self::Chats => "chats",
            Self::Desk => "desk",
            Self::DescriptionItalian => "description.italian",
            Self::DescriptionEnglish => "description.english",
            Self::Minutes => "minutes",
            Self::Meetings => "meetings",
            Self::Before => "before_minutes",
            Self::After => "after_minutes",
            Self::Notice => "notice_minutes",
            Self::Ahead => "ahead_days",
            Self::MostPerDay => "most_per_day",
            Self::Givers => "givers",
            Self::Questions => "question",
            Self::Topic => "topic",
            Self::ChangeLimit => "change_minutes",
            Self::Rules => "rules",
            Self::Away => "away",
            Self::NoticeKinds => "days_before, on_the_day, days_after",
            Self::DaysBefore => "days_before",
            Self::DaysAfter => "days_after",
            Self::DaysAfterWhenAwaited => "days_after_when_awaited",
            Self::QuietFrom => "quiet_from",
            Self::QuietUntil => "quiet_until",
            Self::MailAfter => "mail_after_hours",
            Self::StaleAfter => "stale_after_hours",
            Self::KeptDays => "kept_days",
            Self::Wordings => "wording",
            Self::Within => "answered within",
            Self::UsualPromise => "usual_promise_days",
            Self::Itself => "this",
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => write!(formatter, "write something here"),
            Self::TooLong { most } => write!(formatter, "write at most {most} characters"),
            Self::Unreadable => write!(formatter, "write letters only, in one line"),
            Self::OutOfBounds { least, most } => write!(formatter, "write {least} to {most}"),
            Self::TooMany { most } => write!(formatter, "there may be at most {most}"),
            Self::Taken => write!(formatter, "another one has it: choose a name of its own"),
            Self::Twice => write!(formatter, "it stands there twice: write it once"),
            Self::Unknown => write!(formatter, "it names what is not there"),
            Self::NoHandle => write!(
                formatter,
                "write 3 to 64 lower-case letters, digits, '.' and '-', such as @biblioteca.empoli"
            ),
            Self::NoEmail => write!(formatter, "write an address such as desk@library.example"),
            Self::NoOrigin => write!(formatter, "write an address as https://host"),
            Self::NoZone => write!(formatter, "write a time zone such as Europe/Rome"),
            Self::NoOpening { text } => {
                write!(formatter, "“{text}” is no opening: write 09:00-13:00")
            }
            Self::Backwards { text } => {
                write!(formatter, "“{text}” must end after it begins, by 24:00")
            }
            Self::Overlap => write!(formatter, "two openings overlap: write them as one"),
            Self::NoDate => write!(formatter, "write a date such as 2026-12-24"),
            Self::EndsBefore => write!(formatter, "it must end after it begins"),
            Self::NoneChosen => write!(formatter, "choose at least one"),
            Self::NoStep { of } => write!(formatter, "write a multiple of {of}"),
            Self::WithinNotice => write!(
                formatter,
                "it could never be booked: look further ahead than the notice"
            ),
            Self::NoHours => write!(formatter, "write at which hours"),
            Self::NotLater => write!(formatter, "it must come later than the one before"),
            Self::UnknownPlaceholder { text } => write!(
                formatter,
                "“{{{text}}}” can't be filled in: write {{name}} or {{library}}"
            ),
            Self::TwoPlaces => write!(formatter, "at these hours one would be at two branches"),
            Self::InUse => write!(formatter, "patrons came to it: it can't be taken away"),
            Self::ChangedMeanwhile => write!(formatter, "somebody has changed it meanwhile"),
        }
    }
}
