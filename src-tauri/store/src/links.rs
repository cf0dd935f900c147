//! Private links: one for each patron, by the hash of its secret.

use sportello_core::{DeskId, PatronId};

use crate::{PatronRow, Store, StoreError, Writing};

impl Store {
    /// The patron of a desk whose private link has this secret.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nobody's has.
    pub async fn patron_by_link(
        &self,
        desk: DeskId,
        secret_hash: &str,
    ) -> Result<PatronRow, StoreError> {
        let row = sqlx::query(
            "SELECT patron.id, thread.id AS thread_id FROM patron_link \
             JOIN patron ON patron.id = patron_link.patron_id \
             JOIN thread ON thread.patron_id = patron.id AND thread.desk_id = patron.desk_id \
             WHERE secret_hash = ? AND patron.desk_id = ?",
        )
        .bind(secret_hash)
        .bind(desk.to_string())
        .fetch_one(self.read())
        .await?;
        PatronRow::of(desk, &row)
    }
}

/// Gives a patron a private link, in place of the one before.
///
/// # Errors
/// When the database fails.
pub async fn set_link(
    writing: &mut Writing<'_>,
    patron: PatronId,
    secret_hash: &str,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO patron_link (patron_id, secret_hash, created_at) VALUES (?, ?, ?) \
         ON CONFLICT (patron_id) DO UPDATE \
         SET secret_hash = excluded.secret_hash, created_at = excluded.created_at",
    )
    .bind(patron.to_string())
    .bind(secret_hash)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
