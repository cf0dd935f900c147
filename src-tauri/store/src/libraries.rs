//! Libraries and their desks.

use sportello_core::{Desk, DeskId, Handle, LibraryId};
use sqlx::Row;

use crate::rows::id;
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

    /// The desks of a library, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desks(&self, library: LibraryId) -> Result<Vec<Desk>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, handle, name FROM desk WHERE library_id = ? ORDER BY created_at, id",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        rows.iter()
            .map(|row| {
                Ok(Desk {
                    id: id(row, "id")?,
                    handle: id::<Handle>(row, "handle")?,
                    name: row.try_get("name")?,
                })
            })
            .collect()
    }
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

/// Adds a desk to a library.
///
/// # Errors
/// [`StoreError::HandleTaken`] when another desk has its handle.
pub async fn add_desk(
    writing: &mut Writing<'_>,
    library: LibraryId,
    desk: &Desk,
    at: i64,
) -> Result<DeskId, StoreError> {
    sqlx::query(
        "INSERT INTO desk (id, library_id, handle, name, created_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(desk.id.to_string())
    .bind(library.to_string())
    .bind(desk.handle.as_str())
    .bind(&desk.name)
    .bind(at)
    .execute(&mut **writing)
    .await?;
    Ok(desk.id)
}
