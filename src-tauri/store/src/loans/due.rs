//! Loans about which something may be due to be said, borrower by borrower.
//!
//! Pages go by the index of borrowers. The `+` before `source_id` keeps SQLite from that
//! of the source, by which each page would be a walk through all its loans.

use chrono::NaiveDate;
use sportello_core::{BorrowerId, Language, LoanId, NoticeKind, PatronId, SourceId, ThreadId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{day, optional_day};
use crate::rows::{Word, id, optional_id};
use crate::{Store, StoreError};

/// A loan that is out, with its borrower and what was said about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLoan {
    /// Which.
    pub id: LoanId,
    /// What the source calls it.
    pub key: String,
    /// Its title; may be empty.
    pub title: String,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// When it was lent, if that is known.
    pub lent: Option<NaiveDate>,
    /// How often it was renewed, if that is known.
    pub renewals: Option<u16>,
    /// Since when the source has named it with this due date.
    pub due_since: i64,
    /// Somebody waits for it.
    pub is_awaited: bool,
    /// The ILS renews it by itself.
    pub renews_itself: bool,
    /// The patron says that it was returned.
    pub is_silent: bool,
    /// What was said about it for this due date.
    pub told: Vec<NoticeKind>,
    /// Whose it is.
    pub borrower: BorrowerId,
    /// What they are called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// The source has an address to write to.
    pub has_mail: bool,
    /// What they read: what their thread says, or else the source.
    pub language: Option<Language>,
    /// They are sent notices.
    pub notices: bool,
    /// Their thread and who speaks there.
    pub thread: Option<(ThreadId, PatronId)>,
}

impl Store {
    /// Loans of a source that are out and due within these days, by borrower: at least
    /// so many, and all of each borrower, after this borrower.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn due_loans(
        &self,
        source: SourceId,
        (from, until): (NaiveDate, NaiveDate),
        after: Option<BorrowerId>,
        most: u32,
    ) -> Result<Vec<DueLoan>, StoreError> {
        let rows = sqlx::query(
            "SELECT loan.id, loan.key, title, due, lent, renewals, due_since, is_awaited, renews_itself, silent_since, \
             borrower_id, borrower.name, card, mail <> '' AS has_mail, \
             coalesce(thread.language, borrower.language) AS language, notices, \
             borrower.thread_id, thread.patron_id, \
             coalesce((SELECT group_concat(kind) FROM notice WHERE notice.loan_id = loan.id \
              AND notice.due = loan.due), '') AS told \
             FROM loan JOIN borrower ON borrower.id = borrower_id \
             LEFT JOIN thread ON thread.id = borrower.thread_id \
             WHERE +loan.source_id = ?1 AND closed_at IS NULL AND due BETWEEN ?2 AND ?3 \
             AND borrower_id IN (SELECT DISTINCT borrower_id FROM loan \
              WHERE closed_at IS NULL AND +source_id = ?1 AND borrower_id > ?4 \
              ORDER BY borrower_id LIMIT ?5) \
             ORDER BY borrower_id, due, loan.id",
        )
        .bind(source.to_string())
        .bind(from.to_string())
        .bind(until.to_string())
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(most)
        .fetch_all(self.read())
        .await?;
        rows.iter().map(due_loan).collect()
    }

    /// The borrower up to whom a page of [`Store::due_loans`] goes; none at the end.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn next_borrowers(
        &self,
        source: SourceId,
        after: Option<BorrowerId>,
        most: u32,
    ) -> Result<Option<(BorrowerId, u32)>, StoreError> {
        let row = sqlx::query(
            "SELECT max(borrower_id) AS last, sum(loans) AS loans FROM \
             (SELECT borrower_id, count(*) AS loans FROM loan WHERE closed_at IS NULL \
              AND +source_id = ?1 AND borrower_id > ?2 GROUP BY borrower_id \
              ORDER BY borrower_id LIMIT ?3)",
        )
        .bind(source.to_string())
        .bind(after.map(|id| id.to_string()).unwrap_or_default())
        .bind(most)
        .fetch_one(self.read())
        .await?;
        let last: Option<BorrowerId> = optional_id(&row, "last")?;
        let loans: Option<u32> = row.try_get("loans")?;
        Ok(last.zip(loans))
    }

    /// One loan, if it is out.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not.
    pub async fn due_loan(&self, loan: LoanId) -> Result<(SourceId, DueLoan), StoreError> {
        let row = sqlx::query(
            "SELECT loan.source_id, loan.id, loan.key, title, due, lent, renewals, due_since, is_awaited, \
             renews_itself, silent_since, borrower_id, borrower.name, card, \
             mail <> '' AS has_mail, coalesce(thread.language, borrower.language) AS language, \
             notices, borrower.thread_id, thread.patron_id, \
             coalesce((SELECT group_concat(kind) FROM notice WHERE notice.loan_id = loan.id \
              AND notice.due = loan.due), '') AS told \
             FROM loan JOIN borrower ON borrower.id = borrower_id \
             LEFT JOIN thread ON thread.id = borrower.thread_id \
             WHERE loan.id = ? AND closed_at IS NULL",
        );
        let row = row.bind(loan.to_string()).fetch_one(self.read()).await?;
        Ok((id(&row, "source_id")?, due_loan(&row)?))
    }
}

fn due_loan(row: &SqliteRow) -> Result<DueLoan, StoreError> {
    let told: String = row.try_get("told")?;
    let told = told.split(',').filter(|kind| !kind.is_empty());
    let language: String = row.try_get("language")?;
    let silent: Option<i64> = row.try_get("silent_since")?;
    let thread: Option<ThreadId> = optional_id(row, "thread_id")?;
    let patron: Option<PatronId> = optional_id(row, "patron_id")?;
    Ok(DueLoan {
        id: id(row, "id")?,
        key: row.try_get("key")?,
        title: row.try_get("title")?,
        due: day(row, "due")?,
        lent: optional_day(row, "lent")?,
        renewals: row.try_get("renewals")?,
        due_since: row.try_get("due_since")?,
        is_awaited: row.try_get("is_awaited")?,
        renews_itself: row.try_get("renews_itself")?,
        is_silent: silent.is_some(),
        told: told.map(NoticeKind::read).collect::<Result<_, _>>()?,
        borrower: id(row, "borrower_id")?,
        name: row.try_get("name")?,
        card: row.try_get("card")?,
        has_mail: row.try_get("has_mail")?,
        language: Language::read(&language).ok(),
        notices: row.try_get("notices")?,
        thread: thread.zip(patron),
    })
}

impl Word for NoticeKind {
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Predue, "predue"),
        (Self::Due, "due"),
        (Self::Overdue1, "overdue1"),
        (Self::Overdue2, "overdue2"),
        (Self::Overdue3, "overdue3"),
    ];
    const WHAT: &'static str = "kind of a notice";
}
