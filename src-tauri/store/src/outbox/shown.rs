//! The outbox as people look at it.

use std::collections::BTreeMap;

use sportello_core::{Channel, LibraryId, Standstill, ThreadId};
use sqlx::Row;

use super::{COLUMNS, OutgoingRow, outgoing_row};
use crate::rows::word;
use crate::{Store, StoreError};

/// The outbox of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutboxView {
    /// How many wait, by channel.
    pub waiting: BTreeMap<Channel, Waiting>,
    /// What somebody must look at, the newest first: uncertain, then failed.
    pub trouble: Vec<OutboxRow>,
    /// What waits or is being sent, the next first.
    pub next: Vec<OutboxRow>,
    /// What went out, or was left as it is, the newest first.
    pub gone: Vec<OutboxRow>,
}

/// How a channel stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many wait or are being sent.
    pub count: u32,
    /// Since when somebody has stopped it: milliseconds since 1970 UTC.
    pub paused: Option<i64>,
    /// Why it stands still by itself.
    pub standstill: Option<Standstill>,
}

/// One thing, as people look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// It.
    pub row: OutgoingRow,
    /// When it was queued: milliseconds since 1970 UTC.
    pub created_at: i64,
    /// When it came to stand as it stands.
    pub changed_at: i64,
}

impl Store {
    /// The outbox of a library, with at most so many of each list.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn outbox(&self, library: LibraryId, most: u32) -> Result<OutboxView, StoreError> {
        let mut waiting: BTreeMap<Channel, Waiting> = BTreeMap::new();
        let counts = sqlx::query(
            "SELECT channel, count(*) AS waiting FROM outbox \
             WHERE library_id = ? AND state IN ('queued', 'sending') GROUP BY channel",
        );
        let counts = counts.bind(library.to_string());
        for row in counts.fetch_all(self.read()).await? {
            let count = crate::rows::small(&row, "waiting")?;
            waiting.entry(word(&row, "channel")?).or_default().count = count;
        }
        let stopped = sqlx::query("SELECT channel, at FROM outbox_pause WHERE library_id = ?");
        let stopped = stopped.bind(library.to_string());
        for row in stopped.fetch_all(self.read()).await? {
            let at = Some(row.try_get("at")?);
            waiting.entry(word(&row, "channel")?).or_default().paused = at;
        }
        for (channel, still) in self.standstills(library).await? {
            waiting.entry(channel).or_default().standstill = Some(still);
        }
        let next = "state IN ('queued', 'sending') ORDER BY due_at, outbox.id";
        let gone = "(state IN ('sent', 'read') OR (state IN ('uncertain', 'failed') AND is_left)) \
             ORDER BY outbox.changed_at DESC, outbox.id";
        Ok(OutboxView {
            waiting,
            trouble: self.in_trouble(library, most).await?,
            next: self.listed(library, next, most).await?,
            gone: self.listed(library, gone, most).await?,
        })
    }

    /// What somebody must look at, the newest first: uncertain, then failed.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn in_trouble(
        &self,
        library: LibraryId,
        most: u32,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let trouble = "state IN ('uncertain', 'failed') AND NOT is_left \
             ORDER BY state = 'uncertain' DESC, outbox.changed_at DESC, outbox.id";
        self.listed(library, trouble, most).await
    }

    /// The channels of a library that stand still by themselves.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn standstills(
        &self,
        library: LibraryId,
    ) -> Result<BTreeMap<Channel, Standstill>, StoreError> {
        let rows = sqlx::query(
            "SELECT channel, cause, said, since, tries, again_at FROM outbox_standstill \
             WHERE library_id = ?",
        );
        let rows = rows
            .bind(library.to_string())
            .fetch_all(self.read())
            .await?;
        let mut standstills = BTreeMap::new();
        for row in &rows {
            if let Some(still) = super::standstill::read(row)? {
                standstills.insert(word(row, "channel")?, still);
            }
        }
        Ok(standstills)
    }

    /// What went out for the patron of a thread, or is to, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn outgoing_of(&self, thread: ThreadId) -> Result<Vec<OutboxRow>, StoreError> {
        let of_thread = format!(
            "SELECT outbox.created_at, outbox.changed_at, {COLUMNS} WHERE outbox.thread_id = ?1 \
             OR outbox.id IN (SELECT outbox_id FROM case_entry JOIN desk_case \
             ON desk_case.id = case_entry.case_id WHERE desk_case.thread_id = ?1) \
             ORDER BY outbox.created_at, outbox.id"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(of_thread)).bind(thread.to_string());
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(outbox_row).collect()
    }

    /// How the patron of a thread wants to be reached.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is no such thread.
    pub async fn reach(&self, thread: ThreadId) -> Result<sportello_core::ReachWish, StoreError> {
        let row = sqlx::query("SELECT reach, reach_address FROM thread WHERE id = ?");
        let row = row.bind(thread.to_string()).fetch_one(self.read()).await?;
        wish(&row)
    }

    async fn listed(
        &self,
        library: LibraryId,
        which: &str,
        most: u32,
    ) -> Result<Vec<OutboxRow>, StoreError> {
        let list = format!(
            "SELECT outbox.created_at, outbox.changed_at, {COLUMNS} \
             WHERE outbox.library_id = ? AND {which} LIMIT ?"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(list));
        let rows = rows.bind(library.to_string()).bind(most);
        let rows = rows.fetch_all(self.read()).await?;
        rows.iter().map(outbox_row).collect()
    }
}

fn outbox_row(row: &sqlx::sqlite::SqliteRow) -> Result<OutboxRow, StoreError> {
    Ok(OutboxRow {
        row: outgoing_row(row)?,
        created_at: row.try_get("created_at")?,
        changed_at: row.try_get("changed_at")?,
    })
}

pub(crate) fn wish(row: &sqlx::sqlite::SqliteRow) -> Result<sportello_core::ReachWish, StoreError> {
    use sportello_core::ReachWish;
    let word: String = row.try_get("reach")?;
    Ok(match word.as_str() {
        "" => ReachWish::NotSaid,
        "none" => ReachWish::NotAtAll,
        "mail" => ReachWish::Mail(address_in(row)?),
        _ => return Err(StoreError::Unreadable("wish to be reached")),
    })
}

fn address_in(row: &sqlx::sqlite::SqliteRow) -> Result<sportello_core::MailAddress, StoreError> {
    let text: String = row.try_get("reach_address")?;
    sportello_core::MailAddress::parse(&text).map_err(|_| StoreError::Unreadable("address"))
}
