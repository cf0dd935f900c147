//! Cases, their timelines, and the words by which they are found again.
//!
//! A case is written whole and rarely; what happens to it is added, entry by entry. The
//! index of words ([FTS5](https://sqlite.org/fts5.html)) is written in the same
//! transaction as what it finds.

mod arriving;
mod entries;
mod erasing;
mod letters;
mod looking;
mod mailbox;
mod offices;
mod words;

pub use arriving::{LetterThatWent, MailPlace, MailTaken, keep_letter};
pub use entries::{
    CaseEntryRow, CaseFileRow, LetterOut, NewCaseEntry, add_case_entry, add_case_file,
    move_letter_files,
};
pub use erasing::empty_case;
pub(crate) use erasing::{drop_letters_of, empty_cases_of, forget_closed_cases};
use letters::note_taken;
pub use letters::{LetterInRow, NewLetterIn, add_letter_in, drop_letter_in};
pub use looking::{CaseListed, CasesCounted, CasesOn, ListedAfter, Shelf};
pub use mailbox::{MailboxRow, note_mail_read, note_mail_trouble, save_mailbox};
pub use offices::{OfficeRow, mark_office, remove_office, save_office};

use chrono::NaiveDate;
use sportello_core::{
    Asker, Case, CaseEntryKind, CaseId, CaseLevel, CaseNumber, CaseState, DeskId, LibraryId,
    MailAddress, ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, small, word};
use crate::{Store, StoreError, Writing};

impl Word for CaseState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Open, "open"),
        (Self::WaitingForOffice, "waitingForOffice"),
        (Self::WaitingForPatron, "waitingForPatron"),
        (Self::Answered, "answered"),
        (Self::Closed, "closed"),
        (Self::Reopened, "reopened"),
    ];
    const WHAT: &'static str = "state of a case";
}

impl Word for CaseLevel {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::First, "first"), (Self::Second, "second")];
    const WHAT: &'static str = "level of a case";
}

impl Word for CaseEntryKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Opened, "opened"),
        (Self::Contact, "contact"),
        (Self::Excerpt, "excerpt"),
        (Self::Note, "note"),
        (Self::HandedOff, "handedOff"),
        (Self::OfficeWrote, "officeWrote"),
        (Self::AskedPatron, "askedPatron"),
        (Self::PatronWrote, "patronWrote"),
        (Self::Answered, "answered"),
        (Self::Told, "told"),
        (Self::OtherWrote, "otherWrote"),
        (Self::AutoReply, "autoReply"),
        (Self::NotDelivered, "notDelivered"),
        (Self::Assigned, "assigned"),
        (Self::PromiseMoved, "promiseMoved"),
        (Self::Changed, "changed"),
        (Self::Snoozed, "snoozed"),
        (Self::Closed, "closed"),
        (Self::Reopened, "reopened"),
        (Self::CallBackAgreed, "callBackAgreed"),
        (Self::CallBackMoved, "callBackMoved"),
        (Self::CallBackCalledOff, "callBackCalledOff"),
        (Self::CalledBack, "calledBack"),
        (Self::NotReached, "notReached"),
        (Self::CallBackGivenUp, "callBackGivenUp"),
    ];
    const WHAT: &'static str = "entry of a case";
}

/// A case, and what the store knows of it besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseStored {
    /// It.
    pub case: Case,
    /// When it changed last.
    pub changed: i64,
    /// For which promised day its owner was reminded.
    pub reminded: Option<NaiveDate>,
    /// For which promised day the patron was told that it takes longer.
    pub told: Option<NaiveDate>,
    /// Its words are gone.
    pub is_emptied: bool,
}

/// The columns that a case is read from.
const CASE: &str = "desk_case.id, desk_case.desk_id, year, desk_case.number, \
     desk_case.subject, desk_case.topic_id, level, owner_id, desk_case.office_id, promised, \
     first_promised, desk_case.state, snoozed_until, desk_case.thread_id, asker_name, \
     asker_mail, asker_phone, opened_at, answered_at, closed_at, news_at, changed_at, \
     reminded_for, told_for, is_emptied";

