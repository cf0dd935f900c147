//! Patrons and their threads. A patron is whoever holds the capability.

use sportello_core::{DeskId, PatronId, ThreadId};
use sqlx::sqlite::SqliteRow;

use crate::rows::id;
use crate::{Store, StoreError, Writing};

/// A patron of a desk, with their thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatronRow {
    /// Who.
    pub id: PatronId,
    /// The desk they came to.
    pub desk: DeskId,
    /// The chat between them.
    pub thread: ThreadId,
}

impl PatronRow {
    /// A row that has the patron's `id` and their `thread_id`.
    pub(crate) fn of(desk: DeskId, row: &SqliteRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: id(row, "id")?,
            desk,
            thread: id(row, "thread_id")?,
        })
    }
}

/// A patron to be known from now on.
#[derive(Clone, Debug)]
pub struct NewPatron {
    /// Who, where, and in which chat.
    pub row: PatronRow,
    /// SHA-256 of the capability.
    pub capability_hash: String,
}

impl Store {
    /// The patron who holds a capability for a desk.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when nobody does.
    pub async fn patron(
        &self,
        desk: DeskId,
        capability_hash: &str,
    ) -> Result<PatronRow, StoreError> {
        let row = sqlx::query(
            "SELECT patron.id, thread.id AS thread_id FROM patron \
             JOIN thread ON thread.patron_id = patron.id AND thread.desk_id = patron.desk_id \
             WHERE capability_hash = ? AND patron.desk_id = ?",
        )
        .bind(capability_hash)
        .bind(desk.to_string())
        .fetch_one(self.read())
        .await?;
        PatronRow::of(desk, &row)
    }
}

/// Makes a patron and their thread.
///
/// # Errors
/// When the database fails.
pub async fn add_patron(
    writing: &mut Writing<'_>,
    patron: &NewPatron,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO patron (id, desk_id, capability_hash, created_at) VALUES (?, ?, ?, ?)",
    )
    .bind(patron.row.id.to_string())
    .bind(patron.row.desk.to_string())
    .bind(&patron.capability_hash)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    sqlx::query("INSERT INTO thread (id, desk_id, patron_id, created_at) VALUES (?, ?, ?, ?)")
        .bind(patron.row.thread.to_string())
        .bind(patron.row.desk.to_string())
        .bind(patron.row.id.to_string())
        .bind(at)
        .execute(&mut **writing)
        .await?;
    Ok(())
}
