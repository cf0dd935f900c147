//! Contacts. A contact that rings is stored as waiting: offers do not outlive the
//! server, places do.

use std::collections::BTreeMap;

use sportello_core::{Contact, ContactState, LibraryId, Moment, PatronName};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, word};
use crate::{Store, StoreError, Writing};

impl Store {
    /// The contacts of a library that are not over, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn contacts_under_way(
        &self,
        library: LibraryId,
        now: Moment,
    ) -> Result<Vec<Contact>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, desk_id, patron_id, thread_id, mode, name, language, arrived_at, state, \
             librarian_id, seat_id, answered_with, answered_at FROM contact \
             WHERE library_id = ? AND state <> 'ended' ORDER BY arrived_at, id",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        rows.iter().map(|row| contact(row, now)).collect()
    }
}

fn contact(row: &SqliteRow, now: Moment) -> Result<Contact, StoreError> {
    let state: String = row.try_get("state")?;
    let name: String = row.try_get("name")?;
    Ok(Contact {
        id: id(row, "id")?,
        desk: id(row, "desk_id")?,
        patron: id(row, "patron_id")?,
        thread: id(row, "thread_id")?,
        mode: word(row, "mode")?,
        name: PatronName::tidy(&name),
        language: word(row, "language")?,
        arrived: Moment::restored(row.try_get("arrived_at")?, now),
        state: match state.as_str() {
            "waiting" => ContactState::Waiting,
            "talking" => talking(row, now)?,
            _ => return Err(StoreError::Unreadable("state of a contact")),
        },
        passed: BTreeMap::new(),
        absent_since: None,
    })
}

fn talking(row: &SqliteRow, now: Moment) -> Result<ContactState, StoreError> {
    let missing = || StoreError::Unreadable("contact that is talking to nobody");
    Ok(ContactState::Talking {
        with: optional_id(row, "librarian_id")?.ok_or_else(missing)?,
        seat: optional_id(row, "seat_id")?.ok_or_else(missing)?,
        answered_with: word(row, "answered_with")?,
        since: Moment::restored(row.try_get("answered_at")?, now),
    })
}

/// Writes a contact as it now is.
///
/// # Errors
/// When the database fails.
pub async fn save_contact(
    writing: &mut Writing<'_>,
    library: LibraryId,
    contact: &Contact,
) -> Result<(), StoreError> {
    let stands = Columns::of(&contact.state);
    sqlx::query(
        "INSERT INTO contact (id, library_id, desk_id, patron_id, thread_id, mode, name, language, \
         arrived_at, state, librarian_id, seat_id, answered_with, answered_at, ended_at, ended_by, outcome) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, name = excluded.name, \
         language = excluded.language, state = excluded.state, \
         librarian_id = coalesce(excluded.librarian_id, contact.librarian_id), \
         seat_id = excluded.seat_id, \
         answered_with = coalesce(excluded.answered_with, contact.answered_with), \
         answered_at = coalesce(excluded.answered_at, contact.answered_at), \
         ended_at = excluded.ended_at, ended_by = excluded.ended_by, outcome = excluded.outcome",
    )
    .bind(contact.id.to_string())
    .bind(library.to_string())
    .bind(contact.desk.to_string())
    .bind(contact.patron.to_string())
    .bind(contact.thread.to_string())
    .bind(contact.mode.word())
    .bind(contact.name.as_str())
    .bind(contact.language.word())
    .bind(contact.arrived.wall_millis())
    .bind(stands.state)
    .bind(stands.librarian)
    .bind(stands.seat)
    .bind(stands.answered_with)
    .bind(stands.answered_at)
    .bind(stands.ended_at)
    .bind(stands.ended_by)
    .bind(stands.outcome)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// What the columns hold for a state.
#[derive(Default)]
struct Columns {
    state: &'static str,
    librarian: Option<String>,
    seat: Option<String>,
    answered_with: Option<&'static str>,
    answered_at: Option<i64>,
    ended_at: Option<i64>,
    ended_by: Option<&'static str>,
    outcome: Option<&'static str>,
}

impl Columns {
    fn of(state: &ContactState) -> Self {
        match state {
            ContactState::Waiting | ContactState::Offered { .. } => Self {
                state: "waiting",
                ..Self::default()
            },
            ContactState::Talking {
                with,
                seat,
                answered_with,
                since,
            } => Self {
                state: "talking",
                librarian: Some(with.to_string()),
                seat: Some(seat.to_string()),
                answered_with: Some(answered_with.word()),
                answered_at: Some(since.wall_millis()),
                ..Self::default()
            },
            ContactState::Ended {
                at,
                by,
                outcome,
                librarian,
            } => Self {
                state: "ended",
                librarian: librarian.map(|librarian| librarian.to_string()),
                ended_at: Some(at.wall_millis()),
                ended_by: Some(by.word()),
                outcome: Some(outcome.word()),
                ..Self::default()
            },
        }
    }
}
