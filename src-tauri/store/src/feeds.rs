//! Feeds of appointments, by the hashes of their secrets.

use sportello_core::{DeskId, FeedId, Language, LibrarianId, LibraryId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, optional_id, word};
use crate::{Store, StoreError, Writing};

/// Whose appointments a feed holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedOwner {
    /// A desk's.
    Desk(DeskId),
    /// Those that a librarian gives.
    Librarian(LibrarianId),
}

impl FeedOwner {
    fn columns(self) -> (Option<String>, Option<String>) {
        match self {
            Self::Desk(desk) => (Some(desk.to_string()), None),
            Self::Librarian(librarian) => (None, Some(librarian.to_string())),
        }
    }
}

/// A feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedRow {
    /// Which.
    pub id: FeedId,
    /// Whose library's.
    pub library: LibraryId,
    /// Whose appointments it holds.
    pub of: FeedOwner,
    /// It names the patrons.
    pub names: bool,
    /// What whoever reads it reads.
    pub language: Language,
    /// Who made it; none when they are gone.
    pub made_by: Option<LibrarianId>,
    /// When: milliseconds since 1970 UTC.
    pub made_at: i64,
    /// Since when it can't be read.
    pub revoked_at: Option<i64>,
}

impl Store {
    /// The feeds of a library, the newest first, also those that were revoked.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn feeds(&self, library: LibraryId) -> Result<Vec<FeedRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT id, library_id, desk_id, librarian_id, names, language, made_by, made_at, \
             revoked_at FROM calendar_feed WHERE library_id = ? ORDER BY made_at DESC, id DESC",
        );
        let rows = rows.bind(library.to_string()).fetch_all(self.read());
        rows.await?.iter().map(row_of).collect()
    }

    /// The feed with this secret, if it can be read: one of a librarian who has an
    /// account no more can't.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn feed_by_token(&self, token_hash: &str) -> Result<FeedRow, StoreError> {
        let row = sqlx::query(
            "SELECT calendar_feed.id, calendar_feed.library_id, desk_id, librarian_id, names, \
             language, made_by, made_at, revoked_at FROM calendar_feed \
             LEFT JOIN librarian ON librarian.id = librarian_id \
             WHERE token_hash = ? AND revoked_at IS NULL \
             AND librarian.deactivated_at IS NULL",
        );
        let row = row.bind(token_hash).fetch_one(self.read()).await?;
        row_of(&row)
    }
}

fn row_of(row: &SqliteRow) -> Result<FeedRow, StoreError> {
    let of = match (
        optional_id(row, "desk_id")?,
        optional_id(row, "librarian_id")?,
    ) {
        (Some(desk), None) => FeedOwner::Desk(desk),
        (None, Some(librarian)) => FeedOwner::Librarian(librarian),
        _ => return Err(StoreError::Unreadable("feed")),
    };
    Ok(FeedRow {
        id: id(row, "id")?,
        library: id(row, "library_id")?,
        of,
        names: row.try_get("names")?,
        language: word(row, "language")?,
        made_by: optional_id(row, "made_by")?,
        made_at: row.try_get("made_at")?,
        revoked_at: row.try_get("revoked_at")?,
    })
}

/// Writes a feed that was made.
///
/// # Errors
/// When the database fails.
pub async fn add_feed(
    writing: &mut Writing<'_>,
    feed: &FeedRow,
    token_hash: &str,
) -> Result<(), StoreError> {
    let (desk, librarian) = feed.of.columns();
    sqlx::query(
        "INSERT INTO calendar_feed (id, library_id, token_hash, desk_id, librarian_id, names, \
         language, made_by, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(feed.id.to_string())
    .bind(feed.library.to_string())
    .bind(token_hash)
    .bind(desk)
    .bind(librarian)
    .bind(feed.names)
    .bind(feed.language.word())
    .bind(feed.made_by.map(|one| one.to_string()))
    .bind(feed.made_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// A feed can't be read since an instant; none: it can.
///
/// # Errors
/// When the database fails.
pub async fn set_feed_revoked(
    writing: &mut Writing<'_>,
    feed: FeedId,
    at: Option<i64>,
) -> Result<(), StoreError> {
    let done = sqlx::query("UPDATE calendar_feed SET revoked_at = ? WHERE id = ?");
    done.bind(at)
        .bind(feed.to_string())
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Forgets the feeds that were revoked before an instant.
///
/// # Errors
/// When the database fails.
pub async fn forget_feeds(writing: &mut Writing<'_>, before: i64) -> Result<(), StoreError> {
    let gone = sqlx::query("DELETE FROM calendar_feed WHERE revoked_at < ?");
    gone.bind(before).execute(&mut **writing).await?;
    Ok(())
}

/// A feed of a library, also one that was revoked.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn feed(
    writing: &mut Writing<'_>,
    library: LibraryId,
    feed: FeedId,
) -> Result<FeedRow, StoreError> {
    let row = sqlx::query(
        "SELECT id, library_id, desk_id, librarian_id, names, language, made_by, made_at, \
         revoked_at FROM calendar_feed WHERE id = ? AND library_id = ?",
    );
    let row = row.bind(feed.to_string()).bind(library.to_string());
    row_of(&row.fetch_one(&mut **writing).await?)
}

/// How many feeds hold the same appointments, of those that can be read.
///
/// # Errors
/// When the database fails.
pub async fn feeds_of(writing: &mut Writing<'_>, of: FeedOwner) -> Result<usize, StoreError> {
    let (desk, librarian) = of.columns();
    let count = sqlx::query_scalar(
        "SELECT count(*) FROM calendar_feed WHERE revoked_at IS NULL \
         AND (desk_id = ? OR librarian_id = ?)",
    );
    let count: i64 = count
        .bind(desk)
        .bind(librarian)
        .fetch_one(&mut **writing)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}
