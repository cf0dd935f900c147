//! A call-back: the desk will call somebody at an agreed time.
//!
//! From its time on it stands in the line of the seats until somebody takes it. Whom it
//! is for is called on their page, as from a thread, or on a telephone that the library
//! has beside its desk: then Sportello shows the number and is told how it came out.
//!
//! That its time has come is kept nowhere: it follows from the clock.

use chrono::NaiveDateTime;

use crate::cases::CaseNumber;
use crate::contact::{Language, Mode, PatronName};
use crate::ids::{CallBackId, CaseId, ContactId, DeskId, LibrarianId};
use crate::library::ThreadOf;
use crate::moment::{Moment, Span};

/// How often somebody is tried before the desk gives up.
pub const MOST_TRIES: u8 = 3;
/// How long after a try in vain the next one is due.
pub const TRY_AGAIN: Span = Span::minutes(15);
/// How long after it was put off by who called the next try is due.
pub const PUT_OFF: Span = Span::minutes(60);
/// How long a number that was taken to be dialled stays with who took it.
pub const TAKEN_KEPT: Span = Span::minutes(30);
/// How long one that nobody calls stays in the line.
pub const IN_LINE: Span = Span::minutes(30 * 24 * 60);
/// How far ahead a call-back may be agreed.
pub const LONGEST_AHEAD: Span = Span::minutes(90 * 24 * 60);
/// How many call-backs of one desk may be open.
pub const MOST_OF_A_DESK: usize = 500;
/// How many of one conversation, or of one case, may be open.
pub const MOST_OF_ONE: usize = 3;
/// The most characters of what it is for.
pub const LONGEST_ABOUT: usize = 160;

/// A telephone number, as somebody wrote it: digits, and what makes them readable.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Reads a number of 3 to 15 digits; it may have a `+` before and spaces, dots,
    /// dashes, slashes and brackets between.
    pub fn parse(typed: &str) -> Option<Self> {
        let tidy = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let digits = tidy.chars().filter(char::is_ascii_digit).count();
        let readable = |(place, one): (usize, char)| {
            one.is_ascii_digit() || " .-/()".contains(one) || (one == '+' && place == 0)
        };
        let fits = (3..=15).contains(&digits) && tidy.chars().count() <= 30;
        (fits && tidy.chars().enumerate().all(readable)).then_some(Self(tidy))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A number is somebody's: it does not end up in a log.
impl std::fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PhoneNumber(…)")
    }
}

/// How somebody is called back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallBackHow {
    /// On their page: it rings there if it is open, and is opened by a push if not.
    Page {
        /// How to meet.
        mode: Mode,
    },
    /// On a telephone. The number is gone once the call-back is over.
    Phone {
        /// Which.
        number: Option<PhoneNumber>,
    },
}

/// When somebody wants to be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallBackWhen {
    /// As soon as it is the desk's time for it.
    Soon,
    /// When the clock on the desk's wall shows this.
    At(NaiveDateTime),
}

/// The case to which a call-back belongs, as the line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBackCase {
    /// Which.
    pub id: CaseId,
    /// What everybody calls it.
    pub number: CaseNumber,
    /// What it is about.
    pub subject: String,
}

/// Who called a call-back off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalledOffBy {
    /// Whom it was for.
    Patron,
    /// A librarian.
    Desk,
}

/// Where a call-back stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallBackState {
    /// It is agreed: before its time it is awaited, from then on it is in the line.
    Agreed,
    /// A librarian calls.
    Taken {
        /// Who.
        by: LibrarianId,
        /// The contact that rings at the page; none on a telephone.
        contact: Option<ContactId>,
        /// Since when: milliseconds since 1970 UTC.
        since: i64,
    },
    /// They were spoken to.
    Reached {
        /// By whom.
        by: LibrarianId,
        /// When.
        at: i64,
    },
    /// They were tried as often as the desk tries.
    GivenUp {
        /// When.
        at: i64,
    },
    /// It will not take place.
    CalledOff {
        /// By whom.
        by: CalledOffBy,
        /// When.
        at: i64,
    },
}

impl CallBackState {
    /// Whether nothing is to be done about it any more.
    pub const fn is_over(self) -> bool {
        match self {
            Self::Agreed | Self::Taken { .. } => false,
            Self::Reached { .. } | Self::GivenUp { .. } | Self::CalledOff { .. } => true,
        }
    }
}

