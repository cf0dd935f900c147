//! Libraries: the organisations that run desks.

use sportello_core::{CasePolicy, LibraryId, LibraryTexts, ReportsForm};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::rows::{id, json, small, to_json};
use crate::{Store, StoreError, Writing};

/// An organisation that runs desks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryRow {
    /// Its id.
    pub id: LibraryId,
    /// What people call it.
    pub name: String,
}

impl Store {
    /// All libraries of this server, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn libraries(&self) -> Result<Vec<LibraryRow>, StoreError> {
        let rows = sqlx::query("SELECT id, name FROM library ORDER BY created_at, id");
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter()
            .map(|row| {
                Ok(LibraryRow {
                    id: id(row, "id")?,
                    name: row.try_get("name")?,
                })
            })
            .collect()
    }

    /// A number that grows whenever the settings of a library change.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such library.
    pub async fn settings_version(&self, library: LibraryId) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT settings_version FROM library WHERE id = ?");
        let row = row.bind(library.to_string()).fetch_one(self.read()).await?;
        Ok(row.try_get(0)?)
    }
}

/// The same number, as a transaction sees it: nobody can raise it before its end.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such library.
pub async fn settings_version(
    writing: &mut Writing<'_>,
    library: LibraryId,
) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT settings_version FROM library WHERE id = ?");
    let row = row.bind(library.to_string()).fetch_one(&mut **writing);
    Ok(row.await?.try_get(0)?)
}

/// Adds a library.
///
/// # Errors
/// When the database fails.
pub async fn add_library(
    writing: &mut Writing<'_>,
    library: &LibraryRow,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO library (id, name, created_at) VALUES (?, ?, ?)")
        .bind(library.id.to_string())
        .bind(&library.name)
        .bind(at)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What a library says of itself.
pub(crate) async fn texts(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<LibraryTexts, StoreError> {
    let row = sqlx::query("SELECT name, privacy_contact, privacy_notice FROM library WHERE id = ?");
    let row = row.bind(library.to_string()).fetch_one(reading).await?;
    Ok(LibraryTexts {
        name: row.try_get("name")?,
        privacy_contact: row.try_get("privacy_contact")?,
        privacy_notice: json(&row, "privacy_notice")?,
    })
}

/// Writes what a library says of itself.
pub(crate) async fn save_texts(
    writing: &mut Writing<'_>,
    library: LibraryId,
    texts: &LibraryTexts,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE library SET name = ?, privacy_contact = ?, privacy_notice = ? WHERE id = ?",
    )
    .bind(&texts.name)
    .bind(&texts.privacy_contact)
    .bind(to_json(&texts.privacy_notice))
    .bind(library.to_string())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// Counts a change of the settings, for whoever holds them.
pub(crate) async fn settings_changed(
    writing: &mut Writing<'_>,
    library: LibraryId,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE library SET settings_version = settings_version + 1 WHERE id = ?")
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What a library has set of its reports.
pub(crate) async fn reports(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<ReportsForm, StoreError> {
    let row = sqlx::query("SELECT reports FROM library WHERE id = ?");
    let row = row.bind(library.to_string()).fetch_one(reading).await?;
    json(&row, "reports")
}

/// Writes what a library has set of its reports.
pub(crate) async fn save_reports(
    writing: &mut Writing<'_>,
    library: LibraryId,
    reports: &ReportsForm,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE library SET reports = ? WHERE id = ?")
        .bind(to_json(reports))
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// What a library has set of its cases.
pub(crate) async fn case_policy(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<CasePolicy, StoreError> {
    let row = sqlx::query("SELECT cases_kept_days, usual_promise_days FROM library WHERE id = ?");
    let row = row.bind(library.to_string()).fetch_one(reading).await?;
    Ok(CasePolicy {
        kept_days: small(&row, "cases_kept_days")?,
        usual_promise_days: small(&row, "usual_promise_days")?,
    })
}

/// Writes what a library has set of its cases.
pub(crate) async fn save_case_policy(
    writing: &mut Writing<'_>,
    library: LibraryId,
    cases: &CasePolicy,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE library SET cases_kept_days = ?, usual_promise_days = ? WHERE id = ?")
        .bind(cases.kept_days)
        .bind(cases.usual_promise_days)
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}
