//! A still of the patron's picture: taken for a purpose that is said, and only after a
//! tap of consent on the other side.
//!
//! **The rule.** A librarian asks and says what for. Nothing happens without an
//! answer: the question is over after [`STILL_ASKED`]. A yes is good for one still and
//! for [`STILL_FRESH`]; after a no the librarian may not ask again for
//! [`STILL_PEACE`]. Question and consent end with the picture: with the talk, on hold,
//! and in any mode but video.

use serde::{Deserialize, Serialize};

use crate::moment::{Moment, Span};

/// How long a question stands.
pub const STILL_ASKED: Span = Span::seconds(30);
/// How long a consent is good.
pub const STILL_FRESH: Span = Span::seconds(30);
/// How long a patron who said no is left in peace.
pub const STILL_PEACE: Span = Span::seconds(60);
/// The longest purpose, in characters.
pub const LONGEST_PURPOSE: usize = 120;

/// What a still is for, as the patron reads it: one line, never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose(String);

impl Purpose {
    /// Reads a purpose; nothing when it is empty or too long.
    pub fn parse(text: &str) -> Option<Self> {
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_one = !words.is_empty()
            && words.chars().count() <= LONGEST_PURPOSE
            && !words.chars().any(char::is_control);
        is_one.then_some(Self(words))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How a talk stands with a still of the patron's picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Still {
    /// Nobody has asked.
    #[default]
    Unasked,
    /// The librarian has asked; the patron has yet to say something.
    Asked {
        /// What for.
        purpose: Purpose,
        /// When.
        at: Moment,
    },
    /// The patron has said yes: one still may be taken.
    Allowed {
        /// What for.
        purpose: Purpose,
        /// When the patron said so.
        at: Moment,
    },
    /// The patron has said no.
    Refused {
        /// When.
        at: Moment,
    },
}

impl Still {
    /// When it will be as if nobody had asked.
    pub fn over_at(&self) -> Option<Moment> {
        match self {
            Self::Unasked => None,
            Self::Asked { at, .. } => Some(at.plus(STILL_ASKED)),
            Self::Allowed { at, .. } => Some(at.plus(STILL_FRESH)),
            Self::Refused { at } => Some(at.plus(STILL_PEACE)),
        }
    }

    /// What is left of it when there is no picture any more: a no outlasts that.
    #[must_use]
    pub fn without_picture(self) -> Self {
        match self {
            Self::Unasked | Self::Asked { .. } | Self::Allowed { .. } => Self::Unasked,
            Self::Refused { at } => Self::Refused { at },
        }
    }
}

/// What a patron says to the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum StillAnswer {
    /// Yes, one.
    Yes,
    /// No.
    No,
    /// The page sends no picture, so it did not even ask the patron.
    NoPicture,
}

/// A consent that was used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent {
    /// When the patron gave it: milliseconds since 1970 UTC.
    pub at: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_one_line_and_never_empty() {
        let purpose = Purpose::parse(" la copertina \n del libro ");
        assert_eq!(
            purpose.as_ref().map(Purpose::as_str),
            Some("la copertina del libro")
        );
        for none in ["", " \n ", "a\0b", &"è".repeat(LONGEST_PURPOSE + 1)] {
            assert_eq!(Purpose::parse(none), None, "{none:?}");
        }
        assert!(Purpose::parse(&"è".repeat(LONGEST_PURPOSE)).is_some());
    }
}
