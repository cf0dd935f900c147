//! Chat messages. The same id twice in a thread is one message.

use sportello_core::{Author, ChatMessage, MessageId, Moment, PatronId, Text, ThreadId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{id, optional_id};
use crate::{Store, StoreError, Writing};

/// Whether a message was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It was written.
    New,
    /// It stood there already.
    Already,
}

impl Store {
    /// The newest `most` messages of a thread, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn history(
        &self,
        thread: ThreadId,
        patron: PatronId,
        most: u32,
        now: Moment,
    ) -> Result<Vec<ChatMessage>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, contact_id, librarian_id, text, at FROM message \
             WHERE thread_id = ? ORDER BY sequence DESC LIMIT ?",
        );
        let rows = rows
            .bind(thread.to_string())
            .bind(most)
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .rev()
            .map(|row| message(row, thread, patron, now))
            .collect()
    }

    /// The message of a thread with that id.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn message(
        &self,
        thread: ThreadId,
        patron: PatronId,
        id: MessageId,
        now: Moment,
    ) -> Result<ChatMessage, StoreError> {
        let row = sqlx::query(
            "SELECT id, contact_id, librarian_id, text, at FROM message \
             WHERE thread_id = ? AND id = ?",
        )
        .bind(thread.to_string())
        .bind(id.to_string())
        .fetch_one(self.read())
        .await?;
        message(&row, thread, patron, now)
    }
}

fn message(
    row: &SqliteRow,
    thread: ThreadId,
    patron: PatronId,
    now: Moment,
) -> Result<ChatMessage, StoreError> {
    let text: String = row.try_get("text")?;
    let librarian = optional_id(row, "librarian_id")?;
    Ok(ChatMessage {
        id: id(row, "id")?,
        thread,
        contact: id(row, "contact_id")?,
        author: librarian.map_or(Author::Patron(patron), Author::Librarian),
        text: Text::parse(&text).map_err(|_| StoreError::Unreadable("message"))?,
        at: Moment::restored(row.try_get("at")?, now),
    })
}

/// Writes a message, unless its thread has one with its id.
///
/// # Errors
/// When the database fails.
pub async fn save_message(
    writing: &mut Writing<'_>,
    message: &ChatMessage,
) -> Result<Saved, StoreError> {
    let librarian = match message.author {
        Author::Patron(_) => None,
        Author::Librarian(librarian) => Some(librarian.to_string()),
    };
    let written = sqlx::query(
        "INSERT INTO message (thread_id, id, contact_id, librarian_id, text, at) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (thread_id, id) DO NOTHING",
    )
    .bind(message.thread.to_string())
    .bind(message.id.to_string())
    .bind(message.contact.to_string())
    .bind(librarian)
    .bind(message.text.as_str())
    .bind(message.at.wall_millis())
    .execute(&mut **writing)
    .await?;
    Ok(if written.rows_affected() == 0 {
        Saved::Already
    } else {
        Saved::New
    })
}
