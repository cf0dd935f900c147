//! The ledger: each notice that was sent, once for each loan, due date and kind. How it
//! stands is told by what became of its message, its pushes and its letter.

use chrono::NaiveDate;
use sportello_core::{
    BorrowerId, DeskId, Language, LibraryId, LoanId, MessageId, NoticeId, NoticeKind, NoticeState,
    OutgoingId, PatronId, ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{day, is_about_one, like};
use crate::reports::count_notice;
use crate::rows::{Word, id, optional_id, word};
use crate::{Saved, Store, StoreError, Writing};

/// How a notice stands, by its word: written, pushed, read, mailed, uncertain, failed,
/// forPrint or printed. What reached further wins.
const STATE: &str = "CASE \
     WHEN printed_at IS NOT NULL THEN 'printed' \
     WHEN EXISTS (SELECT 1 FROM message JOIN thread ON thread.id = message.thread_id \
      WHERE message.thread_id = notice.thread_id AND message.id = notice.message_id \
      AND message.at <= patron_read) THEN 'read' \
     WHEN letter.state IN ('sent', 'read') THEN 'mailed' \
     WHEN letter.state = 'uncertain' THEN 'uncertain' \
     WHEN letter.state = 'failed' THEN 'failed' \
     WHEN to_print_at IS NOT NULL THEN 'forPrint' \
     WHEN EXISTS (SELECT 1 FROM outbox AS push WHERE push.thread_id = notice.thread_id \
      AND push.channel = 'push' AND push.kind = 'loanNotice' AND push.state IN ('sent', 'read') \
      AND push.once LIKE 'notice ' || notice.message_id || ' %') THEN 'pushed' \
     ELSE 'written' END";

/// A notice that is to stand in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    /// Which.
    pub id: NoticeId,
    /// About which loan.
    pub loan: LoanId,
    /// The due date that it is about.
    pub due: NaiveDate,
    /// What it says.
    pub kind: NoticeKind,
    /// Where it is written.
    pub message: Option<(ThreadId, MessageId)>,
    /// The letter that says it, for who has no thread.
    pub letter: Option<OutgoingId>,
    /// Nobody can be reached: it is to be printed.
    pub to_print: bool,
}

/// What becomes of notices, for the librarian.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoticeFacts {
    /// That went out in one way or another.
    pub sent: u32,
    /// That failed, or are uncertain.
    pub failed: u32,
    /// That are to be printed.
    pub to_print: u32,
}

/// What of the ledger is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerLook {
    /// Words of a title, a name or a card; may be empty.
    pub text: String,
    /// Only what stands so.
    pub state: Option<NoticeState>,
    /// Only what is older than this one.
    pub before: Option<NoticeId>,
}

/// A notice of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRow {
    /// Which.
    pub id: NoticeId,
    /// About which loan.
    pub loan: LoanId,
    /// What it says.
    pub kind: NoticeKind,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Where it was written.
    pub thread: Option<ThreadId>,
    /// The title; empty once it is forgotten.
    pub title: String,
    /// The due date that it is about.
    pub due: NaiveDate,
    /// When it was written.
    pub at: i64,
    /// How it stands.
    pub state: NoticeState,
    /// Why it was sent again; may be empty.
    pub again: String,
    /// The loan is out, and due on that day.
    pub is_open: bool,
}

/// A notice that was written some time ago and was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadNotice {
    /// Which.
    pub id: NoticeId,
    /// The desk it comes from.
    pub desk: DeskId,
    /// Where it stands.
    pub thread: ThreadId,
    /// Who reads there.
    pub patron: PatronId,
    /// As which message.
    pub message: MessageId,
    /// What they read.
    pub language: Language,
    /// Where they want to be written to, or else where the source says they read mail.
    pub address: Option<String>,
}

/// A loan of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLoan {
    /// Its title; may be empty.
    pub title: String,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// Whose.
    pub borrower: BorrowerId,
    /// What they are called; may be empty.
    pub name: String,
}

