//! Who has loans, and in which thread that is told to them.

use chrono::NaiveDate;
use sportello_core::{
    Borrower, BorrowerId, DeskId, Language, LibraryId, LoanId, MailAddress, NoticeKind, SourceId,
    ThreadId,
};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{day, is_about_one, like, optional_day};
use crate::rows::{Word, id, optional_id};
use crate::{Store, StoreError, Writing};

/// How many borrowers are found at once.
const MOST: u32 = 50;

/// A borrower with what they have out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BorrowerRow {
    /// Who.
    pub id: BorrowerId,
    /// From where they are known.
    pub source: SourceId,
    /// What that is called, and of which kind it is.
    pub source_name: String,
    /// `file`, `koha` or `hand`.
    pub source_kind: String,
    /// When the source was last read.
    pub read_at: Option<i64>,
    /// The desk whose patrons these are.
    pub desk: DeskId,
    /// What they are called; may be empty.
    pub name: String,
    /// The number of their card; may be empty.
    pub card: String,
    /// Where they read mail.
    pub mail: Option<MailAddress>,
    /// Their thread.
    pub thread: Option<ThreadId>,
    /// They are sent notices.
    pub notices: bool,
    /// What they have out, the next due first.
    pub loans: Vec<LoanRow>,
}

/// A loan that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanRow {
    /// Which.
    pub id: LoanId,
    /// What the source calls it.
    pub key: String,
    /// Its number, its title, who wrote it; each may be empty.
    pub item: String,
    /// Its title.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// The day on which it is due.
    pub due: NaiveDate,
    /// When it was lent.
    pub lent: Option<NaiveDate>,
    /// How often it was renewed.
    pub renewals: Option<u16>,
    /// Somebody waits for it.
    pub is_awaited: bool,
    /// The ILS renews it by itself.
    pub renews_itself: bool,
    /// The patron says that it was returned.
    pub is_silent: bool,
    /// A librarian is asked to renew it.
    pub renewal_asked: bool,
    /// What was said about it for this due date.
    pub told: Vec<NoticeKind>,
}

const BORROWERS: &str = "SELECT borrower.id, source_id, loan_source.name AS source_name, \
     loan_source.kind AS source_kind, read_at, loan_source.desk_id, borrower.name, card, mail, \
     thread_id, notices FROM borrower JOIN loan_source ON loan_source.id = source_id";

impl Store {
    /// Who stands behind a thread, in the order of their linking.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn borrowers_of(&self, thread: ThreadId) -> Result<Vec<BorrowerRow>, StoreError> {
        let all = format!("{BORROWERS} WHERE thread_id = ? ORDER BY linked_at, borrower.id");
        let rows = sqlx::query(sqlx::AssertSqlSafe(all)).bind(thread.to_string());
        self.with_loans(rows.fetch_all(self.read()).await?).await
    }

    /// Borrowers of a library whose name or card holds these words.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn find_borrowers(
        &self,
        library: LibraryId,
        text: &str,
    ) -> Result<Vec<BorrowerRow>, StoreError> {
        let all = format!(
            "{BORROWERS} WHERE library_id = ?1 AND folded LIKE ?2 ESCAPE '\\' \
             ORDER BY borrower.name, card LIMIT {MOST}"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(all));
        let rows = rows.bind(library.to_string()).bind(like(text));
        self.with_loans(rows.fetch_all(self.read()).await?).await
    }

    /// One borrower of a library.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the library has none with this id.
    pub async fn borrower(
        &self,
        library: LibraryId,
        borrower: BorrowerId,
    ) -> Result<BorrowerRow, StoreError> {
        let one = format!("{BORROWERS} WHERE library_id = ? AND borrower.id = ?");
        let row = sqlx::query(sqlx::AssertSqlSafe(one));
        let row = row.bind(library.to_string()).bind(borrower.to_string());
        let row = row.fetch_one(self.read()).await?;
        let mut found = self.with_loans(vec![row]).await?;
        found.pop().ok_or(StoreError::NotFound)
    }

    /// The borrower of a desk with this card, whoever types it in whatever letters.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, or more than one.
    pub async fn borrower_by_card(
        &self,
        desk: DeskId,
        card: &str,
    ) -> Result<BorrowerRow, StoreError> {
        let one = format!(
            "{BORROWERS} WHERE loan_source.desk_id = ? AND card <> '' \
             AND card = ? COLLATE NOCASE LIMIT 2"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(one));
        let rows = rows.bind(desk.to_string()).bind(card.trim());
        let rows = rows.fetch_all(self.read()).await?;
        if rows.len() != 1 {
            return Err(StoreError::NotFound);
        }
        let mut found = self.with_loans(rows).await?;
        found.pop().ok_or(StoreError::NotFound)
    }

    async fn with_loans(&self, rows: Vec<SqliteRow>) -> Result<Vec<BorrowerRow>, StoreError> {
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let mut one = borrower_row(row)?;
            one.loans = self.loans_of(one.id).await?;
            all.push(one);
        }
        Ok(all)
    }

    async fn loans_of(&self, borrower: BorrowerId) -> Result<Vec<LoanRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, key, item, title, author, due, lent, renewals, is_awaited, renews_itself, \
             silent_since, EXISTS (SELECT 1 FROM loan_request WHERE loan_id = loan.id \
              AND kind = 'renew') AS renewal_asked, \
             coalesce((SELECT group_concat(kind) FROM notice WHERE notice.loan_id = loan.id \
              AND notice.due = loan.due), '') AS told \
             FROM loan WHERE borrower_id = ? AND closed_at IS NULL ORDER BY due, title, id",
        );
        let rows = rows.bind(borrower.to_string()).fetch_all(self.read());
        rows.await?.iter().map(loan_row).collect()
    }
}

