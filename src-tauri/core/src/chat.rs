//! Chat: what is said in a thread.
//!
//! A message's id is made by its author's side. The same id said twice is one
//! message, so a page that lost the network may say everything again.

use crate::ids::{ContactId, LibrarianId, MessageId, PatronId, ThreadId};
use crate::moment::Moment;

/// The longest message, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// The words of a message: neither empty nor longer than [`LONGEST_TEXT`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(String);

/// Why a text can't be a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("a message has at least one visible character")]
    Empty,
    /// Longer than [`LONGEST_TEXT`].
    #[error("a message has at most 4,000 characters")]
    TooLong,
    /// Holds a NUL, behind which many programs see nothing.
    #[error("a message has no NUL in it")]
    Unreadable,
}

impl Text {
    /// Reads the words of a message; white space around them is dropped.
    ///
    /// # Errors
    /// When nothing is left, or too much.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.contains('\0') {
            return Err(TextError::Unreadable);
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(TextError::TooLong);
        }
        Ok(Self(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// The patron of the thread.
    Patron(PatronId),
    /// A librarian of the desk.
    Librarian(LibrarianId),
}

/// One message of a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChatMessage {
    /// Made by the author's side.
    pub id: MessageId,
    /// The thread it stands in.
    pub thread: ThreadId,
    /// The contact during which it was said.
    pub contact: ContactId,
    /// Who said it.
    pub author: Author,
    /// The words.
    pub text: Text,
    /// When the desk took it.
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_alone_is_no_message() {
        assert_eq!(Text::parse(" \n\t "), Err(TextError::Empty));
    }

    #[test]
    fn nothing_hides_behind_a_nul() {
        assert_eq!(Text::parse("ciao\0bello"), Err(TextError::Unreadable));
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Text::parse(&"è".repeat(LONGEST_TEXT)).is_ok());
        assert_eq!(
            Text::parse(&"è".repeat(LONGEST_TEXT + 1)),
            Err(TextError::TooLong)
        );
    }
}
