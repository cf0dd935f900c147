//! Desks and their tiers.

use std::collections::{BTreeMap, BTreeSet};

use sportello_core::{Desk, DeskId, Handle, LibraryId, Tier};
use sqlx::Row;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::libraries::settings_changed;
use crate::rows::{Word, id, json, optional_id, optional_json, small, span, to_json, word};
use crate::{Store, StoreError, Writing};

/// How many rows tie a desk to patrons.
const CAME: &str = "SELECT (SELECT count(*) FROM contact WHERE desk_id = ?1) \
     + (SELECT count(*) FROM patron WHERE desk_id = ?1)";

impl Store {
    /// The desks of a library that patrons came to: they can't be taken away.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn desks_in_use(&self, library: LibraryId) -> Result<BTreeSet<DeskId>, StoreError> {
        let mut used = BTreeSet::new();
        for desk in self.desks(library).await? {
            let came = sqlx::query(CAME).bind(desk.id.to_string());
            if came.fetch_one(self.read()).await?.try_get::<i64, _>(0)? > 0 {
                used.insert(desk.id);
            }
        }
        Ok(used)
    }

    /// The desks of a library, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn desks(&self, library: LibraryId) -> Result<Vec<Desk>, StoreError> {
        desks(&mut *self.read().acquire().await?, library).await
    }
}

pub(crate) async fn desks(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Desk>, StoreError> {
    let mut tiers = tiers(reading, library).await?;
    let rows = sqlx::query(
        "SELECT id, handle, name, branch_id, hours, email, strategy, ringing_ms, wrap_up_ms, \
         admission, retention_days, embed_ancestors, greeting, when_closed FROM desk \
         WHERE library_id = ? ORDER BY created_at, id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter()
        .map(|row| {
            let desk = id(row, "id")?;
            read(row, desk, tiers.remove(&desk).unwrap_or_default())
        })
        .collect()
}

fn read(row: &SqliteRow, desk: DeskId, tiers: Vec<Tier>) -> Result<Desk, StoreError> {
    Ok(Desk {
        id: desk,
        handle: id::<Handle>(row, "handle")?,
        name: row.try_get("name")?,
        branch: optional_id(row, "branch_id")?,
        hours: optional_json(row, "hours")?,
        email: row.try_get("email")?,
        strategy: word(row, "strategy")?,
        ringing: span(row, "ringing_ms")?,
        wrap_up: span(row, "wrap_up_ms")?,
        tiers,
        admission: row.try_get("admission")?,
        retention_days: small(row, "retention_days")?,
        embed_ancestors: json(row, "embed_ancestors")?,
        greeting: json(row, "greeting")?,
        when_closed: json(row, "when_closed")?,
    })
}

async fn tiers(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<BTreeMap<DeskId, Vec<Tier>>, StoreError> {
    let rows = sqlx::query(
        "SELECT desk_tier.desk_id, desk_tier.group_id, desk_tier.after_ms FROM desk_tier \
         JOIN desk ON desk.id = desk_tier.desk_id WHERE desk.library_id = ? \
         ORDER BY desk_tier.desk_id, desk_tier.place",
    );
    let mut tiers: BTreeMap<DeskId, Vec<Tier>> = BTreeMap::new();
    for row in &rows.bind(library.to_string()).fetch_all(reading).await? {
        tiers.entry(id(row, "desk_id")?).or_default().push(Tier {
            group: id(row, "group_id")?,
            after: span(row, "after_ms")?,
        });
    }
    Ok(tiers)
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
    save_desk(writing, library, desk, at).await?;
    settings_changed(writing, library).await?;
    Ok(desk.id)
}

/// Writes these desks, and takes the others of the library away.
pub(crate) async fn save_desks(
    writing: &mut Writing<'_>,
    library: LibraryId,
    desks: &[Desk],
    at: i64,
) -> Result<(), StoreError> {
    let known = sqlx::query("SELECT id, name FROM desk WHERE library_id = ?");
    let known = known.bind(library.to_string());
    for row in &known.fetch_all(&mut **writing).await? {
        let desk: DeskId = id(row, "id")?;
        if desks.iter().all(|kept| kept.id != desk) {
            remove_desk(writing, desk, row.try_get("name")?).await?;
        }
    }
    // Two desks may exchange their handles; no handle looks like an id.
    sqlx::query("UPDATE desk SET handle = id WHERE library_id = ?")
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    for desk in desks {
        save_desk(writing, library, desk, at).await?;
    }
    Ok(())
}

async fn remove_desk(
    writing: &mut Writing<'_>,
    desk: DeskId,
    name: String,
) -> Result<(), StoreError> {
    let came = sqlx::query(CAME).bind(desk.to_string());
    if came.fetch_one(&mut **writing).await?.try_get::<i64, _>(0)? > 0 {
        return Err(StoreError::DeskInUse(name));
    }
    sqlx::query("DELETE FROM desk WHERE id = ?")
        .bind(desk.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

async fn save_desk(
    writing: &mut Writing<'_>,
    library: LibraryId,
    desk: &Desk,
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO desk (id, library_id, handle, name, branch_id, hours, email, strategy, \
         ringing_ms, wrap_up_ms, admission, retention_days, embed_ancestors, greeting, \
         when_closed, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET handle = excluded.handle, name = excluded.name, \
         branch_id = excluded.branch_id, hours = excluded.hours, email = excluded.email, \
         strategy = excluded.strategy, ringing_ms = excluded.ringing_ms, \
         wrap_up_ms = excluded.wrap_up_ms, admission = excluded.admission, \
         retention_days = excluded.retention_days, embed_ancestors = excluded.embed_ancestors, \
         greeting = excluded.greeting, when_closed = excluded.when_closed",
    )
    .bind(desk.id.to_string())
    .bind(library.to_string())
    .bind(desk.handle.as_str())
    .bind(&desk.name)
    .bind(desk.branch.map(|branch| branch.to_string()))
    .bind(desk.hours.as_ref().map(to_json).unwrap_or_default())
    .bind(&desk.email)
    .bind(desk.strategy.word())
    .bind(desk.ringing.as_millis())
    .bind(desk.wrap_up.as_millis())
    .bind(desk.admission)
    .bind(desk.retention_days)
    .bind(to_json(&desk.embed_ancestors))
    .bind(to_json(&desk.greeting))
    .bind(to_json(&desk.when_closed))
    .bind(at)
    .execute(&mut **writing)
    .await?;
    save_tiers(writing, desk).await
}

async fn save_tiers(writing: &mut Writing<'_>, desk: &Desk) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM desk_tier WHERE desk_id = ?")
        .bind(desk.id.to_string())
        .execute(&mut **writing)
        .await?;
    for (place, tier) in (0_i64..).zip(&desk.tiers) {
        sqlx::query(
            "INSERT INTO desk_tier (desk_id, place, group_id, after_ms) VALUES (?, ?, ?, ?)",
        )
        .bind(desk.id.to_string())
        .bind(place)
        .bind(tier.group.to_string())
        .bind(tier.after.as_millis())
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}
