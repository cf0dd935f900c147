//! From where loans are read. Passwords stand elsewhere.

use sportello_core::{DeskId, LibraryId, SourceCause, SourceId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, small, word};
use crate::{Store, StoreError, Writing};

/// What was in the way of reading a source last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotedTrouble {
    /// What.
    pub cause: SourceCause,
    /// What the far side said; may be empty.
    pub said: String,
    /// When: milliseconds since 1970 UTC.
    pub at: i64,
}

/// A source of loans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanSourceRow {
    /// Which.
    pub id: SourceId,
    /// Whose.
    pub library: LibraryId,
    /// The desk whose patrons these are.
    pub desk: DeskId,
    /// What librarians call it.
    pub name: String,
    /// `file`, `koha` or `hand`.
    pub kind: String,
    /// JSON: the rest of how it is set.
    pub what: String,
    /// JSON: which column is what; empty until that is known.
    pub columns: String,
    /// The digest of the file that was taken last; empty for none.
    pub fingerprint: String,
    /// When it was last read whole.
    pub read_at: Option<i64>,
    /// What was in the way since.
    pub trouble: Option<NotedTrouble>,
    /// How many loans are out.
    pub loans: u32,
    /// How many borrowers have them.
    pub borrowers: u32,
    /// How many of those have a thread.
    pub linked: u32,
}

impl Store {
    /// The sources of a library, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn loan_sources(&self, library: LibraryId) -> Result<Vec<LoanSourceRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, library_id, desk_id, name, kind, what, columns, fingerprint, read_at, \
             cause, said, trouble_at, \
             (SELECT count(*) FROM loan WHERE loan.source_id = loan_source.id \
              AND closed_at IS NULL) AS loans, \
             (SELECT count(DISTINCT borrower_id) FROM loan WHERE loan.source_id = loan_source.id \
              AND closed_at IS NULL) AS borrowers, \
             (SELECT count(*) FROM borrower WHERE borrower.source_id = loan_source.id \
              AND thread_id IS NOT NULL) AS linked \
             FROM loan_source WHERE library_id = ? ORDER BY created_at, id",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(source).collect()
    }
}

fn source(row: &SqliteRow) -> Result<LoanSourceRow, StoreError> {
    let cause: String = row.try_get("cause")?;
    let trouble = match cause.as_str() {
        "" => None,
        _ => Some(NotedTrouble {
            cause: word(row, "cause")?,
            said: row.try_get("said")?,
            at: row.try_get("trouble_at")?,
        }),
    };
    Ok(LoanSourceRow {
        id: id(row, "id")?,
        library: id(row, "library_id")?,
        desk: id(row, "desk_id")?,
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        what: row.try_get("what")?,
        columns: row.try_get("columns")?,
        fingerprint: row.try_get("fingerprint")?,
        read_at: row.try_get("read_at")?,
        trouble,
        loans: small(row, "loans")?,
        borrowers: small(row, "borrowers")?,
        linked: small(row, "linked")?,
    })
}

/// Writes how a source is set; what was read stays.
///
/// # Errors
/// When the database fails.
pub async fn save_loan_source(
    writing: &mut Writing<'_>,
    row: &LoanSourceRow,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO loan_source (id, library_id, desk_id, name, kind, what, created_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET desk_id = excluded.desk_id, \
         name = excluded.name, kind = excluded.kind, what = excluded.what, cause = '', said = ''",
    )
    .bind(row.id.to_string())
    .bind(row.library.to_string())
    .bind(row.desk.to_string())
    .bind(&row.name)
    .bind(&row.kind)
    .bind(&row.what)
    .bind(now)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Forgets a source with its loans and borrowers.
///
/// # Errors
/// [`StoreError::NotFound`] when the library has none with this id.
pub async fn remove_loan_source(
    writing: &mut Writing<'_>,
    library: LibraryId,
    source: SourceId,
) -> Result<(), StoreError> {
    let gone = sqlx::query("DELETE FROM loan_source WHERE library_id = ? AND id = ?")
        .bind(library.to_string())
        .bind(source.to_string())
        .execute(&mut **writing)
        .await?;
    if gone.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(())
}

/// Keeps which column is what, for the next file.
///
/// # Errors
/// When the database fails.
pub async fn save_source_columns(
    writing: &mut Writing<'_>,
    source: SourceId,
    columns: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE loan_source SET columns = ? WHERE id = ?")
        .bind(columns)
        .bind(source.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A source was read whole: nothing is in the way any more.
///
/// # Errors
/// When the database fails.
pub async fn note_source_read(
    writing: &mut Writing<'_>,
    source: SourceId,
    fingerprint: Option<&str>,
    now: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE loan_source SET read_at = ?2, cause = '', said = '', \
         fingerprint = coalesce(?3, fingerprint) WHERE id = ?1",
    )
    .bind(source.to_string())
    .bind(now)
    .bind(fingerprint)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Something was in the way of reading a source.
///
/// # Errors
/// When the database fails.
pub async fn note_source_trouble(
    writing: &mut Writing<'_>,
    source: SourceId,
    trouble: &NotedTrouble,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE loan_source SET cause = ?, said = ?, trouble_at = ? WHERE id = ?")
        .bind(trouble.cause.word())
        .bind(&trouble.said)
        .bind(trouble.at)
        .bind(source.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

impl Word for SourceCause {
    const WORDS: &'static [(Self, &'static str)] = Self::STORED;
    const WHAT: &'static str = "what was in the way of reading loans";
}
