//! Words and ids as they stand in rows, and back.

use sportello_core::{ChosenPresence, EndedBy, Language, Mode, Outcome};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::StoreError;

/// A small enum that is stored as a word.
pub(crate) trait Word: Sized + Copy + 'static {
    /// Every value with its word.
    const WORDS: &'static [(Self, &'static str)];
    /// What to call it when a row can't be read.
    const WHAT: &'static str;

    fn word(self) -> &'static str
    where
        Self: PartialEq,
    {
        let entry = Self::WORDS.iter().find(|(value, _)| *value == self);
        entry.expect("every value of a stored enum has a word").1
    }

    fn read(word: &str) -> Result<Self, StoreError> {
        let entry = Self::WORDS.iter().find(|(_, known)| *known == word);
        entry
            .map(|(value, _)| *value)
            .ok_or(StoreError::Unreadable(Self::WHAT))
    }
}

impl Word for Mode {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Video, "video"),
        (Self::Voice, "voice"),
        (Self::Chat, "chat"),
    ];
    const WHAT: &'static str = "mode";
}

impl Word for Language {
    const WORDS: &'static [(Self, &'static str)] = &[(Self::It, "it"), (Self::En, "en")];
    const WHAT: &'static str = "language";
}

impl Word for ChosenPresence {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Available, "available"), (Self::Away, "away")];
    const WHAT: &'static str = "presence";
}

impl Word for EndedBy {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Patron, "patron"),
        (Self::Librarian, "librarian"),
        (Self::Absence, "absence"),
    ];
    const WHAT: &'static str = "end of a contact";
}

impl Word for Outcome {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::ResolvedAtFirstLevel, "resolvedAtFirstLevel"),
        (Self::Abandoned, "abandoned"),
    ];
    const WHAT: &'static str = "outcome";
}

/// Reads an id from its text.
pub(crate) fn id<T: std::str::FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<T, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// Reads an id that may be missing.
pub(crate) fn optional_id<T: std::str::FromStr>(
    row: &SqliteRow,
    column: &'static str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    text.map(|text| text.parse().map_err(|_| StoreError::Unreadable(column)))
        .transpose()
}

/// Reads a small enum from its word.
pub(crate) fn word<T: Word>(row: &SqliteRow, column: &'static str) -> Result<T, StoreError> {
    T::read(&row.try_get::<String, _>(column)?)
}
