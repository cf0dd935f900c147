//! Who may not come for a while. A block ends; that it was made stays written.

use sportello_core::{Block, LibrarianId, LibraryId, PatronId, Text, ThreadId};
use sqlx::Row;

use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A patron who may not come, as an administrator reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRow {
    /// The patron's thread.
    pub thread: ThreadId,
    /// What the patron called themself.
    pub name: String,
    /// Why.
    pub reason: String,
    /// Until when: milliseconds since 1970 UTC.
    pub until: i64,
}

impl Store {
    /// Who may not come to the desks of a library at an instant, the earliest to be
    /// let in again first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn blocked(&self, library: LibraryId, at: i64) -> Result<Vec<BlockRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT thread.id AS thread_id, contact.name, reason, until FROM block \
             JOIN contact ON contact.id = contact_id \
             JOIN thread ON thread.patron_id = block.patron_id \
             WHERE contact.library_id = ? AND until > ? AND block.ended_at IS NULL \
             ORDER BY until, sequence",
        );
        let rows = rows.bind(library.to_string()).bind(at);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                Ok(BlockRow {
                    thread: id(row, "thread_id")?,
                    name: row.try_get("name")?,
                    reason: row.try_get("reason")?,
                    until: row.try_get("until")?,
                })
            })
            .collect()
    }

    /// The blocks of a library that hold at an instant.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn blocks(&self, library: LibraryId, at: i64) -> Result<Vec<Block>, StoreError> {
        let rows = sqlx::query(
            "SELECT block.patron_id, block.contact_id, block.librarian_id, reason, at, until \
             FROM block JOIN contact ON contact.id = contact_id \
             WHERE contact.library_id = ? AND until > ? AND block.ended_at IS NULL \
             AND block.patron_id IS NOT NULL ORDER BY sequence",
        );
        let rows = rows.bind(library.to_string()).bind(at);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let reason: String = row.try_get("reason")?;
                Ok(Block {
                    patron: id(row, "patron_id")?,
                    until: row.try_get("until")?,
                    by: id(row, "librarian_id")?,
                    contact: id(row, "contact_id")?,
                    reason: Text::parse(&reason)
                        .map_err(|_| StoreError::Unreadable("reason of a block"))?,
                    at: row.try_get("at")?,
                })
            })
            .collect()
    }
}

/// Writes that a patron is blocked.
///
/// # Errors
/// When the database fails.
pub async fn save_block(writing: &mut Writing<'_>, block: &Block) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO block (patron_id, contact_id, librarian_id, reason, at, until) \
         VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(block.patron.to_string())
    .bind(block.contact.to_string())
    .bind(block.by.to_string())
    .bind(block.reason.as_str())
    .bind(block.at)
    .bind(block.until)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Ends the blocks of a patron before their time, and counts it as a change of the
/// settings: that is how a server that runs comes to know.
///
/// # Errors
/// [`StoreError::NotFound`] when none holds.
pub async fn end_block(
    writing: &mut Writing<'_>,
    patron: PatronId,
    by: Option<LibrarianId>,
    at: i64,
) -> Result<(), StoreError> {
    let ended = sqlx::query(
        "UPDATE block SET ended_at = ?1, ended_by = ?2 \
         WHERE patron_id = ?3 AND until > ?1 AND ended_at IS NULL",
    )
    .bind(at)
    .bind(by.map(|by| by.to_string()))
    .bind(patron.to_string())
    .execute(&mut **writing)
    .await?;
    if ended.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    sqlx::query(
        "UPDATE library SET settings_version = settings_version + 1 WHERE id = (SELECT library_id \
         FROM desk JOIN patron ON patron.desk_id = desk.id WHERE patron.id = ?)",
    )
    .bind(patron.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}
