//! What desks offer to book. Read and written whole: nobody asks for a part of one.

use sportello_core::{Consultation, LibraryId};
use sqlx::sqlite::SqliteConnection;

use crate::rows::{json, to_json};
use crate::{StoreError, Writing};

pub(crate) async fn consultations(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Consultation>, StoreError> {
    let rows = sqlx::query(
        "SELECT what FROM consultation WHERE library_id = ? AND retired_at IS NULL \
         ORDER BY place, created_at, id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter().map(|row| json(row, "what")).collect()
}

/// Writes these consultations; the others are retired, and still name what is past.
pub(crate) async fn save_consultations(
    writing: &mut Writing<'_>,
    library: LibraryId,
    consultations: &[Consultation],
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE consultation SET retired_at = ? WHERE library_id = ? AND retired_at IS NULL",
    )
    .bind(at)
    .bind(library.to_string())
    .execute(&mut **writing)
    .await?;
    for (place, consultation) in (0_i64..).zip(consultations) {
        sqlx::query(
            "INSERT INTO consultation (id, library_id, desk_id, what, place, created_at) \
             VALUES (?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET desk_id = excluded.desk_id, what = excluded.what, \
             place = excluded.place, retired_at = NULL",
        )
        .bind(consultation.id.to_string())
        .bind(library.to_string())
        .bind(consultation.desk.to_string())
        .bind(to_json(consultation))
        .bind(place)
        .bind(at)
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}
