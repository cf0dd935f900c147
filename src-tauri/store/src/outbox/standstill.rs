//! The channels on which something waits, and those that stand still.

use sportello_core::{Channel, LibraryId, Standstill, Trouble};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::rows::{Word, id, small, word};
use crate::{Store, StoreError, Writing};

/// A channel of a library on which something waits that somebody may send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueChannel {
    /// Whose.
    pub library: LibraryId,
    /// Which.
    pub channel: Channel,
    /// When the next thing may go out: milliseconds since 1970 UTC.
    pub due: i64,
    /// When it was set as it is; zero for what is not set by anybody.
    pub set_at: i64,
    /// Why nothing goes out on it for now.
    pub standstill: Option<Standstill>,
}

const STANDSTILL: &str = "outbox_standstill.cause, outbox_standstill.said, \
     outbox_standstill.since, outbox_standstill.tries, outbox_standstill.again_at";

impl Store {
    /// The channels on which something waits that are not stopped by anybody; a mail has
    /// an account.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn next_due(&self) -> Result<Vec<DueChannel>, StoreError> {
        let next = format!(
            "WITH way (channel) AS (VALUES ('mail'), ('push'), ('calendar')) \
             SELECT library.id AS library_id, way.channel AS channel, \
              (SELECT min(due_at) FROM outbox WHERE outbox.library_id = library.id \
               AND outbox.channel = way.channel AND outbox.state = 'queued') AS due, \
              coalesce(mail_account.changed_at, calendar_account.changed_at, 0) AS set_at, {STANDSTILL} \
             FROM library CROSS JOIN way \
             LEFT JOIN mail_account ON mail_account.library_id = library.id \
              AND way.channel = 'mail' \
             LEFT JOIN calendar_account ON calendar_account.library_id = library.id \
              AND way.channel = 'calendar' \
             LEFT JOIN outbox_standstill ON outbox_standstill.library_id = library.id \
              AND outbox_standstill.channel = way.channel \
             WHERE (way.channel <> 'mail' OR mail_account.library_id IS NOT NULL) \
              AND (way.channel <> 'calendar' OR calendar_account.library_id IS NOT NULL) \
              AND NOT EXISTS (SELECT 1 FROM outbox_pause \
               WHERE outbox_pause.library_id = library.id \
               AND outbox_pause.channel = way.channel)"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(next));
        let mut channels = Vec::new();
        for row in rows.fetch_all(self.read()).await? {
            let Some(due) = row.try_get("due")? else {
                continue;
            };
            channels.push(DueChannel {
                library: id(&row, "library_id")?,
                channel: word(&row, "channel")?,
                due,
                set_at: row.try_get("set_at")?,
                standstill: read(&row)?,
            });
        }
        Ok(channels)
    }
}

/// Whether nobody has stopped a channel, and a mail has an account.
pub(super) async fn may_go(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT NOT EXISTS (SELECT 1 FROM outbox_pause WHERE library_id = ?1 AND channel = ?2) \
         AND (?2 <> 'mail' OR EXISTS (SELECT 1 FROM mail_account WHERE library_id = ?1)) \
         AND (?2 <> 'calendar' OR EXISTS (SELECT 1 FROM calendar_account WHERE library_id = ?1)) AS may",
    );
    let row = row.bind(library.to_string()).bind(channel.word());
    Ok(row.fetch_one(&mut **writing).await?.try_get("may")?)
}

/// When a channel of a library was set as it is: milliseconds since 1970 UTC; zero for
/// what is not set by anybody.
///
/// # Errors
/// When the database fails.
pub async fn set_at(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "SELECT coalesce((SELECT changed_at FROM mail_account WHERE library_id = ?1 \
         AND ?2 = 'mail'), (SELECT changed_at FROM calendar_account WHERE library_id = ?1 \
         AND ?2 = 'calendar'), 0) AS set_at",
    );
    let row = row.bind(library.to_string()).bind(channel.word());
    Ok(row.fetch_one(&mut **writing).await?.try_get("set_at")?)
}

/// Why nothing goes out on a channel of a library for now, if it stands still.
///
/// # Errors
/// When the database fails or holds what can't be read.
pub async fn standstill(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
) -> Result<Option<Standstill>, StoreError> {
    let one =
        format!("SELECT {STANDSTILL} FROM outbox_standstill WHERE library_id = ? AND channel = ?");
    let one = sqlx::query(sqlx::AssertSqlSafe(one));
    let one = one.bind(library.to_string()).bind(channel.word());
    let row = one.fetch_optional(&mut **writing).await?;
    Ok(row.as_ref().map(read).transpose()?.flatten())
}

/// Writes that a channel of a library stands still, or goes on.
///
/// # Errors
/// When the database fails.
pub async fn set_standstill(
    writing: &mut Writing<'_>,
    library: LibraryId,
    channel: Channel,
    standstill: Option<&Standstill>,
) -> Result<(), StoreError> {
    let Some(still) = standstill else {
        let gone =
            sqlx::query("DELETE FROM outbox_standstill WHERE library_id = ? AND channel = ?");
        let gone = gone.bind(library.to_string()).bind(channel.word());
        gone.execute(&mut **writing).await?;
        return Ok(());
    };
    sqlx::query(
        "INSERT INTO outbox_standstill (library_id, channel, cause, said, since, tries, again_at) \
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (library_id, channel) DO UPDATE \
         SET cause = excluded.cause, said = excluded.said, since = excluded.since, \
         tries = excluded.tries, again_at = excluded.again_at",
    )
    .bind(library.to_string())
    .bind(channel.word())
    .bind(still.trouble.cause.word())
    .bind(&still.trouble.said)
    .bind(still.since)
    .bind(still.tries)
    .bind(still.again_at)
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The standstill in a row, if there is one.
pub(super) fn read(row: &SqliteRow) -> Result<Option<Standstill>, StoreError> {
    let Some(cause) = row.try_get::<Option<String>, _>("cause")? else {
        return Ok(None);
    };
    Ok(Some(Standstill {
        trouble: Trouble {
            cause: Word::read(&cause)?,
            said: row.try_get("said")?,
        },
        since: row.try_get("since")?,
        tries: small(row, "tries")?,
        again_at: row.try_get("again_at")?,
    }))
}