impl Store {
    /// A case of a library.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the library has none with this id.
    pub async fn case(&self, library: LibraryId, case: CaseId) -> Result<CaseStored, StoreError> {
        let one = format!("SELECT {CASE} FROM desk_case WHERE library_id = ? AND id = ?");
        let row = sqlx::query(sqlx::AssertSqlSafe(one));
        let row = row.bind(library.to_string()).bind(case.to_string());
        stored(&row.fetch_one(self.read()).await?)
    }

    /// The number that the next case of a desk has in a year.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_case_number(
        &self,
        desk: DeskId,
        year: u16,
    ) -> Result<CaseNumber, StoreError> {
        let row = sqlx::query(
            "SELECT coalesce(max(number), 0) + 1 AS next FROM desk_case \
             WHERE desk_id = ? AND year = ?",
        );
        let row = row.bind(desk.to_string()).bind(year);
        let number = small(&row.fetch_one(self.read()).await?, "next")?;
        Ok(CaseNumber { year, number })
    }

    /// What the patron of a thread is called; may be empty.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such thread.
    pub async fn name_in_thread(&self, thread: ThreadId) -> Result<String, StoreError> {
        let row = sqlx::query("SELECT name FROM thread WHERE id = ?");
        let row = row.bind(thread.to_string()).fetch_one(self.read()).await?;
        Ok(row.try_get("name")?)
    }

    /// The cases of a library of whose promise a librarian was reminded, and in which an
    /// answer is owed still: the soonest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn cases_reminded(&self, library: LibraryId) -> Result<Vec<CaseStored>, StoreError> {
        let all = format!(
            "SELECT {CASE} FROM desk_case WHERE library_id = ? \
             AND state IN ('open', 'waitingForOffice', 'reopened') \
             AND reminded_for = promised ORDER BY promised, sequence LIMIT 200"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all)).bind(library.to_string());
        rows.fetch_all(self.read())
            .await?
            .iter()
            .map(stored)
            .collect()
    }

    /// The cases of a thread that have their words, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn cases_in_thread(&self, thread: ThreadId) -> Result<Vec<CaseStored>, StoreError> {
        let all = format!(
            "SELECT {CASE} FROM desk_case WHERE thread_id = ? AND is_emptied = 0 \
             ORDER BY opened_at DESC, id DESC LIMIT 100"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all)).bind(thread.to_string());
        rows.fetch_all(self.read())
            .await?
            .iter()
            .map(stored)
            .collect()
    }

    /// Cases of a library in which an answer is owed and promised for that day or before.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn cases_promised(
        &self,
        library: LibraryId,
        until: NaiveDate,
    ) -> Result<Vec<CaseStored>, StoreError> {
        let all = format!(
            "SELECT {CASE} FROM desk_case WHERE library_id = ?1 \
             AND state IN ('open', 'waitingForOffice', 'reopened') AND promised <= ?2 \
             AND (told_for IS NOT promised OR reminded_for IS NOT promised) \
             ORDER BY promised, sequence LIMIT 1000"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all));
        let rows = rows.bind(library.to_string()).bind(until.to_string());
        rows.fetch_all(self.read())
            .await?
            .iter()
            .map(stored)
            .collect()
    }
}

/// Writes a case, new or changed, and the words of its head.
///
/// # Errors
/// When the database fails.
pub async fn save_case(
    writing: &mut Writing<'_>,
    library: LibraryId,
    case: &Case,
    now: i64,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "INSERT INTO desk_case (id, library_id, desk_id, year, number, subject, topic_id, level, \
         owner_id, office_id, promised, first_promised, state, snoozed_until, thread_id, \
         asker_name, asker_mail, asker_phone, opened_at, first_answered_at, answered_at, \
         closed_at, news_at, changed_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
         ?18, ?19, ?20, ?20, ?21, ?22, ?23) \
         ON CONFLICT (id) DO UPDATE SET subject = ?6, topic_id = ?7, level = ?8, owner_id = ?9, \
         office_id = ?10, promised = ?11, state = ?13, snoozed_until = ?14, thread_id = ?15, \
         asker_name = ?16, asker_mail = ?17, asker_phone = ?18, \
         first_answered_at = coalesce(first_answered_at, ?20), answered_at = ?20, \
         closed_at = ?21, news_at = ?22, changed_at = ?23 RETURNING sequence",
    )
    .bind(case.id.to_string())
    .bind(library.to_string())
    .bind(case.desk.to_string())
    .bind(case.number.year)
    .bind(case.number.number)
    .bind(&case.subject)
    .bind(case.topic.map(|topic| topic.to_string()))
    .bind(case.level.word())
    .bind(case.owner.map(|owner| owner.to_string()))
    .bind(case.office.map(|office| office.to_string()))
    .bind(case.promised.to_string())
    .bind(case.first_promised.to_string())
    .bind(case.state.word())
    .bind(case.snoozed_until)
    .bind(case.thread.map(|thread| thread.to_string()))
    .bind(&case.asker.name)
    .bind(case.asker.mail.as_ref().map_or("", MailAddress::as_str))
    .bind(&case.asker.phone)
    .bind(case.opened)
    .bind(case.answered)
    .bind(case.closed)
    .bind(case.news)
    .bind(now)
    .fetch_one(&mut **writing)
    .await?;
    let sequence: i64 = row.try_get("sequence")?;
    let row = words::HEADS + sequence;
    words::write(writing, row, library, &words::of_head(case)).await
}

