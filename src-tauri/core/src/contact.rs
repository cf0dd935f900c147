//! A contact: one visit of a patron to a desk, from arrival to outcome.
//!
//! The state holds what is true now and nothing that can be derived: a position in
//! the line is counted, presence is looked up, a deadline follows from the moment
//! that is stored beside its reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::chat::Text;
use crate::ids::{
    AppointmentId, ContactId, DeskId, GroupId, LibrarianId, PatronId, SeatId, ThreadId, TopicId,
};
use crate::moment::Moment;
use crate::still::Still;
use crate::wait::WaitRange;

/// The longest name a patron may give, in characters.
pub const LONGEST_NAME: usize = 60;

/// How patron and librarian meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Mode {
    /// Picture, sound and chat.
    Video,
    /// Sound and chat.
    Voice,
    /// Chat alone.
    Chat,
}

impl Mode {
    /// Whether it is a call, with sound: a librarian has one at a time.
    pub const fn is_call(self) -> bool {
        match self {
            Self::Video | Self::Voice => true,
            Self::Chat => false,
        }
    }

    /// The lesser of both: chat, voice, video.
    #[must_use]
    pub const fn at_most(self, other: Self) -> Self {
        match (self, other) {
            (Self::Chat, _) | (_, Self::Chat) => Self::Chat,
            (Self::Voice, _) | (_, Self::Voice) => Self::Voice,
            (Self::Video, Self::Video) => Self::Video,
        }
    }
}

/// The language a person reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Language {
    /// Italian.
    #[default]
    It,
    /// English.
    En,
}

/// How a contact came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Outcome {
    /// Answered, and settled there and then.
    ResolvedAtFirstLevel,
    /// Answered, and not settled: a colleague or an office must go on with it.
    HandedOff,
    /// It goes on in an appointment: one was booked, or the time of one came while the
    /// patron waited.
    Appointment,
    /// It goes on when the desk calls back: that was agreed.
    CallBack,
    /// The patron left before anybody answered.
    Abandoned,
    /// The patron was not there at their turn, or the desk closed: it goes on as a
    /// message in the thread.
    MessageLeft,
    /// The librarian called and the patron did not answer.
    NotReached,
    /// The librarian ended and blocked it.
    Blocked,
}

/// Who or what ended a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum EndedBy {
    /// The patron hung up or left the line.
    Patron,
    /// The librarian hung up.
    Librarian,
    /// The patron was gone for too long.
    Absence,
    /// The desk closed and nobody was there any more.
    Closing,
}

/// The name a patron gives: may be empty, has no control characters, and at most
/// [`LONGEST_NAME`] characters; the rest is cut.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct PatronName(String);

impl PatronName {
    /// Tidies what was typed. Never refuses: a name is a courtesy.
    pub fn tidy(text: &str) -> Self {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Self(
            words
                .chars()
                .filter(|c| !c.is_control())
                .take(LONGEST_NAME)
                .collect(),
        )
    }

    /// The name; empty when none was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a contact stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContactState {
    /// In the line; nobody is being rung for it.
    Waiting,
    /// It is the patron's turn, but their page is away: until then they are waited
    /// for, while the next are served.
    Called {
        /// When they have missed their turn.
        until: Moment,
    },
    /// Ringing at these librarians until the deadline of the offer.
    Offered {
        /// Who is being rung.
        to: Vec<LibrarianId>,
        /// Since when this contact has been offered, to whomever: its turn.
        turn: Moment,
        /// When they have missed it.
        until: Moment,
    },
    /// A librarian calls from the thread; it rings at the patron's page.
    Calling {
        /// Who calls.
        with: LibrarianId,
        /// The seat that will hold the call.
        seat: SeatId,
        /// When the patron has missed it.
        until: Moment,
    },
    /// Answered by a librarian, at one of their seats.
    Talking(Talk),
    /// Over.
    Ended {
        /// When.
        at: Moment,
        /// By whom.
        by: EndedBy,
        /// How it came out.
        outcome: Outcome,
        /// Who had answered, if anybody.
        librarian: Option<LibrarianId>,
    },
}

