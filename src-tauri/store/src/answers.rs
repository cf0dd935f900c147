//! Answers that librarians keep at hand.

use sportello_core::{Answer, AnswerId, LibraryId};
use sqlx::Row;

use crate::rows::id;
use crate::{Store, StoreError, Writing};

impl Store {
    /// The answers of a library.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn answers(&self, library: LibraryId) -> Result<Vec<Answer>, StoreError> {
        let rows =
            sqlx::query("SELECT id, name, italian, english FROM answer WHERE library_id = ?");
        let rows = rows.bind(library.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                Ok(Answer {
                    id: id(row, "id")?,
                    name: row.try_get("name")?,
                    italian: row.try_get("italian")?,
                    english: row.try_get("english")?,
                })
            })
            .collect()
    }
}

/// Writes an answer; the one with its id before is replaced.
///
/// # Errors
/// When the database fails.
pub async fn save_answer(
    writing: &mut Writing<'_>,
    library: LibraryId,
    answer: &Answer,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO answer (library_id, id, name, italian, english, changed_at) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (library_id, id) DO UPDATE SET \
         name = excluded.name, italian = excluded.italian, english = excluded.english, \
         changed_at = excluded.changed_at",
    )
    .bind(library.to_string())
    .bind(answer.id.to_string())
    .bind(&answer.name)
    .bind(&answer.italian)
    .bind(&answer.english)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Takes an answer away, if it is there.
///
/// # Errors
/// When the database fails.
pub async fn remove_answer(
    writing: &mut Writing<'_>,
    library: LibraryId,
    answer: AnswerId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM answer WHERE library_id = ? AND id = ?")
        .bind(library.to_string())
        .bind(answer.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
