//! How the settings of a library were before each of its newest changes.

use sportello_core::settings::Told;
use sportello_core::{LibrarianId, LibraryId, Settings};
use sqlx::Row;

use crate::rows::{json, to_json};
use crate::{Store, StoreError, Writing};

/// How many changes are kept.
const KEPT: i64 = 20;

/// A change of the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsChanged {
    /// Grows with each change.
    pub sequence: i64,
    /// When: milliseconds since 1970 UTC.
    pub at: i64,
    /// Who, as people read it; empty for the command line and for who is gone.
    pub who: String,
    /// What was changed.
    pub what: Told,
}

impl Store {
    /// The newest changes of a library's settings, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn settings_history(
        &self,
        library: LibraryId,
    ) -> Result<Vec<SettingsChanged>, StoreError> {
        let rows = sqlx::query(
            "SELECT sequence, at, coalesce(librarian.name, '') AS who, what FROM settings_history \
             LEFT JOIN librarian ON librarian.id = librarian_id \
             WHERE settings_history.library_id = ? ORDER BY sequence DESC",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?
            .iter()
            .map(|row| {
                Ok(SettingsChanged {
                    sequence: row.try_get("sequence")?,
                    at: row.try_get("at")?,
                    who: row.try_get("who")?,
                    what: json(row, "what")?,
                })
            })
            .collect()
    }

    /// The settings as they were before a change, without people; and when that was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the change is none of this library, or too old.
    pub async fn settings_before(
        &self,
        library: LibraryId,
        sequence: i64,
    ) -> Result<(i64, Settings), StoreError> {
        let row = sqlx::query(
            "SELECT at, before FROM settings_history WHERE library_id = ? AND sequence = ?",
        );
        let row = row.bind(library.to_string()).bind(sequence);
        let row = row.fetch_one(self.read()).await?;
        Ok((row.try_get("at")?, json(&row, "before")?))
    }
}

/// Notes a change, with the settings as they were before it; gives back its number.
///
/// # Errors
/// When the database fails.
pub async fn note_settings_change(
    writing: &mut Writing<'_>,
    library: LibraryId,
    who: Option<LibrarianId>,
    what: &Told,
    before: &Settings,
    at: i64,
) -> Result<i64, StoreError> {
    let noted = sqlx::query(
        "INSERT INTO settings_history (library_id, at, librarian_id, what, before) \
         VALUES (?, ?, ?, ?, ?)",
    )
    .bind(library.to_string())
    .bind(at)
    .bind(who.map(|who| who.to_string()))
    .bind(to_json(what))
    .bind(to_json(before))
    .execute(&mut **writing)
    .await?;
    sqlx::query(
        "DELETE FROM settings_history WHERE library_id = ?1 AND sequence <= (\
         SELECT sequence FROM settings_history WHERE library_id = ?1 \
         ORDER BY sequence DESC LIMIT 1 OFFSET ?2)",
    )
    .bind(library.to_string())
    .bind(KEPT)
    .execute(&mut **writing)
    .await?;
    Ok(noted.last_insert_rowid())
}
