//! What happened to contacts, and what is counted from it.

use sportello_core::wait::Service;
use sportello_core::{ContactEvent, DeskId, LibrarianId, LibraryId, Span};
use sqlx::Row;

use crate::rows::{Word, id, optional_id, small};
use crate::{Store, StoreError, Writing};

impl Store {
    /// How the newest contacts of each desk were served, the newest last.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn services(
        &self,
        library: LibraryId,
        most_per_desk: u32,
    ) -> Result<Vec<(DeskId, Service)>, StoreError> {
        let rows = sqlx::query(
            "SELECT desk_id, topic_id, chat, answered_after, busy FROM (SELECT desk_id, topic_id, \
             mode = 'chat' AS chat, answered_at, max(0, answered_at - first_offered_at) AS answered_after, \
             max(0, coalesce(free_at, ended_at) - answered_at) AS busy, row_number() OVER \
              (PARTITION BY desk_id ORDER BY answered_at DESC, id DESC) AS newest \
             FROM contact WHERE library_id = ? AND state = 'ended' AND answered_at IS NOT NULL \
             AND first_offered_at IS NOT NULL) \
             WHERE newest <= ? ORDER BY desk_id, answered_at",
        );
        let rows = rows.bind(library.to_string()).bind(most_per_desk);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let service = Service {
                    topic: optional_id(row, "topic_id")?,
                    chat: row.try_get("chat")?,
                    answered_after: Span::millis(row.try_get("answered_after")?),
                    busy: Span::millis(row.try_get("busy")?),
                };
                Ok((id(row, "desk_id")?, service))
            })
            .collect()
    }

    /// How many contacts each librarian of a library has answered since an instant.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answered_today(
        &self,
        library: LibraryId,
        midnight: i64,
    ) -> Result<Vec<(LibrarianId, u32)>, StoreError> {
        let rows = sqlx::query(
            "SELECT librarian_id, count(*) AS answered FROM contact \
             WHERE library_id = ? AND answered_at >= ? AND librarian_id IS NOT NULL \
             GROUP BY librarian_id ORDER BY librarian_id",
        );
        let rows = rows.bind(library.to_string()).bind(midnight);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| Ok((id(row, "librarian_id")?, small(row, "answered")?)))
            .collect()
    }
}

/// Writes what happened to a contact.
///
/// # Errors
/// When the database fails.
pub async fn save_event(writing: &mut Writing<'_>, event: &ContactEvent) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO contact_event (contact_id, at, what, librarian_id) VALUES (?, ?, ?, ?)",
    )
    .bind(event.contact.to_string())
    .bind(event.at.wall_millis())
    .bind(event.what.word())
    .bind(event.librarian.map(|librarian| librarian.to_string()))
    .execute(&mut **writing)
    .await?;
    Ok(())
}
