//! What was booked for one patron, for whoever asks to take it away.

use sportello_core::{AppointmentState, Consultation, Meeting, PatronName, Spoken, ThreadId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::appointments::state;
use crate::rows::{json, word};
use crate::{Store, StoreError};

/// An appointment as it is handed out. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedAppointment {
    /// What it is called.
    pub consultation: Spoken,
    /// When it begins.
    pub starts: i64,
    /// When it ends.
    pub ends: i64,
    /// How they meet.
    pub meeting: Meeting,
    /// Who gives it.
    pub librarian: String,
    /// How it stands.
    pub state: AppointmentState,
    /// What the patron called themself.
    pub name: PatronName,
    /// What was asked, and what was answered.
    pub answers: Vec<(Spoken, String)>,
    /// When it was booked.
    pub made: i64,
}

impl Store {
    /// All that was booked in a thread, the earliest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub(super) async fn recorded_appointments(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<RecordedAppointment>, StoreError> {
        let rows = sqlx::query(
            "SELECT what, starts_at, ends_at, meeting, librarian.name AS librarian_name, state, \
             until, cancelled_by, appointment.name, answers, made_at FROM appointment \
             JOIN consultation ON consultation.id = consultation_id \
             JOIN librarian ON librarian.id = librarian_id \
             WHERE thread_id = ? AND state <> 'held' ORDER BY starts_at, appointment.id",
        );
        let rows = rows.bind(thread.to_string()).fetch_all(self.read());
        rows.await?.iter().map(appointment).collect()
    }
}

fn appointment(row: &SqliteRow) -> Result<RecordedAppointment, StoreError> {
    let consultation: Consultation = json(row, "what")?;
    let answers: Vec<String> = json(row, "answers")?;
    let asked = consultation.questions.into_iter();
    let asked = asked.map(|question| question.text);
    // A question that is asked no more left its answer here all the same.
    let asked = asked.chain(std::iter::repeat(Spoken::default()));
    let name: String = row.try_get("name")?;
    Ok(RecordedAppointment {
        consultation: consultation.name,
        starts: row.try_get("starts_at")?,
        ends: row.try_get("ends_at")?,
        meeting: word(row, "meeting")?,
        librarian: row.try_get("librarian_name")?,
        state: state(row)?,
        name: PatronName::tidy(&name),
        answers: asked.zip(answers).collect(),
        made: row.try_get("made_at")?,
    })
}