/// A notice that is to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintRow {
    /// Which.
    pub id: NoticeId,
    /// The desk it comes from.
    pub desk: DeskId,
    /// Whose loan it is about.
    pub borrower: BorrowerId,
    /// What they are called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Where they can be called; may be empty.
    pub phone: String,
    /// What they read, if that is known.
    pub language: Option<Language>,
    /// What it says.
    pub kind: NoticeKind,
    /// The title; may be empty.
    pub title: String,
    /// The due date that it is about.
    pub due: NaiveDate,
}

impl Store {
    /// A hundred notices of a library and one more, the newest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn notices(
        &self,
        library: LibraryId,
        look: &LedgerLook,
    ) -> Result<Vec<LedgerRow>, StoreError> {
        let all = format!(
            "SELECT * FROM (SELECT notice.id, loan_id, notice.kind, borrower.name, card, \
             notice.thread_id, title, notice.due, written_at, {STATE} AS state, again, \
             closed_at IS NULL AND loan.due = notice.due AS is_open \
             FROM notice JOIN loan ON loan.id = loan_id \
             JOIN borrower ON borrower.id = borrower_id \
             LEFT JOIN outbox AS letter ON letter.id = letter_id \
             WHERE notice.library_id = ?1 AND (?2 = '%%' OR folded LIKE ?2 ESCAPE '\\' \
              OR lower(title) LIKE ?2 ESCAPE '\\') \
             AND (?3 = '' OR (written_at, notice.id) < \
              (SELECT written_at, id FROM notice AS last WHERE last.id = ?3))) \
             WHERE ?4 = '' OR state = ?4 ORDER BY written_at DESC, id DESC LIMIT 101"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all))
            .bind(library.to_string())
            .bind(like(&look.text))
            .bind(look.before.map(|id| id.to_string()).unwrap_or_default())
            .bind(look.state.map_or("", Word::word))
            .fetch_all(self.read())
            .await?;
        rows.iter().map(ledger_row).collect()
    }

    /// One notice of a library.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the library has none with this id.
    pub async fn notice(
        &self,
        library: LibraryId,
        notice: NoticeId,
    ) -> Result<LedgerRow, StoreError> {
        let one = format!(
            "SELECT notice.id, loan_id, notice.kind, borrower.name, card, notice.thread_id, title, \
             notice.due, written_at, {STATE} AS state, again, \
             closed_at IS NULL AND loan.due = notice.due AS is_open \
             FROM notice JOIN loan ON loan.id = loan_id \
             JOIN borrower ON borrower.id = borrower_id \
             LEFT JOIN outbox AS letter ON letter.id = letter_id \
             WHERE notice.library_id = ? AND notice.id = ?"
        );
        let row = sqlx::query(sqlx::AssertSqlSafe(one));
        let row = row.bind(library.to_string()).bind(notice.to_string());
        ledger_row(&row.fetch_one(self.read()).await?)
    }

    /// As which message a notice was written, if it was.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such notice.
    pub async fn message_of_notice(
        &self,
        notice: NoticeId,
    ) -> Result<Option<MessageId>, StoreError> {
        let row = sqlx::query("SELECT nullif(message_id, '') AS message FROM notice WHERE id = ?");
        let row = row.bind(notice.to_string()).fetch_one(self.read()).await?;
        optional_id(&row, "message")
    }

    /// What became of the notices that were written within these times.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_between(
        &self,
        library: LibraryId,
        (from, until): (i64, i64),
    ) -> Result<NoticeFacts, StoreError> {
        let all = format!(
            "SELECT state, count(*) AS many FROM (SELECT {STATE} AS state FROM notice \
             LEFT JOIN outbox AS letter ON letter.id = letter_id \
             WHERE notice.library_id = ? AND written_at >= ? AND written_at < ?) GROUP BY state"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all))
            .bind(library.to_string())
            .bind(from)
            .bind(until)
            .fetch_all(self.read())
            .await?;
        let mut facts = NoticeFacts::default();
        for row in rows {
            let many: u32 = row.try_get("many")?;
            match word(&row, "state")? {
                NoticeState::Failed | NoticeState::Uncertain => facts.failed += many,
                NoticeState::ForPrint => facts.to_print += many,
                NoticeState::Written
                | NoticeState::Pushed
                | NoticeState::Read
                | NoticeState::Mailed
                | NoticeState::Printed => facts.sent += many,
            }
        }
        Ok(facts)
    }

    /// When the newest notice of a library was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_notice(&self, library: LibraryId) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT max(written_at) AS last FROM notice WHERE library_id = ?");
        let row = row.bind(library.to_string()).fetch_one(self.read()).await?;
        Ok(row.try_get("last")?)
    }

    /// How many notices of a library are to be printed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_to_print(&self, library: LibraryId) -> Result<u32, StoreError> {
        let row = sqlx::query(
            "SELECT count(*) AS many FROM notice WHERE library_id = ? \
             AND to_print_at IS NOT NULL AND printed_at IS NULL",
        );
        let row = row.bind(library.to_string()).fetch_one(self.read()).await?;
        Ok(row.try_get("many")?)
    }

    /// What is to be printed: of loans that are still out, by borrower.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn notices_to_print(&self, library: LibraryId) -> Result<Vec<PrintRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT notice.id, loan_source.desk_id, borrower_id, borrower.name, card, phone, \
             language, notice.kind, title, notice.due FROM notice \
             JOIN loan ON loan.id = loan_id JOIN borrower ON borrower.id = borrower_id \
             JOIN loan_source ON loan_source.id = loan.source_id \
             WHERE notice.library_id = ? AND to_print_at IS NOT NULL AND printed_at IS NULL \
             AND closed_at IS NULL AND loan.due = notice.due \
             ORDER BY borrower.name, card, borrower_id, notice.due, title LIMIT 2000",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(print_row).collect()
    }

    /// Notices of a library that were written before this time and were not read, a few
    /// of them.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn unread_notices(
        &self,
        library: LibraryId,
        desk: DeskId,
        before: i64,
    ) -> Result<Vec<UnreadNotice>, StoreError> {
        let rows = sqlx::query(
            "SELECT notice.id, thread.desk_id, thread.id AS thread_id, thread.patron_id, \
             message_id, thread.language, \
             CASE WHEN reach = 'mail' THEN reach_address WHEN reach = '' AND mail <> '' THEN mail \
              END AS address \
             FROM notice JOIN loan ON loan.id = loan_id \
             JOIN borrower ON borrower.id = borrower_id \
             JOIN thread ON thread.id = notice.thread_id \
             JOIN message ON message.thread_id = notice.thread_id \
              AND message.id = notice.message_id \
             WHERE notice.library_id = ? AND thread.desk_id = ? AND written_at <= ? \
             AND letter_id = '' AND to_print_at IS NULL AND message.at > patron_read \
             AND closed_at IS NULL AND loan.due = notice.due AND silent_since IS NULL \
             AND notices = 1 \
             ORDER BY written_at, message_id LIMIT 200",
        );
        let rows = rows
            .bind(library.to_string())
            .bind(desk.to_string())
            .bind(before)
            .fetch_all(self.read())
            .await?;
        rows.iter().map(unread).collect()
    }

    /// Letters that will not go out: their notices are to be printed.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn notices_of_failed_letters(
        &self,
        library: LibraryId,
    ) -> Result<Vec<NoticeId>, StoreError> {
        let rows = sqlx::query(
            "SELECT notice.id FROM notice JOIN outbox ON outbox.id = letter_id \
             JOIN loan ON loan.id = loan_id WHERE notice.library_id = ? AND state = 'failed' \
             AND to_print_at IS NULL AND closed_at IS NULL AND loan.due = notice.due LIMIT 200",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(|row| id(row, "id")).collect()
    }

    /// The loans of a letter that are still out, and due as it says.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn loans_of_letter(&self, letter: OutgoingId) -> Result<Vec<LetterLoan>, StoreError> {
        let rows = sqlx::query(
            "SELECT title, notice.due, borrower_id, name FROM notice \
             JOIN loan ON loan.id = loan_id \
             JOIN borrower ON borrower.id = borrower_id \
             WHERE letter_id = ? AND closed_at IS NULL AND loan.due = notice.due \
             AND silent_since IS NULL AND notices = 1 ORDER BY notice.due, title",
        );
        let rows = rows.bind(letter.to_string()).fetch_all(self.read()).await?;
        let loan = |row: &SqliteRow| {
            Ok(LetterLoan {
                title: row.try_get("title")?,
                due: day(row, "due")?,
                borrower: id(row, "borrower_id")?,
                name: row.try_get("name")?,
            })
        };
        rows.iter().map(loan).collect()
    }
}

