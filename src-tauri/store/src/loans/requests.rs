//! What patrons ask about loans, until somebody has seen to it.

use chrono::NaiveDate;
use sportello_core::{LibraryId, LoanId, LoanRequestId, SourceId, ThreadId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{day, is_about_one};
use crate::rows::{Word, id, word};
use crate::{Saved, Store, StoreError, Writing};

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    /// To renew it.
    Renew,
    /// To look whether it was returned.
    Returned,
}

impl Word for RequestKind {
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Renew, "renew"), (Self::Returned, "returned")];
    const WHAT: &'static str = "request about a loan";
}

/// Something a patron asks about a loan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanRequestRow {
    /// Which.
    pub id: LoanRequestId,
    /// What.
    pub kind: RequestKind,
    /// About which loan.
    pub loan: LoanId,
    /// Its title; may be empty.
    pub title: String,
    /// Its number; may be empty.
    pub item: String,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// What the borrower is called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Where it was asked.
    pub thread: ThreadId,
    /// When.
    pub at: i64,
}

impl Store {
    /// What is asked in a library, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn loan_requests(
        &self,
        library: LibraryId,
    ) -> Result<Vec<LoanRequestRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT loan_request.id, loan_request.kind, loan_id, title, item, due, borrower.name, \
             card, loan_request.thread_id, asked_at FROM loan_request \
             JOIN loan ON loan.id = loan_id JOIN borrower ON borrower.id = borrower_id \
             WHERE loan_request.library_id = ? ORDER BY asked_at, loan_request.id LIMIT 500",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(request).collect()
    }
}

fn request(row: &SqliteRow) -> Result<LoanRequestRow, StoreError> {
    Ok(LoanRequestRow {
        id: id(row, "id")?,
        kind: word(row, "kind")?,
        loan: id(row, "loan_id")?,
        title: row.try_get("title")?,
        item: row.try_get("item")?,
        due: day(row, "due")?,
        name: row.try_get("name")?,
        card: row.try_get("card")?,
        thread: id(row, "thread_id")?,
        at: row.try_get("asked_at")?,
    })
}

/// A patron asks something about a loan; asked twice, it is asked once.
///
/// # Errors
/// When the database fails.
pub async fn ask_request(
    writing: &mut Writing<'_>,
    library: LibraryId,
    request: LoanRequestId,
    kind: RequestKind,
    (loan, thread): (LoanId, ThreadId),
    now: i64,
) -> Result<Saved, StoreError> {
    let written = sqlx::query(
        "INSERT INTO loan_request (id, library_id, loan_id, thread_id, kind, asked_at) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (loan_id, kind) DO NOTHING",
    )
    .bind(request.to_string())
    .bind(library.to_string())
    .bind(loan.to_string())
    .bind(thread.to_string())
    .bind(kind.word())
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(match written.rows_affected() {
        0 => Saved::Already,
        _ => Saved::New,
    })
}

/// Somebody has seen to it.
///
/// # Errors
/// [`StoreError::NotFound`] when somebody else was faster.
pub async fn settle_request(
    writing: &mut Writing<'_>,
    library: LibraryId,
    request: LoanRequestId,
) -> Result<(LoanId, ThreadId, RequestKind), StoreError> {
    let row = sqlx::query(
        "DELETE FROM loan_request WHERE library_id = ? AND id = ? \
         RETURNING loan_id, thread_id, kind",
    );
    let row = row.bind(library.to_string()).bind(request.to_string());
    let row = row.fetch_one(&mut **writing).await?;
    Ok((
        id(&row, "loan_id")?,
        id(&row, "thread_id")?,
        word(&row, "kind")?,
    ))
}

/// Nothing is said about a loan until its source is read again.
///
/// # Errors
/// [`StoreError::NotFound`] when it is gone.
pub async fn silence_loan(
    writing: &mut Writing<'_>,
    loan: LoanId,
    now: i64,
) -> Result<(), StoreError> {
    let silenced = sqlx::query("UPDATE loan SET silent_since = ? WHERE id = ?");
    let silenced = silenced.bind(now).bind(loan.to_string());
    is_about_one(&silenced.execute(&mut **writing).await?)
}

/// A source was read: what it still names is out, whatever was said before.
///
/// # Errors
/// When the database fails.
pub async fn wake_loans(writing: &mut Writing<'_>, source: SourceId) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE loan SET silent_since = NULL WHERE source_id = ? AND silent_since IS NOT NULL",
    )
    .bind(source.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}
