//! How the runs of notices go, and whether all notices are stopped.

use sportello_core::{LibrarianId, LibraryId};
use sqlx::Row;

use crate::rows::small;
use crate::{Store, StoreError, Writing};

/// The run of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunRow {
    /// When it began: milliseconds since 1970 UTC.
    pub began: i64,
    /// When it ended.
    pub ended: Option<i64>,
    /// Loans that were looked at.
    pub looked: u32,
    /// Loans that were out.
    pub of: u32,
    /// Notices that were sent.
    pub sent: u32,
}

impl Store {
    /// The last run of a library.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notice_run(&self, library: LibraryId) -> Result<Option<RunRow>, StoreError> {
        let row = sqlx::query(
            "SELECT began_at, ended_at, looked, out, sent FROM notice_run WHERE library_id = ?",
        );
        let row = row.bind(library.to_string());
        let Some(row) = row.fetch_optional(self.read()).await? else {
            return Ok(None);
        };
        Ok(Some(RunRow {
            began: row.try_get("began_at")?,
            ended: row.try_get("ended_at")?,
            looked: small(&row, "looked")?,
            of: small(&row, "out")?,
            sent: small(&row, "sent")?,
        }))
    }

    /// Since when all notices of a library are stopped.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn notices_paused(&self, library: LibraryId) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT at FROM notice_pause WHERE library_id = ?");
        let row = row.bind(library.to_string());
        let row = row.fetch_optional(self.read()).await?;
        Ok(row.map(|row| row.try_get("at")).transpose()?)
    }
}

/// Writes how a run goes.
///
/// # Errors
/// When the database fails.
pub async fn save_run(
    writing: &mut Writing<'_>,
    library: LibraryId,
    run: &RunRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO notice_run (library_id, began_at, ended_at, looked, out, sent) \
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (library_id) DO UPDATE SET \
         began_at = excluded.began_at, ended_at = excluded.ended_at, looked = excluded.looked, \
         out = excluded.out, sent = excluded.sent",
    )
    .bind(library.to_string())
    .bind(run.began)
    .bind(run.ended)
    .bind(run.looked)
    .bind(run.of)
    .bind(run.sent)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Stops all notices of a library, or lets them go on.
///
/// # Errors
/// When the database fails.
pub async fn pause_notices(
    writing: &mut Writing<'_>,
    library: LibraryId,
    by: Option<LibrarianId>,
    now: i64,
) -> Result<(), StoreError> {
    let change = match by {
        Some(_) => {
            "INSERT INTO notice_pause (library_id, librarian_id, at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (library_id) DO NOTHING"
        }
        None => "DELETE FROM notice_pause WHERE library_id = ?1 AND ?2 IS NULL AND ?3 > 0",
    };
    sqlx::query(change)
        .bind(library.to_string())
        .bind(by.map(|id| id.to_string()))
        .bind(now)
        .execute(&mut **writing)
        .await?;
    Ok(())
}
