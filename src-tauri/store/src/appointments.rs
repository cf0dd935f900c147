//! Appointments, and when librarians give consultations.

use sportello_core::{
    Appointment, AppointmentId, AppointmentState, Availability, Consultation, DeskId, LibraryId,
    PatronName,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, json, optional_id, small, to_json, word};
use crate::{Store, StoreError, Writing};

const ENDING_AFTER: &str = "SELECT id, consultation_id, desk_id, librarian_id, patron_id, thread_id, meeting, \
             branch_id, starts_at, ends_at, kept_from, kept_until, name, language, answers, state, \
             until, cancelled_by, changes, booked_by, reminded_day, reminded_hour, contact_id, \
             made_at, changed_at FROM appointment WHERE library_id = ? AND ends_at > ? \
             ORDER BY starts_at, id";

impl Store {
    /// The appointments of a library that end after an instant, the earliest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn appointments(
        &self,
        library: LibraryId,
        since: i64,
    ) -> Result<Vec<Appointment>, StoreError> {
        let rows = sqlx::query(ENDING_AFTER);
        let rows = rows.bind(library.to_string()).bind(since);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(appointment).collect()
    }

    /// An appointment, what kind it is, and who gives it, by name.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn appointment(
        &self,
        id: AppointmentId,
    ) -> Result<(Appointment, Consultation, String), StoreError> {
        let row = sqlx::query(
            "SELECT appointment.id, consultation_id, appointment.desk_id, librarian_id, patron_id, \
             thread_id, meeting, branch_id, starts_at, ends_at, kept_from, kept_until, \
             appointment.name, language, answers, state, until, cancelled_by, changes, booked_by, \
             reminded_day, reminded_hour, contact_id, made_at, changed_at, what, \
             librarian.name AS librarian_name FROM appointment \
             JOIN consultation ON consultation.id = consultation_id \
             JOIN librarian ON librarian.id = librarian_id WHERE appointment.id = ?",
        );
        let row = row.bind(id.to_string()).fetch_one(self.read()).await?;
        Ok((
            appointment(&row)?,
            json(&row, "what")?,
            row.try_get("librarian_name")?,
        ))
    }

    /// The library of a desk.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such desk.
    pub async fn library_of(&self, desk: DeskId) -> Result<LibraryId, StoreError> {
        let row = sqlx::query("SELECT library_id FROM desk WHERE id = ?");
        let row = row.bind(desk.to_string()).fetch_one(self.read()).await?;
        id(&row, "library_id")
    }

    /// When the librarians of a library give consultations.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn availabilities(
        &self,
        library: LibraryId,
    ) -> Result<Vec<Availability>, StoreError> {
        let rows = sqlx::query(
            "SELECT what FROM availability JOIN librarian ON librarian.id = librarian_id \
             WHERE library_id = ? ORDER BY librarian_id",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(|row| json(row, "what")).collect()
    }

    /// Consultations that desks offer no more, for what is still booked of them.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn retired_consultations(
        &self,
        library: LibraryId,
    ) -> Result<Vec<Consultation>, StoreError> {
        let rows = sqlx::query(
            "SELECT what FROM consultation WHERE library_id = ? AND retired_at IS NOT NULL \
             ORDER BY created_at, id",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(|row| json(row, "what")).collect()
    }
}

/// The appointments of a library that are not over, the earliest first.
pub(crate) async fn appointments_ahead(
    writing: &mut Writing<'_>,
    library: LibraryId,
    now: i64,
) -> Result<Vec<Appointment>, StoreError> {
    let rows = sqlx::query(ENDING_AFTER);
    let rows = rows.bind(library.to_string()).bind(now);
    let rows = rows.fetch_all(&mut **writing).await?;
    rows.iter().map(appointment).collect()
}

fn appointment(row: &SqliteRow) -> Result<Appointment, StoreError> {
    let name: String = row.try_get("name")?;
    Ok(Appointment {
        id: id(row, "id")?,
        consultation: id(row, "consultation_id")?,
        desk: id(row, "desk_id")?,
        librarian: id(row, "librarian_id")?,
        patron: id(row, "patron_id")?,
        thread: id(row, "thread_id")?,
        meeting: word(row, "meeting")?,
        branch: optional_id(row, "branch_id")?,
        starts: row.try_get("starts_at")?,
        ends: row.try_get("ends_at")?,
        kept_from: row.try_get("kept_from")?,
        kept_until: row.try_get("kept_until")?,
        name: PatronName::tidy(&name),
        language: word(row, "language")?,
        answers: json(row, "answers")?,
        state: state(row)?,
        sequence: small(row, "changes")?,
        booked_by: word(row, "booked_by")?,
        made_at: row.try_get("made_at")?,
        changed_at: row.try_get("changed_at")?,
        reminded_day: row.try_get("reminded_day")?,
        reminded_hour: row.try_get("reminded_hour")?,
        contact: optional_id(row, "contact_id")?,
    })
}