/// A contact under way with a librarian.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// Who answered.
    pub with: LibrarianId,
    /// The seat that holds the call.
    pub seat: SeatId,
    /// What the librarian sends: a video contact may be answered with voice.
    pub answered_with: Mode,
    /// When it was answered.
    pub since: Moment,
    /// The librarian has put it on hold.
    pub on_hold: bool,
    /// The librarian proposes to go on with this; the patron has yet to say yes.
    pub proposed: Option<Mode>,
    /// The librarian sees the patron's picture clearly.
    pub admitted: bool,
    /// How it stands with a still of the patron's picture.
    pub still: Still,
    /// It rings at colleagues, for one of them to go on with it. Does not outlive the
    /// server.
    pub transfer: Option<Box<Transfer>>,
}

/// A contact under way that rings at colleagues: the first who takes it goes on with it,
/// and until then it stays with who passes it on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Whom it was meant for.
    pub whom: TransferTo,
    /// Who is being rung.
    pub to: Vec<LibrarianId>,
    /// When they have missed it.
    pub until: Moment,
    /// If nobody takes it, it goes back to the line at once, not to who passes it on.
    pub else_line: bool,
    /// What it was passed on with before, should it stay here.
    pub before: Option<PassedOn>,
}

/// Whom a contact is passed on to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "type",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum TransferTo {
    /// One colleague.
    Librarian {
        /// Who.
        librarian: LibrarianId,
    },
    /// Whoever of a group is free for it.
    Group {
        /// Which.
        group: GroupId,
    },
}

/// Who passed a contact on, and what the next one should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    /// Who.
    pub by: LibrarianId,
    /// What they wrote for the next one.
    pub note: Option<Text>,
}

/// Whom a patron asked for by name, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The person.
    pub librarian: LibrarianId,
    /// They can't be had: the group answers instead, and the patron is told.
    pub overflowed: bool,
}

/// How a contact came out, in the words of who served it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrapUp {
    /// What it was about.
    pub topic: Option<TopicId>,
    /// How it came out.
    pub outcome: Outcome,
    /// What the next colleague should know.
    pub note: Option<Text>,
}

/// How satisfied the patron was: 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "types", derive(ts_rs::TS), ts(as = "u8"))]
pub struct Rating(u8);

impl Rating {
    /// A rating from 1 to 5; anything else is none.
    pub fn new(stars: u8) -> Option<Self> {
        (1..=5).contains(&stars).then_some(Self(stars))
    }

    /// From 1 to 5.
    pub fn stars(self) -> u8 {
        self.0
    }
}

impl<'de> Deserialize<'de> for Rating {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stars = u8::deserialize(deserializer)?;
        Self::new(stars).ok_or_else(|| serde::de::Error::custom("a rating is 1 to 5"))
    }
}

/// Something that happened to a contact: what reports count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactEvent {
    /// Which contact.
    pub contact: ContactId,
    /// When.
    pub at: Moment,
    /// What.
    pub what: EventKind,
    /// Which librarian took part, if one did.
    pub librarian: Option<LibrarianId>,
}

/// What happened to a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// The patron took a place.
    Arrived,
    /// It began to ring at a librarian.
    Offered,
    /// It rang there for its whole time.
    Missed,
    /// The librarian left it to a colleague.
    Declined,
    /// The person who was asked for can't be had; the group answers.
    Overflowed,
    /// The patron was not there at their turn.
    TurnMissed,
    /// A librarian called the patron.
    CalledOut,
    /// It was answered.
    Answered,
    /// It was put on hold.
    Held,
    /// It was taken off hold.
    Resumed,
    /// It went on in another mode.
    ModeChanged,
    /// The seat was lost, or a librarian sent it there: the patron is in the line again.
    Returned,
    /// It began to ring at colleagues while it was under way; told of who passes it on.
    TransferBegun,
    /// A colleague would not take it over.
    TransferRefused,
    /// A colleague let it ring for its whole time.
    TransferMissed,
    /// A colleague took it over.
    Transferred,
    /// It is over.
    Ended,
}

