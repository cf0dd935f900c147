//! The visits of a thread: what colleagues read of what happened before.

use sportello_core::{ContactId, EndedBy, LibrarianId, Mode, Outcome, ThreadId, TopicId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{id, optional_id, optional_word, word};
use crate::{Store, StoreError};

/// One visit of a thread's patron. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Which contact.
    pub contact: ContactId,
    /// How they met, last.
    pub mode: Mode,
    /// When the patron came, or was called.
    pub arrived: i64,
    /// A librarian called the patron.
    pub called_out: bool,
    /// When it was answered, if it was.
    pub answered: Option<i64>,
    /// When it was over, if it is.
    pub ended: Option<i64>,
    /// By whom it was ended.
    pub by: Option<EndedBy>,
    /// Who answered, or called.
    pub librarian: Option<LibrarianId>,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// The librarian wrote down how it came out.
    pub wrapped_up: bool,
    /// What it was about.
    pub topic: Option<TopicId>,
    /// What the librarian wrote for colleagues; may be empty.
    pub note: String,
}

impl Store {
    /// The newest `most` visits of a thread, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn visits(&self, thread: ThreadId, most: u32) -> Result<Vec<VisitRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, mode, arrived_at, answered_at, ended_at, ended_by, librarian_id, outcome, \
             wrapped_up, topic_id, note, EXISTS (SELECT 1 FROM contact_event \
              WHERE contact_id = contact.id AND what = 'calledOut') AS called_out \
             FROM contact WHERE thread_id = ? ORDER BY arrived_at DESC, id DESC LIMIT ?",
        );
        let rows = rows.bind(thread.to_string()).bind(most);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().rev().map(visit).collect()
    }
}

fn visit(row: &SqliteRow) -> Result<VisitRow, StoreError> {
    Ok(VisitRow {
        contact: id(row, "id")?,
        mode: word(row, "mode")?,
        arrived: row.try_get("arrived_at")?,
        called_out: row.try_get("called_out")?,
        answered: row.try_get("answered_at")?,
        ended: row.try_get("ended_at")?,
        by: optional_word(row, "ended_by")?,
        librarian: optional_id(row, "librarian_id")?,
        outcome: optional_word(row, "outcome")?,
        wrapped_up: row.try_get("wrapped_up")?,
        topic: optional_id(row, "topic_id")?,
        note: row.try_get("note")?,
    })
}