pub(crate) fn state(row: &SqliteRow) -> Result<AppointmentState, StoreError> {
    let until = || row.try_get::<i64, _>("until");
    Ok(match row.try_get::<String, _>("state")?.as_str() {
        "held" => AppointmentState::Held { until: until()? },
        "unconfirmed" => AppointmentState::Unconfirmed { until: until()? },
        "booked" => AppointmentState::Booked,
        "arrived" => AppointmentState::Arrived,
        "done" => AppointmentState::Done,
        "cancelled" => AppointmentState::Cancelled {
            by: word(row, "cancelled_by")?,
        },
        "noShow" => AppointmentState::NoShow,
        _ => return Err(StoreError::Unreadable("state of an appointment")),
    })
}

/// Writes an appointment as it now is.
///
/// # Errors
/// [`StoreError::TimeTaken`] when its librarian is kept free for another meanwhile.
pub async fn save_appointment(
    writing: &mut Writing<'_>,
    library: LibraryId,
    appointment: &Appointment,
) -> Result<(), StoreError> {
    let (state, until, cancelled_by) = match appointment.state {
        AppointmentState::Held { until } => ("held", Some(until), None),
        AppointmentState::Unconfirmed { until } => ("unconfirmed", Some(until), None),
        AppointmentState::Booked => ("booked", None, None),
        AppointmentState::Arrived => ("arrived", None, None),
        AppointmentState::Done => ("done", None, None),
        AppointmentState::Cancelled { by } => ("cancelled", None, Some(by.word())),
        AppointmentState::NoShow => ("noShow", None, None),
    };
    sqlx::query(
        "INSERT INTO appointment (id, library_id, consultation_id, desk_id, librarian_id, \
         patron_id, thread_id, meeting, branch_id, starts_at, ends_at, kept_from, kept_until, \
         name, language, answers, state, until, cancelled_by, changes, booked_by, reminded_day, \
         reminded_hour, contact_id, made_at, changed_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET librarian_id = excluded.librarian_id, \
         meeting = excluded.meeting, branch_id = excluded.branch_id, \
         starts_at = excluded.starts_at, ends_at = excluded.ends_at, \
         kept_from = excluded.kept_from, kept_until = excluded.kept_until, \
         name = excluded.name, language = excluded.language, answers = excluded.answers, \
         state = excluded.state, until = excluded.until, cancelled_by = excluded.cancelled_by, \
         changes = excluded.changes, reminded_day = excluded.reminded_day, \
         reminded_hour = excluded.reminded_hour, contact_id = excluded.contact_id, \
         changed_at = excluded.changed_at",
    )
    .bind(appointment.id.to_string())
    .bind(library.to_string())
    .bind(appointment.consultation.to_string())
    .bind(appointment.desk.to_string())
    .bind(appointment.librarian.to_string())
    .bind(appointment.patron.to_string())
    .bind(appointment.thread.to_string())
    .bind(appointment.meeting.word())
    .bind(appointment.branch.map(|branch| branch.to_string()))
    .bind(appointment.starts)
    .bind(appointment.ends)
    .bind(appointment.kept_from)
    .bind(appointment.kept_until)
    .bind(appointment.name.as_str())
    .bind(appointment.language.word())
    .bind(to_json(&appointment.answers))
    .bind(state)
    .bind(until)
    .bind(cancelled_by)
    .bind(i64::from(appointment.sequence))
    .bind(appointment.booked_by.word())
    .bind(appointment.reminded_day)
    .bind(appointment.reminded_hour)
    .bind(appointment.contact.map(|contact| contact.to_string()))
    .bind(appointment.made_at)
    .bind(appointment.changed_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Takes away a slot that was held and never booked.
///
/// # Errors
/// When the database fails.
pub async fn drop_appointment(
    writing: &mut Writing<'_>,
    held: AppointmentId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM appointment WHERE id = ? AND state = 'held'")
        .bind(held.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Writes when a librarian gives consultations, in the place of what was said before.
///
/// # Errors
/// When the database fails.
pub async fn save_availability(
    writing: &mut Writing<'_>,
    availability: &Availability,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO availability (librarian_id, what, changed_at) VALUES (?, ?, ?) \
         ON CONFLICT (librarian_id) DO UPDATE SET what = excluded.what, \
         changed_at = excluded.changed_at",
    )
    .bind(availability.librarian.to_string())
    .bind(to_json(availability))
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}
