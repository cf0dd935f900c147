//! Files of threads. A file is parked by its upload; it belongs to its thread once a
//! message names it. Its bytes lie beside the database, under its id.

use std::collections::BTreeSet;

use sportello_core::{FileId, FileKind, LibrarianId, LibraryId, MessageId, ThreadId, ThreadOf};
use sqlx::Row;

use crate::rows::{Word, id, optional_id, word};
use crate::{Store, StoreError, Writing};

/// A file that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// Which; made by the server.
    pub id: FileId,
    /// The thread it was sent into.
    pub thread: ThreadId,
    /// Who sent it: a librarian, or else the patron of the thread.
    pub librarian: Option<LibrarianId>,
    /// What its sender called it, tidied.
    pub name: String,
    /// What it is, by its content.
    pub kind: FileKind,
    /// In bytes.
    pub size: u32,
    /// When the patron consented to it, if it is a still of their picture: milliseconds
    /// since 1970 UTC.
    pub consented_at: Option<i64>,
    /// The message that names it, if one does: until then it is parked.
    pub sent_with: Option<MessageId>,
}

impl Word for FileKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Jpeg, "jpeg"),
        (Self::Png, "png"),
        (Self::Webp, "webp"),
        (Self::Pdf, "pdf"),
        (Self::Text, "text"),
    ];
    const WHAT: &'static str = "kind of a file";
}

impl Store {
    /// The file with that id.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn file(&self, file: FileId) -> Result<FileRow, StoreError> {
        let row = sqlx::query(
            "SELECT thread_id, librarian_id, name, kind, size, consented_at, \
             (SELECT message.id FROM message WHERE message.thread_id = file.thread_id \
              AND message.file_id = file.id) AS sent_with FROM file WHERE id = ?",
        )
        .bind(file.to_string())
        .fetch_one(self.read())
        .await?;
        Ok(FileRow {
            id: file,
            thread: id(&row, "thread_id")?,
            librarian: optional_id(&row, "librarian_id")?,
            name: row.try_get("name")?,
            kind: word(&row, "kind")?,
            size: row.try_get("size")?,
            consented_at: row.try_get("consented_at")?,
            sent_with: optional_id(&row, "sent_with")?,
        })
    }

    /// Every file that has a row: what lies on the disk besides is an orphan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_files(&self) -> Result<BTreeSet<FileId>, StoreError> {
        let rows = sqlx::query("SELECT id FROM file UNION ALL SELECT id FROM case_file");
        let rows = rows.fetch_all(self.read());
        rows.await?.iter().map(|row| id(row, "id")).collect()
    }

    /// Who a thread is between, and the library to whose desk it belongs.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such thread.
    pub async fn thread_of(&self, thread: ThreadId) -> Result<(ThreadOf, LibraryId), StoreError> {
        let row = sqlx::query(
            "SELECT desk_id, patron_id, library_id FROM thread \
             JOIN desk ON desk.id = thread.desk_id WHERE thread.id = ?",
        )
        .bind(thread.to_string())
        .fetch_one(self.read())
        .await?;
        let between = ThreadOf {
            thread,
            desk: id(&row, "desk_id")?,
            patron: id(&row, "patron_id")?,
        };
        Ok((between, id(&row, "library_id")?))
    }
}

/// How many bytes the files of a thread take.
///
/// # Errors
/// When the database fails.
pub async fn bytes_of_thread(
    writing: &mut Writing<'_>,
    thread: ThreadId,
) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT coalesce(sum(size), 0) AS taken FROM file WHERE thread_id = ?")
        .bind(thread.to_string())
        .fetch_one(&mut **writing)
        .await?;
    let taken: i64 = row.try_get("taken")?;
    Ok(u64::try_from(taken).unwrap_or(0))
}

/// Writes down a file that was taken.
///
/// # Errors
/// When the database fails.
pub async fn add_file(
    writing: &mut Writing<'_>,
    file: &FileRow,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO file (id, thread_id, librarian_id, name, kind, size, consented_at, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(file.id.to_string())
    .bind(file.thread.to_string())
    .bind(file.librarian.map(|librarian| librarian.to_string()))
    .bind(&file.name)
    .bind(file.kind.word())
    .bind(file.size)
    .bind(file.consented_at)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Forgets files that were parked before a time and never sent; their bytes are
/// orphans from then on. Says how many.
///
/// # Errors
/// When the database fails.
pub async fn forget_parked_files(
    writing: &mut Writing<'_>,
    before: i64,
) -> Result<u64, StoreError> {
    let forgotten = sqlx::query(
        "DELETE FROM file WHERE sent = 0 AND created_at < ? AND NOT EXISTS \
         (SELECT 1 FROM message WHERE message.thread_id = file.thread_id \
          AND message.file_id = file.id)",
    )
    .bind(before)
    .execute(&mut **writing)
    .await?;
    Ok(forgotten.rows_affected())
}

#[cfg(test)]
mod tests;