/// That the desk will call somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBack {
    /// Its id.
    pub id: CallBackId,
    /// The desk that calls.
    pub desk: DeskId,
    /// The case to which it belongs.
    pub case: Option<CallBackCase>,
    /// The conversation with whom it is for; none for who has none.
    pub of: Option<ThreadOf>,
    /// What they are called; may be empty.
    pub name: PatronName,
    /// What they read.
    pub language: Language,
    /// How they are called.
    pub how: CallBackHow,
    /// What for, in a few words; may be empty.
    pub about: String,
    /// When: milliseconds since 1970 UTC.
    pub due: i64,
    /// How often they were tried in vain.
    pub tries: u8,
    /// How often it was moved: each time is told once.
    pub moves: u32,
    /// Where it stands.
    pub state: CallBackState,
    /// Who agreed it.
    pub agreed_by: LibrarianId,
    /// When it was agreed.
    pub agreed_at: i64,
}

impl CallBack {
    /// Whether it stands in the line, and nobody has taken it.
    pub fn is_due(&self, now: Moment) -> bool {
        self.state == CallBackState::Agreed && now.wall_millis() >= self.due
    }
}

/// A call-back that a librarian agrees with somebody.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The id that it will have; the same twice is one.
    pub id: CallBackId,
    /// The desk that calls.
    pub desk: DeskId,
    /// The case to which it belongs.
    pub case: Option<CallBackCase>,
    /// The conversation with whom it is for.
    pub of: Option<ThreadOf>,
    /// What they are called.
    pub name: PatronName,
    /// What they read.
    pub language: Language,
    /// How they are called.
    pub how: CallBackHow,
    /// What for; what is too long is cut.
    pub about: String,
    /// When.
    pub when: CallBackWhen,
}

/// How a call on a telephone came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameOut {
    /// They were spoken to.
    Reached,
    /// Nobody answered.
    NotReached,
    /// They answered, and it is to be tried again later.
    Later,
    /// It was not tried: somebody else may take it.
    NotTried,
}

/// What happened to a call-back, for its case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallBackNews {
    /// It was agreed.
    Agreed,
    /// It has another time.
    Moved,
    /// They were spoken to.
    Reached,
    /// They were not reached, and are tried again.
    NotReached,
    /// They were not reached as often as the desk tries.
    GivenUp,
    /// It will not take place.
    CalledOff(CalledOffBy),
}

/// Something that happened to a call-back, to be written of its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallBackNote {
    /// As it stands then.
    pub call_back: CallBack,
    /// What.
    pub what: CallBackNews,
    /// The librarian who took part, if one did.
    pub librarian: Option<LibrarianId>,
    /// When it is due, as the desk's clock shows it.
    pub shown: String,
}

/// Why something about a call-back was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallBackTrouble {
    /// There is none, or it is somebody else's.
    #[error("no such call-back")]
    NoSuchCallBack,
    /// It is over.
    #[error("the call-back is over")]
    AlreadyOver,
    /// A colleague calls already.
    #[error("a colleague has taken it")]
    Taken {
        /// Who.
        by: LibrarianId,
    },
    /// Its time has not come.
    #[error("its time has not come")]
    TooEarly,
    /// That time is past.
    #[error("that time is past")]
    Past,
    /// That time is too far ahead.
    #[error("that time is too far ahead")]
    TooFar,
    /// The clock never shows that time: it is put forward over it.
    #[error("the clock never shows that time")]
    NoSuchTime,
    /// The desk is closed then.
    #[error("the desk is closed then")]
    Closed {
        /// Why on that day, if it is out of the ordinary; may be empty.
        reason: String,
        /// When it opens after that.
        opens: Option<i64>,
    },
    /// They have no page here: only a telephone is left.
    #[error("they have no page to be called on")]
    NoPage,
    /// Nobody can dial that.
    #[error("that is no telephone number")]
    BadNumber,
    /// As many are agreed as may be.
    #[error("too many call-backs")]
    TooMany,
    /// They are in another contact, or may not come.
    #[error("they can't be called now")]
    NotNow,
    /// Who wants to call is talking with somebody.
    #[error("already on a contact")]
    AlreadyOnContact,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_digits_and_what_makes_them_readable() {
        let number = |typed| PhoneNumber::parse(typed).map(|read| read.as_str().to_owned());
        assert_eq!(
            number(" +39  0571 / 757840 ").as_deref(),
            Some("+39 0571 / 757840")
        );
        assert_eq!(
            number("(0571) 75-78.40").as_deref(),
            Some("(0571) 75-78.40")
        );
        for no in [
            "",
            "12",
            "ask Ada",
            "055+12345",
            "1234567890123456",
            "<b>123456",
        ] {
            assert_eq!(number(no), None, "{no}");
        }
    }

    #[test]
    fn a_number_is_not_told_to_a_log() {
        let number = PhoneNumber::parse("0571 757840").expect("a number");
        assert!(!format!("{number:?}").contains("757840"));
    }
}
