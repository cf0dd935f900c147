//! What a desk offers to book.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::contact::Mode;
use crate::ids::{ConsultationId, DeskId, LibrarianId, TopicId};
use crate::settings::Spoken;

/// How patron and librarian meet at an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Meeting {
    /// By a video call.
    Video,
    /// By a voice call.
    Voice,
    /// At a branch.
    InPerson,
}

impl Meeting {
    /// The mode of the call in which it takes place; none for a meeting in person.
    pub const fn mode(self) -> Option<Mode> {
        match self {
            Self::Video => Some(Mode::Video),
            Self::Voice => Some(Mode::Voice),
            Self::InPerson => None,
        }
    }
}

/// The colour of a consultation in the calendar, by its name: the screen has a light and
/// a dark one of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum Colour {
    /// Blue.
    #[default]
    Blue,
    /// Green.
    Green,
    /// Amber.
    Amber,
    /// Red.
    Red,
    /// Violet.
    Violet,
    /// Teal.
    Teal,
}

/// Something that is asked of whoever books.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What.
    pub text: Spoken,
    /// Nothing is booked without an answer.
    pub required: bool,
}

/// A kind of appointment that a desk offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consultation {
    /// Its id.
    pub id: ConsultationId,
    /// The desk that offers it.
    pub desk: DeskId,
    /// What people call it.
    pub name: Spoken,
    /// What it is for; may be empty.
    pub description: Spoken,
    /// How long it lasts.
    pub minutes: u16,
    /// How one may meet; never empty.
    pub meetings: BTreeSet<Meeting>,
    /// For how many minutes before it the librarian is kept free.
    pub before: u16,
    /// And after it.
    pub after: u16,
    /// How many minutes before its beginning it can last be booked.
    pub notice_minutes: u32,
    /// How many days ahead it can be booked.
    pub ahead_days: u16,
    /// How many of it there are on one day at most, whoever gives them; none for as many
    /// as fit.
    pub most_per_day: Option<u16>,
    /// Who gives it. Empty once the last one has left: then it can't be booked.
    pub givers: Vec<LibrarianId>,
    /// What is asked of whoever books.
    pub questions: Vec<Question>,
    /// Its colour in the calendar.
    pub colour: Colour,
    /// What it is about, among the topics of the library.
    pub topic: Option<TopicId>,
    /// A booking by a patron holds only once they have followed the link of a letter.
    pub confirm_by_mail: bool,
    /// How many minutes before its beginning the patron can last move or cancel it.
    pub change_minutes: u32,
}
