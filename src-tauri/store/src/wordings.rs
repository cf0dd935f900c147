//! What letters say in a library's own words. Whether a wording can be used is judged by
//! whoever writes it here, and again by whoever reads it.

use std::collections::BTreeMap;

use sportello_core::{Language, LibraryId, OutgoingKind};
use sqlx::Row;

use crate::rows::{Word, word};
use crate::{Store, StoreError, Writing};

/// A subject and a text, with their placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnWording {
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl Store {
    /// All wordings of a library.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn wordings(
        &self,
        library: LibraryId,
    ) -> Result<BTreeMap<(OutgoingKind, Language), OwnWording>, StoreError> {
        let rows = sqlx::query(
            "SELECT kind, language, subject, body FROM letter_wording WHERE library_id = ?",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        let read = |row| {
            let wording = OwnWording {
                subject: sqlx::sqlite::SqliteRow::try_get(row, "subject")?,
                text: sqlx::sqlite::SqliteRow::try_get(row, "body")?,
            };
            Ok(((word(row, "kind")?, word(row, "language")?), wording))
        };
        rows.iter().map(read).collect()
    }
}

/// Writes a wording of a library, or takes it away.
///
/// # Errors
/// When the database fails.
pub async fn save_wording(
    writing: &mut Writing<'_>,
    library: LibraryId,
    (kind, language): (OutgoingKind, Language),
    wording: Option<&OwnWording>,
    at: i64,
) -> Result<(), StoreError> {
    let gone = sqlx::query(
        "DELETE FROM letter_wording WHERE library_id = ? AND kind = ? AND language = ?",
    );
    let gone = gone.bind(library.to_string()).bind(kind.word());
    gone.bind(language.word()).execute(&mut **writing).await?;
    let Some(wording) = wording else {
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO letter_wording (library_id, kind, language, subject, body, changed_at) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(library.to_string())
    .bind(kind.word())
    .bind(language.word())
    .bind(&wording.subject)
    .bind(&wording.text)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