fn ledger_row(row: &SqliteRow) -> Result<LedgerRow, StoreError> {
    Ok(LedgerRow {
        id: id(row, "id")?,
        loan: id(row, "loan_id")?,
        kind: word(row, "kind")?,
        name: row.try_get("name")?,
        card: row.try_get("card")?,
        thread: optional_id(row, "thread_id")?,
        title: row.try_get("title")?,
        due: day(row, "due")?,
        at: row.try_get("written_at")?,
        state: word(row, "state")?,
        again: row.try_get("again")?,
        is_open: row.try_get("is_open")?,
    })
}

fn print_row(row: &SqliteRow) -> Result<PrintRow, StoreError> {
    let language: String = row.try_get("language")?;
    Ok(PrintRow {
        id: id(row, "id")?,
        desk: id(row, "desk_id")?,
        borrower: id(row, "borrower_id")?,
        name: row.try_get("name")?,
        card: row.try_get("card")?,
        phone: row.try_get("phone")?,
        language: Language::read(&language).ok(),
        kind: word(row, "kind")?,
        title: row.try_get("title")?,
        due: day(row, "due")?,
    })
}

fn unread(row: &SqliteRow) -> Result<UnreadNotice, StoreError> {
    Ok(UnreadNotice {
        id: id(row, "id")?,
        desk: id(row, "desk_id")?,
        thread: id(row, "thread_id")?,
        patron: id(row, "patron_id")?,
        message: id(row, "message_id")?,
        language: word(row, "language")?,
        address: row.try_get("address")?,
    })
}

