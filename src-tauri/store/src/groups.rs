//! Groups of librarians, and the topics that are asked of them.

use std::collections::BTreeMap;

use sportello_core::{Group, GroupId, LibrarianId, LibraryId, Topic};
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::rows::{id, optional_id};
use crate::{StoreError, Writing};

pub(crate) async fn groups(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Group>, StoreError> {
    let mut members = members(reading, library).await?;
    let rows = sqlx::query(
        "SELECT id, name FROM answering_group WHERE library_id = ? ORDER BY place, created_at, id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter()
        .map(|row| {
            let group = id(row, "id")?;
            Ok(Group {
                id: group,
                name: row.try_get("name")?,
                members: members.remove(&group).unwrap_or_default(),
            })
        })
        .collect()
}

async fn members(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<BTreeMap<GroupId, Vec<LibrarianId>>, StoreError> {
    let rows = sqlx::query(
        "SELECT group_id, librarian_id FROM group_member \
         JOIN answering_group ON answering_group.id = group_id \
         JOIN librarian ON librarian.id = librarian_id \
         WHERE answering_group.library_id = ? AND deactivated_at IS NULL \
         ORDER BY group_id, group_member.place",
    );
    let mut members: BTreeMap<GroupId, Vec<LibrarianId>> = BTreeMap::new();
    for row in &rows.bind(library.to_string()).fetch_all(reading).await? {
        let group = members.entry(id(row, "group_id")?).or_default();
        group.push(id(row, "librarian_id")?);
    }
    Ok(members)
}

/// Writes these groups with their members, and takes the others away.
pub(crate) async fn save_groups(
    writing: &mut Writing<'_>,
    library: LibraryId,
    groups: &[Group],
    at: i64,
) -> Result<(), StoreError> {
    let known = sqlx::query("SELECT id FROM answering_group WHERE library_id = ?");
    let known = known.bind(library.to_string());
    for row in &known.fetch_all(&mut **writing).await? {
        let group: GroupId = id(row, "id")?;
        if groups.iter().all(|kept| kept.id != group) {
            sqlx::query("DELETE FROM answering_group WHERE id = ?")
                .bind(group.to_string())
                .execute(&mut **writing)
                .await?;
        }
    }
    for (place, group) in (0_i64..).zip(groups) {
        sqlx::query(
            "INSERT INTO answering_group (id, library_id, name, place, created_at) \
             VALUES (?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, place = excluded.place",
        )
        .bind(group.id.to_string())
        .bind(library.to_string())
        .bind(&group.name)
        .bind(place)
        .bind(at)
        .execute(&mut **writing)
        .await?;
        save_members(writing, group).await?;
    }
    Ok(())
}

async fn save_members(writing: &mut Writing<'_>, group: &Group) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM group_member WHERE group_id = ?")
        .bind(group.id.to_string())
        .execute(&mut **writing)
        .await?;
    for (place, member) in (0_i64..).zip(&group.members) {
        sqlx::query("INSERT INTO group_member (group_id, librarian_id, place) VALUES (?, ?, ?)")
            .bind(group.id.to_string())
            .bind(member.to_string())
            .bind(place)
            .execute(&mut **writing)
            .await?;
    }
    Ok(())
}

/// The topics that patrons may choose, in their order.
pub(crate) async fn topics(
    reading: &mut SqliteConnection,
    library: LibraryId,
) -> Result<Vec<Topic>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, italian, english, group_id FROM topic \
         WHERE library_id = ? AND retired_at IS NULL ORDER BY place, created_at, id",
    );
    let rows = rows.bind(library.to_string()).fetch_all(reading).await?;
    rows.iter()
        .map(|row| {
            Ok(Topic {
                id: id(row, "id")?,
                italian: row.try_get("italian")?,
                english: row.try_get("english")?,
                group: optional_id(row, "group_id")?,
            })
        })
        .collect()
}

/// Writes these topics; the others are retired, and still name what is past.
pub(crate) async fn save_topics(
    writing: &mut Writing<'_>,
    library: LibraryId,
    topics: &[Topic],
    at: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE topic SET retired_at = ? WHERE library_id = ? AND retired_at IS NULL")
        .bind(at)
        .bind(library.to_string())
        .execute(&mut **writing)
        .await?;
    for (place, topic) in (0_i64..).zip(topics) {
        sqlx::query(
            "INSERT INTO topic (id, library_id, italian, english, group_id, place, created_at) \
             VALUES (?, ?, ?, ?, ?, ?, ?) \
             ON CONFLICT (id) DO UPDATE SET italian = excluded.italian, \
             english = excluded.english, group_id = excluded.group_id, \
             place = excluded.place, retired_at = NULL",
        )
        .bind(topic.id.to_string())
        .bind(library.to_string())
        .bind(&topic.italian)
        .bind(&topic.english)
        .bind(topic.group.map(|group| group.to_string()))
        .bind(place)
        .bind(at)
        .execute(&mut **writing)
        .await?;
    }
    Ok(())
}
