//! When notices of desks go out. Read and written whole: nobody asks for a part of one.

use std::collections::BTreeMap;

use sportello_core::{DeskId, LibraryId, NoticePolicy};
use sqlx::sqlite::SqliteConnection;

use crate::rows::{id, json, to_json};
use crate::{StoreError, Writing};

pub(crate) async fn notice_policies(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<BTreeMap<DeskId, NoticePolicy>, StoreError> {
    let rows = sqlx::query(
        "SELECT notice_policy.desk_id, notice_policy.what FROM notice_policy \
         JOIN desk ON desk.id = notice_policy.desk_id WHERE desk.library_id = ?",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    let read = |row| Ok((id(row, "desk_id")?, json(row, "what")?));
    rows.iter().map(read).collect()
}

/// Writes these policies; other desks of the library have the usual one.
pub(crate) async fn save_notice_policies(
    writing: &mut Writing<'_>,
    library: LibraryId,
    policies: &BTreeMap<DeskId, NoticePolicy>,
    at: i64,
) -> Result<(), StoreError> {
    for desk in notice_policies(writing, library).await?.keys() {
        if !policies.contains_key(desk) {
            sqlx::query("DELETE FROM notice_policy WHERE desk_id = ?")
                .bind(desk.to_string())
                .execute(&mut **writing)
                .await?;
        }
    }
    for (desk, policy) in policies {
        sqlx::query(
            "INSERT INTO notice_policy (desk_id, what, changed_at) VALUES (?, ?, ?) \
             ON CONFLICT (desk_id) DO UPDATE SET what = excluded.what, \
             changed_at = excluded.changed_at WHERE what <> excluded.what",
        )
        .bind(desk.to_string())
        .bind(to_json(policy))
        .bind(at)
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}
