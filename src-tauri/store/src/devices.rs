//! Browsers that are told by push. A browser is told of one thread of a desk: the one
//! that it asked for last.

use sportello_core::{DeviceId, MOST_DEVICES, PatronId, PushSubscription, ThreadId};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::{Store, StoreError, Writing};

/// A browser that is told by push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    /// Which.
    pub device: DeviceId,
    /// How it is reached.
    pub subscription: PushSubscription,
    /// Its push service, as people may see it.
    pub host: String,
    /// Since when: milliseconds since 1970 UTC.
    pub created_at: i64,
}

const COLUMNS: &str = "SELECT device, endpoint, key, auth, host, created_at \
     FROM push_subscription";

impl Store {
    /// A browser that is told by push.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not told any more.
    pub async fn device(&self, device: &DeviceId) -> Result<DeviceRow, StoreError> {
        let one = format!("{COLUMNS} WHERE device = ?");
        let one = sqlx::query(sqlx::AssertSqlSafe(one)).bind(&device.0);
        device_row(&one.fetch_one(self.read()).await?)
    }

    /// The browsers that are told of a thread, the oldest first.
    ///
    /// # Errors
    /// When the database fails or holds what can't be read.
    pub async fn devices_of(&self, thread: ThreadId) -> Result<Vec<DeviceRow>, StoreError> {
        let all = format!("{COLUMNS} WHERE thread_id = ? ORDER BY created_at, device");
        let all = sqlx::query(sqlx::AssertSqlSafe(all)).bind(thread.to_string());
        let all = all.fetch_all(self.read()).await?;
        all.iter().map(device_row).collect()
    }
}

/// From now on this browser is told of this thread, and of no other. Beyond
/// [`MOST_DEVICES`], the one that asked first is told no more.
///
/// # Errors
/// When the database fails.
pub async fn add_device(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    patron: PatronId,
    new: &DeviceRow,
) -> Result<(), StoreError> {
    forget_device(writing, &new.device).await?;
    sqlx::query(
        "INSERT INTO push_subscription (device, thread_id, patron_id, endpoint, key, auth, host, \
         created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&new.device.0)
    .bind(thread.to_string())
    .bind(patron.to_string())
    .bind(new.subscription.endpoint())
    .bind(new.subscription.key())
    .bind(new.subscription.auth())
    .bind(&new.host)
    .bind(new.created_at)
    .execute(&mut **writing)
    .await?;
    let beyond = sqlx::query(
        "SELECT device FROM push_subscription WHERE thread_id = ? AND device <> ? \
         ORDER BY created_at DESC, device DESC LIMIT -1 OFFSET ?",
    );
    let beyond = beyond.bind(thread.to_string()).bind(&new.device.0);
    let beyond = beyond.bind(MOST_DEVICES - 1);
    for row in beyond.fetch_all(&mut **writing).await? {
        forget_device(writing, &DeviceId(row.try_get("device")?)).await?;
    }
    Ok(())
}

/// A browser is told no more; what waits for it goes nowhere.
///
/// # Errors
/// When the database fails.
pub async fn forget_device(writing: &mut Writing<'_>, device: &DeviceId) -> Result<(), StoreError> {
    sqlx::query(
        "DELETE FROM outbox WHERE channel = 'push' AND state = 'queued' \
         AND thread_id = (SELECT thread_id FROM push_subscription WHERE device = ?1) \
         AND json_extract(payload, '$.device') = ?1",
    )
    .bind(&device.0)
    .execute(&mut **writing)
    .await?;
    sqlx::query("DELETE FROM push_subscription WHERE device = ?")
        .bind(&device.0)
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// A browser is told no more of this thread. Says whether it was.
///
/// # Errors
/// When the database fails.
pub async fn forget_device_of(
    writing: &mut Writing<'_>,
    thread: ThreadId,
    device: &DeviceId,
) -> Result<bool, StoreError> {
    let known = sqlx::query(
        "SELECT EXISTS (SELECT 1 FROM push_subscription WHERE thread_id = ? AND device = ?) \
         AS known",
    );
    let known = known.bind(thread.to_string()).bind(&device.0);
    let known: bool = known.fetch_one(&mut **writing).await?.try_get("known")?;
    if known {
        forget_device(writing, device).await?;
    }
    Ok(known)
}

/// All browsers of a server: their subscriptions are tied to a key that is lost.
///
/// # Errors
/// When the database fails.
pub async fn forget_all_devices(writing: &mut Writing<'_>) -> Result<u64, StoreError> {
    sqlx::query("DELETE FROM outbox WHERE channel = 'push' AND state = 'queued'")
        .execute(&mut **writing)
        .await?;
    let gone = sqlx::query("DELETE FROM push_subscription");
    Ok(gone.execute(&mut **writing).await?.rows_affected())
}

/// The browsers of a thread, within a transaction.
pub(crate) async fn devices_within(
    writing: &mut Writing<'_>,
    thread: ThreadId,
) -> Result<Vec<DeviceRow>, StoreError> {
    let all = format!("{COLUMNS} WHERE thread_id = ? ORDER BY created_at, device");
    let all = sqlx::query(sqlx::AssertSqlSafe(all)).bind(thread.to_string());
    let all = all.fetch_all(&mut **writing).await?;
    all.iter().map(device_row).collect()
}

fn device_row(row: &SqliteRow) -> Result<DeviceRow, StoreError> {
    let text = |column| row.try_get::<String, _>(column);
    let subscription = PushSubscription::parse(&text("endpoint")?, &text("key")?, &text("auth")?);
    Ok(DeviceRow {
        device: DeviceId(text("device")?),
        subscription: subscription.map_err(|_| StoreError::Unreadable("subscription"))?,
        host: text("host")?,
        created_at: row.try_get("created_at")?,
    })
}
