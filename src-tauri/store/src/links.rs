//! Private links, by the hashes of their secrets: one for each patron, and one for each
//! letter that went to them.

use sportello_core::{DeskId, PatronId};

use crate::{PatronRow, Store, StoreError, Writing};

impl Store {
    /// The patron of a desk who has a private link with this secret; one that they made
    /// themselves, since a time.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nobody's has.
    pub async fn patron_by_link(
        &self,
        desk: DeskId,
        secret_hash: &str,
        now: i64,
        made_since: i64,
    ) -> Result<PatronRow, StoreError> {
        let row = sqlx::query(
            "SELECT patron.id, thread.id AS thread_id FROM \
             (SELECT patron_id FROM patron_link WHERE secret_hash = ?1 AND created_at > ?4 UNION ALL \
              SELECT patron_id FROM mailed_link WHERE secret_hash = ?1 AND expires_at > ?3) AS link \
             JOIN patron ON patron.id = link.patron_id \
             JOIN thread ON thread.patron_id = patron.id AND thread.desk_id = patron.desk_id \
             WHERE patron.desk_id = ?2",
        )
        .bind(secret_hash)
        .bind(desk.to_string())
        .bind(now)
        .bind(made_since)
        .fetch_one(self.read())
        .await?;
        PatronRow::of(desk, &row)
    }
}

impl Store {
    /// Whether a secret that is still good went out in a letter.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_mailed(&self, secret_hash: &str, now: i64) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT EXISTS (SELECT 1 FROM mailed_link WHERE secret_hash = ? AND expires_at > ?) \
             AS so",
        );
        let row = row.bind(secret_hash).bind(now).fetch_one(self.read());
        Ok(sqlx::Row::try_get(&row.await?, "so")?)
    }
}

/// Gives a patron a private link, in place of the one before and of all that went out
/// by mail.
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
    sqlx::query("DELETE FROM mailed_link WHERE patron_id = ?")
        .bind(patron.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A letter with a private link goes out to a patron.
///
/// # Errors
/// When the database fails.
pub async fn add_mailed_link(
    writing: &mut Writing<'_>,
    patron: PatronId,
    secret_hash: &str,
    at: i64,
    expires_at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO mailed_link (secret_hash, patron_id, created_at, expires_at) \
         VALUES (?, ?, ?, ?)",
    )
    .bind(secret_hash)
    .bind(patron.to_string())
    .bind(at)
    .bind(expires_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