/// Something happened that its librarian should see.
///
/// # Errors
/// When the database fails.
pub async fn note_case_news(
    writing: &mut Writing<'_>,
    case: CaseId,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE desk_case SET news_at = ?, snoozed_until = NULL WHERE id = ?")
        .bind(now)
        .bind(case.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A librarian has read what was written.
///
/// # Errors
/// When the database fails.
pub async fn mark_case_read(writing: &mut Writing<'_>, case: CaseId) -> Result<(), StoreError> {
    sqlx::query("UPDATE desk_case SET news_at = NULL WHERE id = ?")
        .bind(case.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What a promise that comes near has asked for was done, for the promised day.
///
/// # Errors
/// When the database fails.
pub async fn mark_promise(
    writing: &mut Writing<'_>,
    case: CaseId,
    promised: NaiveDate,
    patron_told: bool,
) -> Result<(), StoreError> {
    let text = if patron_told {
        "UPDATE desk_case SET told_for = ?1, reminded_for = ?1 WHERE id = ?2"
    } else {
        "UPDATE desk_case SET reminded_for = ?1 WHERE id = ?2"
    };
    sqlx::query(text)
        .bind(promised.to_string())
        .bind(case.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

fn stored(row: &SqliteRow) -> Result<CaseStored, StoreError> {
    let mail: String = row.try_get("asker_mail")?;
    let year = small(row, "year")?;
    let year = u16::try_from(year).map_err(|_| StoreError::Unreadable("year of a case"))?;
    Ok(CaseStored {
        case: Case {
            id: id(row, "id")?,
            desk: id(row, "desk_id")?,
            number: CaseNumber {
                year,
                number: small(row, "number")?,
            },
            subject: row.try_get("subject")?,
            topic: optional_id(row, "topic_id")?,
            level: word(row, "level")?,
            owner: optional_id(row, "owner_id")?,
            office: optional_id(row, "office_id")?,
            promised: day(row, "promised")?,
            first_promised: day(row, "first_promised")?,
            state: word(row, "state")?,
            snoozed_until: row.try_get("snoozed_until")?,
            thread: optional_id(row, "thread_id")?,
            asker: Asker {
                name: row.try_get("asker_name")?,
                mail: MailAddress::parse(&mail).ok(),
                phone: row.try_get("asker_phone")?,
            },
            opened: row.try_get("opened_at")?,
            answered: row.try_get("answered_at")?,
            closed: row.try_get("closed_at")?,
            news: row.try_get("news_at")?,
        },
        changed: row.try_get("changed_at")?,
        reminded: optional_day(row, "reminded_for")?,
        told: optional_day(row, "told_for")?,
        is_emptied: row.try_get("is_emptied")?,
    })
}

fn day(row: &SqliteRow, column: &str) -> Result<NaiveDate, StoreError> {
    let text: String = row.try_get(column)?;
    text.parse().map_err(|_| StoreError::Unreadable("day"))
}

fn optional_day(row: &SqliteRow, column: &str) -> Result<Option<NaiveDate>, StoreError> {
    let text: Option<String> = row.try_get(column)?;
    let read = text.map(|text| text.parse()).transpose();
    read.map_err(|_| StoreError::Unreadable("day"))
}