/// Writes a notice into the ledger. One of the same loan, due date and kind is one.
///
/// # Errors
/// When the database fails.
pub async fn save_notice(
    writing: &mut Writing<'_>,
    library: LibraryId,
    new: &NewNotice,
    now: i64,
) -> Result<Saved, StoreError> {
    let written = sqlx::query(
        "INSERT INTO notice (id, library_id, loan_id, due, kind, thread_id, message_id, \
         written_at, letter_id, to_print_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (loan_id, due, kind) DO NOTHING",
    )
    .bind(new.id.to_string())
    .bind(library.to_string())
    .bind(new.loan.to_string())
    .bind(new.due.to_string())
    .bind(new.kind.word())
    .bind(new.message.map(|(thread, _)| thread.to_string()))
    .bind(
        new.message
            .map(|(_, message)| message.to_string())
            .unwrap_or_default(),
    )
    .bind(now)
    .bind(
        new.letter
            .map(|letter| letter.to_string())
            .unwrap_or_default(),
    )
    .bind(new.to_print.then_some(now))
    .execute(&mut **writing)
    .await?;
    if written.rows_affected() == 0 {
        return Ok(Saved::Already);
    }
    let desk = sqlx::query(
        "SELECT desk_id FROM loan_source JOIN loan ON loan.source_id = loan_source.id \
         WHERE loan.id = ?",
    );
    let desk = desk.bind(new.loan.to_string());
    let desk: String = desk.fetch_one(&mut **writing).await?.try_get(0)?;
    count_notice(writing, &desk, new.kind.word(), now).await?;
    Ok(Saved::New)
}

