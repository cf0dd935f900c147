//! Branches: the sites of a library, with their hours.

use sportello_core::{Branch, BranchId, LibraryId};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::rows::{id, optional_json, to_json};
use crate::{StoreError, Writing};

pub(crate) async fn branches(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Branch>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, name, address, hours FROM branch WHERE library_id = ? \
         ORDER BY place, created_at, id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter()
        .map(|row| {
            Ok(Branch {
                id: id(row, "id")?,
                name: row.try_get("name")?,
                address: row.try_get("address")?,
                hours: optional_json(row, "hours")?,
            })
        })
        .collect()
}

/// Writes these branches.
pub(crate) async fn save_branches(
    writing: &mut Writing<'_>,
    library: LibraryId,
    branches: &[Branch],
    at: i64,
) -> Result<(), StoreError> {
    for (place, branch) in (0_i64..).zip(branches) {
        sqlx::query(
            "INSERT INTO branch (id, library_id, name, address, hours, place, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, address = excluded.address, \
             hours = excluded.hours, place = excluded.place",
        )
        .bind(branch.id.to_string())
        .bind(library.to_string())
        .bind(&branch.name)
        .bind(&branch.address)
        .bind(branch.hours.as_ref().map(to_json).unwrap_or_default())
        .bind(place)
        .bind(at)
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}

/// Takes the other branches away, once no desk stands in them.
pub(crate) async fn keep_branches(
    writing: &mut Writing<'_>,
    library: LibraryId,
    branches: &[Branch],
) -> Result<(), StoreError> {
    let known = sqlx::query("SELECT id FROM branch WHERE library_id = ?");
    let known = known.bind(library.to_string());
    for row in &known.fetch_all(&mut **writing).await? {
        let branch: BranchId = id(row, "id")?;
        if branches.iter().all(|kept| kept.id != branch) {
            sqlx::query("DELETE FROM branch WHERE id = ?")
                .bind(branch.to_string())
                .execute(&mut **writing)
                .await?;
        }
    }
    Ok(())
}
