//! The calendars on servers in which libraries keep their appointments, what goes out to
//! them, and in which state it was left there.

use sportello_core::{
    Appointment, AppointmentId, AppointmentState, CalendarAccount, Channel, LibraryId, OutgoingId,
    OutgoingKind,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::appointments::appointments_ahead;
use crate::outbox::{NewOutgoing, queue};
use crate::rows::{Word, word};
use crate::{Saved, Store, StoreError, Writing};

/// In which state an appointment was left in the calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarCopy {
    /// Its tag; none where the server does not say, or nothing was left there.
    pub etag: Option<String>,
    /// It is written over, whatever somebody has changed there.
    pub overwrite: bool,
}

const ACCOUNT: &str = "SELECT address, user, collection, collection_name, authority, names, \
     language, changed_at FROM calendar_account WHERE library_id = ?";

impl Store {
    /// The calendar account of a library.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it has none.
    pub async fn calendar_account(
        &self,
        library: LibraryId,
    ) -> Result<CalendarAccount, StoreError> {
        let row = sqlx::query(ACCOUNT).bind(library.to_string());
        account(&row.fetch_one(self.read()).await?)
    }

    /// In which state an appointment was left in the calendar.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn calendar_copy(&self, id: AppointmentId) -> Result<CalendarCopy, StoreError> {
        let row = sqlx::query("SELECT etag, overwrite FROM calendar_copy WHERE appointment_id = ?");
        let row = row.bind(id.to_string()).fetch_optional(self.read()).await?;
        let Some(row) = row else {
            return Ok(CalendarCopy::default());
        };
        let etag: String = row.try_get("etag")?;
        Ok(CalendarCopy {
            etag: Some(etag).filter(|etag| !etag.is_empty()),
            overwrite: row.try_get("overwrite")?,
        })
    }
}

fn account(row: &SqliteRow) -> Result<CalendarAccount, StoreError> {
    Ok(CalendarAccount {
        address: row.try_get("address")?,
        user: row.try_get("user")?,
        collection: row.try_get("collection")?,
        collection_name: row.try_get("collection_name")?,
        authority: row.try_get("authority")?,
        names: row.try_get("names")?,
        language: word(row, "language")?,
    })
}

/// Writes the calendar account of a library, or takes it away. What was left in another
/// calendar than before stays there, and is known no more.
///
/// # Errors
/// When the database fails.
pub async fn save_calendar_account(
    writing: &mut Writing<'_>,
    library: LibraryId,
    account: Option<&CalendarAccount>,
    at: i64,
) -> Result<(), StoreError> {
    let collection = account.map_or("", |account| account.collection.as_str());
    let forgotten = sqlx::query(
        "DELETE FROM calendar_copy WHERE appointment_id IN \
         (SELECT id FROM appointment WHERE library_id = ?1) AND NOT EXISTS \
         (SELECT 1 FROM calendar_account WHERE library_id = ?1 AND collection = ?2)",
    );
    let forgotten = forgotten.bind(library.to_string()).bind(collection);
    forgotten.execute(&mut **writing).await?;
    let waiting = "DELETE FROM outbox WHERE library_id = ? AND channel = 'calendar' \
         AND state NOT IN ('sent', 'sending')";
    let waiting = sqlx::query(waiting).bind(library.to_string());
    waiting.execute(&mut **writing).await?;
    let Some(account) = account else {
        let gone = sqlx::query("DELETE FROM calendar_account WHERE library_id = ?");
        let gone = gone.bind(library.to_string());
        gone.execute(&mut **writing).await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO calendar_account (library_id, address, user, collection, collection_name, \
         authority, names, language, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (library_id) DO UPDATE SET address = excluded.address, \
         user = excluded.user, collection = excluded.collection, \
         collection_name = excluded.collection_name, authority = excluded.authority, \
         names = excluded.names, language = excluded.language, changed_at = excluded.changed_at",
    )
    .bind(library.to_string())
    .bind(&account.address)
    .bind(&account.user)
    .bind(&account.collection)
    .bind(&account.collection_name)
    .bind(&account.authority)
    .bind(account.names)
    .bind(account.language.word())
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Queues that an appointment, as it now stands, is to stand in the library's calendar or
/// not; nothing where there is no calendar, or while it is only held. Once for each change.
///
/// # Errors
/// [`StoreError::OutboxFull`] when too many of the library wait.
pub async fn queue_for_calendar(
    writing: &mut Writing<'_>,
    library: LibraryId,
    appointment: &Appointment,
    id: OutgoingId,
    now: i64,
) -> Result<Option<Saved>, StoreError> {
    let row = sqlx::query(ACCOUNT).bind(library.to_string());
    let Some(row) = row.fetch_optional(&mut **writing).await? else {
        return Ok(None);
    };
    let (kind, stands) = match appointment.state {
        AppointmentState::Held { .. } => return Ok(None),
        AppointmentState::Unconfirmed { .. } => (OutgoingKind::CalendarKeep, "asked"),
        AppointmentState::Booked
        | AppointmentState::Arrived
        | AppointmentState::Done
        | AppointmentState::NoShow => (OutgoingKind::CalendarKeep, "booked"),
        AppointmentState::Cancelled { .. } => (OutgoingKind::CalendarRemove, "off"),
    };
    let set_at: i64 = row.try_get("changed_at")?;
    let account = account(&row)?;
    let new = NewOutgoing {
        id,
        library,
        channel: Channel::Calendar,
        kind,
        // A calendar that is set anew gets everything anew.
        once: format!(
            "{} {} {stands} {set_at}",
            appointment.id, appointment.sequence
        ),
        address: account.collection_name,
        desk: Some(appointment.desk),
        thread: Some(appointment.thread),
        patron: Some(appointment.patron),
        contact: None,
        language: account.language,
        payload: serde_json::json!({ "appointment": appointment.id }).to_string(),
        message_id: appointment.id.to_string(),
        due: now,
    };
    queue(writing, &new, now).await.map(Some)
}

/// Queues all that is still ahead, for a calendar that was set just now.
///
/// # Errors
/// [`StoreError::OutboxFull`] when too many of the library wait.
pub async fn queue_all_for_calendar(
    writing: &mut Writing<'_>,
    library: LibraryId,
    mut next_id: impl FnMut() -> OutgoingId,
    now: i64,
) -> Result<(), StoreError> {
    for appointment in appointments_ahead(writing, library, now).await? {
        let is_off = matches!(appointment.state, AppointmentState::Cancelled { .. });
        if !is_off {
            queue_for_calendar(writing, library, &appointment, next_id(), now).await?;
        }
    }
    Ok(())
}

/// An appointment was left in the calendar in this state; none: it is not there any more.
///
/// # Errors
/// When the database fails.
pub async fn note_calendar_copy(
    writing: &mut Writing<'_>,
    id: AppointmentId,
    copy: Option<&CalendarCopy>,
) -> Result<(), StoreError> {
    let Some(copy) = copy else {
        let gone = sqlx::query("DELETE FROM calendar_copy WHERE appointment_id = ?");
        gone.bind(id.to_string()).execute(&mut **writing).await?;
        return Ok(());
    };
    // Its patron may have been forgotten meanwhile, and the appointment with them.
    sqlx::query(
        "INSERT INTO calendar_copy (appointment_id, etag, overwrite) \
         SELECT id, ?2, ?3 FROM appointment WHERE id = ?1 \
         ON CONFLICT (appointment_id) DO UPDATE SET etag = excluded.etag, \
         overwrite = excluded.overwrite",
    )
    .bind(id.to_string())
    .bind(copy.etag.as_deref().unwrap_or_default())
    .bind(copy.overwrite)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
