//! A contact: one visit of a patron to a desk, from arrival to outcome.
//!
//! The state holds what is true now and nothing that can be derived: a position in
//! the line is counted, presence is looked up, a deadline follows from the moment
//! that is stored beside its reason.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::{ContactId, DeskId, LibrarianId, PatronId, SeatId, ThreadId};
use crate::moment::Moment;

/// The longest name a patron may give, in characters.
pub const LONGEST_NAME: usize = 60;

/// How patron and librarian meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// The language a person reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Language {
    /// Italian.
    It,
    /// English.
    En,
}

/// How a contact came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Outcome {
    /// Answered, and settled there and then.
    ResolvedAtFirstLevel,
    /// The patron left before anybody answered.
    Abandoned,
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
    /// Ringing at these librarians until the deadline of the offer.
    Offered {
        /// Who is being rung.
        to: Vec<LibrarianId>,
        /// When they have missed it.
        until: Moment,
    },
    /// Answered by a librarian, at one of their seats.
    Talking {
        /// Who answered.
        with: LibrarianId,
        /// The seat that holds the call.
        seat: SeatId,
        /// What the librarian sends: a video contact may be answered with voice.
        answered_with: Mode,
        /// When it was answered.
        since: Moment,
    },
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
    /// How the patron wants to meet.
    pub mode: Mode,
    /// What the patron calls themself.
    pub name: PatronName,
    /// What the patron reads.
    pub language: Language,
    /// When the patron took their place.
    pub arrived: Moment,
    /// Where it stands.
    pub state: ContactState,
    /// Librarians who are not rung for it again before that moment, because they
    /// declined or missed it.
    pub passed: BTreeMap<LibrarianId, Moment>,
    /// Since when the patron's page has been away; `None` while it is open.
    pub absent_since: Option<Moment>,
}

impl Contact {
    /// Whether it still has a place in the line.
    pub fn is_in_line(&self) -> bool {
        matches!(
            self.state,
            ContactState::Waiting | ContactState::Offered { .. }
        )
    }

    /// Whether it is over.
    pub fn is_ended(&self) -> bool {
        matches!(self.state, ContactState::Ended { .. })
    }

    /// Who is talking with the patron, and at which seat.
    pub fn talking(&self) -> Option<(LibrarianId, SeatId)> {
        match self.state {
            ContactState::Talking { with, seat, .. } => Some((with, seat)),
            ContactState::Waiting | ContactState::Offered { .. } | ContactState::Ended { .. } => {
                None
            }
        }
    }

    /// Whether it is ringing at this librarian.
    pub fn is_ringing_at(&self, librarian: LibrarianId) -> bool {
        matches!(&self.state, ContactState::Offered { to, .. } if to.contains(&librarian))
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
}