/// A letter tells of these notices.
///
/// # Errors
/// When the database fails.
pub async fn mark_letter(
    writing: &mut Writing<'_>,
    notices: &[NoticeId],
    letter: OutgoingId,
) -> Result<(), StoreError> {
    for notice in notices {
        sqlx::query("UPDATE notice SET letter_id = ? WHERE id = ?")
            .bind(letter.to_string())
            .bind(notice.to_string())
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// These notices are to be printed.
///
/// # Errors
/// When the database fails.
pub async fn mark_to_print(
    writing: &mut Writing<'_>,
    notices: &[NoticeId],
    now: i64,
) -> Result<(), StoreError> {
    for notice in notices {
        sqlx::query("UPDATE notice SET to_print_at = ? WHERE id = ? AND to_print_at IS NULL")
            .bind(now)
            .bind(notice.to_string())
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// These notices were printed.
///
/// # Errors
/// When the database fails.
pub async fn mark_printed(
    writing: &mut Writing<'_>,
    library: LibraryId,
    notices: &[NoticeId],
    now: i64,
) -> Result<(), StoreError> {
    for notice in notices {
        sqlx::query(
            "UPDATE notice SET printed_at = ? WHERE id = ? AND library_id = ? \
             AND printed_at IS NULL",
        )
        .bind(now)
        .bind(notice.to_string())
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}

/// A notice was sent again, for this reason: it stands in this message, or letter, or is
/// to be printed, from now on.
///
/// # Errors
/// [`StoreError::NotFound`] when it is gone.
pub async fn mark_again(
    writing: &mut Writing<'_>,
    notice: NoticeId,
    new: &NewNotice,
    reason: &str,
    now: i64,
) -> Result<(), StoreError> {
    let marked = sqlx::query(
        "UPDATE notice SET thread_id = ?2, message_id = ?3, letter_id = ?4, to_print_at = ?5, \
         printed_at = NULL, written_at = ?6, again = ?7 WHERE id = ?1",
    )
    .bind(notice.to_string())
    .bind(new.message.map(|(thread, _)| thread.to_string()))
    .bind(
        new.message
            .map(|(_, message)| message.to_string())
            .unwrap_or_default(),
    )
    .bind(
        new.letter
            .map(|letter| letter.to_string())
            .unwrap_or_default(),
    )
    .bind(new.to_print.then_some(now))
    .bind(now)
    .bind(reason)
    .execute(&mut **writing)
    .await?;
    is_about_one(&marked)
}

/// Forgets what was said about loans that were returned long enough ago, by what their
/// desk says, and the loans; borrowers of whom nothing is left and who have no thread.
///
/// # Errors
/// When the database fails.
pub(crate) async fn forget_returned(writing: &mut Writing<'_>, now: i64) -> Result<(), StoreError> {
    const KEPT: &str = "86400000 * coalesce((SELECT what ->> 'keptDays' FROM notice_policy \
         WHERE notice_policy.desk_id = loan_source.desk_id), 30)";
    let loans = format!(
        "DELETE FROM loan WHERE closed_at IS NOT NULL AND id IN (SELECT loan.id FROM loan \
         JOIN loan_source ON loan_source.id = source_id \
         WHERE closed_at IS NOT NULL AND closed_at < ? - {KEPT})"
    );
    sqlx::query(sqlx::AssertSqlSafe(loans))
        .bind(now)
        .execute(&mut **writing)
        .await?;
    // What a message says of loans goes with the last of them.
    sqlx::query(
        "UPDATE message SET text = '', loans = '' WHERE loans <> '' AND NOT EXISTS \
         (SELECT 1 FROM json_each(message.loans) AS one \
          JOIN loan ON loan.id = one.value ->> 'loan')",
    )
    .execute(&mut **writing)
    .await?;
    sqlx::query(
        "DELETE FROM borrower WHERE thread_id IS NULL \
         AND id NOT IN (SELECT borrower_id FROM loan)",
    )
    .execute(&mut **writing)
    .await?;
    sqlx::query("DELETE FROM card_code WHERE sent_at < ?")
        .bind(now - 86_400_000)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

impl Word for NoticeState {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Written, "written"),
        (Self::Pushed, "pushed"),
        (Self::Read, "read"),
        (Self::Mailed, "mailed"),
        (Self::Uncertain, "uncertain"),
        (Self::Failed, "failed"),
        (Self::ForPrint, "forPrint"),
        (Self::Printed, "printed"),
    ];
    const WHAT: &'static str = "state of a notice";
}
