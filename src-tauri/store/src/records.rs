//! All that is kept of one patron, for whoever asks to take it away.

mod appointments;
mod cases;

use sportello_core::{
    Attachment, Author, CallBack, CaseMentioned, Handle, Language, LoanMentioned, Mentioned, Mode,
    Moment, Outcome, PatronName, ReachWish, Text, ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

pub use appointments::RecordedAppointment;
pub use cases::RecordedCase;

use crate::messages::message;
use crate::rows::{id, optional_word, word};
use crate::{BorrowerRow, DeviceRow, OutboxRow, Store, StoreError};

/// All that is kept of one patron. Times are milliseconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatronRecord {
    /// The library's name.
    pub library: String,
    /// The desk's name.
    pub desk: String,
    /// The desk's handle.
    pub handle: Handle,
    /// When the patron first came.
    pub since: i64,
    /// What they called themselves last; may be empty.
    pub name: PatronName,
    /// What they read.
    pub language: Language,
    /// How they want to be reached.
    pub reach: ReachWish,
    /// The browsers that are told by push.
    pub devices: Vec<DeviceRow>,
    /// What went out to them, or is to, the oldest first.
    pub outgoing: Vec<OutboxRow>,
    /// All that was said, the oldest first.
    pub messages: Vec<RecordedMessage>,
    /// Every visit, the oldest first.
    pub contacts: Vec<RecordedContact>,
    /// What was booked, the earliest first.
    pub appointments: Vec<RecordedAppointment>,
    /// The call-backs that were agreed, the earliest first.
    pub call_backs: Vec<CallBack>,
    /// The library cards that are linked, with what is out on them.
    pub cards: Vec<BorrowerRow>,
    /// The requests that became cases, the oldest first.
    pub cases: Vec<RecordedCase>,
}

/// A message as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedMessage {
    /// When.
    pub at: i64,
    /// Who said it.
    pub author: Author,
    /// The librarian's name, if one said it.
    pub librarian: Option<String>,
    /// The words.
    pub text: Option<Text>,
    /// The file.
    pub attachment: Option<Attachment>,
    /// The appointment that the desk wrote about.
    pub appointment: Option<Mentioned>,
    /// The loans that the desk wrote about.
    pub loans: Vec<LoanMentioned>,
    /// The case that the desk writes about.
    pub case: Option<CaseMentioned>,
}

/// A visit as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedContact {
    /// When the patron came.
    pub arrived: i64,
    /// When it was answered, if it was.
    pub answered: Option<i64>,
    /// When it was over, if it is.
    pub ended: Option<i64>,
    /// How they met.
    pub mode: Mode,
    /// What the patron called themself then.
    pub name: PatronName,
    /// Who answered.
    pub librarian: Option<String>,
    /// What it was about, in Italian and in English.
    pub topic: Option<(String, String)>,
    /// How it came out.
    pub outcome: Option<Outcome>,
    /// What the librarian wrote down.
    pub note: String,
    /// What a librarian wrote to the one it was passed on to.
    pub passed_note: String,
    /// How satisfied the patron was, 1 to 5.
    pub rating: Option<u8>,
}

impl Store {
    /// All that is kept of the patron of a thread.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such thread.
    pub async fn patron_record(&self, thread: ThreadId) -> Result<PatronRecord, StoreError> {
        let row = sqlx::query(
            "SELECT library.name AS library, desk.name AS desk, desk.handle, patron.created_at, \
             thread.name, thread.language, reach, reach_address FROM thread JOIN desk ON desk.id = thread.desk_id \
             JOIN library ON library.id = desk.library_id \
             JOIN patron ON patron.id = thread.patron_id WHERE thread.id = ?",
        );
        let row = row.bind(thread.to_string()).fetch_one(self.read()).await?;
        let name: String = row.try_get("name")?;
        Ok(PatronRecord {
            library: row.try_get("library")?,
            desk: row.try_get("desk")?,
            handle: id(&row, "handle")?,
            since: row.try_get("created_at")?,
            name: PatronName::tidy(&name),
            language: word(&row, "language")?,
            reach: crate::outbox::wish(&row)?,
            devices: self.devices_of(thread).await?,
            outgoing: self.outgoing_of(thread).await?,
            messages: self.recorded_messages(thread).await?,
            contacts: self.recorded_contacts(thread).await?,
            appointments: self.recorded_appointments(thread).await?,
            call_backs: self.call_backs_of(thread).await?,
            cards: self.borrowers_of(thread).await?,
            cases: self.recorded_cases(thread).await?,
        })
    }

    async fn recorded_messages(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<RecordedMessage>, StoreError> {
        let (of, _) = self.thread_of(thread).await?;
        let rows = sqlx::query(
            "SELECT message.id, contact_id, message.librarian_id, happened, text, at, file_id, \
             file.name AS file_name, kind, size, consented_at, appointment_id, appointment_at, loans, about_case, librarian.name AS librarian_name FROM message \
             LEFT JOIN file ON file.id = file_id \
             LEFT JOIN librarian ON librarian.id = message.librarian_id \
             WHERE message.thread_id = ? ORDER BY at, sequence",
        );
        let rows = rows.bind(thread.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                let at: i64 = row.try_get("at")?;
                let said = message(row, thread, of.patron, Moment::new(at, 0))?;
                Ok(RecordedMessage {
                    at,
                    author: said.author,
                    librarian: row.try_get("librarian_name")?,
                    text: said.text,
                    attachment: said.attachment,
                    appointment: said.appointment,
                    loans: said.loans,
                    case: said.case,
                })
            })
            .collect()
    }

    async fn recorded_contacts(
        &self,
        thread: ThreadId,
    ) -> Result<Vec<RecordedContact>, StoreError> {
        let rows = sqlx::query(
            "SELECT arrived_at, answered_at, ended_at, mode, contact.name, outcome, note, passed_note, rating, \
             librarian.name AS librarian_name, italian, english FROM contact \
             LEFT JOIN librarian ON librarian.id = contact.librarian_id \
             LEFT JOIN topic ON topic.id = contact.topic_id \
             WHERE thread_id = ? ORDER BY arrived_at, contact.id",
        );
        let rows = rows.bind(thread.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(contact).collect()
    }
}

fn contact(row: &SqliteRow) -> Result<RecordedContact, StoreError> {
    let name: String = row.try_get("name")?;
    let italian: Option<String> = row.try_get("italian")?;
    let english: Option<String> = row.try_get("english")?;
    Ok(RecordedContact {
        arrived: row.try_get("arrived_at")?,
        answered: row.try_get("answered_at")?,
        ended: row.try_get("ended_at")?,
        mode: word(row, "mode")?,
        name: PatronName::tidy(&name),
        librarian: row.try_get("librarian_name")?,
        topic: italian.zip(english),
        outcome: optional_word(row, "outcome")?,
        note: row.try_get("note")?,
        passed_note: row.try_get("passed_note")?,
        rating: row.try_get("rating")?,
    })
}
