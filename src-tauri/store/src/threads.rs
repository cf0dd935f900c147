//! Threads: the lasting chats, without their words.

use sportello_core::chat::excerpt;
use sportello_core::{
    Language, LastMessage, LibraryId, Marks, Moment, PatronId, PatronName, Side, Thread, ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::messages::message;
use crate::rows::{Word, id, word};
use crate::{Store, StoreError, Writing};

impl Store {
    /// The threads of a library in which something was said, the newest words first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn threads(&self, library: LibraryId) -> Result<Vec<Thread>, StoreError> {
        let rows = sqlx::query(
            "SELECT thread.id AS thread_id, thread.desk_id, thread.patron_id, \
             thread.name AS patron_name, thread.language, patron_received, patron_read, \
             desk_received, desk_read, message.id, contact_id, message.librarian_id, happened, \
             text, at, file_id, file.name AS file_name, kind, size, consented_at, \
             appointment_id, appointment_at, loans, about_case, \
             (SELECT coalesce(max(at), 0) FROM message AS wrote \
              WHERE wrote.thread_id = thread.id AND wrote.librarian_id IS NULL \
              AND (wrote.happened IS NULL OR wrote.happened IN ('turnMissed', \
               'closedWhileWaiting', 'callUnanswered', 'loanRenewalAsked', 'loanReturnSaid', \
               'loanToTalkAbout', 'caseInfoAdded'))) AS patron_wrote \
             FROM thread JOIN desk ON desk.id = thread.desk_id \
             JOIN message ON message.sequence = (SELECT sequence FROM message AS newest \
              WHERE newest.thread_id = thread.id ORDER BY at DESC, sequence DESC LIMIT 1) \
             LEFT JOIN file ON file.id = file_id \
             WHERE desk.library_id = ? ORDER BY at DESC, thread.id",
        );
        let rows = rows.bind(library.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(thread).collect()
    }
}

fn thread(row: &SqliteRow) -> Result<Thread, StoreError> {
    let (thread, patron): (ThreadId, PatronId) = (id(row, "thread_id")?, id(row, "patron_id")?);
    let at: i64 = row.try_get("at")?;
    let last = message(row, thread, patron, Moment::new(at, 0))?;
    let name: String = row.try_get("patron_name")?;
    Ok(Thread {
        id: thread,
        desk: id(row, "desk_id")?,
        patron,
        name: PatronName::tidy(&name),
        language: word(row, "language")?,
        last: Some(LastMessage {
            at,
            author: last.author,
            excerpt: excerpt(&last),
        }),
        patron_wrote: row.try_get("patron_wrote")?,
        patron_marks: Marks {
            received: row.try_get("patron_received")?,
            read: row.try_get("patron_read")?,
        },
        desk_marks: Marks {
            received: row.try_get("desk_received")?,
            read: row.try_get("desk_read")?,
        },
    })
}

/// Whether a thread is there to be written into.
///
/// # Errors
/// [`StoreError::NotFound`] when it is gone.
pub async fn is_there(writing: &mut Writing<'_>, thread: ThreadId) -> Result<(), StoreError> {
    let found = sqlx::query("SELECT 1 FROM thread WHERE id = ?").bind(thread.to_string());
    found.fetch_one(&mut **writing).await?;
    Ok(())
}

/// Writes what the patron of a thread is called and reads.
///
/// # Errors
/// When the database fails.
pub async fn save_thread(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    name: &PatronName,
    language: Language,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE thread SET name = ?, language = ? WHERE id = ?")
        .bind(name.as_str())
        .bind(language.word())
        .bind(thread.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Writes how far a side has come in a thread. Nobody goes back.
///
/// # Errors
/// When the database fails.
pub async fn save_marks(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    side: Side,
    marks: Marks,
) -> Result<(), StoreError> {
    let further = match side {
        Side::Patron => {
            "UPDATE thread SET patron_received = max(patron_received, ?), \
             patron_read = max(patron_read, ?) WHERE id = ?"
        }
        Side::Desk => {
            "UPDATE thread SET desk_received = max(desk_received, ?), \
             desk_read = max(desk_read, ?) WHERE id = ?"
        }
    };
    sqlx::query(further)
        .bind(marks.received)
        .bind(marks.read)
        .bind(thread.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
