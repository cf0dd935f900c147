//! Chat messages. The same id twice in a thread is one message.

use sportello_core::{
    Attachment, Author, CaseMentioned, ChatMessage, Happened, LoanMentioned, Mentioned, MessageId,
    Moment, PatronId, Text, ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::reports::count_notice;
use crate::rows::{Word, id, optional_id, optional_word, small, word};
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
            "SELECT message.id, contact_id, message.librarian_id, happened, text, at, file_id, \
             file.name AS file_name, kind, size, consented_at, appointment_id, appointment_at, loans, about_case \
             FROM message \
             LEFT JOIN file ON file.id = file_id \
             WHERE message.thread_id = ? ORDER BY at DESC, sequence DESC LIMIT ?",
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
            "SELECT message.id, contact_id, message.librarian_id, happened, text, at, file_id, \
             file.name AS file_name, kind, size, consented_at, appointment_id, appointment_at, loans, about_case \
             FROM message \
             LEFT JOIN file ON file.id = file_id \
             WHERE message.thread_id = ? AND message.id = ?",
        )
        .bind(thread.to_string())
        .bind(id.to_string())
        .fetch_one(self.read())
        .await?;
        message(&row, thread, patron, now)
    }
}

/// Reads a message from a row of the columns above.
pub(crate) fn message(
    row: &SqliteRow,
    thread: ThreadId,
    patron: PatronId,
    now: Moment,
) -> Result<ChatMessage, StoreError> {
    let text: String = row.try_get("text")?;
    let text = (!text.is_empty()).then(|| Text::parse(&text)).transpose();
    let author = match (
        optional_word(row, "happened")?,
        optional_id(row, "librarian_id")?,
    ) {
        (Some(happened), _) => Author::Desk(happened),
        (None, Some(librarian)) => Author::Librarian(librarian),
        (None, None) => Author::Patron(patron),
    };
    Ok(ChatMessage {
        id: id(row, "id")?,
        thread,
        contact: optional_id(row, "contact_id")?,
        author,
        text: text.map_err(|_| StoreError::Unreadable("message"))?,
        attachment: attachment(row)?,
        appointment: mentioned(row)?,
        loans: loans(row)?,
        case: about_case(row)?,
        at: Moment::restored(row.try_get("at")?, now),
    })
}

fn attachment(row: &SqliteRow) -> Result<Option<Attachment>, StoreError> {
    let Some(file) = optional_id(row, "file_id")? else {
        return Ok(None);
    };
    Ok(Some(Attachment {
        file,
        name: row.try_get("file_name")?,
        kind: word(row, "kind")?,
        size: small(row, "size")?,
        consented_at: row.try_get("consented_at")?,
    }))
}

fn mentioned(row: &SqliteRow) -> Result<Option<Mentioned>, StoreError> {
    let Some(appointment) = optional_id(row, "appointment_id")? else {
        return Ok(None);
    };
    Ok(Some(Mentioned {
        appointment,
        starts: row.try_get("appointment_at")?,
    }))
}

fn loans(row: &SqliteRow) -> Result<Vec<LoanMentioned>, StoreError> {
    let text: String = row.try_get("loans")?;
    match text.as_str() {
        "" => Ok(Vec::new()),
        text => serde_json::from_str(text).map_err(|_| StoreError::Unreadable("loans")),
    }
}

fn about_case(row: &SqliteRow) -> Result<Option<CaseMentioned>, StoreError> {
    let text: String = row.try_get("about_case")?;
    let case = (!text.is_empty()).then(|| serde_json::from_str(&text));
    case.transpose()
        .map_err(|_| StoreError::Unreadable("case of a message"))
}

fn case_text(case: Option<&CaseMentioned>) -> Result<String, StoreError> {
    let text = case.map(serde_json::to_string).transpose();
    let text = text.map_err(|_| StoreError::Unreadable("case of a message"))?;
    Ok(text.unwrap_or_default())
}

fn loans_text(loans: &[LoanMentioned]) -> Result<String, StoreError> {
    if loans.is_empty() {
        return Ok(String::new());
    }
    serde_json::to_string(loans).map_err(|_| StoreError::Unreadable("loans"))
}

/// Writes a message, unless its thread has one with its id. The file that hangs on
/// it is sent from then on.
///
/// # Errors
/// When the database fails.
pub async fn save_message(
    writing: &mut Writing<'_>,
    message: &ChatMessage,
) -> Result<Saved, StoreError> {
    let (librarian, happened) = match message.author {
        Author::Patron(_) => (None, None),
        Author::Librarian(librarian) => (Some(librarian.to_string()), None),
        Author::Desk(happened) => (None, Some(happened.word())),
    };
    let file = message
        .attachment
        .as_ref()
        .map(|file| file.file.to_string());
    let written = sqlx::query(
        "INSERT INTO message (thread_id, id, contact_id, librarian_id, happened, text, file_id, \
         appointment_id, appointment_at, loans, about_case, at) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (thread_id, id) DO NOTHING",
    )
    .bind(message.thread.to_string())
    .bind(message.id.to_string())
    .bind(message.contact.map(|contact| contact.to_string()))
    .bind(librarian)
    .bind(happened)
    .bind(message.text.as_ref().map_or("", Text::as_str))
    .bind(&file)
    .bind(
        message
            .appointment
            .map(|about| about.appointment.to_string()),
    )
    .bind(message.appointment.map(|about| about.starts))
    .bind(loans_text(&message.loans)?)
    .bind(case_text(message.case.as_ref())?)
    .bind(message.at.wall_millis())
    .execute(&mut **writing)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(Saved::Already);
    }
    if let Some(file) = file {
        sqlx::query("UPDATE file SET sent = 1 WHERE id = ?")
            .bind(file)
            .execute(&mut **writing)
            .await?;
    }
    if let Author::Desk(
        said @ (Happened::LoanRenewed
        | Happened::LoanNotRenewed
        | Happened::LoanReturnSaid
        | Happened::LoanToTalkAbout),
    ) = message.author
    {
        let desk = sqlx::query("SELECT desk_id FROM thread WHERE id = ?");
        let desk = desk.bind(message.thread.to_string());
        let desk: String = desk.fetch_one(&mut **writing).await?.try_get(0)?;
        count_notice(writing, &desk, said.word(), message.at.wall_millis()).await?;
    }
    Ok(Saved::New)
}