/// One visit of a patron to a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its id.
    pub id: ContactId,
    /// The desk that was reached.
    pub desk: DeskId,
    /// Who came.
    pub patron: PatronId,
    /// The chat it belongs to.
    pub thread: ThreadId,
    /// How patron and librarian meet.
    pub mode: Mode,
    /// What the patron calls themself.
    pub name: PatronName,
    /// What the patron reads.
    pub language: Language,
    /// What it is about, as the patron said, later as the librarian wrote down.
    pub topic: Option<TopicId>,
    /// Whom the patron asked for.
    pub wanted: Option<Wanted>,
    /// The appointment that it is, if it was booked: it goes before who came without.
    pub booked: Option<AppointmentId>,
    /// When the patron came.
    pub arrived: Moment,
    /// What orders the line: the arrival, later when the patron stepped back.
    pub place: Moment,
    /// The patron missed one turn already.
    pub stepped_back: bool,
    /// What was told at the arrival; `None` when nothing could be told.
    pub told: Option<WaitRange>,
    /// When it first rang at anybody: then the wait in line is over.
    pub first_offered: Option<Moment>,
    /// Where it stands.
    pub state: ContactState,
    /// Librarians who are not rung for it again before that moment, because they
    /// declined or missed it.
    pub passed: BTreeMap<LibrarianId, Moment>,
    /// Since when the patron's page has been away; `None` while it is open.
    pub absent_since: Option<Moment>,
    /// Who passed it on last, if anybody.
    pub passed_on: Option<PassedOn>,
    /// How it came out, once the librarian has said so.
    pub wrap_up: Option<WrapUp>,
    /// How satisfied the patron was.
    pub rating: Option<Rating>,
}

impl Contact {
    /// Whether it still has a place in the line.
    pub fn is_in_line(&self) -> bool {
        match self.state {
            ContactState::Waiting | ContactState::Called { .. } | ContactState::Offered { .. } => {
                true
            }
            ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => false,
        }
    }

    /// The librarian whom it keeps busy.
    pub fn engages(&self) -> Option<LibrarianId> {
        match &self.state {
            ContactState::Calling { with, .. } => Some(*with),
            ContactState::Talking(talk) => Some(talk.with),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Ended { .. } => None,
        }
    }

    /// The seat at which it is held.
    pub fn seat(&self) -> Option<SeatId> {
        match &self.state {
            ContactState::Calling { seat, .. } => Some(*seat),
            ContactState::Talking(talk) => Some(talk.seat),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Ended { .. } => None,
        }
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        matches!(self.state, ContactState::Ended { .. })
    }

    /// The conversation under way.
    pub fn talk(&self) -> Option<&Talk> {
        match &self.state {
            ContactState::Talking(talk) => Some(talk),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Offered { .. }
            | ContactState::Calling { .. }
            | ContactState::Ended { .. } => None,
        }
    }

    /// Who is talking with the patron, and at which seat.
    pub fn talking(&self) -> Option<(LibrarianId, SeatId)> {
        self.talk().map(|talk| (talk.with, talk.seat))
    }

    /// The seat of the live call that it is: talked in, with sound. The call has two
    /// parties, the patron and this seat.
    pub fn call(&self) -> Option<SeatId> {
        let talk = self.talk()?;
        let has_sound = self.mode != Mode::Chat && talk.answered_with != Mode::Chat;
        has_sound.then_some(talk.seat)
    }

    /// The transfer under way.
    pub fn transfer(&self) -> Option<&Transfer> {
        self.talk()?.transfer.as_deref()
    }

    /// Whether it is ringing at this librarian: from the line, or passed on by a
    /// colleague.
    pub fn is_ringing_at(&self, librarian: LibrarianId) -> bool {
        let passed_on = self.transfer().map(|transfer| &transfer.to);
        match &self.state {
            ContactState::Offered { to, .. } => to.contains(&librarian),
            ContactState::Waiting
            | ContactState::Called { .. }
            | ContactState::Calling { .. }
            | ContactState::Talking(_)
            | ContactState::Ended { .. } => passed_on.is_some_and(|to| to.contains(&librarian)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tidied_and_never_refused() {
        assert_eq!(
            PatronName::tidy("  Ada \n\t Lovelace\u{0}  ").as_str(),
            "Ada Lovelace"
        );
        assert_eq!(
            PatronName::tidy(&"x".repeat(200)).as_str().len(),
            LONGEST_NAME
        );
        assert_eq!(PatronName::tidy(" ").as_str(), "");
    }

    #[test]
    fn a_rating_is_one_to_five() {
        assert_eq!(Rating::new(5).map(Rating::stars), Some(5));
        assert_eq!((Rating::new(0), Rating::new(6)), (None, None));
    }
}