fn loan_row(row: &SqliteRow) -> Result<LoanRow, StoreError> {
    let told: String = row.try_get("told")?;
    let told = told.split(',').filter(|kind| !kind.is_empty());
    let silent: Option<i64> = row.try_get("silent_since")?;
    Ok(LoanRow {
        id: id(row, "id")?,
        key: row.try_get("key")?,
        item: row.try_get("item")?,
        title: row.try_get("title")?,
        author: row.try_get("author")?,
        due: day(row, "due")?,
        lent: optional_day(row, "lent")?,
        renewals: row.try_get("renewals")?,
        is_awaited: row.try_get("is_awaited")?,
        renews_itself: row.try_get("renews_itself")?,
        is_silent: silent.is_some(),
        renewal_asked: row.try_get("renewal_asked")?,
        told: told.map(NoticeKind::read).collect::<Result<_, _>>()?,
    })
}

fn borrower_row(row: &SqliteRow) -> Result<BorrowerRow, StoreError> {
    let mail: String = row.try_get("mail")?;
    Ok(BorrowerRow {
        id: id(row, "id")?,
        source: id(row, "source_id")?,
        source_name: row.try_get("source_name")?,
        source_kind: row.try_get("source_kind")?,
        read_at: row.try_get("read_at")?,
        desk: id(row, "desk_id")?,
        name: row.try_get("name")?,
        card: row.try_get("card")?,
        mail: MailAddress::parse(&mail).ok(),
        thread: optional_id(row, "thread_id")?,
        notices: row.try_get("notices")?,
        loans: Vec::new(),
    })
}

/// A borrower as a source says them.
pub(super) fn borrower(row: &SqliteRow) -> Result<Borrower, StoreError> {
    let (mail, language): (String, String) = (row.try_get("mail")?, row.try_get("language")?);
    Ok(Borrower {
        key: row.try_get("key")?,
        card: row.try_get("card")?,
        name: row.try_get("name")?,
        mail: MailAddress::parse(&mail).ok(),
        phone: row.try_get("phone")?,
        language: Language::read(&language).ok(),
    })
}

/// A borrower's loans are told in this thread from now on, and in no other.
///
/// # Errors
/// [`StoreError::NotFound`] when the borrower is gone.
pub async fn link_borrower(
    writing: &mut Writing<'_>,
    borrower: BorrowerId,
    thread: ThreadId,
    how: &'static str,
    now: i64,
) -> Result<(), StoreError> {
    let linked = sqlx::query(
        "UPDATE borrower SET thread_id = ?2, linked_by = ?3, linked_at = ?4, notices = 1 \
         WHERE id = ?1",
    )
    .bind(borrower.to_string())
    .bind(thread.to_string())
    .bind(how)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    is_about_one(&linked)?;
    sqlx::query("DELETE FROM card_link WHERE borrower_id = ?")
        .bind(borrower.to_string())
        .execute(&mut **writing)
        .await?;
    sqlx::query("DELETE FROM card_code WHERE borrower_id = ?")
        .bind(borrower.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A borrower's loans are told in no thread any more.
///
/// # Errors
/// When the database fails.
pub async fn forget_link(
    writing: &mut Writing<'_>,
    borrower: BorrowerId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE borrower SET thread_id = NULL, linked_by = '', linked_at = 0 WHERE id = ?")
        .bind(borrower.to_string())
        .execute(&mut **writing)
        .await?;
    sqlx::query(
        "DELETE FROM loan_request WHERE loan_id IN (SELECT id FROM loan WHERE borrower_id = ?)",
    )
    .bind(borrower.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// A borrower is sent notices, or none.
///
/// # Errors
/// When the database fails.
pub async fn set_notices(
    writing: &mut Writing<'_>,
    borrower: BorrowerId,
    on: bool,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE borrower SET notices = ? WHERE id = ?")
        .bind(on)
        .bind(borrower.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
